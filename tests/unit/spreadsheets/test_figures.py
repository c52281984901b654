"""A table of figures becomes figures of units, or says of every cell why not."""

import io

import openpyxl
import pytest

from app.spreadsheets import figures, reading, template
from app.spreadsheets.figures import FiguresRead
from frameworks.cohort import Member, assess
from frameworks.loader import parse_framework
from frameworks.model import Framework

TEXT = """
id: thu/so_lieu
version: 1
title: Bộ chỉ số thử
decision: {body: UBND tỉnh, year: 2021}
max: 20
not_applicable: {treatment: exclude_and_rescale, basis: {proposed: để thử}}
default_zero: {basis: {source: điều 1}}
inputs:
  tong: {title: Tổng số dịch vụ công, unit: dịch vụ, type: count}
  truc_tuyen: {title: Số dịch vụ trực tuyến, unit: dịch vụ, type: count, at_most: tong}
  co_cong: {title: Có cổng, type: boolean}
  muc: {title: Mức độ, type: choice, choices: {cao: Mức cao, thap: Mức thấp}}
  ty_le: {title: Tỷ lệ hài lòng, type: percent}
tree:
- {code: "1", label: "1", level: main, title: Dịch vụ công, max: 15, children: [
    {code: "1.1", label: "1.1", level: criterion, title: Tỷ lệ trực tuyến, max: 5,
     rule: {ratio: {of: truc_tuyen, to: tong}}, basis: {proposed: thử}},
    {code: "1.2", label: "1.2", level: criterion, title: Cổng, max: 5,
     rule: {boolean: {if: co_cong}}, basis: {proposed: thử}},
    {code: "1.3", label: "1.3", level: criterion, title: Mức, max: 5,
     rule: {choice: {of: muc, levels: {cao: {share: 1}, thap: {share: 0}}}}, basis: {proposed: thử}}]}
- {code: "2", label: "2", level: main, title: Khác, max: 5, children: [
    {code: "2.1", label: "2.1", level: criterion, title: Hài lòng, max: 3,
     rule: {ratio_target: {of: ty_le, target: 80%}}, basis: {proposed: thử}},
    {code: "2.2", label: "2.2", level: criterion, title: Sáng tạo, max: 2,
     rule: {manual: {}}, basis: {proposed: thử}}]}
"""


@pytest.fixture(scope="module")
def framework() -> Framework:
    """Every type of input, and a criterion given points directly."""
    return parse_framework(TEXT)


def read(framework: Framework, text: str, name: str = "a.csv") -> FiguresRead:
    """What a file of this text says."""
    return figures.read(framework, reading.read(name, text.encode()))


def faults(found: FiguresRead) -> list[str]:
    """Every problem as people see it."""
    return [str(problem) for problem in found.problems]


def test_a_row_is_a_unit_and_headings_are_names_or_titles(framework: Framework) -> None:
    found = read(
        framework,
        "Đơn vị;tong;SỐ DỊCH VỤ  TRỰC TUYẾN;co_cong;Mức độ;ty_le;2.2\n"
        "# ghi chú;không đọc;;;;;\n"
        "Sở A;1.200;９００;Có;Mức cao;85,5%;1,5\n"
        "Sở B;0;;không;thap;;\n",
    )
    assert faults(found) == []
    first, second = found.units.values()
    assert (first.name, first.figures["tong"], first.figures["truc_tuyen"]) == ("Sở A", 1200, 900)
    assert (first.figures["co_cong"], first.figures["muc"]) == (True, "cao")
    assert (str(first.figures["ty_le"]), str(first.points["2.2"])) == ("171/2", "3/2")
    assert second.figures == {"tong": 0, "co_cong": False, "muc": "thap"}
    assert found.counts == (
        "Đã đọc 2 dòng của 2 đơn vị, 9 giá trị: nhận 2 đơn vị (9 giá trị), từ chối 0 đơn vị."
    )


def test_long_layout_has_a_row_for_every_value(framework: Framework) -> None:
    found = read(
        framework,
        "Đơn vị,Số liệu,Giá trị\nSở A,tong,100\nSở A,Số dịch vụ trực tuyến,60\n"
        "Sở B,tong,7\nSở A,1.3,không áp dụng\n",
    )
    assert faults(found) == []
    assert found.units["sở a"].figures == {"tong": 100, "truc_tuyen": 60}
    assert found.units["sở a"].statuses == {"1.3": "na_accepted"}
    assert found.units["sở b"].figures == {"tong": 7}


