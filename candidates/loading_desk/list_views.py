"""One list of a preview: a page at a time, or whole as a CSV file."""

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from candidates.loading_desk.rows import shown_list
from candidates.loading_desk.scoping import job_of, loads_page
from candidates.loads.lifecycle import target_of
from candidates.loads.lists import as_csv, is_readable
from candidates.models import LoadJob
from centres.desk.staff_pages import frame, staff
from results_portal import audit
from results_portal.web.file_responses import streamed_file

ROWS_ON_A_PAGE = 100


@loads_page()
@require_safe
def rows(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """A list, a hundred rows at a time."""
    job = _job_with(pk, which)
    page = Paginator(range(job.lists[which]["rows"]), ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    shown = shown_list(job, which, start=max(0, page.start_index() - 1), count=ROWS_ON_A_PAGE)
    note_look(request, job)
    context = frame(request, f"{shown.title}: {job.name}", job=job, shown=shown, page=page)
    return render(request, "candidates/loading_desk/rows.html", context)


@loads_page(proof=True)
@require_safe
def rows_csv(request: HttpRequest, pk: int, which: str) -> HttpResponseBase:
    """A list as a file."""
    job = _job_with(pk, which)
    place = job.lists[which]["place"]
    if not is_readable(place):
        raise Http404
    with transaction.atomic():
        audit.record("download list of a load", by=staff(request), target=target_of(job), details={"list": which})
    return streamed_file(
        as_csv(which, place), name=f"load-{job.pk}-{which}.csv", content_type="text/csv; charset=utf-8"
    )


def note_look(request: HttpRequest, job: LoadJob) -> None:
    """Put on record that somebody looked at what files say."""
    with transaction.atomic():
        audit.record_counted("look at load", by=staff(request), about=target_of(job), target=target_of(job))


def _job_with(pk: int, which: str) -> LoadJob:
    job = job_of(pk)
    if which not in job.lists:
        raise Http404
    return job
