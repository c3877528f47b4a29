"""Setting up several centres at once: what would change at each, and then changing one after the other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from access.control_room.rows import AttachedCentre, Letters
from access.granting.access_status import missing, save_settings
from access.granting.exceptions import ChangeRefused
from access.models import Status
from candidates.contact import Contact
from results_portal.audit import Actor

NO_SERVICE = "The centre doesn't have the Candidate Results Service."
NO_CANDIDATES = "No candidates are on file for this series."
NO_CONTACT = "The centre has no contact of its own. Enter one, which such centres get."


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpRequest:
    """What is wanted of every chosen centre: No or All candidates, and whom candidates ask.

    Under No candidates each centre's contact stays as it is. Under All, `keeps_own` leaves a centre that has a contact
    with that; the others get `contact`.
    """

    status: str
    deals_with_queries: bool
    contact: Contact
    keeps_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one centre would have then, and how many candidates gain and lose access; `why_not` where it can't be."""

    row: AttachedCentre
    status: str
    deals_with_queries: bool
    contact: Contact
    why_not: str = ""

    @property
    def possible(self) -> bool:
        """Whether there is something to do, and it can be done."""
        return not self.why_not and (self.differs or self.fresh_letters > 0)

    @property
    def differs(self) -> bool:
        """Whether the settings would be other ones."""
        own = self.row.settings
        return (self.status, self.deals_with_queries, self.contact) != (
            own.status,
            own.deals_with_queries,
            own.contact,
        )

    @property
    def fresh_letters(self) -> int:
        """Candidates with access who have no letter, and for whom none is on its way."""
        idle = self.status == Status.ALL and self.row.letters != Letters.MAKING
        return self.gaining + self.row.without_letters if idle else 0

    @property
    def gaining(self) -> int:
        people = self.row.people
        return people.total - people.allowed if self.status == Status.ALL else 0

    @property
    def losing(self) -> int:
        return self.row.people.allowed if self.status == Status.NONE else 0

    @property
    def status_then(self) -> str:
        return Status(self.status).label

    @property
    def contact_now(self) -> Contact:
        return self.row.settings.contact

    @property
    def seen(self) -> str:
        """The centre and the version of its settings, as the form that confirms sends them back."""
        return f"{self.row.centre.number}:{self.row.settings.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpOutcome:
    """What became of one centre: changed, or why not."""

    row: AttachedCentre
    changed: bool
    said: str


def plan(rows: Iterable[AttachedCentre], wanted: SetUpRequest) -> list[Change]:
    """What `wanted` would change at each centre. Changes nothing."""
    return [_planned(row, wanted) for row in rows]


def apply(changes: Iterable[Change], *, versions: Mapping[str, int], by: Actor) -> list[SetUpOutcome]:
    """Make the changes, each in its own transaction, audited, with its own job for the letters.

    `versions` are those of the settings that somebody saw before confirming, by centre number; a centre whose settings
    have changed since keeps what it has.
    """
    return [_applied(change, versions.get(change.row.centre.number), by) for change in changes]


def _planned(row: AttachedCentre, wanted: SetUpRequest) -> Change:
    own = row.settings
    if wanted.status == Status.NONE:
        deals, contact = own.deals_with_queries, own.contact
    else:
        deals = wanted.deals_with_queries
        contact = own.contact if wanted.keeps_own and row.has_contact else wanted.contact
    why_not = _why_not(row, wanted.status, contact, deals=deals)
    return Change(row=row, status=wanted.status, deals_with_queries=deals, contact=contact, why_not=why_not)


def _why_not(row: AttachedCentre, status: str, contact: Contact, *, deals: bool) -> str:
    if not row.centre.results_service:
        return NO_SERVICE
    if not row.people.total and status != Status.NONE:
        return NO_CANDIDATES
    return NO_CONTACT if missing(status=status, deals_with_queries=deals, contact=contact) else ""


def _applied(change: Change, version: int | None, by: Actor) -> SetUpOutcome:
    row = change.row
    if change.why_not:
        return SetUpOutcome(row=row, changed=False, said=change.why_not)
    if not change.possible:
        return SetUpOutcome(row=row, changed=False, said="It was so already.")
    if version is None:
        return SetUpOutcome(row=row, changed=False, said="It wasn't part of what you confirmed. Set it up again.")
    try:
        save_settings(
            series=row.settings.series,
            centre=row.centre,
            status=change.status,
            deals_with_queries=change.deals_with_queries,
            contact=change.contact,
            version=version,
            by=by,
        )
    except ChangeRefused as refused:
        return SetUpOutcome(row=row, changed=False, said=str(refused))
    return SetUpOutcome(row=row, changed=True, said=_said(change))


def _said(change: Change) -> str:
    if change.status == Status.NONE:
        return "No candidates: nobody has access any more." if change.losing else "No candidates."
    return f"All candidates: {change.row.people.total:,} have access. Their letters are being made."
