"""A centre renamed, put into another country, merged, closed, or opened again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from access.board_changes.centre_closures import CloseCentre, ReopenCentre
from access.board_changes.centre_merges import MergeCentres
from access.board_changes.centre_names import PERMISSION, ChangeCountry, RenameCentre
from access.board_changes.pages.flow_views import Page, answer, sent
from access.board_changes.pages.forms import CentreNameForm, CountryForm, MergeForm, ReasonForm
from centres.desk.staff_pages import staff_page
from centres.models import Centre

METHODS = ["GET", "HEAD", "POST"]


@staff_page(PERMISSION, proof=True)
@require_http_methods(METHODS)
def rename(request: HttpRequest, centre_number: str) -> HttpResponse:
    """Another name."""
    centre = _centre(centre_number)
    page = Page(
        title=f"Rename {centre}",
        explained=("The name stands on every letter. Letters that are out already keep the old one.",),
        back=_back(centre),
        change_of=lambda form: RenameCentre(centre=centre, name=form.cleaned_data["name"]),
    )
    return answer(request, page, CentreNameForm(sent(request), initial={"name": centre.name}))


@staff_page(PERMISSION, proof=True)
@require_http_methods(METHODS)
def country(request: HttpRequest, centre_number: str) -> HttpResponse:
    """Another country."""
    centre = _centre(centre_number)
    page = Page(
        title=f"The country of {centre}",
        explained=(
            (
                "A release may open later for a country. Where another country means that results are seen earlier, a "
                "second person has to confirm it."
            ),
        ),
        back=_back(centre),
        change_of=lambda form: ChangeCountry(centre=centre, country=form.cleaned_data["country"]),
    )
    return answer(request, page, CountryForm(sent(request), initial={"country": centre.country}))


@staff_page(PERMISSION, proof=True)
@require_http_methods(METHODS)
def merge(request: HttpRequest, centre_number: str) -> HttpResponse:
    """Into another centre."""
    centre = _centre(centre_number)
    page = Page(
        title=f"Merge {centre} into another centre",
        explained=(
            (
                "Candidates, results, holds, members and what was downloaded go to the other one, whose settings and "
                "contact count from then on. Passwords stay. This centre is closed."
            ),
            "Candidate numbers that both centres have stand in the way.",
        ),
        back=_back(centre),
        change_of=lambda form: MergeCentres(centre=centre, into=form.cleaned_data["into"]),
    )
    return answer(request, page, MergeForm(sent(request)))


@staff_page(PERMISSION, proof=True)
@require_http_methods(METHODS)
def close(request: HttpRequest, centre_number: str) -> HttpResponse:
    """Nobody acts for it any more."""
    centre = _centre(centre_number)
    page = Page(
        title=f"Close {centre}",
        explained=(
            (
                "Nobody acts for a centre that is closed. Its candidates keep what access they have, and results. If "
                "another school takes them over, merge the centre instead."
            ),
        ),
        back=_back(centre),
        change_of=lambda _form: CloseCentre(centre=centre),
    )
    return answer(request, page, ReasonForm(sent(request)))


@staff_page(PERMISSION, proof=True)
@require_http_methods(METHODS)
def open_again(request: HttpRequest, centre_number: str) -> HttpResponse:
    """A centre that was closed."""
    centre = _centre(centre_number)
    page = Page(
        title=f"Open {centre} again",
        explained=("Whoever acted for it when it was closed does so again.",),
        back=_back(centre),
        change_of=lambda _form: ReopenCentre(centre=centre),
    )
    return answer(request, page, ReasonForm(sent(request)))


def _centre(number: str) -> Centre:
    found = Centre.objects.filter(number=number).first()
    if found is None:
        raise Http404("no such centre")
    return found


def _back(centre: Centre) -> str:
    return reverse("admin:centres_centre_change", args=[centre.pk])
