"""A worker is killed at every step of sending a letter: no candidate gets it twice, and what isn't known is said."""

import signal
from collections import Counter
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from access.credentials.issue import issue_missing
from access.letters import email_tasks
from access.letters.email_queue import send_letters
from access.maintenance import housekeeping
from letters.mail import delivery
from letters.models import WorkerPresence
from letters.models.mail import LetterMail
from results_portal.audit import Command
from tests.support import builders
from tests.support.centre_with_letters import make_roll
from tests.support.jobs import run_jobs
from tests.support.mail_server import Postbox
from tests.support.workers import PATIENCE, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]

FIRST, SECOND = "one@example.org", "two@example.org"

# At which point the worker dies; what becomes of the first letter; and how often the mail server gets it.
STEPS = {
    "before it takes the letter": ("letters.mail.delivery:claim before 1", "sent", 1),
    "once it has taken the letter": ("letters.mail.delivery:claim after 1", "unknown", 0),
    "before the mail server hears of it": ("smtplib:SMTP.sendmail before 1", "unknown", 0),
    "the mail server has it, and nobody wrote that down": ("smtplib:SMTP.sendmail after 1", "unknown", 1),
    "sent and written down": ("letters.mail.delivery:close after 1", "sent", 1),
}


@pytest.mark.parametrize(("step", "state", "received"), STEPS.values(), ids=STEPS)
def test_killed_at(
    step: str, state: str, received: int, shared_database: str, postbox: Postbox, tmp_path: Path
) -> None:
    series, centre = builders.make_series(), builders.make_centre("PK123")
    builders.make_release(series, "IGCSE", builders.in_the_future())
    for person, address in zip(make_roll(series, centre, ["0001", "0002"]), (FIRST, SECOND), strict=True):
        type(person).objects.filter(pk=person.pk).update(email=address)
    issue_missing(series=series, centre=centre, by=Command("test"), on_progress=lambda done, total: None)
    send_letters(series=series, centre=centre, numbers=["0001", "0002"], by=Command("test"))

    log = tmp_path / "workers.log"
    with worker(shared_database, log, dies=step, EMAIL_URL=f"smtp://127.0.0.1:{postbox.port}") as process:
        assert process.wait(PATIENCE) == -signal.SIGKILL, log.read_text()
    everybody_sees_that_it_has_gone()
    housekeeping.end_jobs_of_dead_workers()
    email_tasks.resume()
    run_jobs()

    assert dict(LetterMail.objects.values_list("address", "state")) == {FIRST: state, SECOND: "sent"}
    times = Counter(str(message["To"]) for message in postbox.received)
    assert (times[FIRST], times[SECOND]) == (received, 1)
    reasons = set(LetterMail.objects.values_list("reason", flat=True))
    assert reasons == ({"", delivery.WORKER_DIED} if state == "unknown" else {""})


def everybody_sees_that_it_has_gone() -> None:
    long_ago = builders.in_the_past()
    WorkerPresence.objects.update(seen_at=long_ago)
    DBTaskResult.objects.filter(status="RUNNING").update(started_at=long_ago)
    sending = LetterMail.objects.filter(state="sending")
    sending.update(claimed_at=timezone.now() - 2 * delivery.GIVEN_UP_AFTER)
