"""Letters of several centres as one zip with a folder for each, streamed: never whole in memory, never on a disk."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.utils import timezone
from django.utils.text import slugify

from access.control_room.rows import AttachedCentre, Letters
from access.letters.downloads import Choice, Download, NotReady, download_letters
from candidates.models import Series
from centres.models import Associate, Centre, User
from centres.permissions import Permission, roles_with
from letters.models.downloads import FileFormat
from results_portal.audit import request_address
from results_portal.text.rehearsal import mark_of

CONTENTS = "contents.txt"
ONLY_THE_OWNER_READS = 0o600 << 16
DETACHED = "You don't act for this centre any more."
NOT_CURRENT = "The letters are out of date. Open the centre in the control room to have them renewed."
WHY_NOT = {
    Letters.NOBODY: "Nobody has access.",
    Letters.MAKING: "The letters are being made.",
    Letters.FAILED: "The letters could not be made.",
    Letters.STOPPED: "There are no letters.",
    Letters.MISSING: "There are no letters.",
}


class NothingCurrent(Exception):
    """None of the centres has letters that can be taken now."""


@dataclass
class ZipBuffer:
    """What a zip is written to, where nobody can go back: whatever was written since, taken once."""

    waiting: bytearray = field(default_factory=bytearray)

    def write(self, data: bytes) -> int:
        self.waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def close(self) -> None:
        """There is nothing to close."""

    def taken(self) -> bytes:
        piece = bytes(self.waiting)
        self.waiting.clear()
        return piece


@dataclass
class LettersOfSeveral:
    """The zip's pieces, for somebody who acts for `associate`.

    Each file is put on record when its turn comes, and before its first byte leaves; a centre that was detached, or
    whose letters stopped being current, while others were sent is left out, and `contents.txt` says why.
    """

    associate: Associate
    series: Series
    rows: list[AttachedCentre]
    by: User
    # Pieces are asked for when the request is over already; the trail still says where it came from.
    address: str = field(default_factory=request_address.get)
    inside: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{slugify(self.associate.code) or 'associate'}-{self.series.slug}-letters.zip"

    def pieces(self) -> Iterator[bytes]:
        """The zip, about one piece of an encrypted file at a time."""
        buffer = ZipBuffer()
        with ZipFile(buffer, "w", ZIP_STORED) as archive:
            for row in self.rows:
                for download in self._of_centre(row):
                    with archive.open(_entry(f"{row.centre.number}/{download.name}", download.size), "w") as entry:
                        for piece in download.pieces:
                            entry.write(piece)
                            yield buffer.taken()
            archive.writestr(_entry(CONTENTS), self._contents())
        yield buffer.taken()

    def _of_centre(self, row: AttachedCentre) -> Iterator[Download]:
        said = f"{row.centre.number} {row.centre.name}"
        why_not = self._why_not(row)
        try:
            if not why_not:
                yield self._download(row.centre, FileFormat.PDF)
                yield self._download(row.centre, FileFormat.ZIP)
        except NotReady:
            why_not = NOT_CURRENT
        if why_not:
            self.left_out.append(f"{said}: {why_not}")
        else:
            self.inside.append(said)

    def _why_not(self, row: AttachedCentre) -> str:
        if not _acts_for(self.by, self.associate, row.centre):
            return DETACHED
        return WHY_NOT.get(row.letters, "")

    def _download(self, centre: Centre, form: FileFormat) -> Download:
        token = request_address.set(self.address)
        try:
            return download_letters(series=self.series, centre=centre, choice=Choice(form=form), by=self.by)
        finally:
            request_address.reset(token)

    def _contents(self) -> str:
        lines = [f"Letters for {self.series.name}, {self.associate.name}"]
        if mark := mark_of(self.series.name):
            lines.append(mark)
        lines += ["", f"In here: {len(self.inside)}", *self.inside, ""]
        lines += [f"Left out: {len(self.left_out)}", *self.left_out, ""]
        return "\r\n".join(lines)


def letters_of_several(
    *, associate: Associate, series: Series, rows: list[AttachedCentre], by: User
) -> LettersOfSeveral:
    """The letters of the centres in `rows` that are current; raises `NothingCurrent` where there are none."""
    if all(row.letters in WHY_NOT for row in rows):
        raise NothingCurrent("None of these centres has letters that can be taken now.")
    return LettersOfSeveral(associate=associate, series=series, rows=rows, by=by)


def _acts_for(user: User, associate: Associate, centre: Centre) -> bool:
    """Whether `user` may take the centre's letters as a member of `associate` at this moment."""
    attached = Centre.objects.filter(pk=centre.pk, associate=associate, results_service=True, closed_at=None)
    roles = roles_with(Permission.DOWNLOAD_LETTERS)
    return attached.filter(associate__memberships__user=user, associate__memberships__role__in=roles).exists()


def _entry(name: str, size: int = 0) -> ZipInfo:
    """The head of a file in the zip; one of more than two gigabytes has to say so before it begins."""
    entry = ZipInfo(name, timezone.now().timetuple()[:6])
    entry.file_size = size
    entry.external_attr = ONLY_THE_OWNER_READS
    return entry
