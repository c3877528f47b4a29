"""A statement of nobody, drawn once in a fresh process: fonts are opened by it, which takes far longer than drawing."""

from letters.cjk_font import cjk_font
from letters.statements.contents import StatementContent, StatementLine
from letters.statements.layout import statement_pdf

_LINE = StatementLine(
    qualification="A Level",
    syllabus_code="9709",
    syllabus_title="Mathematics",
    result="B(b)",
    meaning="",
    mark=70,
    corrected="",
)
_SAMPLE = StatementContent(
    series="November 2026",
    centre_number="AA000",
    centre_name="A centre",
    candidate_number="0001",
    candidate_name="A candidate",
    family_name="Candidate",
    lines=(_LINE,),
    issued_at="1 January 2026, 00:00 UTC",
    issued_at_centre="",
    code="2345-6789-ABCD-EFGH",
    check_url="https://results.example.org/results/check/",
)


def draw() -> None:
    """Draw it and throw it away."""
    statement_pdf(_SAMPLE, cjk_font=cjk_font())
