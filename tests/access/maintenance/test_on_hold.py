"""A restored database, a copy, or a database with somebody else's letters sends, purges and deletes nothing."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from access.credentials.issue import issue_missing
from access.letters.email_queue import send_letters
from access.maintenance import housekeeping
from candidates.loads import files as loads_files
from candidates.models import Candidate, Release, Series
from centres.models import Centre, User
from letters.batches import lifecycle, worker_presence
from letters.mail.waiting import GIVEN_UP
from letters.models import LetterBatch, LetterMail
from letters.storage import encrypted_files
from results_portal import installation
from results_portal.audit import Command
from results_portal.crypto.sealed_files import SealedFiles
from results_portal.installation import standing
from results_portal.models import AuditEntry, Installation
from results_portal.monitoring import health
from tests.support import builders
from tests.support.centre_with_letters import ask_for_letters, letters_made, make_roll
from tests.support.dumps import dump, restore
from tests.support.jobs import run_jobs
from tests.support.mail_server import Postbox

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]

TWO = ["0001", "0002"]


@pytest.fixture
def ready(series: Series, centre: Centre, officer: User) -> LetterBatch:
    make_roll(series, centre, TWO)
    return letters_made(series, centre, officer)


def queue_letters(series: Series, centre: Centre) -> None:
    for person in make_roll(series, centre, TWO):
        Candidate.objects.filter(pk=person.pk).update(email=f"{person.number}@example.org")
    issue_missing(series=series, centre=centre, by=Command("test"), on_progress=lambda done, total: None)
    send_letters(series=series, centre=centre, numbers=TWO, by=Command("test"))


def another_process() -> None:
    """What this process knew is forgotten, as where workers are started again."""
    standing.forget()


def another_database() -> None:
    """The same tables, but those of another installation: it never had to do with this storage."""
    LetterBatch.objects.all().delete()
    Installation.objects.all().delete()
    another_process()


def files_of_everybody(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.sealed"))


def test_a_restored_database_sends_no_letter_again(series: Series, centre: Centre, postbox: Postbox) -> None:
    queue_letters(series, centre)
    housekeeping.raise_mark()
    before = dump()
    run_jobs()
    assert len(postbox.received) == 2

    restore(before)
    another_process()
    run_jobs()
    housekeeping.one_round("a worker")
    run_jobs()

    assert len(postbox.received) == 2
    assert set(LetterMail.objects.values_list("state", flat=True)) == {"queued"}
    assert standing.OLDER in installation.why_on_hold()


def test_it_is_noticed_by_processes_that_go_on_running(series: Series, centre: Centre, postbox: Postbox) -> None:
    queue_letters(series, centre)
    installation.require_own()
    before = dump()
    run_jobs()

    restore(before)
    run_jobs()

    assert len(postbox.received) == 2


@pytest.mark.parametrize(("choice", "received"), [("send", 4), ("drop", 2)])
def test_taking_over_asks_what_becomes_of_letters_that_waited(
    series: Series, centre: Centre, postbox: Postbox, capsys: pytest.CaptureFixture[str], choice: str, received: int
) -> None:
    queue_letters(series, centre)
    before = dump()
    run_jobs()
    restore(before)
    another_process()

    with pytest.raises(CommandError, match="--waiting send or --waiting drop"):
        call_command("take_over", yes=True)
    assert "Waiting to go out: letters by e-mail: 2, queued between" in capsys.readouterr().out
    call_command("take_over", yes=True, waiting=choice)
    housekeeping.one_round("a worker")
    run_jobs()

    assert len(postbox.received) == received
    reasons = set(LetterMail.objects.values_list("reason", flat=True))
    assert reasons == {GIVEN_UP if choice == "drop" else ""}
    entry = AuditEntry.objects.get(action="take over installation")
    assert (entry.actor, entry.details["waiting"]) == ("take_over", choice)


def test_a_purge_on_another_database_removes_no_letters(ready: LetterBatch, own_store: Path) -> None:
    files = files_of_everybody(own_store / "letters")
    another_database()

    with pytest.raises(CommandError, match="belongs to another installation"):
        call_command("purge_letters")
    housekeeping.daily_round()
    housekeeping.one_round("a worker")

    assert files_of_everybody(own_store / "letters") == files != []


def test_nor_before_the_storage_was_ever_marked(ready: LetterBatch, own_store: Path) -> None:
    files = files_of_everybody(own_store / "letters")
    for mark in (own_store / "letters" / "installation").iterdir():
        mark.unlink()
    another_database()

    with pytest.raises(CommandError, match="letters that this database doesn't name"):
        call_command("purge_letters")

    assert files_of_everybody(own_store / "letters") == files != []


def test_an_installation_of_an_earlier_version_gets_its_mark_and_goes_on(ready: LetterBatch, own_store: Path) -> None:
    for mark in (own_store / "letters" / "installation").iterdir():
        mark.unlink()
    Installation.objects.all().delete()
    another_process()
    Release.objects.update(releases_at=timezone.now() - timedelta(days=31))

    housekeeping.raise_mark()
    call_command("purge_letters")

    assert Installation.objects.get().is_written
    assert encrypted_files.files_of(ready.pk) == []


def test_nothing_of_anybody_is_removed_by_letters_that_are_made_or_taken_back(
    ready: LetterBatch, series: Series, centre: Centre, officer: User, own_store: Path
) -> None:
    files = files_of_everybody(own_store / "letters")
    Installation.objects.update(place="where it was restored from")
    another_process()

    waiting = ask_for_letters(series, centre, officer)
    run_jobs()
    LetterBatch.objects.filter(pk=ready.pk).update(finished_at=builders.in_the_past())
    lifecycle.withdraw(series=series, centre=centre, reason="nobody has access")

    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts) == ("cancelled", 0)
    assert files_of_everybody(own_store / "letters") == files


def test_files_of_loads_stay_too(own_store: Path) -> None:
    SealedFiles(alias="loads", purpose="loads").write("somebody/1.sent", [b"theirs"])
    Installation.objects.create(pk=1, identity="0" * 32, place="elsewhere", is_written=True)

    with pytest.raises(installation.OnHold):
        loads_files.remove_orphans()
    loads_files.remove(["somebody/1.sent"])

    assert (own_store / "loads/somebody/1.sent").exists()


def test_it_is_said_on_the_desk_in_the_health_report_and_in_the_workers_log(
    staff: User, caplog: pytest.LogCaptureFixture, client: Client
) -> None:
    Installation.objects.create(pk=1, identity="0" * 32, place="elsewhere", is_written=True)
    caplog.set_level(logging.ERROR)

    housekeeping.raise_mark()
    housekeeping.one_round("a worker")

    assert f"This installation is on hold. {standing.COPIED}" in caplog.text
    assert worker_presence.running() == ["a worker"]
    assert health.report()["installation"] == f"on hold: {standing.COPIED} {standing.WHAT_TO_DO}"


def test_jobs_that_wait_are_run_once_it_is_taken_over(series: Series, centre: Centre, officer: User) -> None:
    make_roll(series, centre, TWO)
    Installation.objects.create(pk=1, identity="0" * 32, place="elsewhere", is_written=True)
    batch = ask_for_letters(series, centre, officer)
    run_jobs()
    batch.refresh_from_db()
    assert batch.state == "queued"

    call_command("take_over", yes=True)
    LetterBatch.objects.update(queued_at=builders.in_the_past())
    DBTaskResult.objects.all().delete()
    housekeeping.one_round("a worker")
    run_jobs()

    batch.refresh_from_db()
    assert batch.state == "ready"
