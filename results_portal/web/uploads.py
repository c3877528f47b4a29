"""No page takes files: whatever sends one is refused before it is stored anywhere."""

from typing import Any, Never

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class NoFiles(FileUploadHandler):
    """Django's own handlers would write a file of any size to the disk, for any address that takes a form."""

    def new_file(self, *args: Any, **kwargs: Any) -> Never:
        raise RequestDataTooBig("a file was sent to a service that takes none")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> Never:
        raise RequestDataTooBig("a file was sent to a service that takes none")

    def file_complete(self, file_size: int) -> None:
        return None
