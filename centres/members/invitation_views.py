"""The page behind the link of an invitation. Opening it changes nothing; accepting is a POST."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from centres.members.add import CannotAddMember
from centres.members.forms import NewAccountForm
from centres.members.invitations import LinkUsedUp, SignInFirst, accept, invitation_of, needs_sign_in
from centres.models import Invitation, User


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the person is invited to, and how they accept: with a new account or with the one they have."""
    user = request.user if request.user.is_authenticated else None
    try:
        found = invitation_of(token)
        needs_sign_in(found, user)
        return _answer(request, token, found, user)
    except LinkUsedUp:
        return render(request, "centres/members/invitation_used_up.html", status=404)
    except SignInFirst as why:
        status = 403 if request.method == "POST" else 200
        return render(
            request, "centres/members/invitation_elsewhere.html", {"why": why, "invitation": found}, status=status
        )


def _answer(request: HttpRequest, token: str, found: Invitation, user: User | None) -> HttpResponse:
    form = NewAccountForm(request.POST or None, email=found.email)
    if request.method == "POST" and (user or form.is_valid()):
        name, password = ("", None) if user else (form.cleaned_data["name"], form.cleaned_data["password1"])
        return _accept(request, token=token, user=user, name=name, password=password)
    context = {"invitation": found, "form": None if user else form}
    return render(request, "centres/members/invitation.html", context)


def _accept(request: HttpRequest, *, token: str, user: User | None, name: str, password: str | None) -> HttpResponse:
    try:
        added = accept(token=token, by=user, name=name, password=password)
    except CannotAddMember as why:
        messages.error(request, str(why))
        return redirect("centres:administer_exams")
    if user is None:
        messages.success(request, "Your account is ready. Sign in with it.")
        return redirect("account_login")
    membership = added.membership
    messages.success(request, f"You act for {membership.centre} now, as {membership.get_role_display()}.")
    return redirect("centres:administer_exams")
