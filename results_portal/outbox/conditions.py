"""What is asked once more at the moment of sending: an e-mail may have waited, and what it says hold no longer."""

from collections.abc import Callable

_checks: dict[str, Callable[[int], bool]] = {}


def register(name: str, check: Callable[[int], bool]) -> None:
    """Have `check` decide about e-mails that are about "NAME KEY". Called once per process, from an app's `ready()`."""
    _checks[name] = check


def still_holds(about: str) -> bool:
    """Whether an e-mail about this is still to be sent. One that nobody can decide about is not."""
    name, _, key = about.rpartition(" ")
    check = _checks.get(name)
    return check is not None and check(int(key))
