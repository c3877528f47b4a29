"""Candidates' way in and out."""

from http import HTTPStatus
from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from access.sign_in import authenticate as signing_in
from access.sign_in import session
from access.sign_in.forms import SignInForm, username_from_letter
from candidates.visitor import AnonymousVisitor, ResultsRequest, Visitor
from results_portal.db.rate_limits import TooManyTries
from results_portal.web.headers import client_address, leave_nothing

TEMPLATE = "access/sign_in/sign_in.html"


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Two fields. Somebody who is signed in already goes on to the results, unless another letter led here."""
    if request.method == "POST":
        return _try(request, SignInForm(request.POST))
    asks = cast("ResultsRequest", request).candidate
    username = username_from_letter(request.GET.get("username", ""))
    if isinstance(asks, Visitor) and username in ("", asks.username):
        return redirect("candidates:results")
    ended = asks if isinstance(asks, AnonymousVisitor) and asks.ending else None
    response = render(request, TEMPLATE, {"form": SignInForm(initial={"username": username}), "ended": ended})
    if ended:
        session.forget(response)
    return response


def _try(request: HttpRequest, form: SignInForm) -> HttpResponseBase:
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form})
    try:
        credential = signing_in.sign_in(**form.cleaned_data, address=client_address(request))
    except signing_in.WrongDetails as why:
        return render(request, TEMPLATE, {"form": form, "refusal": why})
    except signing_in.NoAccess as why:
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
    """A button that ends every session of this candidate; afterwards a page that says so."""
    asks = cast("ResultsRequest", request).candidate
    if request.method != "POST":
        return render(request, "access/sign_in/sign_out.html", {"signed_in": isinstance(asks, Visitor)})
    if isinstance(asks, Visitor):
        session.end_everywhere(asks.candidate)
    response = redirect("candidate_access:sign_out")
    session.forget(response)
    leave_nothing(request)
    return response
