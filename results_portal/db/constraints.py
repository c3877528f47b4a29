"""Tells which constraint a database refused a row for."""

from django.db import IntegrityError, models


def violates(error: IntegrityError, *, model: type[models.Model], constraint: str) -> bool:
    """Whether `error` says that this unique constraint of the model, and no other one, was violated.

    PostgreSQL names the constraint. SQLite names its columns.
    """
    diagnostics = getattr(error.__cause__, "diag", None)
    if diagnostics is not None:
        return bool(diagnostics.constraint_name == constraint)
    return str(error) == f"UNIQUE constraint failed: {_columns(model, constraint)}"


def _columns(model: type[models.Model], constraint: str) -> str:
    found = next(one for one in model._meta.constraints if one.name == constraint)
    if not isinstance(found, models.UniqueConstraint):
        raise TypeError(f"{constraint} is no unique constraint")
    columns = {field.name: field.column for field in model._meta.concrete_fields}
    return ", ".join(f"{model._meta.db_table}.{columns[name]}" for name in found.fields)
