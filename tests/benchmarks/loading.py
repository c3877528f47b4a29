"""Measures loading results against a loop of `save()`, on PostgreSQL, in one run.

    .venv/bin/python -m tests.benchmarks.loading [100000 1000000]

For each size, in a process of its own: results per second that a loop of `save()` writes in one transaction, with its
entries at hand and with each looked up, on 2,000 of the same rows, before and after the load (rolled back; a row costs
the loop the same however many there are); results per second that a load reads, checks and writes, with a version of
each; how many times as fast that is; the peak of memory while it loads. Then one of the results is corrected: seconds
and peak of memory of that.
"""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.on_postgresql import prepare_django, run

SIZES = (100_000, 1_000_000)
IN_THE_LOOP = 2_000
MEASURE = "--measure"
SYLLABUSES = [f"{number:04}" for number in range(1000, 1010)]
CANDIDATES_OF_A_CENTRE = 500
SERIES = "June 2030"


def main(sizes: list[int]) -> None:
    """Print a line for each size."""
    rates = f"{'results':>9} {'save()/s':>9} {'found/s':>9} {'load/s':>9} {'ratio':>6} {'found':>6}"
    print(f"{rates} {'memory MB':>10} {'one: s':>8} {'MB':>5}")
    for size in sizes:
        run("tests.benchmarks.loading", MEASURE, str(size))


def measure(size: int) -> None:
    """Print the figures for one size."""
    prepare_django()
    from candidates.loading import LoadOptions, load_files  # noqa: PLC0415 - needs Django
    from results_portal.audit import Command  # noqa: PLC0415

    by = Command("benchmark")
    with TemporaryDirectory() as place:
        folder = Path(place)
        _write_what_results_need(folder, size)
        load_files(folder, by=by)
        _enter_everybody(size)
        _look_at_tables()
        at_hand, found = _saves_in_a_second()
        for file in folder.glob("*.csv"):
            file.unlink()
        _write(folder, "results", _results(size))
        _forget_peak()
        started = time.perf_counter()
        load_files(folder, by=by)
        loads = size / (time.perf_counter() - started)
        peak = _peak()
        # The machine may have become busier or calmer meanwhile.
        again = _saves_in_a_second()
        at_hand, found = (at_hand + again[0]) / 2, (found + again[1]) / 2
        _write(folder, "results", _one_corrected(size))
        _forget_peak()
        started = time.perf_counter()
        load_files(folder, by=by, options=LoadOptions(keep_missing=True))
        one = time.perf_counter() - started
    figures = f"{size:9,} {at_hand:9.0f} {found:9.0f} {loads:9.0f} {loads / at_hand:6.1f} {loads / found:6.1f}"
    print(f"{figures} {peak:10.0f} {one:8.2f} {_peak():5.0f}", flush=True)


def _saves_in_a_second() -> tuple[float, float]:
    """Results that a loop saves in a second: with their entries at hand, and with each entry looked up."""
    from candidates.models import Entry, Result  # noqa: PLC0415 - needs Django

    parts = ("candidate__series__name", "candidate__centre__number", "candidate__number", "syllabus__code")
    keys = list(Entry.objects.order_by("pk").values_list("pk", *parts)[:IN_THE_LOOP])

    def at_hand() -> None:
        for pk, *_ in keys:
            Result(entry_id=pk, grade="B", percentage_uniform_mark=74).save()

    def found() -> None:
        for _, *key in keys:
            entry = Entry.objects.get(**dict(zip(parts, key, strict=True)))
            Result(entry=entry, grade="B", percentage_uniform_mark=74).save()

    return len(keys) / _seconds(at_hand), len(keys) / _seconds(found)


def _look_at_tables() -> None:
    """Let the database count what it has, as it does by itself after a while."""
    from django.db import connection  # noqa: PLC0415 - needs Django

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _seconds(work: Callable[[], None]) -> float:
    """How long it takes, with what the database checks at the end; what it wrote is undone."""
    from django.db import connection, transaction  # noqa: PLC0415 - needs Django

    from candidates.models import Entry, Result  # noqa: PLC0415 - needs Django

    with transaction.atomic():
        sample = Entry.objects.order_by("pk")[:IN_THE_LOOP].values("pk")
        Result.objects.filter(entry__in=list(sample.values_list("pk", flat=True))).delete()
        started = time.perf_counter()
        work()
        connection.check_constraints()
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    return seconds


def _write_what_results_need(folder: Path, size: int) -> None:
    people = list(_people(size))
    centres = sorted({centre for centre, _ in people})
    _write(
        folder,
        "centres",
        ["centre_number,name,country,time_zone,associate_code,results_service"]
        + [f"{centre},School {centre},Pakistan,Asia/Karachi,,yes" for centre in centres],
    )
    _write(folder, "qualifications", ["qualification_code,title,grades", "IGCSE,Cambridge IGCSE,A*|A|B|C|D|E|F|G"])
    _write(
        folder,
        "syllabuses",
        ["syllabus_code,title,qualification_code", *(f"{code},Subject {code},IGCSE" for code in SYLLABUSES)],
    )
    _write(folder, "releases", ["series,qualification_code,releases_at", f"{SERIES},IGCSE,2098-08-18T06:00:00+01:00"])


def _enter_everybody(size: int) -> None:
    """Candidates, and an entry of each for each syllabus, without reading files."""
    from candidates.models import Candidate, Entry, Qualification, Series, Syllabus  # noqa: PLC0415 - needs Django
    from centres.models import Centre  # noqa: PLC0415
    from results_portal.db.bulk_insert import add_rows  # noqa: PLC0415

    series, qualification = Series.objects.get(), Qualification.objects.get()
    centres = dict(Centre.objects.values_list("number", "pk"))
    columns = ("series_id", "centre_id", "number", "family_name")
    people = ((series.pk, centres[centre], number, f"Family{number}") for centre, number in _people(size))
    add_rows(Candidate, columns, people)
    syllabuses = list(Syllabus.objects.order_by("code").values_list("pk", flat=True))
    candidates = list(Candidate.objects.order_by("pk").values_list("pk", flat=True))
    entries = ((candidate, syllabus, qualification.pk) for candidate in candidates for syllabus in syllabuses)
    add_rows(Entry, ("candidate_id", "syllabus_id", "qualification_id"), entries)


def _results(size: int) -> Iterator[str]:
    yield "series,centre_number,candidate_number,syllabus_code,grade,percentage_uniform_mark,outcome"
    for centre, number in _people(size):
        for code in SYLLABUSES:
            yield f"{SERIES},{centre},{number},{code},B,74,"


def _one_corrected(size: int) -> Iterator[str]:
    """The header, and another grade of the first result."""
    heading, first, *_ = _results(min(size, len(SYLLABUSES)))
    yield heading
    yield first.replace(",B,74,", ",A,84,")


def _people(size: int) -> Iterator[tuple[str, str]]:
    """Centre and number of so many candidates that each has ten results."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    for place in range(size // len(SYLLABUSES)):
        centre, number = divmod(place, CANDIDATES_OF_A_CENTRE)
        first, second = divmod(centre // 900, len(letters))
        yield f"{letters[first]}{letters[second]}{centre % 900 + 100}", f"{number + 1:04}"


def _write(folder: Path, name: str, lines: list[str] | Iterator[str]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def _forget_peak() -> None:
    """Count the peak of memory from here on, as Linux allows."""
    Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """The most memory that was in use, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == [MEASURE]:
        measure(int(sys.argv[2]))
    else:
        main([int(size) for size in sys.argv[1:]] or list(SIZES))
