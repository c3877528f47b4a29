"""The e-mail about a change: how many candidates, which series, and the page. Neither names nor grades.

It goes to the heads and officers of the centre itself, one to each for each change.
"""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.loader import render_to_string

from access.models import ChangeNotice
from access.result_changes.lines import lines_of
from centres.emails import full_address
from centres.models import Centre, Role, User
from results_portal.config.mode import DEMO
from results_portal.outbox.queue import is_queued, send_later
from results_portal.text.counted import counted

ABOUT = "change notice"
READERS = (Role.HEAD, Role.EXAMS_OFFICER)
MINUTE = timedelta(minutes=1)


def send(notice: ChangeNotice, *, mails_before: int = 0) -> int:
    """Queue an e-mail to each reader within the caller's transaction; returns how many.

    They go out as fast as letters do: `mails_before` were queued before these. A demonstration writes to nobody.
    """
    centre, series = notice.centre, notice.change.series
    if not centre.results_service or series.is_rehearsal or (settings.MODE == DEMO and is_queued()):
        return 0
    addresses = list(readers(centre).values_list("email", flat=True))
    subject, body = words(notice)
    for place, address in enumerate(addresses, start=mails_before):
        message = EmailMessage(f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}", body, None, [address])
        after = place // settings.LETTERS_MAILS_A_MINUTE * MINUTE
        send_later(message, about=f"{ABOUT} {notice.pk}", after=after)
    return len(addresses)


def still_to_be_told(notice_pk: int) -> bool:
    """Whether the page still has something of it: asked again at the moment of sending."""
    notice = ChangeNotice.objects.select_related("change__series", "centre").filter(pk=notice_pk).first()
    if notice is None:
        return False
    return lines_of(series=notice.change.series, centre=notice.centre).filter(change=notice.change_id).exists()


def readers(centre: Centre) -> QuerySet[User]:
    """The centre's own heads and exams officers."""
    members = centre.memberships.in_force().filter(role__in=READERS)
    return User.objects.filter(is_active=True, memberships__in=members).distinct().order_by("email")


def words(notice: ChangeNotice) -> tuple[str, str]:
    """Subject and text."""
    context = {
        "centre": notice.centre,
        "series": notice.change.series,
        "candidates": counted(notice.candidates, "candidate", "candidates"),
        "link": full_address("access:result_changes", notice.centre.number, notice.change.series.slug),
        "portal": settings.PORTAL_URL,
    }
    text = render_to_string("access/result_changes/email.txt", context)
    subject, _, body = text.partition("\n")
    return " ".join(subject.split()), f"{body.strip()}\n"
