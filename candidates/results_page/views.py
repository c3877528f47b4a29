"""The candidate's pages. They know who asks from `request.candidate` alone."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from candidates.embargo import gate
from candidates.results_page.presenters import results_page
from candidates.visitor import ResultsRequest, Visitor

CandidatesView = Callable[..., HttpResponseBase]


def candidate_required(view: CandidatesView) -> CandidatesView:
    """A view for signed-in candidates gets `visitor`; anybody else goes to the sign-in page, officers included."""

    @login_not_required
    @wraps(view)
    def for_candidates(request: HttpRequest, **rest: object) -> HttpResponseBase:
        visitor = cast("ResultsRequest", request).candidate
        if not isinstance(visitor, Visitor):
            return redirect("candidate_access:sign_in")
        return view(request, visitor=visitor, **rest)

    return for_candidates


@candidate_required
@require_safe
def results(request: HttpRequest, *, visitor: Visitor) -> HttpResponse:
    """What is released, and when the rest will be."""
    candidate = visitor.candidate
    reading = gate.read(candidate, delay=visitor.delay)
    # Whoever asks for the headers alone has seen nothing.
    if reading.shows_results and request.method == "GET":
        visitor.note_results_seen()
    page = results_page(reading, centre=candidate.centre, delay=visitor.delay)
    return render(
        request, "candidates/results_page/results.html", {"page": page, "visitor": visitor, "candidate": candidate}
    )
