"""The candidate's statement, and the public page on which it is checked."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from candidates.results_page.views import candidate_required
from candidates.visitor import Visitor
from letters.cjk_font import cjk_font
from letters.statements import issue, layout, verify
from letters.statements.forms import CheckForm, code_from_address
from results_portal.db.rate_limits import TooManyTries
from results_portal.db.release import release_connection
from results_portal.web.client_address import client_address
from results_portal.web.file_responses import came_from_our_own_pages

TEMPLATE = "letters/statements/check.html"


@candidate_required
@require_GET
def pdf(request: HttpRequest, *, visitor: Visitor) -> HttpResponseBase:
    """The candidate's statement; back to the results, which say what opens when, while there is none."""
    if not came_from_our_own_pages(request):
        return redirect("candidates:results")
    try:
        content = issue.issue(visitor.candidate, delay=visitor.delay)
    except issue.NothingReleased:
        return redirect("candidates:results")
    visitor.note_results_seen()
    # Drawing takes a while and asks the database nothing.
    release_connection()
    name = f"statement-{content.centre_number}-{content.candidate_number}-{visitor.candidate.series.slug}.pdf"
    return HttpResponse(
        layout.statement_pdf(content, cjk_font=cjk_font()),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_not_required
@sensitive_post_parameters("code", "family_name")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Two fields; the answer to what was typed stands above them."""
    if request.method != "POST":
        form = CheckForm(initial={"code": code_from_address(request.GET.get("code", ""))})
        return render(request, TEMPLATE, {"form": form})
    form = CheckForm(request.POST)
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form})
    try:
        answer = verify.check(**form.cleaned_data, address=client_address(request))
    except TooManyTries as why:
        response = render(request, TEMPLATE, {"form": form, "refusal": why}, status=HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(why.seconds)
        return response
    return render(request, TEMPLATE, {"form": form, "answer": answer})
