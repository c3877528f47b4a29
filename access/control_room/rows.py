"""What the control room knows of each attached centre: who has access, the letters, who has signed in.

Four queries, however many centres and candidates there are. Results play no part here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Q, TextChoices

from access.eligibility import allowed
from access.models import AccessSettings
from candidates.models import Candidate, Series
from centres.models import Associate, Centre
from letters.models import LetterBatch


class Letters(TextChoices):
    """How things stand with a centre's letters."""

    NOBODY = "nobody", "Nobody has access"
    MAKING = "making", "Being made"
    FAILED = "failed", "Failed"
    STOPPED = "stopped", "Not made"
    MISSING = "missing", "None"
    STALE = "stale", "Out of date"
    READY = "ready", "Ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """How many candidates of a centre there are of each kind; all but `total` count those with access alone.

    `total` leaves out those withdrawn from the series. `issued_at` is when the latest of the passwords was made.
    """

    total: int = 0
    allowed: int = 0
    with_password: int = 0
    printable: int = 0
    signed_in: int = 0
    seen: int = 0
    issued_at: datetime | None = None


# No __slots__: what is worked out is kept.
@dataclass(frozen=True, kw_only=True)
class AttachedCentre:
    """One attached centre. `settings` is unsaved where the centre hasn't chosen yet; `batch` is the newest one."""

    centre: Centre
    settings: AccessSettings
    people: People
    batch: LetterBatch | None

    @property
    def without_letters(self) -> int:
        """Candidates with access who have no password yet, and so no letter."""
        return self.people.allowed - self.people.with_password

    @property
    def not_signed_in(self) -> int:
        return self.people.allowed - self.people.signed_in

    @property
    def stale(self) -> int:
        """Candidates whose letter was made, but may say something else by now."""
        return self.people.printable if self.letters == Letters.STALE else 0

    @property
    def has_contact(self) -> bool:
        """Whether the centre names somebody whom candidates can ask, and how."""
        contact = self.settings.contact
        return contact.known and contact.can_be_reached

    @cached_property
    def letters(self) -> Letters:
        """How the letters stand, by counts, instants and what workers noticed; they are compared again when taken."""
        state = self.batch.state if self.batch else ""
        if state in LetterBatch.ACTIVE:
            return Letters.MAKING
        if not self.people.allowed:
            return Letters.NOBODY
        if state == LetterBatch.State.READY:
            if self._outdated():
                return Letters.STALE
            return Letters.READY
        ended = {LetterBatch.State.FAILED.value: Letters.FAILED, LetterBatch.State.CANCELLED.value: Letters.STOPPED}
        return ended.get(state, Letters.MISSING)

    def _outdated(self) -> bool:
        if self.batch is None or self.batch.finished_at is None:
            return True
        if self.batch.outdated or self.batch.done != self.people.printable:
            return True
        since = [self.people.issued_at]
        if self.settings.version:
            since.append(self.settings.changed_at)
        return any(instant is not None and instant > self.batch.finished_at for instant in since)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Everything at the top of the page: sums over all attached centres."""

    centres: int
    with_status: int
    candidates: int
    allowed: int
    without_letters: int
    stale: int
    making: int
    failed: int
    signed_in: int
    seen: int


def attached_centres(*, associate: Associate, series: Series) -> list[AttachedCentre]:
    """Every centre that is attached to `associate` at this moment, by number."""
    settings = {each.centre_id: each for each in series.access_settings.filter(centre__associate=associate)}
    people = _people(associate, series)
    batches = {batch.centre_id: batch for batch in _newest_batches(associate, series)}
    return [
        AttachedCentre(
            centre=centre,
            settings=settings.get(centre.pk) or AccessSettings(series=series, centre=centre),
            people=people.get(centre.pk, People()),
            batch=batches.get(centre.pk),
        )
        for centre in associate.centres.filter(closed_at=None)
    ]


def totals_of(rows: Iterable[AttachedCentre]) -> Totals:
    """The sums over `rows`."""
    listed = list(rows)
    return Totals(
        centres=len(listed),
        with_status=sum(row.people.allowed > 0 for row in listed),
        candidates=sum(row.people.total for row in listed),
        allowed=sum(row.people.allowed for row in listed),
        without_letters=sum(row.without_letters for row in listed),
        stale=sum(row.stale for row in listed),
        making=sum(row.letters == Letters.MAKING for row in listed),
        failed=sum(row.letters == Letters.FAILED for row in listed),
        signed_in=sum(row.people.signed_in for row in listed),
        seen=sum(row.people.seen for row in listed),
    )


def _people(associate: Associate, series: Series) -> dict[int, People]:
    roll = Candidate.objects.filter(series=series, centre__associate=associate, withdrawn=False)
    # Two groups for each centre at most: whether somebody has access is worked out once for each candidate.
    groups = roll.annotate(is_allowed=allowed()).order_by().values("centre", "is_allowed")
    counted = groups.annotate(
        count=Count("pk"),
        with_password=Count("credential"),
        printable=Count("pk", filter=Q(credential__sealed_password__isnull=False)),
        signed_in=Count("credential__first_signed_in_at"),
        seen=Count("credential__first_seen_results_at"),
        issued_at=Max("credential__issued_at"),
    )
    of_centre: dict[int, list[dict[str, Any]]] = {}
    for counts in counted:
        group: dict[str, Any] = {**counts}
        of_centre.setdefault(group.pop("centre"), []).append(group)
    return {centre: _together(groups) for centre, groups in of_centre.items()}


def _together(groups: list[dict[str, Any]]) -> People:
    total = sum(group["count"] for group in groups)
    for group in groups:
        if group.pop("is_allowed"):
            return People(total=total, allowed=group.pop("count"), **group)
    return People(total=total)


def _newest_batches(associate: Associate, series: Series) -> Iterable[LetterBatch]:
    of_centres = LetterBatch.objects.filter(series=series, centre__associate=associate).order_by()
    newest = of_centres.values("centre").annotate(newest=Max("pk")).values("newest")
    return LetterBatch.objects.filter(pk__in=newest).defer("undrawable", "undrawable_parts")
