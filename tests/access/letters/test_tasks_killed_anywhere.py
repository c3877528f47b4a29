"""A worker is killed at every step of its job; whoever comes after it ends the job, and every letter is right."""

import signal
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from access.credentials.hashers import matches
from access.credentials.sealed_passwords import open_password
from access.letters import tasks
from access.maintenance import housekeeping
from access.models import Credential
from candidates.models import Candidate, Entry
from centres.models import User
from letters.batches import cleanup, lifecycle
from letters.models import Letter, LetterBatch, WorkerPresence
from letters.storage import drafts, encrypted_files
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.centre_with_letters import ask_for_letters, content_of, give_access, number_on, pages_of, printed_on
from tests.support.jobs import run_jobs
from tests.support.pdf_text import singles
from tests.support.workers import PATIENCE, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]

COUNT = 130
NUMBERS = [f"{number:04}" for number in range(1, COUNT + 1)]

STEPS = {
    "before it takes the batch": "letters.batches.lifecycle:claim before 1",
    "once it has taken the batch": "letters.batches.lifecycle:claim after 1",
    "passwords written but not committed": "access.credentials.issue:_write after 1",
    "between two chunks of passwords": "access.credentials.issue:_write before 2",
    "while the letters are laid out": "letters.drawing.layout_plan:own_part before 60",
    "in the middle of the zip": "letters.drawing.pdf.documents:SingleDocument.with_content before 60",
    "in the middle of the combined PDF": "letters.storage.drafts:DraftOnDisk.write before 30",
    "before the first file is stored": "letters.storage.encrypted_files:Writer.keep before 1",
    "the first file stored, its folder not synced": "letters.storage.drafts:_sync_folder before 1",
    "between the two files": "letters.storage.encrypted_files:Writer.keep before 2",
    "ready but not committed": "letters.batches.lifecycle:_made_ready after 1",
    "once the letters are ready": "letters.batches.lifecycle:finish after 1",
}


@pytest.fixture
def asked(shared_database: str) -> LetterBatch:
    """A centre of so many that passwords take two chunks asked for its letters; nobody works on them yet."""
    series, centre = builders.make_series(), builders.make_centre("PK123")
    builders.make_release(series, "IGCSE", builders.in_the_future())
    roll = Candidate.objects.bulk_create(
        Candidate(series=series, centre=centre, number=number, family_name="Rahman", given_names=f"C{number}")
        for number in NUMBERS
    )
    syllabus = builders.make_syllabus()
    qualification = syllabus.qualifications.get()
    Entry.objects.bulk_create(
        Entry(candidate=candidate, syllabus=syllabus, qualification=qualification) for candidate in roll
    )
    give_access(series, centre)
    return ask_for_letters(series, centre, builders.make_officer(centre))


def killed(point: str, database: str, log: Path) -> None:
    """A worker works until it dies at that point."""
    with worker(database, log, dies=point) as process:
        assert process.wait(PATIENCE) == -signal.SIGKILL, log.read_text()


def time_passes() -> None:
    """So long that everybody sees that the worker has gone."""
    long_ago = builders.in_the_past()
    WorkerPresence.objects.update(seen_at=long_ago)
    LetterBatch.objects.filter(state="running").update(heartbeat_at=long_ago)
    LetterBatch.objects.filter(state="queued").update(queued_at=long_ago)
    DBTaskResult.objects.filter(status="RUNNING").update(started_at=long_ago)


def somebody_else_looks_after_it() -> None:
    """What a living worker does every few seconds, and the jobs that come of it."""
    lifecycle.recover_stale(enqueue=tasks.enqueue)
    housekeeping.end_jobs_of_dead_workers()
    run_jobs()


def assert_all_is_well(batch: LetterBatch) -> None:
    """One ready batch; each candidate once in either file, with the password that works and was issued once."""
    batch.refresh_from_db()
    assert batch.state == "ready", batch.reason
    credentials = {one.candidate.number: one for one in Credential.objects.select_related("candidate")}
    assert sorted(credentials) == NUMBERS
    valid = {number: (one.username, open_password(one)) for number, one in credentials.items()}
    pages = pages_of(content_of(batch.pdf_name))
    assert [number_on(page) for page in pages] == NUMBERS
    assert {number_on(page): printed_on(page) for page in pages} == valid
    files = singles(content_of(batch.archive_name))
    assert list(files) == [f"PK123_{number}.pdf" for number in NUMBERS]
    assert [printed_on(pages_of(pdf)[0]) for pdf in list(files.values())[::13]] == list(valid.values())[::13]
    assert all(matches(valid[number][1], credentials[number].password_hash) for number in NUMBERS[::13])
    assert list(Letter.objects.values_list("candidate__number", "page")) == list(
        zip(NUMBERS, range(1, COUNT + 1), strict=True)
    )


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_killed_at(step: str, asked: LetterBatch, shared_database: str, log: Path) -> None:
    killed(step, shared_database, log)
    issued = dict(Credential.objects.values_list("candidate", "password_hash"))
    assert Credential.objects.filter(sealed_password=None).count() == 0
    time_passes()

    somebody_else_looks_after_it()

    assert issued.items() <= dict(Credential.objects.values_list("candidate", "password_hash")).items()
    assert_all_is_well(asked)
    assert sorted(encrypted_files.files_of(asked.pk)) == sorted([asked.pdf_name, asked.archive_name])
    assert drafts.drafts_of() == []
    assert not DBTaskResult.objects.filter(status__in=("READY", "RUNNING")).exists()
    counted = AuditEntry.objects.filter(action="issue passwords").values_list("details", flat=True)
    assert sum(details["candidates"] for details in counted) == COUNT


def test_killed_before_the_replaced_letters_were_removed(asked: LetterBatch, shared_database: str, log: Path) -> None:
    """The new letters are the only ones that anybody gets; the old files go with the next daily round."""
    run_jobs()
    officer = User.objects.get(email=asked.requested_by)
    newer = ask_for_letters(asked.series, asked.centre, officer)
    killed("letters.batches.lifecycle:_remove before 1", shared_database, log)
    time_passes()
    somebody_else_looks_after_it()

    asked.refresh_from_db()
    assert (asked.state, len(encrypted_files.files_of(asked.pk))) == ("replaced", 2)
    Letter.objects.filter(batch=asked).delete()
    assert_all_is_well(newer)
    assert cleanup.remove_orphans() == 2
    assert (encrypted_files.files_of(asked.pk), len(encrypted_files.files_of(newer.pk))) == ([], 2)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "workers.log"
