"""The background job that sends letters by e-mail, a paced handful at a time."""

import logging
from datetime import datetime, timedelta
from functools import partial

from django.core.mail import mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from access.letters import contents
from candidates.models import Series
from centres.models import Centre
from letters.cjk_font import cjk_font
from letters.mail import delivery, pace
from letters.mail.corrected_addresses import address_of
from letters.mail.queue import letter_digest, mails_of
from letters.models.mail import LetterMail
from results_portal import installation
from results_portal.db.release import release_connection

logger = logging.getLogger(__name__)

# So many messages in one job; then another job goes on, so that letters of other centres come in between.
AT_ONCE = 50
PAUSE = timedelta(seconds=10)
NOT_MADE = "The letter could not be made. The board's technical staff find out why."


@task
def send_letters(series_pk: int, centre_pk: int) -> None:
    """Send what is waiting for one centre. Running it twice sends nothing twice."""
    series, centre = Series.objects.get(pk=series_pk), Centre.objects.get(pk=centre_pk)
    if not _may_send():
        return
    waiting = mails_of(series=series, centre=centre).filter(state=LetterMail.State.QUEUED)
    allowed = min(AT_ONCE, pace.may_send_now())
    if allowed:
        _send(waiting, series, centre, allowed)
    due = _next_try(waiting)
    if due is not None:
        _enqueue_once(series_pk=series_pk, centre_pk=centre_pk, at=due)


def _may_send() -> bool:
    """On hold letters stay in the queue; housekeeping asks for a job again once they may go out."""
    try:
        installation.begin_sending()
    except OSError as why:
        logger.warning("letters by e-mail wait. %s", why)
        return False
    return True


def _next_try(waiting: QuerySet[LetterMail]) -> datetime | None:
    """When a job is due again: at once, after the pace's pause, or when the first message that was put off is due."""
    if not waiting.exists():
        return None
    now = timezone.now()
    paused = pace.paused_until()
    if paused is not None:
        return paused
    soonest = now
    if not waiting.filter(not_before__isnull=True).exists():
        soonest = waiting.aggregate(at=Min("not_before"))["at"] or now
    if soonest > now:
        return soonest
    if pace.may_send_now():
        return now
    return now + PAUSE


def _enqueue_once(*, series_pk: int, centre_pk: int, at: datetime) -> None:
    """Ask for a job unless one is due by then anyway, so that jobs don't become more each time."""
    ready = DBTaskResult.objects.filter(task_path=send_letters.module_path, status=TaskResultStatus.READY)
    same = ready.filter(args_kwargs={"args": [series_pk, centre_pk], "kwargs": {}})
    if same.filter(Q(run_after__lte=at) | Q(run_after=get_date_max())).exists():
        return
    transaction.on_commit(partial(enqueue, series_pk=series_pk, centre_pk=centre_pk, at=at))


def enqueue(*, series_pk: int, centre_pk: int, at: datetime | None = None) -> None:
    """Ask for a job that sends what is waiting for this centre, from the instant `at` on."""
    send_letters.using(run_after=at, priority=-1).enqueue(series_pk, centre_pk)


def _send(waiting: QuerySet[LetterMail], series: Series, centre: Centre, most: int) -> None:
    """Send up to `most`, fewer where the mail server takes nothing any more."""
    connection = mailers["direct"]
    try:
        for _turn in range(most):
            mail = delivery.claim(waiting)
            if mail is None:
                break
            _deliver_or_close(mail, series, centre, connection)
    except (delivery.PutOff, OSError):
        logger.warning("the mail server takes nothing at the moment: %s letters wait", waiting.count())
    finally:
        _hang_up(connection)


def _hang_up(connection: BaseEmailBackend) -> None:
    release_connection()
    try:
        connection.close()
    except OSError:
        logger.warning("the mail server ended the connection before we did")


def _deliver_or_close(mail: LetterMail, series: Series, centre: Centre, connection: BaseEmailBackend) -> None:
    try:
        _deliver(mail, series, centre, connection)
    except (delivery.PutOff, OSError):
        raise
    except Exception:
        # One letter that can't be made doesn't keep the others waiting.
        logger.exception("letter mail %s could not be made", mail.pk)
        delivery.close(mail, LetterMail.State.FAILED, reason=NOT_MADE)


def _deliver(mail: LetterMail, series: Series, centre: Centre, connection: BaseEmailBackend) -> None:
    """Send one claimed message if its letter is still what the candidate should get, at the address they have now."""
    letter = next(contents.letters(series=series, centre=centre, numbers=[mail.candidate.number]), None)
    if letter is None:
        delivery.close(mail, LetterMail.State.FAILED, reason=delivery.NO_ACCESS)
    elif letter_digest(letter.digests) != mail.letter:
        delivery.close(mail, LetterMail.State.FAILED, reason=delivery.CHANGED)
    elif address_of(mail.candidate) != mail.address:
        delivery.close(mail, LetterMail.State.FAILED, reason=delivery.NEW_ADDRESS)
    else:
        delivery.send(mail, letter.content, over=connection, font=cjk_font())


def resume() -> None:
    """Go on where a worker died: close what it was sending, and ask for a job where letters wait without one."""
    delivery.close_abandoned()
    waiting = LetterMail.objects.filter(state=LetterMail.State.QUEUED)
    jobs = DBTaskResult.objects.filter(
        task_path=send_letters.module_path, status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)
    )
    places = set(waiting.order_by().values_list("candidate__series", "candidate__centre").distinct())
    if not places:
        return
    asked_for = {tuple(arguments["args"]) for arguments in jobs.values_list("args_kwargs", flat=True)}
    for series_pk, centre_pk in sorted(places - asked_for):
        enqueue(series_pk=series_pk, centre_pk=centre_pk)
