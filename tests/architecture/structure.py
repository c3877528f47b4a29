"""Writes `docs/structure.md`, the map of the house: `python -m tests.architecture.structure`.

Rooms come from the code, their floors and what they hold from `layers.py`.
"""

from tests.architecture import layers, source
from tests.architecture.layers import APPS, FLOORS, ROOMS

DOCUMENT = source.ROOT / "docs/structure.md"
# Every app may have these at its door. They stand on top, so that naming them at each room would say nothing.
DOOR = {"apps", "admin", "checks", "mail_tasks", "management", "tasks", "settings", "templatetags", "urls", "wsgi"}

BEGINNING = """\
# The house

Five apps, one above the other. Imports go down only, between the apps and inside them; `tests/architecture` reads every
import and fails otherwise. The floors stand in `tests/architecture/layers.py`, and this page is written from there by
`python -m tests.architecture.structure`. [CONTRIBUTING.md](../CONTRIBUTING.md) says which files a usual task touches.

At an app's door stand the files that Django looks for. Inside are rooms by theme. What is decided stands below, pages
stand above. A page's form, view, template and test carry the page's name. No folder holds more than {folder} modules,
no file has more than {file} lines and no function more than {function}.

`templates/` and `tests/` have the same rooms as the code, `static/` a file for each site. Tests' shared builders stand
in `tests/support`, fixtures in `tests/conftest.py` and in the rooms' own.

The last column names the rooms of the same app. An app's door (`urls`, `apps`, `admin`, commands and template tags) may
import all of its rooms, and an app above all of an app below.
"""


def path_of(room: str) -> str:
    return f"`{room.replace('.', '/')}/`"


def above(room: str) -> list[str]:
    """The neighbours' names on the floors above a room, inside the folder that it stands in."""
    inside, _dot, name = room.rpartition(".")
    names: list[str] = []
    for floor in FLOORS.get(inside, ()):
        if name in floor.split():
            break
        names += floor.split()
    return names


def may_import(room: str) -> str:
    inside = room.rpartition(".")[0]
    if not inside:
        return ", ".join(f"`{app}`" for app in APPS[: APPS.index(room)]) or "nobody"
    if inside not in FLOORS:
        return f"the rest of `{inside.replace('.', '/')}`"
    return ", ".join(f"`{name}`" for name in above(room) if name not in DOOR) or "the door alone"


def in_order() -> list[str]:
    """The rooms that exist, each app's from its top floor down."""

    def place(room: str) -> list[tuple[int, str]]:
        parts = room.split(".")
        key = [(APPS.index(parts[0]), "")]
        for depth in range(1, len(parts)):
            floors = FLOORS.get(".".join(parts[:depth]), ())
            at = [number for number, names in enumerate(floors) if parts[depth] in names.split()]
            key.append((at[0] if at else 0, parts[depth]))
        return key

    return sorted((room for room in ROOMS if room in source.folders()), key=place)


def document() -> str:
    head = BEGINNING.format(folder=layers.LARGEST_FOLDER, file=layers.LONGEST_FILE, function=layers.LONGEST_FUNCTION)
    lines = [head]
    for room in in_order():
        if room in APPS:
            lines += [
                f"## {path_of(room)}",
                "",
                f"{ROOMS[room][0].upper()}{ROOMS[room][1:]}. May be imported by: {may_import(room)}.",
                "",
            ]
            lines += ["| room | holds | may be imported by |", "|---|---|---|"]
            continue
        lines.append(f"| {path_of(room)} | {ROOMS[room]} | {may_import(room)} |")
        if room == last_of(room.partition(".")[0]):
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def last_of(app: str) -> str:
    return [room for room in in_order() if room.partition(".")[0] == app][-1]


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
