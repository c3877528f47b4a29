"""How many wrong guesses there may be at the results site, without shutting out a whole school.

Only failures count. A username has ten in five minutes; an address, behind which a school of hundreds may sit, has
many more. `results_portal.db.rate_limits` keeps them.
"""

from results_portal.db.rate_limits import key_of, key_of_address

GUESSES_PER_USERNAME = 10
GUESSES_PER_ADDRESS = 300
PURPOSE = "candidate sign-in"


def limits_of(*, username: str, address: str) -> dict[str, int]:
    """How many failures there may be with `username` (normalised) and from `address`; "" (unknown) isn't counted."""
    limits = {key_of(f"{PURPOSE} by username", username): GUESSES_PER_USERNAME}
    if address:
        limits[key_of_address(f"{PURPOSE} by address", address)] = GUESSES_PER_ADDRESS
    return limits
