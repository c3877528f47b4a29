"""Every limit of the results site's sign-in: how many wrong guesses there may be, without shutting out a whole school.

Only failures count, within `results_portal.db.rate_limits.WINDOW`. Behind one address a whole school may sit, so an
address has many more guesses than a username.
"""

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
