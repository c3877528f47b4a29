"""The record of letters that officers took, and what the newest copy in their hands says of each candidate."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, OuterRef, QuerySet, Subquery

from candidates.identity import since_person
from candidates.models import Candidate, Series
from centres.models import Centre
from letters.batches.build import CandidateLetter
from letters.models import HandedLetter, Letter, LetterBatch, LetterDownload
from letters.models.downloads import DownloadKind, FileFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadRecord:
    """What somebody takes: `number` is the candidate's, for one letter alone."""

    kind: DownloadKind
    form: FileFormat
    letters: int
    protected: bool = False
    number: str = ""


def record_batch(taken: DownloadRecord, *, batch: LetterBatch, by: str) -> LetterDownload:
    """A whole batch was taken; its own rows say what its letters say. Call it within a transaction."""
    return _recorded(taken, series=batch.series, centre=batch.centre, by=by, batch=batch)


def record_letters(
    taken: DownloadRecord, letters: Iterable[CandidateLetter], *, series: Series, centre: Centre, by: str
) -> LetterDownload:
    """These letters were taken. Call it within a transaction."""
    download = _recorded(taken, series=series, centre=centre, by=by)
    rows = [
        HandedLetter(handing_over=download, candidate_id=letter.candidate_pk, digests=letter.digests)
        for letter in letters
    ]
    HandedLetter.objects.bulk_create(rows, batch_size=1_000)
    return download


def record_register(taken: DownloadRecord, *, series: Series, centre: Centre, by: str) -> LetterDownload:
    """A register was taken, and with it no letter. Call it within a transaction."""
    return _recorded(taken, series=series, centre=centre, by=by)


def says(batch: LetterBatch, letters: Iterable[CandidateLetter]) -> bool:
    """Whether the batch has exactly these letters, saying the same."""
    kept = dict(batch.letters.order_by().values_list("candidate", "digests"))
    return kept == {letter.candidate_pk: letter.digests for letter in letters}


def downloads_of(*, series: Series, centre: Centre) -> QuerySet[LetterDownload]:
    """Everything that was taken for a centre in a series, newest first."""
    return LetterDownload.objects.filter(series=series, centre=centre)


def newest(*, series: Series, centre: Centre) -> dict[int, dict[str, str]]:
    """The digests of the letter that was taken last, by the candidate's key: two queries however many there are.

    Letters of somebody who stood under the number before aren't the candidate's.
    """
    roll = Candidate.objects.filter(series=series, centre=centre).order_by()
    alone = HandedLetter.objects.filter(since_person("handing_over__at"), candidate=OuterRef("pk"))
    alone = alone.order_by("-handing_over__pk")
    in_batch = Letter.objects.filter(
        since_person("batch__finished_at"), candidate=OuterRef("pk"), batch__handings_over__isnull=False
    )
    last_alone = HandedLetter.objects.filter(pk__in=_first_of(alone, roll))
    last_in_batch = Letter.objects.filter(pk__in=_first_of(in_batch.order_by("-batch__handings_over__pk"), roll))
    found = [
        *last_alone.order_by().values_list("handing_over", "candidate", "digests"),
        *last_in_batch.order_by()
        .annotate(taken=Max("batch__handings_over"))
        .values_list("taken", "candidate", "digests"),
    ]
    return {candidate: digests for _taken, candidate, digests in sorted(found, key=lambda row: row[0])}


def _first_of(rows: QuerySet[HandedLetter] | QuerySet[Letter], roll: QuerySet[Candidate]) -> QuerySet[Candidate, int]:
    first = Subquery(rows.values("pk")[:1])
    return roll.annotate(last_taken=first).filter(last_taken__isnull=False).values("last_taken")  # type: ignore[return-value]


def _recorded(
    taken: DownloadRecord, *, series: Series, centre: Centre, by: str, batch: LetterBatch | None = None
) -> LetterDownload:
    return LetterDownload.objects.create(
        series=series,
        centre=centre,
        by=by,
        what=taken.kind.value,
        form=taken.form,
        protected=taken.protected,
        letters=taken.letters,
        number=taken.number,
        batch=batch,
    )
