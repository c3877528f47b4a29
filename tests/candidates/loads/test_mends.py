"""What to do about a problem is found by the words of the problem: they have to be those that loading uses."""

import re
from pathlib import Path

import pytest

from candidates import loading
from candidates.loads.mends import MENDS, OF_THE_COMMAND

SOURCES = Path(loading.__file__).parent.rglob("*.py")
# Texts that go on in the next line, and names put into them, as one.
SAID = re.sub(r'"\s*\n\s*f?"', "", "\n".join(path.read_text(encoding="utf-8") for path in SOURCES))


@pytest.mark.parametrize("words", sorted({words for words, _ in (*MENDS, *OF_THE_COMMAND)}))
def test_some_problem_has_these_words(words: str) -> None:
    assert words in SAID
