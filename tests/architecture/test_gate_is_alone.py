"""Nothing but the gate, the loading and the staff's admin touches results: every other way could show them early."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("access", "letters", "candidates", "centres", "results_portal")
MAY = (
    "candidates/models/",
    "candidates/migrations/",
    "candidates/embargo/gate.py",
    "candidates/loading/",
    # What results staff see and correct, in the admin.
    "candidates/admin/candidates.py",
    "candidates/admin/series.py",
    "candidates/admin/results.py",
    "candidates/admin/versions.py",
    "candidates/embargo/corrections.py",
    # Whether a result is held by itself: what a centre is told of it waits until it is shown.
    "candidates/embargo/changed_results.py",
    # Counts of what would be called otherwise.
    "candidates/embargo/released_grades.py",
    # What results said over time, for results staff and the loading.
    "candidates/history/",
    # What is missing or looks wrong before a release, counted for results staff.
    "candidates/readiness/",
    # Made-up results, which are written and never read.
    "candidates/rehearsals/make.py",
    "candidates/rehearsals/folder.py",
    # Which role of the database may do what with which table.
    "results_portal/db/roles/grants.py",
)
# As a lookup, a table, a model by name, or the one column with a name of its own.
IN_TEXT = re.compile(r"(^|__)result__|__result$|percentage_uniform_mark|candidates_result|candidates\.Result\b")
NAMES = {"Result", "percentage_uniform_mark"}
# These take the name of the relation alone.
FOLLOWING = {"select_related", "prefetch_related", "Prefetch", "getattr", "attrgetter"}
# These read `.result` of what the gate handed out.
AFTER_THE_GATE = ("candidates/results_page/presenters.py", "letters/statements/")


def others() -> Iterator[Path]:
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            if not file.relative_to(ROOT).as_posix().startswith(MAY):
                yield file


def touches(source: str, *, after_the_gate: bool = False) -> list[str]:
    """Every place in a module's source that reaches for results."""
    nodes = list(ast.walk(ast.parse(source)))
    return [ast.unparse(node) for node in nodes if reaches(node, NAMES if after_the_gate else {*NAMES, "result"})]


def reaches(node: ast.AST, attributes: set[str]) -> bool:
    match node:
        case ast.Name(id=name) | ast.alias(name=name):
            return name in NAMES
        case ast.Attribute(attr=name):
            return name in attributes
        case ast.keyword(arg=str(text)) | ast.Constant(value=str(text)):
            return IN_TEXT.search(text) is not None
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called), args=given):
            relations = [argument.value for argument in given if isinstance(argument, ast.Constant)]
            return called in FOLLOWING and "result" in relations
    return False


def test_nothing_else_touches_results() -> None:
    sources = {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in others()}
    found = {name: touches(source, after_the_gate=name.startswith(AFTER_THE_GATE)) for name, source in sources.items()}

    assert {name: places for name, places in found.items() if places} == {}


def test_no_template_reaches_for_results_itself() -> None:
    reaching = re.compile(r"entry\.result|candidate\.entries|percentage_uniform_mark")
    found = [file.name for file in (ROOT / "templates").rglob("*.html") if reaching.search(file.read_text("utf-8"))]

    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "from candidates.models import Result",
        "models.Result.objects.all()",
        "apps.get_model('candidates.Result')",
        "Entry.objects.values('result__grade')",
        "Entry.objects.filter(result__grade='A')",
        "Candidate.objects.filter(entries__result__held=True)",
        "entries.select_related('result')",
        "Candidate.objects.order_by('entries__result__percentage_uniform_mark')",
        "cursor.execute('SELECT grade FROM candidates_result')",
        "entry.percentage_uniform_mark",
        "entry.result.grade",
        "getattr(entry, 'result')",
    ],
)
def test_each_way_to_results_would_be_found(source: str) -> None:
    assert touches(source) != []
