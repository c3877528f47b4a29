"""Rows that migrations write are there for every test, also after one that emptied all tables.

Django's flush, with which a test of whole transactions ends, takes such rows away with everything else, and whichever
test comes next in that process would miss them.
"""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models.signals import post_migrate

from candidates.models import GradeWording
from results_portal.models import CodePattern

# By the app whose tables have to be there: the migration, its function, and a table that it fills.
WRITERS: dict[str, tuple[str, str, Any]] = {
    "results_portal": ("results_portal.migrations.0007_code_patterns", "write_first_patterns", CodePattern),
    "candidates": ("candidates.migrations.0013_words_of_grades", "write_first_words", GradeWording),
}


def write_first_rows(sender: Any, using: str, **_more: Any) -> None:
    """Do what the migration did, where nothing is left of it."""
    if sender.label not in WRITERS:
        return
    module, function, model = WRITERS[sender.label]
    if not model.objects.using(using).exists():
        with connections[using].schema_editor(atomic=False) as editor:
            getattr(import_module(module), function)(apps, editor)


def keep_first_rows() -> None:
    """From now on each flush of the tables ends with these rows."""
    post_migrate.connect(write_first_rows, dispatch_uid="first rows of tests")
