"""How fast letters go out by e-mail, all workers together.

`LETTERS_MAILS_A_MINUTE` is the most. Where the mail server puts everybody off, or can't be reached, sending pauses,
longer each time, and goes on at half the pace; every message that is taken makes it a little faster again.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone

from letters.models.mail import LetterMail, MailPace

MINUTE = timedelta(minutes=1)
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30)]
# So many messages put off in a row, none taken in between, are the server's limit and not the addresses' fault.
BURST = 3


def may_send_now() -> int:
    """How many messages the pace allows at this moment."""
    pace = MailPace.objects.filter(pk=MailPace.ONLY).first()
    a_minute: int = settings.LETTERS_MAILS_A_MINUTE
    if pace is not None:
        if pace.paused_until is not None and pace.paused_until > timezone.now():
            return 0
        a_minute = min(a_minute, pace.a_minute)
    lately = LetterMail.objects.filter(claimed_at__gt=Now() - MINUTE).count()
    return max(0, a_minute - lately)


def paused_until() -> datetime | None:
    """When sending goes on; None where it isn't paused."""
    pace = MailPace.objects.filter(pk=MailPace.ONLY, paused_until__gt=Now()).first()
    return pace.paused_until if pace is not None else None


def everybody_is_put_off() -> bool:
    """Whether the mail server puts off one message after the other, so that it isn't about one address."""
    if MailPace.objects.filter(pk=MailPace.ONLY, pauses__gt=0).exists():
        return True
    put_off = LetterMail.objects.filter(put_off_at__isnull=False)
    taken_at = LetterMail.objects.filter(state=LetterMail.State.SENT).aggregate(at=Max("finished_at"))["at"]
    if taken_at is not None:
        put_off = put_off.filter(put_off_at__gt=taken_at)
    return put_off.count() >= BURST


def slow_down() -> None:
    """Pause, longer than the last time if nothing was taken since, and go on at half the pace."""
    with transaction.atomic():
        pace = _locked()
        if pace.paused_until is not None and pace.paused_until > timezone.now():
            # Another worker met the same limit a moment ago.
            return
        pace.paused_until = timezone.now() + PAUSES[min(pace.pauses, len(PAUSES) - 1)]
        pace.pauses += 1
        pace.a_minute = max(1, pace.a_minute // 2)
        pace.save()


def speed_up() -> None:
    """A message was taken: no pause is due, and the pace rises by one until it is the setting's again."""
    if not MailPace.objects.filter(pk=MailPace.ONLY).exists():
        return
    with transaction.atomic():
        pace = _locked()
        pace.paused_until = None
        pace.pauses = 0
        pace.a_minute += 1
        pace.save()
        if pace.a_minute >= settings.LETTERS_MAILS_A_MINUTE:
            pace.delete()


def _locked() -> MailPace:
    MailPace.objects.get_or_create(pk=MailPace.ONLY, defaults={"a_minute": settings.LETTERS_MAILS_A_MINUTE})
    return MailPace.objects.select_for_update().get(pk=MailPace.ONLY)
