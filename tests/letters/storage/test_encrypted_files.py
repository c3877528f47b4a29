"""Letters' files: encrypted piece by piece, whole or absent, and readable in their own place only."""

import errno
import os
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from pytest_django.fixtures import Settings

from letters.storage import drafts, encrypted_files
from letters.storage.encrypted_files import CannotRead, Writer
from results_portal.crypto.stream import PIECE_BYTES, SEALED_PIECE_BYTES

NAME = "7/1-abc.pdf.sealed"
MADE_BEFORE = b64decode(
    "Q1JTTAGIi4cboJKx5HAsq8AO0aNrdIIICZtrEHkgSU8aZqzZn0nN/UlP1uxeKcdF3z3jWM+YGqezboicAn9C54bWO1V7IHasjYnDpnp1aieD43Tk"
    "HDLskvNja7ULHJGsp/W8l4womEJz+hCSKoEIDIzhPQhqpg=="
)


pytestmark = pytest.mark.usefixtures("own_store")


def kept(content: bytes, name: str = NAME) -> Path:
    writer = Writer(name)
    writer.write(content)
    writer.keep()
    return Path(drafts.storage().path(name))


def content_of(name: str = NAME) -> bytes:
    return b"".join(encrypted_files.read(name).pieces)


@pytest.mark.parametrize(
    "size",
    [
        0,
        1,
        PIECE_BYTES - 1,
        PIECE_BYTES,
        PIECE_BYTES + 1,
        3 * PIECE_BYTES,
        1_000_003,
    ],
)
def test_what_was_written_is_read(size: int) -> None:
    content = os.urandom(size)
    kept(content)

    opened = encrypted_files.read(NAME)
    assert opened.size == size
    assert b"".join(opened.pieces) == content


def test_a_file_of_the_version_before_is_read(settings: Settings) -> None:
    """Its bytes as they lay on the disk before the cipher stood in one place."""
    settings.LETTERS_KEYS = ["the key of the version before which is long enough"]
    name = "7/1-made-before.pdf.sealed"
    drafts.storage().save(name, ContentFile(MADE_BEFORE))

    opened = encrypted_files.read(name)

    assert (opened.size, b"".join(opened.pieces)) == (33, b"A letter of PK123, candidate 0042")


def test_many_small_writes_make_the_same_file() -> None:
    content = os.urandom(200_000)
    writer = Writer(NAME)
    for start in range(0, len(content), 777):
        writer.write(content[start : start + 777])
        assert writer.tell() == min(start + 777, len(content))
    writer.keep()

    assert content_of() == content


def test_nothing_of_the_plain_text_is_on_disk(tmp_path: Path) -> None:
    kept(b"ABCDE-FGHJK-MNPQR" * 10_000)

    for file in tmp_path.rglob("*"):
        assert not file.is_file() or b"FGHJK" not in file.read_bytes()


def test_equal_contents_give_different_files() -> None:
    assert kept(b"same").read_bytes() != kept(b"same", "7/2-abc.pdf.sealed").read_bytes()


def test_a_file_is_absent_until_it_is_whole(tmp_path: Path) -> None:
    writer = Writer(NAME)
    writer.write(b"x" * 200_000)

    assert not drafts.storage().exists(NAME)
    assert [path.name for path in drafts.drafts().iterdir()] == ["7+1-abc.pdf.sealed"]
    writer.keep()
    assert drafts.storage().exists(NAME)
    assert list(drafts.drafts().iterdir()) == []


def test_what_is_discarded_leaves_nothing() -> None:
    writer = Writer(NAME)
    writer.write(b"x" * 200_000)
    writer.discard()
    other = Writer("7/1-def.zip.sealed")
    other.keep()
    other.discard()

    assert list(drafts.drafts().iterdir()) == []
    assert encrypted_files.files_of(7) == []


def test_only_the_service_may_read_the_files(tmp_path: Path) -> None:
    writer = Writer(NAME)
    writer.write(b"x")

    (draft,) = drafts.drafts().iterdir()
    assert draft.stat().st_mode & 0o077 == 0
    assert drafts.drafts().stat().st_mode & 0o077 == 0
    writer.discard()


