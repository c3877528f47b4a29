"""A socket on which no thread waits for somebody else without an end."""

import errno
import socket
from typing import Any, Self

# A piece of an answer (64 kB of a file, or a whole page) has to be taken within so many seconds.
WRITE_SECONDS = 45.0
# Requests are whole before a thread has them. This holds where gunicorn should want more all the same.
READ_SECONDS = 5.0


class BoundedSocket(socket.socket):
    """Blocks for some seconds at most. Afterwards the connection counts as broken, and gunicorn closes it quietly.

    A time limit that somebody else has set, and a socket that doesn't block, are left as they are.
    """

    @classmethod
    def taking_over(cls, accepted: socket.socket) -> Self:
        """The same connection in a new object; `accepted` can't be used any more."""
        return cls(accepted.family, accepted.type, accepted.proto, fileno=accepted.detach())

    def sendall(self, data: Any, flags: int = 0) -> None:
        if self.gettimeout() is not None:
            super().sendall(data, flags)
            return
        self.settimeout(WRITE_SECONDS)
        try:
            super().sendall(data, flags)
        except TimeoutError as why:
            raise BrokenPipeError(errno.EPIPE, "an answer was taken too slowly") from why
        finally:
            self.settimeout(None)

    def recv(self, size: int, flags: int = 0) -> bytes:
        if self.gettimeout() is not None:
            return super().recv(size, flags)
        self.settimeout(READ_SECONDS)
        try:
            return super().recv(size, flags)
        except TimeoutError as why:
            raise ConnectionResetError(errno.ECONNRESET, "a request stopped half-way") from why
        finally:
            self.settimeout(None)
