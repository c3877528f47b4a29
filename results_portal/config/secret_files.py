"""Secrets from files: `SECRET_KEY_FILE=/run/secrets/secret_key` stands for `SECRET_KEY`, as containers have it."""

import os
from collections.abc import MutableMapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

NAMES = (
    "SECRET_KEY",
    "SECRET_KEYS",
    "LETTERS_KEYS",
    "DATABASE_URL",
    "EMAIL_URL",
    "BOUNCES_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    # For `manage.py database_roles`.
    "OWNER_PASSWORD",
    "PORTAL_PASSWORD",
    "RESULTS_PASSWORD",
)


def read_secret_files(environment: MutableMapping[str, str] = os.environ) -> None:
    """Put what the files hold, without the line's end, into the environment under the names without `_FILE`.

    Raises `ImproperlyConfigured`, naming the variable, where a file can't be read or is empty, or where both are set.
    """
    for name in NAMES:
        path = environment.get(f"{name}_FILE", "")
        if not path:
            continue
        content = _content(name, Path(path))
        if environment.get(name, content) != content:
            raise ImproperlyConfigured(f"{name} and {name}_FILE are both set, and differ. Unset one of them.")
        environment[name] = content


def _content(name: str, path: Path) -> str:
    try:
        content = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as why:
        reason = getattr(why, "strerror", None) or "it isn't text"
        raise ImproperlyConfigured(f"The file {path} that {name}_FILE names can't be read: {reason}.") from why
    if not content:
        raise ImproperlyConfigured(f"The file {path} that {name}_FILE names is empty.")
    return content
