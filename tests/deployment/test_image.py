"""What the `Dockerfile` copies, sets and runs exists; its steps that need no engine run in order in a clean folder."""

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.deployment import reading
from tests.deployment.reading import ROOT

# Steps that change the machine itself.
OF_THE_SYSTEM = ("apt-get ", "useradd ", "python -m venv ")


@dataclass(frozen=True, slots=True)
class Step:
    word: str
    rest: str


def steps() -> list[Step]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    joined = re.sub(r"\\\n\s*", " ", lines)
    return [Step(*line.split(" ", 1)) for line in joined.splitlines() if line]


def rest_of(word: str) -> list[str]:
    return [step.rest for step in steps() if step.word == word]


def ignored(names: list[str]) -> set[str]:
    patterns = [line.removeprefix("**/") for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").split()]
    return {name for name in names if any(fnmatch.fnmatch(name, pattern) for pattern in patterns)}


def test_its_commands_are_ours() -> None:
    [start] = rest_of("CMD")
    reading.check_command(json.loads(start))
    [health] = rest_of("HEALTHCHECK")
    reading.check_command(json.loads(health.partition(" CMD ")[2]))


def test_its_settings_are_read_by_somebody() -> None:
    [environment] = rest_of("ENV")

    assert reading.unknown([pair.partition("=")[0] for pair in shlex.split(environment)]) == set()


def test_packages_come_by_their_hashes_alone() -> None:
    [packages] = [step for step in rest_of("RUN") if "requirements.lock" in step]

    assert "--require-hashes" in packages
    assert "--no-deps" in packages
    assert [step for step in rest_of("RUN") if "pip " in step] == [packages]


def test_it_ends_as_somebody_who_is_not_root_and_listens_where_others_look() -> None:
    assert rest_of("USER") == ["results"]
    assert rest_of("EXPOSE") == ["8000 9100"]


def test_its_steps_run_in_order_in_a_clean_folder(tmp_path: Path) -> None:
    """The packages are the ones that are installed here."""
    app, state = tmp_path / "app", tmp_path / "state"
    app.mkdir()
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    ran = 0
    for step in steps():
        here = step.rest.replace("/app", str(app)).replace("/var/lib/results", str(state))
        if step.word == "COPY" and not step.rest.startswith("--from"):
            copy(step.rest, app)
        elif step.word == "COPY":
            (app / ".venv").symlink_to(ROOT / ".venv")
        elif step.word == "ENV":
            environment |= {name: os.path.expandvars(value) for name, value in _pairs(here, environment)}
        elif step.word == "RUN" and not step.rest.startswith(OF_THE_SYSTEM):
            own = here.replace("--owner results --group results", "")
            subprocess.run(["/bin/sh", "-ec", own], cwd=app, env=environment, check=True)
            ran += 1

    assert ran == 1
    assert (app / "collected" / "staticfiles.json").is_file()
    assert state.stat().st_mode & 0o777 == 0o700
    assert not (app / "tests").exists()
    assert not (app / ".git").exists()


def copy(words: str, app: Path) -> None:
    source, target = words.split()
    if source == ".":
        shutil.copytree(ROOT, app, ignore=lambda _, names: ignored(names), dirs_exist_ok=True)
    else:
        shutil.copy(ROOT / source, app / target)


def _pairs(text: str, environment: dict[str, str]) -> list[tuple[str, str]]:
    pairs = [pair.partition("=") for pair in shlex.split(text)]
    return [(name, value.replace("$PATH", environment["PATH"])) for name, _, value in pairs]
