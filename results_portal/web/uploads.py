"""No page takes files but one, and that one only from staff who have its pass. They stay in memory until sealed.

Django's own handlers would write a file of any size to the disk, for any address that takes a form.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from results_portal.serving import upload_pass

MOST_FILES = 20


def may_send_files(request: HttpRequest) -> bool:
    """Whether this is the page that takes files, asked with a pass that counts."""
    given = request.GET.get(upload_pass.FIELD, "")
    return request.method == "POST" and request.path_info == upload_pass.PATH and upload_pass.holder_of(given) != ""


@contextmanager
def upload_held(environ: dict[str, Any]) -> Iterator[None]:
    """Take the body of an upload in one piece: read in small ones, gunicorn would copy what is left each time.

    It is let go of at the end. A request and its file handlers refer to each other, so that Python would keep the
    bytes until it looks for such circles, many uploads later.
    """
    length = environ.get("CONTENT_LENGTH", "")
    is_upload = environ.get("REQUEST_METHOD") == "POST" and environ.get("PATH_INFO") == upload_pass.PATH
    if not (is_upload and length.isascii() and length.isdecimal() and int(length) <= upload_pass.LARGEST_UPLOAD):
        yield
        return
    with io.BytesIO(environ["wsgi.input"].read(int(length))) as body:
        environ["wsgi.input"] = body
        yield


class FilesOfStaff(FileUploadHandler):
    """Takes files into memory, all of them together no larger than `LARGEST_UPLOAD`."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._file = io.BytesIO()
        self._files = 0
        self._bytes = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.request is None or self.request.path_info != upload_pass.PATH:
            raise RequestDataTooBig("a file was sent to a page that takes none")
        self._files += 1
        # The page says what was wrong: that the form was open for too long, or that there are too many files.
        if not may_send_files(self.request) or self._files > MOST_FILES + 1:
            raise SkipFile
        self._file = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._bytes += len(raw_data)
        if self._bytes > upload_pass.LARGEST_UPLOAD:
            raise RequestDataTooBig(f"more than {upload_pass.LARGEST_UPLOAD_WORDS} were sent")
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._file.seek(0)
        return InMemoryUploadedFile(
            self._file, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
