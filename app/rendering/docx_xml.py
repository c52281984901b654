"""The HTML tree of a document as WordprocessingML text, paragraph by paragraph and row by row.

All of it is text: asking python-docx for every cell costs quadratic time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import NamedTuple

from lxml import etree

from app.rendering.docx_styles import GAP_STYLE, LOOKS, RULE_STYLE, page_style_id, style_id

_SPACES = re.compile(r"[ \t\r\n\f]+")
_WIDTH = re.compile(r"width:\s*([0-9.]+)mm")
_CAPITAL_EM, _SMALL_EM = 0.63, 0.45
_MOTTO_EM = 12.242
"""Mean width of a bold capital and of a small letter, and the width of the motto, in the letter size."""
_PART_OF_LINE = 0.4
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_ROW_MARKS = {"strong": (True, False), "medium": (True, True)}
_SPACE_BEFORE = {"grid": 6, "signatures": 12}
"""Points above a table."""
_CELL_ALIGN = {"c": "center", "r": "right"}


class UnknownMarkup(ValueError):
    """A template uses an element or class the Word writer does not know."""


def twips(mm: float) -> int:
    """Millimetres in twentieths of a point, Word's unit of length."""
    return round(mm * 1440 / 25.4)


class Piece(NamedTuple):
    """A stretch of text of one look; a line break when `text` is a newline."""

    text: str
    bold: bool = False
    italic: bool = False


def classes(element: etree._Element) -> list[str]:
    """The classes of an element."""
    return (element.get("class") or "").split()


def _raw_pieces(element: etree._Element, bold: bool, italic: bool) -> Iterator[Piece]:
    if element.text:
        yield Piece(_SPACES.sub(" ", element.text), bold, italic)
    for child in element:
        if child.tag == "br":
            yield Piece("\n")
        elif child.tag in ("b", "i", "span"):
            yield from _raw_pieces(child, bold or child.tag == "b", italic or child.tag == "i")
        else:
            raise UnknownMarkup(f"<{child.tag}> inside text")
        if child.tail:
            yield Piece(_SPACES.sub(" ", child.tail), bold, italic)


def _plain(element: etree._Element) -> str:
    """The text of an element without elements in it, as `pieces` would give it."""
    return _SPACES.sub(" ", element.text or "").strip(" ")


def pieces(element: etree._Element, bold: bool = False, italic: bool = False) -> list[Piece]:
    """The text of an element as a browser would set it: white space folded, none at the ends of lines."""
    found: list[Piece] = []
    at_start = True
    for piece in _raw_pieces(element, bold, italic):
        text = piece.text
        if text == "\n":
            if found and found[-1].text != "\n":
                found[-1] = Piece(found[-1].text.rstrip(" "), found[-1].bold, found[-1].italic)
            found.append(piece)
            at_start = True
            continue
        if at_start:
            text = text.lstrip(" ")
        if text:
            found.append(Piece(text, piece.bold, piece.italic))
            at_start = text.endswith(" ")
    if found and found[-1].text != "\n":
        found[-1] = Piece(found[-1].text.rstrip(" "), found[-1].bold, found[-1].italic)
    return found


_RUN_LOOK = {
    (False, False): "",
    (True, False): "<w:rPr><w:b/></w:rPr>",
    (False, True): "<w:rPr><w:i/></w:rPr>",
    (True, True): "<w:rPr><w:b/><w:i/></w:rPr>",
}


def _run(words: str, bold: bool, italic: bool) -> str:
    if words == "\n":
        return "<w:r><w:br/></w:r>"
    look = _RUN_LOOK[bold, italic]
    kept = ' xml:space="preserve"' if words[:1] == " " or words[-1:] == " " else ""
    return f"<w:r>{look}<w:t{kept}>{escape(words, quote=False)}</w:t></w:r>"


def _runs(text: list[Piece]) -> str:
    return "".join([_run(*piece) for piece in text if piece.text])


@lru_cache(maxsize=256)
def _paragraph_properties(style: str, align: str, keep: bool) -> str:
    next_too = "<w:keepNext/>" if keep else ""
    jc = f'<w:jc w:val="{align}"/>' if align else ""
    return f'<w:pPr><w:pStyle w:val="{style}"/>{next_too}{jc}</w:pPr>'


