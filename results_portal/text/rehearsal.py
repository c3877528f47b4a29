"""The mark of a rehearsal: a made-up series. Its name and its address begin as no real series' do.

The database keeps both together with the flag, so whatever names a series (a letter, a statement, an e-mail, a file)
can tell from the name alone that it has to carry the mark.
"""

PREFIX = "REHEARSAL "
SLUG_PREFIX = "rehearsal-"
MARK = "REHEARSAL \N{EN DASH} invented results"


def is_rehearsal_name(name: str) -> bool:
    """Whether a series of this name is a rehearsal."""
    return name.startswith(PREFIX)


def mark_of(name: str) -> str:
    """The mark that everything of a series with this name carries; "" for a real one."""
    if is_rehearsal_name(name):
        return MARK
    return ""


def extra_column(name: str) -> tuple[list[str], list[str]]:
    """What a table of this series has at the end of its headings and of each row: nothing for a real one."""
    if is_rehearsal_name(name):
        return ["Rehearsal"], [MARK]
    return [], []
