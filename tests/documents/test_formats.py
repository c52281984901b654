"""PDF and Word: the same words as the tree, and the layout of Decree 30."""

import copy
import gc
import io
import time
import zipfile
from pathlib import Path
from typing import Any

import docx
import lxml.html
import pytest
import tinycss2

from app.rendering import load_sample, render_html, to_docx
from app.rendering.docx_styles import LOOKS, style_id
from app.rendering.docx_xml import UnknownMarkup
from app.rendering.html import TEMPLATE_FOLDER
from app.rendering.pdf import DocumentFiles, ForbiddenAddress, to_pdf
from tests.documents.reading import (
    A4_POINTS,
    W,
    docx_part,
    docx_text,
    heads_of_tables,
    page_numbers,
    pdf_text,
    read_pdf,
    tree_text,
)

TWIPS = {20: "1134", 15: "850", 30: "1701"}
GRID = "<table class='grid'><colgroup>{}</colgroup><tbody><tr>{}</tr></tbody></table>"
EMPTY = "<html><head><title>x</title></head><body><section class='main'>{}</section></body></html>"


def test_pdf_says_what_the_tree_says_in_order(sample):
    assert pdf_text(read_pdf(sample.pdf), heads_of_tables(sample.html)) == tree_text(sample.html)


def test_docx_says_what_the_tree_says_in_order(sample):
    assert docx_text(sample.docx) == tree_text(sample.html)


def test_pdf_embeds_the_one_family_and_is_archival(sample):
    read = read_pdf(sample.pdf)
    families = {name.split("+")[1].removesuffix("-Italic").removesuffix("-Bold") for name in read.fonts}
    assert families == {"Liberation-Serif"}
    assert all(read.fonts.values())
    assert "<pdfaid:part>3</pdfaid:part>" in read.metadata or 'pdfaid:part="3"' in read.metadata


def test_pages_are_a4_and_annexes_count_their_own(rendered):
    read = read_pdf(rendered("decision").pdf)
    assert page_numbers(read) == [None, 2, None, None, 2]
    assert read.sizes == [A4_POINTS] * 3 + [A4_POINTS[::-1]] * 2


def test_the_first_page_shows_no_number_and_the_others_do(sample):
    if sample.kind not in ("decision", "correction_decision", "explanation_request"):  # annexes begin anew
        numbers = page_numbers(read_pdf(sample.pdf))
        assert numbers == [None, *range(2, len(numbers) + 1)]


def test_docx_pages(sample):
    document = docx_part(sample.docx, "/word/document.xml")
    sections = list(document.iter(f"{W}sectPr"))
    html_sections = lxml.html.document_fromstring(sample.html).findall("body/section")
    assert len(sections) == len(html_sections)
    for section, html_section in zip(sections, html_sections, strict=True):
        size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        sides = (size.get(f"{W}w"), size.get(f"{W}h"))
        wide = "wide" in html_section.get("class")
        assert sides == (("16838", "11906") if wide else ("11906", "16838"))
        assert (size.get(f"{W}orient") == "landscape") == wide
        assert [margins.get(f"{W}{side}") for side in ("top", "right", "bottom", "left")] == [
            TWIPS[20],
            TWIPS[15],
            TWIPS[20],
            TWIPS[30],
        ]
        assert section.find(f"{W}titlePg") is not None
        numbering = section.find(f"{W}pgNumType")
        is_annex = "annex" in html_section.get("class")
        assert (numbering is not None and numbering.get(f"{W}start") == "1") == is_annex


def test_docx_numbers_pages_by_a_field_except_the_first(sample):
    document = docx_part(sample.docx, "/word/document.xml")
    references = document.findall(f".//{W}headerReference")
    assert sorted(reference.get(f"{W}type") for reference in references) == ["default", "first"]
    instructions = [
        [
            field.get(f"{W}instr")
            for field in docx_part(sample.docx, f"/word/header{number}.xml").iter(f"{W}fldSimple")
        ]
        for number in (1, 2)
    ]
    assert sorted(instructions) == [[], [" PAGE "]]


