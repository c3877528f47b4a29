"""*Undo*: puts back what held before the last change, for ten minutes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from access.granting.exceptions import ChangeRefused
from access.granting.undo import undo as undo_change
from access.officers.forms.undo import UndoForm
from access.officers.messages import undone
from access.officers.queries.overview import holders_of
from access.officers.reauthentication import lacks_proof
from access.officers.scoping import for_centre, signed_in
from candidates.models import Series
from centres.accounts.reauthentication import ask_for_proof
from centres.models import Centre
from centres.permissions import Permission


@require_POST
@for_centre(Permission.CHANGE_ACCESS)
def undo(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponse:
    """Put it back, and lead back to the page on which it was offered."""
    form = UndoForm(request.POST)
    page, version = "overview", None
    if form.is_valid():
        page, version = form.cleaned_data["page"], form.cleaned_data["version"]
    back = reverse(f"access:{page}", args=[centre.number, series.slug])
    roll = centre.candidates.filter(series=series, withdrawn=False).count()
    if lacks_proof(request, candidates=roll):
        return ask_for_proof(request, back_to=back)
    try:
        done = undo_change(series=series, centre=centre, version=version, by=signed_in(request))
    except ChangeRefused as why:
        messages.warning(request, str(why))
        return redirect(back)
    messages.success(request, undone(done, holders=holders_of(done.settings)))
    return redirect(back)
