"""What every address is expected to answer, read from the two tables beside this file."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.contrib import admin

from tests.reach.world import fill
from tests.support.addresses import CONVERTED, Address, all_addresses

ROLES = {
    "V": "visitor",
    "C": "candidate",
    "O": "officer",
    "R": "viewer",
    "H": "head",
    "o": "officer elsewhere",
    "A": "associate",
    "r": "associate's viewer",
    "a": "associate elsewhere",
    "S": "support",
    "T": "results team",
    "D": "administrator",
    "U": "superuser",
}
STAFF = tuple("STDU")
FOLDER = Path(__file__).parent
NAMED_GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")
LIST_OF_APP = "admin/<app_label>/"
# Pages of the admin, as they end, and what of "view", "add", "change" and "delete" opens them.
PAGES = {
    "": "vc",
    "add/": "a",
    "<object_id>/history/": "vc",
    "<object_id>/delete/": "d",
    "<object_id>/change/": "vc",
    "<id>/password/": "c",
}
# Leads to the page that changes the object, whoever asks.
SHORT_CUT = "<object_id>/"
# With nothing filled in a form is complete already: whoever may not see grades may say that a result isn't held.
COMPLETE = {("D", "candidates.result")}

Expected = dict[str, str]


def name_of(address: Address) -> str:
    """The route without its converters and expressions; of the admin's lists of apps, the path."""
    plain = NAMED_GROUP.sub(r"<\1>", CONVERTED.sub(r"<\1>", address.route)).replace("^", "").replace("$", "")
    return address.path.removeprefix("/") if plain == LIST_OF_APP else plain


def paths() -> dict[str, str]:
    """A path to each address, by the name that the table has for it."""
    return {name_of(address): address.path for address in all_addresses(fill)}


def expected(method: str, role: str) -> Expected:
    """What somebody in the role with this letter is answered to GET or POST, by the address's name."""
    place, column = ["GET", "POST"].index(method), list(ROLES).index(role)
    written = {name: answers[place][column] for name, answers in _lines()}
    return written | {name: letters[place] for name, letters in _of_admin(role)}


def _lines() -> Iterator[tuple[str, list[str]]]:
    """Names and answers of `addresses.txt`; a line that begins with "=" says what stands before those that follow."""
    before = ""
    for line in _text("addresses.txt"):
        if line.startswith("="):
            before = line.removeprefix("=").strip()
        else:
            name, *answers = line.split()
            assert [len(each) for each in answers] == [len(ROLES)] * 2, line
            yield before + name.removeprefix("."), answers


def _of_admin(role: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for model, verbs in permissions().items():
        for page in (*PAGES, SHORT_CUT):
            if page != "<id>/password/" or model == "centres.user":
                yield f"admin/{model.replace('.', '/')}/{page}", _page(role, model, page, verbs.get(role))


def _page(role: str, model: str, page: str, verbs: str | None) -> tuple[str, str]:
    """The answers to GET and POST."""
    if verbs is None:
        return "i", "i"
    if page == SHORT_CUT:
        return ">", ">"
    get = "+" if set(verbs) & set(PAGES[page]) else "x"
    if page != "<object_id>/change/":
        return get, get
    post = ">" if (role, model) in COMPLETE else "+"
    return get, post if "c" in verbs else "x"


def permissions() -> dict[str, Mapping[str, str]]:
    """What staff may do with each model's pages, by the letter of their role."""
    lines = (line.split() for line in _text("admin.txt"))
    return {model: dict(zip(STAFF, verbs, strict=True)) for model, *verbs in lines}


def models_of_admin() -> set[str]:
    return {model._meta.label_lower for model in admin.site._registry}


def _text(name: str) -> list[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
