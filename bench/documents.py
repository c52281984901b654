"""The decision with a long annex: against WeasyPrint alone, and against a table made from one XML string."""

import io
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import docx
import weasyprint
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import html as lxml_html

from app.rendering import load_sample, render_html, to_docx, to_pdf
from app.rendering.html import TEMPLATE_FOLDER
from bench.measuring import Measure, Size, compare, repeated


def measure(folder: Path, size: Size) -> list[Measure]:
    """The PDF and the .docx of one decision, from its plain data to the bytes of the file."""
    data = decision(size.annex_rows)
    page = render_html("decision", data)
    cells = annex_cells(page)
    what = f"Quyết định với phụ lục {size.annex_rows} dòng"
    return [
        compare(
            f"{what}, .pdf",
            "WeasyPrint với cùng HTML",
            repeated(lambda: plain_pdf(page)),
            repeated(lambda: to_pdf(render_html("decision", data))),
            size.rounds,
            aim=1.10,
        ),
        compare(
            f"{what}, .docx",
            "một bảng từ một chuỗi XML",
            repeated(lambda: plain_docx(cells)),
            repeated(lambda: to_docx(page)),
            size.rounds,
            aim=1.2,
        ),
        _for_information(f"{what}, .docx cả bước dựng HTML (để biết)", data, cells, size.rounds),
    ]


def _for_information(name: str, data: dict[str, Any], cells: Sequence[Sequence[str]], rounds: int) -> Measure:
    def whole() -> bytes:
        return to_docx(render_html("decision", data))

    floor: Callable[[], bytes] = lambda: plain_docx(cells)  # noqa: E731
    return compare(name, "một bảng từ một chuỗi XML", repeated(floor), repeated(whole), rounds, aim=None)


def decision(rows: int) -> dict[str, Any]:
    """The sample decision with one annex, of so many units with points by pillar."""
    data = load_sample("decision")
    group = next(group for group in data["groups"] if group["pillars"])
    entries = [
        {
            **group["entries"][place % len(group["entries"])],
            "rank": place + 1,
            "unit": f"Đơn vị hành chính số {place + 1}",
        }
        for place in range(rows)
    ]
    return {**data, "groups": [{**group, "entries": entries}]}


def plain_pdf(page: str) -> bytes:
    """WeasyPrint as it comes, on the same page with the same style sheet."""
    made: bytes = weasyprint.HTML(string=page, base_url=f"{TEMPLATE_FOLDER.as_uri()}/").write_pdf()
    return made


def annex_cells(page: str) -> list[list[str]]:
    """The texts of the annex, row by row, as the page prints them."""
    tables = lxml_html.document_fromstring(page).iter("table")
    annex = next(table for table in tables if table.get("class") == "grid")
    return [["".join(map(str, cell.itertext())) for cell in row] for row in annex.iter("tr")]


def plain_docx(cells: Sequence[Sequence[str]]) -> bytes:
    """A document of one table without styles: its XML written as text, parsed once, put in, saved."""
    rows = "".join(
        "<w:tr>"
        + "".join([f"<w:tc><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:tc>" for text in row])
        + "</w:tr>"
        for row in cells
    )
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:tbl {nsdecls('w')}>{rows}</w:tbl>"))
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()
