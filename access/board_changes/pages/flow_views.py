"""How each of these pages goes: written, shown with what will change, then confirmed as shown."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from access.board_changes.change import Change, Preview, perform
from access.board_changes.exceptions import Blocked, ChangedSince
from access.board_changes.pages.forms import ReasonForm
from candidates.models import Series
from candidates.second_person.exceptions import ChangeNotPossible
from centres.desk.staff_pages import frame, staff
from results_portal.forms.guarded import readable

ASKED = "Nothing has changed yet: a second person has to confirm this."


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: its title, what it explains first, where it leads back to, and the change that its form asks for.

    `series` is the candidate's: pages of a rehearsal say so.
    """

    title: str
    explained: tuple[str, ...]
    back: str
    series: Series | None = None
    change_of: Callable[[ReasonForm], Change]


def answer(request: HttpRequest, page: Page, form: ReasonForm) -> HttpResponse:
    """The page itself, its preview, or what was done."""
    if request.method != "POST" or not form.is_valid():
        return _page(request, page, form, None)
    change = page.change_of(form)
    if "confirm" not in request.POST:
        return _page(request, page, form, change.preview())
    try:
        asked = perform(
            change, seen=request.POST.get("seen", ""), reason=form.cleaned_data["reason"], by=staff(request)
        )
    except (ChangedSince, Blocked) as why:
        if isinstance(why, ChangedSince):
            messages.warning(request, str(why))
        return _page(request, page, form, page.change_of(form).preview())
    except ChangeNotPossible as why:
        messages.error(request, str(why))
        return redirect(page.back)
    if asked:
        messages.success(request, ASKED)
        return redirect("release_desk:request", asked.pk)
    messages.success(request, "Done.")
    return redirect(page.back)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is made of: what was sent, or nothing where the page is opened."""
    return request.POST if request.method == "POST" else None


def _page(request: HttpRequest, page: Page, form: ReasonForm, preview: Preview | None) -> HttpResponse:
    context = frame(request, page.title, page=page, form=form, preview=preview, series=page.series)
    if preview is not None:
        context["sent"] = readable(request.POST)
    return render(request, "access/board_changes/change.html", context)
