"""What support reads of one candidate. Never a grade, and nothing of a result before its instant."""

from dataclasses import dataclass
from datetime import datetime

from access.granting.changes import settings_of
from access.letters.download_history import PARTS, since_taken
from access.models import AccessSettings, Credential
from access.officers.queries.candidate_page import CandidatePage, candidate_page, concerning
from access.sign_in.rate_limits import seconds_locked
from candidates.embargo import gate
from candidates.embargo.gate import GatedEntry
from candidates.instants import InstantWords, in_words
from candidates.models import Candidate
from centres.audit_trail.trail import TrailLine, trail_of
from centres.models import Centre
from letters.batches.lifecycle import batches_of
from results_portal.audit.reading import about_results


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultState:
    """One syllabus: when its result opens at this centre, and what the candidate reads there now, never a grade."""

    syllabus: str
    qualification: str
    opens: InstantWords | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateFacts:
    """Everything on the page. `locked_minutes` is how long wrong passwords wait, 0 where they don't."""

    candidate: Candidate
    page: CandidatePage
    settings: AccessSettings
    credential: Credential | None
    locked_minutes: int
    letter: str
    results: tuple[ResultState, ...]
    trail: list[TrailLine]


def candidate_facts(candidate: Candidate) -> CandidateFacts:
    """The facts of `candidate`, in a fixed number of queries."""
    series, centre = candidate.series, candidate.centre
    settings = settings_of(series=series, centre=centre)
    page = candidate_page(series=series, centre=centre, number=candidate.number, with_trail=False)
    assert page is not None  # noqa: S101 - the candidate was found a moment ago
    credential = Credential.objects.filter(candidate=candidate).first()
    seconds = seconds_locked(credential.username) if credential else 0
    reading = gate.read(candidate, delay=settings.delay)
    return CandidateFacts(
        candidate=candidate,
        page=page,
        settings=settings,
        credential=credential,
        locked_minutes=-(-seconds // 60),
        letter=_letter(candidate, page),
        results=tuple(_state(entry, centre) for entry in reading.entries),
        trail=concerning(candidate, trail_of(centre).exclude(about_results()), without_results=True),
    )


def _letter(candidate: Candidate, page: CandidatePage) -> str:
    """Whether the letter in the candidate's hands says what it would say now."""
    row = page.row
    if not row.has_letter:
        return "There is no letter: the candidate has no password, or no access."
    if row.letter_expired:
        return "The letter has expired and can't be printed again. Its password still works."
    if not page.taken and not page.mails:
        made = batches_of(series=candidate.series, centre=candidate.centre).first()
        state = made.get_state_display().lower() if made else "not made yet"
        return f"Nobody has taken the letter yet. The centre's letters: {state}."
    changed = since_taken(series=candidate.series, centre=candidate.centre).changed.get(candidate.number)
    if not changed:
        return "The letter that was taken last says what it would say now."
    parts = ", ".join(PARTS.get(part, part) for part in changed)
    return f"The letter that was taken last is out of date. What has changed since: {parts}."


def _state(entry: GatedEntry, centre: Centre) -> ResultState:
    return ResultState(
        syllabus=f"{entry.syllabus_code} {entry.syllabus_title}",
        qualification=entry.qualification_title,
        opens=_words(entry.opens_at, centre),
        state=_in_words(entry),
    )


def _words(instant: datetime | None, centre: Centre) -> InstantWords | None:
    return in_words(instant, centre=centre) if instant else None


def _in_words(entry: GatedEntry) -> str:
    """The gate says nothing of a stop, a hold or a result before the instant, so nothing is said here either."""
    if entry.opens_at is None:
        return "No release is set"
    if not entry.is_open:
        return "Not released yet"
    if entry.is_stopped:
        return "Released, stopped by the board: the candidate reads that results are not available at the moment"
    if entry.held_words:
        return f"Released, held. The candidate reads: “{entry.held_words}”"
    if entry.is_shown:
        return "Released: the candidate can see it"
    return "Released, but there is no result yet"
