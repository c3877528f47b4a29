"""A centre's delay: its candidates see results some time later than the board releases them, never earlier."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from access.granting.changes import fields_of, locked_settings, settings_of, ticks_of
from access.granting.earlier_settings import remember
from access.granting.exceptions import DelayNotAllowed, StaleSettings, WouldShutAgain
from access.granting.preview import ChangePreview, preview_of
from access.letters.batch_requests import request_letters
from access.models import LONGEST_DELAY, AccessSettings, Status
from candidates.embargo.gate import NO_DELAY
from candidates.embargo.later import releases_at_centre
from candidates.instants import length
from candidates.models import Entry, Release, Series
from centres.models import Centre
from results_portal import audit
from results_portal.audit import Actor

# What opens while a change is being saved may have been seen before the change is there.
AT_HAND = timedelta(minutes=1)


@transaction.atomic
def save_delay(*, series: Series, centre: Centre, delay: timedelta, version: int, by: Actor) -> AccessSettings:
    """Let candidates see results `delay` after their release. Acts on their next request; letters are made again.

    `version` is the one that the officer's form was opened with. Asking for what holds already changes nothing.
    A shorter delay is always possible; a longer one only as long as nothing that is open would be shut again.

    Raises `DelayNotAllowed`, `WouldShutAgain`, `StaleSettings` (all `ChangeRefused`).
    """
    settings = locked_settings(series=series, centre=centre)
    before = settings.delay
    if delay == before:
        return settings
    if version != settings.version:
        raise StaleSettings(settings, centre=centre, own=settings.changed_by == by.email)
    change_delay(settings, delay=delay, by=by)
    details = {"before": length(before), "after": length(delay)}
    audit.record("change delay", by=by, centre_number=centre.number, series=series.slug, details=details)
    return settings


def preview_delay(*, series: Series, centre: Centre, delay: timedelta) -> ChangePreview:
    """What `save_delay` would do now. Changes nothing; raises the same, but for `StaleSettings`."""
    settings = settings_of(series=series, centre=centre)
    if delay != settings.delay:
        _require_possible(settings, delay)
    return preview_of(settings, fields=fields_of(settings), ticks=ticks_of(settings), delay=delay)


def change_delay(settings: AccessSettings, *, delay: timedelta, by: Actor) -> None:
    """Write another delay into `settings` (locked), and ask for the letters that name it."""
    _require_possible(settings, delay)
    remember(settings, ticks=ticks_of(settings))
    settings.delay, settings.changed_by, settings.version = delay, by.email, settings.version + 1
    settings.save()
    if settings.status != Status.NONE:
        request_letters(series=settings.series, centre=settings.centre, by=by, issues_passwords=False)


def _require_possible(settings: AccessSettings, delay: timedelta) -> None:
    """Raises `DelayNotAllowed`, `WouldShutAgain`."""
    if not NO_DELAY <= delay <= LONGEST_DELAY:
        raise DelayNotAllowed
    shut = _shut_again(settings, delay)
    if shut is not None:
        raise WouldShutAgain(shut.qualification.title)


def next_release(settings: AccessSettings) -> Any:
    """The earliest release that isn't open for the centre's candidates yet, with `opens_at`; None for none.

    Only releases that concern any of them count.
    """
    shut = _releases(settings).filter(opens_at__gt=Now() + AT_HAND - settings.delay)
    return shut.select_related("qualification").order_by("opens_at", "pk").first()


def delay_until(moment: datetime, *, release: Any) -> timedelta:
    """The delay with which `release` opens at `moment` (aware); negative for a moment before it."""
    wait: timedelta = moment - release.opens_at
    return wait


def _shut_again(settings: AccessSettings, delay: timedelta) -> Release | None:
    """A release that is open, or about to be, and would be shut by this delay."""
    shut = _releases(settings).filter(opens_at__lte=Now() + AT_HAND - settings.delay, opens_at__gt=Now() - delay)
    return shut.select_related("qualification").order_by("opens_at", "pk").first()


def _releases(settings: AccessSettings) -> QuerySet[Any, Any]:
    entries = Entry.objects.filter(
        candidate__series=settings.series,
        candidate__centre=settings.centre,
        withdrawn=False,
        qualification=OuterRef("qualification"),
    )
    return releases_at_centre(series=settings.series, centre=settings.centre).filter(Exists(entries))
