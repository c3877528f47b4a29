"""How many rows files have, against the last load of the same series: far fewer or far more may be a mistake."""

from collections.abc import Iterator, Mapping

from candidates.models import Load

TABLES = ("candidates", "entries", "results")
# Further apart than a fifth, and by more than a handful.
FAR = 0.2
HANDFUL = 20
LOOKED_AT = 20


def far_from_last_load(rows: Mapping[str, int], files: Mapping[str, str], series: list[str]) -> Iterator[str]:
    """A sentence for each table whose number of rows is far from that of the last load of exactly these series."""
    for name, count in rows.items():
        last = _last_load(name, series)
        if last is None:
            continue
        before = int(last.rows[name])
        if abs(count - before) > max(HANDFUL, FAR * before):
            file = files.get(name, f"{name}.csv")
            yield f"{file}: {count:,} rows, the load of {last.at.day} {last.at:%B %Y} had {before:,}"


def _last_load(table: str, series: list[str]) -> Load | None:
    """The newest load of these series, and of no others, that had this table."""
    loads = Load.objects.filter(series__slug__in=series).distinct().prefetch_related("series").order_by("-pk")
    for load in loads[:LOOKED_AT]:
        if table in load.rows and sorted(each.slug for each in load.series.all()) == series:
            return load
    return None
