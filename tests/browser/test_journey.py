"""From an exams officer's first sign-in to a candidate's released results, on a desk and on a phone."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser import people
from tests.browser.visitor import Visitor
from tests.support.demonstration import Demonstration

Visit = Callable[..., Visitor]
SERIES = "november-2026"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Who does it where, and what the candidate whose letter is taken may see and may not."""

    screen: str
    email: str
    centre: str
    numbers: list[str]
    reader: str
    released: list[tuple[str, str]]
    shut: str


CASES = [
    Case(
        screen="desktop",
        email="officer@pk123.example",
        centre="PK123",
        numbers=["0001", "0007", "0013", "0016", "0039", "0042"],
        reader="0042",
        released=[("9701", "A*")],
        shut="8695",
    ),
    Case(
        screen="phone",
        email="officer@merid.example",
        centre="PK207",
        numbers=["0001", "0008", "0013", "0031"],
        reader="0008",
        released=[("9093", "B"), ("9701", "A")],
        shut="8695",
    ),
]


def shown(candidate: Visitor) -> list[tuple[str, str]]:
    """Code and grade of each result that stands on the page, in its order."""
    codes = candidate.page.locator(".released .card-code").all_inner_texts()
    grades = candidate.page.locator(".released .card-grade").all_text_contents()
    return [(code, grade.removeprefix("Grade ").partition("(")[0]) for code, grade in zip(codes, grades, strict=True)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.screen)
def test_officer_gives_access_and_candidates_see_what_is_released(
    visit: Visit, service: Demonstration, case: Case
) -> None:
    officer = visit(case.screen)
    people.officer_signs_in(officer, service, case.email)

    # All candidates: a page and a file for each of them, and each says the same.
    people.officer_opens(officer, centre=case.centre, series=SERIES)
    people.officer_sets_status(officer, "All candidates")
    pages, files = people.officer_downloads(officer)
    officer.goes_to(f"/portal/{case.centre}/{SERIES}/email/")
    officer.goes_to(f"/portal/{case.centre}/{SERIES}/")
    assert list(files) == [f"{case.centre}_{number}.pdf" for number in case.numbers]
    assert [(page.username, page.password) for page in pages] == [
        (letter.username, letter.password) for (letter,) in files.values()
    ]
    assert [number for number, page in zip(case.numbers, pages, strict=True) if number not in page.text] == []
    letters = dict(zip(case.numbers, pages, strict=True))

    # A candidate signs in as one does who copies a letter by hand, and sees what is released and what isn't.
    reader = visit(case.screen)
    letter = letters[case.reader]
    people.candidate_signs_in(reader, f" {letter.username.lower()}", letter.password.lower().replace("-", " "))
    assert shown(reader) == case.released
    expect(reader.page.locator(".next")).to_contain_text(case.shut)
    somebody_else = visit(case.screen)
    other = letters[case.numbers[0]]
    people.candidate_signs_in(somebody_else, other.username, other.password)
    expect(somebody_else.page.get_by_role("button", name="Sign out")).to_be_visible()

    # Selected candidates: whoever isn't ticked is out with the next request, whoever is stays in.
    people.officer_sets_status(officer, "Selected candidates", numbers=[case.reader])
    pages, files = people.officer_downloads(officer)
    assert [(page.username, page.password) for page in pages] == [(letter.username, letter.password)]
    assert list(files) == [f"{case.centre}_{case.reader}.pdf"]
    somebody_else.goes_to("/results/")
    expect(somebody_else.page.get_by_role("button", name="Sign in")).to_be_visible()
    reader.goes_to("/results/")
    assert shown(reader) == case.released

    # No candidates: everyone is out, and is told whom to ask.
    people.officer_sets_status(officer, "No candidates")
    reader.goes_to("/results/")
    expect(reader.page.get_by_role("button", name="Sign in")).to_be_visible()
    people.candidate_signs_in(reader, letter.username, letter.password)
    expect(reader.page.get_by_role("alert")).to_contain_text(people.CONTACT["Name"])
