"""What waits to go out, and may have gone out already where the installation is a copy: each room tells of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, QuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """So many of something, queued between two instants."""

    what: str
    count: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of what goes out: how much waits, and how it is given up."""

    what: str
    queued_by: str
    rows: Callable[[], QuerySet]  # type: ignore[type-arg]
    drop: Callable[[], int]

    def waiting(self) -> Waiting | None:
        """None where nothing waits."""
        found = self.rows().order_by().aggregate(count=Count("pk"), first=Min(self.queued_by), last=Max(self.queued_by))
        return Waiting(what=self.what, **found) if found["count"] else None


_sources: dict[str, Source] = {}


def offer(source: Source) -> None:
    """Have `take_over` ask about it. Called once per process, from an app's `ready()`."""
    _sources[source.what] = source


def waiting_to_go_out() -> list[Waiting]:
    """All that waits."""
    return [found for source in _sources.values() if (found := source.waiting())]


def drop_all() -> dict[str, int]:
    """Give it all up, within the caller's transaction; how many of each."""
    return {source.what: source.drop() for source in _sources.values() if source.waiting()}
