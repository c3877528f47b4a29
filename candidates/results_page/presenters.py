"""The results page as plain frozen values: what is on it, in which order, in which words. Knows nothing of HTML."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from candidates import instants
from candidates.embargo.gate import NO_DELAY, GatedEntry, GatedResult, Reading
from candidates.grades.current import wording
from candidates.grades.words import NOT_THERE, GradeWords, OutcomeWords, Wording
from candidates.instants import Moment
from candidates.results_page.grade_text import STOPPED, award_in_words, cause_in_words, endorsement_in_words, held
from centres.models import Centre


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultCard:
    """One syllabus that is open: a grade, or what stands in its place. `mark` is 0 to 100 or None.

    `is_result` says that there is a grade or an outcome: it isn't missing, held or stopped.
    `change` says what a correction changed, "" where the grade stayed; `cause` why, "" where that isn't told.
    `award` says so where the grade is of a lower qualification than the entry's; `endorsement` stands beside the grade.
    """

    syllabus_code: str
    syllabus_title: str
    grade: GradeWords | None
    outcome: OutcomeWords | None
    mark: int | None
    corrected: Moment | None
    is_result: bool
    change: str = ""
    cause: str = ""
    award: str = ""
    endorsement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultGroup:
    """The open results of one qualification; `marks` says which marks go with which grade, where that is told."""

    qualification: str
    cards: tuple[ResultCard, ...]
    marks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShutGroup:
    """The syllabuses of one qualification that aren't open yet, as "0610 Biology"."""

    qualification: str
    syllabuses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What opens at one instant: on the centre's clocks, on others', and how long that is from now."""

    opens_at: datetime
    at_centre: Moment
    elsewhere: tuple[Moment, ...]
    time_left: str
    groups: tuple[ShutGroup, ...]

    @property
    def milliseconds(self) -> int:
        """The instant as a browser counts it: milliseconds since 1970."""
        return in_milliseconds(self.opens_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsPage:
    """All of the page: what opens next, what is open, what opens later, and what has no date yet.

    `now` is the database's clock in milliseconds, by which the countdown runs. `released_first` says that what is open
    opened less long ago than it is until the next opening: then it is what somebody came for. `delay` is how much later
    than the release the centre opens, in words, or "". `is_stopped` says that the board stopped showing some results.
    """

    now: int
    next: Opening | None
    released: tuple[ResultGroup, ...]
    released_first: bool
    later: tuple[Opening, ...]
    undated: tuple[ShutGroup, ...]
    delay: str = ""
    is_stopped: bool = False

    @property
    def shows_results(self) -> bool:
        """Whether there is a result to be seen, so that a statement can be made of it."""
        return any(card.is_result for group in self.released for card in group.cards)

    @property
    def is_empty(self) -> bool:
        """Whether the candidate has no entries at all."""
        return not (self.next or self.released or self.undated)


def results_page(reading: Reading, *, centre: Centre, delay: timedelta = NO_DELAY) -> ResultsPage:
    """What the candidate sees of `reading`, for readers of `centre`, which opens `delay` later than the release."""
    openings = tuple(_openings(reading, centre))
    next_opening = None
    if openings:
        next_opening = openings[0]
    now = 0
    if reading.read_at:
        now = in_milliseconds(reading.read_at)
    open_entries = [entry for entry in reading.entries if entry.is_open]
    delay_in_words = ""
    if delay:
        delay_in_words = instants.length(delay)
    return ResultsPage(
        now=now,
        next=next_opening,
        released=tuple(_released(open_entries, centre, wording(reading.wording))),
        released_first=_opened_is_nearer(reading),
        later=openings[1:],
        undated=_shut(entry for entry in reading.entries if entry.opens_at is None),
        delay=delay_in_words,
        is_stopped=any(entry.is_stopped for entry in reading.entries),
    )


def in_milliseconds(instant: datetime) -> int:
    """`instant` (aware) as milliseconds since 1970."""
    return int(instant.timestamp() * 1000)


def _opened_is_nearer(reading: Reading) -> bool:
    """Whether the latest opening lies less far back than the next one lies ahead."""
    opened = [entry.opens_at for entry in reading.entries if entry.is_open and entry.opens_at]
    coming = [entry.opens_at for entry in reading.entries if not entry.is_open and entry.opens_at]
    if not (opened and coming and reading.read_at):
        return bool(opened)
    return reading.read_at - max(opened) < min(coming) - reading.read_at


def _released(entries: Iterable[GatedEntry], centre: Centre, words: Wording) -> Iterable[ResultGroup]:
    for code, group in groupby(entries, key=attrgetter("qualification_code")):
        members = tuple(group)
        cards = tuple(_card(entry, centre, words) for entry in members)
        marks = ""
        if any(card.mark is not None for card in cards):
            marks = _marks_in_words(code, cards, words)
        yield ResultGroup(qualification=members[0].qualification_title, cards=cards, marks=marks)


def _marks_in_words(code: str, cards: Iterable[ResultCard], words: Wording) -> str:
    """Which marks go with which grade; of the lower qualification as well where one was awarded."""
    marks = words.marks(code)
    if any(card.award for card in cards):
        marks += f" For AS Level grades, {words.marks('AS')}"
    return marks


def _card(entry: GatedEntry, centre: Centre, words: Wording) -> ResultCard:
    grade: GradeWords | None = None
    outcome: OutcomeWords | None = _kept_back(entry)
    mark: int | None = None
    corrected: Moment | None = None
    award = endorsement = change = cause = ""
    result = entry.result
    if result:
        grade, outcome = _grade_and_outcome(entry.qualification_code, result, words)
        mark = result.mark
        award = award_in_words(entry.qualification_code, result.grade)
        endorsement = endorsement_in_words(result.endorsement)
        if result.corrected_at:
            corrected = instants.at_centre(result.corrected_at, centre=centre)
            change = _change(entry.qualification_code, result, words)
            cause = cause_in_words(result.cause)
    return ResultCard(
        syllabus_code=entry.syllabus_code,
        syllabus_title=entry.syllabus_title,
        grade=grade,
        outcome=outcome,
        mark=mark,
        corrected=corrected,
        change=change,
        cause=cause,
        award=award,
        endorsement=endorsement,
        is_result=result is not None,
    )


def _change(qualification: str, result: GatedResult, words: Wording) -> str:
    """ "Was B(b), now A(a)"; "" where only the mark or what stands beside the grade changed, or where it isn't told."""
    if not (result.was_grade or result.was_outcome):
        return ""
    if (result.was_grade, result.was_outcome) == (result.grade, result.outcome):
        return ""
    before = str(words.grade(qualification, result.was_grade)) if result.was_grade else result.was_outcome
    after = str(words.grade(qualification, result.grade)) if result.grade else result.outcome
    return f"Was {before}, now {after}"


