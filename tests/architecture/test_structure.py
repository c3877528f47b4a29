"""`docs/structure.md` says how the house stands today, and the recipes name files that exist."""

import re

import pytest

from tests.architecture import layers, source, structure

NAMED = re.compile(r"`((?:access|letters|candidates|centres|results_portal|templates|static|tests|docs)/[^`*{]+)`")


def test_the_map_is_as_the_code_is() -> None:
    written = structure.DOCUMENT.read_text(encoding="utf-8")
    assert written == structure.document(), "run: python -m tests.architecture.structure"


def test_every_room_is_on_the_map_with_who_may_import_it() -> None:
    written = structure.document()

    assert [room for room in layers.ROOMS if structure.path_of(room) not in written] == []
    assert "| `access/credentials/` |" in written
    assert structure.above("access.granting") == [
        *("apps", "management", "templatetags", "tasks", "mail_tasks"),
        *("control_room", "support", "readiness", "rehearsals", "board_changes", "results_day", "doctor"),
        *("officers", "maintenance", "result_changes"),
    ]
    assert structure.may_import("results_portal") == "`access`, `letters`, `candidates`, `centres`"


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "docs/operating.md", "README.md"])
def test_documents_name_files_that_exist(document: str) -> None:
    named = NAMED.findall((source.ROOT / document).read_text(encoding="utf-8"))

    assert [name for name in named if not (source.ROOT / name).exists()] == []
