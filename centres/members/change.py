"""Heads of centre change their centre's members: another role, or none any more.

Nobody changes their own membership, so that a centre is never left by the last person who looks after its members. Two
heads who remove each other at the same moment queue for the centre's row; the second one finds that they may no longer.
"""

from django.db import transaction
from django.utils import timezone

from centres.members.notifications import announce_removed, announce_role
from centres.models import Centre, Invitation, Membership, Role, User
from centres.permissions import Permission, require, roles_with
from results_portal import audit


class CannotChangeMember(Exception):
    """Why a member stays as they are, in words for whoever wants to change them."""


class OwnMembership(CannotChangeMember):
    """Somebody wants to change or remove themselves."""


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
    known.role = Role(role)
    known.save(update_fields=["role"])
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


def lock_members(*, centre: Centre, by: User) -> None:
    """Let changes of this centre's members queue, and ask again whether `by` may make one."""
    Centre.objects.select_for_update(no_key=True).filter(pk=centre.pk).first()
    require(Permission.MANAGE_MEMBERS, user=by, centre=centre)


def _locked(centre: Centre, member: Membership, by: User) -> Membership:
    """The membership as it is now. That somebody else just ended it raises `NotAMember`."""
    lock_members(centre=centre, by=by)
    known = centre.memberships.select_for_update(of=("self",)).select_related("user").filter(pk=member.pk).first()
    if known is None:
        raise NotAMember("This person doesn't act for the centre any more.")
    if known.user_id == by.pk:
        raise OwnMembership("You can't change your own membership. Ask another head of centre, or the board.")
    return known


def _revoke_invitations(membership: Membership) -> int:
    """Nobody joins on the word of somebody who looks after the members no longer; returns how many were open."""
    invitations = Invitation.objects.filter(centre=membership.centre, invited_by=membership.user)
    return invitations.filter(accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())


def _counted(revoked: int) -> dict[str, int]:
    return {"invitations revoked": revoked} if revoked else {}