def test_docx_tables_repeat_their_heads_and_have_fixed_widths(sample):
    document = docx_part(sample.docx, "/word/document.xml")
    html_tables = list(lxml.html.document_fromstring(sample.html).iter("table"))
    tables = list(document.iter(f"{W}tbl"))
    assert len(tables) == len(html_tables)
    for table, html_table in zip(tables, html_tables, strict=True):
        head = html_table.find("thead")
        assert len(table.findall(f"{W}tr/{W}trPr/{W}tblHeader")) == (0 if head is None else len(head))
        assert table.find(f"{W}tblPr/{W}tblLayout").get(f"{W}type") == "fixed"
        assert (table.find(f"{W}tblPr/{W}tblBorders") is None) == ("grid" not in html_table.get("class"))
        columns = sum(int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol"))
        assert abs(columns - int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w"))) < 10


def test_docx_uses_named_styles_in_times_new_roman(sample):
    styles = docx_part(sample.docx, "/word/styles.xml")
    named = {style.get(f"{W}styleId"): style for style in styles.iter(f"{W}style")}
    used = {style.get(f"{W}val") for style in docx_part(sample.docx, "/word/document.xml").iter(f"{W}pStyle")}
    assert used <= set(named)
    for name in used:
        assert named[name].find(f"{W}rPr/{W}rFonts").get(f"{W}ascii") == "Times New Roman"


def test_lines_stand_under_the_motto_and_the_body(rendered):
    document = docx_part(rendered("decision").docx, "/word/document.xml")
    lines = document.findall(f".//{W}pBdr/{W}top")
    assert len(lines) == 5  # body, motto, summary line, two annexes
    motto = next(
        paragraph
        for paragraph in document.iter(f"{W}p")
        if "".join(paragraph.itertext()) == "Độc lập - Tự do - Hạnh phúc"
    )
    indent = motto.getnext().find(f"{W}pPr/{W}ind")
    length_mm = 95 - 2 * int(indent.get(f"{W}left")) * 25.4 / 1440
    assert length_mm == pytest.approx(56.1, abs=0.2)


def declared_looks() -> dict[str, dict[str, str]]:
    """The rules of single classes in the style sheet."""
    found: dict[str, dict[str, str]] = {}
    sheet = tinycss2.parse_stylesheet((TEMPLATE_FOLDER / "nghi_dinh_30.css").read_text(), True, True)
    for rule in sheet:
        selector = tinycss2.serialize(rule.prelude).strip() if rule.type == "qualified-rule" else ""
        if selector.startswith(".") and selector[1:] in LOOKS:
            entries = tinycss2.parse_declaration_list(rule.content, True, True)
            found.setdefault(selector[1:], {}).update(
                {entry.name: tinycss2.serialize(entry.value).strip() for entry in entries}
            )
    return found


@pytest.mark.parametrize("css_class", sorted(LOOKS))
def test_word_styles_and_style_sheet_agree(css_class):
    look, css = LOOKS[css_class], declared_looks()[css_class]
    assert css.get("font-size", "14pt") == f"{look.size:g}pt"
    assert (css.get("font-weight") == "bold") == look.bold
    assert (css.get("font-style") == "italic") == look.italic
    assert css.get("text-align", "left") == look.align
    assert css.get("text-indent", "0mm") == f"{look.first_line_mm:g}mm"
    assert css.get("margin-left", "0mm") == f"{look.left_mm:g}mm"
    assert (css.get("break-after") == "avoid") == look.keep_next
    margins = css.get("margin", "").split()
    before = margins[0] if margins else css.get("margin-top", "0pt")
    after = margins[2] if margins else css.get("margin-bottom", "0pt")
    assert (before, after) == (f"{look.before:g}pt", f"{look.after:g}pt")
    if look.exact_height is not None:
        assert css["height"] == f"{look.exact_height:g}pt"


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "file://host/etc/passwd",
        "http://127.0.0.1/x.css",
        "https://example.org/x.png",
        "data:text/css,p{}",
        "ftp://example.org/x.css",
        f"{TEMPLATE_FOLDER.as_uri()}/../layout/base.css",
        f"{TEMPLATE_FOLDER.as_uri()}/%2e%2e/%2e%2e/config.css",
        f"{TEMPLATE_FOLDER.as_uri()}/decision/sample.json",
        f"{TEMPLATE_FOLDER.as_uri()}/missing.css",
    ],
)
def test_only_the_documents_own_files_are_served(address):
    with pytest.raises(ForbiddenAddress):
        DocumentFiles().fetch(address)


