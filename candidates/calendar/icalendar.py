"""Openings as an iCalendar file (RFC 5545): instants in UTC, lines of 75 bytes, ended by CR and LF."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from candidates.calendar.openings import CalendarLine
from results_portal.text.rehearsal import mark_of

LONGEST_LINE = 75
END = "\r\n"
PRODUCT = "-//Candidate Results Service//Release calendar//EN"


def as_icalendar(lines: Iterable[CalendarLine], *, made_at: datetime, host: str) -> bytes:
    """One event for each opening. `host` makes their identifiers unique among all calendars."""
    return "".join(f"{folded}{END}" for line in _content(lines, made_at, host) for folded in _folded(line)).encode()


def _content(lines: Iterable[CalendarLine], made_at: datetime, host: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    for line in lines:
        whom = f" ({line.whom})" if line.whom else ""
        yield "BEGIN:VEVENT"
        yield f"UID:{line.key}@{host}"
        yield f"DTSTAMP:{_instant(made_at)}"
        yield f"DTSTART:{_instant(line.at)}"
        yield f"SUMMARY:{_text(f'{_mark(line)}{line.qualification}, {line.series}: results open{whom}')}"
        yield f"DESCRIPTION:{_text(f'{line.uk}; {line.utc}' + (f'; {line.local}' if line.local else ''))}"
        yield "TRANSP:TRANSPARENT"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def _mark(line: CalendarLine) -> str:
    mark = mark_of(line.series)
    return f"{mark}: " if mark else ""


def _instant(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """A text value: what has a meaning of its own stands behind a backslash."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _folded(line: str) -> Iterator[str]:
    """`line` in pieces of at most 75 bytes, each but the first behind a space; no letter is cut."""
    piece, size = "", 0
    for sign in line:
        length = len(sign.encode())
        if size + length > LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece += sign
        size += length
    yield piece
