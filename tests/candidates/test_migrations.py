"""Databases of earlier versions come along: what stood in them stands in the new columns."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("candidates", "0005_holds_and_change_requests")]
AFTER = [("candidates", "0009_endorsements")]


@pytest.fixture(autouse=True)
def latest() -> Iterator[None]:
    """The tests after this one find the newest state."""
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield
    MigrationExecutor(connection).migrate(newest)


def test_entries_take_the_qualification_that_their_syllabus_had() -> None:
    old = _migrated(BEFORE)
    _fill(old)

    new = _migrated(AFTER)
    entry, leads_to = new("Entry").objects, new("SyllabusQualification").objects
    assert sorted(entry.values_list("syllabus__code", "qualification__code")) == [("0610", "IGCSE"), ("9709", "ALEVEL")]
    assert sorted(leads_to.values_list("syllabus__code", "qualification__code", "option_codes")) == [
        ("0610", "IGCSE", []),
        ("9709", "ALEVEL", []),
    ]


def test_the_way_back_is_open() -> None:
    old = _migrated(BEFORE)
    _fill(old)
    _migrated(AFTER)

    again = _migrated(BEFORE)
    assert sorted(again("Syllabus").objects.values_list("code", "qualification__code")) == [
        ("0610", "IGCSE"),
        ("9709", "ALEVEL"),
    ]


def _migrated(targets: list[tuple[str, str]]) -> Any:
    """Bring the database to this state; return what gives its models by name."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    apps = MigrationExecutor(connection).loader.project_state(targets).apps

    def model(name: str, app: str = "candidates") -> Any:
        return apps.get_model(app, name)

    return model


def _fill(model: Any) -> None:
    series = model("Series").objects.create(name="June 2026", slug="june-2026")
    centre = model("Centre", "centres").objects.create(
        number="PK123", name="Ravi Grammar School", country="Pakistan", time_zone="Asia/Karachi"
    )
    candidate = model("Candidate").objects.create(series=series, centre=centre, number="0042", family_name="Khan")
    for code, title, aim in (("0610", "Biology", "IGCSE"), ("9709", "Mathematics", "ALEVEL")):
        qualification = model("Qualification").objects.create(code=aim, title=aim, grades=["A", "B"])
        syllabus = model("Syllabus").objects.create(code=code, title=title, qualification=qualification)
        model("Entry").objects.create(candidate=candidate, syllabus=syllabus)
