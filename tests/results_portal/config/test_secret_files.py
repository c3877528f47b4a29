"""Secrets that stand in files, as containers hand them over."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from results_portal.config.secret_files import NAMES, read_secret_files
from tests.support import service


@pytest.mark.parametrize("name", NAMES)
def test_a_file_stands_for_its_variable(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("a secret of the board\n", encoding="utf-8")
    environment = {f"{name}_FILE": str(tmp_path / "secret")}

    read_secret_files(environment)
    # A process that is started from this one has both.
    read_secret_files(environment)

    assert environment[name] == "a secret of the board"


def test_what_is_set_without_a_file_stays() -> None:
    environment = {"SECRET_KEY": "as it is", "LETTERS_KEYS_FILE": ""}

    read_secret_files(environment)

    assert environment == {"SECRET_KEY": "as it is", "LETTERS_KEYS_FILE": ""}


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "can't be read: No such file"), (b"", "is empty"), (b" \n", "is empty"), (b"\xff\xfe\x00", "isn't text")],
)
def test_a_file_that_holds_no_secret_is_named(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ImproperlyConfigured, match=f"secret that SECRET_KEY_FILE names .*{said}"):
        read_secret_files({"SECRET_KEY_FILE": str(path)})


def test_two_values_for_one_secret_are_refused_without_showing_them(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2", encoding="utf-8")

    with pytest.raises(ImproperlyConfigured, match="both set, and differ") as refusal:
        read_secret_files({"SECRET_KEY": "hunter3", "SECRET_KEY_FILE": str(tmp_path / "secret")})

    assert "hunter" not in str(refusal.value)


def test_production_starts_with_nothing_but_files(tmp_path: Path) -> None:
    settings = service.settings_for(f"sqlite:///{tmp_path / 'database.sqlite3'}", tmp_path)
    for name in ("SECRET_KEY", "LETTERS_KEYS", "DATABASE_URL"):
        (tmp_path / name).write_text(f"{settings.pop(name)}\n", encoding="utf-8")
        settings[f"{name}_FILE"] = str(tmp_path / name)

    said = service.python("manage.py", "check", environment=settings)

    assert "no issues" in said