HEAD, SEALED_PIECE = encrypted_files.HEADER_BYTES, SEALED_PIECE_BYTES


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: data[:-1], id="cut by a byte"),
        pytest.param(lambda data: data[: HEAD + SEALED_PIECE], id="cut after a piece"),
        pytest.param(lambda data: data[:HEAD], id="header alone"),
        pytest.param(lambda data: data[:10], id="half a header"),
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: data + b"\0", id="a byte more"),
        pytest.param(lambda data: b"XXXXX" + data[5:], id="another mark"),
        pytest.param(lambda data: data[:20] + bytes([data[20] ^ 1]) + data[21:], id="another key"),
        pytest.param(lambda data: data[:-30] + bytes([data[-30] ^ 1]) + data[-29:], id="a changed bit"),
        pytest.param(
            lambda data: (
                data[:HEAD]
                + data[HEAD + SEALED_PIECE : HEAD + 2 * SEALED_PIECE]
                + data[HEAD : HEAD + SEALED_PIECE]
                + data[HEAD + 2 * SEALED_PIECE :]
            ),
            id="pieces swapped",
        ),
        pytest.param(lambda data: data[:HEAD] + data[HEAD + SEALED_PIECE :], id="a piece left out"),
    ],
)
def test_a_spoilt_file_is_told_and_never_taken_for_whole(spoil: "object") -> None:
    path = kept(os.urandom(3 * PIECE_BYTES))
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]

    with pytest.raises(CannotRead, match="7/1-abc"):
        content_of()


def test_a_file_under_another_name_does_not_open() -> None:
    path = kept(b"letters of one batch")
    other = kept(b"letters of another batch", "8/1-abc.pdf.sealed")
    shutil.copy(path, other)

    with pytest.raises(CannotRead, match="8/1-abc"):
        encrypted_files.read("8/1-abc.pdf.sealed")


def test_a_missing_file_is_told() -> None:
    with pytest.raises(CannotRead, match="can't be opened"):
        encrypted_files.read("9/1-gone.pdf.sealed")


def test_keys_rotate(settings: Settings) -> None:
    settings.LETTERS_KEYS = ("o" * 40,)
    kept(b"letters")

    settings.LETTERS_KEYS = ("n" * 40, "o" * 40)
    assert content_of() == b"letters"
    settings.LETTERS_KEYS = ("n" * 40,)
    with pytest.raises(CannotRead, match="no longer lists"):
        content_of()


def test_a_reader_that_stops_early_closes_the_file() -> None:
    kept(os.urandom(5 * PIECE_BYTES))

    pieces = encrypted_files.read(NAME).pieces
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert list(pieces) == []


def test_a_zip_is_written_straight_into_the_store() -> None:
    writer = Writer(NAME)
    with ZipFile(writer, "w") as archive:
        for number in range(50):
            archive.writestr(f"{number}.txt", b"x" * 5_000)
    writer.keep()

    copy = drafts.drafts().parent / "copy.zip"
    copy.write_bytes(content_of())
    with ZipFile(copy) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 50


def test_leftovers_of_earlier_holders_go_and_the_present_ones_stay() -> None:
    for name in ("7/1-a.pdf.sealed", "7/2-b.pdf.sealed", "71/1-c.pdf.sealed"):
        kept(b"x", name)
    writers = [Writer(name) for name in ("7/1-d.zip.sealed", "7/2-e.zip.sealed", "71/1-f.zip.sealed")]

    encrypted_files.discard_leftovers(batch=7, before_fence=2)

    assert encrypted_files.files_of(7) == ["7/2-b.pdf.sealed"]
    assert encrypted_files.files_of(71) == ["71/1-c.pdf.sealed"]
    assert sorted(path.name for path in drafts.drafts_of()) == ["7+2-e.zip.sealed", "71+1-f.zip.sealed"]
    for writer in writers:
        writer.discard()


def test_a_draft_that_was_taken_away_is_not_kept() -> None:
    writer = Writer(NAME)
    writer.write(b"x")
    encrypted_files.discard_leftovers(batch=7, before_fence=2)

    with pytest.raises(FileNotFoundError):
        writer.keep()
    writer.discard()
    assert encrypted_files.files_of(7) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 kB. Only root can mount one: skipped elsewhere."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to mount a small file system")
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"can't mount a small file system here: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_told_while_writing_and_leaves_nothing(small_disk: Path, settings: Settings) -> None:
    settings.STATE_DIR = small_disk
    writer = Writer(NAME)

    with pytest.raises(OSError) as raised:  # noqa: PT011 - the error's number is what counts
        writer.write(os.urandom(1_000_000))
    writer.discard()

    assert raised.value.errno == errno.ENOSPC
    assert list(drafts.drafts().iterdir()) == []
