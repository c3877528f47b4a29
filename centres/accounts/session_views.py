"""How long the session lasts, and *Stay signed in*: pages ask here before they warn somebody that it ends."""

import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from centres.accounts import session_timeout


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """GET says how many seconds are left, and doesn't count as activity; POST is activity, and says it then."""
    if request.method == "POST":
        session_timeout.stay(request)
        if request.accepts("text/html"):
            messages.success(request, "You stay signed in.")
            return redirect("centres:administer_exams")
    seconds = session_timeout.seconds_left(request.session, time.time())
    return JsonResponse({"seconds": seconds})
