"""Workers that are killed in the middle: the load goes on with another one, once, or ends with a state that says so."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from candidates.loads import files, lifecycle
from candidates.loads.confirm import confirm
from candidates.loads.tasks import enqueue
from candidates.models import Candidate, Load, LoadJob, Result, ResultVersion
from centres.models import User
from centres.permissions.staff_roles import StaffRole
from tests.support.desk import make_staff
from tests.support.loads import base_with
from tests.support.workers import wait_for, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]
State = LoadJob.State

READING = [
    "candidates.loads.preview:write_list after 2",
    "candidates.loads.lifecycle:show before 1",
    "candidates.loads.lifecycle:show after 1",
]
WRITING = [
    "candidates.loading.run:write_plan before 1",
    "candidates.loading.run:write_plan after 1",
    "candidates.loads.lifecycle:loaded before 1",
    "candidates.loads.lifecycle:loaded after 1",
]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "workers.log"


@pytest.fixture
def staff_member(shared_database: str) -> User:
    return make_staff(StaffRole.RESULTS_TEAM, "first")


def sent(by: User) -> LoadJob:
    return lifecycle.receive([("june.zip", base_with())], encoding="", series="", by=by, enqueue=enqueue)


def has_died(process: subprocess.Popen[bytes]) -> bool:
    return process.poll() is not None


def reaches(job: LoadJob, state: str, database: str, log: Path) -> None:
    """A worker that lives brings the job there."""
    with worker(database, log, "second"):
        wait_for(lambda: LoadJob.objects.get(pk=job.pk).state == state, state, log)


def dies(database: str, log: Path, point: str) -> None:
    with worker(database, log, dies=point) as process:
        wait_for(lambda: has_died(process), "the worker's death", log)


@pytest.mark.parametrize("point", READING)
def test_files_are_read_by_another_worker(shared_database: str, staff_member: User, log: Path, point: str) -> None:
    job = sent(staff_member)
    dies(shared_database, log, point)

    reaches(job, State.PREVIEW, shared_database, log)

    job.refresh_from_db()
    assert {name: found["rows"] for name, found in job.lists.items()}["new"] > 0
    assert all(list(files.lines_of(found["place"])) or not found["rows"] for found in job.lists.values())
    assert Candidate.objects.count() == 0


@pytest.mark.parametrize("point", WRITING)
def test_a_load_is_done_once_by_another_worker(shared_database: str, staff_member: User, log: Path, point: str) -> None:
    job = sent(staff_member)
    reaches(job, State.PREVIEW, shared_database, log)
    job.refresh_from_db()
    confirm(job, digest=job.digest, reason="", by=staff_member, enqueue=enqueue)
    dies(shared_database, log, point)

    reaches(job, State.LOADED, shared_database, log)

    assert (Load.objects.count(), Result.objects.count(), ResultVersion.objects.count()) == (1, 4, 4)


def test_a_load_whose_workers_die_again_and_again_ends_as_failed(staff_member: User) -> None:
    job = sent(staff_member)
    for attempt in range(1, lifecycle.MOST_ATTEMPTS + 1):
        lease = lifecycle.claim(job.pk)
        assert lease is not None
        assert lease.attempts == attempt
        LoadJob.objects.update(heartbeat_at=timezone.now() - timedelta(hours=1))
        assert lifecycle.recover_stale(enqueue=lambda pk: None) == 1

    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "stopped 3 times" in job.fault
    assert files.SEALED.names() == []
