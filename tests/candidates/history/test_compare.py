"""What is done with a value that files bring, by what was said before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidates.history.compare import Said, Verdict, compare

LOAD, STAFF, EARLIER = "LOAD", "STAFF", "EARLIER"
CASES = [
    ("the same", "B", "B", [("B", LOAD)], Verdict.SAME),
    ("news", "B", "A", [("B", LOAD)], Verdict.CHANGE),
    ("nothing is known", "B", "A", [], Verdict.CHANGE),
    ("said before staff corrected it", "A", "B", [("B", LOAD), ("A", STAFF)], Verdict.KEEP),
    ("the same, before versions were kept", "A", "B", [("B", EARLIER), ("A", STAFF)], Verdict.KEEP),
    ("set without a version", "A", "B", [("B", LOAD)], Verdict.KEEP),
    ("news over what staff said", "A", "C", [("B", LOAD), ("A", STAFF)], Verdict.REVERT),
    ("news over what somebody set", "A", "C", [("B", LOAD)], Verdict.REVERT),
    ("an older extract", "A", "B", [("B", LOAD), ("A", LOAD)], Verdict.REVERT),
    ("news after a correction", "A", "D", [("B", LOAD), ("A", LOAD)], Verdict.CHANGE),
    ("entered by staff", "A", "C", [("A", STAFF)], Verdict.REVERT),
]


@pytest.mark.parametrize(("kind", "present", "incoming", "said", "expected"), CASES, ids=[case[0] for case in CASES])
def test_each_case(kind: str, present: str, incoming: str, said: list[tuple[str, str]], expected: Verdict) -> None:
    assert compare(present=present, incoming=incoming, said=[Said(*one) for one in said]) is expected


def test_a_correction_is_not_lowered() -> None:
    said = [Said("B", LOAD), Said("A", LOAD)]
    assert compare(present="A", incoming="C", said=said, lowers=True) is Verdict.REVERT


def test_a_first_value_may_be_lowered() -> None:
    assert compare(present="A", incoming="C", said=[Said("A", LOAD)], lowers=True) is Verdict.CHANGE


GRADES = st.sampled_from("ABC")


@given(st.lists(st.tuples(GRADES, st.sampled_from([LOAD, STAFF])), min_size=1), GRADES)
def test_nothing_that_was_said_before_and_replaced_is_ever_put_back_as_news(
    said: list[tuple[str, str]], incoming: str
) -> None:
    versions = [Said(*one) for one in said]
    verdict = compare(present=versions[-1].value, incoming=incoming, said=versions)

    if any(version.value == incoming for version in versions):
        assert verdict is not Verdict.CHANGE
