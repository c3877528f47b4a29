"""Charts of what was counted, as shapes that a template draws: an area and a line, told apart without colour."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor, log10

from candidates import instants
from results_portal.monitoring.figures import PORTAL, RESULTS, Figure

SHOWN = timedelta(hours=3)
MINUTE = timedelta(minutes=1)
# The height of a chart, in its own units; each minute is one unit wide.
HEIGHT = 100
LEAST_TOP = 5
MILLISECONDS = 60_000

# By site and figure, then by the minute's beginning.
Counted = Mapping[tuple[str, str], Mapping[datetime, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One of a chart's two figures: its name, its value in the last minute and the largest one, and its shape."""

    name: str
    last: str
    most: str
    shape: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`rows` are its table, the latest minute first: when, then both figures."""

    key: str
    title: str
    area: Series
    line: Series
    top: str
    middle: str
    width: int
    ticks: tuple[str, ...]
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Curve:
    """Sums of figures of one or both sites; `unit` of them make one on the chart."""

    name: str
    figures: tuple[tuple[str, Figure], ...]
    unit: int = 1

    def values(self, counted: Counted, minutes: Sequence[datetime]) -> list[float]:
        parts = [counted.get((site, figure), {}) for site, figure in self.figures]
        return [sum(part.get(minute, 0) for part in parts) / self.unit for minute in minutes]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """A curve's values, and what the clock said at each."""

    name: str
    values: Sequence[float]
    clock: Sequence[str]

    def series(self, shape: str) -> Series:
        highest = max(self.values)
        most = f"{_said(highest)} at {self.clock[self.values.index(highest)]}" if highest else "none"
        return Series(name=self.name, last=_said(self.values[-1]), most=most, shape=shape)


def _of(site: str, *figures: Figure) -> tuple[tuple[str, Figure], ...]:
    return tuple((site, figure) for figure in figures)


_WRONG = (Figure.WRONG_DETAILS, Figure.TOO_MANY_TRIES)
_SHOWN: tuple[tuple[str, str, _Curve, _Curve], ...] = (
    (
        "sign-ins",
        "Candidates signing in, each minute",
        _Curve(name="signed in", figures=_of(RESULTS, Figure.SIGNED_IN)),
        _Curve(name="wrong details, or too many tries", figures=_of(RESULTS, *_WRONG)),
    ),
    (
        "waits",
        "Candidates waiting for their turn",
        _Curve(name="waiting at a time, on average", figures=_of(RESULTS, Figure.WAITED), unit=MILLISECONDS),
        _Curve(name="asked to come back", figures=_of(RESULTS, Figure.ASKED_BACK)),
    ),
    (
        "requests",
        "Requests, each minute",
        _Curve(name="candidates", figures=_of(RESULTS, Figure.REQUESTS)),
        _Curve(name="officers and staff", figures=_of(PORTAL, Figure.REQUESTS)),
    ),
    (
        "errors",
        "Errors at both sites, each minute",
        _Curve(name="pages that failed", figures=_of(RESULTS, Figure.ERRORS) + _of(PORTAL, Figure.ERRORS)),
        _Curve(
            name="turned away, the database out of reach",
            figures=_of(RESULTS, Figure.WITHOUT_DATABASE) + _of(PORTAL, Figure.WITHOUT_DATABASE),
        ),
    ),
    (
        "officers",
        "Officers and staff signing in, each minute",
        _Curve(name="signed in", figures=_of(PORTAL, Figure.SIGNED_IN)),
        _Curve(name="wrong details, or too many tries", figures=_of(PORTAL, *_WRONG)),
    ),
    (
        "officers-waits",
        "Officers and staff waiting for their turn",
        _Curve(name="waiting at a time, on average", figures=_of(PORTAL, Figure.WAITED), unit=MILLISECONDS),
        _Curve(name="asked to come back", figures=_of(PORTAL, Figure.ASKED_BACK)),
    ),
)


def last_full_minutes(now: datetime) -> list[datetime]:
    """The beginnings of the minutes that are shown, the one that runs now left out: it would always look low."""
    last = now.replace(second=0, microsecond=0) - MINUTE
    count = SHOWN // MINUTE
    return [last - MINUTE * (count - 1 - index) for index in range(count)]


def charts(counted: Counted, *, minutes: Sequence[datetime]) -> list[Chart]:
    """Every chart of the page, over `minutes`."""
    clock = [f"{minute.astimezone(instants.UK):%H:%M}" for minute in minutes]
    found = []
    for key, title, area, line in _SHOWN:
        areas = _Drawn(name=area.name, values=area.values(counted, minutes), clock=clock)
        lines = _Drawn(name=line.name, values=line.values(counted, minutes), clock=clock)
        found.append(_chart(key, title, areas, lines))
    return found


def _chart(key: str, title: str, area: _Drawn, line: _Drawn) -> Chart:
    top = round_above(max([*area.values, *line.values]))
    clock, third = area.clock, len(area.clock) // 3
    rows = [(at, _said(one), _said(other)) for at, one, other in zip(clock, area.values, line.values, strict=True)]
    return Chart(
        key=key,
        title=title,
        area=area.series(_as_area(area.values, top)),
        line=line.series(_as_line(line.values, top)),
        top=_said(top),
        middle=_said(top / 2),
        width=len(clock),
        ticks=(clock[0], clock[third], clock[2 * third], clock[-1]),
        rows=tuple(reversed(rows)),
    )


def round_above(highest: float) -> float:
    """The top of an axis: 5, or the next of 10, 20, 50, 100, 200 … that is not below `highest`."""
    if highest <= LEAST_TOP:
        return LEAST_TOP
    size = 10.0 ** floor(log10(highest))
    return next(step * size for step in (1, 2, 5, 10) if step * size >= highest)


def _as_line(values: Sequence[float], top: float) -> str:
    """A step for each minute, as an SVG path."""
    return _steps(values, top, lambda height: f"M0 {height}")


def _as_area(values: Sequence[float], top: float) -> str:
    """The same, closed along the foot."""
    return f"{_steps(values, top, lambda height: f'M0 {HEIGHT}V{height}')}V{HEIGHT}Z"


def _steps(values: Sequence[float], top: float, begin: Callable[[float], str]) -> str:
    heights = [round(HEIGHT * (1 - value / top), 1) for value in values]
    parts = [begin(heights[0])]
    for at, height in enumerate(heights):
        if at and height != heights[at - 1]:
            parts.append(f"H{at}V{height}")
    return "".join([*parts, f"H{len(heights)}"])


def _said(value: float) -> str:
    """Whole numbers as such; small fractions never as nothing."""
    if value == round(value):
        return f"{value:,.0f}"
    return f"{ceil(value * 10) / 10:,.1f}"
