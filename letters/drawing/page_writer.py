"""Makes pages and single documents after a plan, while the plan's fonts are in use."""

from collections.abc import Sequence

from letters.contents import LetterContent
from letters.drawing.layout_plan import LayoutPlan
from letters.drawing.layouts import letter
from letters.drawing.pdf import qr_codes
from letters.drawing.pdf.documents import SingleDocument, content_stream
from letters.drawing.pdf.encryption import PdfEncryption
from letters.drawing.pdf.template import Encoder, form_name, template_pdf
from letters.drawing.typesetting.font_subsets import Characters
from letters.drawing.typesetting.shapes import Shape

# A single PDF carries the fonts of the whole batch as long as those are small. In a large batch with
# many Han characters they are not: then it carries those of a group of neighbouring letters.
_SMALL = 38_000  # bytes of the template
_GROUP = 20  # letters


class PageWriter:
    """One template, and the pages and documents that are made with it."""

    def __init__(
        self,
        plan: LayoutPlan,
        letters: Sequence[LetterContent],
        characters: Characters,
        encryption: PdfEncryption | None = None,
    ) -> None:
        self._plan = plan
        self.encryption = encryption
        self.template = template_pdf(plan.forms(letters), plan.fonts, characters)
        self._encoder = Encoder(plan.fonts, characters)
        self._singles: dict[str, SingleDocument] = {}

    def page(self, content: LetterContent) -> bytes:
        """Return the content stream of a candidate's page."""
        form, common = self._plan.common(content)
        code = qr_codes.code(content.sign_in_url, content.username)
        placed = (code, *letter.code_corner(common.box_y), letter.CODE_SIDE)
        return content_stream(self._encoder.content(self._plan.own(content), form=form, code=placed), self.encryption)

    def sheet(self, shapes: tuple[Shape, ...]) -> bytes:
        """Return the content stream of a page that has `shapes` and nothing else."""
        return content_stream(self._encoder.content(shapes), self.encryption)

    def single(self, content: LetterContent, page: bytes) -> bytes:
        """Return a candidate's own document, with a `page` of this writer."""
        form, _common = self._plan.common(content)
        if form not in self._singles:
            self._singles[form] = SingleDocument(self.template, form_name(form), self._plan.title, self.encryption)
        return self._singles[form].with_content(page)


class SingleDocuments:
    """The single documents of a batch, each small whatever the batch's size."""

    def __init__(self, plan: LayoutPlan, writer: PageWriter) -> None:
        self._plan = plan
        self._writer = writer
        self._small = len(writer.template) <= _SMALL
        self._group = -1

    def document(self, index: int, page: bytes) -> bytes:
        """Return the document of the batch's letter `index`, whose page in the combined PDF is `page`."""
        content = self._plan.letters[index]
        if self._small:
            return self._writer.single(content, page)
        if index // _GROUP != self._group:
            self._group = index // _GROUP
            self._writer = self._writer_of_group()
        return self._writer.single(content, self._writer.page(content))

    def _writer_of_group(self) -> PageWriter:
        begin = self._group * _GROUP
        letters = self._plan.letters[begin : begin + _GROUP]
        return PageWriter(self._plan, letters, self._plan.characters(letters), self._writer.encryption)
