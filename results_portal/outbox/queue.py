"""E-mails that nobody waits for: they go out at their pace, and only if what they are about still holds then."""

from datetime import timedelta
from functools import partial

from django.core.mail import EmailMessage, mailers
from django.db import transaction
from django.utils import timezone

from results_portal.outbox.backend import QueuedEmailBackend
from results_portal.outbox.delivery import deliver
from results_portal.outbox.sealed_message import sealed

# After letters by e-mail, and long after what a person waits for.
PRIORITY = -2


def is_queued() -> bool:
    """Whether e-mails go to a mail server, by way of the queue."""
    return isinstance(mailers["default"], QueuedEmailBackend)


def send_later(message: EmailMessage, *, about: str, after: timedelta = timedelta(0)) -> None:
    """Queue `message` within the caller's transaction, to be sent `after` some time.

    `about` is "NAME KEY": the check that is registered under the name (`conditions`) is asked at the moment of sending,
    and before each further try. What doesn't go to a server is written once the transaction is committed.
    """
    if not is_queued():
        transaction.on_commit(partial(mailers["default"].send_messages, [message]))
        return
    due = timezone.now() + after if after else None
    deliver.using(run_after=due, priority=PRIORITY).enqueue(sealed(message), 0, about)