def _paragraph_xml(style: str, text: list[Piece], align: str = "", keep: bool = False) -> str:
    return f"<w:p>{_paragraph_properties(style, align, keep)}{_runs(text)}</w:p>"


def gap(points: float = 1, keep: bool = False, properties: str = "") -> str:
    """An empty paragraph of a fixed height: the space around tables, which Word cannot give them itself,
    and the end of a section, which carries the section's `properties`."""
    next_too = "<w:keepNext/>" if keep else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{page_style_id(GAP_STYLE)}"/>{next_too}'
        f'<w:spacing w:line="{round(points * 20)}" w:lineRule="exact"/>{properties}</w:pPr></w:p>'
    )


def _longest_line_mm(text: list[Piece], size: float) -> float:
    lines = "".join(piece.text for piece in text).split("\n")
    ems = max(sum(_CAPITAL_EM if sign.isupper() else _SMALL_EM for sign in line) for line in lines)
    return ems * size * 25.4 / 72


def _rule(css_class: str, text: list[Piece], whole: bool, width_mm: float) -> str:
    """The line under a motto, a body's name or a summary line: an empty low paragraph with a top border,
    indented on both sides so that the border has the wanted length."""
    look = LOOKS[css_class]
    if whole:
        length = _MOTTO_EM * look.size * 25.4 / 72
    else:
        length = min(_longest_line_mm(text, look.size), width_mm) * _PART_OF_LINE
    side = twips(max(width_mm - length, 0) / 2)
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{page_style_id(RULE_STYLE)}"/><w:pBdr>'
        '<w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        f'<w:spacing w:before="40" w:after="{round(look.after * 20)}"/>'
        f'<w:ind w:left="{side}" w:right="{side}"/></w:pPr></w:p>'
    )


def paragraph(element: etree._Element, width_mm: float) -> str:
    """A `<p>` of the template; `width_mm` is the width of the column it stands in."""
    known = [name for name in classes(element) if name in LOOKS]
    if len(known) != 1:
        raise UnknownMarkup(f"<p class={element.get('class')!r}>")
    text = pieces(element)
    made = _paragraph_xml(style_id(known[0]), text)
    for child in element:
        if child.tag == "span" and "lined" in classes(child):
            made += _rule(known[0], text, "part" not in classes(child), width_mm)
    return made


def _column_widths(table: etree._Element, width_mm: float) -> list[float]:
    """Widths of the columns; one column without width takes what is left."""
    given = [_WIDTH.search(column.get("style") or "") for column in table.iter("col")]
    widths = [float(found.group(1)) if found else None for found in given]
    left = width_mm - sum(width for width in widths if width is not None)
    if widths.count(None) > 1 or left < 0:
        raise UnknownMarkup("column widths of a table")
    return [left if width is None else width for width in widths]


@dataclass(frozen=True)
class _RowLook:
    bold: bool
    italic: bool
    keep: bool
    """Stay on the page of what follows: the name of an index with its first criterion."""


