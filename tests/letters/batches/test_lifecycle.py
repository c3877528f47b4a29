"""The life of a letter batch: every allowed step, the forbidden ones, and workers that come back too late."""

from collections.abc import Callable
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from candidates.models import Candidate, Series
from centres.models import Centre, User
from letters.batches import lifecycle
from letters.batches.build import BuiltFiles, LetterPage
from letters.batches.lifecycle import BatchLease, ForbiddenTransition, LostBatch, NothingToCancel, State
from letters.batches.requests import request_batch
from letters.models import Letter, LetterBatch
from letters.storage import drafts, encrypted_files
from results_portal.models import AuditEntry
from tests.support import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_store")]


@pytest.fixture
def asked() -> list[int]:
    """The batches for which a job was asked for."""
    return []


@pytest.fixture
def request_letters(series: Series, centre: Centre, officer: User, asked: list[int]) -> Callable[..., LetterBatch]:
    def ask(*, issues_passwords: bool = True) -> LetterBatch:
        return request_batch(
            series=series,
            centre=centre,
            by=officer,
            size=2,
            issues_passwords=issues_passwords,
            enqueue=lambda batch: asked.append(batch.pk),
        )

    return ask


@pytest.fixture
def lease(request_letters: Callable[..., LetterBatch]) -> BatchLease:
    return claimed(request_letters())


def claimed(batch: LetterBatch) -> BatchLease:
    lease = lifecycle.claim(batch.pk)
    assert lease is not None
    return lease


def built_for(lease: BatchLease, candidate: Candidate | None = None) -> BuiltFiles:
    """Two small files in the store and what a batch says about them."""
    names = [encrypted_files.new_name(batch=lease.batch_pk, fence=lease.fence, kind=kind) for kind in ("pdf", "zip")]
    for name in names:
        writer = encrypted_files.Writer(name)
        writer.write(b"letters")
        writer.keep()
    letters = (LetterPage(candidate.pk, 1, {"name": "digest"}),) if candidate else ()
    return BuiltFiles(names[0], 7, names[1], 7, 1, letters, (), ())


def finish(lease: BatchLease, candidate: Candidate | None = None, built: BuiltFiles | None = None) -> bool:
    built = built or built_for(lease, candidate)
    return lifecycle.finish(lease, built=built, request=lifecycle.current_request(lease), fingerprint="says this")


def state_of(lease: BatchLease) -> str:
    return LetterBatch.objects.get(pk=lease.batch_pk).state


def silent_for_long(lease: BatchLease) -> None:
    LetterBatch.objects.filter(pk=lease.batch_pk).update(heartbeat_at=builders.in_the_past())


# --- The table ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end"), [(a, b) for a, b in product(State.values, State.values) if b not in lifecycle.TRANSITIONS[a]]
)
def test_no_other_move_is_possible(start: str, end: str) -> None:
    with pytest.raises(ForbiddenTransition, match=f"from {start} to {end}"):
        lifecycle.transition(LetterBatch.objects.all(), start=start, end=end)


def test_the_table_knows_every_state_and_the_database_no_other(series: Series, centre: Centre) -> None:
    assert set(lifecycle.TRANSITIONS) == set(State.values)
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterBatch.objects.create(series=series, centre=centre, state="lost", requested_by="x")


# --- Asking ------------------------------------------------------------------------------------------------------


