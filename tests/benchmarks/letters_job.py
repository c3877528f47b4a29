"""Measures the whole job that gives a centre its letters against the floor set by hashing alone, on PostgreSQL.

    .venv/bin/python -m tests.benchmarks.letters_job [1000 9999]

For each size, in a process of its own: letters per second of generating and hashing passwords on all cores and nothing
else; of the whole job (generate, hash, write rows, draw both outputs, encrypt); their ratio; peak memory; the longest
time between two writes of progress.
"""

import os
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tests.benchmarks.on_postgresql import prepare_django, run

SIZES = (1_000, 9_999)
MEASURE = "--measure"


def main(sizes: list[int]) -> None:
    """Print a line for each size."""
    print(f"{'letters':>8} {'floor/s':>9} {'job/s':>9} {'ratio':>6} {'memory MB':>10} {'progress s':>10}")
    for size in sizes:
        run("tests.benchmarks.letters_job", MEASURE, str(size))


def measure(size: int) -> None:
    """Print the figures for one size; uses this process's memory as the measure."""
    prepare_django()
    from tests.benchmarks.letters_job_data import ask, forget_letters, longest_pause, work  # noqa: PLC0415 - needs Django

    ask(50)
    work()
    forget_letters()
    before = _peak()
    floor = size / _seconds_of_hashing(size)
    ask(size)
    started = time.perf_counter()
    work()
    whole = size / (time.perf_counter() - started)
    figures = f"{size:8,} {floor:9.0f} {whole:9.0f} {whole / floor:6.2f} {_peak():10.0f} {longest_pause():10.2f}"
    print(f"{figures}   ({before:.0f} MB before)", flush=True)


def _seconds_of_hashing(size: int) -> float:
    from access.credentials import generator  # noqa: PLC0415 - needs Django
    from access.credentials.hashers import hash_generated  # noqa: PLC0415

    def one(_index: int) -> str:
        return hash_generated(generator.password())

    started = time.perf_counter()
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for _hash in threads.map(one, range(size)):
            pass
    return time.perf_counter() - started


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == [MEASURE]:
        measure(int(sys.argv[2]))
    else:
        main([int(size) for size in sys.argv[1:]] or list(SIZES))
