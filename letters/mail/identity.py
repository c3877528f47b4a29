"""What names a message on its way and comes back with a bounce: a token in `Message-ID` and return address.

The token is the message's number and a keyed digest of it, so that nobody can report somebody else's letter as bounced.
"""

import re
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings

from letters.models.mail import LetterMail
from results_portal.crypto.keyed_digests import is_digest, keyed_digest

SALT = "letters.mail.identity"
TOKEN = re.compile(r"\bletter-(\d{1,18})-([0-9a-f]{20})\b")


def token_of(mail: LetterMail) -> str:
    return f"letter-{mail.pk}-{_digest(mail.pk)}"


def message_id(mail: LetterMail) -> str:
    """The same for every try, so that a mailbox which got the message twice can tell."""
    return f"<{token_of(mail)}@{urlsplit(settings.PORTAL_URL).hostname}>"


def return_address(mail: LetterMail) -> str:
    """Where bounces of this message go: `LETTERS_RETURN_ADDRESS` with the token before the @, else `FROM_EMAIL`."""
    name, at, host = settings.LETTERS_RETURN_ADDRESS.rpartition("@")
    if not at:
        return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return f"{name}+{token_of(mail)}@{host}"


def named_in(text: str) -> int | None:
    """The key of the message that a text with a genuine token names, in small letters or capitals."""
    for key, digest in TOKEN.findall(text.lower()):
        if is_digest(digest, SALT, str(int(key))):
            return int(key)
    return None


def _digest(key: int) -> str:
    return keyed_digest(SALT, str(key))[:20]
