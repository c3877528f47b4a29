"""Files in object storage (S3's protocol), written and read piece by piece and never copied to a disk.

    LETTERS_STORAGE=s3://letters-of-the-board/production?endpoint=https://objects.example.org&region=eu-west-2

`results_portal.config.file_storage` reads that address. Whoever uses the storage meets `OSError` where it can't be
reached, as with a disk.
"""


class StorageUnavailable(OSError):
    """The storage refused, or couldn't be reached in time. Trying again later may help."""
