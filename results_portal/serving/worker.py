"""gunicorn's threads, but requests are received by the process as a whole and not by a thread each.

gunicorn hands each connection to a thread, which then waits for headers and body for as long as they take. Somebody who
sends a byte a second so holds a thread, and with a form's body a candidate's turn. Here a thread sees a request once it
is whole. Until then it costs a few hundred bytes and has a deadline; when connections run out, those go first that have
been incomplete for longest.
"""

import errno
import os
import resource
import selectors
import socket
import time
from functools import partial
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from results_portal.serving.connection import Connection
from results_portal.serving.incoming import IncomingRequest, Refusal, Refused
from results_portal.serving.upload_pass import LARGEST_UPLOAD

# Within so many seconds a request has to be whole, from its connection's or its own first moment on.
WHOLE_WITHIN_SECONDS = float(os.environ.get("REQUEST_SECONDS", "10"))
# Bytes of all requests that aren't whole yet. Beyond, those that grow are refused.
LARGEST_SUM = 64 * 1024 * 1024
# Files of staff are counted apart, by the size that they will have, so that they take nothing from anybody else.
LARGEST_SUM_OF_UPLOADS = LARGEST_UPLOAD + 64 * 1024
UPLOAD_WITHIN_SECONDS = float(os.environ.get("UPLOAD_SECONDS", "180"))
# So many connections stay free for those who come: old incomplete ones are closed for them.
KEPT_FREE = 64
# Files that the process has open beside connections.
OTHER_FILES = 256
PIECE = 64 * 1024
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
# How long, and how many at a time, the other side may take to close after it was answered.
LINGER_SECONDS = 2.0
LINGERING = 512
PASSING = {errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED, errno.EINTR}
OUT_OF_FILES = {errno.EMFILE, errno.ENFILE}


class BufferingWorker(ThreadWorker):
    """Named in gunicorn.conf.py. Only its main thread touches `incoming`, `uploads` and `lingering`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Each in the order of its deadlines, for all in it have the same time.
        self.incoming: dict[Connection, IncomingRequest] = {}
        self.uploads: dict[Connection, IncomingRequest] = {}
        self.lingering: dict[Connection, float] = {}
        self.incoming_bytes = 0

    def init_process(self) -> None:
        _, files = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
        self.worker_connections: int = min(self.cfg.worker_connections, files - OTHER_FILES)
        super().init_process()

    def accept(self, listener: socket.socket) -> None:
        try:
            accepted, address = listener.accept()
        except OSError as why:
            if why.errno in OUT_OF_FILES:
                self._make_room()
            elif why.errno not in PASSING:
                raise
            return
        self.nr_conns += 1
        conn = Connection(self.cfg, accepted, address, listener.getsockname(), linger=self._linger)
        self.enqueue_req(conn)

    def enqueue_req(self, conn: Connection) -> None:
        """Called for a new connection, and by gunicorn for one that goes on with its next request."""
        if self.cfg.is_ssl:
            super().enqueue_req(conn)
            return
        conn.init()
        conn.sock.settimeout(0)
        request = IncomingRequest(deadline=time.monotonic() + WHOLE_WITHIN_SECONDS)
        self.incoming[conn] = request
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._receive, conn))
        # What was read together with the request before.
        already = conn.parser.unreader.take_buffered()
        if already:
            self._take(conn, request, already)

    def murder_pending(self) -> None:
        """Called by gunicorn in every round of its main loop."""
        super().murder_pending()
        now = time.monotonic()
        for conn, request in list(self.incoming.items()):
            in_time = request.deadline > now and self.nr_conns <= self.worker_connections - KEPT_FREE
            if not in_time or (not self.alive and not request.received):
                self._refuse(conn, Refusal.SLOW)
            elif self.alive:
                break
        for conn, request in list(self.uploads.items()):
            if request.deadline > now:
                break
            self._refuse(conn, Refusal.SLOW)
        for conn, deadline in list(self.lingering.items()):
            if deadline > now and len(self.lingering) <= LINGERING:
                break
            self._end(conn)

    def _make_room(self) -> None:
        for conn in [*self.lingering]:
            self._end(conn)
        for conn in [*self.incoming][:KEPT_FREE]:
            self._refuse(conn, Refusal.SLOW)

    def _receive(self, conn: Connection, _socket: socket.socket) -> None:
        request = self._request_of(conn)
        try:
            data = conn.sock.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if data:
            self._take(conn, request, data)
        else:
            self._close(conn)

    def _take(self, conn: Connection, request: IncomingRequest, data: bytes) -> None:
        if conn in self.incoming:
            if self.incoming_bytes + len(data) > LARGEST_SUM:
                self._refuse(conn, Refusal.FULL)
                return
            self.incoming_bytes += len(data)
        try:
            request.add(data)
        except Refused as why:
            self._refuse(conn, why.refusal)
            return
        if request.is_upload and conn in self.incoming and not self._counted_apart(conn, request):
            self._refuse(conn, Refusal.FULL)
            return
        if request.is_whole:
            self._forget(conn)
            conn.parser.unreader.unread(bytes(request.received))
            super().enqueue_req(conn)
        elif request.expects_continue:
            request.expects_continue = False
            _send(conn, CONTINUE)

    def _request_of(self, conn: Connection) -> IncomingRequest:
        return self.incoming.get(conn) or self.uploads[conn]

    def _counted_apart(self, conn: Connection, request: IncomingRequest) -> bool:
        """Give an upload its own time and its own share of memory; False where others have that already."""
        if sum(other.length for other in self.uploads.values()) + request.length > LARGEST_SUM_OF_UPLOADS:
            return False
        del self.incoming[conn]
        self.incoming_bytes -= len(request.received)
        request.deadline = time.monotonic() + UPLOAD_WITHIN_SECONDS
        self.uploads[conn] = request
        return True

    def _refuse(self, conn: Connection, refusal: Refusal) -> None:
        """Answer whoever has begun to ask; a connection on which nothing ever came is only closed."""
        if self._request_of(conn).received or refusal is not Refusal.SLOW:
            _send(conn, refusal.answer)
        self._close(conn)

    def _close(self, conn: Connection) -> None:
        self._forget(conn)
        self.nr_conns -= 1
        self._linger(conn)

    def _forget(self, conn: Connection) -> None:
        request = self.incoming.pop(conn, None)
        if request is None:
            del self.uploads[conn]
        else:
            self.incoming_bytes -= len(request.received)
        self.poller.unregister(conn.sock)

    def _linger(self, conn: Connection) -> None:
        """Say that nothing more comes, and close once the other side has; else it might lose the answer's end."""
        try:
            conn.sock.settimeout(0)
            conn.sock.shutdown(socket.SHUT_WR)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._drain, conn))
        except (OSError, ValueError, KeyError):
            conn.close()
            return
        self.lingering[conn] = time.monotonic() + LINGER_SECONDS

    def _drain(self, conn: Connection, _socket: socket.socket) -> None:
        try:
            more = conn.sock.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            more = b""
        if not more:
            self._end(conn)

    def _end(self, conn: Connection) -> None:
        del self.lingering[conn]
        self.poller.unregister(conn.sock)
        conn.close()


def _send(conn: Connection, data: bytes) -> None:
    """A few bytes, without waiting: what doesn't go out now never will."""
    try:
        conn.sock.send(data)
    except OSError:
        return
