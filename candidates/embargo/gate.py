"""The gate: the one query through which results are read.

Whether a result may be seen is decided inside the statement that reads it, by the database's clock. Before the instant
its columns are NULL already in the answer, so a result that isn't released never leaves the database: no log line,
crash report or template can show what the web process never had. The gate fails closed: without a release, without a
result, with one that is held or withdrawn, or during a stop, there is nothing to see. That a result is held or stopped
can be read from its instant on, never before. An entry waits for the release of its own qualification, whatever else
its syllabus leads to; for a centre or a country that is an exception, until that later instant.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Now

from candidates.embargo.kept_back import covering, in_force_at
from candidates.embargo.later import later_of, latest_exception
from candidates.models import Candidate, Entry, Hold, ResultVersion, WordingVersion
from candidates.models.holds import HELD_WORDS
from results_portal.db.compiled_queries import CompiledQuery, Row

NO_DELAY = timedelta(0)
# These stand for the candidate's primary key and the count of people in its row where the query is made.
SOMEBODY, SOME_PERSON = 7_036_874_417_766_399, 1_879_048_191
COLUMNS = (
    "qualification__code",
    "qualification__title",
    "syllabus__code",
    "syllabus__title",
    *("opens_at", "read_at", "wording", "is_open", "is_stopped", "held_words"),
    *("is_there", "grade", "outcome", "mark", "endorsement", "corrected_at", "was_grade", "was_outcome", "cause"),
)
READ_AT, WORDING = COLUMNS.index("read_at"), COLUMNS.index("wording")


@dataclass(frozen=True, slots=True, kw_only=True)
class GatedResult:
    """What a candidate got in one syllabus: a grade, or an outcome in its place.

    `mark` is the percentage uniform mark, 0 to 100. `endorsement` is "" for none. `corrected_at` is set where it
    changed after it could be seen; `was_grade` or `was_outcome` is then what it said before, and `cause` (a value of
    `Cause`) why it changed, "" where that isn't told.
    """

    grade: str
    outcome: str
    mark: int | None
    corrected_at: datetime | None
    endorsement: str = ""
    was_grade: str = ""
    was_outcome: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatedEntry:
    """One entry, as much of it as may be seen at the moment of reading.

    `opens_at` is None where no release is set. `is_open` says that the instant has passed. `result` is None before
    that, and afterwards where it is kept back or isn't there: `is_stopped` says that results are stopped, `held_words`
    is what a held result says in the place of a grade, "" where it isn't held.
    """

    qualification_code: str
    qualification_title: str
    syllabus_code: str
    syllabus_title: str
    opens_at: datetime | None
    is_open: bool
    is_stopped: bool = False
    held_words: str = ""
    result: GatedResult | None

    @property
    def is_shown(self) -> bool:
        """Whether there is a result to be seen, whatever it says."""
        return self.result is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All entries of a candidate by qualification and syllabus code, read at one moment of the database's clock.

    `read_at` is None for a candidate without entries: then nothing was there to be read. `wording` is the version of
    the board's words for grades and outcomes (`candidates.grades`).
    """

    read_at: datetime | None
    entries: tuple[GatedEntry, ...]
    wording: str = ""

    @property
    def shows_results(self) -> bool:
        """Whether there is any result to be seen."""
        return any(entry.result for entry in self.entries)


def read(candidate: Candidate, *, delay: timedelta = NO_DELAY) -> Reading:
    """Read what `candidate` may see now, in one statement, however many entries there are.

    `delay` is how much later than the release the centre opens; a negative one counts as none. Where another person
    was put into the candidate's row after `candidate` was read, there is nothing to see.
    """
    rows = _gated(max(delay, NO_DELAY)).rows(candidate.pk, candidate.person)
    if not rows:
        return Reading(read_at=None, entries=())
    entries = tuple(_entry(row) for row in rows)
    return Reading(read_at=rows[0][READ_AT], entries=entries, wording=rows[0][WORDING] or "")


def prepare() -> None:
    """Make the query, and ask it for nobody, so that the first candidate doesn't wait for that."""
    _gated(NO_DELAY).rows(SOMEBODY, SOME_PERSON)


@lru_cache(maxsize=256)
def _gated(delay: timedelta) -> CompiledQuery:
    return CompiledQuery(partial(_query, delay), SOMEBODY, SOME_PERSON)


