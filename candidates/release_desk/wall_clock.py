"""Instants as people write them: a day, a time and a zone. Times that clocks skip or show twice are told apart."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo


class ClockQuestion(Exception):
    """The time can't be taken as it was written; `readings` are the instants that could be meant, earliest first."""

    def __init__(self, text: str, readings: tuple[datetime, datetime]) -> None:
        super().__init__(text)
        self.readings = readings


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody wrote: a day and a time on the clocks of `zone`."""

    day: date
    time: time
    zone: ZoneInfo


def instant_of(written: Written) -> datetime:
    """The instant (UTC). Raises `ClockQuestion` where clocks skip that time or show it twice."""
    local = datetime.combine(written.day, written.time)
    early, late = (local.replace(tzinfo=written.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early == late:
        return early
    first, second = min(early, late), max(early, late)
    shown = [reading(instant, written.zone) for instant in (first, second)]
    if early.astimezone(written.zone).replace(tzinfo=None) != local:
        text = f"Clocks skip {written.time:%H:%M} on that day. Write {shown[0]} or {shown[1]}."
    else:
        text = f"Clocks show {written.time:%H:%M} twice on that day: {shown[0]} and {shown[1]}. Write it in UTC."
    raise ClockQuestion(text, (first, second))


def reading(instant: datetime, zone: tzinfo) -> str:
    """An instant on the clocks of a zone and in UTC: "00:59 (UTC+00:00), 00:59 UTC"."""
    local = instant.astimezone(zone)
    offset = local.utcoffset() or timedelta(0)
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"{local:%H:%M} (UTC{sign}{hours:02}:{rest:02}), {instant.astimezone(UTC):%H:%M} UTC"
