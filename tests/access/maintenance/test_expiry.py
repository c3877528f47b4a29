"""Letters and sealed passwords expire; what work left behind goes; passwords go on working."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.tasks import TaskResultStatus
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from access.credentials.hashers import matches
from access.credentials.sealed_passwords import open_password
from access.maintenance.expiry import purge
from access.maintenance.housekeeping import daily_round
from access.models import Credential
from candidates.models import Candidate, Release, Series
from centres.models import Centre, User
from letters.models import Letter, LetterBatch
from letters.storage import drafts, encrypted_files
from results_portal.audit import Command
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.centre_with_letters import ask_for_letters, letters_made, make_roll
from tests.support.giving import PAGE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]


@pytest.fixture
def ready(series: Series, centre: Centre, officer: User) -> LetterBatch:
    make_roll(series, centre, ["0001", "0002"])
    return letters_made(series, centre, officer)


def released(days_ago: int) -> None:
    Release.objects.update(releases_at=timezone.now() - timedelta(days=days_ago))


def test_letters_and_sealed_passwords_go_thirty_days_after_the_last_release(ready: LetterBatch) -> None:
    released(days_ago=31)
    call_command("purge_letters")

    ready.refresh_from_db()
    assert (ready.state, encrypted_files.files_of(ready.pk), Letter.objects.count()) == ("expired", [], 0)
    assert set(Credential.objects.values_list("sealed_password", flat=True)) == {None}
    entry = AuditEntry.objects.get(action="purge letters")
    assert (entry.actor, entry.details) == ("purge_letters", {"batches": 1, "sealed passwords": 2})


def test_they_stay_until_then_and_while_one_release_is_still_to_come(ready: LetterBatch, series: Series) -> None:
    released(days_ago=29)
    call_command("purge_letters")
    released(days_ago=31)
    builders.make_release(series, "PREU", builders.in_the_future())
    call_command("purge_letters")

    ready.refresh_from_db()
    assert (ready.state, len(encrypted_files.files_of(ready.pk))) == ("ready", 2)
    assert not Credential.objects.filter(sealed_password=None).exists()
    assert not AuditEntry.objects.filter(action="purge letters").exists()


def test_passwords_work_on_and_the_page_says_what_to_do(ready: LetterBatch, officer_client: Client) -> None:
    password = open_password(Credential.objects.order_by("pk")[0])
    released(days_ago=31)
    call_command("purge_letters")

    assert matches(password, Credential.objects.order_by("pk")[0].password_hash)
    page = " ".join(officer_client.get(PAGE).content.decode().split())
    assert "2 candidates have a letter that has expired." in page
    assert "letters.pdf" not in page
    assert officer_client.get(f"{PAGE}letters.pdf").status_code == 302
    told = officer_client.get(f"{PAGE}letters/0001.pdf", follow=True).content.decode()
    assert "The letter of candidate 0001 has expired." in told


def test_the_daily_round_leaves_what_was_made_lately(ready: LetterBatch) -> None:
    released(days_ago=31)
    purge(by=Command("worker"), spare=timedelta(days=7))
    ready.refresh_from_db()
    assert ready.state == "ready"

    lately = timezone.now() - timedelta(days=8)
    LetterBatch.objects.update(finished_at=lately)
    Credential.objects.update(issued_at=lately)
    purge(by=Command("worker"), spare=timedelta(days=7))
    ready.refresh_from_db()
    assert ready.state == "expired"


def test_the_daily_round_also_removes_sessions_and_records_of_jobs_that_are_over(ready: LetterBatch) -> None:
    now = timezone.now()
    for key, ends in (("over", now - timedelta(hours=1)), ("open", now + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    for days_ago in (13, 15):
        ended = now - timedelta(days=days_ago)
        DBTaskResult.objects.create(
            task_path=f"ended {days_ago} days ago",
            args_kwargs={"args": [], "kwargs": {}},
            backend_name="default",
            status=TaskResultStatus.SUCCESSFUL,
            run_after=ended,
            finished_at=ended,
        )

    daily_round()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
    kept = DBTaskResult.objects.filter(task_path__startswith="ended").values_list("task_path", flat=True)
    assert list(kept) == ["ended 13 days ago"]


def test_files_that_belong_to_nobody_go_and_the_others_stay(
    ready: LetterBatch, series: Series, centre: Centre, officer: User
) -> None:
    at_work = ask_for_letters(series, centre, officer)
    LetterBatch.objects.filter(pk=at_work.pk).update(state="running", fence=3)
    names = [f"{ready.pk}/1-lost.pdf.sealed", "9999/1-lost.pdf.sealed", f"{at_work.pk}/3-new.pdf.sealed"]
    for name in [*names, f"{at_work.pk}/2-old.pdf.sealed"]:
        writer = encrypted_files.Writer(name)
        writer.keep()
    writers = [encrypted_files.Writer(f"{at_work.pk}/{fence}-draft.zip.sealed") for fence in (2, 3)]

    assert purge(by=Command("test")).orphans == 4
    assert sorted(encrypted_files.files_of(ready.pk)) == sorted([ready.pdf_name, ready.archive_name])
    assert encrypted_files.files_of(at_work.pk) == [f"{at_work.pk}/3-new.pdf.sealed"]
    assert sorted(encrypted_files.batches_with_files()) == sorted([ready.pk, at_work.pk])
    assert [path.name for path in drafts.drafts_of()] == [f"{at_work.pk}+3-draft.zip.sealed"]
    for writer in writers:
        writer.discard()


def test_purging_an_empty_installation_is_fine(db: None, own_store: Path) -> None:
    call_command("purge_letters")
    assert [path.name for path in (own_store / "letters").iterdir()] == ["installation"]


def test_a_candidate_who_gets_access_late_still_gets_a_letter(
    ready: LetterBatch, series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    released(days_ago=31)
    call_command("purge_letters")
    builders.make_candidate(series, centre, "0003")
    batch = letters_made(series, centre, officer)

    assert (batch.state, batch.done) == ("ready", 1)
    assert officer_client.get(f"{PAGE}letters/0003.pdf").status_code == 200
    assert Candidate.objects.filter(credential__sealed_password__isnull=False).count() == 1
