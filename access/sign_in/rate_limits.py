"""Every limit of the results site's sign-in: how many wrong guesses there may be, without shutting out a whole school.

Only failures count, within `results_portal.db.rate_limits.WINDOW`, and only failures wait: the right password is never
refused, whatever others guessed. Behind one address a whole school may sit, so an address has many more guesses than a
username. Nothing but time and a new password makes a counter forget.
"""

from collections.abc import Iterable

from results_portal.db import rate_limits
from results_portal.db.rate_limits import key_of, key_of_address

WRONG_GUESSES = {
    "candidate sign-in by username": 10,
    "candidate sign-in by address": 300,
}
BY_USERNAME, BY_ADDRESS = WRONG_GUESSES


def limits_of(*, username: str, address: str) -> dict[str, int]:
    """How many failures there may be with `username` (normalised) and from `address`; "" (unknown) isn't counted."""
    limits = {key_of(BY_USERNAME, username): WRONG_GUESSES[BY_USERNAME]}
    if address:
        limits[key_of_address(BY_ADDRESS, address)] = WRONG_GUESSES[BY_ADDRESS]
    return limits


def seconds_locked(username: str) -> int:
    """How long a wrong password with this username (as generated) still waits; 0 where the next one is let through."""
    key = key_of(BY_USERNAME, username)
    try:
        rate_limits.check({key: WRONG_GUESSES[BY_USERNAME]})
    except rate_limits.TooManyTries as why:
        return why.seconds
    return 0


def forget_failures(usernames: Iterable[str]) -> None:
    """Start counting anew for these usernames, since they have another password. Within the caller's transaction."""
    rate_limits.forget(key_of(BY_USERNAME, username) for username in usernames)
