"""Confirm asks for fresh proof where it is about many candidates at once: a stolen session alone opens no school.

A change is large from `PROOF_FROM_CANDIDATES` candidates on. What the forms of a whole centre confirm counts by the
centre's roll, whatever is ticked, so that the proof is asked for before anything was typed.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from access.officers.scoping import ScopedView
from candidates.models import Series
from centres.accounts.reauthentication import ask_for_proof, is_fresh
from centres.models import Centre


def lacks_proof(request: HttpRequest, *, candidates: int) -> bool:
    """Whether a change that is about so many candidates has to wait until the person showed that it is them."""
    return candidates >= settings.PROOF_FROM_CANDIDATES and not is_fresh(request)


def proof_at_large_centres(view: ScopedView) -> Callable[..., HttpResponseBase]:
    """Have a view under `for_centre` answer only after fresh proof where the centre has many candidates."""

    @wraps(view)
    def protected(request: HttpRequest, *, centre: Centre, series: Series, **rest: object) -> HttpResponseBase:
        if not is_fresh(request):
            roll = centre.candidates.filter(series=series, withdrawn=False).count()
            if lacks_proof(request, candidates=roll):
                return ask_for_proof(request, back_to=request.get_full_path())
        return view(request, centre=centre, series=series, **rest)

    return protected
