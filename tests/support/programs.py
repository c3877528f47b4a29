"""Before the first test runs: what to do about tests whose program the machine lacks.

Where the program can be installed, nothing runs and one message says how. Where it can't, its tests are left out, and
one line in front says which.
"""

import pytest

from tests import prerequisites
from tests.prerequisites import Program

_left_out = pytest.StashKey[list[str]]()


def _concerned(items: list[pytest.Item], program: Program) -> list[pytest.Item]:
    return [item for item in items if item.get_closest_marker(program.marker)]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    for program in prerequisites.missing():
        items = _concerned(session.items, program)
        if not items:
            continue
        notice = prerequisites.notice(program)
        if prerequisites.installer():
            way_out = f"Run: python tests/prerequisites.py   or leave them out: -m 'not {program.marker}'"
            pytest.exit(f"{notice} {way_out}", returncode=pytest.ExitCode.USAGE_ERROR)
        for item in items:
            item.add_marker(pytest.mark.skip(reason=notice))
        session.config.stash.setdefault(_left_out, []).append(f"{notice} Left out: {len(items)}.")


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    return config.stash.get(_left_out, [])
