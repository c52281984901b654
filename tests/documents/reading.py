"""Reading rendered documents back, to compare them with the HTML tree they were made from."""

import io
import re
from dataclasses import dataclass

import docx
import lxml.html
from lxml import etree
from pypdf import PdfReader

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A4_POINTS = (595, 842)


def squeezed(text: str) -> str:
    """The text without white space: line breaks differ between formats, letters must not."""
    return re.sub(r"\s+", "", text)


def tree_text(html: str) -> str:
    """All text of the page's body in order."""
    return squeezed("".join(lxml.html.document_fromstring(html).find("body").itertext()))


def heads_of_tables(html: str) -> list[str]:
    """The text of each table's repeating head, longest first: one may begin like another."""
    page = lxml.html.document_fromstring(html)
    return sorted((squeezed("".join(head.itertext())) for head in page.iter("thead")), key=len, reverse=True)


@dataclass
class ReadPdf:
    """A PDF's pages: text in the order it was drawn, and sizes in points."""

    pages: list[str]
    sizes: list[tuple[int, int]]
    fonts: dict[str, bool]
    """Name of each font to whether its file is embedded."""
    metadata: str


def read_pdf(content: bytes) -> ReadPdf:
    """Everything the tests ask of a PDF."""
    reader = PdfReader(io.BytesIO(content))
    fonts: dict[str, bool] = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].get_object().values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            fonts[str(font.get_object()["/BaseFont"])] = "/FontFile2" in descendant["/FontDescriptor"]
    sizes = [(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in reader.pages]
    metadata = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    return ReadPdf([page.extract_text() for page in reader.pages], sizes, fonts, metadata)


def page_numbers(read: ReadPdf) -> list[int | None]:
    """The number in the top margin of each page. WeasyPrint draws margins after the text, on a line alone."""
    found = []
    for page in read.pages:
        lines = [line.strip() for line in page.strip().split("\n")]
        found.append(int(lines[-1]) if lines[-1].isdigit() and len(lines[-1]) < 4 else None)
    return found


def pdf_text(read: ReadPdf, heads: list[str]) -> str:
    """All text in order, without page numbers and without the table heads that continued pages repeat."""
    whole = ""
    for text, number in zip(read.pages, page_numbers(read), strict=True):
        page = squeezed(text)
        if number is not None:
            page = page.removesuffix(str(number))
        for head in heads:
            if page.startswith(head) and head in whole:
                page = page.removeprefix(head)
                break
        whole += page
    return whole


def docx_text(content: bytes) -> str:
    """All text of the body in order."""
    body = docx.Document(io.BytesIO(content)).element.body
    return squeezed("".join(text.text or "" for text in body.iter(f"{W}t")))


def docx_part(content: bytes, name: str) -> etree._Element:
    """One XML part of the file."""
    package = docx.Document(io.BytesIO(content)).part.package
    return etree.fromstring(next(part.blob for part in package.iter_parts() if part.partname == name))
