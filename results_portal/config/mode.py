"""Which of three modes this process runs in: production (the default), demo or test.

Production wants its secrets from the environment and switches every protection on. The demo keeps its secrets in its
own state directory, so a later command that finds such a directory, and no secrets in the environment, is meant for
that demo.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

PRODUCTION = "production"
DEMO = "demo"
TEST = "test"
MODE_VARIABLE = "RESULTS_PORTAL_MODE"
ROOT = Path(__file__).resolve().parents[2]


MODES = (PRODUCTION, DEMO, TEST)


class UnknownMode(ImproperlyConfigured):
    """`RESULTS_PORTAL_MODE` is set to something that is no mode. Guessing could switch protections off."""


def current_mode() -> str:
    """The mode that the environment says, production where it says nothing. Raises `UnknownMode`."""
    said = os.environ.get(MODE_VARIABLE, PRODUCTION)
    if said not in MODES:
        raise UnknownMode(f"{MODE_VARIABLE} is {said!r}. Set it to {', '.join(MODES)}, or unset it for production.")
    return said


def state_directory() -> Path:
    """Where this installation keeps its files: `STATE_DIR`, by default `var/` beside `manage.py`."""
    return Path(os.environ.get("STATE_DIR") or ROOT / "var").resolve()


def demo_secrets(state: Path) -> Path:
    """The file in which a demo keeps the secrets that it made for itself."""
    return state / "keys" / "demo.json"


def choose_mode(arguments: Sequence[str]) -> None:
    """Set the mode for `manage.py ARGUMENTS` unless the environment already says it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "results_portal.settings")
    wants_demo = list(arguments[1:2]) == ["demo"]
    given = os.environ.keys() & {"SECRET_KEY", "SECRET_KEY_FILE", "SECRET_KEYS", "SECRET_KEYS_FILE"}
    made_by_demo = not given and demo_secrets(state_directory()).exists()
    if wants_demo or made_by_demo:
        os.environ.setdefault(MODE_VARIABLE, DEMO)
        # A demo's database, keys and letters lie in one directory, for its user's eyes alone.
        os.umask(0o077)
