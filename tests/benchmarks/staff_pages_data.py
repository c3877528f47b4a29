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
from django.utils import timezone

from access.models import AccessSettings, Credential
from candidates.models import Candidate, CandidateVersion, Entry, Result, ResultVersion, Series
from centres.models import Centre, Membership, User
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.signed_in import sign_in

AGAIN = 3
# A list of very few rows, whatever the size: what each page is compared with, for machines are busy and calm by turns.
SMALL = "/admin/auth/group/"
# Models with more rows are searched, at each of the sizes.
LARGE = 20
CANDIDATES_OF_A_CENTRE = 700_000 / 8_000
CODES = ("0580", "0610", "9702")
SERIES = "november-2026"
# A name that five people have everywhere, and one that one in a hundred has.
SEARCHES = {"a rare name": "Zyxwander", "a common name": "Khan", "a centre": "AA101", "both": "AA101 0042"}

Figures = dict[str, dict[str, Any]]


def fill(count: int) -> None:
    """So many candidates, with everything that hangs on them."""
    centres = max(1, round(count / CANDIDATES_OF_A_CENTRE))
    series = builders.make_series("November 2026")
    builders.make_release(series, "IGCSE", builders.in_the_future())
    number = "'A' || chr(65 + n / 900 % 26) || (n % 900 + 100)"
    here = {"country": "'Country ' || n % 60", "time_zone": "'Asia/Karachi'"}
    _insert(Centre, centres, number=number, name="'School ' || n", **here)
    _fill_candidates(count, centres, series)
    first = _key_before(Centre)
    settings = {"series_id": str(series.pk), "status": "'all'", "version": "1", "contact_name": "'Rahila'"}
    _fill_officers(2 * centres, f"{first} + 1 + n % {centres}")
    contact = {"deals_with_queries": "true", "contact_email": "'exams@school.example'"}
    _insert(AccessSettings, centres, centre_id=f"{first} + n", **settings, **contact)
    trail = {"actor_kind": "'officer'", "action": "'sign in'", "details": "'{}'", "digest": "md5(n::text)"}
    trail |= {"actor": "'officer' || n % 900 || '@school.example'", "position": "1000000 + n", "at": "now()"}
    place = f"(SELECT number FROM centres_centre c WHERE c.id = {first} + 1 + n % {centres})"
    _insert(AuditEntry, count, centre_number=place, **trail)
    _run("VACUUM ANALYZE")


def _fill_candidates(count: int, centres: int, series: Series) -> None:
    names = "CASE WHEN n <= 5 THEN 'Zyxwander' WHEN n % 100 = 0 THEN 'Khan' ELSE 'Family' || n % 50000 END"
    person = {"family_name": names, "given_names": "'Given' || n % 3000"}
    centre = f"{_key_before(Centre)} + 1 + (n - 1) % {centres}"
    number = f"lpad(((n - 1) / {centres} + 1)::text, 4, '0')"
    _insert(Candidate, count, series_id=str(series.pk), centre_id=centre, number=number, **person)
    candidate = f"{_key_before(Candidate)} + n"
    aim = {"qualification_id": str(builders.make_qualification().pk)}
    for code in CODES:
        syllabus = builders.make_syllabus(code)
        _insert(Entry, count, candidate_id=candidate, syllabus_id=str(syllabus.pk), **aim)
    entry = f"{_key_before(Entry)} + n"
    said = {"grade": "'B'", "percentage_uniform_mark": "74"}
    _insert(Result, 3 * count, entry_id=entry, **said)
    version = {"number": "1", "source": "'LOAD'", "at": "now()"}
    _insert(ResultVersion, 3 * count, entry_id=entry, **version, **said)
    _insert(CandidateVersion, count, candidate_id=candidate, **person, **version)
    username = "translate(lpad(to_hex(n), 8, '0'), '01abcdef', 'GHABCDEF')"
    _insert(Credential, count, candidate_id=candidate, username=username, password_hash="'x'", issued_at="now()")


def _fill_officers(count: int, centre: str) -> None:
    _insert(User, count, email="'officer' || n || '@school.example'", name="'Officer ' || n", is_active="true")
    _insert(Membership, count, user_id=f"{_key_before(User)} + n", centre_id=centre, role="'exams_officer'")


def _key_before(model: type[Model]) -> int:
    """The primary key before that of the first row."""
    return int(model._default_manager.order_by("pk").values_list("pk", flat=True)[0]) - 1


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
    plan = _run(f"EXPLAIN ANALYZE {slowest['sql']}")
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


def _insert(model: type[Model], count: int, **columns: str) -> None:
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
    _run(f'INSERT INTO "{model._meta.db_table}" ({", ".join(names)}) {rows}', parameters)


def _run(sql: str, parameters: list[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []
