"""What support reads of a centre: who acts for it, and how each of its series stands."""

from dataclasses import dataclass

from django.db.models import Count, Q

from access.models import AccessSettings
from access.officers.queries.overview import Overview, overview_of, series_of
from access.series_states import SeriesStates
from candidates.models import Candidate, Series
from centres.desk.search import LISTED, spellings
from centres.members.people import People, people_of
from centres.models import Centre
from letters.batches.lifecycle import batches_of
from letters.models import LetterBatch, LetterDownload, LetterMail


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesLine:
    """One series of a centre in a line."""

    series: Series
    status: str
    next_opening: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreFacts:
    """A centre, its people and its series."""

    centre: Centre
    people: People
    series: tuple[SeriesLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreSeriesFacts:
    """One series of one centre. `candidates` are those that were looked for, LISTED of them at most."""

    centre: Centre
    series: Series
    overview: Overview
    batch: LetterBatch | None
    taken: LetterDownload | None
    mails: list[tuple[str, int]]
    candidates: list[Candidate]

    @property
    def settings(self) -> AccessSettings:
        return self.overview.settings


def centre_facts(centre: Centre) -> CentreFacts:
    """A centre as a whole."""
    all_series = list(series_of(centre))
    states = SeriesStates.of(centres=[centre.pk], series=[series.pk for series in all_series])
    return CentreFacts(
        centre=centre,
        people=people_of(centre),
        series=tuple(
            SeriesLine(
                series=series,
                status=states.status(centre, series),
                next_opening=states.next_opening(centre, series),
            )
            for series in all_series
        ),
    )


def centre_series_facts(*, centre: Centre, series: Series, asked: str) -> CentreSeriesFacts:
    """A centre in one series, with the candidates whose number or name begins as `asked`."""
    mails = LetterMail.objects.filter(candidate__series=series, candidate__centre=centre).order_by("state")
    labels = dict(LetterMail.State.choices)
    return CentreSeriesFacts(
        centre=centre,
        series=series,
        overview=overview_of(series=series, centre=centre),
        batch=batches_of(series=series, centre=centre).first(),
        taken=LetterDownload.objects.filter(series=series, centre=centre).first(),
        mails=[(str(labels[state]), count) for state, count in mails.values_list("state").annotate(Count("pk"))],
        candidates=_candidates(centre, series, asked) if asked else [],
    )


def _candidates(centre: Centre, series: Series, asked: str) -> list[Candidate]:
    begins = Q(number__startswith=asked)
    for spelling in spellings(asked):
        begins |= Q(family_name__startswith=spelling) | Q(given_names__startswith=spelling)
    return list(centre.candidates.filter(begins, series=series).order_by("number")[:LISTED])
