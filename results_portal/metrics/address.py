"""The address of their own at which a process tells its metrics: `METRICS_ADDRESS`, never a public one.

gunicorn's processes share it: the kernel hands a question to one of them, who answers for all, since each counts into
a file of a folder that they share (`PROMETHEUS_MULTIPROC_DIR`, which gunicorn.conf.py makes). A worker has its own.
"""

import logging
import os
import socket
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.db import connection
from prometheus_client import REGISTRY, CollectorRegistry, make_wsgi_app
from prometheus_client.multiprocess import MultiProcessCollector

from results_portal.metrics.facts import Facts
from results_portal.monitoring import background

logger = logging.getLogger(__name__)

PATH = "/metrics"
SECONDS_TO_ASK = 5
# Also until it goes on, should it ever end.
SECONDS_UNTIL_BEGUN = 1.0


class _Server(ThreadingMixIn, WSGIServer):
    """Each question in a thread of its own."""

    daemon_threads = True

    def server_bind(self) -> None:
        """Without asking a name server for this machine's name, as Python's own does."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()


class _SharedServer(_Server):
    """One of several processes that listen at the same address."""

    def server_bind(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        super().server_bind()


class _Asked(WSGIRequestHandler):
    """Waits for a question only so long, and writes no log of them."""

    timeout = SECONDS_TO_ASK

    def log_message(self, *_: object) -> None:
        pass


def begin(address: str) -> WSGIServer | None:
    """Tell metrics at `address` ("HOST:PORT") from a thread, as long as this process lives; nothing where it is "".

    An address that can't be had is told in the log: without metrics everything else works.
    """
    if not address:
        return None
    host, _, port = address.rpartition(":")
    kind = _SharedServer if _is_shared() else _Server
    try:
        server = kind((host.strip("[]"), int(port)), _Asked)
    except (OSError, ValueError):
        logger.exception("no metrics are told at %s", address)
        return None
    server.set_app(_application())
    background.begin(server.serve_forever, name="metrics", every=SECONDS_UNTIL_BEGUN)
    return server


def _is_shared() -> bool:
    return "PROMETHEUS_MULTIPROC_DIR" in os.environ


def registry() -> CollectorRegistry:
    """Everything that this process can tell, for itself or for all that share its address."""
    if not _is_shared():
        return REGISTRY
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    return shared


def _application() -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    told = registry()
    told.register(Facts())
    metrics = make_wsgi_app(told)

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH:
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"Metrics are at /metrics\n"]
        try:
            return list(metrics(environ, start_response))
        finally:
            connection.close()

    return application
