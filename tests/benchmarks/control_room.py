"""Measures an Associate's control room on PostgreSQL: time and queries of its pages for few centres and for many.

    .venv/bin/python -m tests.benchmarks.control_room [2x400 150x400]

For each size, in a process of its own: how long each page takes, rendered, without the network (the median of five),
how many queries it makes, and how long it takes to confirm the same for every centre at once, each with its own job.
"""

import sys

from tests.benchmarks.on_postgresql import prepare_django, run

SIZES = ("2x400", "150x400")
MEASURE = "--measure"


def main(sizes: list[str]) -> None:
    """Print the figures for each size."""
    print(f"{'centres':>8} {'candidates':>10} {'seconds':>8} {'queries':>8}  page")
    for size in sizes:
        run("tests.benchmarks.control_room", MEASURE, *size.split("x"))


def measure(centres: int, candidates: int) -> None:
    """Print the figures for so many centres with so many candidates each."""
    prepare_django()
    from tests.benchmarks.control_room_data import confirming, fill, member, pages  # noqa: PLC0415 - needs Django

    fill(centres, candidates)
    client = member()
    for name, seconds, queries in [*pages(client), confirming(client)]:
        print(f"{centres:8,} {centres * candidates:10,} {seconds:8.3f} {queries:8,}  {name}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == [MEASURE]:
        measure(int(sys.argv[2]), int(sys.argv[3]))
    else:
        main(sys.argv[1:] or list(SIZES))
