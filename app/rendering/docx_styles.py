"""The Word styles of Decree 30/2020/NĐ-CP, one for each paragraph class of the document templates.

`templates/documents/nghi_dinh_30.css` says the same for the PDF; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

FONT = "Times New Roman"
INDENT_MM = 12.7
PORTRAIT_MM = (210, 297)
MARGINS_MM = {"top": 20, "right": 15, "bottom": 20, "left": 30}
HEADER_MM = 10
PAGE_NUMBER_STYLE = "Số trang"
RULE_STYLE = "Đường kẻ"
GAP_STYLE = "Khoảng cách"


@dataclass(frozen=True)
class Look:
    """How a paragraph looks. Sizes and spaces in points, indents in millimetres."""

    style: str
    """Name of the Word style, as a clerk sees it."""
    size: float = 14
    bold: bool = False
    italic: bool = False
    align: str = "left"
    before: float = 0
    after: float = 0
    first_line_mm: float = 0
    left_mm: float = 0
    keep_next: bool = False
    outline: int | None = None
    """Level in Word's navigation pane, 0 the highest."""
    exact_height: float | None = None


LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "text": Look("Lời văn", align="justify", before=6, first_line_mm=INDENT_MM),
        "lead": Look("Lời dẫn bảng", align="justify", before=6, first_line_mm=INDENT_MM, keep_next=True),
        "closing": Look("Lời kết", align="justify", before=6, first_line_mm=INDENT_MM, keep_next=True),
        "basis": Look("Căn cứ", italic=True, align="justify", before=6, first_line_mm=INDENT_MM),
        "section-title": Look(
            "Tiêu đề mục",
            bold=True,
            align="justify",
            before=10,
            first_line_mm=INDENT_MM,
            keep_next=True,
            outline=1,
        ),
        "table-note": Look("Ghi chú bảng", 13, italic=True, align="right", before=6, after=4, keep_next=True),
        "reference": Look("Mã tra cứu", 12, before=6, first_line_mm=INDENT_MM),
        "annex-end": Look("Kết thúc phụ lục", align="justify", before=8, first_line_mm=INDENT_MM),
        "parent": Look("Cơ quan chủ quản", 12, align="center"),
        "issuer": Look("Cơ quan ban hành", 12, bold=True, align="center"),
        "state": Look("Quốc hiệu", 12, bold=True, align="center"),
        "motto": Look("Tiêu ngữ", 13, bold=True, align="center"),
        "symbol": Look("Số, ký hiệu", 13, align="center", before=6),
        "place-date": Look("Địa danh, thời gian", 13, italic=True, align="center", before=6),
        "type-name": Look(
            "Tên loại văn bản", bold=True, align="center", before=18, keep_next=True, outline=0
        ),
        "summary-line": Look("Trích yếu", bold=True, align="center", keep_next=True),
        "authority": Look(
            "Thẩm quyền ban hành", bold=True, align="center", before=14, after=6, keep_next=True
        ),
        "addressee": Look("Kính gửi", align="center", before=14, after=6),
        "addressee-item": Look("Nơi được kính gửi", left_mm=60),
        "annex-label": Look("Số phụ lục", bold=True, align="center", keep_next=True, outline=0),
        "annex-title": Look("Tên phụ lục", bold=True, align="center", keep_next=True),
        "attachment": Look("Kèm theo văn bản", italic=True, align="center", after=10, keep_next=True),
        "cell": Look("Ô bảng", 12),
        "small-cell": Look("Ô bảng cỡ nhỏ", 11),
        "signer-line": Look("Quyền hạn, chức vụ", bold=True, align="center", keep_next=True),
        "signature-space": Look("Chỗ ký", keep_next=True, exact_height=62),
        "signer-name": Look("Họ tên người ký", bold=True, align="center"),
        "recipients-title": Look("Nơi nhận", 12, bold=True, italic=True, keep_next=True),
        "recipient": Look("Danh sách nơi nhận", 11),
    }
)
"""Paragraph class of the templates to its look."""

_PAGE_LOOKS = (
    Look(PAGE_NUMBER_STYLE, 13, align="center"),
    Look(RULE_STYLE, 1, align="center", exact_height=4, keep_next=True),
    Look(GAP_STYLE, 1, exact_height=1),
)
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def _set_font(style: ParagraphStyle, size: float) -> None:
    style.font.name = FONT
    style.font.size = Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)


def _add_style(document: Document, style_id: str, look: Look) -> None:
    style = document.styles.add_style(look.style, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.element.set(qn("w:styleId"), style_id)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    _set_font(style, look.size)
    style.font.bold = look.bold
    style.font.italic = look.italic
    layout = style.paragraph_format
    layout.alignment = _ALIGN[look.align]
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    layout.first_line_indent, layout.left_indent = Mm(look.first_line_mm), Mm(look.left_mm)
    layout.keep_with_next = look.keep_next
    layout.widow_control = True
    layout.line_spacing = 1.0 if look.exact_height is None else Pt(look.exact_height)
    if look.outline is not None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(look.outline))
        style.element.get_or_add_pPr().append(level)


def style_id(css_class: str) -> str:
    """The identifier in the file of the style of a paragraph class."""
    return "nd30-" + css_class


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in PORTRAIT_MM)
    section.top_margin, section.bottom_margin = Mm(MARGINS_MM["top"]), Mm(MARGINS_MM["bottom"])
    section.left_margin, section.right_margin = Mm(MARGINS_MM["left"]), Mm(MARGINS_MM["right"])
    section.header_distance = section.footer_distance = Mm(HEADER_MM)
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.style = document.styles[PAGE_NUMBER_STYLE]
    field = f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(field))
    section.first_page_header.paragraphs[0].style = document.styles[PAGE_NUMBER_STYLE]


def _use_present_word(document: Document) -> None:
    """Layout as in Word 2013 and later: a table's border stands where the text begins."""
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _leave_out_unused(document: Document) -> None:
    """The library's model carries a picture, styles for Word 2010 and ninety-nine table styles: most of the
    file, and nothing of it is ours."""
    package = document.part.package
    for relations, unused in ((document.part.rels, "/stylesWithEffects"), (package.rels, "/thumbnail")):
        for key in [key for key, relation in relations.items() if relation.reltype.endswith(unused)]:
            del relations[key]
    styles = document.styles.element
    for style in styles.findall(f"{qn('w:style')}[@{qn('w:type')}='table']"):
        if style.get(qn("w:default")) is None:
            styles.remove(style)


def blank_document() -> Document:
    """An empty document with every style of Decree 30, page size, margins and page numbers."""
    document = docx.Document()
    _leave_out_unused(document)
    _use_present_word(document)
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    _set_font(normal, 14)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.get_or_add_rPr().append(language)
    for css_class, look in LOOKS.items():
        _add_style(document, style_id(css_class), look)
    for number, look in enumerate(_PAGE_LOOKS):
        _add_style(document, f"nd30-page-{number}", look)
    _set_page(document)
    return document


def page_style_id(style: str) -> str:
    """The identifier of one of the styles no template names: page number, line, gap."""
    return "nd30-page-" + str([look.style for look in _PAGE_LOOKS].index(style))
