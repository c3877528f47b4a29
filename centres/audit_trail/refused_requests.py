"""The audit trail of refusals: somebody who is signed in asked for what isn't theirs, or isn't there.

That a page is "not found" is all that the person learns of another centre; here it stands that they asked.
"""

from collections.abc import Callable, Iterator

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

from centres.accounts.second_factor import PROTECTED
from centres.models import User
from centres.permissions.tenancy import centres_of
from results_portal import audit

REFUSED = (403, 404)
# Parts of an address that say what somebody asked for. Others, such as a link's token, are secrets.
SAID = ("code", "number", "object_id", "pk", "key")


class RefusalsOnRecord:
    """Writes an entry for each 403 and 404 with which officers' and staff's pages answer somebody signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if response.status_code in REFUSED and match and match.route.startswith(PROTECTED):
            user = request.user
            if user.is_authenticated:
                note_refusal(user, match, answer=response.status_code, why=getattr(request, "refused_because", ""))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Keep the reason, which the answer doesn't always say."""
        if isinstance(exception, PermissionDenied | Http404):
            request.refused_because = str(exception)  # type: ignore[attr-defined]


@transaction.atomic
def note_refusal(user: User, match: ResolverMatch, *, answer: int, why: str) -> None:
    """On the centre's chain if the user acts for the centre, on the board's own otherwise."""
    number = str(match.kwargs.get("centre_number", ""))
    acts_for_it = number.isalnum() and centres_of(user).filter(number=number).exists()
    details: dict[str, object] = {"answer": answer}
    if why:
        details["why"] = why
    asked = dict(_asked(match, number="" if acts_for_it else number))
    if asked:
        details["asked for"] = asked
    number_asked = f" of {number}" if number.isalnum() else ""
    audit.record_counted(
        "refuse request",
        by=user,
        about=f"{match.view_name or match.route}{number_asked}",
        centre_number=number if acts_for_it else "",
        series=str(match.kwargs.get("series_slug", "")),
        target=match.view_name or match.route,
        details=details,
    )


def _asked(match: ResolverMatch, *, number: str) -> Iterator[tuple[str, str]]:
    """What the address names. A number is a row's key; a text under the same name may be a link's token."""
    if number:
        yield "centre", number
    for name in SAID:
        value = match.kwargs.get(name)
        if value is not None and (name != "key" or isinstance(value, int)):
            yield name, str(value)[:100]
