"""An e-mail as it waits in the queue of jobs: sealed, for it may hold a link that opens an account."""

import json
from base64 import b64decode, b64encode
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives

from results_portal.crypto.encryption import seal, unseal

PURPOSE = "outbox"
# Nobody wrote it by hand, so programs that answer for people who are away don't (RFC 3834).
AUTOMATIC = {"Auto-Submitted": "auto-generated"}


class NotPlain(Exception):
    """The message has attachments or copies, which messages of our pages never have."""


def sealed(message: EmailMessage) -> str:
    """The message as text that only `opened` reads. Raises `NotPlain`."""
    if message.attachments or message.cc or message.bcc:
        raise NotPlain
    alternatives = getattr(message, "alternatives", [])
    fields = {
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": message.from_email,
        "to": list(message.to),
        "reply_to": list(message.reply_to),
        "headers": _headers(message),
        "alternatives": [[str(content), mimetype] for content, mimetype in alternatives],
    }
    return b64encode(seal(json.dumps(fields).encode(), purpose=PURPOSE, context=b"")).decode()


def opened(text: str) -> EmailMessage:
    """The message that was sealed. Raises `CannotOpen` where its key is listed no longer."""
    fields = json.loads(unseal(b64decode(text), purpose=PURPOSE, context=b""))
    alternatives = fields.pop("alternatives")
    message = EmailMultiAlternatives(**fields)
    for content, mimetype in alternatives:
        message.attach_alternative(content, mimetype)
    return message


def _headers(message: EmailMessage) -> dict[str, str]:
    """With an identity made now, by our own host, so that every try carries the same."""
    own = {"Message-ID": make_msgid(domain=urlsplit(settings.PORTAL_URL).hostname), **AUTOMATIC}
    return {**own, **{name: str(value) for name, value in message.extra_headers.items()}}