def _grade_and_outcome(
    qualification: str, result: GatedResult, words: Wording
) -> tuple[GradeWords | None, OutcomeWords | None]:
    if result.grade:
        return words.grade(qualification, result.grade), None
    return None, words.outcome(result.outcome)


def _kept_back(entry: GatedEntry) -> OutcomeWords:
    """What stands in the place of a grade that isn't shown, though its instant has passed."""
    if entry.is_stopped:
        return STOPPED
    if entry.held_words:
        return held(entry.held_words)
    return NOT_THERE


def _openings(reading: Reading, centre: Centre) -> Iterable[Opening]:
    coming = [entry for entry in reading.entries if entry.opens_at is not None and not entry.is_open]
    # A stable sort: within an instant the order stays qualification, then syllabus.
    coming.sort(key=attrgetter("opens_at"))
    for opens_at, entries in groupby(coming, key=attrgetter("opens_at")):
        time_left = ""
        if reading.read_at:
            time_left = instants.time_left((opens_at - reading.read_at).total_seconds())
        yield Opening(
            opens_at=opens_at,
            at_centre=instants.at_centre(opens_at, centre=centre),
            elsewhere=instants.elsewhere(opens_at, centre=centre),
            time_left=time_left,
            groups=_shut(entries),
        )


def _shut(entries: Iterable[GatedEntry]) -> tuple[ShutGroup, ...]:
    groups = []
    for title, members in groupby(entries, key=attrgetter("qualification_title")):
        syllabuses = tuple(f"{entry.syllabus_code} {entry.syllabus_title}" for entry in members)
        groups.append(ShutGroup(qualification=title, syllabuses=syllabuses))
    return tuple(groups)
