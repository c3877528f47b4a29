"""*Administer Exams*: the centres that the officer acts for, and what they can do for each."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centres.administer_exams.centre_list import centre_list
from centres.administer_exams.forms import SearchForm
from centres.permissions.scoping import signed_in


@require_safe
def administer_exams(request: HttpRequest) -> HttpResponse:
    """The officer's centres: all of them, or those that a search finds."""
    form = SearchForm(request.GET)
    search = form.cleaned_data["q"] if form.is_valid() else ""
    centres = centre_list(user=signed_in(request), search=search, page=request.GET.get("page", "1"))
    context = {
        "form": form,
        "search": search,
        "centres": centres,
        "customer_services": settings.CUSTOMER_SERVICES_EMAIL,
    }
    return render(request, "centres/administer_exams/administer_exams.html", context)
