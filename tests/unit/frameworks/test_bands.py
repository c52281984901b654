"""Xếp loại: the title a total gets, exactly on the bounds too."""

# ruff: noqa: E501  (one mistake, one line: the tables are read across)

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frameworks.bands import band
from frameworks.model import Bands
from tests.unit.frameworks.grouping import GROUP, group
from tests.unit.frameworks.test_loader import mistakes as told_of

HEAD = "max: 100\nnot"
LEADING = """max: 100
bands:
  by: percent
  boundary: exclusive
  of: [{from: 75%, title: Dẫn dắt}, {from: 1/2, title: Nâng cao}, {from: 0, title: Khởi đầu}]
  basis: {source: Điều 9}
not"""
GOOD = """max: 100
bands:
  by: points
  of: [{from: 80, title: Tốt}, {from: 64.5, title: Khá}, {from: 0, title: Trung bình}]
not"""


def bands(text: str) -> Bands:
    found = group((HEAD, text)).bands
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("total", "title"),
    [
        ("100", "Dẫn dắt"),
        ("75.01", "Dẫn dắt"),
        ("75", "Nâng cao"),
        ("50.01", "Nâng cao"),
        ("50", "Khởi đầu"),
        ("0.01", "Khởi đầu"),
        ("0", "Khởi đầu"),
    ],
)
def test_above_75_percent_is_leading_and_75_is_not(total: str, title: str) -> None:
    assert band(bands(LEADING), F(total), F(100)) == title
    assert band(bands(LEADING), F(total) * 4, F(400)) == title


@pytest.mark.parametrize(
    ("total", "title"),
    [("80", "Tốt"), ("79.99", "Khá"), ("64.5", "Khá"), ("64.49", "Trung bình"), ("0", "Trung bình"), ("104", "Tốt")],
)  # fmt: skip
def test_a_bound_belongs_to_its_title_unless_the_file_says_otherwise(total: str, title: str) -> None:
    assert band(bands(GOOD), F(total), F(100)) == title


def test_points_and_percent_differ_once_the_maximum_shrinks() -> None:
    percent = bands(GOOD.replace("by: points", "by: percent").replace("80", "80%").replace("64.5", "64.5%"))
    assert band(bands(GOOD), F(72), F(90)) == "Khá"
    assert band(percent, F(72), F(90)) == "Tốt"
    assert band(percent, F("71.99"), F(90)) == "Khá"


def test_a_third_is_compared_exactly() -> None:
    third = bands(GOOD.replace("by: points", "by: percent").replace("80", "2/3").replace("64.5", "1/3"))
    assert band(third, F(200, 3), F(100)) == "Tốt"
    assert band(third, F("66.66"), F(100)) == "Khá"


@pytest.mark.parametrize(
    "text", [LEADING, GOOD.replace("by: points", "by: percent").replace("80", "80%").replace("64.5", "1/2")]
)
def test_where_nothing_was_counted_the_lowest_title_is_given(text: str) -> None:
    assert band(bands(text), F(0), F(0)) == bands(text).steps[-1][1]


@given(st.fractions(0, 120, max_denominator=100), st.fractions(0, 120, max_denominator=100))
def test_more_points_never_give_a_lower_title(one: F, other: F) -> None:
    for found in (bands(LEADING), bands(GOOD)):
        titles = [title for _, title in found.steps]
        low, high = sorted((one, other))
        assert titles.index(band(found, high, F(100))) <= titles.index(band(found, low, F(100)))


def test_what_a_file_says_of_bands() -> None:
    found = bands(LEADING)
    assert (found.by, found.inclusive) == ("percent", False)
    assert found.steps == ((F(3, 4), "Dẫn dắt"), (F(1, 2), "Nâng cao"), (F(0), "Khởi đầu"))
    assert found.basis is not None and found.basis.kind == "source"
    assert bands(GOOD).inclusive
    assert group().bands is None


def mistakes(before: str, after: str) -> list[str]:
    assert before in LEADING
    return told_of(GROUP.replace(HEAD, LEADING.replace(before, after, 1), 1))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("by: percent", "by: rank", "bands: “by”: “rank” không có; các lựa chọn: percent, points."),
        ("  by: percent\n", "", "bands: Thiếu “by”."),
        ("exclusive", "open", "bands: “boundary”: “open” không có"),
        ("75%", "75", "bands: “from” lớn hơn 100 %"),
        ("75%", "1/2", "bands: Các mức xếp loại phải giảm dần"),
        ("75%", "1/4", "bands: Các mức xếp loại phải giảm dần"),
        ("from: 0,", "from: 10%,", "bands: Các mức xếp loại phải giảm dần"),
        ("from: 0,", "from: -1,", "bands: Các mức xếp loại phải giảm dần"),
        ("from: 0, ", "", "mức xếp loại thứ 3: Thiếu “from”."),
        ("from: 0,", "from: '0,5',", "mức xếp loại thứ 3: “from”: “0,5” không phải là số"),
        (", title: Nâng cao", "", "mức xếp loại thứ 2: Thiếu “title”."),
        ("Nâng cao", "Dẫn dắt", "bands: Hai mức xếp loại trùng tên."),
        ("{from: 75%, title: Dẫn dắt}, {from: 1/2, title: Nâng cao}, ", "", "bands: Các mức xếp loại phải giảm dần"),
        ("of: [", "in: [", "bands: Không hiểu khóa “in”"),
        ("{source: Điều 9}", "{law: Điều 9}", "bands › căn cứ: "),
    ],
)  # fmt: skip
def test_bands_that_are_refused(before: str, after: str, told: str) -> None:
    assert any(one.startswith(told) for one in mistakes(before, after)), mistakes(before, after)
