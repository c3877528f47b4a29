"""Which qualification an entry is for, and what its grade awards."""

import pytest

from candidates.awards import awarded, qualification_of

SCALES = {"ALEVEL": ["A*", "A", "B", "C", "D", "E"], "AS": ["a", "b", "c", "d", "e"], "IGCSE": ["A*", "A", "B"]}
PLAIN: dict[str, tuple[str, ...]] = {"ALEVEL": (), "AS": ()}
BY_OPTION: dict[str, tuple[str, ...]] = {"ALEVEL": ("AX", "BX"), "AS": ("SX",)}
REST: dict[str, tuple[str, ...]] = {"ALEVEL": (), "AS": ("SX",)}


@pytest.mark.parametrize(
    ("known", "offered", "expected"),
    [
        ({"named": "AS", "option_code": "AX", "grade": "C"}, BY_OPTION, "AS"),
        ({}, {"IGCSE": ()}, "IGCSE"),
        ({"option_code": "BX", "grade": "b"}, BY_OPTION, "ALEVEL"),
        ({"option_code": "SX", "stored": "ALEVEL"}, BY_OPTION, "AS"),
        ({"option_code": "QQ"}, BY_OPTION, ""),
        ({"option_code": "QQ"}, REST, "ALEVEL"),
        ({"grade": "C"}, PLAIN, "ALEVEL"),
        ({"grade": "b"}, PLAIN, "AS"),
        ({"grade": "b", "stored": "ALEVEL"}, PLAIN, "ALEVEL"),
        ({"grade": "C", "stored": "AS"}, PLAIN, "ALEVEL"),
        ({"stored": "AS"}, PLAIN, "AS"),
        ({"stored": "IGCSE"}, PLAIN, ""),
        ({}, PLAIN, ""),
    ],
)
def test_an_entry_is_for_the_qualification_that_says_most(
    known: dict[str, str], offered: dict[str, tuple[str, ...]], expected: str
) -> None:
    assert qualification_of(offered=offered, scales=SCALES, **known) == expected


@pytest.mark.parametrize(
    ("qualification", "grade", "offered", "expected"),
    [
        ("ALEVEL", "C", PLAIN, "ALEVEL"),
        ("ALEVEL", "b", PLAIN, "AS"),
        ("ALEVEL", "b", {"ALEVEL": ()}, ""),
        ("AS", "b", PLAIN, "AS"),
        ("AS", "C", PLAIN, ""),
        ("IGCSE", "b", {"IGCSE": (), "AS": ()}, ""),
    ],
)
def test_a_missed_a_level_alone_may_bring_the_as_level(
    qualification: str, grade: str, offered: dict[str, tuple[str, ...]], expected: str
) -> None:
    assert awarded(qualification=qualification, grade=grade, offered=offered, scales=SCALES) == expected
