"""What waits for a second person: shown whole, then confirmed, refused or withdrawn."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from candidates.models import ChangeRequest
from candidates.readiness.summary import RESULTS, readiness_of
from candidates.release_desk.effects import effect_of_request
from candidates.release_desk.views import VIEW, qualification_of
from candidates.second_person import requests
from candidates.second_person.exceptions import ChangeNotPossible
from centres.desk.staff_pages import frame, staff, staff_page


@staff_page(VIEW, proof=True)
@require_http_methods(["GET", "HEAD", "POST"])
def change_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what changes, for whom, why, and who asked."""
    asked = _request_of(pk)
    elsewhere = requests.own_page(asked)
    if elsewhere:
        return redirect(elsewhere)
    if request.method == "POST":
        return _decide(request, asked)
    user = staff(request)
    waiting = asked.state == ChangeRequest.State.WAITING
    sentences = requests.sentences_of(asked)
    context = frame(
        request,
        "A change that needs a second person",
        asked=asked,
        sentences=sentences,
        effect=None if sentences else effect_of_request(asked),
        waiting=waiting,
        may_confirm=waiting and requests.may_decide(asked, user),
        is_own=asked.asked_by_id == user.pk,
    )
    if asked.kind == ChangeRequest.Kind.MOVE_RELEASE and user.has_perm(RESULTS):
        qualification = qualification_of(asked.target)
        context["report"] = readiness_of(series=asked.series, qualification=qualification, user=user)
        context |= {"series": asked.series, "qualification": qualification}
    return render(request, "candidates/release_desk/request.html", context)


def _decide(request: HttpRequest, asked: ChangeRequest) -> HttpResponse:
    confirmed = "confirm" in request.POST
    try:
        if confirmed:
            requests.confirm(request=asked, by=staff(request))
        else:
            requests.decline(request=asked, by=staff(request))
    except ChangeNotPossible as why:
        messages.error(request, str(why))
        return redirect("release_desk:request", asked.pk)
    messages.success(request, "Confirmed and done." if confirmed else "Ended. Nothing was changed.")
    return redirect("release_desk:desk", asked.series.slug)


def _request_of(pk: int) -> ChangeRequest:
    rows = ChangeRequest.objects.select_related("series", "asked_by", "decided_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
