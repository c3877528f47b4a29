"""What is known of a batch before anything is drawn: its kinds of letters and the glyphs it needs."""

from collections.abc import Callable, Hashable, Sequence
from itertools import groupby
from pathlib import Path

from letters.contents import LetterContent
from letters.drawing.layouts import letter, wording
from letters.drawing.layouts.candidate_part import name_is_drawable, own_part
from letters.drawing.layouts.group_sheet import separator_part
from letters.drawing.layouts.letter import CommonPart
from letters.drawing.pdf.template import Forms
from letters.drawing.typesetting.font_subsets import Characters, FontSet, characters_of
from letters.drawing.typesetting.shapes import Shape, lines_of


class LayoutPlan:
    """A batch's letters, laid out. `noted` is called for each letter, to show that work goes on."""

    def __init__(
        self,
        letters: Sequence[LetterContent],
        cjk_font: Path | None,
        *,
        separators: bool = False,
        noted: Callable[[], None] = lambda: None,
    ) -> None:
        self.letters = letters
        self.title = wording.title(letters[0].series)
        self.fonts = FontSet()
        self._cjk_font = cjk_font
        self._kinds: dict[Hashable, tuple[str, CommonPart]] = {}
        self.separators = self._separator_sheets() if separators else {}
        undrawable = []
        for content in letters:
            self.fonts.need(lines_of(self.own(content)))
            if not name_is_drawable(content, cjk_font):
                undrawable.append(content.candidate_number)
            noted()
        self.undrawable = tuple(undrawable)

    def common(self, content: LetterContent) -> tuple[str, CommonPart]:
        """Return the name and the layout of the part that `content`'s letter shares with its kind."""
        key = letter.kind(content)
        if key not in self._kinds:
            part = letter.common_part(content, self._cjk_font)
            self.fonts.need(lines_of(part.shapes))
            self._kinds[key] = f"common{len(self._kinds)}", part
        return self._kinds[key]

    def own(self, content: LetterContent) -> tuple[Shape, ...]:
        """Return the layout of the candidate's own part."""
        return own_part(content, self.common(content)[1], self._cjk_font)

    def forms(self, letters: Sequence[LetterContent]) -> Forms:
        """Return the shapes that are common to some of `letters`."""
        return {name: part.shapes for name, part in map(self.common, letters)}

    def characters(self, letters: Sequence[LetterContent]) -> Characters:
        """Return the characters of `letters` alone."""
        shapes = [shape for content in letters for shape in self.own(content)]
        common = [shape for form in self.forms(letters).values() for shape in form]
        return characters_of(lines_of((*shapes, *common)))

    def undrawable_parts(self) -> tuple[str, ...]:
        """Return which other names of the letters no font can draw."""
        return tuple(sorted({name for _form, part in self._kinds.values() for name in part.undrawable}))

    def _separator_sheets(self) -> dict[int, tuple[Shape, ...]]:
        """Return the sheets by the index of the letter that they stand before."""
        sheets = {}
        index = 0
        for _group, members in groupby(self.letters, key=lambda content: content.teaching_group):
            count = len(list(members))
            sheets[index] = separator_part(self.letters[index], count, self._cjk_font)
            self.fonts.need(lines_of(sheets[index]))
            index += count
        return sheets
