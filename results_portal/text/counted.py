"""Numbers with what they count."""

from django.utils.translation import ngettext


def counted(count: int, one: str, several: str) -> str:
    """ "1 letter", "1,240 letters": the number with the noun, and its verb if there is one, that go with it."""
    return f"{count:,} {ngettext(one, several, count)}"


def at_the_beginning(count: int, one: str, several: str) -> str:
    """The same as a sentence begins: "One letter is", "14 letters are"."""
    if count == 1:
        return f"One {one}"
    return counted(count, one, several)
