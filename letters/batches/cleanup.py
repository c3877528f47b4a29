"""Removes files of letters that are no longer anybody's: of expired batches, and those that interrupted work left."""

from datetime import datetime

from django.db.models import QuerySet

from candidates.models import Series
from letters.batches import lifecycle
from letters.models import HandedLetter, Letter, LetterBatch
from letters.storage import drafts, encrypted_files
from results_portal import installation

State = LetterBatch.State
# So many of the newest letters are looked for in a storage before it counts as another one's.
LOOKED_AT = 20


def expire(*, series: Series, made_before: datetime) -> int:
    """The series' ready batches made before then give up their files, within the caller's transaction.

    What their letters said is forgotten too; that they were taken, and by whom, is kept. Returns how many
    batches there were.
    """
    old = LetterBatch.objects.filter(series=series, finished_at__lt=made_before)
    count = lifecycle.replace(old, end=State.EXPIRED)
    Letter.objects.filter(batch__in=old.exclude(state=State.READY)).delete()
    HandedLetter.objects.filter(handing_over__series=series, handing_over__at__lt=made_before).delete()
    return count


def remove_orphans() -> int:
    """Remove files and drafts that belong to no ready batch and to nobody at work; returns how many.

    Raises `OnHold` where the files may be another installation's.
    """
    installation.require_own()
    # First the files, then the rows: work that ends in between is found in the rows.
    being_written = drafts.unfinished()
    names = {number: encrypted_files.files_of(number) for number in encrypted_files.batches_with_files()}
    wanted = _wanted()
    orphans = [name for number, files in names.items() for name in files if not wanted.has(number, name)]
    for name in orphans:
        encrypted_files.remove(name)
    for number, files in names.items():
        if set(files) <= set(orphans) and not wanted.at_work(number):
            encrypted_files.remove(str(number))
    left = [name for name in being_written if not wanted.has(encrypted_files.batch_of(name), name)]
    for name in left:
        drafts.discard_unfinished(name)
    return len(orphans) + len(left)


def has_letters_of_others() -> bool:
    """Whether the storage has letters of which no row of this database names any."""
    numbers = encrypted_files.batches_with_files()
    if not numbers or LetterBatch.objects.filter(pk__in=numbers, state=State.RUNNING).exists():
        return False
    ready = LetterBatch.objects.filter(state=State.READY).order_by("-pk").values_list("pdf_name", flat=True)
    return not any(drafts.storage().exists(name) for name in ready[:LOOKED_AT])


class _Wanted:
    """Which files rows speak for: those of ready batches by name, those of running ones by their fence."""

    def __init__(self, rows: QuerySet[LetterBatch]) -> None:
        self._ready: set[str] = set()
        self._fences: dict[int, int] = {}
        for batch in rows:
            if batch.state == State.READY:
                self._ready |= {batch.pdf_name, batch.archive_name}
            else:
                self._fences[batch.pk] = batch.fence

    def has(self, number: int, name: str) -> bool:
        return name in self._ready or self._fences.get(number) == encrypted_files.fence_of(name)

    def at_work(self, number: int) -> bool:
        return number in self._fences


def _wanted() -> _Wanted:
    return _Wanted(LetterBatch.objects.filter(state__in=(State.READY, State.RUNNING)))
