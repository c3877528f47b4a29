"""Which ready letters to compare with what they would say now: those of whom something changed since, says the trail.

Whatever letters say is changed with an entry in the trail, in the centre's chain or in the staff's. What changed
without one, such as a setting of the service, is found within the hour.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product

from django.db.models import F, Max, Q

from candidates.models import Series
from letters.models import LetterBatch
from results_portal.audit.vocabulary import ADMIN_VERBS
from results_portal.models import AuditEntry

EVERY = timedelta(minutes=1)
# An entry is written at the end of its transaction, by another clock, and is seen a moment later: what was compared
# so shortly before or after it is compared once more.
MARGIN = timedelta(minutes=2)
# The trail is read so far back. A change that no worker saw by then is found as those without an entry are.
READ_BACK = timedelta(minutes=30)
AT_LEAST_EVERY = timedelta(hours=1)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
# What staff keep in the administration and no letter says.
UNSAID = ("user", "membership", "associate", "recovery request", "grade wording", "outcome wording", "code pattern")
# These are written at any time and change nothing that a letter says. Any action that isn't here may change all of it.
WITHOUT_EFFECT = {
    *(f"{verb} {model}" for verb, model in product(ADMIN_VERBS, UNSAID)),
    "sign in",
    "sign out",
    "sign out elsewhere",
    "refuse sign-in",
    "refuse request",
    "unlock username",
    "issue statement",
    "check statement",
    "note bounces",
    "view as candidate",
    "look at load",
    "look at result",
    "look at list of results",
    "export candidates",
    "export calendar",
    "export missing results",
    "export audit trail",
    "send files",
    "discard load",
    "expire load",
}


def due(now: datetime) -> Iterator[int]:
    """The keys of the batches to compare at `now`, those first whose turn is longest ago."""
    changes = _latest_changes(since=now - READ_BACK)
    turn = Q(compared_at=None) | Q(compared_at__lt=now - (EVERY if changes.any else AT_LEAST_EVERY))
    ready = LetterBatch.objects.filter(turn, state=LetterBatch.State.READY)
    ready = ready.order_by(F("compared_at").asc(nulls_first=True), "pk")
    for pk, series, centre, compared_at in ready.values_list("pk", "series__slug", "centre__number", "compared_at"):
        if (
            compared_at is None
            or compared_at < now - AT_LEAST_EVERY
            or compared_at < changes.of(series, centre) + MARGIN
        ):
            yield pk


@dataclass(frozen=True, slots=True)
class _Changes:
    """When something was changed last: of everybody, of a series (by slug), of a centre (by number)."""

    of_all: datetime
    of_series: dict[str, datetime]
    of_centre: dict[str, datetime]

    @property
    def any(self) -> bool:
        return self.of_all > LONG_AGO or bool(self.of_series or self.of_centre)

    def of(self, series: str, centre: str) -> datetime:
        return max(self.of_all, self.of_series.get(series, LONG_AGO), self.of_centre.get(centre, LONG_AGO))


def _latest_changes(*, since: datetime) -> _Changes:
    entries = AuditEntry.objects.filter(at__gte=since).exclude(action__in=WITHOUT_EFFECT).order_by()
    slugs = set(Series.objects.values_list("slug", flat=True))
    of_all = LONG_AGO
    of_series: dict[str, datetime] = {}
    of_centre: dict[str, datetime] = {}
    for centre, series, at in entries.values_list("centre_number", "series").annotate(latest=Max("at")):
        if centre:
            of_centre[centre] = max(at, of_centre.get(centre, LONG_AGO))
        elif series in slugs:
            of_series[series] = at
        else:
            of_all = max(at, of_all)
    return _Changes(of_all, of_series, of_centre)
