"""Removes letters, and the sealed passwords behind them, some time after the series' last release."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from access.models import Credential
from candidates.models import ReleaseException, Series
from letters.batches import cleanup
from results_portal import audit, installation
from results_portal.audit import Actor

DAY = 24 * 3600
AT_ONCE = timedelta(0)


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """What was removed: batches of letters, sealed passwords, files that belonged to nobody."""

    batches: int
    passwords: int
    orphans: int


def purge(*, by: Actor, spare: timedelta = AT_ONCE) -> PurgeReport:
    """Remove what expired `LETTERS_KEPT_DAYS` after the last release of its series, each series in a transaction.

    Passwords go on working; their letters can't be printed any more. What was made less than `spare` ago stays.
    Raises `OnHold` where this installation is a copy.
    """
    installation.require_own()
    now = timezone.now()
    long_ago = now - timedelta(days=settings.LETTERS_KEPT_DAYS)
    expired = Series.objects.annotate(last_release=Max("releases__releases_at")).filter(last_release__lt=long_ago)
    still_opening = ReleaseException.objects.filter(release__series=OuterRef("pk"), releases_at__gte=long_ago)
    expired = expired.filter(~Exists(still_opening))
    batches = passwords = 0
    for series in expired:
        series_batches, series_passwords = _purge_series(series, made_before=now - spare, by=by)
        batches += series_batches
        passwords += series_passwords
    return PurgeReport(batches, passwords, cleanup.remove_orphans())


def is_first_today() -> bool:
    """Whether nobody asked this today yet, on whichever machine."""
    return cache.add(f"letters-purged-{date.today():%Y-%m-%d}", 1, timeout=DAY)  # noqa: DTZ011 - any midnight will do


@transaction.atomic
def _purge_series(series: Series, *, made_before: datetime, by: Actor) -> tuple[int, int]:
    sealed = Credential.objects.filter(
        candidate__series=series, sealed_password__isnull=False, issued_at__lt=made_before
    )
    passwords = sealed.update(sealed_password=None)
    batches = cleanup.expire(series=series, made_before=made_before)
    if passwords or batches:
        details = {"batches": batches, "sealed passwords": passwords}
        audit.record("purge letters", by=by, series=series.slug, details=details)
    return batches, passwords
