"""HTML to .docx: real Word styles, tables whose header rows repeat, page-number fields, own sections."""

from __future__ import annotations

import copy

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.section import CT_SectPr
from docx.shared import Mm
from lxml import etree

from app.rendering.docx_package import first_section, packed
from app.rendering.docx_styles import MARGINS_MM, PORTRAIT_MM
from app.rendering.docx_xml import UnknownMarkup, blocks, classes, gap


def _sections(page: etree._Element) -> list[etree._Element]:
    body = page.find("body")
    found = [] if body is None else list(body)
    if not found or any(section.tag != "section" for section in found):
        raise UnknownMarkup("the body of a document is made of sections")
    return found


def _section_properties(section: etree._Element, is_first: bool) -> CT_SectPr:
    """Page size, direction and numbering of one section, from the document's first."""
    properties = copy.deepcopy(first_section())
    if not is_first:
        # Headers are inherited from the section before; naming them again would make copies.
        for reference in properties.findall(qn("w:headerReference")):
            properties.remove(reference)
    if "wide" in classes(section):
        size = properties.find(qn("w:pgSz"))
        assert size is not None
        height, width = PORTRAIT_MM
        size.set(qn("w:w"), str(Mm(width).twips))
        size.set(qn("w:h"), str(Mm(height).twips))
        size.set(qn("w:orient"), "landscape")
    if "annex" in classes(section):
        numbering = parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>')
        margins = properties.find(qn("w:pgMar"))
        assert margins is not None
        margins.addnext(numbering)
    etree.cleanup_namespaces(properties)
    return properties


def _body(sections: list[etree._Element]) -> str:
    parts = []
    for place, section in enumerate(sections):
        side = PORTRAIT_MM[1 if "wide" in classes(section) else 0]
        width = side - MARGINS_MM["left"] - MARGINS_MM["right"]
        properties = etree.tostring(_section_properties(section, place == 0), encoding="unicode")
        is_last = place + 1 == len(sections)
        # Every section but the last ends with a paragraph that carries its properties.
        parts.append(blocks(section, width) + (gap() + properties if is_last else gap(properties=properties)))
    return "".join(parts)


def to_docx(html: str) -> bytes:
    """The .docx of a document made by `render_html`.

    Raises UnknownMarkup for elements and classes outside the vocabulary of the templates.
    """
    page = etree.fromstring(html, etree.HTMLParser())
    title, author = page.findtext("head/title"), page.xpath("string(head/meta[@name='author']/@content)")
    return packed(_body(_sections(page)), title or "", str(author))
