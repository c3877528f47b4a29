"""Django's storage over S3's protocol: django-storages, with streams instead of copies, and errors as of files."""

import posixpath
from functools import cached_property
from threading import Lock
from typing import Any

import boto3
from botocore.client import Config
from botocore.exceptions import BotoCoreError, IncompleteReadError
from django.core.files import File
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from results_portal.object_storage import StorageUnavailable
from results_portal.object_storage.errors import as_file_errors
from results_portal.object_storage.upload import Upload

CLIENT = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    connect_timeout=3,
    read_timeout=20,
    retries={"max_attempts": 3, "mode": "standard"},
    max_pool_connections=50,
    # Not every such storage knows the newer checksums; what is damaged doesn't open anyway.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
_making = Lock()


class ObjectStorage(S3Storage):
    """Files of one folder of a bucket. Its client serves all threads of the process."""

    @cached_property
    def client(self) -> Any:
        """Made once: a client of its own for each of a thousand threads would cost megabytes each."""
        with _making:
            return boto3.session.Session().client(
                "s3", endpoint_url=self.endpoint_url, region_name=self.region_name, config=CLIENT
            )

    def check(self) -> None:
        """Raise `OSError` where the bucket isn't there or can't be reached."""
        with as_file_errors(f"bucket {self.bucket_name}"):
            self.client.head_bucket(Bucket=self.bucket_name)

    def begin(self, name: str) -> Upload:
        """A file that is there once it is kept."""
        return Upload(self.client, bucket=self.bucket_name, key=self._key(name))

    def exists(self, name: str) -> bool:
        try:
            self.size(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        with as_file_errors(name):
            return int(self.client.head_object(**self._place(name))["ContentLength"])

    def delete(self, name: str) -> None:
        with as_file_errors(name):
            self.client.delete_object(**self._place(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """The folders and files in a folder, asked for a thousand at a time."""
        folder = f"{self._key(path)}/" if path else f"{self.location}/"
        folders, files = [], []
        pages = self.client.get_paginator("list_objects_v2")
        with as_file_errors(path):
            for page in pages.paginate(Bucket=self.bucket_name, Delimiter="/", Prefix=folder):
                folders += [posixpath.basename(found["Prefix"].rstrip("/")) for found in page.get("CommonPrefixes", [])]
                files += [found["Key"].removeprefix(folder) for found in page.get("Contents", [])]
        return folders, [name for name in files if name]

    def _open(self, name: str, mode: str = "rb") -> File:  # type: ignore[type-arg]
        with as_file_errors(name):
            body = self.client.get_object(**self._place(name))["Body"]
        return _Stream(body, name)

    def _save(self, name: str, content: Any) -> str:
        upload = self.begin(name)
        try:
            for piece in content.chunks():
                upload.write(piece)
            upload.keep()
        except BaseException:
            upload.discard()
            raise
        return name

    def _key(self, name: str) -> str:
        return str(self._normalize_name(clean_name(name)))

    def _place(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket_name, "Key": self._key(name)}


class _Stream(File):  # type: ignore[type-arg]
    """What the storage sends, read as it comes."""

    def __init__(self, body: Any, name: str) -> None:
        super().__init__(body, name)
        self._body = body

    def read(self, size: int | None = None) -> bytes:
        """Up to `size` bytes, all that is left by default; fewer only at the end. Raises `OSError`."""
        try:
            return bytes(self._body.read(size))
        except (BotoCoreError, IncompleteReadError) as why:
            raise StorageUnavailable(f"the object storage broke off in the middle of {self.name}") from why
