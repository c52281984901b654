"""Templates: strict names, escaping, set phrases and punctuation of Decree 30."""

import re

import lxml.html
import pytest

from app.rendering import (
    DOCUMENT_KINDS,
    DocumentDataError,
    UnknownDocumentKind,
    load_sample,
    render_html,
    to_docx,
    to_pdf,
)
from app.rendering.html import environment, name_lines
from tests.documents.reading import docx_text, pdf_text, read_pdf, squeezed
from tests.documents.shapes import mistakes

KINDS = sorted(DOCUMENT_KINDS)


def texts(html: str, css_class: str) -> list[str]:
    page = lxml.html.document_fromstring(html)
    return [" ".join(found.text_content().split()) for found in page.find_class(css_class)]


@pytest.mark.parametrize("kind", KINDS)
def test_samples_have_the_declared_shape(kind):
    assert mistakes(load_sample(kind), DOCUMENT_KINDS[kind].shape, kind) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_missing_name_is_an_error(kind):
    sample = load_sample(kind)
    for key in sample:
        with pytest.raises(DocumentDataError):
            render_html(kind, {name: value for name, value in sample.items() if name != key})


def test_empty_and_binary_values_never_reach_paper():
    with pytest.raises(DocumentDataError):
        render_html("decision", load_sample("decision") | {"assessed": None})
    with pytest.raises(DocumentDataError):
        render_html("decision", load_sample("decision") | {"year": 2021.0})


def test_unknown_kinds_are_refused():
    with pytest.raises(UnknownDocumentKind):
        render_html("../emails/welcome", {})


def test_the_sandbox_keeps_templates_from_the_program():
    with pytest.raises(Exception, match="unsafe"):
        environment().from_string("{{ ''.__class__.__mro__ }}").render()


def test_names_with_markup_are_text_in_every_format():
    name = 'Phòng <b>A</b> & "B" {{ 7*7 }}\x07'
    data = load_sample("decision")
    data["groups"][0]["entries"][0]["unit"] = name
    html = render_html("decision", data)
    wanted = squeezed(name).replace("\x07", "")
    assert wanted in docx_text(to_docx(html))
    assert wanted in pdf_text(read_pdf(to_pdf(html)), [])


@pytest.mark.parametrize("kind", ["decision", "submission"])
def test_legal_bases_end_with_semicolons_and_the_last_with_a_point(kind):
    bases = texts(render_html(kind, load_sample(kind)), "basis")
    assert len(bases) > 2
    assert all(base.endswith(";") for base in bases[:-1])
    assert bases[-1].endswith(".")
    assert bases[0].startswith("Căn cứ ")


def test_punctuation_brought_by_the_data_is_not_doubled():
    html = render_html(
        "decision", load_sample("decision") | {"bases": ["Căn cứ A;", "Theo đề nghị của B . "]}
    )
    assert texts(html, "basis") == ["Căn cứ A;", "Theo đề nghị của B."]


@pytest.mark.parametrize("kind", KINDS)
def test_contents_and_annexes_end_with_the_closing_sign(kind):
    html = render_html(kind, load_sample(kind))
    annexes = len(lxml.html.document_fromstring(html).find_class("annex"))
    (closing,) = texts(html, "closing")
    ends = texts(html, "annex-end")
    assert closing.endswith("./.")
    assert len(ends) == annexes
    assert all(end.endswith("./.") for end in ends)
    assert html.count("./.") == 1 + annexes


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "self_assessment_form"])
def test_recipients_end_with_the_archive(kind):
    recipients = texts(render_html(kind, load_sample(kind)), "recipient")
    assert all(line.startswith("- ") and line.endswith(";") for line in recipients[:-1])
    assert re.fullmatch(r"- Lưu: VT, [^;]+\.", recipients[-1])


@pytest.mark.parametrize("kind", KINDS)
def test_only_minutes_have_no_place_and_date_line(kind):
    lines = texts(render_html(kind, load_sample(kind)), "place-date")
    assert bool(lines) != kind.endswith("minutes")


