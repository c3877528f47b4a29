"""Whatever somebody is called, their statement is found by the family name that stands on it."""

import pytest

from candidates.embargo.gate import NO_DELAY
from candidates.models import Candidate
from letters.statements.issue import issue
from letters.statements.verify import Verdict, check
from tests.support.everyones_names import EVERYONES_NAMES


@pytest.mark.usefixtures("signed_in")
def test_each_name_is_accepted_by_the_check(candidate: Candidate) -> None:
    verdicts = {}
    for name in EVERYONES_NAMES:
        candidate.given_names, candidate.family_name = name.given_names, name.family_name
        if not name.family_name:
            candidate.given_names, candidate.family_name = "", name.given_names
        candidate.save()
        statement = issue(candidate, delay=NO_DELAY)
        typed = [statement.family_name, statement.family_name.upper(), f" {statement.family_name.lower()} "]
        answers = [check(code=statement.code, family_name=spelling, address="") for spelling in typed]
        verdicts[name.kind] = {answer.verdict for answer in answers}

    assert {kind: found for kind, found in verdicts.items() if found != {Verdict.CURRENT}} == {}


@pytest.mark.usefixtures("signed_in")
def test_nobody_elses_name_is_accepted(candidate: Candidate) -> None:
    families = {name.family_name for name in EVERYONES_NAMES if name.family_name}
    candidate.family_name = "Rahman"
    candidate.save()
    code = issue(candidate, delay=NO_DELAY).code

    verdicts = [check(code=code, family_name=family, address="").verdict for family in sorted(families)[:9]]

    assert set(verdicts) == {Verdict.UNKNOWN}
