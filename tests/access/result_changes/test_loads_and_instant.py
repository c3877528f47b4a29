"""Corrections by files, and corrections around the very instant of the release."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client

from access.result_changes.tell import tell_centres
from candidates.embargo import clock
from candidates.embargo.changed_results import ChangedResult, What, record_changed_results
from candidates.models import Candidate, ChangeLine, Entry, Release, ReleaseException, ResultChange
from centres.models import Centre
from tests.support import builders
from tests.support.folders import changed_base, write_base
from tests.support.jobs import run_jobs
from tests.support.people import make_head, words
from tests.support.signed_in import browser_of

pytestmark = pytest.mark.django_db(transaction=True)

RAISED = changed_base("results", "0043,0580,B,71,", "0043,0580,A,84,")
LATER = changed_base("releases", "IGCSE,2026-08-18T06:00:00+01:00", "IGCSE,2098-08-18T06:00:00+01:00")
PAGE = "/portal/PK123/june-2026/changes/"
# How long corrections go on after the instant.
BEYOND = timedelta(seconds=0.2)
OPENS_IN = timedelta(seconds=0.5)


def load(path: Path, **files: str) -> None:
    call_command("load_series", str(write_base(path, **files)), cause="review", verbosity=0)


def head_of(number: str) -> Client:
    return browser_of(make_head(Centre.objects.get(number=number)))


def test_a_load_that_corrects_released_results_is_told_to_the_centre_concerned(tmp_path: Path) -> None:
    load(tmp_path / "base")
    head = head_of("PK123")

    load(tmp_path / "raised", results=RAISED)
    run_jobs()

    line = ChangeLine.objects.get()
    assert line.candidate is not None
    assert (line.what, line.candidate.number, line.change.cause) == (What.CORRECTED, "0043", "review")
    assert "Corrected after a review of marking" in words(head.get(PAGE).content.decode())
    assert [message.to for message in mail.outbox] == [["head@pk123.example"]]


@pytest.mark.parametrize("moved", ["release", "exception"])
def test_a_load_before_the_release_tells_nobody_and_not_after_it_either(tmp_path: Path, moved: str) -> None:
    load(tmp_path / "base", **({"releases": LATER} if moved == "release" else {}))
    head = head_of("PK123")
    release = Release.objects.get(qualification__code="IGCSE")
    if moved == "exception":
        centre = Centre.objects.get(number="PK123")
        ReleaseException.objects.create(release=release, centre=centre, releases_at=builders.in_the_future())

    load(tmp_path / "raised", results=RAISED, **({"releases": LATER} if moved == "release" else {}))
    run_jobs()
    ReleaseException.objects.all().delete()
    Release.objects.update(releases_at=builders.in_the_past())
    run_jobs()

    assert not ChangeLine.objects.exists()
    assert "The board has changed nothing" in words(head.get(PAGE).content.decode())
    assert mail.outbox == []


def test_around_the_instant_only_what_changed_after_it_is_ever_told(candidate: Candidate) -> None:
    """By the database's clock: corrections go on without a pause from before the release until after it."""
    make_head(candidate.centre)
    opens_at = clock.now() + OPENS_IN
    Release.objects.filter(qualification__code="ALEVEL").update(releases_at=opens_at)
    entry = Entry.objects.get(candidate=candidate, qualification__code="ALEVEL")
    made: list[datetime] = []
    while not made or made[-1] < opens_at + BEYOND:
        made.append(clock.now())
        record_changed_results([ChangedResult(entry.pk, What.CORRECTED)], at=made[-1])
        for change in ResultChange.objects.filter(told_at=None):
            tell_centres(change.pk)

    after = [instant for instant in made if instant > opens_at]
    assert made[0] < opens_at
    assert sorted(ChangeLine.objects.values_list("change__at", flat=True)) == after
    assert len(mail.outbox) == len(after)
