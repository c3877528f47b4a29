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
from access.sign_in.lookup import KnownCandidate
from candidates.visitor import AnonymousVisitor, Ending, Visitor


class SignedInCandidate:
    """Whoever is signed in at the results site, checked against the database on every request that asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(reverse("candidates:results")):
            request.candidate = SimpleLazyObject(partial(who_asks, request))  # type: ignore[attr-defined]
        return self.get_response(request)


def who_asks(request: HttpRequest) -> Visitor | AnonymousVisitor:
    """The candidate whose session this request carries, or a stranger. One statement at most.

    Access, issue and epoch are those of this moment: what the centre took away is gone with this request.
    """
    try:
        claim = session.claimed(request)
    except session.SessionExpired:
        return AnonymousVisitor(ending=Ending.EXPIRED)
    known = KnownCandidate.with_credential(claim.credential_id) if claim else None
    if claim is None or known is None:
        return AnonymousVisitor()
    if known.credential.issue != claim.issue:
        return AnonymousVisitor(ending=Ending.REISSUED, contact=known.contact)
    if known.credential.epoch != claim.epoch:
        return AnonymousVisitor(ending=Ending.SIGNED_OUT)
    if not known.has_access:
        return AnonymousVisitor(ending=Ending.NO_ACCESS, contact=known.contact)
    return _visitor(known)


def _visitor(known: KnownCandidate) -> Visitor:
    return Visitor(
        candidate=known.candidate,
        username=known.credential.username,
        contact=known.contact,
        delay=known.delay,
        note_results_seen=partial(_note_results_seen, known.credential),
    )


def _note_results_seen(credential: Credential) -> None:
    if credential.first_seen_results_at is None:
        Credential.objects.filter(pk=credential.pk, first_seen_results_at=None).update(first_seen_results_at=Now())
