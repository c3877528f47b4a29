"""Names in every script stand in the database as the file has them, or are refused, and the wrong sign is named."""

from pathlib import Path

import pytest

from candidates.models import Candidate
from tests.candidates.loading.conftest import run
from tests.support.everyones_names import EVERYONES_NAMES, Name
from tests.support.folders import BASE, write_base

pytestmark = pytest.mark.django_db
HEADER = BASE["candidates"].partition("\n")[0]
# What can be part of no name: a replaced character, what turns the reading direction of the words after it, a tab.
REFUSED = {"noncharacter-ish replacement", "bidi override", "tab newline"}


def candidates_file(names: list[Name]) -> str:
    rows = [
        f"June 2026,PK123,{number:04},{name.family_name},{name.given_names},,,"
        for number, name in enumerate(names, start=1)
    ]
    return "\n".join([HEADER, *rows, ""])


def test_each_is_read_back_as_it_was_loaded(tmp_path: Path) -> None:
    names = [name for name in EVERYONES_NAMES if name.kind not in REFUSED]

    said = run(write_base(tmp_path, candidates=candidates_file(names), entries=None, results=None))

    assert said.ended_well, said.errors
    loaded = Candidate.objects.order_by("number").values_list("given_names", "family_name")
    expected = [(name.given_names, name.family_name) if name.family_name else ("", name.given_names) for name in names]
    assert list(loaded) == expected


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_a_sign_that_can_be_part_of_no_name_is_named(tmp_path: Path, kind: str) -> None:
    [name] = [name for name in EVERYONES_NAMES if name.kind == kind]

    said = run(write_base(tmp_path, candidates=candidates_file([name]), entries=None, results=None))

    assert "which can't be part of it" in said.errors
    assert "Nothing was loaded." in said.errors
    assert not Candidate.objects.exists()
