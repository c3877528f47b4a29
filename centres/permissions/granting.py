"""What somebody may give others at a centre: nobody gives, on an Associate's word, more than they have themselves.

A head of the centre answers for it and may give every role. The head of its Associate looks after the members as well,
but the board says who the Associate's people are and what they may do: they give only what they have, to nobody who
acts for the Associate already, and what they gave ends with the attachment.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from centres.models import Associate, Centre, Membership, Role, User
from centres.permissions.members import ROLE_PERMISSIONS, Permission, reaches, roles_with


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """On whose word somebody looks after a centre's members, and which roles they may give."""

    roles: tuple[str, ...]
    through: Associate | None

    def gives(self, role: str) -> bool:
        return role in self.roles


def authority_of(user: User, centre: Centre) -> Authority:
    """What `user` may give at `centre`; raises `PermissionDenied` where they don't look after its members."""
    reaching = Q(centre=centre) | Q(associate__isnull=False, associate=centre.associate_id)
    memberships = [each for each in Membership.objects.filter(reaching, user=user) if reaches(each, centre)]
    managing = [each for each in memberships if each.role in roles_with(Permission.MANAGE_MEMBERS)]
    if not managing:
        raise PermissionDenied(f"your role at this centre doesn't let you {Permission.MANAGE_MEMBERS.value}")
    if any(each.centre_id is not None and each.granted_through_id is None for each in managing):
        return Authority(roles=tuple(Role.values), through=None)
    held = frozenset[Permission]().union(*(ROLE_PERMISSIONS[each.role] for each in memberships))
    return Authority(
        roles=tuple(role for role in Role.values if ROLE_PERMISSIONS[role] <= held), through=centre.associate
    )


def acts_for_associate(email: str, associate: Associate) -> bool:
    """Whether the person with this address is one of the Associate's people."""
    return associate.memberships.filter(user__email=email).exists()
