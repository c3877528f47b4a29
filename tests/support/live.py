"""The service itself behind a real socket, on the database of the test that asks for it."""

from collections.abc import Iterator
from threading import Thread

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


class OneAtATime(WSGIRequestHandler):
    """Answers quietly; one request for each connection, so that nobody waits for a connection that is kept open."""

    def handle(self) -> None:
        self.close_connection = True
        self.handle_one_request()

    def log_message(self, *_: object) -> None:
        pass


def serve(server: WSGIServer, shared: BaseDatabaseWrapper | None) -> None:
    """Serve with the one connection that a database in memory has, or else with one of this thread's own."""
    if shared:
        connections["default"] = shared
    try:
        server.serve_forever(poll_interval=0.05)
    finally:
        connections.close_all()


@pytest.fixture
def live(transactional_db: None) -> Iterator[str]:
    """Yields its address."""
    # Handed to the other thread; `django.db.connection` would be another one there.
    shared = connections["default"] if connections["default"].vendor == "sqlite" else None
    if shared:
        shared.inc_thread_sharing()
    with WSGIServer(("127.0.0.1", 0), OneAtATime) as server:
        server.set_app(WSGIHandler())
        thread = Thread(target=serve, args=(server, shared))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
    if shared:
        shared.dec_thread_sharing()
