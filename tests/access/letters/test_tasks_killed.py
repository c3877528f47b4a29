"""Workers that are killed, paused, cut off, or out of disk space: a job still ends, once, and every letter is right."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from access.credentials.hashers import matches
from access.credentials.sealed_passwords import open_password
from access.letters.batch_requests import try_again
from access.models import Credential
from candidates.models import Candidate, Entry
from centres.models import User
from letters.batches.worker_presence import workers_running
from letters.models import Letter, LetterBatch
from letters.storage import drafts, encrypted_files
from tests.support import builders
from tests.support.centre_with_letters import ask_for_letters, content_of, give_access, number_on, pages_of, printed_on
from tests.support.workers import wait_for, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]

COUNT = 400


@pytest.fixture
def asked(shared_database: str) -> LetterBatch:
    """A centre of 400 asked for its letters; nobody works on them yet."""
    series, centre = builders.make_series(), builders.make_centre("PK123")
    builders.make_release(series, "IGCSE", builders.in_the_future())
    roll = Candidate.objects.bulk_create(
        Candidate(series=series, centre=centre, number=f"{number:04}", family_name="Rahman", given_names=f"C{number}")
        for number in range(1, COUNT + 1)
    )
    syllabus = builders.make_syllabus()
    qualification = syllabus.qualifications.get()
    Entry.objects.bulk_create(
        Entry(candidate=candidate, syllabus=syllabus, qualification=qualification) for candidate in roll
    )
    give_access(series, centre)
    return ask_for_letters(series, centre, builders.make_officer(centre))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "workers.log"


def now(batch: LetterBatch) -> LetterBatch:
    batch.refresh_from_db()
    return batch


def in_passwords(batch: LetterBatch) -> bool:
    return now(batch).stage == "passwords" and batch.done > 0


def in_letters(batch: LetterBatch) -> bool:
    return now(batch).stage == "letters"


def is_ready(batch: LetterBatch) -> bool:
    return now(batch).state == "ready"


def assert_all_is_well(batch: LetterBatch) -> None:
    """One ready batch, two files, every candidate once in either, and every printed password is the one that works."""
    assert list(LetterBatch.objects.values_list("state", flat=True)) == ["ready"]
    assert sorted(encrypted_files.files_of(batch.pk)) == sorted([batch.pdf_name, batch.archive_name])
    assert drafts.drafts_of() == []
    pages = pages_of(content_of(batch.pdf_name))
    assert [number_on(page) for page in pages] == [f"{number:04}" for number in range(1, COUNT + 1)]
    assert list(Letter.objects.values_list("candidate__number", "page")) == [
        (f"{page:04}", page) for page in range(1, COUNT + 1)
    ]
    hashes = {credential.username: credential for credential in Credential.objects.select_related("candidate")}
    assert len(hashes) == Credential.objects.count() == COUNT
    for page in pages:
        username, password = printed_on(page)
        assert hashes[username].candidate.number == number_on(page)
        assert open_password(hashes[username]) == password
    for page in pages[::20]:
        username, password = printed_on(page)
        assert matches(password, hashes[username].password_hash)


def test_another_worker_finishes_what_a_killed_one_began(asked: LetterBatch, shared_database: str, log: Path) -> None:
    """All by itself, by the workers' own clocks. Every other moment of dying is in `test_jobs_killed_anywhere`."""
    with worker(shared_database, log) as first:
        wait_for(lambda: in_letters(asked), "letters", log)
        first.kill()
        first.wait()
    issued = dict(Credential.objects.values_list("candidate", "password_hash"))
    for credential in Credential.objects.all()[::20]:
        assert matches(open_password(credential), credential.password_hash)

    with worker(shared_database, log, "second"):
        wait_for(lambda: is_ready(asked), "the letters", log)

    assert issued.items() <= dict(Credential.objects.values_list("candidate", "password_hash")).items()
    assert_all_is_well(asked)


