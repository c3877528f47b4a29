"""Sends letters by e-mail: each letter to each address at most once, as surely as the mail protocol allows.

States: queued → sending → sent, failed or unknown. A message that the server puts off goes back to queued, to be tried
again after a pause that grows, until a day is over. A message is *unknown* when the server stopped answering after it
had been given the message, or when the worker died before it could write down the answer. Only a person puts a failed
or unknown message back into the queue.
"""

import smtplib
from datetime import timedelta
from pathlib import Path

from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from letters.contents import LetterContent
from letters.mail import identity, pace
from letters.mail.answers import Answer, answer_of
from letters.mail.message import compose
from letters.models.mail import LetterMail
from results_portal.db.release import release_connection
from results_portal.metrics import counters
from results_portal.outbox.rehearsal_guard import is_refused

State = LetterMail.State

# No mail server is waited for so long: whatever is being sent since then belongs to a worker that died.
GIVEN_UP_AFTER = timedelta(minutes=5)
PAUSES = [timedelta(minutes=minutes) for minutes in (5, 15, 30, 60, 120, 240)]
A_DAY = timedelta(days=1)
# While the server puts everybody off, a message's own day isn't over: it was never looked at.
WHILE_EVERYBODY_WAITS = timedelta(days=3)

WORKER_DIED = "Sending stopped before the mail server had answered. It may have arrived."
NO_ANSWER = "The mail server stopped answering while it took the letter. It may have arrived."
CHANGED = "The letter has changed since it was put into the queue. Send the new one."
NO_ACCESS = "The candidate no longer has access."
NEW_ADDRESS = "The candidate's address was changed meanwhile. Send to the new one."
OF_REHEARSAL = "This is a rehearsal: its letters are sent to the board's staff alone."
NO_SUCH_ADDRESS = "This address can't be written to. Correct it, or ask the candidate for another one."


class PutOff(Exception):
    """The mail server takes nothing from anybody at the moment."""


def claim(waiting: QuerySet[LetterMail]) -> LetterMail | None:
    """Take the next waiting message that is due, for this worker alone; None when there is none."""
    due = waiting.filter(Q(not_before__isnull=True) | Q(not_before__lte=Now()), state=State.QUEUED)
    for pk in due.order_by("queued_at", "pk").values_list("pk", flat=True)[:10]:
        if LetterMail.objects.filter(pk=pk, state=State.QUEUED).update(state=State.SENDING, claimed_at=Now()):
            return LetterMail.objects.select_related("candidate").get(pk=pk)
    return None


def send(mail: LetterMail, content: LetterContent, *, over: BaseEmailBackend, font: Path | None) -> None:
    """Send a claimed message and write down what the server said.

    Raises `PutOff` where the server can't be reached or takes nothing from anybody: the message waits again, and the
    others should. Raises `OSError` where the connection broke, after the message was closed as unknown.
    """
    release_connection()
    message = compose(content, address=mail.address, font=font)
    message.from_email = identity.return_address(mail)
    message.extra_headers["Message-ID"] = identity.message_id(mail)
    if is_refused(message):
        close(mail, State.FAILED, reason=OF_REHEARSAL)
        return
    release_connection()
    try:
        over.open()
    except OSError as why:
        _put_off(mail, f"The mail server could not be reached ({type(why).__name__}).")
        pace.slow_down()
        raise PutOff from why
    try:
        over.send_messages([message])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as why:
        _refused(mail, answer_of(why))
    except (ValueError, smtplib.SMTPNotSupportedError):
        close(mail, State.FAILED, reason=NO_SUCH_ADDRESS)
    except OSError:
        close(mail, State.UNKNOWN, reason=NO_ANSWER)
        raise
    else:
        close(mail, State.SENT)
        pace.speed_up()


def close(mail: LetterMail, state: State, *, reason: str = "") -> None:
    """Write down how a claimed message ended."""
    counters.mails.labels("letter", state.value).inc()
    LetterMail.objects.filter(pk=mail.pk, state=State.SENDING).update(
        state=state, reason=reason[:300], finished_at=Now(), not_before=None
    )


def close_abandoned() -> int:
    """Messages of workers that died while sending: nobody knows whether they arrived. Returns how many."""
    silent = LetterMail.objects.filter(state=State.SENDING, claimed_at__lt=Now() - GIVEN_UP_AFTER)
    return silent.update(state=State.UNKNOWN, reason=WORKER_DIED, finished_at=Now())


def _refused(mail: LetterMail, answer: Answer) -> None:
    if not answer.later:
        close(mail, State.FAILED, reason=f"The mail server refused it: {answer}")
        return
    _put_off(mail, f"The mail server asked to try again later: {answer}")
    if answer.about_everybody or pace.everybody_is_put_off():
        pace.slow_down()
        raise PutOff(str(answer))


def _put_off(mail: LetterMail, reason: str) -> None:
    """The server didn't take it: it waits for another try or, when its day is over, is given up."""
    counters.mails.labels("letter", "put off").inc()
    now = timezone.now()
    first = mail.first_put_off_at or now
    patience = WHILE_EVERYBODY_WAITS if pace.everybody_is_put_off() else A_DAY
    if now >= first + patience:
        close(mail, State.FAILED, reason=f"Given up after a day. {reason}")
        return
    pause = PAUSES[min(mail.tries, len(PAUSES) - 1)]
    LetterMail.objects.filter(pk=mail.pk, state=State.SENDING).update(
        state=State.QUEUED,
        tries=mail.tries + 1,
        reason=reason[:300],
        first_put_off_at=first,
        put_off_at=now,
        not_before=min(now + pause, first + patience),
    )
