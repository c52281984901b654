"""A framework goes out as a workbook and comes back unchanged, or is refused with every mistake by cell."""

import io
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.keeping import importing, workbook
from app.messages import framework_workbook as texts
from app.spreadsheets.tables import Unreadable
from frameworks.loader import HEAD_KEYS, framework_of, load_all
from frameworks.rules import RULES
from frameworks.writing import Plain, edits, read_plain, shipped_text
from frameworks.writing.outline import outline, read_rule

SMALL = (Path(__file__).parents[2] / "data" / "small.yaml").read_text(encoding="utf-8")
SHIPPED = load_all()
Change = Callable[[Any], None]


def written(data: Plain, change: Change | None = None) -> bytes:
    """The workbook of the data, changed by hand."""
    content = workbook.write(data)
    if change is None:
        return content
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused(change: Change, data: Plain | None = None) -> list[str]:
    """The mistakes told of a changed workbook."""
    with pytest.raises(Unreadable) as refusal:
        importing.read("bo.xlsx", written(data or read_plain(SMALL), change))
    return [str(problem) for problem in refusal.value.problems]


def cell_of(book: Any, code: str, key: str) -> Any:
    """The cell of a criterion in a column of the tree."""
    sheet = book[texts.NODES]
    column = list(texts.HEADINGS[texts.NODES]).index(key) + 1
    row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == code)
    return sheet.cell(row, column)


def put(code: str, key: str, value: Any) -> Change:
    return lambda book: setattr(cell_of(book, code, key), "value", value)


def place(code: str, key: str) -> str:
    book = openpyxl.load_workbook(io.BytesIO(written(read_plain(SMALL))))
    return f"Trang tính “{texts.NODES}”, ô {cell_of(book, code, key).coordinate}: "


LEAVES = [row.code for row in outline(read_plain(SMALL)) if row.is_leaf]
RATIO = next(row for row in outline(read_plain(SMALL)) if row.rule_kind == "ratio").code
OTHER = next(code for code in LEAVES if code != RATIO)


# --- there and back ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", SHIPPED)
def test_every_shipped_framework_comes_back_with_its_hash(key: str) -> None:
    found = importing.read("bo.xlsx", workbook.write(read_plain(shipped_text(key))))
    assert framework_of(found).hash == SHIPPED[key].hash


def test_numbers_typed_as_people_write_them_are_the_same_framework() -> None:
    data = edits.change_node(read_plain(SMALL), LEAVES[0], {"printed_max": "2.5"})
    found = importing.read("bo.xlsx", written(data, put(LEAVES[0], "printed_max", "2,5")))
    assert framework_of(found).hash == framework_of(data).hash


def test_a_draft_that_is_not_right_yet_can_be_taken_out_too() -> None:
    data = edits.change_node(read_plain(SMALL), LEAVES[0], {"max": "x", "rule": None, "basis": None})
    problems = refused(lambda book: None, data)
    assert any("không phải là số" in problem for problem in problems)


def test_every_key_of_a_head_has_its_row() -> None:
    keys = {key.partition(".")[0] for key in texts.HEAD_LABELS}
    assert keys == set(HEAD_KEYS.split()) - {"inputs", "tree", "cases", "views", "special"}


def test_the_page_of_help_explains_every_rule_with_parameters_that_can_be_read() -> None:
    assert [kind for kind, _, _ in texts.HELP_RULES if kind not in RULES] == []
    assert {kind for kind, _, _ in texts.HELP_RULES} == set(RULES)
    for kind, _, parameters in texts.HELP_RULES:
        spec = importing.read_flow(parameters) if parameters else {}
        _, problems = read_rule({kind: spec}, Fraction(10), {})
        assert all("chưa khai báo" in one.message for one in problems), (kind, problems)


# --- what is wrong in the framework -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("max", 99, "cộng lại"),
        ("max", "năm", "không phải là số"),
        ("max", 0, "lớn hơn 0"),
        ("max", None, "Thiếu “max”"),
        ("title", None, "Thiếu “title”"),
        ("level", "Tầng", "Cấp “Tầng” không có"),
        ("rule", "min-max", "hai cách hiểu"),
        ("rule", "tich_phan", "Không có quy tắc “tich_phan”"),
        ("rule", None, "chưa ghi quy tắc"),
        ("parameters", None, "Thiếu tham số"),
        ("parameters", "of: khong_khai\nto: khong_khai_nua", "chưa khai báo"),
        ("parameters", "of: [a", "Không đọc được"),
        ("parameters", "chữ", "tên: giá trị"),
        ("parameters", "of: a\nof: b", "viết hai lần"),
        ("parameters", "=A1+B2", "công thức"),
        ("basis_kind", None, "chưa chọn loại căn cứ"),
        ("basis_kind", "tự nghĩ", "các khóa được dùng: source"),
        ("supplier", "hàng xóm", "Nguồn cung cấp"),
        ("parent", "99", "Không có chỉ số mã “99”"),
        ("parent", RATIO, "thành vòng"),
        ("code", OTHER, "đã dùng ở"),
        ("code", None, "chưa ghi “Mã”"),
        ("code", 7.5, "1.10 và 1.1"),
        ("joint_with", "99.9", "tính chung"),
        ("printed_max", date(2024, 1, 1), "ngày tháng"),
    ],
)
def test_a_mistake_is_told_with_its_sheet_and_cell(key: str, value: Any, reason: str) -> None:
    problems = refused(put(RATIO, key, value))
    told = [problem for problem in problems if reason in problem]
    assert told, problems
    assert all(problem.startswith("Trang tính “") and ", ô " in problem for problem in problems), problems


