"""Officers read whom to ask, a person or the board: never a command, which they can't give."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(path for room in ("access", "centres", "portal", "letters") for path in (TEMPLATES / room).rglob("*.*"))
# What officers are told from the code itself.
SAYINGS = [
    "access/officers/messages.py",
    "access/letters/failures.py",
    "letters/mail/delivery.py",
    "letters/mail/pace.py",
]
COMMAND = re.compile(r"manage\.py|db_worker|load_series|read_bounces|purge_letters|systemctl|docker|gunicorn")


def said_in(path: Path) -> str:
    """The text without comments, which nobody reads on a page."""
    return re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_no_page_and_no_email_names_a_command(path: Path) -> None:
    assert COMMAND.findall(said_in(path)) == []


@pytest.mark.parametrize("name", SAYINGS)
def test_nor_does_what_is_said_of_letters_that_could_not_be_made_or_sent(name: str) -> None:
    assert COMMAND.findall((Path(settings.BASE_DIR) / name).read_text(encoding="utf-8")) == []