def test_a_worker_that_was_only_paused_cannot_disturb_its_successor(
    asked: LetterBatch, shared_database: str, log: Path
) -> None:
    with worker(shared_database, log) as first, worker(shared_database, log, "second") as second:
        wait_for(lambda: in_letters(asked), "letters", log)
        (holders,) = DBTaskResult.objects.filter(status="RUNNING").values_list("worker_ids", flat=True)
        holder = first if holders == ["first"] else second
        holder.send_signal(signal.SIGSTOP)
        wait_for(lambda: is_ready(asked), "the other worker's letters", log)
        first_files = sorted(encrypted_files.files_of(asked.pk))
        holder.send_signal(signal.SIGCONT)
        wait_for(lambda: "was cancelled or taken over" in log.read_text(), "the paused worker to stop", log)
        wait_for(lambda: drafts.drafts_of() == [], "its drafts to go", log)

        assert holder.poll() is None
        assert sorted(encrypted_files.files_of(asked.pk)) == first_files
        assert_all_is_well(asked)


def test_jobs_of_a_killed_worker_are_marked_and_its_absence_is_seen(
    asked: LetterBatch, shared_database: str, log: Path
) -> None:
    with worker(shared_database, log) as first:
        wait_for(lambda: in_passwords(asked), "passwords", log)
        assert workers_running() == 1
        first.kill()
        first.wait()
    assert DBTaskResult.objects.filter(status="RUNNING").count() == 1

    connection.cursor().execute("UPDATE letters_workerpresence SET seen_at = %s", [builders.in_the_past()])
    assert workers_running() == 0
    with worker(shared_database, log, "second"):
        wait_for(lambda: is_ready(asked), "the letters", log)
        wait_for(lambda: not DBTaskResult.objects.filter(status="RUNNING").exists(), "no job left running", log)


def test_a_worker_that_is_told_to_stop_ends_its_job_first(asked: LetterBatch, shared_database: str, log: Path) -> None:
    with worker(shared_database, log) as first:
        wait_for(lambda: in_passwords(asked), "passwords", log)
        first.send_signal(signal.SIGTERM)
        assert first.wait(timeout=60) == 0

    assert is_ready(asked), log.read_text()
    assert workers_running() == 0
    assert_all_is_well(asked)


@pytest.mark.postgresql
@pytest.mark.parametrize("moment", [in_passwords, in_letters])
def test_a_database_that_goes_away_is_waited_for(
    moment: Callable[[LetterBatch], bool], asked: LetterBatch, shared_database: str, log: Path
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL can cut connections")
    with worker(shared_database, log):
        wait_for(lambda: moment(asked), moment.__name__, log)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = 'worker'"
            )
        wait_for(lambda: is_ready(asked), "the letters", log)

    assert_all_is_well(asked)


@pytest.fixture
def small_disk(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A state directory on a disk of 1 MB. Only root can mount one: skipped elsewhere."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to mount a small file system")
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("can't mount a small file system here")
    settings.STATE_DIR = folder
    letters = {**settings.STORAGES["letters"], "OPTIONS": {"location": folder / "letters"}}
    settings.STORAGES = {**settings.STORAGES, "letters": letters}
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk_ends_in_a_reason_and_trying_again_works_once_there_is_room(
    asked: LetterBatch, small_disk: Path, shared_database: str, log: Path, officer_of_the_batch: User
) -> None:
    with worker(shared_database, log):
        wait_for(lambda: now(asked).state == "failed", "the failure", log)
        assert "disk is full" in asked.reason, log.read_text()
        assert (encrypted_files.files_of(asked.pk), drafts.drafts_of(), Letter.objects.count()) == ([], [], 0)
        assert Credential.objects.count() == COUNT

        subprocess.run(["mount", "-o", "remount,size=100m", small_disk], check=True)
        second = try_again(series=asked.series, centre=asked.centre, by=officer_of_the_batch)
        wait_for(lambda: is_ready(second), "the letters", log)
    assert len(encrypted_files.files_of(second.pk)) == 2


@pytest.fixture
def officer_of_the_batch(asked: LetterBatch) -> User:
    return User.objects.get(email=asked.requested_by)
