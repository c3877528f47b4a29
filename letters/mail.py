"""Sends letters by e-mail: each letter to each address at most once, as surely as the mail protocol allows.

States: queued → sending → sent, failed or unknown. A message is *unknown* when the server stopped answering after it
had been given the message, or when the worker died before it could write down the answer. Only a person puts a failed
or unknown message back into the queue.
"""

import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.template.loader import render_to_string

from candidates.models import Candidate, Series
from centres.models import Centre
from letters.contents import LetterContent
from letters.drawing import write_single
from letters.models.mail import LetterMail

State = LetterMail.State

MINUTE = timedelta(minutes=1)
# No mail server is waited for so long: whatever is being sent since then belongs to a worker that died.
GIVEN_UP_AFTER = timedelta(minutes=5)
MOST_TRIES = 3

WORKER_DIED = "The program that sends letters stopped before the mail server had answered. It may have arrived."
NO_ANSWER = "The mail server stopped answering while it took the letter. It may have arrived."
CHANGED = "The letter has changed since it was put into the queue. Send the new one."
NO_ACCESS = "The candidate no longer has access."
NEW_ADDRESS = "The candidate's address was changed meanwhile. Send to the new one."


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRequest:
    """A letter to put into the queue: `letter` from `letter_digest`."""

    candidate: Candidate
    letter: str
    address: str


def letter_digest(parts: dict[str, str]) -> str:
    """One digest for a letter from the digests of its parts (`letters.contents.digests`)."""
    return sha256("|".join(f"{name}={parts[name]}" for name in sorted(parts)).encode()).hexdigest()


def mails_of(*, series: Series, centre: Centre) -> QuerySet[LetterMail]:
    """The messages to this centre's candidates in this series."""
    return LetterMail.objects.filter(candidate__series=series, candidate__centre=centre)


def queue(wanted: Iterable[MailRequest], *, by: str) -> int:
    """Put letters into the queue; one that was put there before, to the same address, stays as it is.

    Returns how many are new. Call it within a transaction.
    """
    rows = [LetterMail(candidate=w.candidate, letter=w.letter, address=w.address, queued_by=by) for w in wanted]
    known = LetterMail.objects.filter(candidate__in=[row.candidate for row in rows])
    before = set(known.values_list("candidate_id", "letter", "address"))
    new = [row for row in rows if (row.candidate_id, row.letter, row.address) not in before]
    LetterMail.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    return len(new)


def try_again(mails: QuerySet[LetterMail]) -> int:
    """Put failed messages, and unknown ones if they are among `mails`, back into the queue; returns how many."""
    ended = mails.filter(state__in=(State.FAILED, State.UNKNOWN))
    return ended.update(state=State.QUEUED, tries=0, reason="", queued_at=Now(), finished_at=None)


def may_send_now() -> int:
    """How many messages the pace (`LETTERS_MAILS_A_MINUTE`, all workers together) allows at this moment."""
    lately = LetterMail.objects.filter(claimed_at__gt=Now() - MINUTE).count()
    pace: int = settings.LETTERS_MAILS_A_MINUTE
    return max(0, pace - lately)


def claim(waiting: QuerySet[LetterMail]) -> LetterMail | None:
    """Take the next waiting message for this worker alone; None when there is none."""
    for pk in waiting.filter(state=State.QUEUED).order_by("queued_at", "pk").values_list("pk", flat=True)[:10]:
        if LetterMail.objects.filter(pk=pk, state=State.QUEUED).update(state=State.SENDING, claimed_at=Now()):
            return LetterMail.objects.select_related("candidate").get(pk=pk)
    return None


def send(mail: LetterMail, content: LetterContent, *, over: BaseEmailBackend, font: Path | None) -> None:
    """Send a claimed message and write down what the server said.

    Raises `OSError` where the server can't be reached, with the message back in the queue or, after the last try,
    failed.
    """
    message = compose(content, address=mail.address, font=font)
    message.extra_headers["Message-ID"] = _identity(mail)
    try:
        over.open()
    except OSError as why:
        _not_reached(mail, why)
        raise
    try:
        over.send_messages([message])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as why:
        close(mail, State.FAILED, reason=_refusal(why))
    except ValueError:
        close(mail, State.FAILED, reason="This address can't be written to. Have it corrected.")
    except OSError:
        close(mail, State.UNKNOWN, reason=NO_ANSWER)
        raise
    else:
        close(mail, State.SENT)


def close(mail: LetterMail, state: State, *, reason: str = "") -> None:
    """Write down how a claimed message ended."""
    LetterMail.objects.filter(pk=mail.pk, state=State.SENDING).update(
        state=state, reason=reason[:300], finished_at=Now()
    )


def close_abandoned() -> int:
    """Messages of workers that died while sending: nobody knows whether they arrived. Returns how many."""
    silent = LetterMail.objects.filter(state=State.SENDING, claimed_at__lt=Now() - GIVEN_UP_AFTER)
    return silent.update(state=State.UNKNOWN, reason=WORKER_DIED, finished_at=Now())


def compose(content: LetterContent, *, address: str, font: Path | None) -> EmailMessage:
    """The message with the letter as its only attachment. Username and password stand in the letter alone."""
    subject, body = words(content)
    pdf = BytesIO()
    write_single(content, pdf=pdf, cjk_font=font)
    answers = [content.contact.email] if content.contact.email else None
    message = EmailMessage(subject, body, to=[address], reply_to=answers)
    message.attach(file_name(content), pdf.getvalue(), "application/pdf")
    return message


def words(content: LetterContent) -> tuple[str, str]:
    """Subject and text of the message."""
    subject, _, body = render_to_string("letters/mail/letter.txt", {"letter": content}).partition("\n")
    return " ".join(subject.split()), body.strip() + "\n"


def file_name(content: LetterContent) -> str:
    """The attachment's name, as in the zip: `PK123_0042.pdf`."""
    return f"{content.centre_number}_{content.candidate_number}.pdf"


def _identity(mail: LetterMail) -> str:
    """The same for every try, so that a mailbox which got the message twice can tell."""
    digest = sha256(f"{mail.pk}|{mail.letter}|{mail.address}".encode()).hexdigest()[:32]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<letter-{digest}@{domain}>"


def _not_reached(mail: LetterMail, why: OSError) -> None:
    """The server never heard of the message, so it simply waits, unless this was the last try."""
    reason = f"The mail server could not be reached ({type(why).__name__})."
    if mail.tries + 1 >= MOST_TRIES:
        close(mail, State.FAILED, reason=reason)
        return
    LetterMail.objects.filter(pk=mail.pk, state=State.SENDING).update(
        state=State.QUEUED, tries=mail.tries + 1, reason=reason
    )


def _refusal(why: smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused) -> str:
    said: bytes | str
    if isinstance(why, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(why.recipients.values()))
    else:
        code, said = why.smtp_code, why.smtp_error
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"The mail server refused it: {code} {' '.join(text.split())}"
