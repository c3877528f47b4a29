"""E-mails about memberships: to the person concerned, and, when somebody new comes, to those who look after members."""

from django.db.models import QuerySet

from centres.emails import full_address, send_email
from centres.models import Associate, Centre, Membership, Role, User
from centres.permissions import Permission, roles_with
from results_portal import audit


def announce_joined(membership: Membership, *, by: audit.Actor, person_knows: bool = False) -> None:
    """Tell the person, unless they did it themselves, and the heads of the centre, but for whoever did it."""
    role = membership.get_role_display()
    if not person_knows:
        context = {"place": place_of(membership), "role": role, "by": by.email}
        send_email(membership.user.email, template="member_added", context=context)
    if membership.centre is None:
        return
    centre = membership.centre
    context = {"centre": centre, "person": membership.user.email, "role": role, "by": by.email}
    context["link"] = full_address("centres:members", centre.number)
    for address in heads(centre).exclude(email__in=[by.email, membership.user.email]).values_list("email", flat=True):
        send_email(address, template="member_joined", context=context)


def announce_removed(membership: Membership, *, by: audit.Actor) -> None:
    """Tell the person that they act for the place no longer."""
    context = {"place": place_of(membership), "by": by.email}
    send_email(membership.user.email, template="member_removed", context=context)


def announce_role(membership: Membership, *, earlier: str, by: audit.Actor) -> None:
    """Tell the person which role they have now; `earlier` is the value of the one they had."""
    roles = {"role": membership.get_role_display(), "earlier": Role(earlier).label}
    context = {"place": place_of(membership), "by": by.email, **roles}
    send_email(membership.user.email, template="role_changed", context=context)


def place_of(membership: Membership) -> Centre | Associate:
    """What the member acts for."""
    place = membership.centre or membership.associate
    if place is None:
        raise ValueError("a membership is of a centre or of an Associate")
    return place


def heads(centre: Centre) -> QuerySet[User]:
    """The centre's own people who look after its members."""
    members = centre.memberships.in_force().filter(role__in=roles_with(Permission.MANAGE_MEMBERS))
    return User.objects.filter(is_active=True, memberships__in=members)