def _query(delay: timedelta, candidate: int, person: int) -> QuerySet[Entry, Row]:
    """All entries of the person in the row with this primary key, as they may be seen after `delay`."""
    release = FilteredRelation(
        "qualification__releases", condition=Q(qualification__releases__series=F("candidate__series"))
    )
    opens_at = _opens_at(delay)
    version = WordingVersion.objects.values("version")[:1]
    kept_back = _in_force()
    corrected = Q(result__corrected_at__gt=F("opens_at"))
    to_be_seen = Q(is_open=True, result__held=False, result__withdrawn=False) & ~Exists(kept_back)
    gated: QuerySet[Entry, Row] = (
        Entry.objects.filter(candidate=candidate, candidate__person=person, withdrawn=False)
        .annotate(release=release, opens_at=opens_at, read_at=Now(), wording=Subquery(version))
        # NULL, from a release that isn't there, is neither before nor after: it counts as shut.
        .annotate(is_open=Case(When(opens_at__lte=Now(), then=True), default=False, output_field=BooleanField()))
        .annotate(
            is_stopped=Case(
                When(Q(is_open=True) & Exists(kept_back.filter(kind=Hold.Kind.STOP)), then=True),
                default=False,
                output_field=BooleanField(),
            ),
            held_words=Case(When(is_open=True, then=_held_words(kept_back))),
            is_there=Case(When(to_be_seen, then=True), default=False, output_field=BooleanField()),
            grade=Case(When(to_be_seen, then="result__grade")),
            outcome=Case(When(to_be_seen, then="result__outcome")),
            mark=Case(When(to_be_seen, then="result__percentage_uniform_mark")),
            endorsement=Case(When(to_be_seen, then="result__endorsement")),
            # A correction before the instant was nobody's to see, and so is no correction to the candidate.
            corrected_at=Case(When(to_be_seen & corrected, then="result__corrected_at")),
            was_grade=Case(When(to_be_seen & corrected & ~_kept_back_then(), then=_former("grade"))),
            was_outcome=Case(When(to_be_seen & corrected & ~_kept_back_then(), then=_former("outcome"))),
            cause=Case(When(to_be_seen & corrected, then=_of_version("cause", 0))),
        )
        .order_by("qualification__code", "syllabus__code")
        .values_list(*COLUMNS)
    )
    return gated


def _opens_at(delay: timedelta) -> ExpressionWrapper[Any]:
    """When an entry opens: its release's instant, or that of an exception for its centre, and the centre's delay."""
    exception = latest_exception(
        release=OuterRef("release__pk"),
        centre=OuterRef("candidate__centre"),
        country=OuterRef("candidate__centre__country"),
    )
    opens_at = later_of(F("release__releases_at"), exception)
    return ExpressionWrapper(opens_at + Value(delay, output_field=DurationField()), output_field=DateTimeField())


def _in_force() -> QuerySet[Hold]:
    """The holds and stops in force that cover the entry of the outer query, the latest first."""
    return covering().filter(ended_at__isnull=True).order_by("-pk")


def _kept_back_then() -> Exists:
    """Whether a hold or a stop covered the entry when it was corrected: what it said before wasn't to be seen then."""
    return Exists(covering().filter(in_force_at(OuterRef("result__corrected_at"))))


def _former(column: str) -> Subquery:
    """What the result said before it said what it says now."""
    return _of_version(column, 1)


def _of_version(column: str, back: int) -> Subquery:
    """A column of the version that many versions back; 0 is what the result says now."""
    versions = ResultVersion.objects.filter(entry=OuterRef("pk"), withdrawn=False).order_by("-number")
    return Subquery(versions.values(column)[back : back + 1])


def _held_words(kept_back: QuerySet[Hold]) -> Coalesce:
    """What a held result says: the words of the rule, or those of a result that is held by itself."""
    of_rule = Subquery(kept_back.filter(kind=Hold.Kind.HOLD).values("words")[:1])
    return Coalesce(of_rule, Case(When(result__held=True, then=Value(HELD_WORDS)), default=Value("")))


def _entry(row: Row) -> GatedEntry:
    code, title, syllabus_code, syllabus_title, *rest = row
    opens_at, _read_at, _wording, is_open, is_stopped, words, is_there, *values = rest
    result = None
    if is_there:
        result = _result(values)
    return GatedEntry(
        qualification_code=code,
        qualification_title=title,
        syllabus_code=syllabus_code,
        syllabus_title=syllabus_title,
        opens_at=opens_at,
        is_open=is_open,
        is_stopped=is_stopped,
        held_words=words or "",
        result=result,
    )


def _result(values: list[Any]) -> GatedResult:
    grade, outcome, mark, endorsement, corrected_at, was_grade, was_outcome, cause = values
    return GatedResult(
        grade=grade,
        outcome=outcome,
        mark=mark,
        endorsement=endorsement,
        corrected_at=corrected_at,
        was_grade=was_grade or "",
        was_outcome=was_outcome or "",
        cause=cause or "",
    )
