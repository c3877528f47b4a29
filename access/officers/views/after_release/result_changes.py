"""*Changes after the release*: whose results the board corrected or kept back, and what to do. No grades."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.officers.scoping import for_centre
from access.result_changes.lines import lines_of
from candidates.instants import InstantWords, in_words
from candidates.models import ChangeLine, Series
from centres.models import Centre
from centres.permissions import Permission
from results_portal.text.counted import counted

LINES = 100
What = ChangeLine.What
SUPERSEDED = "Statements from before no longer hold. Have them printed again."
TO_DO: dict[str, str] = {
    What.CORRECTED: SUPERSEDED,
    What.WITHDRAWN: "Statements from before no longer hold. The board can tell you what comes next.",
    What.HELD: "Candidates read that the board is still checking. Statements with this result don't hold meanwhile.",
    What.NO_LONGER_HELD: "Candidates see it again. Where it was corrected, have statements printed again.",
    What.STOPPED: "Candidates read that it isn't available at the moment. Statements with it don't hold meanwhile.",
    What.NO_LONGER_STOPPED: "Candidates see it again. Where it was corrected, have statements printed again.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the page. Without a candidate it is about several, whom `whom` counts."""

    number: str
    whom: str
    what: str
    why: str
    subject: str
    qualification: str
    when: InstantWords
    to_do: str


@require_safe
@for_centre(Permission.VIEW_ACCESS)
def result_changes(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    """The newest change first."""
    page = Paginator(lines_of(series=series, centre=centre), LINES).get_page(request.GET.get("page", "1"))
    context = {"centre": centre, "series": series, "page": page, "rows": [_row(line, centre) for line in page]}
    return render(request, "access/officers/after_release/result_changes.html", context)


def _row(line: ChangeLine, centre: Centre) -> Row:
    candidate, change = line.candidate, line.change
    why = ""
    if line.what == What.CORRECTED:
        why = change.get_cause_display()
    return Row(
        number=candidate.number if candidate else "",
        whom=candidate.full_name if candidate else counted(line.candidates, "candidate", "candidates"),
        what=line.get_what_display(),
        why=why,
        subject=str(line.syllabus) if line.syllabus else "All syllabuses",
        qualification=line.qualification.title,
        when=in_words(change.at, centre=centre),
        to_do=TO_DO[line.what],
    )
