"""What several of these changes have in common: whose letters are out, what opens when, and the audit trail."""

from collections.abc import Iterable, Sequence
from typing import Any

from access.board_changes.exceptions import Gone
from access.eligibility import with_access
from access.granting.holdings import holdings_of
from access.letters.batch_requests import request_letters, withdraw_letters
from access.models import AccessSettings
from candidates.embargo.earlier_openings import EarlierOpening, earlier_openings, holds_of_centre
from candidates.identity.rehearsed import NamedPerson, on_the_other_side
from candidates.instants import UK, UK_TIME, moment
from candidates.models import Candidate, Hold, Series
from centres.models import Centre
from letters.batches import lifecycle
from letters.models import LetterBatch
from results_portal import audit
from results_portal.text.counted import counted

MOST_LINES = 10


def series_of(centre: Centre) -> list[Series]:
    """The series in which the centre has candidates, the newest first."""
    return list(Series.objects.filter(candidates__centre=centre).distinct().order_by("-pk"))


def letters_out(centre: Centre, series: Iterable[Series]) -> int:
    """How many candidates' letters somebody has taken, or was sent."""
    out = 0
    for each in series:
        held = holdings_of(series=each, centre=centre)
        out += len(held.taken | held.sent)
    return out


def letters_ready(centre: Centre) -> list[LetterBatch]:
    """The centre's batches that lie ready or are being made."""
    batches = LetterBatch.objects.filter(centre=centre, state__in=(LetterBatch.State.READY, *LetterBatch.ACTIVE))
    return list(batches.select_related("series").order_by("pk"))


def renew_letters(series: Series, centre: Centre, by: audit.Actor, *, had: bool = False) -> None:
    """Letters that were made give up their files at once; the others' are made anew. Nobody gets a first password.

    Where none were made nothing happens, unless the candidates `had` letters of another centre.
    """
    batches = lifecycle.batches_of(series=series, centre=centre)
    if not had and not batches.exists():
        return
    if with_access(centre.candidates.filter(series=series)).exists():
        lifecycle.replace(batches)
        request_letters(series=series, centre=centre, by=by, issues_passwords=False)
    else:
        withdraw_letters(series=series, centre=centre)


def earlier_in_words(before: Centre, after: Centre, series: Iterable[int] | None = None) -> list[str]:
    """What would be seen earlier by candidates of `before` at `after`, a sentence for each release."""
    return [_in_words(opening) for opening in earlier_openings(before=before, after=after, series=series)]


def later_in_words(before: Centre, after: Centre, series: Iterable[int] | None = None) -> list[str]:
    """What would open later: the same, looked at from the other side."""
    openings = earlier_openings(before=after, after=before, series=series)
    return [
        f"{_named(opening)} opens later: {_uk(opening.after)} → {_uk(opening.before)}. Until then the candidates see "
        "nothing of it, even what they have seen already."
        for opening in openings
    ]


def holds_left(centre: Centre, series: Iterable[int]) -> list[str]:
    """The holds and stops of a centre that don't go along with whoever leaves it."""
    return [f"{_hold(hold)} of {centre.number} doesn't go along." for hold in holds_of_centre(centre, series)]


def holds_joined(centre: Centre, series: Iterable[int]) -> list[str]:
    """The holds and stops of a centre that cover whoever joins it."""
    return [f"{_hold(hold)} of {centre.number} covers newcomers as well." for hold in holds_of_centre(centre, series)]


def delay_of(series: Series, centre: Centre) -> Any:
    """How much later than the release the centre's candidates see results."""
    return settings_at(series, centre).delay


def settings_at(series: Series, centre: Centre) -> AccessSettings:
    """The centre's settings; those of nobody where there are none."""
    found = AccessSettings.objects.filter(series=series, centre=centre).first()
    return found or AccessSettings(series=series, centre=centre)


def in_both_kinds(series: Series, person: NamedPerson) -> list[str]:
    """Why somebody can't be called so here: nobody stands in a rehearsal and in a real series."""
    if on_the_other_side([person], is_rehearsal=series.is_rehearsal):
        return ["The same person would stand in a rehearsal and in a real series. Nobody can be in both."]
    return []


def shortened(lines: Sequence[str]) -> list[str]:
    """The first few lines, and how many more there are."""
    if len(lines) <= MOST_LINES:
        return list(lines)
    return [*lines[:MOST_LINES], f"and {counted(len(lines) - MOST_LINES, 'more', 'more')}"]


def record(
    action: str,
    *,
    by: audit.Actor,
    places: Iterable[Centre],
    details: dict[str, Any],
    reason: str,
    series: str = "",
    target: str = "",
) -> None:
    """One entry in the chain of each centre concerned, and one for staff, which alone has the reason.

    Heads read their centre's chain: what staff write as a reason isn't for them.
    """
    for number in sorted({centre.number for centre in places}):
        audit.record(action, by=by, centre_number=number, series=series, target=target, details=details)
    audit.record(action, by=by, series=series, target=target, details={**details, "reason": reason})


def _in_words(opening: EarlierOpening) -> str:
    return f"{_named(opening)} opens earlier: {_uk(opening.before)} → {_uk(opening.after)}."


def _named(opening: EarlierOpening) -> str:
    return f"{opening.release.qualification.title}, {opening.release.series.name},"


def _uk(instant: Any) -> str:
    return str(moment(instant, UK, UK_TIME))


def _hold(hold: Hold) -> str:
    return f"The {hold.get_kind_display().lower()} “{hold.scope}”"


def locked_candidate(pk: int) -> Candidate:
    """The candidate as the database has them now, locked until the transaction ends. Raises `Gone`."""
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("series", "centre")
    candidate = rows.filter(pk=pk).first()
    if candidate is None:
        raise Gone
    return candidate
