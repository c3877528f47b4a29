"""Many rows at once in PostgreSQL, written by the database itself; needs Django set up."""

from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone


def insert(model: type[Model], count: int, **columns: str) -> None:
    """So many rows of `model`: SQL for some columns, in which n counts from 1; the others get their defaults."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    given, names = [], []
    parameters: list[Any] = []
    for field in fields:
        names.append(f'"{field.column}"')
        given.append(columns.get(field.attname, "").replace("%", "%%") or "%s")
        if field.attname not in columns:
            default = field.get_default()
            if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
                default = timezone.now()
            parameters.append(field.get_db_prep_save(default, connection))
    rows = f"SELECT {', '.join(given)} FROM generate_series(1, {count}) AS series (n)"
    # Without looking up what each row points at, which takes most of the time.
    run("SET session_replication_role = replica")
    run(f'INSERT INTO "{model._meta.db_table}" ({", ".join(names)}) {rows}', parameters)
    run("SET session_replication_role = origin")


def last_key(model: type[Model]) -> int:
    """The primary key after which the next rows of `model` are numbered; 0 where there are none yet."""
    last = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return int(last or 0)


def run(sql: str, parameters: list[Any] | None = None) -> list[Any]:
    """Execute it; the rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []
