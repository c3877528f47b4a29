"""Makes pages and single documents after a plan, while the plan's fonts are in use."""

from collections.abc import Sequence

from letters.contents import LetterContent
from letters.drawing.layout_plan import Plan
from letters.drawing.layouts import letter
from letters.drawing.pdf import qr_codes
from letters.drawing.pdf.documents import Single, content_stream
from letters.drawing.pdf.encryption import Lock
from letters.drawing.pdf.template import Encoder, form_name, template_pdf
from letters.drawing.typesetting.font_subsets import Characters
from letters.drawing.typesetting.shapes import Mark

# A single PDF carries the fonts of the whole batch as long as those are small. In a large batch with
# many Han characters they are not: then it carries those of a group of neighbouring letters.
_SMALL = 38_000  # bytes of the template
_GROUP = 20  # letters


class Press:
    """One template, and the pages and documents that are made with it."""

    def __init__(
        self, plan: Plan, letters: Sequence[LetterContent], characters: Characters, lock: Lock | None = None
    ) -> None:
        self._plan = plan
        self.lock = lock
        self.template = template_pdf(plan.forms(letters), plan.fonts, characters)
        self._encoder = Encoder(plan.fonts, characters)
        self._singles: dict[str, Single] = {}

    def page(self, content: LetterContent) -> bytes:
        """Return the content stream of a candidate's page."""
        form, common = self._plan.common(content)
        code = qr_codes.code(content.sign_in_url, content.username)
        placed = (code, *letter.code_corner(common.box_y), letter.CODE_SIDE)
        return content_stream(self._encoder.content(self._plan.own(content), form=form, code=placed), self.lock)

    def sheet(self, marks: tuple[Mark, ...]) -> bytes:
        """Return the content stream of a page that has `marks` and nothing else."""
        return content_stream(self._encoder.content(marks), self.lock)

    def single(self, content: LetterContent, page: bytes) -> bytes:
        """Return a candidate's own document, with a `page` of this press."""
        form, _common = self._plan.common(content)
        if form not in self._singles:
            self._singles[form] = Single(self.template, form_name(form), self._plan.title, self.lock)
        return self._singles[form].with_content(page)


class Singles:
    """The single documents of a batch, each small whatever the batch's size."""

    def __init__(self, plan: Plan, press: Press) -> None:
        self._plan = plan
        self._press = press
        self._small = len(press.template) <= _SMALL
        self._group = -1

    def document(self, index: int, page: bytes) -> bytes:
        """Return the document of the batch's letter `index`, whose page in the combined PDF is `page`."""
        content = self._plan.letters[index]
        if self._small:
            return self._press.single(content, page)
        if index // _GROUP != self._group:
            self._group = index // _GROUP
            self._press = self._press_of_group()
        return self._press.single(content, self._press.page(content))

    def _press_of_group(self) -> Press:
        begin = self._group * _GROUP
        letters = self._plan.letters[begin : begin + _GROUP]
        return Press(self._plan, letters, self._plan.characters(letters), self._press.lock)