@dataclass
class _TableWriter:
    widths: list[float]
    ruled: bool
    style: str
    carried: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Column → rows still covered by a cell from above, and its width in columns."""
    made_properties: dict[tuple[int, int, str, bool], str] = field(default_factory=dict)
    """The properties of cells, written once for each column: thousands of cells share them."""

    def row(self, row: etree._Element, heading: bool, keep: bool) -> str:
        """One `<tr>`: its cells in order, with the ones that reach down from rows above."""
        bold, italic = next((_ROW_MARKS[name] for name in classes(row) if name in _ROW_MARKS), (False, False))
        look = _RowLook(bold, italic, keep or bold)
        cells = iter(row)
        made = []
        column = 0
        while column < len(self.widths):
            if column in self.carried:
                span = self._carry_on(column)
                covered = self._properties(column, span, "<w:vMerge/>", False)
                made.append(f"<w:tc>{covered}{_paragraph_xml(self.style, [])}</w:tc>")
            else:
                cell = next(cells, None)
                if cell is None:
                    raise UnknownMarkup("a row with too few cells")
                span = int(cell.get("colspan") or 1)
                properties = self._properties(column, span, self._merge(cell, column), cell.tag == "th")
                made.append(f"<w:tc>{properties}{self._content(cell, column, look)}</w:tc>")
            column += span
        if next(cells, None) is not None:
            raise UnknownMarkup("a row with too many cells")
        marks = ("<w:cantSplit/>" if self.ruled else "") + ("<w:tblHeader/>" if heading else "")
        properties = f"<w:trPr>{marks}</w:trPr>" if marks else ""
        return f"<w:tr>{properties}{''.join(made)}</w:tr>"

    def _carry_on(self, column: int) -> int:
        rows, span = self.carried.pop(column)
        if rows > 1:
            self.carried[column] = (rows - 1, span)
        return span

    def _merge(self, cell: etree._Element, column: int) -> str:
        below = int(cell.get("rowspan") or 1) - 1
        if not below:
            return ""
        self.carried[column] = (below, int(cell.get("colspan") or 1))
        return '<w:vMerge w:val="restart"/>'

    def _properties(self, column: int, span: int, merge: str, middle: bool) -> str:
        key = (column, span, merge, middle)
        if key not in self.made_properties:
            width = twips(sum(self.widths[column : column + span]))
            grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
            align = '<w:vAlign w:val="center"/>' if middle else ""
            self.made_properties[key] = (
                f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{grid}{merge}{align}</w:tcPr>'
            )
        return self.made_properties[key]

    def _content(self, cell: etree._Element, column: int, look: _RowLook) -> str:
        paragraphs = cell.findall("p") if len(cell) else []
        if paragraphs:
            width = sum(self.widths[column : column + int(cell.get("colspan") or 1)])
            return "".join(paragraph(found, width) for found in paragraphs)
        heading = cell.tag == "th"
        align = "center" if heading else _CELL_ALIGN.get(cell.get("class", ""), "")
        bold = look.bold or heading
        if len(cell):
            runs = _runs(pieces(cell, bold, look.italic))
        else:  # nearly every cell of a long annex
            plain = _plain(cell)
            runs = _run(plain, bold, look.italic) if plain else ""
        return f"<w:p>{_paragraph_properties(self.style, align, look.keep or heading)}{runs}</w:p>"


def _table_properties(widths: list[float], ruled: bool) -> str:
    borders = f"<w:tblBorders>{_BORDERS}</w:tblBorders>" if ruled else ""
    side = twips(1.2) if ruled else 0
    height = twips(0.8) if ruled else 0
    margins = "".join(
        f'<w:{place} w:w="{size}" w:type="dxa"/>'
        for place, size in (("top", height), ("left", side), ("bottom", height), ("right", side))
    )
    columns = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    return (
        f'<w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>{borders}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
    )


def table(element: etree._Element, width_mm: float) -> str:
    """A `<table>`: fixed widths; ruled when it is a grid, whose `<thead>` repeats on every page."""
    kinds = classes(element)
    widths = _column_widths(element, width_mm)
    style = style_id("small-cell" if "dense" in kinds else "cell")
    writer = _TableWriter(widths, "grid" in kinds, style)
    parts = [(part.tag == "thead", row) for part in element if part.tag in ("thead", "tbody") for row in part]
    following = element.getnext()
    closes = following is not None and "annex-end" in classes(following)
    last = len(parts) - 1
    rows = [
        writer.row(row, heading, place == last - 1 or (closes and place == last))
        for place, (heading, row) in enumerate(parts)
    ]
    return f"<w:tbl>{_table_properties(widths, writer.ruled)}{''.join(rows)}</w:tbl>"


def blocks(section: etree._Element, width_mm: float) -> str:
    """Everything in a `<section>`, in order. Two tables never touch: Word would make one of them."""
    made = []
    children = list(section)
    for place, child in enumerate(children):
        if child.tag == "p":
            made.append(paragraph(child, width_mm))
        elif child.tag == "table":
            space = next((_SPACE_BEFORE[name] for name in classes(child) if name in _SPACE_BEFORE), 0)
            if space:
                made.append(gap(space, keep=True))
            made.append(table(child, width_mm))
            if place + 1 < len(children) and children[place + 1].tag == "table":
                made.append(gap())
        else:
            raise UnknownMarkup(f"<{child.tag}> in a section")
    return "".join(made)
