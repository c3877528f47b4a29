"""Files that are sent piece by piece, without a database connection while somebody reads slowly."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse

from results_portal.db.release import release_connection


class _WithoutConnection(Iterator[bytes]):
    """The pieces; the connection that the view and the middleware used is given back before each of them is sent."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def __next__(self) -> bytes:
        piece = next(self._pieces)
        release_connection()
        return piece

    def close(self) -> None:
        close: Any = getattr(self._pieces, "close", None)
        if close is not None:
            close()


def streamed_file(
    pieces: Iterator[bytes], *, name: str, content_type: str, size: int | None = None
) -> StreamingHttpResponse:
    """A download of that name; `size` in bytes where it is known. A proxy in front passes it on as it comes."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Accel-Buffering": "no"}
    if size is not None:
        headers["Content-Length"] = str(size)
    return StreamingHttpResponse(_WithoutConnection(pieces), content_type=content_type, headers=headers)


def came_from_our_own_pages(request: HttpRequest) -> bool:
    """Whether a browser says that somebody followed a link or a form of this site, or typed the address.

    A browser that says nothing, and a program, are believed: the session's cookie and the form's token still count.
    """
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    return site in ("same-origin", "none") and mode == "navigate"
