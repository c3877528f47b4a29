"""Runs the faults and prints the table; exit status 1 where a rule didn't hold or the service didn't recover."""

import argparse
import json
import signal
import subprocess
import sys
from pathlib import Path

from tests.faults.installation import installed
from tests.faults.table import Row, printed, write
from tests.support import service


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a few faults, as in CI")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table between its markers in FILE")
    parser.add_argument("--only", default="", metavar="WORDS", help="the faults with these words in their name")
    parser.add_argument("--part", choices=["files", "bucket"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    # Told to end, it takes its processes with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if given.part:
        return _part(in_bucket=given.part == "bucket", short=given.short, only=given.only)
    rows = [row for part in (["files"] if given.short else ["files", "bucket"]) for row in _rows(part, given)]
    print(printed(rows))
    wrong = [f"{row.name}: {what}" for row in rows for what in row.broken]
    print("\n".join(wrong or ["Every rule held."]))
    if given.write and not wrong:
        write(given.write, rows)
    return 1 if wrong or not rows else 0


def _rows(part: str, given: argparse.Namespace) -> list[Row]:
    """One installation in a process of its own: letters are files in one, and lie in a bucket in the other."""
    command = [sys.executable, "-m", "tests.faults", "--part", part, "--only", given.only]
    command += ["--short"] if given.short else []
    done = subprocess.run(
        command, cwd=service.ROOT, env=service.clean({}), stdout=subprocess.PIPE, text=True, check=True
    )
    return [Row(**row) for row in json.loads(done.stdout)]


def _part(*, in_bucket: bool, short: bool, only: str) -> int:
    with installed(in_bucket=in_bucket) as one:
        # These need Django, whose settings are this installation's.
        from tests.faults.kinds import FAULTS  # noqa: PLC0415
        from tests.faults.trial import Trial  # noqa: PLC0415

        wanted = [fault for fault in FAULTS if fault.in_bucket == in_bucket and (fault.in_short or not short)]
        wanted = [fault for fault in wanted if only.lower() in fault.name.lower()]
        rows: list[Row] = []
        if wanted:
            trial = Trial(one)
            try:
                trial.begin()
                for fault in wanted:
                    rows.append(trial.outcome_of(fault))
                    print(printed(rows[-1:]), *rows[-1].broken, sep="\n", file=sys.stderr, flush=True)
            finally:
                trial.end()
    print(json.dumps([row.as_json() for row in rows]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
