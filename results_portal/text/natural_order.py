"""The order in which people expect names with numbers in them: 9A before 11A."""

import re


def natural(text: str) -> list[tuple[bool, int, str]]:
    """What `text` compares by: its numbers as numbers, and before everything else that stands in their place."""
    parts = re.split(r"([0-9]+)", text)
    return [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]
