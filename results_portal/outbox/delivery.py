"""The background job that gives e-mails of pages to the mail server: links for a new password, invitations, notices."""

import logging
import smtplib
from datetime import timedelta

from django.core.mail import mailers
from django.tasks import task
from django.utils import timezone

from results_portal import installation
from results_portal.crypto.encryption import CannotOpen
from results_portal.db.release import release_connection
from results_portal.outbox import conditions
from results_portal.outbox.sealed_message import opened

logger = logging.getLogger(__name__)

# How long after each try the next one is; after the last the message is given up. Links are good for an hour or more.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30, 60)]
# While nothing may be sent, the next look is after this.
ON_HOLD = timedelta(minutes=1)
# Before letters by e-mail: a person waits for it.
PRIORITY = 10


@task(priority=PRIORITY)
def deliver(sealed: str, tries: int = 0, about: str = "") -> None:
    """Send the message; where the server can't be reached or says later, another job tries again.

    With `about` it is sent only if that still holds (`results_portal.outbox.conditions`).
    """
    try:
        message = opened(sealed)
    except CannotOpen:
        logger.error("an e-mail that waited was sealed with a key that is listed no longer; it is not sent")  # noqa: TRY400
        return
    try:
        installation.begin_sending()
    except OSError as why:
        logger.warning("an e-mail waits. %s", why)
        deliver.using(run_after=timezone.now() + ON_HOLD).enqueue(sealed, tries, about)
        return
    if about and not conditions.still_holds(about):
        logger.info("an e-mail (%s) is not sent: what it was about holds no longer", about)
        return
    release_connection()
    try:
        mailers["direct"].send_messages([message])
    except OSError as why:
        if is_final(why) or tries >= len(PAUSES):
            # Only the kind is told: the text of smtplib's errors has the address.
            logger.error("an e-mail was not sent (%s); see the mail server's log", type(why).__name__)  # noqa: TRY400
            return
        later = timezone.now() + PAUSES[tries]
        deliver.using(run_after=later).enqueue(sealed, tries + 1, about)


def is_final(why: OSError) -> bool:
    """Whether the server refused the message for good."""
    if isinstance(why, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in why.recipients.values())
    return isinstance(why, smtplib.SMTPResponseException) and why.smtp_code >= 500
