"""Measures staff's pages on PostgreSQL: how time and queries of each page grow with the number of candidates.

    .venv/bin/python -m tests.benchmarks.staff_pages [20000 200000]

For each size, in a process of its own: the median of three times that each page takes, rendered, without the network,
and its queries. Then for each page the ratio of the times, each taken against a list of very few rows that was asked
for just before, since a machine is busy and calm by turns; where it is more than 1.5, the slowest query and its plan.
Each candidate has three entries, results and versions, a password and an audit entry; there are 8,000 centres for each
700,000 candidates, which is a size that may be named too.
"""

import json
import sys

from tests.benchmarks.on_postgresql import MEASURE, figures_of, prepare_django

SIZES = ("20000", "200000")
GROWS = 1.5


def main(sizes: list[str]) -> None:
    """Print the pages' ratios of the last size to the first."""
    few, many = (figures_of("tests.benchmarks.staff_pages", size) for size in (sizes[0], sizes[-1]))
    print(f"{'ms':>8} {'ms':>8} {'ratio':>6} {'queries':>9}  page ({sizes[0]} and {sizes[-1]} candidates)")
    for page, then in many.items():
        # Which pages there are may depend on the rows, and only what was asked for at both sizes says something.
        if page not in few:
            print(f"{'':>29}{page}: not there with {sizes[0]}")
            continue
        now = few[page]
        ratio = then["against"] / now["against"]
        queries = f"{now['queries']:4} {then['queries']:4}"
        print(f"{now['ms']:8.1f} {then['ms']:8.1f} {ratio:6.2f} {queries}  {page}")
        if ratio > GROWS:
            print(f"{'':>10}{then['sql'][:1500]}")
            print("\n".join(f"{'':>10}{line}" for line in then["plan"]), flush=True)


def measure(size: int) -> None:
    """Print the figures for one size, as JSON."""
    prepare_django()
    from tests.benchmarks.national_series import fill  # noqa: PLC0415 - needs Django
    from tests.benchmarks.staff_pages_data import figures  # noqa: PLC0415 - needs Django

    fill(size)
    print(json.dumps(figures()), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == [MEASURE]:
        measure(int(sys.argv[2]))
    else:
        main(sys.argv[1:] or list(SIZES))
