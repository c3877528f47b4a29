"""Officers who read their letters slowly hold no database connection: those are for people who ask for something."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from socketserver import ThreadingMixIn
from threading import Thread
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import WSGIServer
from django.db import connections
from django.test import Client
from pytest_django import Settings

from letters.models import LetterBatch
from letters.storage import encrypted_files
from tests.support.giving import PAGE
from tests.support.live import OneAtATime

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_store"),
    pytest.mark.skipif(connections["default"].vendor != "postgresql", reason="SQLite has no pool of connections"),
]
# More than any buffer between the service and a reader takes.
BIG = 24 * 1024 * 1024
PATIENCE = 10


class ManyThreads(ThreadingMixIn, WSGIServer):
    """A thread for each request, as gunicorn has them."""

    daemon_threads = True


@pytest.fixture
def server(transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The service, where one officer may take away as many files at once as they like."""
    settings.OFFICERS_WAITING = 100
    monkeypatch.setattr("results_portal.web.officers_lanes.PLACES_FOR_ONE_SESSION", 100)
    with ManyThreads(("127.0.0.1", 0), OneAtATime) as server:
        server.set_app(WSGIHandler())
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def make_big(batch: LetterBatch) -> None:
    """Put a file in the place of the batch's PDF that nobody reads at once."""
    writer = encrypted_files.Writer(encrypted_files.new_name(batch=batch.pk, fence=batch.fence, kind="pdf"))
    writer.write(os.urandom(BIG))
    writer.keep()
    LetterBatch.objects.filter(pk=batch.pk).update(pdf_name=writer.name, pdf_bytes=BIG)


def begin_to_read(address: str, cookies: str) -> socket.socket:
    """Ask for the file, read the first bytes of the answer, and then no more."""
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.settimeout(PATIENCE)
    place = urlsplit(address)
    reader.connect((place.hostname, place.port))
    reader.sendall(f"GET {place.path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n\r\n".encode())
    assert reader.recv(15) == b"HTTP/1.1 200 OK"
    return reader


def test_more_slow_readers_than_connections_leave_the_service_to_others(
    ready: LetterBatch, officer_client: Client, server: str
) -> None:
    make_big(ready)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in officer_client.cookies.items())
    pool = connections["default"].settings_dict["OPTIONS"]["pool"]["max_size"]
    with ExitStack() as readers:
        for _reader in range(pool + 2):
            readers.enter_context(begin_to_read(f"{server}{PAGE}letters.pdf", cookies))

        request = Request(f"{server}{PAGE}", headers={"Cookie": cookies, "Host": "localhost"})
        with urlopen(request, timeout=PATIENCE) as answer:
            assert (answer.status, django_settings.DEBUG) == (200, False)
