"""How much is read. What is larger was never saved by a program that keeps tables."""

from collections import Counter
from pathlib import PurePosixPath
from zipfile import ZipFile, ZipInfo

from candidates.loading.errors import Problem, UnreadableFile, quoted

# Two million results in a file are some 140 MB.
FILE_BYTES = 256 * 1024 * 1024
ALL_BYTES = 1024 * 1024 * 1024
FILES = 200
# A table's text shrinks to a tenth or a thirtieth; deflate's most is a thousandth.
SHRINKS = 200
SMALL_BYTES = 1024 * 1024
CELL_CHARACTERS = 131_072
COLUMNS = 100
ROWS = 5_000_000
PACKED = (".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz")


def check_size(file: str, size: int) -> None:
    """Raise `UnreadableFile` for a file of more than `FILE_BYTES`."""
    if size > FILE_BYTES:
        raise UnreadableFile(
            Problem(file, 1, f"the file is too large: {size:,} bytes, at most {FILE_BYTES:,} are read")
        )


def check_archive(file: str, archive: ZipFile) -> None:
    """Raise `UnreadableFile` for what unpacks to more than tables need: too many files, or too much in them."""
    members = archive.infolist()
    if len(members) > FILES:
        raise UnreadableFile(Problem(file, 1, f"the file holds {len(members):,} files, at most {FILES} are read"))
    if sum(member.file_size for member in members) > ALL_BYTES:
        raise UnreadableFile(Problem(file, 1, f"the file unpacks to more than {ALL_BYTES:,} bytes"))
    names = [member.filename for member in members]
    for name, count in Counter(names).items():
        if count > 1:
            raise UnreadableFile(Problem(file, 1, f"the file holds {quoted(name)} {count:,} times"))
    for member in members:
        _check_name(file, member.filename)
        _check_member(file, member)


def _check_name(file: str, name: str) -> None:
    """A zip file of a folder names what is in it, and nothing outside."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts[:1] and path.parts[0].endswith(":")):
        raise UnreadableFile(Problem(file, 1, f"the file names a place outside of it: {quoted(name)}"))
    if path.suffix.lower() in PACKED and not name.startswith("__MACOSX/"):
        raise UnreadableFile(Problem(file, 1, f"there is a packed file in it: {quoted(name)}. Take its files out"))


def _check_member(file: str, member: ZipInfo) -> None:
    if member.flag_bits & 0x1:
        raise UnreadableFile(Problem(file, 1, "the file is protected by a password: save it without one"))
    grows = member.file_size > SMALL_BYTES and member.file_size > SHRINKS * member.compress_size
    if grows or member.file_size > FILE_BYTES:
        raise UnreadableFile(Problem(file, 1, f"the file unpacks to far more than a table: {member.file_size:,} bytes"))
