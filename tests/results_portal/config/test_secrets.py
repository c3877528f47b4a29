"""The installation's secrets: demanded in production, made by a demo for itself."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from results_portal.config import mode, secrets

LONG = "x" * 40


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.delenv("LETTERS_KEYS")


def test_letters_keys_are_read_newest_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", LONG)
    monkeypatch.setenv("LETTERS_KEYS", f" {'n' * 32} , {'o' * 32},")

    read = secrets.read_secrets(mode.PRODUCTION, tmp_path)

    assert (read.secret_key, read.letters_keys) == (LONG, ("n" * 32, "o" * 32))


@pytest.mark.parametrize(
    ("secret_key", "letters_keys", "named"),
    [
        ("", LONG, "SECRET_KEY"),
        ("short", LONG, "SECRET_KEY"),
        (LONG, "", "LETTERS_KEYS"),
        (LONG, f"{LONG},short", "LETTERS_KEYS"),
    ],
)
def test_production_names_the_secret_that_it_lacks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, secret_key: str, letters_keys: str, named: str
) -> None:
    monkeypatch.setenv("SECRET_KEY", secret_key)
    monkeypatch.setenv("LETTERS_KEYS", letters_keys)

    with pytest.raises(ImproperlyConfigured, match=f"The environment variable {named} needs a secret"):
        secrets.read_secrets(mode.PRODUCTION, tmp_path)


def test_the_refusal_does_not_show_the_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", LONG)
    monkeypatch.setenv("LETTERS_KEYS", "hunter2")

    with pytest.raises(ImproperlyConfigured) as refusal:
        secrets.read_secrets(mode.PRODUCTION, tmp_path)

    assert "hunter2" not in str(refusal.value)


def test_a_demo_makes_secrets_once_for_its_user_alone(tmp_path: Path) -> None:
    first = secrets.read_secrets(mode.DEMO, tmp_path)
    second = secrets.read_secrets(mode.DEMO, tmp_path)

    assert first == second
    assert len(first.secret_key) >= secrets.SHORTEST
    assert stat.S_IMODE(mode.demo_secrets(tmp_path).stat().st_mode) == 0o600


def test_two_demos_have_different_secrets(tmp_path: Path) -> None:
    one, other = (secrets.read_secrets(mode.DEMO, tmp_path / name) for name in ("one", "other"))

    assert one.secret_key != other.secret_key
    assert one.letters_keys != other.letters_keys


def test_a_demo_with_secrets_in_its_environment_uses_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", LONG)
    monkeypatch.setenv("LETTERS_KEYS", LONG)

    assert secrets.read_secrets(mode.DEMO, tmp_path) == secrets.Secrets(LONG, (LONG,))
    assert list(tmp_path.iterdir()) == []


def test_secret_keys_are_listed_newest_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    new, old = "n" * 32, "o" * 32
    monkeypatch.setenv("LETTERS_KEYS", LONG)
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEYS", f"{new}, {old}")
    read = secrets.read_secrets(mode.PRODUCTION, tmp_path)
    assert (read.secret_key, read.former_secret_keys) == (new, (old,))

    monkeypatch.setenv("SECRET_KEY", new)
    monkeypatch.setenv("SECRET_KEYS", old)
    read = secrets.read_secrets(mode.PRODUCTION, tmp_path)
    assert (read.secret_key, read.former_secret_keys) == (new, (old,))

    monkeypatch.setenv("SECRET_KEY", old)
    monkeypatch.setenv("SECRET_KEYS", f"{new},{old}")
    with pytest.raises(ImproperlyConfigured, match="not first"):
        secrets.read_secrets(mode.PRODUCTION, tmp_path)
