"""Files in object storage: a real server of S3's protocol on loopback."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from results_portal.config.file_storage import file_storages
from results_portal.object_storage import StorageUnavailable
from results_portal.object_storage.storage import ObjectStorage
from results_portal.object_storage.upload import PART_BYTES
from tests.support import object_storage

NAME = "7/1-abc.pdf.sealed"
_numbers = count()
SIZES = [0, 1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES + 77]


def storage_at(address: str, bucket: str = "letters") -> ObjectStorage:
    stored = file_storages(f"s3://{bucket}/production?endpoint={address}&region=eu-west-2", state=Path("/nowhere"))
    return ObjectStorage(**stored["letters"]["OPTIONS"])


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in object_storage.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The folder of all buckets, and the address of the server in front of it."""
    buckets = tmp_path_factory.mktemp("buckets")
    with object_storage.server(buckets) as address:
        yield buckets, address


@pytest.fixture
def address(served: tuple[Path, str]) -> str:
    return served[1]


@pytest.fixture
def bucket(served: tuple[Path, str]) -> Path:
    """The folder behind a bucket of the test's own."""
    folder = served[0] / f"bucket-{next(_numbers)}"
    folder.mkdir()
    return folder


@pytest.fixture
def storage(address: str, bucket: Path) -> ObjectStorage:
    return storage_at(address, bucket.name)


@contextmanager
def stops_serving(folder: Path) -> Iterator[str]:
    """A server for one test, which is gone afterwards."""
    (folder / "letters").mkdir()
    with object_storage.server(folder) as address:
        yield address


def written(storage: ObjectStorage, content: bytes, name: str = NAME) -> None:
    upload = storage.begin(name)
    for start in range(0, len(content), 1_000_003):
        upload.write(content[start : start + 1_000_003])
    upload.keep()


@pytest.mark.parametrize("size", SIZES)
def test_what_was_written_is_read(storage: ObjectStorage, size: int) -> None:
    content = os.urandom(size)
    written(storage, content)

    with storage.open(NAME) as file:
        assert file.read(10) == content[:10]
        assert file.read() == content[10:]
    assert storage.size(NAME) == size


def test_a_file_is_absent_until_it_is_whole(storage: ObjectStorage, bucket: Path) -> None:
    upload = storage.begin(NAME)
    upload.write(os.urandom(2 * PART_BYTES))

    # This server answers no question about a file whose parts it has; so the folder behind the bucket is looked at.
    assert not (bucket / "production" / "letters" / NAME).exists()
    upload.keep()
    assert storage.exists(NAME)


def test_what_is_discarded_leaves_nothing(storage: ObjectStorage, bucket: Path) -> None:
    for size in (10, 2 * PART_BYTES):
        upload = storage.begin(NAME)
        upload.write(os.urandom(size))
        upload.discard()

    assert storage.listdir("7") == ([], [])
    assert [path for path in bucket.rglob("*") if path.is_file()] == []
    with pytest.raises(FileNotFoundError):
        upload.keep()


def test_what_was_given_up_elsewhere_can_be_discarded_once_more(storage: ObjectStorage) -> None:
    upload = storage.begin(NAME)
    upload.write(os.urandom(2 * PART_BYTES))
    upload.discard()

    upload.discard()


def test_folders_and_files_are_listed_beyond_one_page(storage: ObjectStorage, bucket: Path) -> None:
    within = bucket / "production" / "letters" / "7"
    within.mkdir(parents=True)
    for number in range(1_100):
        (within / f"1-{number:04}.pdf.sealed").touch()
    (within.parent.parent / "loads").mkdir()

    assert storage.listdir("") == (["7"], [])
    assert sorted(storage.listdir("7")[1]) == [f"1-{number:04}.pdf.sealed" for number in range(1_100)]
    assert storage.listdir("8") == ([], [])


def test_a_file_is_deleted_once_and_again(storage: ObjectStorage) -> None:
    written(storage, b"x")

    storage.delete(NAME)
    storage.delete(NAME)

    assert not storage.exists(NAME)


def test_what_django_saves_is_saved(storage: ObjectStorage) -> None:
    assert storage.save(NAME, ContentFile(b"a letter")) == NAME

    with storage.open(NAME) as file:
        assert file.read() == b"a letter"
    assert storage.save(NAME, ContentFile(b"another")) != NAME


def test_a_file_that_breaks_off_while_it_is_written_is_not_there(storage: ObjectStorage) -> None:
    class Breaks(ContentFile[bytes]):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield os.urandom(2 * PART_BYTES)
            raise OSError("the reader broke off")

    with pytest.raises(OSError, match="broke off"):
        storage.save(NAME, Breaks(b"x"))

    assert not storage.exists(NAME)


def test_a_missing_file_is_told_as_on_a_disk(storage: ObjectStorage) -> None:
    with pytest.raises(FileNotFoundError, match=NAME):
        storage.open(NAME)
    with pytest.raises(FileNotFoundError, match=NAME):
        storage.size(NAME)


def test_a_missing_bucket_is_told(address: str, storage: ObjectStorage) -> None:
    storage.check()

    with pytest.raises(FileNotFoundError, match="bucket no-such-bucket"):
        storage_at(address, "no-such-bucket").check()


def test_a_wrong_key_is_told(storage: ObjectStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another-secret")

    with pytest.raises(StorageUnavailable):
        storage.check()


def test_a_storage_out_of_reach_is_an_error_of_the_system_as_with_a_disk(tmp_path: Path) -> None:
    with stops_serving(tmp_path) as address:
        storage = storage_at(address)
        written(storage, b"x")
        upload = storage.begin("7/2-abc.pdf.sealed")
        upload.write(b"x")

    for ask in (storage.check, upload.keep, lambda: storage.open(NAME), lambda: storage.listdir("")):
        with pytest.raises(StorageUnavailable, match="can't be reached"):
            ask()


def test_a_file_that_breaks_off_while_it_is_read_is_told(tmp_path: Path) -> None:
    with stops_serving(tmp_path) as address:
        storage = storage_at(address)
        written(storage, os.urandom(4 * PART_BYTES))
        file = storage.open(NAME)
        file.read(10)

    with file, pytest.raises(StorageUnavailable, match="broke off in the middle"):
        file.read()
