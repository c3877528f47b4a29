"""Who may do what for a centre. Whether it is possible at this moment is another question, asked elsewhere."""

from collections.abc import Iterable
from enum import Enum

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from centres.models import Centre, Membership, Role, User


class Permission(Enum):
    """One thing that a member may do for a centre."""

    VIEW_ACCESS = "see who has access"
    CHANGE_ACCESS = "give and withdraw access"
    DOWNLOAD_LETTERS = "download and print letters"
    REISSUE = "reissue passwords"
    SEND_LETTERS = "send letters by e-mail"
    READ_AUDIT = "read the audit trail"
    MANAGE_MEMBERS = "invite and remove members"


ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.EXAMS_OFFICER: frozenset(Permission) - {Permission.READ_AUDIT, Permission.MANAGE_MEMBERS},
    Role.RESULTS_VIEWER: frozenset({Permission.VIEW_ACCESS}),
    Role.HEAD: frozenset({Permission.VIEW_ACCESS, Permission.READ_AUDIT, Permission.MANAGE_MEMBERS}),
}

# What each role is, for whoever chooses one.
ROLE_DESCRIPTIONS: dict[str, str] = {
    Role.EXAMS_OFFICER: "gives and withdraws access, downloads letters, reissues passwords",
    Role.RESULTS_VIEWER: "sees who has access, and changes nothing",
    Role.HEAD: "sees who has access, reads the audit trail, looks after the members",
}


def permissions_for(user: User, centre: Centre) -> frozenset[Permission]:
    """Everything that `user` may do for `centre`, through whichever memberships reach it."""
    reaching = Q(centre=centre) | Q(associate__isnull=False, associate=centre.associate_id)
    return _allowed(Membership.objects.filter(reaching, user=user), centre)


def permissions_at(user: User, centres: Iterable[Centre]) -> dict[int, frozenset[Permission]]:
    """What `permissions_for` says for each of `centres`, by the centre's key, in one query."""
    memberships = list(Membership.objects.filter(user=user))
    return {centre.pk: _allowed(memberships, centre) for centre in centres}


def _allowed(memberships: Iterable[Membership], centre: Centre) -> frozenset[Permission]:
    """What those of `memberships` that reach `centre` allow together."""
    allowed: frozenset[Permission] = frozenset()
    for membership in memberships:
        if reaches(membership, centre):
            allowed |= ROLE_PERMISSIONS[membership.role]
    return allowed


def reaches(membership: Membership, centre: Centre) -> bool:
    """Whether `membership` is of this centre, or of the Associate that it is attached to, at this moment."""
    if membership.centre_id == centre.pk:
        return membership.granted_through_id in {None, centre.associate_id}
    return membership.associate_id is not None and membership.associate_id == centre.associate_id


def roles_with(permission: Permission) -> list[str]:
    """The roles that may do this."""
    return [str(role) for role, may in ROLE_PERMISSIONS.items() if permission in may]


def require(permission: Permission, *, user: User, centre: Centre) -> None:
    """Raise `PermissionDenied` unless `user` may do this for `centre`."""
    if permission not in permissions_for(user, centre):
        raise refusal(permission)


def refusal(permission: Permission) -> PermissionDenied:
    """What is said to somebody whose role doesn't let them do this."""
    return PermissionDenied(f"your role at this centre doesn't let you {permission.value}")
