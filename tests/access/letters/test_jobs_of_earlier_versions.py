"""Jobs that an earlier version put into the queue are run by this one."""

import pytest
from django_tasks_db.models import DBTaskResult

from access.letters.batch_requests import request_letters
from access.letters.email_queue import send_letters
from candidates.models import Candidate, Series
from centres.models import Centre, User
from letters.models import LetterBatch, LetterMail
from tests.support.jobs import run_jobs
from tests.support.mail_server import Postbox

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]


def as_queued_before(old_path: str) -> None:
    """Give the waiting job the name that the version before gave it."""
    assert DBTaskResult.objects.filter(status="READY").update(task_path=old_path) == 1


def test_letters_asked_for_before_the_upgrade_are_made(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    request_letters(series=series, centre=centre, by=officer)
    as_queued_before("access.tasks.make_letters")

    run_jobs()

    assert LetterBatch.objects.get().state == "ready"
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


@pytest.mark.usefixtures("ready")
def test_letters_queued_for_sending_before_the_upgrade_are_sent(
    roll: list[Candidate], series: Series, centre: Centre, officer: User, postbox: Postbox
) -> None:
    roll[0].email = "learner@home.example"
    roll[0].save()
    send_letters(series=series, centre=centre, numbers=[roll[0].number], by=officer)
    as_queued_before("access.mail_tasks.send_letters")

    run_jobs()

    assert (LetterMail.objects.get().state, len(postbox.received)) == ("sent", 1)
