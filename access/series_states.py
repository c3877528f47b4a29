"""How each centre stands in each series, in a few words for a list: who has access, and what opens next."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from access.models import AccessSettings, Status
from candidates.embargo import clock
from candidates.embargo.gate import NO_DELAY
from candidates.embargo.later import Exceptions
from candidates.instants import in_words
from candidates.models import Entry, Release, Series
from centres.models import Centre

RELEASED = "Released"
NOT_ANNOUNCED = "Release not announced yet"

# A centre's and a series' keys.
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SeriesStates:
    """For several centres and series at once: who has access, the delay, and when what opens."""

    settings: dict[Pair, AccessSettings]
    releases: dict[int, dict[int, Release]]
    exceptions: Exceptions
    entered: dict[Pair, set[int]]
    now: datetime

    @classmethod
    def of(cls, *, centres: list[int], series: list[int]) -> Self:
        """The states in five queries, however many centres, series and candidates there are."""
        releases: defaultdict[int, dict[int, Release]] = defaultdict(dict)
        for release in Release.objects.filter(series__in=series).select_related("qualification"):
            releases[release.series_id][release.qualification_id] = release
        entries = Entry.objects.filter(
            candidate__centre__in=centres, candidate__series__in=series, candidate__withdrawn=False, withdrawn=False
        )
        entered: defaultdict[Pair, set[int]] = defaultdict(set)
        rows = entries.order_by().values_list("candidate__centre", "candidate__series", "qualification")
        for centre, one_series, qualification in rows.distinct():
            entered[centre, one_series].add(qualification)
        chosen = AccessSettings.objects.filter(centre__in=centres, series__in=series)
        settings = {(each.centre_id, each.series_id): each for each in chosen}
        return cls(
            settings=settings,
            releases=dict(releases),
            exceptions=Exceptions(series),
            entered=dict(entered),
            now=clock.now(),
        )

    def status(self, centre: Centre, series: Series) -> str:
        """To whom the centre gives access: "No candidates", "All candidates", "Selected candidates"."""
        settings = self.settings.get((centre.pk, series.pk))
        return str(Status(settings.status).label) if settings else str(Status.NONE.label)

    def next_opening(self, centre: Centre, series: Series) -> str:
        """What its candidates see next and when, in the centre's time; or that they see everything already."""
        delay = self._delay(centre, series)
        announced = self.releases.get(series.pk, {})
        entered = self.entered.get((centre.pk, series.pk), set())
        openings = sorted(
            (self.exceptions.opens_at(announced[each], centre) + delay, announced[each].qualification.title)
            for each in entered
            if each in announced
        )
        for opens, qualification in openings:
            if opens > self.now:
                return f"{qualification}: {in_words(opens, centre=centre).centre}"
        if openings and len(openings) == len(entered):
            return RELEASED
        return NOT_ANNOUNCED if entered else ""

    def _delay(self, centre: Centre, series: Series) -> timedelta:
        settings = self.settings.get((centre.pk, series.pk))
        return settings.delay if settings else NO_DELAY