def test_the_job_is_asked_for_when_the_transaction_commits(
    request_letters: Callable[..., LetterBatch],
    asked: list[int],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        batch = request_letters()
        assert asked == []

    assert asked == [batch.pk]
    assert (batch.state, batch.requested_by) == ("queued", "officer@pk123.example")


def test_asking_again_joins_what_waits_or_is_being_made(
    request_letters: Callable[..., LetterBatch],
    asked: list[int],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first = request_letters()
        second = request_letters()
        lifecycle.claim(first.pk)
        third = request_letters()

    assert first == second == third
    assert (third.wishes, asked) == (3, [first.pk])


def test_a_row_that_the_database_refuses_for_another_reason_is_not_asked_for_again_and_again(
    series: Series, centre: Centre, officer: User
) -> None:
    """It once went round for ever; the test would never end."""
    with pytest.raises(IntegrityError), transaction.atomic():
        request_batch(
            series=series,
            centre=centre,
            by=officer,
            size=-1,
            issues_passwords=True,
            enqueue=lambda batch: None,
        )

    assert not LetterBatch.objects.exists()


def test_a_renewal_that_is_joined_by_an_officer_issues_passwords_too(
    request_letters: Callable[..., LetterBatch],
) -> None:
    assert request_letters(issues_passwords=False).issues_passwords is False
    assert request_letters(issues_passwords=True).issues_passwords is True
    assert request_letters(issues_passwords=False).issues_passwords is True


def test_after_the_end_a_new_batch_is_made(lease: BatchLease, request_letters: Callable[..., LetterBatch]) -> None:
    finish(lease)

    assert request_letters().pk != lease.batch_pk


# --- Holding -----------------------------------------------------------------------------------------------------


def test_a_batch_is_claimed_once(request_letters: Callable[..., LetterBatch]) -> None:
    batch = request_letters()

    assert lifecycle.claim(batch.pk) == BatchLease(batch.pk, fence=1, attempts=1)
    assert lifecycle.claim(batch.pk) is None


def test_progress_is_a_heartbeat(lease: BatchLease) -> None:
    silent_for_long(lease)
    lifecycle.report_progress(lease, stage="letters", done=312, total=1240)

    batch = LetterBatch.objects.get(pk=lease.batch_pk)
    assert (batch.stage, batch.done, batch.total) == ("letters", 312, 1240)
    assert batch.heartbeat_at is not None
    assert abs((timezone.now() - batch.heartbeat_at).total_seconds()) < 5


def test_a_silent_batch_is_handed_on_and_its_late_worker_can_write_nothing(
    lease: BatchLease,
    candidate: Candidate,
    asked: list[int],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    late = built_for(lease, candidate)
    request = lifecycle.current_request(lease)
    silent_for_long(lease)
    with django_capture_on_commit_callbacks(execute=True):
        assert lifecycle.recover_stale(enqueue=lambda batch: asked.append(batch.pk)) == 1
    successor = claimed(LetterBatch.objects.get(pk=lease.batch_pk))

    assert asked[-1] == lease.batch_pk
    assert (successor.fence > lease.fence, successor.attempts) == (True, 2)
    for deed in (
        lambda: lifecycle.report_progress(lease, stage="letters", done=1, total=1),
        lambda: lifecycle.current_request(lease),
        lambda: lifecycle.finish(lease, built=late, request=request, fingerprint="old"),
        lambda: lifecycle.fail(lease, reason="late", enqueue=lambda batch: None),
        lambda: lifecycle.end_without_letters(lease, reason="late"),
    ):
        with pytest.raises(LostBatch):
            deed()
    assert Letter.objects.count() == 0
    assert finish(successor, candidate) is True
    assert state_of(successor) == "ready"


def test_the_successor_removes_the_files_of_the_one_before(lease: BatchLease) -> None:
    built_for(lease)
    draft = encrypted_files.Writer(encrypted_files.new_name(batch=lease.batch_pk, fence=lease.fence, kind="pdf"))
    silent_for_long(lease)
    lifecycle.recover_stale(enqueue=lambda batch: None)
    claimed(LetterBatch.objects.get(pk=lease.batch_pk))

    assert encrypted_files.files_of(lease.batch_pk) == []
    assert drafts.drafts_of(lease.batch_pk) == []
    draft.discard()


def test_a_batch_that_shows_life_is_left_alone(lease: BatchLease, settings: Settings) -> None:
    settings.LETTERS_STALE_SECONDS = 20
    assert lifecycle.recover_stale(enqueue=lambda batch: None) == 0
    assert state_of(lease) == "running"


def test_a_waiting_batch_whose_job_was_lost_gets_another_one(
    request_letters: Callable[..., LetterBatch], asked: list[int]
) -> None:
    batch = request_letters()
    lifecycle.recover_stale(enqueue=lambda batch: asked.append(batch.pk))
    assert asked == []

    LetterBatch.objects.update(queued_at=builders.in_the_past())
    for _ in range(2):
        lifecycle.recover_stale(enqueue=lambda batch: asked.append(batch.pk))
    assert asked == [batch.pk]


# --- Ending ------------------------------------------------------------------------------------------------------


def test_files_letters_and_state_become_durable_together(
    lease: BatchLease, candidate: Candidate, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    built = built_for(lease, candidate)
    finish(lease, built=built)

    batch = LetterBatch.objects.get(pk=lease.batch_pk)
    assert (batch.state, batch.pdf_name, batch.archive_name) == ("ready", built.pdf_name, built.archive_name)
    assert (batch.fingerprint, batch.done, batch.pages) == ("says this", 1, 1)
    assert [(letter.candidate_id, letter.page) for letter in batch.letters.all()] == [(candidate.pk, 1)]


def test_the_batch_that_was_ready_before_gives_up_its_files(
    lease: BatchLease,
    request_letters: Callable[..., LetterBatch],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    finish(lease)
    second = claimed(request_letters())
    with django_capture_on_commit_callbacks(execute=True):
        finish(second)
        assert len(encrypted_files.files_of(lease.batch_pk)) == 2

    assert (state_of(lease), state_of(second)) == ("replaced", "ready")
    assert encrypted_files.files_of(lease.batch_pk) == []
    assert len(encrypted_files.files_of(second.batch_pk)) == 2


def test_letters_asked_for_meanwhile_are_not_finished_yet(
    lease: BatchLease, request_letters: Callable[..., LetterBatch]
) -> None:
    built, request = built_for(lease), lifecycle.current_request(lease)
    request_letters()

    assert lifecycle.finish(lease, built=built, request=request, fingerprint="old") is False
    assert state_of(lease) == "running"


def test_a_failed_attempt_is_followed_by_others_and_then_by_the_end(
    lease: BatchLease, asked: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _attempt in range(lifecycle.MOST_ATTEMPTS - 1):
            lifecycle.fail(lease, reason="The disk is full.", enqueue=lambda batch: asked.append(batch.pk))
            assert state_of(lease) == "queued"
            lease = claimed(LetterBatch.objects.get(pk=lease.batch_pk))
        lifecycle.fail(lease, reason="The disk is full.", enqueue=lambda batch: asked.append(batch.pk))

    batch = LetterBatch.objects.get(pk=lease.batch_pk)
    assert (batch.state, batch.reason, batch.attempts) == ("failed", "The disk is full.", 3)
    assert len(asked) == lifecycle.MOST_ATTEMPTS - 1
    assert lifecycle.claim(batch.pk) is None


def test_a_batch_that_kills_its_workers_ends_as_failed(lease: BatchLease) -> None:
    for _attempt in range(lifecycle.MOST_ATTEMPTS - 1):
        silent_for_long(lease)
        lifecycle.recover_stale(enqueue=lambda batch: None)
        lease = claimed(LetterBatch.objects.get(pk=lease.batch_pk))
    silent_for_long(lease)
    lifecycle.recover_stale(enqueue=lambda batch: None)

    batch = LetterBatch.objects.get(pk=lease.batch_pk)
    assert (batch.state, batch.reason) == ("failed", "The work stopped 3 times before it was done.")


def test_a_cancelled_batch_stops_its_worker(lease: BatchLease, series: Series, centre: Centre, officer: User) -> None:
    lifecycle.cancel(series=series, centre=centre, by=officer)

    with pytest.raises(LostBatch):
        lifecycle.report_progress(lease, stage="letters", done=1, total=2)
    assert state_of(lease) == "cancelled"
    assert AuditEntry.objects.filter(action="cancel letters", actor=officer.email).count() == 1


def test_what_has_ended_is_not_cancelled(lease: BatchLease, series: Series, centre: Centre, officer: User) -> None:
    finish(lease)

    with pytest.raises(NothingToCancel):
        lifecycle.cancel(series=series, centre=centre, by=officer)
    assert state_of(lease) == "ready"
    assert not AuditEntry.objects.filter(action="cancel letters").exists()


def test_with_nobody_to_write_to_the_letters_before_are_nobodys(
    lease: BatchLease, request_letters: Callable[..., LetterBatch]
) -> None:
    finish(lease)
    second = claimed(request_letters())
    lifecycle.end_without_letters(second, reason="Nobody has access.")

    assert (state_of(lease), state_of(second)) == ("replaced", "cancelled")


def test_a_heartbeat_is_measured_by_the_databases_clock(lease: BatchLease) -> None:
    assert LetterBatch.objects.filter(heartbeat_at__lte=Now()).exists()
