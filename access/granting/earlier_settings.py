"""Keeps what held before a change of who has access, in the same transaction, for as long as it can be undone."""

from collections.abc import Set
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Now

from access.models import AccessSettings, EarlierSettings

# By the database's clock.
LASTS = timedelta(minutes=10)


def remember(settings: AccessSettings, *, ticks: Set[int]) -> None:
    """Keep `settings` (locked, and not changed yet) and the ticks as they are, in the place of what was kept before."""
    EarlierSettings.objects.update_or_create(
        settings=settings,
        defaults={
            "version": settings.version + 1,
            "made_at": Now(),
            "status": settings.status,
            "deals_with_queries": settings.deals_with_queries,
            **settings.contact.as_fields(),
            "delay": settings.delay,
            "selection": sorted(ticks),
        },
    )


def still_undoable(settings: AccessSettings) -> EarlierSettings | None:
    """What held before the last change of `settings`; None where it is too long ago."""
    kept = EarlierSettings.objects.filter(settings=settings, version=F("settings__version"))
    return kept.filter(made_at__gt=Now() - LASTS).first()


def forget_old() -> int:
    """Remove what can't be undone any more; returns how many changes that were."""
    return EarlierSettings.objects.filter(made_at__lte=Now() - LASTS).delete()[0]
