"""Instants in words for people: UTC, UK time and the centre's own time, always with the zone said."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from centres.models import Centre

UK = ZoneInfo("Europe/London")
UK_TIME = "UK time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An instant on the clocks of one place: "Tuesday 19 January 2027", "11:00", "Karachi"."""

    day: str
    time: str
    place: str

    def __str__(self) -> str:
        return f"{self.day}, {self.time} ({self.place})"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstantWords:
    """One instant three times over, each as "Tuesday 19 January 2027, 11:00 (Karachi)"."""

    utc: str
    uk: str
    centre: str


def in_words(instant: datetime, *, centre: Centre) -> InstantWords:
    """`instant` (aware) for readers of `centre`, to the minute."""
    return InstantWords(
        utc=str(moment(instant, UTC, "UTC")),
        uk=str(moment(instant, UK, UK_TIME)),
        centre=str(at_centre(instant, centre=centre)),
    )


def at_centre(instant: datetime, *, centre: Centre) -> Moment:
    """`instant` on the clocks of the centre's place."""
    return moment(instant, centre.zone, place_of(centre))


def elsewhere(instant: datetime, *, centre: Centre) -> tuple[Moment, ...]:
    """`instant` in UK time and in UTC, but for the one of them that the centre lives by."""
    others = ((UK, UK_TIME, UK.key), (UTC, "UTC", "UTC"))
    return tuple(moment(instant, zone, place) for zone, place, name in others if name != centre.time_zone)


def moment(instant: datetime, zone: tzinfo, place: str) -> Moment:
    """`instant` (aware) as the clocks of `zone`, called `place`, show it."""
    local = instant.astimezone(zone)
    return Moment(day=day_in_words(local), time=f"{local:%H:%M}", place=place)


def place_of(centre: Centre) -> str:
    """What people call the centre's time zone: "Karachi", "Ho Chi Minh"."""
    return centre.time_zone.rpartition("/")[2].replace("_", " ")


def day_in_words(moment: datetime) -> str:
    """ "Tuesday 19 January 2027" in the zone that `moment` carries."""
    return f"{moment:%A} {moment.day} {moment:%B %Y}"


def length(delay: timedelta) -> str:
    """How long a delay is, to the minute: "2 hours 30 minutes", "1 day", "no time" for none at all."""
    minutes = int(delay.total_seconds()) // 60
    parts = []
    for size, name in ((1_440, "day"), (60, "hour"), (1, "minute")):
        count, minutes = divmod(minutes, size)
        if count:
            parts.append(_counted(count, name))
    return " ".join(parts) or "no time"


def time_left(seconds: float) -> str:
    """How long it is until something, in its two largest units: "12 days 3 hours", "2 minutes 5 seconds"."""
    left = max(0, int(seconds))
    parts: list[str] = []
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        count, left = divmod(left, size)
        if count or parts:
            parts.append(_counted(count, name))
    return " ".join(parts[:2]) or "0 seconds"


def _counted(count: int, unit: str) -> str:
    if count == 1:
        return f"1 {unit}"
    return f"{count} {unit}s"
