"""What letters say and for whom, and when that has changed."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from access.credentials.issue import issue_missing
from access.credentials.sealed_passwords import open_password
from access.granting.reissue import reissue
from access.letters import contents
from access.models import AccessSettings, Credential, SelectedCandidate, Status
from candidates.contact import Contact
from candidates.models import Candidate, Release, Series
from centres.models import Centre, User
from letters.batches.build import CandidateLetter
from letters.contents import ReleaseLine
from tests.support import builders
from tests.support.centre_with_letters import make_roll

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def passwords(roll: list[Candidate], series: Series, centre: Centre, officer: User) -> None:
    """Everybody on the roll has a password."""
    issue_missing(series=series, centre=centre, by=officer, on_progress=lambda done, total: None)


def letters(series: Series, centre: Centre) -> list[CandidateLetter]:
    return list(contents.letters(series=series, centre=centre))


def test_letters_come_by_candidate_number_chunk_after_chunk(
    roll: list[Candidate], series: Series, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "CHUNK", 2)

    numbers = [letter.content.candidate_number for letter in letters(series, centre)]
    assert numbers == ["0001", "0002", "0007", "0030", "0444"]


def test_a_letter_says_what_concerns_its_candidate(
    candidate: Candidate, roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    builders.make_release(series, "ALEVEL", datetime(2027, 1, 12, 6, tzinfo=UTC))
    builders.make_release(series, "IGCSE", datetime(2027, 1, 19, 6, tzinfo=UTC))
    issue_missing(series=series, centre=centre, by=officer, on_progress=lambda done, total: None)
    credential = Credential.objects.get(candidate=candidate)

    says = {letter.candidate_pk: letter.content for letter in letters(series, centre)}[candidate.pk]
    assert says.releases == (
        ReleaseLine(
            qualification="Cambridge International A Level",
            released_on="Tuesday 12 January 2027, 06:00 (UK time)",
            at_centre="Tuesday 12 January 2027, 11:00 (Karachi)",
            utc="12 January 2027, 06:00 (UTC)",
        ),
        ReleaseLine(
            qualification="Cambridge IGCSE",
            released_on="Tuesday 19 January 2027, 06:00 (UK time)",
            at_centre="Tuesday 19 January 2027, 11:00 (Karachi)",
            utc="19 January 2027, 06:00 (UTC)",
        ),
    )
    assert (says.candidate_number, says.candidate_name) == ("0042", "Candidate 0042 Rahman")
    assert (says.username, says.password) == (credential.username, open_password(credential))
    assert says.contact == Contact(name="Sana Malik", telephone="", email="sana@pk123.example")
    assert says.sign_in_url == "http://localhost/results/sign-in/"
    assert says.reference == f"{credential.pk}-1"


def test_a_qualification_without_a_release_says_so(roll: list[Candidate], series: Series, centre: Centre) -> None:
    Release.objects.all().delete()

    (line,) = letters(series, centre)[0].content.releases
    assert (line.qualification, line.released_on) == ("Cambridge IGCSE", "Not yet announced")


def test_no_letter_without_access_or_without_a_password(roll: list[Candidate], series: Series, centre: Centre) -> None:
    builders.make_candidate(series, centre, "0500")
    Candidate.objects.filter(number="0007").update(withdrawn=True)
    Credential.objects.filter(candidate__number="0030").update(sealed_password=None)

    assert [letter.content.candidate_number for letter in letters(series, centre)] == ["0001", "0002", "0444"]


def test_a_letter_with_a_new_password_replaces_earlier_ones(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    before = {letter.content.candidate_number: letter.content.reference for letter in letters(series, centre)}
    reissue(series=series, centre=centre, candidates=roll[:1], by=officer)

    after = [letter.content for letter in letters(series, centre)]
    assert [content.candidate_number for content in after if content.replaces_earlier] == ["0007"]
    # Letters of one day are told apart by their reference, which is printed in the foot.
    changed = [content.candidate_number for content in after if content.reference != before[content.candidate_number]]
    assert changed == ["0007"]


def change_nothing(series: Series) -> None:
    Candidate.objects.update(email="new@example.org")


def rename(series: Series) -> None:
    Candidate.objects.filter(number="0030").update(given_names="Amina")


def regroup(series: Series) -> None:
    Candidate.objects.filter(number="0030").update(teaching_group="12B")


def withdraw(series: Series) -> None:
    Candidate.objects.filter(number="0030").update(withdrawn=True)


def move_release(series: Series) -> None:
    Release.objects.filter(qualification__code="IGCSE").update(releases_at=datetime(2027, 2, 1, tzinfo=UTC))


def move_release_of_nobody_here(series: Series) -> None:
    Release.objects.filter(qualification__code="ALEVEL").update(releases_at=datetime(2027, 2, 1, tzinfo=UTC))


def change_contact(series: Series) -> None:
    AccessSettings.objects.update(contact_telephone="123")


def enter_for_more(series: Series) -> None:
    builders.make_entry(Candidate.objects.get(number="0030"), builders.make_syllabus("9709", "ALEVEL"))


def issue_anew(series: Series) -> None:
    Credential.objects.filter(candidate__number="0030").update(issue=2)


def rename_centre(series: Series) -> None:
    Centre.objects.update(name="Ravi College")


def move_centre(series: Series) -> None:
    Centre.objects.update(time_zone="Asia/Dubai")


def select_some(series: Series) -> None:
    AccessSettings.objects.update(status=Status.SELECTED)
    SelectedCandidate.objects.create(candidate=Candidate.objects.get(number="0030"), selected_by="x")


CHANGES = [
    rename, regroup, withdraw, move_release, change_contact, enter_for_more, issue_anew, rename_centre, move_centre,
    select_some,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_the_fingerprint_changes_with_everything_that_letters_say(
    change: Callable[[Series], None], roll: list[Candidate], series: Series, centre: Centre
) -> None:
    before = contents.fingerprint(series=series, centre=centre)
    change(series)

    centre.refresh_from_db()
    assert contents.fingerprint(series=series, centre=centre) != before


@pytest.mark.parametrize("change", [change_nothing, move_release_of_nobody_here])
def test_the_fingerprint_stays_where_letters_stay(
    change: Callable[[Series], None], roll: list[Candidate], series: Series, centre: Centre
) -> None:
    before = contents.fingerprint(series=series, centre=centre)
    change(series)

    assert contents.fingerprint(series=series, centre=centre) == before


def test_the_fingerprint_needs_no_key(
    roll: list[Candidate], series: Series, centre: Centre, settings: Settings
) -> None:
    settings.LETTERS_KEYS = ("another key, with which nothing here was sealed",)

    assert len(contents.fingerprint(series=series, centre=centre)) == 64


@pytest.mark.parametrize("work", [letters, lambda series, centre: contents.fingerprint(series=series, centre=centre)])
def test_as_many_queries_for_many_as_for_one(
    work: Callable[[Series, Centre], object], roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    one_centre = builders.make_centre("PK999")
    make_roll(series, one_centre, ["0001"])
    issue_missing(series=series, centre=one_centre, by=officer, on_progress=lambda done, total: None)

    counts = []
    for of in (one_centre, centre):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            work(series, of)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
