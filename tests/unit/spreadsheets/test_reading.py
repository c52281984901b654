"""A file is read whole into plain cells, or refused whole with everything that is wrong in it."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from app.spreadsheets import reading, values
from app.spreadsheets.tables import Limits, Table, Unreadable, column_letters
from frameworks.model import Input
from frameworks.numbers import ValueProblem, canonical


def workbook(fill: Callable[[Any], object] | None = None, rows: list[list[object]] | None = None) -> bytes:
    """A workbook with one sheet "Số liệu", changed by `fill`."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Số liệu"
    for row in rows or [["Đơn vị", "tong"], ["Sở A", 100]]:
        sheet.append(row)
    if fill is not None:
        fill(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def texts(table: Table) -> list[list[str]]:
    """The filled cells of every row."""
    return [[cell.text for cell in row.cells.values()] for row in table.rows]


def refused(name: str, content: bytes, limits: Limits | None = None) -> list[str]:
    """What a refusal says."""
    with pytest.raises(Unreadable) as caught:
        reading.read(name, content, limits or reading.LIMITS)
    return [str(problem) for problem in caught.value.problems]


def with_part(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts written anew."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            body = before.read(name)
            after.writestr(name, change(body) if name == part else body)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


# --- .xlsx --------------------------------------------------------------------------------------------------


def test_a_workbook_gives_its_cells_with_their_places() -> None:
    (table,) = reading.read("so-lieu.xlsx", workbook())
    assert table.sheet == "Số liệu"
    assert texts(table) == [["Đơn vị", "tong"], ["Sở A", "100"]]
    cell = table.rows[1].cells[2]
    assert (cell.exact, cell.place) == (True, "Trang tính “Số liệu”, ô B2")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (0.1, "0.1"),
        (75.349999999999994, "75.35"),
        (1e21, "1000000000000000000000"),
        (-2.50, "-2.5"),
        (3, "3"),
    ],
)
def test_a_number_cell_is_the_decimal_that_was_typed(written: float, text: str) -> None:
    (table,) = reading.read("a.xlsx", workbook(rows=[["n"], [written]]))
    assert texts(table)[1] == [text]


def test_a_percent_cell_is_what_it_shows() -> None:
    def fill(sheet: Any) -> None:
        sheet["B2"] = 0.755
        sheet["B2"].number_format = "0.0%"

    (table,) = reading.read("a.xlsx", workbook(fill))
    cell = table.rows[1].cells[2]
    assert cell.text == "75,5%"
    assert canonical(values.value(cell, Input("p", "Tỷ lệ", "%", "percent"))) == "75.5"
    with pytest.raises(ValueProblem, match="không nhập dấu %"):
        values.value(cell, Input("n", "Số", "", "number"))


def test_the_same_writing_is_read_as_typed_in_a_text_cell_and_as_number_in_a_number_cell() -> None:
    number = Input("n", "Số", "", "number")
    (table,) = reading.read("a.xlsx", workbook(rows=[["1.234", 1.234, "１２３", "1 234"]]))
    found = [canonical(values.value(cell, number)) for cell in table.rows[0].cells.values()]
    assert found == ["1234", "1.234", "123", "1234"]


def test_every_fault_of_every_sheet_is_named_at_once() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["Sở B", "=1+1"])
        sheet.append(["Sở C", date(2024, 5, 1)])
        sheet.append(["Sở D", 4])
        sheet.append(["Sở E", "#N/A"])
        sheet.row_dimensions[5].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.merge_cells("A7:B7")
        other = sheet.parent.create_sheet("Kín")
        other["A1"] = 1
        other.sheet_state = "hidden"

    found = refused("a.xlsx", workbook(fill))
    assert [line.partition(": ")[0] for line in found] == [
        "Trang tính “Kín”",
        "Trang tính “Số liệu”, dòng 5",
        "Trang tính “Số liệu”, cột B",
        "Trang tính “Số liệu”, ô B3",
        "Trang tính “Số liệu”, ô B6",
        "Trang tính “Số liệu”, vùng A7:B7",
        "Trang tính “Số liệu”, ô B4",
    ]


def test_hidden_rows_and_columns_outside_the_figures_hide_nothing() -> None:
    def fill(sheet: Any) -> None:
        sheet.row_dimensions[50].hidden = True
        sheet.column_dimensions["Z"].hidden = True

    assert len(reading.read("a.xlsx", workbook(fill))) == 1


