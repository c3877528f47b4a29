"""What is asked for most, and by everybody at once, goes through no large table: each statement's plan is looked at.

With few rows the planner reads whole tables whatever there is; so it is told not to where it can do otherwise. What
still does has no index to go by.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from access.letters.staleness.comparison import compare_some
from candidates.models import Candidate, Series
from centres.models import Associate, Centre, User
from letters.models import LetterBatch
from tests.support import builders
from tests.support.credentials import give_access, give_credential, try_to_sign_in
from tests.support.people import make_head
from tests.support.signed_in import sign_in

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite tells its plans in other words"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("ready"),
]

# Those that grow with candidates, visits or years. The others have as many rows as there are centres, at most.
LARGE = {
    "access_credential",
    "access_selectedcandidate",
    "candidates_candidate",
    "candidates_candidateversion",
    "candidates_entry",
    "candidates_result",
    "candidates_resultversion",
    "django_session",
    "letters_issuedstatement",
    "letters_letter",
    "letters_lettermail",
    "results_portal_auditentry",
    "shared_cache",
}
HERE = "/portal/PK123/november-2026/"

Statement = tuple[str, Any]


class Seen:
    """The statements that ran, as they were sent."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not many and sql.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            self.statements.append((sql, params))
        return execute(sql, params, many, context)


def whole_tables(statement: Statement) -> Iterator[str]:
    """The large tables that the statement would go through from end to end."""
    sql, params = statement
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        [[plans]] = cursor.fetchall()
    if isinstance(plans, str):
        plans = json.loads(plans)
    steps = [plans[0]["Plan"]]
    while steps:
        step = steps.pop()
        steps += step.get("Plans", [])
        if step["Node Type"] == "Seq Scan" and step["Relation Name"] in LARGE:
            yield f"{step['Relation Name']}: {sql[:300]}"


def check(deed: Callable[[], object], *, least: int) -> None:
    """Do it, and look at every plan; fewer statements than `least` would mean that they weren't seen."""
    seen = Seen()
    with connection.execute_wrapper(seen):
        deed()
    assert len(seen.statements) >= least
    assert [found for statement in seen.statements for found in whole_tables(statement)] == []


def page(client: Client, address: str) -> None:
    response: Any = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    if response.streaming:
        b"".join(response.streaming_content)


def test_large_tables_are_called_so() -> None:
    assert set(connection.introspection.table_names()) >= LARGE


def test_a_statement_without_an_index_is_noticed() -> None:
    assert list(whole_tables(("SELECT 1 FROM candidates_entry WHERE option_code = %s", ("BX",)))) != []


def test_a_candidate_signs_in_and_looks(candidate: Candidate) -> None:
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    client = Client()

    check(lambda: try_to_sign_in(client), least=1)
    check(lambda: page(client, "/results/"), least=1)
    check(lambda: page(client, "/results/"), least=1)
    check(lambda: page(client, "/results/statement.pdf"), least=1)


def test_a_wrong_password(candidate: Candidate) -> None:
    give_credential(candidate)

    check(lambda: try_to_sign_in(Client(), password="AAAAA-BBBBB-22222"), least=1)


@pytest.mark.parametrize(
    "address",
    ["/portal/", HERE, f"{HERE}candidates/", f"{HERE}candidates/?q=khan", f"{HERE}candidates.csv", f"{HERE}status/"],
)
def test_an_officer_looks(officer: User, address: str) -> None:
    client = sign_in(Client(), officer)

    check(lambda: page(client, address), least=5)


def test_a_head_reads_the_trail(centre: Centre) -> None:
    client = sign_in(Client(), make_head(centre))

    check(lambda: page(client, "/portal/PK123/audit/"), least=3)


@pytest.mark.parametrize("query", ["", "?q=school", "?sort=not-signed-in"])
def test_an_associate_looks_at_its_centres(
    associate: Associate, series: Series, other_centre: Centre, query: str
) -> None:
    builders.make_candidate(series, other_centre, "0001")
    client = sign_in(Client(), builders.make_officer(associate=associate))

    check(lambda: page(client, "/portal/"), least=5)
    check(lambda: page(client, f"/portal/associate/MERID/november-2026/{query}"), least=5)


@pytest.mark.parametrize("address", ["/admin/", "/admin/find/?q=Khan", "/admin/support/centres/PK123/november-2026/"])
def test_staff_look(address: str) -> None:
    client = sign_in(Client(), User.objects.create_superuser("boss@board.example", "a long enough password"))

    check(lambda: page(client, address), least=5)


def test_a_worker_compares_letters() -> None:
    LetterBatch.objects.update(compared_at=None)

    check(compare_some, least=5)
