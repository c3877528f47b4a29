"""A connection of gunicorn's that never makes the process wait when it is closed."""

import socket
from collections.abc import Callable
from typing import Any

from gunicorn.workers.gthread import TConn

from results_portal.serving.bounded_socket import BoundedSocket


class Connection(TConn):
    """gunicorn closes politely: it waits until the other side has closed, up to two seconds, in its main thread.

    A few clients that never close would stop everybody else. `linger` does the waiting beside other things.
    """

    def __init__(self, cfg: Any, sock: socket.socket, client: Any, server: Any, *, linger: Callable[..., None]) -> None:
        super().__init__(cfg, BoundedSocket.taking_over(sock), client, server)
        self._linger = linger

    def close(self, graceful: bool = False) -> None:  # noqa: FBT001, FBT002 - as gunicorn calls it
        if graceful:
            self._linger(self)
        else:
            super().close()
