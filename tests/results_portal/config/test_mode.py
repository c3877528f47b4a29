"""Which mode a command runs in."""

import os
from pathlib import Path

import pytest

from results_portal.config import mode


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(mode.MODE_VARIABLE)
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.setenv("STATE_DIR", str(tmp_path))


def chosen(*arguments: str) -> str | None:
    mode.choose_mode(["manage.py", *arguments])
    return os.environ.get(mode.MODE_VARIABLE)


def make_demo_secrets(state: Path) -> None:
    mode.demo_secrets(state).parent.mkdir()
    mode.demo_secrets(state).touch()


def test_the_demo_command_is_a_demo() -> None:
    assert chosen("demo", "--port", "8123") == "demo"


def test_another_command_is_production() -> None:
    assert chosen("migrate") is None


def test_a_command_beside_a_demos_state_belongs_to_the_demo(tmp_path: Path) -> None:
    make_demo_secrets(tmp_path)

    assert chosen("create_officer", "demo") == "demo"


@pytest.mark.parametrize("name", ["SECRET_KEY", "SECRET_KEY_FILE"])
def test_secrets_of_ones_own_mean_production(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    make_demo_secrets(tmp_path)
    monkeypatch.setenv(name, "x" * 40)

    assert chosen("migrate") is None


def test_the_environment_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(mode.MODE_VARIABLE, "production")

    assert chosen("demo") == "production"


def test_the_state_directory_is_beside_manage_py_unless_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named = mode.state_directory()
    monkeypatch.setenv("STATE_DIR", "")

    assert (named, mode.state_directory()) == (tmp_path.resolve(), mode.ROOT / "var")
