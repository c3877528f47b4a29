"""A board adds a qualification of its own in the admin: nobody has to write a program for it."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from access.models import Status
from candidates.loading import LoadRefused, load_files
from candidates.models import Candidate, GradeWording, OutcomeWording, Qualification, Result
from centres.models import Centre, User
from results_portal.audit import Command
from tests.support import builders
from tests.support.credentials import PASSWORD, give_access, give_credential, try_to_sign_in
from tests.support.folders import GOOD, write_files
from tests.support.pdf_text import pdfium_texts
from tests.support.signed_in import sign_in

BY = Command("test")
SCALE = ["Distinction", "Merit", "Pass", "Fail"]
WORDS = {
    "Distinction": ("with distinction", "85", "100"),
    "Merit": ("with merit", "70", "84"),
    "Pass": ("passed", "50", "69"),
    "Fail": ("not passed", "0", "49"),
}
GOT = {"0001": ("Distinction", "92"), "0002": ("Merit", "70"), "0003": ("Pass", ""), "0004": ("Fail", "12")}
NAMES = {"0001": "KAAAAAA2", "0002": "KAAAAAA3", "0003": "KAAAAAA4", "0004": "KAAAAAA5"}


def add_in_the_admin(client: Client) -> None:
    """What an administrator types."""
    added = client.post(
        "/admin/candidates/qualification/add/",
        {"code": "DIPLOMA", "title": "Northern Diploma", "grades": '["Distinction", "Merit", "Pass", "Fail"]'},
    )
    assert added.status_code == 302, added.text
    for grade, (words, lowest, highest) in WORDS.items():
        typed = {"qualification_code": "DIPLOMA", "symbol": grade, "words": words}
        typed |= {"band_from": lowest, "band_to": highest}
        answer = client.post("/admin/candidates/gradewording/add/", typed)
        assert answer.status_code == 302, answer.text


def results_of_it(path: Path, **results: tuple[str, str]) -> Path:
    """A folder with everything but the qualification itself, which is the board's already."""
    rows = {
        "candidates": [f"June 2026,PK123,{number},Khan,Candidate {number},,," for number in results],
        "entries": [f"June 2026,PK123,{number},8001," for number in results],
        "results": [f"June 2026,PK123,{number},8001,{grade},{mark}," for number, (grade, mark) in results.items()],
        "syllabuses": ["8001,Leadership,DIPLOMA"],
        "releases": ["June 2026,DIPLOMA,2026-01-11T06:00:00Z"],
    }
    written = {name: "\n".join([GOOD[name].splitlines()[0], *lines, ""]) for name, lines in rows.items()}
    return write_files(path, {**GOOD, **written, "qualifications": None})


@pytest.fixture
def administrator(staff: User) -> Client:
    client = sign_in(Client(), staff)
    add_in_the_admin(client)
    return client


@pytest.fixture
def loaded(administrator: Client, tmp_path: Path) -> Client:
    load_files(results_of_it(tmp_path, **GOT), by=BY)
    for candidate in Candidate.objects.select_related("series", "centre"):
        give_access(candidate.series, candidate.centre, Status.ALL)
        give_credential(candidate, NAMES[candidate.number])
    return administrator


def seen_by(number: str) -> Client:
    client = Client()
    assert try_to_sign_in(client, NAMES[number], PASSWORD).status_code == 302
    return client


def test_candidates_see_its_grades_on_the_page_and_on_the_statement(loaded: Client) -> None:
    for number, (grade, mark) in GOT.items():
        client = seen_by(number)
        page = client.get("/results/").text
        assert "Northern Diploma" in page
        assert f'<span translate="no">{grade}</span>' in page
        assert f"({WORDS[grade][0]})" in page
        answer: Any = client.get("/results/statement.pdf")
        statement = " ".join(pdfium_texts(answer.getvalue())[0].split())
        assert f"{grade} ({WORDS[grade][0]})" in statement
        assert not mark or mark in statement
    told = "Distinction is 85 to 100, Merit is 70 to 84, Pass is 50 to 69 and Fail is 0 to 49."
    assert told in seen_by("0001").get("/results/").text


def test_officers_read_of_it_in_their_csv_file(loaded: Client) -> None:
    officer = sign_in(Client(), builders.make_officer(Centre.objects.get(number="PK123")))

    answer: Any = officer.get("/portal/PK123/june-2026/candidates.csv")
    lines = answer.getvalue().decode("utf-8-sig").splitlines()

    assert len(lines) == 1 + len(GOT)
    assert all("Northern Diploma,8001," in line for line in lines[1:])


