"""Short pages that everybody may read; nothing is looked up for them."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def information_page(request: HttpRequest, audience: str, page: str) -> HttpResponse:
    """One of `footer.PAGES`, in the words for this audience; a board may have its own (`BOARD_TEMPLATES`)."""
    return render(request, f"information/{audience}/{page}.html")
