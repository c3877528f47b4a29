"""Reads a bounce: which message came back, and why (delivery status notifications, RFC 3464)."""

from dataclasses import dataclass
from email.message import EmailMessage, Message

from letters.mail.identity import named_in

# Where a mail server writes the address that a message came in for.
RECIPIENT_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
LONGEST_REASON = 250


@dataclass(frozen=True, slots=True)
class Bounce:
    """A letter that came back for good: the key of its message, and what the other mail server said."""

    mail_pk: int
    reason: str


def bounce_in(message: EmailMessage) -> Bounce | None:
    """What a message says about one of our letters; None where it is no bounce, or one that is only late."""
    status = next((part for part in message.walk() if part.get_content_type() == "message/delivery-status"), None)
    if status is None:
        return None
    failed = _failed_recipient(status)
    mail_pk = _message_named(message)
    if failed is None or mail_pk is None:
        return None
    return Bounce(mail_pk, _reason(failed))


def _failed_recipient(status: Message) -> Message | None:
    """The fields about the first recipient that the message never reaches: the groups after the first are theirs."""
    groups = status.get_payload()
    if not isinstance(groups, list):
        return None
    for group in groups:
        if isinstance(group, Message) and str(group.get("Action", "")).strip().lower() == "failed":
            return group
    return None


def _message_named(message: EmailMessage) -> int | None:
    """By the address to which it came back, else by the headers of the message that it returns."""
    own = [str(value) for header in RECIPIENT_HEADERS for value in message.get_all(header, [])]
    for text in [*own, *_returned_ids(message)]:
        key = named_in(text)
        if key is not None:
            return key
    return None


def _returned_ids(message: EmailMessage) -> list[str]:
    """`Message-ID` of the message that is sent back, whole or its headers alone."""
    found = []
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            if isinstance(headers, bytes):
                found.append(headers.decode("utf-8", "replace"))
        elif part is not message and part.get("Message-ID"):
            found.append(str(part["Message-ID"]))
    return found


def _reason(failed: Message) -> str:
    """`550 5.1.1 No such user`, without the kind of code in front of it."""
    said = str(failed.get("Diagnostic-Code", "")).partition(";")[2] or str(failed.get("Status", ""))
    return " ".join(said.split())[:LONGEST_REASON]