def test_formatted_cells_far_away_cost_nothing() -> None:
    def fill(sheet: Any) -> None:
        sheet["XFD1048576"].number_format = "0.00"

    (table,) = reading.read("a.xlsx", workbook(fill))
    assert len(table.rows) == 2


def test_too_many_rows_columns_or_cells_are_refused() -> None:
    long = workbook(rows=[[number] for number in range(12)])
    assert refused("a.xlsx", long, Limits(rows=10)) == [
        "Trang tính “Số liệu”: có nhiều hơn 10 dòng. Chia thành nhiều tệp."
    ]
    wide = workbook(rows=[list(range(12))])
    assert refused("a.xlsx", wide, Limits(columns=10)) == ["Trang tính “Số liệu”: có nhiều hơn 10 cột."]
    assert "nhiều hơn 10 ô" in refused("a.xlsx", long, Limits(cells=10))[0]


def test_seventy_thousand_rows_are_refused_at_once() -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Nhiều")
    for number in range(70_000):
        sheet.append([number])
    out = io.BytesIO()
    book.save(out)
    assert refused("a.xlsx", out.getvalue()) == [
        "Trang tính “Nhiều”: có nhiều hơn 5000 dòng. Chia thành nhiều tệp."
    ]


def test_a_zip_bomb_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr("xl/workbook.xml", b" " * 60_000_000)
    assert "quá lớn" in refused("a.xlsx", out.getvalue())[0]


def test_declared_entities_are_refused() -> None:
    bomb = with_part(
        workbook(), SHEET, lambda body: b'<!DOCTYPE a [<!ENTITY b "c">]>' + body.partition(b"?>")[2]
    )
    assert "bị hỏng" in refused("a.xlsx", bomb)[0]


def test_rows_out_of_order_are_damage_and_none_is_lost() -> None:
    swapped = with_part(workbook(), SHEET, lambda body: body.replace(b'<row r="1"', b'<row r="7"'))
    assert "bị hỏng" in refused("a.xlsx", swapped)[0]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Excel cũ (.xls)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "đặt mật khẩu"),
        (b"Day la van ban", "không phải là tệp Excel"),
        (b"PK\x03\x04" + b"\1" * 200, "bị hỏng"),
        (b"", "Tệp trống"),
        (b"  \n ", "Tệp trống"),
    ],
)
def test_what_is_no_workbook_is_named(content: bytes, says: str) -> None:
    assert says in refused("so-lieu.xlsx", content)[0]


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("content.xml", ".ods"),
        ("Index/Document.iwa", "Numbers"),
        ("xl/workbook.bin", ".xlsb"),
        ("xl/vbaProject.bin", "macro"),
    ],
)
def test_archives_of_other_programs_are_named(part: str, says: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("mimetype", part):
            archive.writestr(name, "x")
    assert says in refused("so-lieu.xlsx", out.getvalue())[0]


@pytest.mark.parametrize("cut", [100, 1000, 3000])
def test_a_truncated_workbook_is_refused(cut: int) -> None:
    assert "bị hỏng" in refused("a.xlsx", workbook()[:cut])[0]


def test_the_extension_has_to_be_right() -> None:
    assert "Sửa đuôi" in refused("a.csv", workbook())[0]
    assert "Excel cũ" in refused("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")[0]
    assert "Chỉ đọc được" in refused("a.docx", b"abc")[0]


def test_an_empty_workbook_is_refused() -> None:
    assert refused("a.xlsx", workbook(lambda sheet: sheet.delete_rows(1, 5))) == [
        "Tệp trống, không có dữ liệu."
    ]


# --- .csv ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [";", ",", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_file_may_be_parted_in_three_ways(sign: str, mark: str, end: str) -> None:
    text = mark + end.join((f"Đơn vị{sign}tong", f'"Sở A; B, C"{sign}100', "", f"Sở D{sign}")) + end
    (table,) = reading.read("a.csv", text.encode())
    assert texts(table) == [["Đơn vị", "tong"], ["Sở A; B, C", "100"], ["Sở D"]]
    assert [row.number for row in table.rows] == [1, 2, 4]
    assert table.rows[1].cells[2].place == "ô B2"
    assert not table.rows[1].cells[2].exact


def test_excels_own_line_about_the_separator_is_understood() -> None:
    (table,) = reading.read("a.csv", b"sep=;\nten;a,b\nX;1,5\n")
    assert texts(table) == [["ten", "a,b"], ["X", "1,5"]]
    assert table.rows[0].number == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("tên;số\nSở;1".encode("cp1258", "replace"), "không viết bằng mã UTF-8 (dòng 1)"),
        ("tên;số".encode("utf-16"), "UTF-16"),
        (b'a;b\n"x;1', "nháy kép"),
        (b"a;b\n=1+1;2", "ô A2: ô chứa công thức"),
        (b"a;b\nx\x07;2", "ô A2: ô có ký tự điều khiển"),
    ],
)
def test_a_csv_file_that_cannot_be_trusted_is_refused(content: bytes, says: str) -> None:
    assert says in refused("a.csv", content)[0]


