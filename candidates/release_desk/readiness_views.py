"""Whether a release is ready: what is missing or odd, on one page, and the missing results as a file."""

import io
from collections.abc import Iterator
from itertools import batched
from tempfile import TemporaryFile

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from candidates.holds.scope import Scope
from candidates.readiness.missing import HEADINGS, missing_lines
from candidates.readiness.summary import RESULTS, readiness_of
from candidates.release_desk.rows import instant_in_words
from candidates.release_desk.views import qualification_of, series_of
from centres.desk.staff_pages import frame, staff, staff_page
from results_portal import audit
from results_portal.text.csv_cells import MARK, csv_lines
from results_portal.text.rehearsal import extra_column
from results_portal.web.file_responses import streamed_file

LINES, BYTES = 1000, 64 * 1024


@staff_page(RESULTS)
@require_safe
def readiness(request: HttpRequest, series_slug: str, qualification_code: str) -> HttpResponse:
    """What is to be known before this release opens."""
    series, qualification = series_of(series_slug), qualification_of(qualification_code)
    release = series.releases.filter(qualification=qualification).first()
    context = frame(
        request,
        f"Readiness: {qualification.title}, {series.name}",
        series=series,
        qualification=qualification,
        opens=instant_in_words(release.releases_at) if release else None,
        report=readiness_of(series=series, qualification=qualification, user=staff(request)),
    )
    return render(request, "candidates/release_desk/readiness.html", context)


@staff_page(RESULTS)
@require_GET
def missing(request: HttpRequest, series_slug: str, qualification_code: str) -> HttpResponseBase:
    """Every entry without a result, as a file."""
    series, qualification = series_of(series_slug), qualification_of(qualification_code)
    with transaction.atomic():
        audit.record("export missing results", by=staff(request), series=series.slug, target=qualification.code)
    # Written down before it is sent: nobody who reads slowly keeps a database connection.
    file = TemporaryFile()  # noqa: SIM115 - `_Pieces` closes it
    more_headings, more_cells = extra_column(series.name)
    file.write((MARK + csv_lines([[*HEADINGS, *more_headings]])).encode())
    for lines in batched(missing_lines(Scope(series=series, qualification=qualification)), LINES):
        file.write(csv_lines([*line, *more_cells] for line in lines).encode())
    name, size = f"{series.slug}-{qualification.code}-missing.csv", file.tell()
    return streamed_file(_Pieces(file), name=name, content_type="text/csv; charset=utf-8", size=size)


class _Pieces(Iterator[bytes]):
    """The file from its beginning, piece by piece; it goes with the last of them, or when nobody wants more."""

    def __init__(self, file: "io.BufferedRandom") -> None:
        file.seek(0)
        self._file = file

    def __next__(self) -> bytes:
        if piece := self._file.read(BYTES):
            return piece
        self.close()
        raise StopIteration

    def close(self) -> None:
        self._file.close()
