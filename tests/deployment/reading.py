"""Reads what lies in `deploy/`, `docker-compose.yml` and the `Dockerfile`, and what the code has to compare it with."""

import ast
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.core.management import get_commands, load_command_class
from gunicorn.config import Config

from results_portal.config import secret_files

ROOT = Path(__file__).resolve().parents[2]
KUBERNETES, SYSTEMD, PROXY = ROOT / "deploy/kubernetes", ROOT / "deploy/systemd", ROOT / "deploy/proxy"
CODE = ("access", "letters", "candidates", "centres", "results_portal")
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]+")
# What libraries of ours and the machine's programs read.
OF_OTHERS = {
    "DATABASE_PASSWORD_FILE",
    "PYTHONUNBUFFERED",
    "PYTHONDONTWRITEBYTECODE",
    "PATH",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
}
# Commands that are agreed, and come next.


@cache
def variables() -> frozenset[str]:
    """Every word in capitals that the code has as a text of its own: among them are all variables that it reads."""
    paths = [path for app in CODE for path in (ROOT / app).rglob("*.py")]
    paths.append(ROOT / "gunicorn.conf.py")
    nodes = (node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    words = {text for text in texts if VARIABLE.fullmatch(text)}
    return frozenset(words | {f"{name}_FILE" for name in secret_files.NAMES})


def unknown(names: Mapping[str, Any] | Sequence[str]) -> set[str]:
    """Which of these variables nobody reads."""
    return set(names) - variables() - OF_OTHERS


@cache
def documents(path: Path) -> list[dict[str, Any]]:
    """The documents of a YAML file."""
    return [one for one in yaml.safe_load_all(path.read_text(encoding="utf-8")) if one]


def units(suffix: str) -> list[Path]:
    return sorted(SYSTEMD.glob(f"*.{suffix}"))


def lines_of(unit: Path) -> Iterator[tuple[str, str]]:
    """Each setting of a unit with its value; a name may come several times."""
    for line in unit.read_text(encoding="utf-8").splitlines():
        name, is_one, value = line.partition("=")
        if is_one and not line.startswith("#"):
            yield name, value


def values_of(unit: Path, name: str) -> list[str]:
    return [value for each, value in lines_of(unit) if each == name]


def environment_of(unit: Path) -> dict[str, str]:
    pairs = (pair.partition("=") for value in values_of(unit, "Environment") for pair in shlex.split(value))
    return {name: value for name, _, value in pairs}


def check_command(words: Sequence[str]) -> None:
    """Fail unless this is a command of ours with arguments that it takes."""
    program = Path(words[0]).name
    if program == "gunicorn":
        Config(prog="gunicorn").parser().parse_args(list(words[1:]))
    elif program == "python" and words[1] == "manage.py":
        _check_management_command(words[2], words[3:])
    elif program == "python":
        assert words[1:3] == ["-I", "deploy/probe.py"]
        assert words[3] in {"/healthz", "/readyz"}
    else:
        raise AssertionError(f"no command of ours: {words}")


def _check_management_command(name: str, arguments: Sequence[str]) -> None:
    app = get_commands()[name]
    command = load_command_class(app, name) if isinstance(app, str) else app
    command.create_parser("manage.py", name).parse_args(list(arguments))
