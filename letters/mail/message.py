"""The message that carries a letter."""

from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from letters.contents import LetterContent
from letters.drawing import write_single
from results_portal.text.rehearsal import mark_of

# Nobody wrote it by hand, so programs that answer for people who are away don't (RFC 3834).
AUTOMATIC = {"Auto-Submitted": "auto-generated"}


def compose(content: LetterContent, *, address: str, font: Path | None) -> EmailMessage:
    """The message with the letter as its only attachment. Username and password stand in the letter alone.

    Answers go to the contact at the centre, if there is an address; nobody reads what comes to the sender's.
    """
    subject, body = words(content)
    pdf = BytesIO()
    write_single(content, pdf=pdf, cjk_font=font)
    answers = [content.contact.email] if content.contact.email else None
    headers = {**AUTOMATIC, "From": settings.DEFAULT_FROM_EMAIL}
    message = EmailMessage(subject, body, to=[address], reply_to=answers, headers=headers)
    message.attach(file_name(content), pdf.getvalue(), "application/pdf")
    return message


def words(content: LetterContent) -> tuple[str, str]:
    """Subject and text of the message."""
    subject, _, body = render_to_string("letters/mail/letter.txt", {"letter": content}).partition("\n")
    subject, body = " ".join(subject.split()), body.strip() + "\n"
    if mark := mark_of(content.series):
        subject, body = f"{mark}: {subject}", f"{mark}\n\n{body}"
    return subject, body


def file_name(content: LetterContent) -> str:
    """The attachment's name, as in the zip: `PK123_0042.pdf`."""
    return f"{content.centre_number}_{content.candidate_number}.pdf"
