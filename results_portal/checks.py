"""System checks of this installation's own, run by `manage.py check --deploy`."""

from itertools import combinations
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.files.storage import storages
from django.template import TemplateSyntaxError
from django.template.loader import get_template

from results_portal.config.file_storage import FOLDERS

# A random secret of 32 symbols has far more different ones.
FEWEST_DIFFERENT_SYMBOLS = 12


@checks.register(checks.Tags.security, deploy=True)
def sites_are_apart(**_: Any) -> list[checks.CheckMessage]:
    """Officers and candidates are served under https."""
    if all(url.startswith("https://") for url in (settings.PORTAL_URL, settings.RESULTS_URL)):
        return []
    return [
        checks.Warning(
            "PORTAL_URL and RESULTS_URL have to begin with https://.",
            hint="Set both environment variables to the addresses that officers and candidates use.",
            id="results_portal.W001",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def keys_are_strong(**_: Any) -> list[checks.CheckMessage]:
    """Keys are random, and each is used for one thing."""
    keys = {"SECRET_KEY": settings.SECRET_KEY}
    for number, key in enumerate(settings.SECRET_KEY_FALLBACKS, start=2):
        keys[f"SECRET_KEYS (number {number})"] = key
    for number, key in enumerate(settings.LETTERS_KEYS, start=1):
        keys[f"LETTERS_KEYS (number {number})"] = key
    hint = 'Make a key with: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
    weak = [
        checks.Error(f"{name} isn't random: it has too few different symbols.", hint=hint, id="results_portal.E001")
        for name, key in keys.items()
        if len(set(key)) < FEWEST_DIFFERENT_SYMBOLS
    ]
    shared = [
        checks.Error(f"{one} and {other} are the same key.", hint=hint, id="results_portal.E002")
        for one, other in combinations(keys, 2)
        if keys[one] == keys[other]
    ]
    return [*weak, *shared]


@checks.register(checks.Tags.security, deploy=True)
def second_factor_is_required(**_: Any) -> list[checks.CheckMessage]:
    """Officers and staff sign in with a second factor."""
    if settings.REQUIRE_TWO_FACTOR:
        return []
    return [
        checks.Error(
            "Officers and staff may sign in with a password alone.",
            hint="Unset REQUIRE_TWO_FACTOR, or set it to true.",
            id="results_portal.E003",
        )
    ]


@checks.register(checks.Tags.compatibility, deploy=True)
def board_is_named(**_: Any) -> list[checks.CheckMessage]:
    """Every page's foot leads to the board's contact."""
    told = {"BOARD_NAME": settings.BOARD.name, "BOARD_ADDRESS": settings.BOARD.address}
    return [
        checks.Warning(
            f"{name} isn't set: candidates and officers can't read whose service this is, or how to reach the board.",
            hint=f"Set the environment variable {name}.",
            id="results_portal.W002",
        )
        for name, value in told.items()
        if not value
    ]


@checks.register(checks.Tags.files)
def storage_can_be_reached(**_: Any) -> list[checks.CheckMessage]:
    """A bucket that isn't there shows before the service starts, not when a centre's letters are made."""
    problems: list[checks.CheckMessage] = []
    # The candidates' site has no letters.
    for alias in (folder for folder in FOLDERS if folder in settings.STORAGES):
        check = getattr(storages[alias], "check", None)
        try:
            if check is not None:
                check()
        except OSError as why:
            hint = "Look at LETTERS_STORAGE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and make the bucket."
            problems.append(checks.Error(f"The storage for {alias}: {why}.", hint=hint, id="results_portal.E006"))
    return problems


@checks.register(checks.Tags.templates)
def boards_templates_can_be_read(**_: Any) -> list[checks.CheckMessage]:
    """A slip in a template of the board's own shows before the service starts, not when somebody opens the page."""
    if not settings.BOARD_TEMPLATES:
        return []
    folder = Path(settings.BOARD_TEMPLATES)
    if not folder.is_dir():
        return [checks.Error(f"BOARD_TEMPLATES names {folder}, which isn't a folder.", id="results_portal.E004")]
    problems: list[checks.CheckMessage] = []
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        # Tags of the portal's pages are unknown where only candidates are served.
        if "/portal/" in f"/{name}" and not settings.SITE.serves_portal:
            continue
        try:
            get_template(name)
        except (TemplateSyntaxError, UnicodeDecodeError) as problem:
            problems.append(checks.Error(f"{name} in BOARD_TEMPLATES: {problem}", id="results_portal.E005"))
    return problems
