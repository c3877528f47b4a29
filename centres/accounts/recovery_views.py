"""The page behind the link that asks somebody whether they lost their second factor. Opening it changes nothing."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from centres.accounts.recovery import LinkUsedUp, confirm, recovery_of


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def recovery(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and on POST note the answer."""
    try:
        if request.method == "POST":
            return render(request, "centres/accounts/recovery_confirmed.html", {"recovery": confirm(token=token)})
        return render(request, "centres/accounts/recovery.html", {"recovery": recovery_of(token)})
    except LinkUsedUp:
        return render(request, "centres/accounts/recovery_used_up.html", status=404)
