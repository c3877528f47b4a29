"""A board whose centres have five digits and whose candidates four to six signs: from the file to the statement."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from candidates.loading import LoadRefused, load_files
from candidates.models import Candidate
from centres.models import Centre
from results_portal.audit import Command
from results_portal.models import CodeKind, CodePattern
from tests.support import builders
from tests.support.centre_with_letters import pages_of, printed_on
from tests.support.credentials import try_to_sign_in
from tests.support.folders import GOOD, write_files
from tests.support.giving import typed
from tests.support.jobs import run_jobs
from tests.support.pdf_text import pdfium_texts
from tests.support.signed_in import sign_in

BY = Command("test")
NUMBERS = ["0042", "12345", "A1B2C3"]
PAGE = "/portal/30077/june-2026/"


def folder_of_that_board(path: Path, *, numbers: list[str] = NUMBERS, centre: str = "30077") -> Path:
    """Each candidate has an A Level, which is released, with its result."""
    rows = {
        "candidates": [f"June 2026,{centre},{number},Khan,Candidate {number},,," for number in numbers],
        "entries": [f"June 2026,{centre},{number},MA1,X7" for number in numbers],
        "results": [f"June 2026,{centre},{number},MA1,B,74," for number in numbers],
    }
    written = {name: "\n".join([GOOD[name].splitlines()[0], *lines, ""]) for name, lines in rows.items()}
    centres = f"{GOOD['centres'].splitlines()[0]}\n{centre},Ravi Grammar School,Pakistan,Asia/Karachi,,yes\n"
    syllabuses = "syllabus_code,title,qualification_code\nMA1,Mathematics,ALEVEL\n"
    return write_files(path, {**GOOD, **written, "centres": centres, "syllabuses": syllabuses})


def content(client: Client, address: str) -> bytes:
    answer: Any = client.get(address)
    return b"".join(answer.streaming_content)


@pytest.fixture
def patterns(db: None) -> None:
    for kind, pattern in {
        CodeKind.CENTRE_NUMBER: "99999",
        CodeKind.CANDIDATE_NUMBER: "XXXXX?X?",
        CodeKind.SYLLABUS_CODE: "AA9",
        CodeKind.OPTION_CODE: "A9",
    }.items():
        CodePattern.objects.update_or_create(kind=kind, defaults={"pattern": pattern})


@pytest.fixture
def officer(transactional_db: None, patterns: None, tmp_path: Path) -> Client:
    """The board's files are loaded, and the officer of its one centre is signed in."""
    load_files(folder_of_that_board(tmp_path / "series"), by=BY)
    return sign_in(Client(), builders.make_officer(Centre.objects.get(), email="officer@30077.example"))


@pytest.fixture
def with_letters(officer: Client) -> Client:
    """All candidates have access, and their letters are made."""
    assert officer.post(f"{PAGE}status/", typed(status="selected", numbers="0042, 12345 a1b2c3")).status_code == 302
    run_jobs()
    return officer


def test_everybody_signs_in_with_what_their_letter_says(with_letters: Client) -> None:
    pages = pages_of(content(with_letters, f"{PAGE}letters.pdf"))
    assert [number in page for number, page in zip(NUMBERS, pages, strict=True)] == [True] * 3
    for number, page in zip(NUMBERS, pages, strict=True):
        candidate = Client()
        assert try_to_sign_in(candidate, *printed_on(page)).status_code == 302
        shown = candidate.get("/results/").text
        assert number in shown
        assert "30077" in shown
        statement = pdfium_texts(candidate.get("/results/statement.pdf").getvalue())[0]
        assert f"{number}" in statement
        assert "B(b)" in statement


def test_files_and_addresses_bear_the_numbers(with_letters: Client) -> None:
    archive = content(with_letters, f"{PAGE}letters.zip")
    assert zipfile.ZipFile(io.BytesIO(archive)).namelist() == [f"30077_{number}.pdf" for number in NUMBERS]
    for number in NUMBERS:
        assert with_letters.get(f"{PAGE}candidates/{number}/").status_code == 200
        letter: Any = with_letters.get(f"{PAGE}letters/{number}.pdf")
        assert f"30077-june-2026-{number}.pdf" in letter.headers["Content-Disposition"]
        assert number in pages_of(b"".join(letter.streaming_content))[0]
    exported = with_letters.get(f"{PAGE}candidates.csv")
    body = exported.getvalue().decode("utf-8-sig")
    assert [number in body for number in NUMBERS] == [True] * 3


def test_candidates_are_found_by_what_is_pasted_and_by_the_desks_search(
    with_letters: Client, admin_client: Client
) -> None:
    found = with_letters.get(f"{PAGE}candidates/", {"numbers": "a1b2c3 0042"}).text
    assert "Candidate A1B2C3" in found
    assert "Candidate 12345" not in found
    searched = admin_client.get("/admin/find/", {"q": "30077 a1b2c3"}).text
    assert "A1B2C3" in searched


def test_addresses_of_candidates_that_are_not_there_are_no_page(officer: Client) -> None:
    assert officer.get(f"{PAGE}candidates/ZZZZ/").status_code == 404
    assert officer.get(f"{PAGE}candidates/a1b2c3/").status_code == 404
    assert officer.get("/portal/PK123/june-2026/candidates/0042/").status_code == 404


@pytest.mark.parametrize(
    ("numbers", "centre", "problem"),
    [
        (
            ["042"],
            "30077",
            "candidates.csv:2: candidate_number is '042', has to be four to six capital",
        ),
        (["0000"], "30077", "candidates.csv:2: candidate_number is '0000'"),
        (["0042"], "PK123", "centres.csv:2: centre_number is 'PK123', has to be five digits, like 00123"),
    ],
)
def test_a_file_that_does_not_follow_is_refused_line_by_line(
    db: None, patterns: None, tmp_path: Path, numbers: list[str], centre: str, problem: str
) -> None:
    with pytest.raises(LoadRefused) as refused:
        load_files(folder_of_that_board(tmp_path, numbers=numbers, centre=centre), by=BY)

    assert any(str(told).startswith(problem) for told in refused.value.problems)
    assert not Candidate.objects.exists()


def test_zeros_that_a_spreadsheet_took_from_centres_are_put_back(db: None, patterns: None, tmp_path: Path) -> None:
    folder = folder_of_that_board(tmp_path, centre="00777")
    for file in folder.glob("*.csv"):
        file.write_text(file.read_text(encoding="utf-8").replace("00777,", "777,"), encoding="utf-8")

    load_files(folder, by=BY)

    assert Centre.objects.get().number == "00777"