def test_minutes_are_signed_by_the_secretary_left_and_the_chair_right():
    html = render_html("council_minutes", load_sample("council_minutes"))
    assert texts(html, "signer-line") == ["THƯ KÝ", "CHỦ TỌA"]
    assert html.index("CHỦ TỌA") < html.index("Nơi nhận:")


@pytest.mark.parametrize("kind", ["decision", "submission"])
def test_drafts_leave_number_and_day_open(kind):
    data = load_sample(kind)
    data["letterhead"] |= {"number": None, "date": "2022-01"}
    data["signature"] |= {"name": None}
    html = render_html(kind, data)
    (symbol,) = lxml.html.document_fromstring(html).find_class("symbol")
    assert re.fullmatch("Số: \N{NO-BREAK SPACE}{8}/(QĐ-UBND|TTr-STTTT)", symbol.text_content())
    assert texts(html, "place-date") == ["Thanh Hóa, ngày … tháng 01 năm 2022"]
    assert "None" not in html
    assert to_pdf(html).startswith(b"%PDF")
    assert to_docx(html).startswith(b"PK")


def test_annexes_name_the_decision_they_belong_to():
    html = render_html("decision", load_sample("decision"))
    assert texts(html, "annex-label") == ["Phụ lục I", "Phụ lục II"]
    assert set(texts(html, "attachment")) == {
        "(Kèm theo Quyết định số 385/QĐ-UBND ngày 27 tháng 01 năm 2022 "
        "của Chủ tịch Ủy ban nhân dân tỉnh Thanh Hóa)"
    }


def test_a_single_annex_has_no_number():
    data = load_sample("decision")
    html = render_html("decision", data | {"groups": data["groups"][:1]})
    assert texts(html, "annex-label") == ["Phụ lục"]


def test_unranked_units_and_unanswered_requests_are_said_in_words():
    data = load_sample("decision")
    data["groups"][0]["entries"][-1]["rank"] = None
    assert "Không xếp hạng" in render_html("decision", data)
    assert "Không giải trình trong thời hạn" in render_html(
        "appraisal_minutes", load_sample("appraisal_minutes")
    )


def test_every_state_of_a_figure_has_its_words():
    form = texts(render_html("self_assessment_form", load_sample("self_assessment_form")), "main")[0]
    for words in (
        "Chưa cung cấp số liệu",
        "Không có số liệu",
        "Đề nghị không áp dụng",
        "Chưa có hệ thống thống kê",
    ):
        assert words in form


def test_a_form_not_yet_confirmed_says_so():
    data = load_sample("self_assessment_form") | {"confirmed_at": None, "sheet_hash": None}
    assert "Phiếu chưa được lãnh đạo đơn vị xác nhận" in render_html("self_assessment_form", data)


def test_minutes_without_claims_explanations_or_open_points():
    minutes = render_html(
        "appraisal_minutes",
        load_sample("appraisal_minutes") | {"claims": [], "explanations": [], "place": None},
    )
    assert "Đơn vị không đề nghị." in minutes
    assert "Không có tiêu chí phải giải trình." in minutes
    council = load_sample("council_minutes") | {"open_points": [], "guests": []}
    assert "Không có nội dung còn ý kiến khác nhau" in render_html("council_minutes", council)


def test_a_council_short_of_members_says_so():
    council = load_sample("council_minutes") | {"quorum": 9}
    assert "Cuộc họp không đủ điều kiện tiến hành." in render_html("council_minutes", council)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("SỞ NỘI VỤ", ["SỞ NỘI VỤ"]),
        ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", ["SỞ THÔNG TIN VÀ", "TRUYỀN THÔNG"]),
        ("A\nB", ["A", "B"]),
    ],
)
def test_long_names_of_bodies_break_into_even_lines(name, lines):
    assert name_lines(name, 26).split("\n") == lines


def test_symbols_come_from_the_type_code():
    assert DOCUMENT_KINDS["decision"].symbol("UBND") == "QĐ-UBND"
    assert DOCUMENT_KINDS["submission"].symbol("STTTT") == "TTr-STTTT"
    assert DOCUMENT_KINDS["self_assessment_form"].symbol("SNV") is None
