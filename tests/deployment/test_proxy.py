"""nginx takes `deploy/proxy/nginx.conf`, and its limits are the service's own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from results_portal.serving import incoming, upload_pass, worker
from tests import prerequisites
from tests.deployment.proxy import settings_for, write_certificates
from tests.deployment.reading import PROXY

TEXT = (PROXY / "nginx.conf").read_text(encoding="utf-8")
UNITS = {"k": 1024, "m": 1024 * 1024}


def sizes(name: str) -> list[int]:
    found = re.findall(rf"^\s*{name} (\d+)([km]);", TEXT, re.MULTILINE)
    return [int(number) * UNITS[unit] for number, unit in found]


@pytest.mark.nginx
def test_nginx_finds_nothing_wrong(tmp_path: Path) -> None:
    environment = settings_for(tmp_path, portal="server 127.0.0.1:1;", results="server 127.0.0.1:2;", ports=(3, 4))
    write_certificates(tmp_path)
    file = tmp_path / "nginx.conf"
    configure = [sys.executable, "-I", str(PROXY / "configure.py")]
    file.write_bytes(subprocess.run(configure, env=environment, capture_output=True, check=True).stdout)

    tested = [prerequisites.path_of("nginx"), "-t", "-e", "stderr", "-c", str(file)]
    ended = subprocess.run(tested, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr
    assert "warn" not in ended.stderr


def test_a_name_that_is_missing_is_told() -> None:
    ended = subprocess.run(
        [sys.executable, "-I", str(PROXY / "configure.py")], env={}, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 1
    assert ended.stderr == "configure.py: RUN isn't set\n"


def test_it_lets_through_as_much_as_the_service_takes() -> None:
    assert sizes("client_max_body_size") == [incoming.LARGEST_BODY, upload_pass.LARGEST_UPLOAD]
    assert sizes("client_body_buffer_size") == [incoming.LARGEST_BODY]
    assert f"location = {upload_pass.PATH} " in TEXT
    assert f"proxy_send_timeout {worker.UPLOAD_WITHIN_SECONDS:.0f}s;" in TEXT


def test_nothing_that_is_anybodys_lies_on_its_disk() -> None:
    assert "proxy_max_temp_file_size 0;" in TEXT
    cached = re.findall(r"location (\S+) \{[^}]*proxy_cache static;", TEXT)
    assert cached == ["/static/", "/static/"]


def test_its_page_for_overload_needs_nothing_else() -> None:
    page = (PROXY / "pages/busy.html").read_text(encoding="utf-8")

    assert not re.search(r"<script|<link|<img|src=|url\(", page)
    assert '<html lang="en-GB">' in page
    assert re.search(r'http-equiv="refresh" content="\d+"', page)
