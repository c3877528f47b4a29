"""The last thing before the mail server: what is of a rehearsal goes to the board's staff, and to nobody else.

An installation that is on hold sends nothing at all (`results_portal.installation`).

Whatever is about a rehearsal names it, and a rehearsal's name begins as no other text here does. So a message of any
kind, of today's or of a later one, is recognised by its own words.
"""

import logging
from collections.abc import Sequence

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend

from results_portal import installation
from results_portal.text.rehearsal import PREFIX, SLUG_PREFIX

logger = logging.getLogger(__name__)

# `MAILERS` has the mail server itself under this name.
SERVER = "server"


class RehearsalGuard(BaseEmailBackend):
    """Hands on to the mail server what may be sent, and drops the rest with a line in the log."""

    def __init__(self, *, alias: str) -> None:
        super().__init__(alias=alias)
        self._server = mailers[SERVER]

    def open(self) -> bool | None:
        return self._server.open()

    def close(self) -> None:
        self._server.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send those that may be; returns how many."""
        if not installation.may_act():
            logger.warning("%s e-mails were not sent: this installation is on hold", len(email_messages))
            return 0
        allowed = [message for message in email_messages if not is_refused(message)]
        if len(allowed) < len(email_messages):
            logger.warning("%s e-mails of a rehearsal were not sent", len(email_messages) - len(allowed))
        if not allowed:
            return 0
        return self._server.send_messages(allowed) or 0


def is_refused(message: EmailMessage) -> bool:
    """Whether the message is of a rehearsal and goes to anybody outside the board's staff."""
    return _is_of_rehearsal(message) and not _are_staff(message.recipients())


def _is_of_rehearsal(message: EmailMessage) -> bool:
    alternatives = [content for content, _ in getattr(message, "alternatives", [])]
    said = [str(text) for text in (message.subject, message.body, *alternatives)]
    return any(PREFIX in text or f"/{SLUG_PREFIX}" in text for text in said)


def _are_staff(addresses: Sequence[str]) -> bool:
    wanted = {address.lower() for address in addresses}
    staff = get_user_model()._default_manager.filter(is_active=True, is_staff=True, email__in=wanted)
    return staff.count() == len(wanted)
