"""Who acts for a centre, as its head sees it: its own members, the Associate's, and who is invited."""

from collections.abc import Sequence
from dataclasses import dataclass

from centres.members.invitations import open_invitations
from centres.models import Centre, Invitation, Membership, User


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everybody who reaches one centre, and who may soon. Three or four queries, however many there are."""

    members: Sequence[Membership]
    associates: Sequence[Membership]
    invitations: Sequence[Invitation]


def people_of(centre: Centre) -> People:
    """Members by name or address; those whose account is closed are among them."""
    own = centre.memberships.in_force().select_related("user")
    associate = centre.associate
    return People(
        members=sorted(own, key=_by_name),
        associates=sorted(associate.memberships.select_related("user"), key=_by_name) if associate else [],
        invitations=list(open_invitations(centre).select_related("invited_by")),
    )


def _by_name(membership: Membership) -> tuple[str, str]:
    user: User = membership.user
    return user.get_full_name().casefold(), user.email