def test_json_of_one_unit_needs_no_name(framework: Framework) -> None:
    found = read(
        framework, '{"tong": 100, "truc_tuyen": "60", "co_cong": true, "1.3": "không có số liệu"}', "a.json"
    )
    assert faults(found) == []
    (unit,) = found.units.values()
    assert unit.figures == {"tong": 100, "truc_tuyen": 60, "co_cong": True}
    assert unit.statuses == {"1.3": "no_data"}


def test_every_wrong_cell_of_every_unit_is_named(framework: Framework) -> None:
    found = read(
        framework,
        "Đơn vị;tong;truc_tuyen;la_gi;1.1;2.2;tong\nSở A;1,200;3;;;;\nSở B;5;9;;3;4;\n;7;;;;;\nsở a;1;;;;;\n",
    )
    told = faults(found)
    assert [line.partition(": ")[0] for line in told] == [
        "ô D1",
        "ô G1",
        "ô A4",
        "đơn vị “Sở A”, ô B2",
        "đơn vị “Sở A”, ô A5",
        "đơn vị “Sở A”, ô B5",
        "đơn vị “Sở B”, ô E3",
        "đơn vị “Sở B”, ô F3",
        "đơn vị “Sở B”, ô C3",
    ]
    assert "1200" in told[3]
    assert "không được lớn hơn “Tổng số dịch vụ công”" in told[8]
    assert "từ chối 2 đơn vị" in found.counts
    assert found.accepted == ()


def test_a_misspelt_heading_is_asked_about(framework: Framework) -> None:
    assert (
        "có phải là “Tổng số dịch vụ công”"
        in faults(read(framework, "Đơn vị;Tổng số dịch vụ  côn\nA;1\n"))[0]
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Đơn vị;tong\n", "không có dòng số liệu nào"),
        ("Đơn vị;tong\nA;1;9\n", "không có tiêu đề"),
        ("tong\n1\n2\n", "chưa ghi tên đơn vị"),
        ("Đơn vị;Số liệu;Giá trị\nA;tong;1\nA;tong;2\n", "đã có giá trị ở ô C2"),
        ("Đơn vị;Số liệu;Giá trị\nA;;2\n", "chưa ghi tên số liệu"),
        ("Đơn vị;Số liệu;Giá trị;Ghi chú\nA;tong;2;x\n", "“Ghi chú”"),
        ("Đơn vị;2.2\nA;5\n", "ghi điểm từ 0 đến 2"),
        ("Đơn vị;tong\n" + "A" * 300 + ";5\n", "dài quá 200"),
    ],
)
def test_what_does_not_fit_is_said(framework: Framework, text: str, says: str) -> None:
    assert any(says in line for line in faults(read(framework, text)))


def test_two_sheets_of_figures_are_not_guessed_about(framework: Framework) -> None:
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("Hai")):
        sheet.append(["Đơn vị", "tong"])
    out = io.BytesIO()
    book.save(out)
    found = figures.read(framework, reading.read("a.xlsx", out.getvalue()))
    assert "nhiều trang tính số liệu" in faults(found)[0]


def test_the_template_filled_in_is_read_and_scored(framework: Framework) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template.write(framework)))
    assert book.sheetnames == ["Số liệu", "Hướng dẫn", "Lựa chọn"]
    sheet = book["Số liệu"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    assert list(heads) == ["Đơn vị", "tong", "truc_tuyen", "co_cong", "muc", "ty_le", "2.2"]
    for name, value in (("Đơn vị", "Sở A"), ("tong", 8), ("truc_tuyen", 4), ("muc", "Mức cao"), ("2.2", 0.5)):
        sheet.cell(4, heads[name], value)
    out = io.BytesIO()
    book.save(out)
    found = figures.read(framework, reading.read("a.xlsx", out.getvalue()))
    assert faults(found) == []
    (unit,) = found.units.values()
    sheets = assess(framework, {unit.name: Member(unit.figures, unit.statuses, unit.points)}).sheets
    assert sheets["Sở A"].total == 8


def test_the_empty_template_holds_no_unit(framework: Framework) -> None:
    found = figures.read(framework, reading.read("a.xlsx", template.write(framework)))
    assert "không có dòng số liệu nào" in faults(found)[0]


def test_many_unknown_headings_are_all_named_without_guessing_about_each(framework: Framework) -> None:
    heads = ";".join(f"so dich vu cong truc tuyen {number}" for number in range(600))
    found = read(framework, f"Đơn vị;{heads}\nA;1\n")
    assert len(found.general) == 600
    assert "có phải" not in str(found.general[-1])
