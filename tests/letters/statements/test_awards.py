"""Grades of a lower award, double awards and endorsements: on the statement, and before whoever checks it."""

import subprocess
from pathlib import Path

import pytest
from django.test import Client

from candidates.models import Candidate, Entry, Result
from tests import prerequisites
from tests.support import builders
from tests.support.statement_cast import CURRENT, checked, code_on, taken, text_of, verdict_of

# What both viewers have to find on it, each beside its syllabus.
PRINTED = (
    "9709 Mathematics c(c) 62",
    "This is an AS Level grade. The A Level was not reached.",
    "0654 Co-ordinated Sciences A*A(a*a)",
    "0500 First Language English B(b) 74",
    "Speaking: 2 (TWO)",
    "0627 Spanish A(a) 85",
    "Speaking: Merit",
)


def add(candidate: Candidate, code: str, title: str, grade: str, mark: int | None, endorsement: str = "") -> Entry:
    """A released result of an IGCSE."""
    entry = builders.make_entry(candidate, builders.make_syllabus(code, "IGCSE", title))
    builders.make_result(entry, grade, mark, endorsement=endorsement)
    return entry


@pytest.fixture
def several(candidate: Candidate, signed_in: Client) -> Client:
    """The candidate missed the A Level, has a double award, and two endorsements; all of it is released."""
    builders.make_release(candidate.series, "IGCSE", builders.in_the_past())
    builders.make_syllabus("9709", "AS", "Mathematics")
    mathematics = Result.objects.filter(entry__candidate=candidate, entry__syllabus__code="9709")
    mathematics.update(grade="c", percentage_uniform_mark=62)
    add(candidate, "0654", "Co-ordinated Sciences", "A*A", None)
    add(candidate, "0500", "First Language English", "B", 74, "2")
    add(candidate, "0627", "Spanish", "A", 85, "Merit")
    return signed_in


def text_in_poppler(pdf: bytes, folder: Path) -> str:
    """All text in one line, as Poppler's readers find it."""
    program = Path(prerequisites.path_of("poppler")).with_name("pdftotext")
    (folder / "statement.pdf").write_bytes(pdf)
    done = subprocess.run([program, "-layout", folder / "statement.pdf", "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_pdfium_reads_awards_and_endorsements_on_the_statement(several: Client) -> None:
    text = text_of(taken(several))

    assert [words for words in PRINTED if words not in text] == []


@pytest.mark.poppler
def test_poppler_reads_the_same(several: Client, tmp_path: Path) -> None:
    text = text_in_poppler(taken(several), tmp_path)

    assert [words for words in PRINTED if words not in text] == []


def test_whoever_checks_it_reads_them_too(several: Client) -> None:
    answer = checked(code_on(taken(several)))
    page = " ".join(answer.content.decode().split())

    assert verdict_of(answer) == CURRENT
    for words in ("c(c)", "A*A(a*a)", "Speaking: 2 (TWO)", "Speaking: Merit", "The A Level was not reached."):
        assert words in page


@pytest.mark.parametrize(("field", "value"), [("endorsement", "3"), ("grade", "C")])
def test_a_changed_endorsement_or_grade_makes_the_statement_superseded(several: Client, field: str, value: str) -> None:
    code = code_on(taken(several))

    Result.objects.filter(entry__syllabus__code="0500").update(**{field: value})

    assert verdict_of(checked(code)) != CURRENT
