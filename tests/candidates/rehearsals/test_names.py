"""A rehearsal's name and address say what it is, and nobody can make one look real or the other way round."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from candidates.models import Series
from centres.models import User
from tests.support import builders
from tests.support.folders import GOOD, write_folder
from tests.support.signed_in import sign_in

pytestmark = pytest.mark.django_db
NAME, SLUG = "REHEARSAL June 2026", "rehearsal-june-2026"


def renamed(name: str) -> dict[str, str]:
    """The good folder's files, with another name of the series."""
    tables = ("releases", "candidates", "entries", "results")
    return {table: GOOD[table].replace("June 2026", name) for table in tables}


@pytest.mark.parametrize(
    ("name", "slug", "is_rehearsal"),
    [
        ("June 2026", "june-2026", True),
        (NAME, "june-2026", True),
        ("June 2026", SLUG, True),
        (NAME, SLUG, False),
        ("June 2026", SLUG, False),
        (NAME, "june-2026", False),
    ],
)
def test_the_database_keeps_flag_name_and_address_together(name: str, slug: str, is_rehearsal: bool) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Series.objects.create(name=name, slug=slug, is_rehearsal=is_rehearsal)


def test_files_that_name_a_rehearsal_make_one(tmp_path: Path) -> None:
    call_command("load_series", str(write_folder(tmp_path / "folder", **renamed(NAME))), verbosity=0)

    assert Series.objects.values_list("name", "slug", "is_rehearsal").get() == (NAME, SLUG, True)


@pytest.mark.parametrize("name", ["Rehearsal June 2026", "rehearsal: June 2026"])
def test_files_can_not_make_a_series_that_only_looks_like_one(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError):
        call_command("load_series", str(write_folder(tmp_path / "folder", **renamed(name))), verbosity=0)

    assert not Series.objects.exists()


@pytest.mark.parametrize(
    ("series", "sent", "said"),
    [
        ("June 2026", {"name": NAME}, "no other one does"),
        (NAME, {"name": "June 2026"}, "The name of a rehearsal begins with"),
        ("", {"name": "June 2026", "slug": SLUG}, "Only the address of a rehearsal"),
        ("", {"name": NAME, "slug": SLUG}, "no other one does"),
    ],
)
def test_the_administration_keeps_them_apart(
    client: Client, staff: User, series: str, sent: dict[str, str], said: str
) -> None:
    page = "/admin/candidates/series/add/"
    if series:
        page = f"/admin/candidates/series/{builders.make_series(series).pk}/change/"

    response = sign_in(client, staff).post(page, sent)

    assert said in response.content.decode()
    assert list(Series.objects.values_list("name", flat=True)) == ([series] if series else [])


def test_a_rehearsal_can_get_another_name_of_its_kind(client: Client, staff: User) -> None:
    series = builders.make_series(NAME)

    sign_in(client, staff).post(f"/admin/candidates/series/{series.pk}/change/", {"name": "REHEARSAL of ours"})

    assert Series.objects.values_list("name", "slug", "is_rehearsal").get() == ("REHEARSAL of ours", SLUG, True)
