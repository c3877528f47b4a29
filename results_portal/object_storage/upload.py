"""A file that is written piece by piece into object storage, and is there only once it is whole."""

from typing import Any

from results_portal.object_storage.errors import as_file_errors

# Parts have at least 5 MiB, and there are at most 10,000 of them.
PART_BYTES = 8 * 1024 * 1024


class Upload:
    """One part at a time is in memory. Small files are sent at once, others in parts that are joined at the end."""

    def __init__(self, client: Any, *, bucket: str, key: str) -> None:
        self._client = client
        self._place = {"Bucket": bucket, "Key": key}
        self._waiting = bytearray()
        self._upload = ""
        self._parts: list[dict[str, Any]] = []

    def write(self, data: bytes) -> None:
        """Take all of `data`. Raises `OSError`."""
        self._waiting += data
        while len(self._waiting) >= PART_BYTES:
            self._send(bytes(self._waiting[:PART_BYTES]))
            del self._waiting[:PART_BYTES]

    def keep(self) -> None:
        """Have the file be there. Raises `OSError`."""
        with as_file_errors(self._place["Key"]):
            if not self._upload:
                self._client.put_object(**self._place, Body=bytes(self._waiting))
                return
            if self._waiting:
                self._send(bytes(self._waiting))
            self._client.complete_multipart_upload(
                **self._place, UploadId=self._upload, MultipartUpload={"Parts": self._parts}
            )

    def discard(self) -> None:
        """Leave none of its parts behind. Raises `OSError`."""
        self._waiting.clear()
        if not self._upload:
            return
        try:
            with as_file_errors(self._place["Key"]):
                self._client.abort_multipart_upload(**self._place, UploadId=self._upload)
        except FileNotFoundError:
            # It was given up already, by the rule of the bucket that removes what nobody ends.
            pass

    def _send(self, part: bytes) -> None:
        number = len(self._parts) + 1
        with as_file_errors(self._place["Key"]):
            if not self._upload:
                self._upload = self._client.create_multipart_upload(**self._place)["UploadId"]
            sent = self._client.upload_part(**self._place, UploadId=self._upload, PartNumber=number, Body=part)
        self._parts.append({"ETag": sent["ETag"], "PartNumber": number})
