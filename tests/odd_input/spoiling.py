"""The ways in which what a form sends is spoilt: one of its fields, or the whole of it."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from zlib import crc32

from tests.odd_input.reading import SENDS, Form, route_of
from tests.odd_input.sending import URLENCODED, Body, Pairs, encoded, filled

MEGABYTE = 1_000_000
# What nobody may find in a log.
TYPED = "typed-secretly"
TOO_MANY = 12_001
# What is put in the place of one field.
VALUES: dict[str, bytes] = {
    "NUL": f"{TYPED}\x00".encode(),
    "half a character": f"{TYPED}\ud800".encode("utf-8", "surrogatepass"),
    "not UTF-8": b"\xff\xfe",
    "turned": f"\u202e{TYPED}\N{GRINNING FACE}".encode(),
    "huge": b"1" + b"0" * 40,
    "too big for 64 bits": str(2**63).encode(),
    "too big for 32 bits": str(2**31).encode(),
    "negative": b"-1",
    "no digit": "\N{SUPERSCRIPT TWO}".encode(),
    "no number": b"NaN",
    "exponent": b"1e999",
    "first day": b"0001-01-01",
    "last day": b"9999-12-31T23:59:59",
    "nothing": b"",
    "a megabyte": b"7" * MEGABYTE,
    "nested": b"[" * MEGABYTE,
    "NUL in JSON": b'["\\u0000"]',
    "half a character in JSON": b'["\\ud800"]',
    "no object": b"null",
}
# Every field gets these, and one of the others, which differs from field to field. Staff's many forms are all Django's
# own: their fields get the NUL, which databases differ about, and one of the others.
ALWAYS = ("NUL", "half a character", "huge")
ALWAYS_IN_ADMIN = ("NUL",)


def spoilt(forms: Iterable[Form]) -> Iterator[tuple[Form, str, Body]]:
    """Each form with what to send with it, and what is wrong with that. No field of an address is spoilt twice."""
    done: set[tuple[str, str | None, str]] = set()
    for form in forms:
        names = {name for name in form.controls if (form.method, route_of(form.action), name) not in done}
        done |= {(form.method, route_of(form.action), name) for name in names}
        for how, body in (*fields(form, names), *bodies(form)):
            yield form, how, body


def fields(form: Form, names: Collection[str]) -> Iterator[tuple[str, Body]]:
    """What to send with one of these fields spoilt, by what is wrong with it."""
    in_admin = form.action.startswith("/admin/")
    always = ALWAYS_IN_ADMIN if in_admin else ALWAYS
    others = [how for how in VALUES if how not in always]
    for control in form.controls.values():
        if control.kind in SENDS or control.name not in names:
            continue
        kept = [pair for pair in filled(form) if pair[0] != control.name]
        for how in (*always, others[picked(f"{route_of(form.action)} {control.name}", of=len(others))]):
            yield f"{control.name}: {how}", urlencoded([*kept, (control.name, VALUES[how])])
        if in_admin:
            continue
        yield f"{control.name}: twice", urlencoded([*kept, (control.name, b"all"), (control.name, b"none")])


def bodies(form: Form) -> Iterator[tuple[str, Body]]:
    """What to send with something wrong about the whole: staff's many forms, all Django's own, share the ways."""
    pairs = filled(form)
    ways = list(WHOLE)
    if form.method == "GET":
        ways = ["too many fields", "odd names"][: 1 + ("?" not in form.action)]
    elif form.action.startswith("/admin/"):
        ways = ["nothing is spoilt", ways[picked(form.action, of=len(ways))]]
    for how in ways:
        yield how, WHOLE[how](pairs)


def picked(key: str, *, of: int) -> int:
    """A number below `of` that is the same each time and differs from key to key."""
    return crc32(key.encode()) % of


def urlencoded(pairs: Pairs, parameters: str = "") -> Body:
    return encoded(pairs), f"{URLENCODED}{parameters}"


def multipart(pairs: Pairs, *, parameters: str = "", more: str = "", headers: str = "", end: str = "--x--\r\n") -> Body:
    """The fields as a form with files sends them: `more` follows each name, `headers` stand above each value."""
    begin = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n{}\r\n'
    parts = [begin.format(name, more, headers).encode() + value + b"\r\n" for name, value in pairs]
    return b"".join(parts) + end.encode(), f"multipart/form-data; boundary=x{parameters}"


def _named(names: list[str], pairs: Pairs) -> Pairs:
    return [*pairs, *((name, b"1") for name in names)]


WHOLE: dict[str, Callable[[Pairs], Body]] = {
    "nothing is spoilt": urlencoded,
    "no body": lambda pairs: (b"", URLENCODED),
    "no body of several parts": lambda pairs: (b"", "multipart/form-data; boundary=x"),
    "JSON": lambda pairs: (json.dumps([name for name, _ in pairs]).encode(), "application/json"),
    "broken JSON": lambda pairs: (b'{"a": ', "application/json; charset=utf-16"),
    "plain text": lambda pairs: (encoded(pairs), "text/plain"),
    "a content type that is none": lambda pairs: (encoded(pairs), "\xff;=;;charset"),
    "a list of bytes": lambda pairs: (bytes(range(256)), URLENCODED),
    "several parts": multipart,
    "no boundary": lambda pairs: (multipart(pairs)[0], "multipart/form-data"),
    "a boundary that is none": lambda pairs: (multipart(pairs)[0], "multipart/form-data; boundary=\xff\x01"),
    "another boundary": lambda pairs: (multipart(pairs)[0], "multipart/form-data; boundary=y"),
    "cut off": lambda pairs: multipart(pairs, end="--x\r\nContent-Disp"),
    "files": lambda pairs: multipart(pairs, more=f'; filename="../../{TYPED}\x00.pdf"'),
    "broken base64": lambda pairs: multipart(pairs, headers="Content-Transfer-Encoding: base64\r\n"),
    "parts in UTF-7": lambda pairs: multipart([(name, b"+2AA-") for name, _ in pairs], parameters="; charset=utf-7"),
    "parts in UTF-16": lambda pairs: multipart(pairs, parameters="; charset=utf-16"),
    "parts in what nobody knows": lambda pairs: multipart(pairs, parameters="; charset=klingon"),
    "UTF-16": lambda pairs: urlencoded(pairs, "; charset=utf-16"),
    "every field twice": lambda pairs: urlencoded(pairs * 2),
    "too many fields": lambda pairs: urlencoded(_named(["a"] * TOO_MANY, pairs)),
    "odd names": lambda pairs: urlencoded(_named(["\x00", "\ud800", "a\r\nb", "7" * MEGABYTE], pairs)),
}