def test_a_sum_that_differs_points_to_the_maximum_above() -> None:
    parent = next(row.parent for row in outline(read_plain(SMALL)) if row.code == LEAVES[0])
    problems = refused(put(LEAVES[0], "max", 77))
    assert any(problem.startswith(place(parent, "max")) and "cộng lại" in problem for problem in problems)


def test_every_mistake_is_told_at_once() -> None:
    def change(book: Any) -> None:
        put(LEAVES[0], "rule", "min-max")(book)
        put(LEAVES[1], "title", None)(book)
        book[texts.INPUTS]["C2"] = "kiểu lạ"
        book[texts.HEAD]["B2"] = "khóa lạ"
        book.create_sheet("Ghi chú riêng")["A1"] = "x"

    problems = refused(change)
    for reason in ("hai cách hiểu", "Thiếu “title”", "kiểu lạ", "khóa lạ", "không thuộc mẫu"):
        assert any(reason in problem for problem in problems), (reason, problems)


def test_codes_that_lead_round_in_a_circle_are_named_once() -> None:
    def change(book: Any) -> None:
        put("1", "parent", LEAVES[0])(book)
        put(LEAVES[0], "parent", "1")(book)

    problems = [problem for problem in refused(change) if "thành vòng" in problem]
    assert len(problems) == 1 and "→" in problems[0]


def test_rows_cannot_be_joint_with_each_other_in_a_circle() -> None:
    data = read_plain(shipped_text("ninh_thuan_2021/chinh_quyen_so"))
    row = next(row for row in outline(data) if row.joint_with)
    problems = refused(put(row.code, "joint_with", row.code), data)
    assert any("thành vòng" in problem and texts.NODES in problem for problem in problems)


# --- what is wrong with the file ----------------------------------------------------------------------------


def merge(book: Any) -> None:
    book[texts.NODES].merge_cells("C3:D3")


def hide(book: Any) -> None:
    book[texts.NODES].row_dimensions[3].hidden = True


def compute(book: Any) -> None:
    book[texts.NODES]["E3"] = "=SUM(E4:E9)"


def lose_sheet(book: Any) -> None:
    del book[texts.INPUTS]


def lose_column(book: Any) -> None:
    book[texts.NODES].delete_cols(5)


def rename_column(book: Any) -> None:
    book[texts.NODES]["E1"] = "Điểm"


def write_outside(book: Any) -> None:
    book[texts.NODES]["Z3"] = "ngoài bảng"


def date_of_decision(book: Any) -> None:
    book[texts.HEAD]["C7"] = date(2024, 9, 13)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (merge, "ô gộp"),
        (hide, "bị ẩn"),
        (compute, "công thức"),
        (lose_sheet, "Thiếu trang tính"),
        (lose_column, "Thiếu cột “Điểm tối đa”"),
        (rename_column, "Không hiểu tiêu đề cột “Điểm”"),
        (write_outside, "cột không có tiêu đề"),
        (date_of_decision, "ngày tháng"),
    ],
)
def test_a_workbook_that_hides_or_computes_something_is_refused(change: Change, reason: str) -> None:
    assert any(reason in problem for problem in refused(change))


def test_seventy_thousand_rows_are_refused_quickly() -> None:
    def change(book: Any) -> None:
        for number in range(70_000):
            book[texts.NODES].append([f"9.{number}"])

    assert any("dòng" in problem for problem in refused(change))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("bo.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "Excel cũ"),
        ("bo.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "Excel cũ"),
        ("bo.xlsx", b"khong phai", "không phải là tệp Excel"),
        ("bo.xlsx", b"", "trống"),
        ("bo.csv", "Mã;Tên\n1;x\n".encode(), "Thiếu trang tính"),
        ("bo.json", b'{"a": 1}', "Thiếu trang tính"),
    ],
)
def test_other_files_are_refused_in_words(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        importing.read(name, content)
    assert any(reason in str(problem) for problem in refusal.value.problems)
