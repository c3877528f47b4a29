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
    earlier = _loads_of(series) if rows else []
    for name, count in rows.items():
        last = next((load for load in earlier if name in load.rows), None)
        if last is None:
            continue
        before = int(last.rows[name])
        if abs(count - before) > max(HANDFUL, FAR * before):
            file = files.get(name, f"{name}.csv")
            yield f"{file}: {count:,} rows, the load of {last.at.day} {last.at:%B %Y} had {before:,}"


def _loads_of(series: list[str]) -> list[Load]:
    """The newest loads of these series, and of no others."""
    loads = Load.objects.filter(series__slug__in=series).distinct().prefetch_related("series").order_by("-pk")
    return [load for load in loads[:LOOKED_AT] if sorted(each.slug for each in load.series.all()) == series]
