"""The job that makes letters: what it does when something changes meanwhile, and how it ends."""

import errno
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django_tasks_db.models import DBTaskResult

from access.credentials.sealed_passwords import open_password
from access.letters import failures, tasks
from access.maintenance import housekeeping
from access.models import AccessSettings, Credential, Status
from access.sign_in.authenticate import NoAccess, WrongDetails, authenticate
from candidates.models import Candidate, Series
from centres.models import Centre, User
from letters.batches import build as building
from letters.batches import lifecycle, worker_presence
from letters.models import LetterBatch, WorkerPresence
from letters.storage import drafts, encrypted_files
from results_portal.crypto.encryption import CannotOpen
from tests.support import builders
from tests.support.centre_with_letters import (
    ask_for_letters,
    content_of,
    letters_made,
    number_on,
    pages_of,
    printed_on,
)
from tests.support.jobs import run_jobs
from tests.support.signed_in import sign_in as sign_in_as

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]


def test_every_printed_password_signs_in_and_after_none_none_does(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    batch = letters_made(series, centre, officer)
    printed = {number_on(page): printed_on(page) for page in pages_of(content_of(batch.pdf_name))}

    assert sorted(printed) == sorted(candidate.number for candidate in roll)
    for number, (username, password) in printed.items():
        assert authenticate(username=username, password=password, address="").candidate.number == number
    AccessSettings.objects.update(status=Status.NONE)
    for username, password in printed.values():
        with pytest.raises(NoAccess):
            authenticate(username=username, password=password, address="")


def test_a_candidate_cannot_sign_in_with_anothers_password(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    batch = letters_made(series, centre, officer)
    first, second = [printed_on(page) for page in pages_of(content_of(batch.pdf_name))][:2]

    with pytest.raises(WrongDetails):
        authenticate(username=first[0], password=second[1], address="")


def test_the_job_knows_the_batch_and_nothing_else(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    batch = letters_made(series, centre, officer)

    job = DBTaskResult.objects.get()
    assert job.args_kwargs == {"args": [batch.pk], "kwargs": {}}
    assert (job.return_value, job.status) == (None, "SUCCESSFUL")


def test_the_same_job_twice_changes_nothing(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    batch = letters_made(series, centre, officer)
    before = LetterBatch.objects.values().get(), list(Credential.objects.order_by("pk").values())
    tasks.make_letters.call(batch.pk)

    assert (LetterBatch.objects.values().get(), list(Credential.objects.order_by("pk").values())) == before


@pytest.mark.parametrize(("letters", "priority"), [(1, 0), (49, 0), (1_240, -24), (5_000, -100), (60_000, -100)])
def test_the_bigger_a_batch_the_later_its_job(letters: int, priority: int, series: Series, centre: Centre) -> None:
    batch = LetterBatch.objects.create(series=series, centre=centre, total=letters, requested_by="x")
    tasks.enqueue(batch)

    assert DBTaskResult.objects.get().priority == priority


def test_a_small_centre_waits_neither_for_a_large_one_nor_for_an_associates_many(series: Series) -> None:
    wanted = [("large@pk.example", 5_000), *[("associate@merid.example", 400)] * 30, ("small@pk.example", 40)]
    for number, (by, size) in enumerate(wanted, start=100):
        asked = LetterBatch.objects.create(
            series=series, centre=builders.make_centre(f"PK{number}"), total=size, requested_by=by
        )
        tasks.enqueue(asked)

    order = [LetterBatch.objects.get(pk=job.args_kwargs["args"][0]) for job in DBTaskResult.objects.ready()]
    first_ones = [(batch.requested_by, batch.total) for batch in order[:3]]
    assert first_ones == [("small@pk.example", 40), ("associate@merid.example", 400), ("associate@merid.example", 400)]


# --- Changes while the work goes on -----------------------------------------------------------------------------------


@pytest.fixture
def while_drawing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], list[int]]:
    """Does something once, while the first round draws; returns a list of the rounds that were begun."""
    rounds: list[int] = []

    def meanwhile(deed: Callable[[], Any]) -> list[int]:
        build = building.build

        def building_and_more(*args: Any, **options: Any) -> building.BuiltFiles:
            built = build(*args, **options)
            rounds.append(len(rounds))
            if len(rounds) == 1:
                deed()
            return built

        monkeypatch.setattr(building, "build", building_and_more)
        return rounds

    return meanwhile


def test_access_that_changes_meanwhile_is_in_the_letters(
    roll: list[Candidate],
    series: Series,
    centre: Centre,
    officer: User,
    while_drawing: Callable[[Callable[[], Any]], list[int]],
) -> None:
    def add_one() -> None:
        builders.make_candidate(series, centre, "0500")
        ask_for_letters(series, centre, officer)

    rounds = while_drawing(add_one)
    batch = letters_made(series, centre, officer)

    numbers = [number_on(page) for page in pages_of(content_of(batch.pdf_name))]
    assert numbers == ["0001", "0002", "0007", "0030", "0444", "0500"]
    assert (len(rounds), LetterBatch.objects.count()) == (2, 1)


def test_a_correction_that_nobody_asked_letters_for_is_in_the_letters(
    roll: list[Candidate],
    series: Series,
    centre: Centre,
    officer: User,
    while_drawing: Callable[[Callable[[], Any]], list[int]],
) -> None:
    rounds = while_drawing(lambda: Candidate.objects.filter(number="0030").update(given_names="Amina"))
    batch = letters_made(series, centre, officer)

    assert "Amina" in pages_of(content_of(batch.pdf_name))[3]
    assert len(rounds) == 2


def test_work_that_was_stopped_leaves_no_file(
    roll: list[Candidate],
    series: Series,
    centre: Centre,
    officer: User,
    while_drawing: Callable[[Callable[[], Any]], list[int]],
) -> None:
    while_drawing(lambda: lifecycle.cancel(series=series, centre=centre, by=officer))
    batch = letters_made(series, centre, officer)

    assert (batch.state, encrypted_files.files_of(batch.pk), drafts.drafts_of()) == ("cancelled", [], [])


def test_files_stay_where_nobody_knows_whether_the_letters_became_ready(
    roll: list[Candidate], series: Series, centre: Centre, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database commits, and the answer is lost on its way."""
    finish = lifecycle.finish

    def answer_lost(*given: Any, **options: Any) -> bool:
        finish(*given, **options)
        raise DatabaseError("server closed the connection unexpectedly")

    monkeypatch.setattr(lifecycle, "finish", answer_lost)
    batch = letters_made(series, centre, officer)

    assert (batch.state, batch.attempts) == ("ready", 1)
    assert sorted(encrypted_files.files_of(batch.pk)) == sorted([batch.pdf_name, batch.archive_name])
    assert len(pages_of(content_of(batch.pdf_name))) == 5


def test_with_nobody_left_the_work_ends_in_words(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    first = letters_made(series, centre, officer)
    AccessSettings.objects.update(status=Status.SELECTED)
    second = letters_made(series, centre, officer)

    first.refresh_from_db()
    assert (first.state, second.state, second.reason) == ("replaced", "cancelled", tasks.NOBODY)


# --- Ends that are told -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (OSError(errno.ENOSPC, "full"), "The server's disk is full."),
        (PermissionError(errno.EACCES, "no"), "The server could not write the letters to its disk."),
        (CannotOpen("key"), "can't be read with the server's present keys"),
        (DatabaseError("gone"), "The database could not be reached."),
        (failures.KeptChanging(), "kept changing"),
        (ZeroDivisionError(), "a reason that the server's log names"),
    ],
)
def test_reasons_are_in_words_for_officers(why: Exception, said: str) -> None:
    assert said in failures.reason_for(why)


def test_a_job_that_can_never_succeed_ends_after_three_attempts(
    roll: list[Candidate],
    series: Series,
    centre: Centre,
    officer: User,
    settings: Any,
) -> None:
    letters_made(series, centre, officer)
    settings.LETTERS_KEYS = ("a key with which none of these passwords was sealed",)
    batch = letters_made(series, centre, officer)

    assert (batch.state, batch.attempts) == ("failed", 3)
    assert "can't be read with the server's present keys" in batch.reason


# --- Workers looking after each other ---------------------------------------------------------------------------------


def test_workers_are_seen_while_they_show_themselves(db: None) -> None:
    assert worker_presence.health() == "no worker is running: start manage.py db_worker"
    worker_presence.show_presence("one")
    worker_presence.show_presence("one")
    worker_presence.show_presence("two")
    assert (worker_presence.workers_running(), worker_presence.health()) == (2, "")

    WorkerPresence.objects.filter(worker_id="one").update(seen_at=builders.in_the_past())
    assert (worker_presence.workers_running(), worker_presence.running()) == (1, ["two"])
    worker_presence.leave("two")
    assert worker_presence.workers_running() == 0


def test_the_health_page_says_whether_a_worker_runs(db: None, client: Client) -> None:
    assert client.get("/readyz").json()["checks"]["worker"] == "failing"
    worker_presence.show_presence("one")
    assert client.get("/readyz").json()["checks"]["worker"] == "ok"


def test_staff_are_told_when_no_worker_runs(staff: User, client: Client) -> None:
    sign_in_as(client, staff)
    assert "At the moment no worker is running: start manage.py db_worker." in client.get("/admin/").content.decode()
    worker_presence.show_presence("one")
    assert "At the moment" not in client.get("/admin/").content.decode()


def test_only_jobs_whose_worker_is_gone_are_ended(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    past, future = builders.in_the_past(), builders.in_the_future()
    WorkerPresence.objects.create(worker_id="gone", seen_at=past)
    WorkerPresence.objects.create(worker_id="here", seen_at=future)
    for name, since in (("gone", past), ("here", past), ("never seen", past), ("about to show itself", future)):
        tasks.make_letters.enqueue(0)
        DBTaskResult.objects.filter(status="READY").update(status="RUNNING", worker_ids=[name], started_at=since)

    assert housekeeping.end_jobs_of_dead_workers() == 2
    assert dict(DBTaskResult.objects.values_list("worker_ids__0", "status")) == {
        "gone": "FAILED", "never seen": "FAILED", "here": "RUNNING", "about to show itself": "RUNNING"
    }  # fmt: skip


def test_nothing_of_a_password_is_logged(
    roll: list[Candidate],
    series: Series,
    centre: Centre,
    officer: User,
    caplog: pytest.LogCaptureFixture,
) -> None:
    letters_made(series, centre, officer)
    with caplog.at_level("DEBUG"):
        run_jobs()
    call_command("purge_letters")

    for credential in Credential.objects.all():
        assert open_password(credential) not in caplog.text
        assert all(group not in caplog.text for group in open_password(credential).split("-"))
