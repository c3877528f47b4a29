"""The background job that sends letters by e-mail, a paced handful at a time."""

import logging
from datetime import datetime, timedelta
from functools import partial

from django.core.mail import mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from access.letters import contents
from candidates.models import Series
from centres.models import Centre
from letters import mail as mailing
from letters.cjk_font import cjk_font
from letters.models.mail import LetterMail

logger = logging.getLogger(__name__)

# So many messages in one job; then another job goes on, so that letters of other centres come in between.
AT_ONCE = 50
PAUSE = timedelta(seconds=10)


@task
def send_letters(series_pk: int, centre_pk: int) -> None:
    """Send what is waiting for one centre. Running it twice sends nothing twice."""
    series, centre = Series.objects.get(pk=series_pk), Centre.objects.get(pk=centre_pk)
    waiting = mailing.mails_of(series=series, centre=centre).filter(state=LetterMail.State.QUEUED)
    allowed = min(AT_ONCE, mailing.may_send_now())
    reached = _send(waiting, series, centre, allowed) if allowed else True
    if waiting.exists():
        later = timezone.now() + (timedelta() if reached and mailing.may_send_now() else PAUSE)
        transaction.on_commit(partial(enqueue, series_pk=series_pk, centre_pk=centre_pk, at=later))


def enqueue(*, series_pk: int, centre_pk: int, at: datetime | None = None) -> None:
    """Ask for a job that sends what is waiting for this centre, from the instant `at` on."""
    send_letters.using(run_after=at, priority=-1).enqueue(series_pk, centre_pk)


def _send(waiting: QuerySet[LetterMail], series: Series, centre: Centre, most: int) -> bool:
    """Send up to `most`; False when the mail server couldn't be reached."""
    connection = mailers["default"]
    try:
        for _turn in range(most):
            mail = mailing.claim(waiting)
            if mail is None:
                break
            _deliver_or_close(mail, series, centre, connection)
    except OSError:
        logger.warning("the mail server can't be reached: %s letters wait", waiting.count())
        return False
    finally:
        connection.close()
    return True


def _deliver_or_close(mail: LetterMail, series: Series, centre: Centre, connection: BaseEmailBackend) -> None:
    try:
        _deliver(mail, series, centre, connection)
    except OSError:
        raise
    except Exception:
        # One letter that can't be made doesn't keep the others waiting.
        logger.exception("letter mail %s could not be made", mail.pk)
        mailing.close(mail, LetterMail.State.FAILED, reason="The letter could not be made. The server's log says why.")


def _deliver(mail: LetterMail, series: Series, centre: Centre, connection: BaseEmailBackend) -> None:
    """Send one claimed message if its letter is still what the candidate should get, at the address they have now."""
    letter = next(contents.letters(series=series, centre=centre, numbers=[mail.candidate.number]), None)
    if letter is None:
        mailing.close(mail, LetterMail.State.FAILED, reason=mailing.NO_ACCESS)
    elif mailing.letter_digest(letter.digests) != mail.letter:
        mailing.close(mail, LetterMail.State.FAILED, reason=mailing.CHANGED)
    elif mail.candidate.email != mail.address:
        mailing.close(mail, LetterMail.State.FAILED, reason=mailing.NEW_ADDRESS)
    else:
        mailing.send(mail, letter.content, over=connection, font=cjk_font())


def resume() -> None:
    """Go on where a worker died: close what it was sending, and ask for a job where letters wait without one."""
    mailing.close_abandoned()
    waiting = LetterMail.objects.filter(state=LetterMail.State.QUEUED)
    jobs = DBTaskResult.objects.filter(
        task_path=send_letters.module_path, status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)
    )
    places = waiting.order_by().values_list("candidate__series", "candidate__centre").distinct()
    for series_pk, centre_pk in list(places):
        if not jobs.filter(args_kwargs={"args": [series_pk, centre_pk], "kwargs": {}}).exists():
            enqueue(series_pk=series_pk, centre_pk=centre_pk)
