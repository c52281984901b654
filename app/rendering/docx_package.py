"""The file around a Word document: all but its text and its title is made, and compressed, once a process."""

from __future__ import annotations

import io
from functools import lru_cache
from html import escape
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.oxml.section import CT_SectPr
from lxml import etree

from app.rendering.docx_styles import blank_document

_TEXT_PART, _PROPERTIES_PART = "word/document.xml", "docProps/core.xml"
_LONGEST_PROPERTY = 255
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PROPERTIES = (
    _XML
    + '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>'
    "<dc:language>vi-VN</dc:language></cp:coreProperties>"
)


class _Blank(NamedTuple):
    package: bytes
    """The file without the two parts that differ from document to document."""
    before: str
    after: str
    """What stands before and after the text in its part."""
    section: CT_SectPr
    """The properties of the first section."""


@lru_cache(maxsize=1)
def _blank() -> _Blank:
    document = blank_document()
    body = document.element.body
    section = body.sectPr
    assert section is not None
    whole = io.BytesIO()
    document.save(whole)
    kept = io.BytesIO()
    with ZipFile(whole) as made, ZipFile(kept, "w", ZIP_DEFLATED) as package:
        for name in made.namelist():
            if name not in (_TEXT_PART, _PROPERTIES_PART):
                _write(package, name, made.read(name))
    body.clear()
    before, _, after = etree.tostring(document.element, encoding="unicode").partition("<w:body/>")
    return _Blank(kept.getvalue(), f"{_XML}{before}<w:body>", f"</w:body>{after}", section)


def _write(package: ZipFile, name: str, content: str | bytes) -> None:
    """Adds a part with no time of writing, so that the same document is always the same bytes."""
    part = ZipInfo(name)
    part.compress_type = ZIP_DEFLATED
    package.writestr(part, content)


def first_section() -> CT_SectPr:
    """The properties of a document's first section; to be copied, not changed."""
    return _blank().section


def packed(body: str, title: str, author: str) -> bytes:
    """The .docx of a body in WordprocessingML."""
    blank = _blank()
    properties = _PROPERTIES.format(
        title=escape(title[:_LONGEST_PROPERTY]), author=escape(author[:_LONGEST_PROPERTY])
    )
    file = io.BytesIO()
    file.write(blank.package)
    with ZipFile(file, "a") as package:
        _write(package, _PROPERTIES_PART, properties)
        _write(package, _TEXT_PART, f"{blank.before}{body}{blank.after}")
    return file.getvalue()
