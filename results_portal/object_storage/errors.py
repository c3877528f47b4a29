"""What goes wrong in object storage, as the errors that files on a disk would have."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from results_portal.object_storage import StorageUnavailable

ABSENT = ("404", "NoSuchKey", "NotFound", "NoSuchUpload")


@contextmanager
def as_file_errors(name: str) -> Iterator[None]:
    """Raise `FileNotFoundError` for a file that isn't there, `StorageUnavailable` for everything else."""
    try:
        yield
    except ClientError as why:
        code = str(why.response.get("Error", {}).get("Code", ""))
        if code in ABSENT:
            raise FileNotFoundError(f"the object storage has no {name}") from why
        raise StorageUnavailable(f"the object storage answered {code} for {name}") from why
    except BotoCoreError as why:
        raise StorageUnavailable(f"the object storage can't be reached for {name}: {type(why).__name__}") from why
