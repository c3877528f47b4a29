"""Drawing letters: from plain contents to PDF files. Knows nothing of databases, access or settings."""

from letters.drawing.letters import DrawingReport, write_letters, write_single
from letters.drawing.register import write_register
from letters.drawing.typesetting.shaping import undrawable_characters

__all__ = ["DrawingReport", "undrawable_characters", "write_letters", "write_register", "write_single"]
