"""Candidates' way in and out."""

from http import HTTPStatus
from typing import cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from access.sign_in import session
from access.sign_in.authenticate import NoAccess, WrongDetails, authenticate
from access.sign_in.forms import CandidateSignInForm, username_from_letter
from candidates.visitor import ResultsRequest, Visitor
from results_portal.db.rate_limits import TooManyTries
from results_portal.web.client_address import client_address
from results_portal.web.headers import leave_nothing

TEMPLATE = "access/sign_in/sign_in.html"
SIGNED_IN = "access/sign_in/signed_in.html"
# What the button of somebody who isn't the one signed in sends along.
THEN_SIGN_IN = "sign-in"


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Two fields. Where somebody is signed in, the page says who, and asks whether that is the reader."""
    if request.method == "POST":
        return _try(request, CandidateSignInForm(request.POST))
    visitor = cast("ResultsRequest", request).candidate
    username = username_from_letter(request.GET.get("username", ""))
    if isinstance(visitor, Visitor):
        return render(request, SIGNED_IN, {"candidate": visitor.candidate, "username": username})
    context: dict[str, object] = {"form": CandidateSignInForm(initial={"username": username})}
    if visitor.ending:
        context["ended"] = visitor
    response = render(request, TEMPLATE, context)
    if visitor.ending:
        session.forget(response)
    return response


def _try(request: HttpRequest, form: CandidateSignInForm) -> HttpResponseBase:
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form})
    try:
        credential = authenticate(**form.cleaned_data, address=client_address(request))
    except WrongDetails as why:
        return render(request, TEMPLATE, {"form": form, "refusal": why})
    except NoAccess as why:
        return render(request, TEMPLATE, {"form": form, "refusal": why, "contact": why.contact, "no_access": True})
    except TooManyTries as why:
        response = render(request, TEMPLATE, {"form": form, "refusal": why}, status=HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(why.seconds)
        return response
    rotate_token(request)
    onward = redirect("candidates:results")
    session.begin(onward, credential)
    return onward


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """One press ends every session of this candidate; then a page says so, or whoever is next can sign in at once."""
    visitor = cast("ResultsRequest", request).candidate
    if request.method != "POST":
        return render(request, "access/sign_in/sign_out.html", {"signed_in": isinstance(visitor, Visitor)})
    # What was sent is read whole before anything is done: half a form signs nobody out.
    onward = _after_sign_out(request)
    if isinstance(visitor, Visitor):
        session.end_everywhere(visitor.candidate)
    response = redirect(onward)
    session.forget(response)
    leave_nothing(request)
    return response


def _after_sign_out(request: HttpRequest) -> str:
    if request.POST.get("then") != THEN_SIGN_IN:
        return reverse("candidate_access:sign_out")
    address = reverse("candidate_access:sign_in")
    username = username_from_letter(request.POST.get("username", ""))
    if username:
        address += f"?{urlencode({'username': username})}"
    return address
