"""Heads of centre change their centre's members: another role, or none any more.

Nobody changes their own membership, so that a centre is never left by the last person who looks after its members. Two
heads who remove each other at the same moment queue for the centre's row; the second one finds that they may no longer.
"""

from django.db import transaction
from django.utils import timezone

from centres.members.notifications import announce_removed, announce_role
from centres.models import Centre, Invitation, Membership, Role, User
from centres.permissions import ROLE_PERMISSIONS, Permission, require, roles_with
from centres.permissions.granting import Authority, authority_of
from results_portal import audit


class CannotChangeMember(Exception):
    """Why a member stays as they are, in words for whoever wants to change them."""


class OwnMembership(CannotChangeMember):
    """Somebody wants to change or remove themselves."""


class BeyondOwnRights(CannotChangeMember):
    """Whoever changes the role, on their Associate's word, doesn't have what it brings, or makes it last longer."""


class NotAMember(CannotChangeMember):
    """The person acts for the centre no longer, or only through its Associate."""


@transaction.atomic
def change_role(*, centre: Centre, member: Membership, role: str, by: User) -> Membership:
    """Give a member of `centre` another role. The one they have already changes nothing.

    Raises a `CannotChangeMember`, or `PermissionDenied` if `by` doesn't look after the centre's members at this moment.
    """
    known = _locked(centre, member, by)
    earlier = known.role
    if earlier == role:
        return known
    authority = authority_of(by, centre)
    _check_authority(authority, known, role)
    known.role = Role(role)
    # What a head of the centre says themselves doesn't end with the attachment to an Associate.
    known.granted_through = known.granted_through if authority.through else None
    known.save(update_fields=["role", "granted_through"])
    revoked = 0 if role in roles_with(Permission.MANAGE_MEMBERS) else _revoke_invitations(known)
    announce_role(known, earlier=earlier, by=by)
    audit.record(
        "change member's role",
        by=by,
        centre_number=centre.number,
        target=known.user.email,
        details={"before": {"role": earlier}, "after": {"role": role}} | _counted(revoked),
    )
    return known


def roles_for(*, centre: Centre, member: Membership, by: User) -> list[str]:
    """The roles that `by` may give this member. Raises `PermissionDenied`."""
    authority = authority_of(by, centre)
    return [role for role in Role.values if _may_give(authority, member, role)]


@transaction.atomic
def remove_member(*, centre: Centre, member: Membership, by: User) -> None:
    """End a membership of `centre`, with effect on the person's next request. Raises as `change_role` does."""
    known = _locked(centre, member, by)
    revoked = _revoke_invitations(known)
    announce_removed(known, by=by)
    email, role = known.user.email, known.role
    known.delete()
    audit.record(
        "remove member",
        by=by,
        centre_number=centre.number,
        target=email,
        details={"before": {"role": role}, "after": {"role": None}} | _counted(revoked),
    )


@transaction.atomic
def remove_outdated(*, by: audit.Actor) -> int:
    """End what was given on an Associate's word to centres that are attached to it no longer; returns how many.

    They count for nothing from the moment of the detachment on; without this they would count again after another.
    """
    outdated = Membership.objects.outdated().select_related("user", "centre", "granted_through")
    ended = list(outdated.order_by("centre__number", "user__email"))
    for membership in ended:
        announce_removed(membership, by=by)
    Membership.objects.filter(pk__in=[membership.pk for membership in ended]).delete()
    for membership in ended:
        details = {"before": {"role": membership.role}, "after": {"role": None}}
        details["why"] = {"attached no longer to": str(membership.granted_through)}
        number = membership.centre.number if membership.centre else ""
        audit.record("remove member", by=by, centre_number=number, target=membership.user.email, details=details)
    return len(ended)


def lock_members(*, centre: Centre, by: User) -> None:
    """Let changes of this centre's members queue, and ask again whether `by` may make one."""
    Centre.objects.select_for_update(no_key=True).filter(pk=centre.pk).first()
    require(Permission.MANAGE_MEMBERS, user=by, centre=centre)


def _locked(centre: Centre, member: Membership, by: User) -> Membership:
    """The membership as it is now. That somebody else just ended it raises `NotAMember`."""
    lock_members(centre=centre, by=by)
    members = centre.memberships.in_force().filter(pk=member.pk)
    known = members.select_for_update(of=("self",)).select_related("user").first()
    if known is None:
        raise NotAMember("This person doesn't act for the centre any more.")
    if known.user_id == by.pk:
        raise OwnMembership("You can't change your own membership. Ask another head of centre, or the board.")
    return known


def _check_authority(authority: Authority, known: Membership, role: str) -> None:
    if not _may_give(authority, known, role):
        raise BeyondOwnRights(
            f"You act for this centre through its Associate, so you can't make its member {Role(role).label}. "
            "Ask a head of the centre, or the board."
        )


def _may_give(authority: Authority, known: Membership, role: str) -> bool:
    """On an Associate's word a member gets less than they have, or what ends with the attachment as before."""
    if authority.through is None or ROLE_PERMISSIONS[role] <= ROLE_PERMISSIONS[known.role]:
        return True
    return authority.gives(role) and known.granted_through_id is not None


def _revoke_invitations(membership: Membership) -> int:
    """Nobody joins on the word of somebody who looks after the members no longer; returns how many were open."""
    invitations = Invitation.objects.filter(centre=membership.centre, invited_by=membership.user)
    return invitations.filter(accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())


def _counted(revoked: int) -> dict[str, int]:
    return {"invitations revoked": revoked} if revoked else {}
