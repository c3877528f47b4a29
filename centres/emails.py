"""E-mails to one person about their account or membership, sent once the change is committed."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

logger = logging.getLogger(__name__)
Sent = Callable[[], object]


def send_email(address: str, *, template: str, context: dict[str, Any] | None = None, sent: Sent | None = None) -> None:
    """Write `templates/centres/email/TEMPLATE.txt` to `address` on commit; its first line is the subject.

    The change stands even where the mail server doesn't take the e-mail: that is logged without the address. `sent` is
    called once the server took it.
    """
    text = render_to_string(f"centres/email/{template}.txt", {"portal": settings.PORTAL_URL, **(context or {})})
    subject, _, body = text.partition("\n")
    transaction.on_commit(partial(_send, address, subject.strip(), body.strip(), template, sent))


def full_address(name: str, *args: str) -> str:
    """The address of one of the officers' pages, as an e-mail needs it."""
    return f"{settings.PORTAL_URL}{reverse(name, args=args)}"


def _send(address: str, subject: str, body: str, template: str, sent: Sent | None) -> None:
    try:
        send_mail(f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}", f"{body}\n", None, [address])
    except OSError:
        # Of smtplib's errors only the kind is told: their text has the address.
        logger.error("an e-mail (%s) was not sent; see the mail server's log", template)  # noqa: TRY400
        return
    if sent is not None:
        sent()
