"""The two pages."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone

from tests.benchmarks.baseline.models import Candidate, Result


@login_required
def results(request: HttpRequest) -> HttpResponse:
    """What is released of the candidate who is signed in."""
    candidate = get_object_or_404(Candidate.objects.select_related("centre"), user=request.user, has_access=True)
    released = Result.objects.filter(candidate=candidate, syllabus__release__releases_at__lte=timezone.now())
    rows = released.select_related("syllabus__release").order_by("syllabus__release", "syllabus__code")
    return render(request, "results.html", {"candidate": candidate, "results": rows})


urlpatterns = [
    path("sign-in/", LoginView.as_view(template_name="sign_in.html"), name="sign_in"),
    path("results/", results, name="results"),
]