def test_the_style_sheet_is_served():
    served = DocumentFiles().fetch(f"{TEMPLATE_FOLDER.as_uri()}/nghi_dinh_30.css")
    assert b"@page" in served.read()


def test_links_out_of_the_folder_are_followed_to_their_end(tmp_path: Path):
    (tmp_path / "own").mkdir()
    (tmp_path / "secret.css").write_text("secret")
    (tmp_path / "own" / "link.css").symlink_to(tmp_path / "secret.css")
    with pytest.raises(ForbiddenAddress):
        DocumentFiles(tmp_path / "own").fetch((tmp_path / "own" / "link.css").as_uri())


@pytest.mark.parametrize(
    "markup", ["<img src='file:///etc/passwd'>", "<link rel=stylesheet href='http://x/y.css'>"]
)
def test_a_page_that_asks_for_more_is_not_rendered(markup):
    with pytest.raises(ForbiddenAddress):
        to_pdf(EMPTY.format(markup))


@pytest.mark.parametrize(
    "markup",
    [
        "<p>x</p>",
        "<p class='unknown'>x</p>",
        "<div>x</div>",
        "<p class='text'><img src='x'></p>",
        GRID.format("<col><col>", "<td>1</td><td>2</td>"),
        GRID.format("<col>", "<td>1</td><td>2</td>"),
        GRID.format("<col><col style='width: 9mm'>", "<td>1</td>"),
    ],
)
def test_markup_word_would_lose_is_refused(markup):
    with pytest.raises(UnknownMarkup):
        to_docx(EMPTY.format(markup))


def test_text_is_folded_as_in_a_browser():
    content = to_docx(EMPTY.format("<p class='text'>\n  Một <b> hai</b>\n ba <br> bốn </p>"))
    paragraph = next(docx_part(content, "/word/document.xml").iter(f"{W}p"))
    assert "|".join(text.text for text in paragraph.iter(f"{W}t")) == "Một |hai| ba|bốn"
    assert paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == style_id("text")


def big_annex(rows: int) -> str:
    data: dict[str, Any] = copy.deepcopy(load_sample("decision"))
    group = data["groups"][1]
    group["entries"] = (group["entries"] * (rows // len(group["entries"]) + 1))[:rows]
    return render_html("decision", data | {"groups": [group]})


def seconds(html: str) -> float:
    best = 60.0
    for _ in range(3):
        started = time.perf_counter()
        to_docx(html)
        best = min(best, time.perf_counter() - started)
    return best


def test_docx_takes_time_in_proportion_to_its_rows():
    small, large = big_annex(400), big_annex(3200)
    to_docx(small)
    # Eight times the rows: about eight times the time; sixty-four if a cell cost what a row costs.
    assert seconds(large) < 24 * seconds(small)


def test_rendering_leaves_the_collector_as_it_was(rendered):
    before = gc.get_threshold(), gc.get_freeze_count()
    to_pdf(rendered("submission").html)
    assert (gc.get_threshold(), gc.get_freeze_count()) == before


def test_the_same_data_give_the_same_pdf(rendered):
    one = rendered("submission")
    assert to_pdf(one.html) == one.pdf


def test_the_same_data_give_the_same_docx(rendered):
    one = rendered("submission")
    assert to_docx(one.html) == one.docx


def test_docx_carries_nothing_but_its_own_styles(rendered):
    with zipfile.ZipFile(io.BytesIO(rendered("submission").docx)) as package:
        names = package.namelist()
    assert len(set(names)) == len(names)
    assert not [name for name in names if "Effects" in name or "thumbnail" in name]
    read = docx.Document(io.BytesIO(rendered("submission").docx)).core_properties
    assert (read.title, read.language) == (
        "Tờ trình về việc công bố kết quả đánh giá, xếp hạng mức độ chuyển đổi số năm 2021",
        "vi-VN",
    )
