"""A request on its way in: when it is whole, and what is refused before it is."""

import re
from dataclasses import dataclass, field
from enum import Enum

from results_portal.serving import upload_pass

# What gunicorn allows of a request line and headers by default would be 800 kB.
LARGEST_HEAD = 64 * 1024
# As much as Django reads into memory (DATA_UPLOAD_MAX_MEMORY_SIZE); no page takes more, but for that of `upload_pass`.
LARGEST_BODY = 2_621_440

END_OF_HEAD = b"\r\n\r\n"
_CHUNKED = re.compile(rb"\r\ntransfer-encoding[ \t]*:", re.IGNORECASE)
_LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*([0-9]{1,18})[ \t]*(?=\r\n)", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect[ \t]*:[ \t]*100-continue[ \t]*(?=\r\n)", re.IGNORECASE)


class Refusal(Enum):
    """An answer of the process itself, before the service has seen anything."""

    SLOW = "408 Request Timeout"
    NO_LENGTH = "411 Length Required"
    LARGE_BODY = "413 Content Too Large"
    LARGE_HEAD = "431 Request Header Fields Too Large"
    FULL = "503 Service Unavailable"

    @property
    def answer(self) -> bytes:
        """The bytes to send. The connection is closed afterwards."""
        body = f"{self.value}\n".encode()
        head = f"HTTP/1.1 {self.value}\r\nConnection: close\r\nContent-Type: text/plain\r\n"
        if self is Refusal.FULL:
            head += "Retry-After: 5\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Refused(Exception):
    """The request isn't taken. `refusal` is what to answer."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.value)


@dataclass(slots=True)
class IncomingRequest:
    """The bytes of one request so far. `deadline` is the moment by which it has to be whole."""

    deadline: float
    received: bytearray = field(default_factory=bytearray)
    # How many bytes the whole request has; 0 while its head isn't there.
    length: int = 0
    # Whether the client waits for a word before it sends the body.
    expects_continue: bool = False
    # Files of staff, which are larger and take longer than any other request.
    is_upload: bool = False

    @property
    def is_whole(self) -> bool:
        return bool(self.length) and len(self.received) >= self.length

    def add(self, data: bytes) -> None:
        """Take what arrived. Raises `Refused` where this can't become a request that is served."""
        searched = max(0, len(self.received) - len(END_OF_HEAD))
        self.received += data
        if not self.length:
            self._look_for_head(searched)

    def _look_for_head(self, searched: int) -> None:
        end = self.received.find(END_OF_HEAD, searched)
        size = len(self.received) if end < 0 else end
        if size > LARGEST_HEAD:
            raise Refused(Refusal.LARGE_HEAD)
        if end < 0:
            return
        head = bytes(self.received[: end + 2])
        # Django reads no body without a length, and browsers send none.
        if _CHUNKED.search(head):
            raise Refused(Refusal.NO_LENGTH)
        # Several lengths, or one that is no number, are gunicorn's to refuse: it won't wait for a body then.
        lengths = {int(length) for length in _LENGTH.findall(head)}
        body = lengths.pop() if len(lengths) == 1 else 0
        if body > LARGEST_BODY:
            self.is_upload = upload_pass.has_pass(head)
            if not self.is_upload or body > upload_pass.LARGEST_UPLOAD:
                raise Refused(Refusal.LARGE_BODY)
        self.length = end + len(END_OF_HEAD) + body
        self.expects_continue = bool(_EXPECTS.search(head)) and len(self.received) < self.length
