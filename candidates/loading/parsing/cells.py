"""From a cell's text to a value. Each of these takes the text (no control characters, no space around it) and gives the
value or raises `BadCell`.

Messages quote codes, never what belongs to a person: names, dates of birth, addresses, grades and marks don't get into
a terminal's or a container's log.
"""

import re
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify

from candidates.loading.errors import BadCell, quoted
from candidates.models import Endorsement, Outcome

Parser = Callable[[str], object]

OLDEST, YOUNGEST = 100, 4
FIRST_YEAR, LAST_YEAR = 2000, 2099
MARK = re.compile(r"(?P<mark>[0-9]{1,3})([.,]0+)?")
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?")
# What becomes of "June 2026" in a cell that a spreadsheet program takes for a date.
DATE_FOR_SERIES = re.compile(
    r"[A-Za-z]{3}[-\s][0-9]{2}|[0-9]{1,2}[-\s][A-Za-z]{3}|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:]+)?|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}"
)
# Control characters; separators of lines; characters that turn the reading direction of what follows; and the sign that
# an earlier conversion between encodings went wrong.
UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffd]")


def clean(text: str) -> str:
    """The text without space around it; raises `BadCell` for characters that can't be part of any value."""
    found = UNWANTED.search(text)
    if found:
        raise BadCell(f"holds the character U+{ord(found[0]):04X}, which can't be part of it")
    return text.strip()


def some_text(longest: int) -> Parser:
    """Any text of 1 to `longest` characters."""
    optional = maybe_text(longest)

    def parse(text: str) -> object:
        if not text:
            raise BadCell("is empty")
        return optional(text)

    return parse


def maybe_text(longest: int) -> Parser:
    """Any text of at most `longest` characters."""

    def parse(text: str) -> str:
        if len(text) > longest:
            raise BadCell(f"has {len(text):,} characters, at most {longest} fit")
        # The same few centres and groups stand in every line: kept once each.
        return sys.intern(text)

    return parse


def maybe(parse: Parser, empty: object) -> Parser:
    """`parse`, or `empty` for an empty cell."""

    def parse_or_empty(text: str) -> object:
        if not text:
            return empty
        return parse(text)

    return parse_or_empty


def yes_or_no(text: str) -> bool:
    """Yes or no, or what spreadsheet programs write for a tick: TRUE or FALSE."""
    if text.lower() in {"yes", "true"}:
        return True
    if text.lower() in {"no", "false"}:
        return False
    raise BadCell(f"is {quoted(text)}, has to be yes or no", cause="has to be yes or no")


def time_zone(text: str) -> str:
    """A name of the IANA database."""
    if text not in _time_zones():
        raise BadCell(f"is {quoted(text)}, which is no time zone of the IANA database, such as Asia/Karachi")
    return sys.intern(text)


@cache
def _time_zones() -> set[str]:
    return available_timezones()


def date_of_birth(text: str) -> date:
    """A day that somebody who sits examinations now may have been born on."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise BadCell("has to be a date like 2010-09-19")
    try:
        born = date.fromisoformat(text)
    except ValueError:
        raise BadCell("is a day that doesn't exist") from None
    if not YOUNGEST <= datetime.now(UTC).year - born.year <= OLDEST:
        raise BadCell(f"can't be right: candidates are {YOUNGEST} to {OLDEST} years old")
    return born


def instant(text: str) -> datetime:
    """A moment with its offset from UTC, given back in UTC."""
    form = INSTANT.fullmatch(text)
    if form is None:
        raise BadCell(f"is {quoted(text)}, has to be an instant like 2027-01-19T06:00:00+00:00")
    if form["zone"] is None:
        raise BadCell(f"is {quoted(text)}, which has no zone: end it with Z or an offset: +01:00")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadCell(f"is {quoted(text)}, which doesn't exist") from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise BadCell(f"is {quoted(text)}, has to be in the years {FIRST_YEAR} to {LAST_YEAR}")
    return moment.astimezone(UTC)


def series(longest: int) -> Parser:
    """The name of a series, from which its address is made."""
    named = some_text(longest)

    @lru_cache(maxsize=1000)
    def parse(text: str) -> object:
        name = named(text)
        if DATE_FOR_SERIES.fullmatch(text):
            like = "which a spreadsheet program made of a name such as June 2026: write that name, as text"
            raise BadCell(f"is {quoted(text)}, {like}")
        if not slugify(text):
            raise BadCell(f"is {quoted(text)}, of which no address can be made: it needs letters a to z or digits")
        return name

    return parse


def email(longest: int) -> Parser:
    def parse(text: str) -> str:
        try:
            validate_email(text)
        except ValidationError:
            raise BadCell("is no e-mail address") from None
        if len(text) > longest:
            raise BadCell(f"has {len(text):,} characters, at most {longest} fit")
        return text

    return parse


def grades(longest: int) -> Parser:
    """A scale: grades of at most `longest` characters, best first, with | between them."""

    def parse(text: str) -> tuple[str, ...]:
        scale = tuple(grade.strip() for grade in text.split("|"))
        if not all(scale):
            raise BadCell("has to be grades with | between them, best first, like A*|A|B")
        if len(set(scale)) < len(scale):
            raise BadCell("has a grade twice")
        if max(map(len, scale)) > longest:
            raise BadCell(f"has a grade of more than {longest} characters")
        return scale

    return parse


def codes(parse: Parser) -> Parser:
    """Codes that `parse` takes, with | between them, each once."""

    def parse_all(text: str) -> tuple[object, ...]:
        found = tuple(parse(code.strip()) for code in text.split("|"))
        if len(set(found)) < len(found):
            raise BadCell("has a code twice")
        return found

    return parse_all


def endorsement(text: str) -> str:
    if text not in Endorsement.values:
        raise BadCell(f"has to be one of {', '.join(Endorsement.values)}")
    return sys.intern(text)


def mark(text: str) -> int:
    """A percentage uniform mark: a whole number, also written with a fraction of nothing: 83.0."""
    whole = MARK.fullmatch(text)
    if whole is None or int(whole["mark"]) > 100:
        raise BadCell("has to be a whole number from 0 to 100")
    return int(whole["mark"])


def outcome(text: str) -> str:
    """One of the outcomes, in letters of any size."""
    value = " ".join(text.replace("_", " ").upper().split())
    if value not in Outcome.values:
        raise BadCell(f"has to be one of {', '.join(Outcome.values)}")
    return sys.intern(value)


def grade(longest: int) -> Parser:
    """A grade as it is written, without the space that some put before a star; the scale is looked at later."""
    fitting = maybe_text(longest)

    def parse(text: str) -> object:
        return fitting("".join(text.split()))

    return parse


def full_name(longest: int) -> Parser:
    """One column for the whole name, given back as family name and given names.

    "Bloggs: Fred" and "Bloggs, Fred" say which part is which. Any other name is kept whole, as a family name: nobody
    can tell where it parts, and so it is printed as it was written.
    """
    fitting = some_text(longest)

    def parse(text: str) -> tuple[str, str]:
        for separator in (":", ","):
            family, found, given = (part.strip() for part in text.partition(separator))
            if found and family and given and separator not in given:
                return str(fitting(family)), str(fitting(given))
        return str(fitting(text)), ""

    return parse
