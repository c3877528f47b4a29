"""Queries that are turned into SQL once, for the few pages that thousands open within the same minute.

Django makes a queryset's SQL anew at each use, which for a query with joins and conditions costs several times as much
as asking it. Always the same text also lets PostgreSQL keep its plan.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    parameters: Row
    columns: tuple[Any, ...]


class Prepared:
    """The rows of a queryset made with `values_list`, with other values in the places of `marks` at each use.

    `queryset` is called with the marks, once for each kind of database. A mark stands for an int or a str; it has to
    be a value that nothing else in the query has.
    """

    def __init__(self, queryset: Callable[..., QuerySet[Any, Row]], *marks: int | str) -> None:
        self._queryset = queryset
        self._marks = marks
        self._compiled: dict[str, _Compiled] = {}
        self._lock = Lock()

    def rows(self, *values: int | str) -> list[Row]:
        """All rows, in one statement, with each of `values` in the place of the mark at the same position."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiled = self._compiled.get(connection.vendor) or self._compile(connection.vendor)
        given = dict(zip(self._marks, values, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, [given.get(parameter, parameter) for parameter in compiled.parameters])
            rows: list[Row] = cursor.fetchall()
        for position, converters, expression in compiled.columns:
            rows = [
                (*row[:position], _converted(row[position], converters, expression, connection), *row[position + 1 :])
                for row in rows
            ]
        return rows

    def _compile(self, vendor: str) -> _Compiled:
        with self._lock:
            compiler = self._queryset(*self._marks).query.get_compiler(using=DEFAULT_DB_ALIAS)
            sql, parameters = compiler.as_sql()
            lost = set(self._marks) - set(parameters)
            if lost:
                raise ValueError(f"the query has no place for {lost}")
            columns = [column for column, *_ in compiler.select[: compiler.col_count]]
            converters = compiler.get_converters(columns)
            found = tuple((position, *both) for position, both in converters.items())
            self._compiled[vendor] = _Compiled(sql, tuple(parameters), found)
        return self._compiled[vendor]


def _converted(value: Any, converters: list[Callable[..., Any]], expression: Any, connection: Any) -> Any:
    """A value as Python has it, where the database hands it over as something else (SQLite: instants, truth)."""
    for converter in converters:
        value = converter(value, expression, connection)
    return value
