"""Taking letters: all, changed, new or chosen ones, one candidate's, the register, with or without a passphrase.

Whoever takes letters has shown a short while ago that it is them.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from access.letters.downloads import (
    Choice,
    Download,
    LetterExpired,
    NoSuchLetter,
    NotReady,
    download_letters,
    download_register,
    download_single_letter,
)
from access.officers.forms.candidate_filter import CandidateFilter
from access.officers.forms.candidates import FOUND, ChosenForm
from access.officers.forms.downloads import ProtectedForm
from access.officers.queries.candidate_rows import candidate_rows
from access.officers.scoping import for_centre, from_own_pages, signed_in
from access.officers.views import chosen_candidates
from access.text import as_short_list
from candidates.models import Series
from centres.accounts.kept_forms import keeps_form, typed_before
from centres.accounts.reauthentication import ask_for_proof, is_fresh, proof_needed
from centres.accounts.waiting_downloads import ask_before_download, page_of, proof_before_download
from centres.models import Centre
from centres.permissions import Permission
from letters.models.downloads import ALL_LETTERS, CHANGED_LETTERS, CHOSEN_LETTERS, NEW_LETTERS, DownloadKind, FileFormat
from results_portal.web.file_responses import streamed_file

# The pages that offer downloads; the first is where somebody lands who comes from none of them.
HOME = ("access:overview", "access:candidates", "access:candidate")
LISTS = ("access:candidates", "access:candidate", "access:overview")
# Signs of a list of numbers that an address bears.
LONGEST_LIST = 4_000


@require_GET
@for_centre(Permission.DOWNLOAD_LETTERS)
@from_own_pages(back_to="access:overview")
@proof_before_download(*HOME)
def combined(
    request: HttpRequest, *, centre: Centre, series: Series, kind: DownloadKind = ALL_LETTERS
) -> HttpResponseBase:
    """One PDF with a page for each candidate, by number or (`?order=group`) by teaching group."""
    form = FileFormat.PDF
    if request.GET.get("order") == "group":
        form = FileFormat.GROUPED
    return _taken(request, centre, series, Choice(kind=kind, form=form))


@require_GET
@for_centre(Permission.DOWNLOAD_LETTERS)
@from_own_pages(back_to="access:overview")
@proof_before_download(*HOME)
def archive(
    request: HttpRequest, *, centre: Centre, series: Series, kind: DownloadKind = ALL_LETTERS
) -> HttpResponseBase:
    """One zip with a PDF for each candidate."""
    return _taken(request, centre, series, Choice(kind=kind, form=FileFormat.ZIP))


@require_GET
@for_centre(Permission.DOWNLOAD_LETTERS)
@from_own_pages(back_to="access:candidates")
@proof_before_download(*LISTS)
def single(request: HttpRequest, *, centre: Centre, series: Series, number: str) -> HttpResponseBase:
    """One candidate's letter."""
    try:
        return _sent(download_single_letter(series=series, centre=centre, number=number, by=signed_in(request)))
    except NoSuchLetter:
        raise Http404("no such letter") from None
    except (LetterExpired, NotReady) as why:
        messages.warning(request, str(why))
        return redirect("access:candidates", centre.number, series.slug)


@require_GET
@for_centre(Permission.DOWNLOAD_LETTERS)
@from_own_pages(back_to="access:overview")
def register(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponseBase:
    """Who gets a letter, with a line to sign; it has no passwords, so nobody is asked for theirs."""
    try:
        return _sent(download_register(series=series, centre=centre, by=signed_in(request)))
    except NotReady as why:
        messages.warning(request, str(why))
        return redirect("access:overview", centre.number, series.slug)


@keeps_form(shown_at="access:candidates")
@require_http_methods(["GET", "POST"])
@for_centre(Permission.DOWNLOAD_LETTERS)
@from_own_pages(back_to="access:candidates")
def chosen(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponseBase:
    """One PDF with the letters of those who were ticked, or of all who were found. GET is for after the proof."""
    asked = request.POST if request.method == "POST" else request.GET
    try:
        search = CandidateFilter(asked, rows=candidate_rows(series=series, centre=centre))
        numbers = chosen_candidates.numbers(ChosenForm(asked), search)
        if not is_fresh(request):
            return _proof_for_chosen(request, numbers)
        choice = Choice(kind=CHOSEN_LETTERS, numbers=numbers)
        return _sent(download_letters(series=series, centre=centre, choice=choice, by=signed_in(request)))
    except (chosen_candidates.NobodyChosen, NotReady) as why:
        messages.warning(request, str(why))
        return redirect("access:candidates", centre.number, series.slug)


def _proof_for_chosen(request: HttpRequest, numbers: frozenset[str]) -> HttpResponse:
    """The download begins after the proof; where they are too many for an address, their ticks come back."""
    page = page_of(request, *LISTS)
    wanted = as_short_list(numbers)
    if len(wanted) > LONGEST_LIST:
        return ask_for_proof(request, back_to=page)
    address = f"{request.path}?{urlencode({'scope': FOUND, 'numbers': wanted})}"
    return ask_before_download(request, page=page, address=address)


@keeps_form()
@sensitive_variables()
@sensitive_post_parameters("passphrase", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@for_centre(Permission.DOWNLOAD_LETTERS)
@proof_needed()
def protected(request: HttpRequest, *, centre: Centre, series: Series) -> HttpResponseBase:
    """Letters that open with a passphrase, which is typed here and kept nowhere."""
    if request.method != "POST":
        return _passphrase_page(
            request, centre, series, ProtectedForm(initial=_initial(typed_before(request) or request.GET))
        )
    form = ProtectedForm(request.POST)
    if not form.is_valid():
        return _passphrase_page(request, centre, series, form)
    try:
        return _sent(download_letters(series=series, centre=centre, choice=form.choice(), by=signed_in(request)))
    except NotReady as why:
        messages.warning(request, str(why))
        return redirect("access:letters_protected", centre.number, series.slug)


def _initial(asked: QueryDict) -> dict[str, str]:
    """All letters as one PDF, or what the address asks for or was chosen before; never a passphrase."""
    what, form = asked.get("what", ""), asked.get("form", "")
    if what not in (CHANGED_LETTERS.value, NEW_LETTERS.value):
        what = ALL_LETTERS.value
    return {"what": what, "form": form if form == FileFormat.ZIP else FileFormat.PDF}


def _passphrase_page(request: HttpRequest, centre: Centre, series: Series, form: ProtectedForm) -> HttpResponse:
    return render(request, "access/officers/letters/protected.html", {"centre": centre, "series": series, "form": form})


def _taken(request: HttpRequest, centre: Centre, series: Series, choice: Choice) -> HttpResponseBase:
    try:
        return _sent(download_letters(series=series, centre=centre, choice=choice, by=signed_in(request)))
    except NotReady as why:
        messages.warning(request, str(why))
        return redirect("access:overview", centre.number, series.slug)


def _sent(download: Download) -> StreamingHttpResponse:
    return streamed_file(download.pieces, name=download.name, content_type=download.content_type, size=download.size)
