"""Measures the whole service on PostgreSQL: how each page and job grows with the number of candidates.

    .venv/bin/python -m tests.benchmarks.scale [20000 700000]

For each size, in a process of its own: a series of so many candidates with three results each, and three earlier ones
as large. Then the median of five times that each page takes, rendered, without the network, and its statements; for
jobs the time for each row. The ratio of the sizes is printed for both, each time taken against a statement of known
work that was asked for just before, since a machine is busy and calm by turns.
"""

import json
import sys

from tests.benchmarks.on_postgresql import MEASURE, figures_of, prepare_django

SIZES = ("20000", "700000")


def main(sizes: list[str]) -> None:
    """Print what each page and job takes at both sizes, and the ratio."""
    few, many = (figures_of("tests.benchmarks.scale", size) for size in (sizes[0], sizes[-1]))
    print(f"{'ms':>9} {'ms':>9} {'ratio':>6} {'statements':>11}  page, or a row of a job ({sizes[0]}, {sizes[-1]})")
    for name, then in many.items():
        now = few[name]
        statements = f"{now['statements']:>5} {then['statements']:>5}"
        print(f"{now['ms']:9.3f} {then['ms']:9.3f} {then['against'] / now['against']:6.2f} {statements}  {name}")


def measure(size: int) -> None:
    """Print the figures for one size, as JSON."""
    prepare_django()
    from tests.benchmarks.scale_data import figures, fill  # noqa: PLC0415 - needs Django

    fill(size)
    print(json.dumps(figures()), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == [MEASURE]:
        measure(int(sys.argv[2]))
    else:
        main(sys.argv[1:] or list(SIZES))