def test_a_csv_file_has_the_same_limits() -> None:
    assert "có nhiều hơn 3 dòng" in refused("a.csv", b"a\n1\n2\n3\n4\n", Limits(rows=3))[0]
    assert "quá lớn" in refused("a.csv", b"a" * 3000, Limits(unpacked=2000))[0]


# --- .json --------------------------------------------------------------------------------------------------


def test_json_keeps_its_numbers_exactly() -> None:
    first = '{"tong": 0.1000000000000000055, "co": true, "chu": "1.234"}'
    text = '{"units": {"Sở A": ' + first + ', "Sở B": {"tong": 1e2}}}'
    (table,) = reading.read("a.json", text.encode())
    assert texts(table) == [
        ["Đơn vị", "tong", "co", "chu"],
        ["Sở A", "0.1000000000000000055", "true", "1.234"],
        ["Sở B", "100"],
    ]
    assert table.rows[1].cells[2].place == "đơn vị “Sở A”, mục “tong”"


def test_json_may_be_one_mapping_or_a_list() -> None:
    (one,) = reading.read("a.json", b'{"a": 1, "b": null}')
    assert texts(one) == [["a", "b"], ["1"]]
    (many,) = reading.read("a.json", '[{"Đơn vị": "X", "a": 1}, {"Đơn vị": "Y", "b": 2}]'.encode())
    assert texts(many) == [["Đơn vị", "a", "b"], ["X", "1"], ["Y", "2"]]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"a": 1,}', "Không phải JSON hợp lệ: dòng 1"),
        ('{"a": 1, "a": 2}', "“a” viết hai lần"),
        ('{"a": [1]}', "giá trị phải là số, chữ"),
        ('{"a": NaN}', "“NaN” không đọc được"),
        ('{"a": 1e999999999}', "không đọc được"),
        ('{"units": {"X": 3}}', "đơn vị “X”: phải là một nhóm"),
        ("3", "JSON phải là"),
        ("[" * 100_000, "lồng quá nhiều tầng"),
        ('{"a": "\\u0007"}', "ký tự điều khiển"),
    ],
)
def test_json_that_cannot_be_trusted_is_refused(text: str, says: str) -> None:
    assert says in refused("a.json", text.encode())[0]


def test_many_mistakes_are_counted_rather_than_listed() -> None:
    found = refused("a.json", json.dumps({f"n{number}": [] for number in range(250)}).encode())
    assert len(found) == 201
    assert found[-1] == "… và 50 lỗi khác."


def test_columns_are_called_as_spreadsheets_call_them() -> None:
    assert [column_letters(number) for number in (1, 26, 27, 52, 53, 702, 703)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


def test_a_hundred_thousand_styles_are_not_built() -> None:
    styles = with_part(
        workbook(),
        "xl/styles.xml",
        lambda body: body.replace(b"</cellXfs>", b"<xf/>" * 400_000 + b"</cellXfs>"),
    )
    assert "quá nhiều phần" in refused("a.xlsx", styles)[0]


def test_columns_hidden_a_thousand_times_over_are_not_listed() -> None:
    many = b"<cols>" + b'<col min="1" max="700" hidden="1"/>' * 2_000 + b"</cols><sheetData>"
    content = with_part(workbook(), SHEET, lambda body: body.replace(b"<sheetData>", many))
    assert "quá nhiều phần" in refused("a.xlsx", content)[0]
