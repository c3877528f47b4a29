"""How many rows files have, against the last load of the same series: far fewer or far more may be a mistake."""

from collections.abc import Iterator

from candidates.loading.parsing.parse import ParsedFiles
from candidates.models import Load

TABLES = ("candidates", "entries", "results")
# Further apart than a fifth, and by more than a handful.
FAR = 0.2
HANDFUL = 20


def rows_of(parsed: ParsedFiles) -> dict[str, int]:
    """The number of rows of each table that is counted."""
    return {name: len(parsed.rows[name]) for name in TABLES if name in parsed.rows}


def far_from_last_load(parsed: ParsedFiles, series: list[str]) -> Iterator[str]:
    """A sentence for each table whose number of rows is far from that of the last load of exactly these series."""
    for name, count in rows_of(parsed).items():
        last = _last_load(name, series)
        if last is None:
            continue
        before = int(last.rows[name])
        if abs(count - before) > max(HANDFUL, FAR * before):
            file = parsed.files.get(name, f"{name}.csv")
            yield f"{file}: {count:,} rows, the load of {last.at.day} {last.at:%B %Y} had {before:,}"


def _last_load(table: str, series: list[str]) -> Load | None:
    """The newest load of these series, and of no others, that had this table."""
    for load in Load.objects.filter(series__slug__in=series).distinct().prefetch_related("series").order_by("-pk")[:20]:
        if table in load.rows and sorted(each.slug for each in load.series.all()) == series:
            return load
    return None
