"""Two members of staff who press Confirm at the same moment, each in a thread with a connection of its own."""

from functools import partial

import pytest
from django.test import Client

from candidates.loads.confirm import confirm
from candidates.loads.exceptions import NotWaiting
from candidates.loads.tasks import enqueue
from candidates.models import Load, LoadJob
from centres.models import User
from centres.permissions.staff_roles import StaffRole
from results_portal.models import AuditEntry
from tests.access.granting.test_access_status_race import at_once
from tests.support.desk import make_staff
from tests.support.jobs import run_jobs
from tests.support.loads import base_with, send

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_of_two_wins(first: Client) -> None:
    job = send(first, {"june.zip": base_with()})
    tasks: list[int] = []
    told: list[str] = []

    def press(user: User) -> None:
        try:
            confirm(job, digest=job.digest, reason="", by=user, enqueue=tasks.append)
            told.append("confirmed")
        except NotWaiting:
            told.append("too late")

    users = [make_staff(StaffRole.RESULTS_TEAM, name) for name in ("third", "fourth")]
    assert at_once(*(partial(press, user) for user in users)) == ["done", "done"]

    assert sorted(told) == ["confirmed", "too late"]
    assert AuditEntry.objects.filter(action="confirm load").count() == 1
    assert tasks == [job.pk]


def test_two_tasks_for_one_load_write_it_once(first: Client) -> None:
    job = send(first, {"june.zip": base_with()})
    user = make_staff(StaffRole.RESULTS_TEAM, "third")
    confirm(job, digest=job.digest, reason="", by=user, enqueue=_twice)

    run_jobs()

    assert Load.objects.count() == 1
    assert LoadJob.objects.get().state == LoadJob.State.LOADED


def _twice(job_pk: int) -> None:
    enqueue(job_pk)
    enqueue(job_pk)
