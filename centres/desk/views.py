"""The search and the tables of the staff's desk."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centres.desk.forms import SearchForm
from centres.desk.search import SHORTEST, search
from centres.desk.staff_pages import frame, staff, staff_page
from centres.desk.tables import themes


@staff_page()
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Centres, candidates, usernames, officers and syllabuses by one search box."""
    form = SearchForm(request.GET)
    asked = form.asked
    context = frame(
        request,
        "Find",
        form=form,
        asked=asked,
        found=search(asked, user=staff(request)),
        too_short=0 < len(asked) < SHORTEST,
    )
    return render(request, "centres/desk/find.html", context)


@staff_page()
@require_safe
def tables(request: HttpRequest) -> HttpResponse:
    """Every table that this member of staff may open, by theme."""
    context = frame(request, "All tables", themes=themes(admin.site.get_app_list(request)))
    return render(request, "centres/desk/tables.html", context)
