"""The page as values: what is on it, in which order, in which words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from candidates.embargo.gate import GatedEntry, GatedResult, Reading
from candidates.grades.first import FIRST
from candidates.grades.words import NOT_THERE
from candidates.results_page.presenters import ResultCard, ResultsPage, results_page
from centres.models import Centre

NOW = datetime(2027, 1, 12, 6, 0, tzinfo=UTC)
KARACHI = Centre(number="PK123", name="Ravi Grammar School", time_zone="Asia/Karachi")
TITLES = {"ALEVEL": "A Level", "AS": "AS Level", "IGCSE": "IGCSE", "OLEVEL": "O Level"}


def entry(code: str = "9709", qualification: str = "ALEVEL", **fields: Any) -> GatedEntry:
    """An entry that isn't open and has no date, unless the test says otherwise."""
    values: dict[str, Any] = {"opens_at": None, "is_open": False, "result": None, **fields}
    return GatedEntry(
        qualification_code=qualification,
        qualification_title=TITLES[qualification],
        syllabus_code=code,
        syllabus_title=f"Subject {code}",
        **values,
    )


def released(code: str = "9709", qualification: str = "ALEVEL", **result: Any) -> GatedEntry:
    values: dict[str, Any] = {"grade": "B", "outcome": "", "mark": 74, "corrected_at": None, **result}
    return entry(code, qualification, opens_at=NOW, is_open=True, result=GatedResult(**values))


def page_of(*entries: GatedEntry) -> ResultsPage:
    return results_page(Reading(read_at=NOW, entries=entries), centre=KARACHI)


def card_of(shown: GatedEntry) -> ResultCard:
    return page_of(shown).released[0].cards[0]


def test_a_card_shows_grade_and_mark() -> None:
    card = card_of(released())

    assert (str(card.grade), card.mark, card.outcome) == ("B(b)", 74, None)


def test_a_card_without_a_grade_shows_the_outcome() -> None:
    card = card_of(released(grade="", outcome="PENDING", mark=None))

    assert (card.grade, card.mark, card.outcome) == (None, None, FIRST.outcomes["PENDING"])


def test_an_open_entry_without_a_result_isnt_available_yet() -> None:
    assert card_of(entry(opens_at=NOW, is_open=True)).outcome == NOT_THERE


def test_a_correction_is_told_in_the_centres_time() -> None:
    assert str(card_of(released(corrected_at=NOW)).corrected) == "Tuesday 12 January 2027, 11:00 (Karachi)"


def test_results_are_grouped_by_qualification() -> None:
    page = page_of(released("9701"), released("9709"), released("9489", "AS"), released("0610", "IGCSE"))

    assert [(group.qualification, [card.syllabus_code for card in group.cards]) for group in page.released] == [
        ("A Level", ["9701", "9709"]),
        ("AS Level", ["9489"]),
        ("IGCSE", ["0610"]),
    ]


def test_marks_are_explained_only_where_one_is_shown() -> None:
    assert page_of(released(mark=None)).released[0].marks == ""
    assert page_of(released(mark=74)).released[0].marks != ""


def test_the_soonest_opening_is_the_next_and_the_others_come_later() -> None:
    page = page_of(
        entry("9709", "ALEVEL", opens_at=NOW + timedelta(days=9)),
        entry("0610", "IGCSE", opens_at=NOW + timedelta(days=7)),
        entry("5054", "OLEVEL", opens_at=NOW + timedelta(days=7)),
    )

    assert page.next is not None
    assert [group.qualification for group in page.next.groups] == ["IGCSE", "O Level"]
    assert [[group.qualification for group in opening.groups] for opening in page.later] == [["A Level"]]


@pytest.mark.parametrize(
    ("since", "until", "first"),
    [
        (timedelta(minutes=5), timedelta(days=7), True),
        (timedelta(days=4), timedelta(days=3), False),
        (timedelta(days=7), timedelta(minutes=2), False),
        (timedelta(0), timedelta(seconds=1), True),
    ],
)
def test_whichever_is_nearer_in_time_comes_first(since: timedelta, until: timedelta, *, first: bool) -> None:
    """Who comes for what has just opened isn't met by what opens in a week, and the other way round."""
    result = GatedResult(grade="B", outcome="", mark=74, corrected_at=None)
    long_ago = entry("9489", "AS", opens_at=NOW - timedelta(days=30), is_open=True, result=result)
    opened = entry("9709", "ALEVEL", opens_at=NOW - since, is_open=True, result=result)
    coming = entry("0610", "IGCSE", opens_at=NOW + until)
    much_later = entry("5054", "OLEVEL", opens_at=NOW + timedelta(days=60))

    assert page_of(opened, long_ago, coming, much_later).released_first is first


def test_alone_either_comes_first() -> None:
    coming = entry(opens_at=NOW + timedelta(days=7))

    assert (page_of(released()).released_first, page_of(coming).released_first) == (True, False)
    assert page_of().released_first is False


def test_an_opening_is_told_in_the_centres_uk_and_universal_time() -> None:
    opening = page_of(entry(opens_at=NOW + timedelta(days=7))).next

    assert opening is not None
    assert str(opening.at_centre) == "Tuesday 19 January 2027, 11:00 (Karachi)"
    assert [str(moment) for moment in opening.elsewhere] == [
        "Tuesday 19 January 2027, 06:00 (UK time)",
        "Tuesday 19 January 2027, 06:00 (UTC)",
    ]


def test_an_opening_tells_how_long_it_is_by_the_databases_clock() -> None:
    page = page_of(entry(opens_at=NOW + timedelta(hours=3, minutes=2)))

    assert page.next is not None
    assert page.next.time_left == "3 hours 2 minutes"
    assert page.next.milliseconds - page.now == (3 * 60 + 2) * 60 * 1000


def test_without_a_date_it_says_so() -> None:
    page = page_of(entry("9709"), released("0610", "IGCSE"))

    assert page.next is None
    assert [(group.qualification, group.syllabuses) for group in page.undated] == [("A Level", ("9709 Subject 9709",))]


def test_everything_released_leaves_nothing_to_wait_for() -> None:
    page = page_of(released())

    assert (page.next, page.later, page.undated, page.is_empty) == (None, (), (), False)


def test_a_page_without_entries_is_empty() -> None:
    assert results_page(Reading(read_at=None, entries=()), centre=KARACHI).is_empty is True


def test_an_as_grade_for_a_missed_a_level_says_so() -> None:
    page = page_of(released(grade="a", mark=84))
    [group] = page.released

    assert str(group.cards[0].grade) == "a(a)"
    assert group.cards[0].award == "This is an AS Level grade. The A Level was not reached."
    assert "a is 80 to 100" in group.marks
    assert card_of(released(qualification="AS", grade="a")).award == ""
    assert card_of(released(grade="A")).award == ""


@pytest.mark.parametrize(
    ("endorsement", "words"),
    [("", ""), ("1", "Speaking: 1 (ONE)"), ("5", "Speaking: 5 (FIVE)"), ("Merit", "Speaking: Merit")],
)
def test_an_endorsement_stands_beside_the_grade_in_words(endorsement: str, words: str) -> None:
    assert card_of(released(endorsement=endorsement)).endorsement == words
