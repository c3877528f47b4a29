"""Undo: for ten minutes, what held before the last change can be put back as long as nobody changed it since."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, Sum

from access.granting.changes import candidate_index, change_settings, fields_of, locked_settings, ticks_of
from access.granting.delay import change_delay
from access.granting.earlier_settings import LASTS, still_undoable
from access.granting.exceptions import ChangeRefused
from access.models import AccessSettings, Credential, EarlierSettings, Status
from candidates.instants import length
from candidates.models import Candidate, Series
from centres.models import Centre
from letters.downloads import log
from letters.mail.queue import mails_of
from letters.models.downloads import REGISTER
from letters.models.mail import LetterMail
from results_portal import audit
from results_portal.audit import Actor


class NothingToUndo(ChangeRefused):
    """The ten minutes are over, or somebody has changed the settings since."""

    def __init__(self) -> None:
        super().__init__(
            "This can't be undone any more: ten minutes are over, or somebody has changed the settings since. "
            "Nothing was changed. To go back, choose it in Edit status or in Delay results."
        )


class NobodyWouldBeLeft(ChangeRefused):
    """Everyone who was selected before is withdrawn, or another person has their number."""

    def __init__(self) -> None:
        super().__init__("Nobody who was selected before can have access now, so this can't be undone.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceThen:
    """What has happened since a change, and stays: counts."""

    downloaded: int
    sent: int
    signed_in: int
    seen: int

    @property
    def anything(self) -> bool:
        return bool(self.downloaded or self.sent or self.signed_in or self.seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoOffer:
    """A change that can be undone, of the delay or of who has access: what held before, until when, what stays."""

    settings: AccessSettings
    earlier: EarlierSettings
    until: datetime
    stays: SinceThen
    of_delay: bool


def undo_offer(settings: AccessSettings) -> UndoOffer | None:
    """What can be undone now; None where there is nothing."""
    earlier = still_undoable(settings) if settings.version else None
    if earlier is None:
        return None
    return _offer(settings, earlier)


@transaction.atomic
def undo(*, series: Series, centre: Centre, version: int | None, by: Actor) -> UndoOffer:
    """Put back what held before the change that made the settings' `version`. Takes effect on the next request.

    Settings, selection and delay are as they were; whoever was withdrawn since, or is another person, isn't selected
    again. Letters are asked for. Returns what was undone, and what stays.

    Raises `NothingToUndo`, `NobodyWouldBeLeft`, `WouldShutAgain` (all `ChangeRefused`).
    """
    settings = locked_settings(series=series, centre=centre)
    earlier = still_undoable(settings)
    if earlier is None or version != settings.version:
        raise NothingToUndo
    undone = _offer(settings, earlier)
    if undone.of_delay:
        _undo_delay(settings, earlier, by)
    else:
        ticks = _ticks(settings, earlier)
        if earlier.status == Status.SELECTED and not ticks:
            raise NobodyWouldBeLeft
        change_settings(
            settings, fields=fields_of(earlier), ticks=ticks, version=version, by=by, action="undo change of access"
        )
    # An undone change isn't done again by undoing once more.
    EarlierSettings.objects.filter(settings=settings).delete()
    return undone


def _offer(settings: AccessSettings, earlier: EarlierSettings) -> UndoOffer:
    return UndoOffer(
        settings=settings,
        earlier=earlier,
        until=earlier.made_at + LASTS,
        stays=_since(settings, earlier.made_at),
        of_delay=earlier.delay != settings.delay,
    )


def _undo_delay(settings: AccessSettings, earlier: EarlierSettings, by: Actor) -> None:
    details = {"before": length(settings.delay), "after": length(earlier.delay)}
    change_delay(settings, delay=earlier.delay, by=by)
    audit.record(
        "undo change of delay",
        by=by,
        centre_number=settings.centre.number,
        series=settings.series.slug,
        details=details,
    )


def _ticks(settings: AccessSettings, earlier: EarlierSettings) -> set[int]:
    """Who was ticked and can be again: a number that is another person's by now was never selected by anybody."""
    index = candidate_index(series=settings.series, centre=settings.centre)
    others = Candidate.objects.filter(
        series=settings.series, centre=settings.centre, person_since__gte=earlier.made_at
    ).values_list("pk", flat=True)
    return (set(earlier.selection) & set(index.eligible.values())) - (set(others) - ticks_of(settings))


def _since(settings: AccessSettings, moment: datetime) -> SinceThen:
    series, centre = settings.series, settings.centre
    downloads = log.downloads_of(series=series, centre=centre).filter(at__gte=moment).exclude(what=REGISTER.value)
    sent = (LetterMail.State.SENDING, LetterMail.State.SENT, LetterMail.State.UNKNOWN, LetterMail.State.BOUNCED)
    people = Credential.objects.filter(candidate__series=series, candidate__centre=centre)
    first = people.aggregate(
        signed_in=Count("pk", filter=Q(first_signed_in_at__gte=moment)),
        seen=Count("pk", filter=Q(first_seen_results_at__gte=moment)),
    )
    return SinceThen(
        downloaded=downloads.aggregate(letters=Sum("letters"))["letters"] or 0,
        sent=mails_of(series=series, centre=centre).filter(state__in=sent, claimed_at__gte=moment).count(),
        **first,
    )
