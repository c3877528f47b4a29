"""What looks wrong with people and places but may be right: said, not refused. Names aren't quoted, codes are."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from candidates.loading.rows import CandidateRow, CentreRow

NAMED = 5
# UTF-8 that was read as Windows-1252: a lead byte as a letter, then a byte of 0x80 to 0xBF as that encoding shows it.
CONVERTED = re.compile(
    "[ÂÃÄÅØÙÐÑ][\u00a0-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]"
)
LOST = re.compile(r"(?<=\w)\?(?=\w)")


def warnings(rows: Mapping[str, Iterable[Any]], files: Mapping[str, str]) -> list[str]:
    """Sentences about names that were converted wrongly, people who are there twice, and zones without a place."""
    candidates = files.get("candidates", "")
    return [
        *_broken_names(rows.get("candidates", []), candidates),
        *_twice(rows.get("candidates", []), candidates),
        *_zones(rows.get("centres", []), files.get("centres", "")),
    ]


def _broken_names(candidates: Iterable[CandidateRow], file: str) -> Iterator[str]:
    broken = [row for row in candidates if looks_converted(f"{row.given_names} {row.family_name}")]
    if broken:
        yield (
            f"{file}:{broken[0].line}: {_rows(len(broken))} wrongly converted "
            f"(letters such as Ã, or ? inside): {_codes(broken)}. Save the file as CSV UTF-8 from where it came"
        )


def looks_converted(name: str) -> bool:
    """Whether letters of the name went through a wrong conversion, such as "MÃ¼ller" or "M?ller"."""
    return bool(CONVERTED.search(name) or LOST.search(name))


def _twice(candidates: Iterable[CandidateRow], file: str) -> Iterator[str]:
    people: dict[tuple[Any, ...], list[CandidateRow]] = {}
    for row in candidates:
        if row.date_of_birth:
            name = unicodedata.normalize("NFKC", f"{row.given_names} {row.family_name}").casefold()
            person = (row.series, row.date_of_birth, tuple(sorted(name.split())))
            people.setdefault(person, []).append(row)
    for same in people.values():
        if len(same) > 1:
            yield f"{file}:{same[1].line}: the same name and date of birth more than once: {_codes(same)}"


def _zones(centres: Iterable[CentreRow], file: str) -> Iterator[str]:
    for row in centres:
        if row.time_zone.startswith("Etc/"):
            yield (
                f"{file}:{row.line}: {row.centre_number} has the zone {row.time_zone}, which belongs to no place and "
                "counts the other way round (Etc/GMT+5 is five hours behind): name a place, such as Asia/Karachi"
            )


def _rows(count: int) -> str:
    if count == 1:
        return "1 row has a name that looks"
    return f"{count:,} rows have names that look"


def _codes(rows: list[CandidateRow]) -> str:
    named = ", ".join(f"{row.centre_number} {row.candidate_number}" for row in rows[:NAMED])
    if len(rows) > NAMED:
        return f"{named} and {len(rows) - NAMED:,} more"
    return named
