"""The members of a centre, for those who look after them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centres.accounts.reauthentication import fresh_proof, proof_needed
from centres.members.add import NotAnAddress
from centres.members.change import CannotChangeMember, change_role, remove_member, roles_for
from centres.members.effects import effects_of_removal, heads_of
from centres.members.forms import InviteForm, RoleForm
from centres.members.invitations import CannotInvite, invite, revoke
from centres.members.people import people_of
from centres.models import Centre, Membership
from centres.permissions import Permission
from centres.permissions.granting import authority_of
from centres.permissions.scoping import for_centre, signed_in


@require_safe
@for_centre(Permission.MANAGE_MEMBERS)
def members(request: HttpRequest, *, centre: Centre) -> HttpResponse:
    """Who acts for the centre, and who is invited."""
    return render(request, "centres/members/members.html", {"centre": centre, "people": people_of(centre)})


@require_http_methods(["GET", "HEAD", "POST"])
@for_centre(Permission.MANAGE_MEMBERS)
@fresh_proof
def invite_member(request: HttpRequest, *, centre: Centre) -> HttpResponse:
    """Invite somebody by e-mail."""
    authority = authority_of(signed_in(request), centre)
    form = InviteForm(request.POST or None, roles=authority.roles)
    if form.is_valid():
        clean = form.cleaned_data
        try:
            invitation = invite(centre=centre, email=clean["email"], role=clean["role"], by=signed_in(request))
        except (CannotInvite, NotAnAddress) as why:
            form.add_error("email", str(why))
        else:
            messages.success(request, f"We are sending {invitation.email} a link to accept within 7 days.")
            return redirect("centres:members", centre.number)
    context = {"centre": centre, "form": form, "through": authority.through, "heads": heads_of(centre)}
    return render(request, "centres/members/invite_member.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_centre(Permission.MANAGE_MEMBERS)
@fresh_proof
def member_role(request: HttpRequest, *, centre: Centre, key: int) -> HttpResponse:
    """Give a member another role."""
    member = _member(centre, key)
    roles = roles_for(centre=centre, member=member, by=signed_in(request))
    form = RoleForm(request.POST or None, roles=roles, initial={"role": member.role})
    if form.is_valid():
        try:
            now = change_role(centre=centre, member=member, role=form.cleaned_data["role"], by=signed_in(request))
        except CannotChangeMember as why:
            messages.error(request, str(why))
        else:
            messages.success(request, f"{now.user.get_full_name()} is {now.get_role_display()} now.")
        return redirect("centres:members", centre.number)
    context = {"centre": centre, "member": member, "form": form, "effects": effects_of_removal(centre, member)}
    return render(request, "centres/members/member_role.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_centre(Permission.MANAGE_MEMBERS)
@fresh_proof
def member_removal(request: HttpRequest, *, centre: Centre, key: int) -> HttpResponse:
    """End somebody's membership, after asking once."""
    member = _member(centre, key)
    if request.method != "POST":
        context = {"centre": centre, "member": member, "effects": effects_of_removal(centre, member)}
        return render(request, "centres/members/remove_member.html", context)
    try:
        remove_member(centre=centre, member=member, by=signed_in(request))
    except CannotChangeMember as why:
        messages.error(request, str(why))
    else:
        messages.success(request, f"{member.user.get_full_name()} doesn't act for your centre any more.")
    return redirect("centres:members", centre.number)


@require_POST
@for_centre(Permission.MANAGE_MEMBERS)
@proof_needed(back_to="centres:members")
def revoke_invitation(request: HttpRequest, *, centre: Centre, key: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = centre.invitations.filter(pk=key).first()
    if invitation is None:
        raise Http404("no such invitation")
    if revoke(centre=centre, invitation=invitation, by=signed_in(request)):
        messages.success(request, f"The invitation of {invitation.email} is revoked. Its link doesn't work any more.")
    else:
        messages.info(request, f"The invitation of {invitation.email} had ended already.")
    return redirect("centres:members", centre.number)


def _member(centre: Centre, key: int) -> Membership:
    """The centre's own member with this key; the Associate's people aren't among them."""
    member = centre.memberships.in_force().select_related("user").filter(pk=key).first()
    if member is None:
        raise Http404("no such member")
    return member
