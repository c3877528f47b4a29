"""A dump of the database that is restored in its place, as an operator does after an accident."""

from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

# What tells of sending: enough of a dump for tests that send.
MODELS = ("letters.LetterMail", "django_tasks_database.DBTaskResult", "results_portal.Installation")


def dump() -> dict[type[Model], list[dict[str, Any]]]:
    """The rows as they are now."""
    models: list[type[Model]] = [apps.get_model(label) for label in MODELS]
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}


def restore(dumped: dict[type[Model], list[dict[str, Any]]]) -> None:
    """The rows as they were then, whatever was done since."""
    with transaction.atomic(), connection.constraint_checks_disabled():
        for model, rows in dumped.items():
            model._base_manager.all().delete()
            model._base_manager.bulk_create(model(**row) for row in rows)
