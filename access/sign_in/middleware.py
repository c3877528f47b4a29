"""Sets `request.candidate` for the results site."""

from collections.abc import Callable
from functools import partial

from django.db.models.functions import Now
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from access.models import Credential
from access.sign_in import session
from access.sign_in.lookup import CandidateLogin
from candidates.visitor import AnonymousVisitor, Ending, Visitor


class CandidateSessionMiddleware:
    """Whoever is signed in at the results site, checked against the database on every request that asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(reverse("candidates:results")):
            request.candidate = SimpleLazyObject(partial(current_visitor, request))  # type: ignore[attr-defined]
        return self.get_response(request)


def current_visitor(request: HttpRequest) -> Visitor | AnonymousVisitor:
    """The candidate whose session this request carries, or an anonymous visitor. One statement at most.

    Access, issue and epoch are those of this moment: what the centre took away is gone with this request.
    """
    try:
        claim = session.claimed(request)
    except session.SessionExpired:
        return AnonymousVisitor(ending=Ending.EXPIRED)
    if claim is None:
        return AnonymousVisitor()
    login = CandidateLogin.with_credential(claim.credential_id)
    if login is None:
        return AnonymousVisitor()
    return _ended_session(claim, login) or _visitor(login)


def _ended_session(claim: session.Claim, login: CandidateLogin) -> AnonymousVisitor | None:
    """What is left of a session that was ended since the cookie was given; None while it lasts."""
    if login.credential.issue != claim.issue:
        return AnonymousVisitor(ending=Ending.REISSUED, contact=login.contact)
    if login.credential.epoch != claim.epoch:
        return AnonymousVisitor(ending=Ending.SIGNED_OUT)
    if not login.has_access:
        return AnonymousVisitor(ending=Ending.NO_ACCESS, contact=login.contact)
    return None


def _visitor(login: CandidateLogin) -> Visitor:
    return Visitor(
        candidate=login.candidate,
        username=login.credential.username,
        contact=login.contact,
        delay=login.delay,
        note_results_seen=partial(_note_results_seen, login.credential),
    )


def _note_results_seen(credential: Credential) -> None:
    if credential.first_seen_results_at is None:
        Credential.objects.filter(pk=credential.pk, first_seen_results_at=None).update(first_seen_results_at=Now())
