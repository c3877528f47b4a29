"""What a worker does beside its jobs goes on, whatever goes wrong with one part of it."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from access.letters import email_tasks, tasks
from access.maintenance import housekeeping
from candidates.models import Series
from centres.models import User
from letters.batches import worker_presence
from letters.models import LetterBatch
from letters.models.mail import LetterMail
from results_portal.object_storage import StorageUnavailable
from tests.support import builders
from tests.support.centre_with_letters import ask_for_letters

pytestmark = pytest.mark.django_db(transaction=True)


class Called:
    """Stands for a step: counts its calls, and raises what it is told to."""

    def __init__(self, raises: Exception | None = None) -> None:
        self.raises = raises
        self.times = 0

    def __call__(self, *_: Any, **__: Any) -> None:
        self.times += 1
        if self.raises is not None:
            raise self.raises


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Called]:
    """Puts a step in the place of one of the round's: `step("email_tasks.resume", raises=…)`."""

    def put(name: str, raises: Exception | None = None) -> Called:
        called = Called(raises)
        monkeypatch.setattr(f"access.maintenance.housekeeping.{name}", called)
        return called

    return put


@pytest.mark.parametrize(
    "raised", [StorageUnavailable("the object storage answered SlowDown"), RuntimeError("a fault of ours"), KeyError(1)]
)
def test_what_goes_wrong_with_one_part_holds_no_other_up(
    step: Callable[..., Called], caplog: pytest.LogCaptureFixture, raised: Exception
) -> None:
    broken = step("loads.expire_old", raises=raised)
    later = [step("email_tasks.resume"), step("compare_some"), step("sum_up")]

    for _round in range(2):
        housekeeping.one_round("a worker")

    assert broken.times == 2
    assert [called.times for called in later] == [2, 2, 2]
    assert "expiring loads" in caplog.text
    assert worker_presence.running() == ["a worker"]


def test_without_the_database_a_round_is_over_at_once(
    step: Callable[..., Called], caplog: pytest.LogCaptureFixture
) -> None:
    step("loads.recover_stale", raises=OperationalError("the database is starting up"))
    later = step("email_tasks.resume")

    with caplog.at_level(logging.WARNING):
        housekeeping.one_round("a worker")

    assert later.times == 0
    assert "waits for the database" in caplog.text


def test_the_daily_round_does_what_it_can(step: Callable[..., Called]) -> None:
    step("purge", raises=StorageUnavailable("the object storage answered AccessDenied"))
    later = [step("kept_forms.forget_old"), step("loads_files.remove_orphans"), step("call_command")]

    housekeeping.daily_round()

    assert [called.times for called in later] == [1, 1, 2]


def centres_that_wait(series: Series, officer: User, numbers: range) -> None:
    """Each has a letters' job and an e-mail in the queue, and has waited for longer than a minute."""
    for number in numbers:
        centre = builders.make_centre(f"AA{number:03}")
        candidate = builders.make_candidate(series, centre, "0001")
        ask_for_letters(series, centre, officer)
        LetterMail.objects.create(candidate=candidate, address="one@example.org", letter="x")
        email_tasks.enqueue(series_pk=series.pk, centre_pk=centre.pk)
    LetterBatch.objects.update(queued_at=builders.in_the_past())


def queries_of_a_round() -> int:
    with CaptureQueriesContext(connection) as captured:
        housekeeping.one_round("a worker")
    return len(captured)


def test_a_long_queue_costs_no_more_statements_and_gets_no_second_jobs(series: Series, officer: User) -> None:
    centres_that_wait(series, officer, range(2))
    housekeeping.one_round("a worker")
    few = queries_of_a_round()
    centres_that_wait(series, officer, range(2, 12))
    jobs = DBTaskResult.objects.count()

    assert queries_of_a_round() == few
    assert DBTaskResult.objects.count() == jobs == 24


def test_only_the_batch_whose_job_was_lost_gets_another_one(series: Series, officer: User) -> None:
    centres_that_wait(series, officer, range(3))
    lost = LetterBatch.objects.get(centre__number="AA001")
    letters = DBTaskResult.objects.filter(task_path=tasks.make_letters.module_path)
    letters.filter(args_kwargs={"args": [lost.pk], "kwargs": {}}).delete()

    housekeeping.one_round("a worker")
    housekeeping.one_round("a worker")

    assert tasks.batches_with_job() == set(LetterBatch.objects.values_list("pk", flat=True))
    assert letters.count() == 3
