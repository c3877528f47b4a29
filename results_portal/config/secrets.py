"""The installation's secrets: from the environment, or, in a demo, from its state directory."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from results_portal.config import mode

SHORTEST = 32


@dataclass(frozen=True, slots=True)
class Secrets:
    """`secret_key` signs cookies; `letters_keys` (newest first) encrypt letters and seal passwords.

    What `former_secret_keys` signed still counts.
    """

    secret_key: str
    letters_keys: tuple[str, ...]
    former_secret_keys: tuple[str, ...] = ()


def read_secrets(current_mode: str, state: Path) -> Secrets:
    """The secrets for this mode.

    Raises `ImproperlyConfigured`, naming the variable and how to make a value, when production lacks one.
    """
    if current_mode == mode.DEMO and not os.environ.keys() & {"SECRET_KEY", "SECRET_KEYS"}:
        return _demo_secrets_in(state)
    newest, *former = _secret_keys()
    return Secrets(newest, _listed("LETTERS_KEYS"), tuple(former))


def _secret_keys() -> tuple[str, ...]:
    """`SECRET_KEYS`, newest first. `SECRET_KEY` may stand for the newest, and then the others are listed alone."""
    if not os.environ.get("SECRET_KEYS"):
        return (_required("SECRET_KEY"),)
    listed = _listed("SECRET_KEYS")
    newest = os.environ.get("SECRET_KEY") or listed[0]
    _long_enough("SECRET_KEY", newest)
    if newest in listed[1:]:
        raise ImproperlyConfigured(
            "SECRET_KEY stands in SECRET_KEYS, but not first: which one is the newest? Unset SECRET_KEY."
        )
    return (newest, *(key for key in listed if key != newest))


def _listed(name: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in _required(name).split(",") if key.strip())
    for key in keys:
        _long_enough(name, key)
    return keys


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    _long_enough(name, value)
    return value


def _long_enough(name: str, value: str) -> None:
    if len(value) < SHORTEST:
        raise ImproperlyConfigured(
            f"The environment variable {name} needs a secret of at least {SHORTEST} characters. Make one with: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )


def _demo_secrets_in(state: Path) -> Secrets:
    try:
        return _demo_secrets(mode.demo_secrets(state))
    except OSError as why:
        raise ImproperlyConfigured(
            f"The state directory {state} can't be used ({why.strerror}). "
            "Name a folder that can be written in the environment variable STATE_DIR."
        ) from why


def _demo_secrets(file: Path) -> Secrets:
    """A demo's own secrets, made at its first start and readable by its user alone."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = {"secret_key": secrets.token_urlsafe(48), "letters_keys": [secrets.token_urlsafe(48)]}
        draft = file.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(made), encoding="utf-8")
        draft.replace(file)
    kept = json.loads(file.read_text(encoding="utf-8"))
    return Secrets(kept["secret_key"], tuple(kept["letters_keys"]))
