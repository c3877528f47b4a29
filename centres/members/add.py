"""Who acts for which centre or Associate: adding a member, with an account where the person has none yet."""

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from centres.members.notifications import announce_joined
from centres.models import Associate, Centre, Membership, Role, User
from results_portal import audit


class CannotAddMember(Exception):
    """Why somebody can't be added, in words for whoever adds them."""


class NotAnAddress(CannotAddMember):
    """What was given is no e-mail address."""


class PasswordTooWeak(CannotAddMember):
    """The password for a new account doesn't pass the rules."""


class AlreadyMember(CannotAddMember):
    """The person acts for this centre or Associate already."""


class AccountClosed(CannotAddMember):
    """There is an account with this address, and it was closed."""


class UnknownPlace(CannotAddMember):
    """No centre has this number, or no Associate this code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAdded:
    """The new membership, and whether an account was made for it."""

    membership: Membership
    account_made: bool


def place_named(*, centre: str | None = None, associate: str | None = None) -> Centre | Associate:
    """The centre with this number or the Associate with this code; raises `UnknownPlace`."""
    place: Centre | Associate | None
    if centre:
        place = Centre.objects.filter(number=centre.strip().upper()).first()
    else:
        place = Associate.objects.filter(code__iexact=(associate or "").strip()).first()
    if place is None:
        kind, name = ("centre", centre) if centre else ("Associate", associate)
        raise UnknownPlace(f"There is no {kind} {name}. Load its series first, or add it in the admin.")
    return place


def has_account(email: str) -> bool:
    """Whether somebody signs in with this address already, so that no password is needed to add them."""
    return User.objects.filter(email=User.objects.normalize_email(email)).exists()


def check_address(email: str) -> str:
    """The address as accounts keep it; raises `NotAnAddress`."""
    address = User.objects.normalize_email(email)
    try:
        validate_email(address)
    except ValidationError as why:
        raise NotAnAddress(f"{email!r} is not an email address, such as officer@school.example.") from why
    return address


@transaction.atomic
def add_member(
    *,
    email: str,
    place: Centre | Associate,
    by: audit.Actor,
    role: str = Role.EXAMS_OFFICER,
    name: str = "",
    password: str | None = None,
    invited_by: str | None = None,
    granted_through: Associate | None = None,
) -> MemberAdded:
    """Let the person with this address act for `place`, making their account if there is none.

    `password` is for a new account; without one it gets none, and its owner chooses one by e-mail. `invited_by` is the
    address of whoever invited the person, who then did this themselves. The person is told by e-mail otherwise, and
    the heads of the centre are in any case. With `granted_through` the membership ends when the centre isn't attached
    to that Associate any more. Raises a `CannotAddMember`, and then nothing was changed.
    """
    address = check_address(email)
    user = User.objects.select_for_update().filter(email=address).first()
    made = user is None
    if user is None:
        user = _account(address, name=name, password=password)
    elif not user.is_active:
        raise AccountClosed(f"The account of {address} is closed. Open it in the admin first.")
    membership = _membership(user, place, role, granted_through)
    announce_joined(membership, by=by, person_knows=invited_by is not None)
    details: dict[str, str | bool] = {"role": role, "for": str(place), "account made": made}
    if invited_by is not None:
        details["invited by"] = invited_by
    if granted_through is not None:
        details["for as long as attached to"] = str(granted_through)
    audit.record(
        "add member" if invited_by is None else "accept invitation",
        by=by,
        centre_number=place.number if isinstance(place, Centre) else "",
        target=address,
        details=details,
    )
    return MemberAdded(membership=membership, account_made=made)


def _account(address: str, *, name: str, password: str | None) -> User:
    user = User(email=address, name=name)
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as why:
            raise PasswordTooWeak(" ".join(why.messages)) from why
    return User.objects.create_user(address, password, name=name)


def _membership(user: User, place: Centre | Associate, role: str, granted_through: Associate | None) -> Membership:
    centre = place if isinstance(place, Centre) else None
    associate = place if isinstance(place, Associate) else None
    # One that has ended but was not cleared away would be in the way.
    user.memberships.outdated().filter(centre=centre, centre__isnull=False).delete()
    known = user.memberships.filter(centre=centre, associate=associate).first()
    if known is not None:
        raise AlreadyMember(
            f"{user.email} acts for {place} already, as {known.get_role_display()}. Change the role in the admin."
        )
    return Membership.objects.create(
        user=user, centre=centre, associate=associate, role=role, granted_through=granted_through
    )
