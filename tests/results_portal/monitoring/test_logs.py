"""What the service writes down about requests: never who somebody is, what they typed or what they looked for."""

import logging
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.test import Client

from candidates.models import Candidate
from centres.models import User
from results_portal.config.mode import ROOT
from tests.support.credentials import PASSWORD, USERNAME, give_access, give_credential, try_to_sign_in
from tests.support.postgresql import free_port
from tests.support.signed_in import sign_in

PERSONAL = [USERNAME, PASSWORD, "Rahman", "officer@pk123.example"]


def named_in(text: str) -> list[str]:
    return [secret for secret in PERSONAL if secret.lower() in text.lower()]


@pytest.mark.parametrize(
    "address",
    [
        f"/results/nowhere/?username={USERNAME}",
        "/portal/PK999/november-2026/candidates/?q=Rahman",
        "/portal/PK123/november-2026/candidates/?q=Rahman%00",
        "/portal/accounts/login/?next=/portal/officer@pk123.example",
    ],
)
def test_a_refused_request_is_logged_without_what_it_asked_for(
    client: Client, officer: User, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(client, officer).get(address)

    assert named_in(caplog.text) == []


def test_signing_in_is_logged_without_whom(
    client: Client, candidate: Candidate, caplog: pytest.LogCaptureFixture
) -> None:
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    try_to_sign_in(client, password="WRONG-WRONG-WRONG")
    try_to_sign_in(client)
    client.get("/results/")
    try_to_sign_in(Client(enforce_csrf_checks=True))

    assert named_in(caplog.text) == []


@pytest.mark.parametrize("page", ["/portal/invitations/", "/portal/recovery/", "/portal/accounts/password/reset/key/"])
def test_no_link_that_works_once_is_in_the_log(
    db: None, page: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (console,) = [handler for handler in logging.getLogger().handlers if handler.name == "console"]
    monkeypatch.setattr(console, "stream", sys.stderr)
    Client(enforce_csrf_checks=True).post(f"{page}3x-s3cr3t/")

    told = capsys.readouterr().err
    assert f": {page}…/" in told
    assert "s3cr3t" not in told


def test_a_line_of_the_log_stays_one_line(client: Client, db: None, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/nowhere%0A2026-11-25 INFO all is well%1B[2K/")

    assert [record.getMessage() for record in caplog.records] == [
        r"Not Found: /nowhere\n2026-11-25 INFO all is well\x1b[2K/"
    ]


def lines_logged(folder: Path, *addresses: str) -> list[str]:
    """What the real web server writes about these requests where its operator has it write about any."""
    port, log = free_port(), folder / "access.log"
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    environment = os.environ | {"CANDIDATES_WAITING": "4"}
    with subprocess.Popen(
        [*command, "--access-logfile", str(log)], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
    ) as server:
        try:
            for address in addresses:
                ask(f"http://127.0.0.1:{port}{address}")
        finally:
            server.terminate()
    return log.read_text(encoding="utf-8").splitlines()


def ask(url: str) -> None:
    """As a browser would that comes from another of the service's pages."""
    request = urllib.request.Request(url, headers={"Referer": url, "User-Agent": "Somebody's own browser"})
    for _ in range(600):
        try:
            urllib.request.urlopen(request, timeout=20).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("gunicorn didn't answer")


def test_the_web_servers_log_ends_at_the_question_mark(tmp_path: Path) -> None:
    lines = lines_logged(tmp_path, f"/robots.txt?username={USERNAME}&q=Rahman")

    assert [line.partition("] ")[2].partition(" bytes")[0] for line in lines] == ['GET "/robots.txt" 200 26']
