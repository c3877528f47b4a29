"""What removing a member does, so that it can be read before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from centres.members.invitations import open_invitations
from centres.members.notifications import heads
from centres.models import Centre, Membership, Role, User
from centres.permissions import ROLE_PERMISSIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalEffects:
    """What the person loses, whose invitations end with it, and who is left."""

    loses: Sequence[str]
    invitations: Sequence[str]
    still_acts_through: str
    other_heads: int
    other_officers: int


def effects_of_removal(centre: Centre, member: Membership) -> RemovalEffects:
    """Four queries at most."""
    others = centre.memberships.in_force().filter(user__is_active=True).exclude(pk=member.pk)
    roles = list(others.values_list("role", flat=True))
    associate = centre.associate
    through = associate is not None and associate.memberships.filter(user=member.user_id).exists()
    return RemovalEffects(
        loses=sorted(permission.value for permission in ROLE_PERMISSIONS[member.role]),
        invitations=[each.email for each in open_invitations(centre).filter(invited_by=member.user_id)],
        still_acts_through=associate.name if associate and through else "",
        other_heads=roles.count(Role.HEAD),
        other_officers=roles.count(Role.EXAMS_OFFICER),
    )


def heads_of(centre: Centre) -> list[User]:
    """Those who are told when somebody joins."""
    return list(heads(centre).distinct())
