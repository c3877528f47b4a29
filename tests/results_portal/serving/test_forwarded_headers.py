"""What a proxy would say is believed as the settings say, and never by gunicorn itself."""

import socket
from collections.abc import Iterator

import pytest

from tests.support import service

HOST = f"Host: {service.RESULTS_HOST}\r\n"


@pytest.fixture(scope="module")
def without_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The service where nobody said that a proxy stands in front."""
    folder = tmp_path_factory.mktemp("service")
    environment = service.settings_for(f"sqlite:///{folder / 'database.sqlite3'}", folder) | {"BEHIND_PROXY": "false"}
    service.python("manage.py", "collectstatic", "--no-input", "--verbosity", "0", environment=environment)
    with service.gunicorn(log=folder / "log", environment=environment, workers=1) as port:
        yield port


def answer(port: int, headers: str) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(f"GET /robots.txt HTTP/1.1\r\n{HOST}{headers}Connection: close\r\n\r\n".encode())
        received = b""
        while more := connection.recv(65_536):
            received += more
    return received.decode()


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Proto: https", "X-Forwarded-Protocol: ssl", "X-Forwarded-Ssl: on", "X-No: 1"]
)
def test_nobody_is_taken_for_a_proxy(without_proxy: int, header: str) -> None:
    """Whoever comes over http is led to https, whatever they say."""
    assert answer(without_proxy, f"{header}\r\n").startswith("HTTP/1.1 301 ")


def test_nobody_puts_a_path_in_front(without_proxy: int) -> None:
    assert "/elsewhere" not in answer(without_proxy, "Script-Name: /elsewhere\r\n")
