"""Everything of a rehearsal carries its mark: each page that is about one, each document and each file."""

import io
from collections.abc import Iterator
from html import unescape
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from candidates.models import LoadJob, Series
from results_portal.text.rehearsal import MARK, PREFIX, SLUG_PREFIX
from tests.reach import table
from tests.reach.asking import undone
from tests.reach.table import ROLES
from tests.reach.world import World
from tests.support.centre_with_letters import letters_made

pytestmark = pytest.mark.django_db
ASKED_AS = ("C", "O", "A", "U")
# What stands in an address of something that belongs to one series. What the other names lead to belongs to none.
OF_A_SERIES = (
    "<series_slug>",
    "support/candidates/<pk>",
    "changes/candidates/<pk>",
    "holds/<pk>",
    "exceptions/<pk>",
    "loads/<pk>",
    "requests/<pk>",
)
CANDIDATES_OWN = {"results/", "results/statement.pdf"}
# Of the admin's models, those whose rows belong to no series.
OF_NO_SERIES = (
    *("auth.group", "candidates.gradewording", "candidates.outcomewording", "candidates.wordingversion"),
    *("candidates.qualification", "candidates.syllabus", "candidates.syllabusqualification", "candidates.load"),
    *("centres.", "django_tasks_database.", "letters.mailpace", "letters.workerpresence", "results_portal."),
)
LETTERS = ("letters.pdf", "letters.zip", "letters/<number>.pdf", "letters/register.pdf")
IN_SERIES = "portal/<centre_number>/<series_slug>/"
# Parts of pages, which stand in a page that has the mark. In a list of a load each row begins with the series' name.
TOLD_AS = "made-up sitting "
# So that a document that isn't there doesn't pass for marked.
MUST_BE_SEEN = {
    "C": CANDIDATES_OWN,
    "O": {f"{IN_SERIES}{name}" for name in ("", "candidates.csv", "candidates.xlsx", *LETTERS)},
    "A": {f"{IN_SERIES}letters.zip", "portal/associate/<code>/<series_slug>/"},
    "U": {
        "admin/releases/<series_slug>/",
        "admin/support/candidates/<pk>/",
        "admin/candidates/result/<object_id>/change/",
    },
}
KINDS = {"pdf": "application/pdf", "zip": "application/zip", "txt": "text/plain"}
SLUG = f"{SLUG_PREFIX}november-2026"
PARTS = {f"{IN_SERIES}letters/progress/", f"{IN_SERIES}status/candidates/", "admin/loads/<pk>/<which>.csv"}


@pytest.fixture(scope="module")
def rehearsed(world: World, django_db_blocker: object) -> World:
    """The world's series are rehearsals, with names that aren't months: dates on pages are no names of series."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        for series in Series.objects.order_by("pk"):
            series.name, series.slug = f"{PREFIX}{TOLD_AS}{series.pk}", f"{SLUG_PREFIX}{series.slug}"
            series.is_rehearsal = True
            series.save()
        LoadJob.objects.update(series=[f"{SLUG_PREFIX}june-2026"])
        for centre, officer in ((world.centre, "officer"), (world.other, "officer elsewhere")):
            letters_made(Series.objects.get(slug=SLUG), centre, world.people[officer])
    return world


@pytest.mark.parametrize("role", ASKED_AS)
def test_everything_of_a_rehearsal_is_marked(rehearsed: World, role: str) -> None:
    client = rehearsed.browser(ROLES[role])
    unmarked, seen = {}, set()
    for name, path in table.paths().items():
        if not is_of_a_series(name):
            continue
        for said in answers(client, path.replace("/november-2026/", f"/{SLUG}/")):
            seen.add(name)
            if MARK not in said:
                unmarked[name] = said[:200]

    assert unmarked == {}
    assert seen >= MUST_BE_SEEN[role]


@pytest.mark.parametrize("role", ASKED_AS)
def test_pages_of_several_series_name_each_rehearsal_as_one(rehearsed: World, role: str) -> None:
    client = rehearsed.browser(ROLES[role])
    unnamed = set()
    for name, path in table.paths().items():
        for said in answers(client, path.replace("/november-2026/", f"/{SLUG}/")):
            if TOLD_AS in said.replace(f"{PREFIX}{TOLD_AS}", ""):
                unnamed.add(name)

    assert unnamed == set()


def is_of_a_series(name: str) -> bool:
    if name in PARTS:
        return False
    if name.startswith("admin/") and "<object_id>" in name:
        model = ".".join(name.split("/")[1:3])
        return not model.startswith(OF_NO_SERIES) and "content_type_id" not in name
    return name in CANDIDATES_OWN or any(part in name for part in OF_A_SERIES)


def answers(client: Client, path: str) -> list[str]:
    """What GET answers, as text: the page; each page of a document; each file of an archive."""
    with undone(client):
        response: Any = client.get(path, headers={"sec-fetch-site": "same-origin"})
        body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.status_code != 200:
        return []
    return list(texts(response.headers["Content-Type"].partition(";")[0], body))


def texts(kind: str, body: bytes) -> Iterator[str]:
    match kind:
        case "application/pdf":
            yield from (page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
        case "application/zip":
            with ZipFile(io.BytesIO(body)) as archive:
                for name in archive.namelist():
                    yield from texts(
                        {"pdf": "application/pdf", "zip": "application/zip"}.get(name[-3:], ""), archive.read(name)
                    )
        case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
            sheet = load_workbook(io.BytesIO(body)).active
            yield from (" ".join(str(cell) for cell in row) for row in list(sheet.values)[1:])  # type: ignore[union-attr]
        case "text/csv":
            yield from body.decode().splitlines()[1:]
        case "text/calendar":
            yield body.decode().replace("\r\n ", "")
        case _:
            yield unescape(body.decode())
