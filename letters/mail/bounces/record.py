"""Writes down which letters came back: "Sent" becomes "Bounced", with the reason."""

from dataclasses import dataclass
from email import message_from_bytes, policy

from django.db import transaction
from django.db.models.functions import Now

from letters.mail.bounces.report import Bounce, bounce_in
from letters.models.mail import LetterMail
from results_portal import audit
from results_portal.audit import Actor

State = LetterMail.State


@dataclass
class BouncesReport:
    """How many messages were read, and how many of them told of a letter that came back."""

    read: int = 0
    bounced: int = 0


@dataclass
class BounceRecorder:
    """Takes messages from a mailbox, one after the other."""

    by: Actor
    report: BouncesReport

    def take(self, raw: bytes) -> bool:
        """Whether the message told of one of our letters. The same bounce twice changes nothing."""
        self.report.read += 1
        bounce = bounce_in(message_from_bytes(raw, policy=policy.default))
        if bounce is None:
            return False
        self.report.bounced += record_bounce(bounce, by=self.by)
        return True


def record_bounce(bounce: Bounce, *, by: Actor) -> int:
    """Note that the letter came back. 0 where it is gone, was sent anew meanwhile, or was noted before."""
    sent = LetterMail.objects.filter(pk=bounce.mail_pk, state__in=(State.SENT, State.UNKNOWN))
    with transaction.atomic():
        mail = sent.select_related("candidate__centre", "candidate__series").first()
        reason = f"It came back: {bounce.reason}"[:300]
        if mail is None or not sent.update(state=State.BOUNCED, reason=reason, finished_at=Now()):
            return 0
        audit.record(
            "note bounces",
            by=by,
            centre_number=mail.candidate.centre.number,
            series=mail.candidate.series.slug,
            target=mail.candidate.number,
        )
    return 1
