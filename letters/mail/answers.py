"""What a mail server's answer means: try again later, or never."""

import smtplib
from dataclasses import dataclass

Refusal = smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused

# "Service not available, closing": it is never about one address.
CLOSING = 421


@dataclass(frozen=True, slots=True)
class Answer:
    """A refusal: its code and text."""

    code: int
    text: str

    @property
    def later(self) -> bool:
        """Whether the server may take the same message later (RFC 5321, section 4.2.1)."""
        return 400 <= self.code < 500

    @property
    def about_everybody(self) -> bool:
        """Whether it closed the door on all messages, not on this one."""
        return self.code == CLOSING

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


def answer_of(refusal: Refusal) -> Answer:
    """What the server said; of several recipients' answers the first, for our messages have one."""
    said: bytes | str
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(refusal.recipients.values()))
    else:
        code, said = refusal.smtp_code, refusal.smtp_error
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return Answer(code, " ".join(text.split()))
