"""A filter that offers the values of a column of a very large table, found one after the other by its index."""

from typing import Any

from django.contrib.admin.filters import AllValuesFieldListFilter
from django.db import connection


def values_in_index(model: Any, column: str) -> list[str]:
    """The different values of a column that has an index: one look into the index for each of them."""
    quote = connection.ops.quote_name
    table, name = quote(model._meta.db_table), quote(column)
    sql = f"""
        WITH RECURSIVE found(value) AS (
            SELECT MIN({name}) FROM {table}
            UNION ALL
            SELECT (SELECT MIN({name}) FROM {table} WHERE {name} > value) FROM found WHERE value IS NOT NULL
        )
        SELECT value FROM found WHERE value IS NOT NULL
    """  # noqa: S608 - names of tables and columns
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [value for (value,) in cursor.fetchall()]


class IndexedValuesFilter(AllValuesFieldListFilter):
    """As Django's filter by all values. The page may leave out some: `shown_values(request, field, values)`."""

    def __init__(self, field: Any, request: Any, params: Any, model: Any, model_admin: Any, field_path: str) -> None:  # noqa: PLR0917 - Django's signature
        super().__init__(field, request, params, model, model_admin, field_path)
        values = values_in_index(model, field.column)
        self.lookup_choices: Any = model_admin.shown_values(request, field_path, values)
