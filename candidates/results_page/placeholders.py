"""A candidate's page as it will look, with a placeholder for every grade. Nothing here reads a result, ever."""

from itertools import groupby

from candidates.embargo import clock
from candidates.grades.words import GradeWords
from candidates.models import Candidate, Entry
from candidates.results_page.presenters import ResultCard, ResultGroup, ResultsPage, in_milliseconds

PLACEHOLDER = GradeWords(symbol="\N{EN DASH}", words=" (placeholder)")


def placeholder_page(candidate: Candidate) -> ResultsPage:
    """All that `candidate` is entered for, as if it were released: before the release and after it alike."""
    entries = Entry.objects.filter(candidate=candidate, withdrawn=False).order_by(
        "qualification__code", "syllabus__code"
    )
    rows = entries.values_list("qualification__title", "syllabus__code", "syllabus__title")
    groups = tuple(
        ResultGroup(
            qualification=title,
            cards=tuple(_card(code, syllabus) for _, code, syllabus in members),
            marks="",
        )
        for title, members in groupby(rows, key=lambda row: row[0])
    )
    return ResultsPage(
        now=in_milliseconds(clock.now()), next=None, released=groups, released_first=True, later=(), undated=()
    )


def _card(code: str, title: str) -> ResultCard:
    return ResultCard(
        syllabus_code=code,
        syllabus_title=title,
        grade=PLACEHOLDER,
        outcome=None,
        mark=None,
        corrected=None,
        is_result=False,
    )
