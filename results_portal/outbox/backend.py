"""Puts e-mails into the queue of jobs, so that no page waits for the mail server."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend

from results_portal.outbox.delivery import deliver
from results_portal.outbox.sealed_message import NotPlain, sealed


class QueuedEmailBackend(BaseEmailBackend):
    """What `MAILERS["default"]` is where mail goes to a server; `MAILERS["direct"]` is that server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue them within the caller's transaction, if there is one; returns how many."""
        for message in email_messages:
            try:
                deliver.enqueue(sealed(message))
            except NotPlain:
                mailers["direct"].send_messages([message])
        return len(email_messages)
