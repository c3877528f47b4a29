"""Letters that wait to go out by e-mail, for metrics."""

from django.db.models import Min
from django.utils import timezone

from letters.models.mail import LetterMail
from results_portal.metrics import facts

# More than so many aren't counted: a country's letters would be counted anew every few seconds.
MOST_COUNTED = 10_000


def register() -> None:
    """Called once per process, from the app's `ready()`."""
    facts.register("results_letter_mails_waiting", f"Letters that wait for e-mail, {MOST_COUNTED} at most.", _waiting)
    facts.register("results_oldest_letter_mail_seconds", "How long the oldest of them has waited.", _oldest)


def _waiting() -> dict[str, float]:
    return {"": LetterMail.objects.filter(state=LetterMail.State.QUEUED).order_by()[:MOST_COUNTED].count()}


def _oldest() -> dict[str, float]:
    since = LetterMail.objects.filter(state=LetterMail.State.QUEUED).aggregate(since=Min("queued_at"))["since"]
    return {"": max(0.0, (timezone.now() - since).total_seconds()) if since else 0.0}
