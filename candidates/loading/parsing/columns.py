"""What a spreadsheet program did to a whole column, undone where the column as a whole can be read in one way only."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from candidates.loading.errors import BadCell
from candidates.loading.parsing.codes import digits as code_digits
from results_portal.models import CodeKind

Reading = Callable[[str], str]

# Columns of codes, which may be made of digits.
CODES = {
    "centre_number": CodeKind.CENTRE_NUMBER,
    "candidate_number": CodeKind.CANDIDATE_NUMBER,
    "syllabus_code": CodeKind.SYLLABUS_CODE,
}
DATES = frozenset({"date_of_birth"})
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T00:00:00)?")
WRITTEN_DATE = re.compile(r"(?P<first>[0-9]{1,2})(?P<sign>[./-])(?P<second>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4})")
SERIAL_DATE = re.compile(r"[0-9]{5}")
# Day 0 of the dates that spreadsheet programs keep as numbers.
SERIAL_EPOCH = date(1899, 12, 30)


def reading_of(column: str, texts: Iterable[str]) -> tuple[Reading | None, str]:
    """How this column's texts are read, None for as they stand; and what to say of it, "" for nothing."""
    if column in CODES:
        return _zeros_lost(column, texts)
    if column in DATES:
        return _dates([text for text in texts if text])
    return None, ""


def _zeros_lost(column: str, texts: Iterable[str]) -> tuple[Reading | None, str]:
    """A column in which no code begins with a zero, and some are too short, lost its zeros."""
    digits = code_digits(CODES[column])
    if digits is None:
        return None, ""
    short = 0
    for text in texts:
        if text.startswith("0") or not (text.isascii() and text.isdecimal()):
            return None, ""
        short += len(text) < digits
    if not short:
        return None, ""
    note = f"leading zeros are gone from {column} in {short:,} rows, read with {digits} digits"
    return lambda text: text.zfill(digits), note


def _dates(texts: list[str]) -> tuple[Reading | None, str]:
    """Days as 18/03/2009 or 3/18/2009 where some row tells which is which; numbers of days since 1900."""
    if not texts or all(ISO_DATE.fullmatch(text) for text in texts):
        return _without_time, ""
    if all(SERIAL_DATE.fullmatch(text) for text in texts):
        return _serial, f"dates are numbers of days in {len(texts):,} rows, read as a spreadsheet program counts them"
    written = [WRITTEN_DATE.fullmatch(text) for text in texts]
    matches = [found for found in written if found]
    if len(matches) < len(texts):
        return None, ""
    return _written_dates(matches)


def _written_dates(matches: list[re.Match[str]]) -> tuple[Reading | None, str]:
    count = len(matches)
    day_first = any(int(found["first"]) > 12 for found in matches)
    month_first = any(int(found["second"]) > 12 for found in matches)
    if day_first and month_first:
        return None, ""
    if not day_first and not month_first:
        return _ambiguous(count), ""
    if day_first:
        return _day_first, f"dates are written day/month/year in {count:,} rows"
    return _month_first, f"dates are written month/day/year in {count:,} rows"


def _without_time(text: str) -> str:
    return text.removesuffix("T00:00:00")


def _serial(text: str) -> str:
    return (SERIAL_EPOCH + timedelta(days=int(text))).isoformat()


def _ambiguous(count: int) -> Reading:
    def refuse(text: str) -> str:
        raise BadCell(f"can be read as day/month or month/day, in all {count:,} rows: write dates like 2010-09-19")

    return refuse


def _day_first(text: str) -> str:
    day, month, year = re.split("[./-]", text)
    return f"{year}-{month:0>2}-{day:0>2}"


def _month_first(text: str) -> str:
    month, day, year = re.split("[./-]", text)
    return f"{year}-{month:0>2}-{day:0>2}"
