"""The series that `staff_pages` measures with, and the pages; apart from it because it needs Django's models."""

import time
from collections.abc import Iterator
from statistics import median
from typing import Any, cast

from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candidates.models import Candidate
from centres.models import User
from tests.benchmarks.many_rows import run
from tests.benchmarks.national_series import SERIES
from tests.support.signed_in import sign_in

AGAIN = 3
# A list of very few rows, whatever the size: what each page is compared with, for machines are busy and calm by turns.
SMALL = "/admin/auth/group/"
# Models with more rows are searched, at each of the sizes.
LARGE = 20
# A name that five people have everywhere, and one that one in a hundred has.
SEARCHES = {"a rare name": "Zyxwander", "a common name": "Khan", "a centre": "AA101", "both": "AA101 0042"}

Figures = dict[str, dict[str, Any]]


def figures() -> Figures:
    """What each page takes."""
    staff = User.objects.create_superuser("boss@board.example", "a long enough password")
    client = sign_in(Client(), staff)
    return {name: _timed(client, address) for name, address in _pages(client)}


def _pages(client: Client) -> Iterator[tuple[str, str]]:
    first = Candidate.objects.order_by("pk")[0]
    yield "desk", "/admin/"
    yield "support, a candidate", f"/admin/support/candidates/{first.pk}/"
    yield "support, an officer", f"/admin/support/officers/{User.objects.order_by('pk')[0].pk}/"
    yield "support, a centre", f"/admin/support/centres/{first.centre.number}/{SERIES}/"
    for name, text in SEARCHES.items():
        yield f"find {name}", f"/admin/find/?q={text}"
        yield f"support, a centre: {name}", f"/admin/support/centres/{first.centre.number}/{SERIES}/?q={text}"
    yield "release desk, all series", "/admin/releases/"
    yield "release desk", f"/admin/releases/{SERIES}/"
    yield "readiness", f"/admin/releases/{SERIES}/IGCSE/readiness/"
    yield "entries without results", f"/admin/releases/{SERIES}/IGCSE/missing.csv"
    yield "holds", "/admin/holds/"
    yield "loads", "/admin/loads/"
    yield "calendar", "/admin/calendar/"
    for model, page in admin.site._registry.items():
        yield from _tables_pages(client, model, page)


def _tables_pages(client: Client, model: type[Model], page: admin.ModelAdmin[Any]) -> Iterator[tuple[str, str]]:
    """A table's list, its searches and filters, what fields of other pages offer of it, and the page of a row."""
    address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    name = f"list of {model._meta.verbose_name_plural}"
    yield name, address
    if model._default_manager.count() <= LARGE:
        return
    yield f"one of {model._meta.verbose_name_plural}", f"{address}{model._default_manager.order_by('pk')[0].pk}/change/"
    if page.search_fields:
        for what, text in SEARCHES.items():
            yield f"{name}: {what}", f"{address}?q={text}"
    changelist = cast("Any", client.get(address)).context_data["cl"]
    for spec in changelist.filter_specs:
        # The first choice is "All".
        choices = list(spec.choices(changelist))[1:]
        for choice in choices[:1] + choices[1:][-1:]:
            yield f"{name} by {spec.title}: {choice['display']}", f"{address}{choice['query_string']}"
    for field in model._meta.concrete_fields:
        if field.name in page.autocomplete_fields:
            target = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={field.name}"
            yield f"{name}: offers for {field.name}", f"/admin/autocomplete/?{target}&term={SEARCHES['a common name']}"


def _timed(client: Client, address: str) -> dict[str, Any]:
    taken, beside = [], []
    for _ in range(AGAIN):
        started = time.perf_counter()
        client.get(SMALL)
        beside.append(time.perf_counter() - started)
        with CaptureQueriesContext(connection) as captured:
            started = time.perf_counter()
            response = client.get(address)
            taken.append(time.perf_counter() - started)
        assert response.status_code == 200, (address, response.status_code)
    slowest = max((query for query in captured.captured_queries if query["sql"].startswith("SELECT")), key=_seconds)
    plan = run(f"EXPLAIN ANALYZE {slowest['sql']}")
    lines = [row[0] for row in plan][:25]
    against = median(page / small for page, small in zip(taken, beside, strict=True))
    return {
        "ms": 1000 * median(taken),
        "against": against,
        "queries": len(captured),
        "sql": slowest["sql"],
        "plan": lines,
    }


def _seconds(query: dict[str, str]) -> float:
    return float(query["time"])
