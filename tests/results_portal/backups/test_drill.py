"""A copy is made while the service goes on, put back elsewhere, and everything that was acknowledged is there."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.support import postgresql, service
from tests.support.postgresql import Cluster

pytestmark = pytest.mark.without_database

# Two candidates with letters, who have a result that isn't released.
MAKE = """
from access.models import Credential
from centres.models import Centre
from tests.support import builders
from tests.support.centre_with_letters import letters_made, make_roll
series, centre = builders.make_series(), builders.make_centre()
builders.make_release(series, "IGCSE", builders.in_the_future())
for candidate in make_roll(series, centre, ["0001", "0002"]):
    builders.make_result(candidate.entries.get())
batch = letters_made(series, centre, builders.make_officer(centre))
assert batch.state == "ready", batch.reason
"""
LATER = """
from centres.models import Centre
Centre.objects.update(name="Renamed after the copy")
"""
TELL = """
import json
from hashlib import sha256
from access.models import Credential
from access.credentials.sealed_passwords import open_password
from candidates.embargo import gate
from candidates.models import Candidate
from centres.models import Centre
from letters.models import LetterBatch
from results_portal.installation.standing import why_on_hold
from results_portal.models import AuditEntry
from tests.support.centre_with_letters import content_of
batch = LetterBatch.objects.get()
print(json.dumps({
    "centre": Centre.objects.get().name,
    "letters": sha256(content_of(batch.pdf_name)).hexdigest(),
    "passwords": [open_password(each) for each in Credential.objects.order_by("pk")],
    "shows": [gate.read(candidate).shows_results for candidate in Candidate.objects.order_by("pk")],
    "trail": AuditEntry.objects.count(),
    "on hold": why_on_hold(),
}))
"""

_counter = count(1)


@dataclass(frozen=True, slots=True)
class Installation:
    """A database of its own and a folder of its own."""

    environment: dict[str, str]

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *arguments]
        own = service.clean(self.environment)
        return subprocess.run(command, cwd=service.ROOT, env=own, capture_output=True, text=True, check=False)

    def run(self, code: str) -> str:
        done = self.manage("shell", "--no-imports", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def tells(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.run(TELL))
        return told


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with postgresql.cluster() as cluster:
        yield cluster


def make_installation(cluster: Cluster, name: str, folder: Path) -> Installation:
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    environment = service.settings_for(f"{cluster.url.rpartition('/')[0]}/{name}", folder)
    programs = f"{postgresql.programs()}{os.pathsep}{os.environ['PATH']}"
    return Installation({**environment, "PATH": programs})


@pytest.fixture(scope="module")
def original(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """With letters made, and a copy of it below the folder `copies` of its state directory."""
    made = make_installation(cluster, "original", tmp_path_factory.mktemp("original"))
    done = made.manage("migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    made.run(MAKE)
    return made


@pytest.fixture(scope="module")
def copy(original: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copies")
    done = original.manage("backup", str(folder))
    assert done.returncode == 0, done.stderr
    [copy] = folder.iterdir()
    return copy


@pytest.fixture
def elsewhere(cluster: Cluster, tmp_path: Path) -> Installation:
    return make_installation(cluster, f"elsewhere{next(_counter)}", tmp_path)


def test_what_was_acknowledged_is_there_and_nothing_is_sent_or_removed(
    original: Installation, copy: Path, elsewhere: Installation
) -> None:
    before = original.tells()
    original.run(LATER)

    restored = elsewhere.manage("restore", str(copy))
    migrated = elsewhere.manage("migrate", "--verbosity", "0")
    after = elsewhere.tells()
    verified = elsewhere.manage("verify_audit")
    purged = elsewhere.manage("purge_letters")

    assert (restored.returncode, migrated.returncode, verified.returncode) == (0, 0, 0), restored.stderr
    assert after == {**before, "on hold": "It was restored from a backup."}
    assert after["shows"] == [False, False]
    assert purged.returncode != 0
    assert "restored from a backup" in purged.stderr


def test_it_acts_again_once_somebody_took_it_over(copy: Path, elsewhere: Installation) -> None:
    assert elsewhere.manage("restore", str(copy)).returncode == 0
    for command in ("migrate --verbosity 0", "take_over --yes --waiting drop"):
        done = elsewhere.manage(*command.split())
        assert done.returncode == 0, done.stderr

    assert elsewhere.tells()["on hold"] == ""


def test_no_key_and_no_password_can_be_read_in_a_copy(original: Installation, copy: Path) -> None:
    secrets = [original.environment["LETTERS_KEYS"], *original.tells()["passwords"]]

    content = b"".join(path.read_bytes() for path in copy.rglob("*") if path.is_file())

    assert not [secret for secret in secrets if secret.encode() in content]


def test_a_database_that_has_something_in_it_is_left_alone(original: Installation, copy: Path) -> None:
    before = original.tells()

    done = original.manage("restore", str(copy))

    assert done.returncode != 0
    assert "The database isn't empty" in done.stderr
    assert original.tells() == before


def test_other_keys_are_noticed_before_anything_is_written(copy: Path, elsewhere: Installation) -> None:
    other = Installation({**elsewhere.environment, "LETTERS_KEYS": "another-key-quite-as-long-and-as-random-7d1e9b"})

    done = other.manage("restore", str(copy))

    assert done.returncode != 0
    assert "None of LETTERS_KEYS made this backup" in done.stderr
    assert elsewhere.manage("restore", str(copy)).returncode == 0


@pytest.mark.parametrize(("damage", "said"), [("change", "was damaged"), ("remove", "is missing")])
def test_a_damaged_copy_is_refused(copy: Path, elsewhere: Installation, tmp_path: Path, damage: str, said: str) -> None:
    shutil.copytree(copy, tmp_path / "damaged")
    letters = next(path for path in (tmp_path / "damaged" / "letters").rglob("*") if path.is_file())
    if damage == "change":
        letters.write_bytes(letters.read_bytes()[:-1] + b"!")
    else:
        letters.unlink()

    done = elsewhere.manage("restore", str(tmp_path / "damaged"))

    assert done.returncode != 0
    assert said in done.stderr


def test_older_copies_go_and_nothing_else(original: Installation, tmp_path: Path) -> None:
    for name in ("2026-01-01T000000Z", "2026-01-02T000000Z", "somebody's own"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").touch()

    done = original.manage("backup", str(tmp_path), "--keep", "2")

    assert done.returncode == 0, done.stderr
    left = sorted(path.name for path in tmp_path.iterdir())
    assert (len(left), left[0], left[-1]) == (3, "2026-01-02T000000Z", "somebody's own")
