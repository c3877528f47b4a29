"""What *Candidate Results Website* tells: who has access, when results are released, whom candidates ask.

Seven queries, however many candidates there are. Results play no part here.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from access.eligibility import allowed, with_access
from access.granting.changes import settings_of, ticked
from access.models import AccessSettings
from access.officers.queries.replaced_people import replaced_people
from access.text import have
from candidates.embargo import clock
from candidates.embargo.later import opening_instants
from candidates.identity import moved_away
from candidates.instants import InstantWords, in_words, length, place_of
from candidates.models import Candidate, Entry, Qualification, Series
from centres.models import Centre
from letters.batches import lifecycle
from letters.models import LetterBatch

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many candidates there are of each kind. `total` leaves out those withdrawn from the series."""

    total: int
    allowed: int
    with_password: int
    stopped: int
    left: int
    signed_in: int
    seen: int

    @property
    def without_password(self) -> int:
        return self.allowed - self.with_password

    @property
    def not_signed_in(self) -> int:
        return self.allowed - self.signed_in

    @property
    def not_seen(self) -> int:
        return self.allowed - self.seen


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """One qualification and when candidates of the centre see its results; None where the board hasn't set it.

    `released` is the board's own instant, where the centre's delay makes it another one, at the centre.
    """

    qualification: str
    instant: InstantWords | None
    released: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything the page shows but the letters. `settings` is unsaved where the centre hasn't chosen yet.

    `replaced` are those whose number was another person's, `moved` those who stand at another centre now.
    """

    settings: AccessSettings
    counts: Counts
    making: bool
    releases: list[ReleaseRow]
    delay: str
    place: str
    other_series: list[Series]
    changed_at: str
    replaced: list[Candidate]
    moved: list[Candidate]

    @property
    def sentence(self) -> str:
        """Who has access, in one sentence."""
        has, total = self.counts.allowed, self.counts.total
        if total == 1:
            return f"Your one candidate {'has' if has else 'does not have'} access."
        if not has:
            return f"None of your {total:,} candidates has access."
        if has == total:
            return f"All {total:,} of your candidates have access."
        return f"{has:,} of your {total:,} candidates {have(has)} access."

    @property
    def wholly_released(self) -> bool:
        """Whether candidates see everything already, so that there is nothing left to wait for or to delay."""
        return all_open(self.releases)

    @property
    def uncovered(self) -> int:
        """Candidates who are to have access, and for whom no password is on its way."""
        return 0 if self.making else self.counts.without_password


def overview_of(*, series: Series, centre: Centre) -> Overview:
    """The page's contents for one centre and series."""
    settings = settings_of(series=series, centre=centre)
    making = lifecycle.batches_of(series=series, centre=centre).filter(
        issues_passwords=True, state__in=LetterBatch.ACTIVE
    )
    return Overview(
        settings=settings,
        counts=_counts(series, centre),
        making=making.exists(),
        releases=releases_of(series=series, centre=centre, delay=settings.delay),
        delay=length(settings.delay) if settings.delay else "",
        place=place_of(centre),
        other_series=list(series_of(centre).exclude(pk=series.pk)),
        changed_at=in_words(settings.changed_at, centre=centre).centre if settings.version else "",
        replaced=list(replaced_people(series=series, centre=centre)),
        moved=list(moved_away(centre.candidates.filter(series=series))),
    )


def earlier_contact(settings: AccessSettings) -> AccessSettings | None:
    """The centre's settings of another series that name a contact, the latest; None where there are none."""
    others = settings.centre.access_settings.exclude(series=settings.series).exclude(contact_name="")
    return others.select_related("series").order_by("-changed_at").first()


def earlier_selection(settings: AccessSettings) -> set[str]:
    """The numbers that are ticked, whether or not ticks count at present."""
    rows = ticked(series=settings.series, centre=settings.centre)
    return set(rows.values_list("candidate__number", flat=True))


def holders_of(settings: AccessSettings) -> int:
    """How many candidates have access now."""
    return with_access(settings.centre.candidates.filter(series=settings.series)).count()


def series_of(centre: Centre) -> QuerySet[Series]:
    """The series for which the centre has candidates, newest first."""
    return Series.objects.filter(Exists(centre.candidates.filter(series=OuterRef("pk"))))


def _counts(series: Series, centre: Centre) -> Counts:
    has_password = Q(credential__isnull=False)
    candidates = centre.candidates.filter(series=series).annotate(is_allowed=allowed())
    allowed_now = Q(is_allowed=True)
    return Counts(
        **candidates.aggregate(
            total=Count("pk", filter=Q(withdrawn=False)),
            allowed=Count("pk", filter=allowed_now),
            with_password=Count("pk", filter=allowed_now & has_password),
            stopped=Count("pk", filter=Q(is_allowed=False, withdrawn=False) & has_password),
            left=Count("pk", filter=Q(withdrawn=True)),
            signed_in=Count("pk", filter=allowed_now & Q(credential__first_signed_in_at__isnull=False)),
            seen=Count("pk", filter=allowed_now & Q(credential__first_seen_results_at__isnull=False)),
        )
    )


def releases_of(*, series: Series, centre: Centre, delay: timedelta) -> list[ReleaseRow]:
    """The qualifications that the centre's candidates are entered for, earliest release first, unset ones last."""
    entries = Entry.objects.filter(
        candidate__series=series,
        candidate__centre=centre,
        candidate__withdrawn=False,
        withdrawn=False,
        qualification=OuterRef("pk"),
    )
    instants = opening_instants(series=series, centre=centre)
    entered = Qualification.objects.filter(Exists(entries))
    rows = sorted(entered, key=lambda q: (instants.get(q.pk, NEVER), q.title))
    now = clock.now()
    return [_row(qualification.title, instants.get(qualification.pk), delay, centre, now) for qualification in rows]


def all_open(releases: list[ReleaseRow]) -> bool:
    """Whether candidates see the results of every qualification; False where there is none."""
    return bool(releases) and all(row.is_open for row in releases)


def _row(
    qualification: str, releases_at: datetime | None, delay: timedelta, centre: Centre, now: datetime
) -> ReleaseRow:
    if releases_at is None:
        return ReleaseRow(qualification=qualification, instant=None)
    opens = releases_at + delay
    return ReleaseRow(
        qualification=qualification,
        instant=in_words(opens, centre=centre),
        released=in_words(releases_at, centre=centre).centre if delay else "",
        is_open=opens <= now,
    )
