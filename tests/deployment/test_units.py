"""systemd takes the units in `deploy/systemd`, and everything that they name exists."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy import make_secrets
from tests import prerequisites
from tests.deployment import reading
from tests.deployment.reading import SYSTEMD

PROGRAMS = "/opt/results/current/.venv/bin"
SERVICES = reading.units("service")
OURS = [unit for unit in SERVICES if unit.stem != "results-proxy"]
# Files that nobody can make up.
GIVEN = {"email_url", "bounces_url"}
by_name = pytest.mark.parametrize("unit", OURS, ids=lambda unit: unit.stem)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units in a folder, with programs in reach that do nothing."""
    folder = tmp_path / "units"
    shutil.copytree(SYSTEMD, folder)
    for program in ("python", "gunicorn", "nginx"):
        (tmp_path / program).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / program).chmod(0o755)
    for unit in folder.glob("*.service"):
        text = unit.read_text(encoding="utf-8").replace(PROGRAMS, str(tmp_path))
        unit.write_text(text.replace("/usr/sbin/nginx", f"{tmp_path}/nginx"), encoding="utf-8")
    return folder


def verified(folder: Path) -> subprocess.CompletedProcess[str]:
    units = [path for path in sorted(folder.iterdir()) if path.is_file() and path.suffix != ".env"]
    command = [prerequisites.path_of("systemd"), "verify", "--man=no", *map(str, units)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.systemd
def test_systemd_finds_nothing_wrong(installed: Path) -> None:
    ended = verified(installed)

    assert (ended.returncode, ended.stderr.strip()) == (0, "")


@pytest.mark.systemd
def test_systemd_would_find_a_mistake(installed: Path) -> None:
    unit = installed / "results-web-portal.service"
    unit.write_text(unit.read_text(encoding="utf-8").replace("Restart=always", "Restart=alway"), encoding="utf-8")

    assert "alway" in verified(installed).stderr


@by_name
def test_its_variables_are_read_and_its_command_is_ours(unit: Path) -> None:
    assert reading.unknown(reading.environment_of(unit)) == set()
    for command in reading.values_of(unit, "ExecStart"):
        words = shlex.split(command)
        assert str(Path(words[0]).parent) == PROGRAMS
        reading.check_command(words)


@by_name
def test_each_secret_is_one_that_is_made_or_asked_for(unit: Path) -> None:
    given = dict(value.split(":") for value in reading.values_of(unit, "LoadCredential"))
    files = {path.removeprefix("/etc/results/secrets/") for path in given.values()}
    made = {*make_secrets.MADE_UP, *(f"{role}_database_url" for role in make_secrets.ROLES)}

    assert files <= made | GIVEN
    read = {name: value for name, value in reading.environment_of(unit).items() if name.endswith("_FILE")}
    assert set(read.values()) == {f"%d/{name}" for name in given}


def test_each_site_has_its_user_its_role_and_its_socket() -> None:
    proxy = (SYSTEMD / "proxy.env").read_text(encoding="utf-8")
    for site, user in (("portal", "results-portal"), ("results", "results-site")):
        unit = SYSTEMD / f"results-web-{site}.service"
        assert reading.values_of(unit, "User") == [user]
        assert reading.environment_of(unit)["SITE"] == site
        assert f"database_url:/etc/results/secrets/{site}_database_url" in reading.values_of(unit, "LoadCredential")
        [address] = reading.values_of(SYSTEMD / f"results-web-{site}.socket", "ListenStream")
        assert f'{site.upper()}_SERVERS="server {address};"' in proxy


def test_no_two_processes_have_the_same_address_for_metrics() -> None:
    addresses = [
        environment["METRICS_ADDRESS"]
        for unit in OURS
        if "METRICS_ADDRESS" in (environment := reading.environment_of(unit))
    ]

    assert len(addresses) == len(set(addresses)) == 3


def test_the_target_starts_what_exists_and_every_timer_has_its_service() -> None:
    wanted = [name for value in reading.values_of(SYSTEMD / "results.target", "Wants") for name in value.split()]

    assert [name for name in wanted if not (SYSTEMD / re.sub(r"@\d", "@", name)).is_file()] == []
    timers = {timer.stem for timer in reading.units("timer")}
    assert timers <= {service.stem for service in SERVICES}
    assert {f"{timer}.timer" for timer in timers} <= set(wanted)


def test_all_of_them_are_hardened_and_none_has_powers_but_the_proxy() -> None:
    hardening = SYSTEMD / "results-.service.d/hardening.conf"
    assert dict(reading.lines_of(hardening))["ProtectSystem"] == "strict"
    for unit in SERVICES:
        assert unit.name.startswith("results-")
        allowed = ["CAP_NET_BIND_SERVICE"] if unit.stem == "results-proxy" else [""]
        assert reading.values_of(unit, "CapabilityBoundingSet") == allowed
        assert reading.values_of(unit, "User") or reading.values_of(unit, "DynamicUser") == ["yes"]


def test_the_examples_of_settings_are_read_by_somebody() -> None:
    assert reading.unknown([name for name, _ in reading.lines_of(SYSTEMD / "service.env")]) == set()
