"""*What will change*: shown before a large change of who has access, or of when they see results."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from access.granting.exceptions import StaleSettings
from access.granting.preview import ChangePreview
from access.officers.forms.previewed import CONFIRM, EDIT, SEEN_BEFORE, PreviewedForm
from access.officers.queries.overview import holders_of, releases_of
from access.officers.scoping import signed_in
from access.text import candidates
from candidates.instants import length

NAMED_AT_ONCE = 5


def is_to_be_shown(preview: ChangePreview, form: PreviewedForm) -> bool:
    """Whether the change that a valid form asks for waits until somebody saw what it does.

    Where somebody else was faster, a form that nobody was shown the effects of is refused by the change itself.
    """
    seen: str = form.cleaned_data["seen"]
    if not preview.is_large or seen == preview.digest:
        return False
    return bool(seen) or form.cleaned_data["version"] == preview.version


def preview_page(
    request: HttpRequest,
    preview: ChangePreview,
    *,
    form: PreviewedForm,
    sent: list[tuple[str, str]],
    back_to: str,
) -> HttpResponse:
    """The page for a valid form. `sent` are its fields, which go along; `back_to` is where *Cancel* leads."""
    seen, version = form.cleaned_data["seen"], form.cleaned_data["version"]
    settings = preview.settings
    own = settings.changed_by == signed_in(request).email
    why = ""
    if seen and version != preview.version:
        why = str(StaleSettings(settings, centre=settings.centre, own=own))
    elif seen:
        why = SEEN_BEFORE
    context = {
        "centre": settings.centre,
        "series": settings.series,
        "preview": preview,
        "named_at_once": NAMED_AT_ONCE,
        **_times(preview),
        "why": why,
        "sent": [*sent, ("seen", preview.digest)],
        "confirm": CONFIRM,
        "edit": EDIT,
        "back_to": back_to,
    }
    return render(request, "access/officers/preview/preview.html", context)


def _times(preview: ChangePreview) -> dict[str, Any]:
    """When candidates see results, now and then, where that changes."""
    if not preview.changes_delay:
        return {}
    settings = preview.settings
    now, then = (
        releases_of(series=settings.series, centre=settings.centre, delay=delay)
        for delay in (settings.delay, preview.delay)
    )
    shut = {row.qualification for row in now if not row.is_open}
    holders = holders_of(settings)
    return {
        "releases": then,
        "delay_now": length(settings.delay) if settings.delay else "",
        "delay_then": length(preview.delay) if preview.delay else "",
        "later": preview.delay > settings.delay,
        "with_access": candidates(holders) if holders else "",
        "opening": [row.qualification for row in then if row.is_open and row.qualification in shut],
    }
