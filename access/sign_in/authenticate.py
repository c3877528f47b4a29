"""Candidates sign in with the username and password of their letter."""

from django.db.models.functions import Now

from access.credentials.generator import USERNAME_LENGTH
from access.credentials.hashers import matches, nobodys_hash, normalise
from access.models import Credential
from access.sign_in.lookup import CandidateLogin
from access.sign_in.rate_limits import limits_of
from candidates.contact import Contact
from results_portal.db import rate_limits
from results_portal.db.release import release_connection
from results_portal.monitoring import figures
from results_portal.monitoring.figures import RESULTS, Figure
from results_portal.text import symbols


class WrongDetails(Exception):
    """No such username, or not its password: which of the two is nobody's business."""

    def __init__(self) -> None:
        super().__init__("That username and password don't go together. Check both against your newest letter.")


class NoAccess(Exception):
    """The right password of a candidate to whom the centre gives no access now. `contact` is whom to ask."""

    def __init__(self, *, contact: Contact) -> None:
        self.contact = contact
        super().__init__("Your username and password are right, but your school isn't giving you access at the moment.")


def authenticate(*, username: str, password: str, address: str) -> Credential:
    """The credential of whoever typed this, from `address`; three statements at most.

    The password is checked first: it has 74 bits and a cheap hash, so that nobody's wrong guesses need keep out the
    candidate who has the right one. Only wrong guesses are counted and have to wait. An unknown username takes the same
    statements and the same hashing as a wrong password. The first sign-in is recorded, later ones write nothing.

    Raises `WrongDetails`, `TooManyTries` in its place once there were too many, and `NoAccess`.
    """
    name = normalise(username)
    # Also asked for "", so that a username that can't be one costs the same statement.
    login = CandidateLogin.with_username(name if could_be_username(name) else "")
    # Hashing takes longer than all the rest: others have the connection meanwhile.
    release_connection()
    expected = nobodys_hash()
    if login is not None:
        expected = login.credential.password_hash
    right = matches(password, expected)
    if login is None or not right:
        _count_wrong_guess(name, address)
        raise WrongDetails
    if not login.has_access:
        figures.note(Figure.NO_ACCESS, site=RESULTS)
        raise NoAccess(contact=login.contact)
    _record_first_sign_in(login.credential)
    figures.note(Figure.SIGNED_IN, site=RESULTS)
    return login.credential


def could_be_username(name: str) -> bool:
    """Whether `name` is made as usernames are."""
    return symbols.could_be(name, length=USERNAME_LENGTH)


def _count_wrong_guess(username: str, address: str) -> None:
    try:
        rate_limits.count(limits_of(username=username, address=address), of="candidate sign-in")
    except rate_limits.TooManyTries:
        figures.note(Figure.TOO_MANY_TRIES, site=RESULTS)
        raise
    figures.note(Figure.WRONG_DETAILS, site=RESULTS)


def _record_first_sign_in(credential: Credential) -> None:
    if credential.first_signed_in_at is None:
        Credential.objects.filter(pk=credential.pk, first_signed_in_at=None).update(first_signed_in_at=Now())
