"""Lists of the staff's admin that stay fast however many rows there are.

Nobody counts a whole table, rows come in the order of their keys, and a search asks one index after the other instead
of joining everything with everything.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import smart_split, unescape_string_literal

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
    _Paginator = Paginator[Any]
else:
    _ModelAdmin = admin.ModelAdmin
    _Paginator = Paginator

# So many rows of a list are counted and can be turned over to; what lies further is looked for.
MOST_COUNTED = 10_000
# So many of what a single word finds are listed, newest first.
MOST_FOUND = 1_000
TOO_MANY = "These are too many rows to act on at once. Search or filter first, or tick single rows."
FEW = 10
# Of a shorter word no trigram is known, but how it begins is.
TRIGRAM = 3


class BoundedPaginator(_Paginator):
    """Counts up to `MOST_COUNTED` rows, whatever there is."""

    @cached_property
    def count(self) -> int:
        """How many rows the pages have."""
        rows = self.object_list
        if not isinstance(rows, QuerySet):
            return len(rows)
        if rows.query.is_empty():
            return 0
        return rows.order_by().values("pk")[:MOST_COUNTED].count()

    @property
    def has_more(self) -> bool:
        """Whether there may be rows that no page has."""
        return self.count == MOST_COUNTED


class LargeList(_ModelAdmin):
    """Mixed into the page of a model with very many rows. `search_fields` begin with "=" or are looked for anywhere in
    the text, as Django has it; codes are found in capitals or small letters.
    """

    show_full_result_count = False

    def get_ordering(self, request: HttpRequest) -> Any:
        """The newest rows first, where the page says nothing else. What was found is little, and has its own order."""
        ordering = super().get_ordering(request)
        if not ordering and not request.GET.get(SEARCH_VAR):
            ordering = ("-pk",)
        return ordering

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The rows in which every word is found. Of a single word's many rows, the newest ones."""
        words = [_unquoted(word) for word in smart_split(search_term)]
        fields = self.get_search_fields(request)
        if not words or not fields or "\x00" in search_term:
            return super().get_search_results(request, queryset, search_term)
        if len(words) == 1:
            found: set[int] = set()
            for condition in self._conditions(fields, words[0]):
                newest = queryset.filter(condition).order_by("-pk").values_list("pk", flat=True)
                found.update(newest[:MOST_FOUND])
            return queryset.filter(pk__in=found), False
        for word in words:
            rows = self.model._default_manager.order_by().values("pk")
            columns = [rows.filter(condition) for condition in self._conditions(fields, word)]
            if not columns:
                return queryset.none(), False
            queryset = queryset.filter(pk__in=columns[0].union(*columns[1:]))
        return queryset, False

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Nothing is done with rows that nobody has counted."""
        everything = request.POST.get("select_across", "0") != "0"
        if everything and self.paginator(queryset, self.list_per_page).count == MOST_COUNTED:
            self.message_user(request, TOO_MANY, messages.ERROR)
            return None
        return super().response_action(request, queryset, *args, **kwargs)

    def further_conditions(self, word: str) -> list[Q]:
        """Where else a word may stand."""
        return []

    def _conditions(self, fields: Any, word: str) -> list[Q]:
        found = (_condition(self.model, field, word) for field in fields)
        return [*(condition for condition in found if condition), *self.further_conditions(word)]


def _condition(model: type[Model], field: str, word: str) -> Q | None:
    """Where the word stands in this column, as one index can answer it; None where it stands nowhere."""
    if field.startswith("="):
        return _is_one_of(model, field[1:], sorted({word, word.upper(), word.lower()}))
    if len(word) < TRIGRAM:
        return Q(**{f"{field}__istartswith": word})
    return Q(**{f"{field}__icontains": word})


def _is_one_of(model: type[Model], path: str, words: list[str]) -> Q | None:
    """The same for a code. What few rows of another table have it, are found first, and then what belongs to them."""
    relation, _, name = path.rpartition("__")
    if not relation:
        return Q(**{f"{path}__in": words})
    related: Any = model
    for part in relation.split("__"):
        related = related._meta.get_field(part).related_model
    rows = related._default_manager.filter(**{f"{name}__in": words}).order_by()
    keys = list(rows.values_list("pk", flat=True)[: FEW + 1])
    if not keys:
        return None
    if len(keys) > FEW:
        return Q(**{f"{path}__in": words})
    return Q(**{f"{relation}__in": keys})


def _unquoted(word: str) -> str:
    if word.startswith(('"', "'")) and word[0] == word[-1]:
        return str(unescape_string_literal(word))
    return word