def test_a_file_takes_no_grade_away_that_results_say(loaded: Client, tmp_path: Path) -> None:
    folder = results_of_it(tmp_path / "again", **GOT)
    header = GOOD["qualifications"].splitlines()[0]
    scale = f"{header}\nDIPLOMA,Northern Diploma,Distinction|Merit|Pass\n"
    (folder / "qualifications.csv").write_text(scale, encoding="utf-8")
    (folder / "results.csv").unlink()

    with pytest.raises(LoadRefused) as refused:
        load_files(folder, by=BY)

    told = "qualifications.csv:2: grades of DIPLOMA are gone that results say: keep Fail in the scale"
    assert [str(problem) for problem in refused.value.problems] == [told]


def test_a_page_with_words_of_the_boards_own_costs_no_more_queries(
    loaded: Client, django_assert_num_queries: Any
) -> None:
    client = seen_by("0001")
    client.get("/results/")
    with django_assert_num_queries(2):
        client.get("/results/")


@pytest.mark.parametrize(
    ("result", "problem"),
    [
        (("Credit", ""), "the grade isn't one of DIPLOMA: Distinction Merit Pass Fail"),
        (("Merit", "85"), "the mark isn't one that goes with the grade in DIPLOMA"),
    ],
)
def test_a_file_is_held_against_the_boards_scale_and_bands(
    administrator: Client, tmp_path: Path, result: tuple[str, str], problem: str
) -> None:
    with pytest.raises(LoadRefused) as refused:
        load_files(results_of_it(tmp_path, **{"0001": result}), by=BY)

    assert [problem in str(told) for told in refused.value.problems] == [True]


def test_words_that_candidates_have_seen_stay(loaded: Client) -> None:
    row = "/admin/candidates/gradewording/"
    merit = GradeWording.objects.get(qualification_code="DIPLOMA", symbol="Merit")
    typed = {"qualification_code": "DIPLOMA", "symbol": "Merit", "words": "good", "band_from": 70, "band_to": 84}

    answer = loaded.post(f"{row}{merit.pk}/change/", typed)
    removed = loaded.get(f"{row}{merit.pk}/delete/")

    assert "Released results say DIPLOMA Merit as it is." in answer.text
    assert removed.status_code == 403
    assert "(with merit)" in seen_by("0002").get("/results/").text


def test_a_scale_keeps_the_grades_that_results_say(loaded: Client) -> None:
    diploma = Qualification.objects.get(code="DIPLOMA")
    page = f"/admin/candidates/qualification/{diploma.pk}/change/"

    answer = loaded.post(page, {"code": "DIPLOMA", "title": "Northern Diploma", "grades": '["Distinction", "Pass"]'})

    assert "a grade can be added to its scale, but none taken away. Missing: Merit, Fail." in answer.text
    diploma.refresh_from_db()
    assert diploma.grades == SCALE


def test_whoever_edits_scales_learns_nothing_of_grades(loaded: Client) -> None:
    """Administrators don't see grades: it is all the same whether a result says the one that is taken away."""
    Result.objects.filter(grade="Fail").delete()
    diploma = Qualification.objects.get(code="DIPLOMA")
    page = f"/admin/candidates/qualification/{diploma.pk}/change/"
    answers = [
        loaded.post(page, {"code": "DIPLOMA", "title": "Northern Diploma", "grades": grades}).text
        for grades in ('["Distinction", "Merit", "Pass"]', '["Distinction", "Merit", "Fail"]')
    ]

    assert ["but none taken away." in answer for answer in answers] == [True, True]


def test_an_outcomes_name_stays_once_released_and_its_meaning_may_be_said_better(
    administrator: Client, candidate: Candidate
) -> None:
    page = "/admin/candidates/outcomewording/PENDING/change/"
    Result.objects.filter(entry__syllabus__code="9709").update(
        grade="", percentage_uniform_mark=None, outcome="PENDING"
    )
    typed = {"name": "PENDING", "meaning": "We are still marking it.", "next": "It will appear here."}

    assert administrator.post(page, typed).status_code == 302
    assert OutcomeWording.objects.get(outcome="PENDING").meaning == "We are still marking it."
    assert "Released results say PENDING" in administrator.post(page, {**typed, "name": "LATER"}).text
    assert OutcomeWording.objects.get(outcome="PENDING").name == "PENDING"


def test_bands_of_one_qualification_may_not_overlap(administrator: Client) -> None:
    merit = GradeWording.objects.get(qualification_code="DIPLOMA", symbol="Merit")
    typed = {"qualification_code": "DIPLOMA", "symbol": "Merit", "words": "good", "band_from": 70, "band_to": 85}

    answer = administrator.post(f"/admin/candidates/gradewording/{merit.pk}/change/", typed)

    assert "Distinction has 85 to 100 already." in answer.text
