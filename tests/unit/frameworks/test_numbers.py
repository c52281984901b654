"""Reading, keeping and showing numbers."""

from decimal import Decimal
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frameworks.model import Input
from frameworks.numbers import (
    ValueProblem,
    canonical,
    format_vi,
    from_canonical,
    number_from_canonical,
    parse_exact,
    parse_value,
    range_problem,
    round_half_up,
)

COUNT = Input("so", "Số hội thảo", "cuộc", "count", minimum=F(0))
MONEY = Input("chi", "Chi", "triệu đồng", "money", minimum=F(0))
NUMBER = Input("so_do", "Số đo", "điểm", "number", minimum=F(-5), maximum=F(2000000))
PERCENT = Input("ty_le", "Tỷ lệ", "%", "percent", minimum=F(0), maximum=F(100))
YES_NO = Input("co", "Có kế hoạch", "", "boolean")
CHOICE = Input("muc", "Mức", "", "choice", choices={"tuan": "Hằng tuần", "thang": "Hằng tháng"})


@pytest.mark.parametrize(
    ("input", "text", "value"),
    [
        (COUNT, "12", 12),
        (COUNT, " 1.234 ", 1234),
        (COUNT, "1 234 567", 1234567),
        (COUNT, "1\u00a0234", 1234),
        (COUNT, "１２３", 123),
        (COUNT, "0", 0),
        (COUNT, "007", 7),
        (COUNT, "12,0", 12),
        (MONEY, "1.234,5", F("1234.5")),
        (MONEY, "1234,5", F("1234.5")),
        (MONEY, "1,234", F("1.234")),
        (MONEY, "１．２３４，５", F("1234.5")),
        (MONEY, "1.234", 1234),
        (MONEY, "0,1", F(1, 10)),
        (NUMBER, "-3", -3),
        (NUMBER, "−3,5", F("-3.5")),
        (PERCENT, "75 %", 75),
        (PERCENT, "99,96%", F("99.96")),
        (YES_NO, "Có", True),
        (YES_NO, "không", False),
        (YES_NO, "true", True),
        (CHOICE, "tuan", "tuan"),
        (CHOICE, " hằng  THÁNG ", "thang"),
    ],
)
def test_parse_value(input: Input, text: str, value: object) -> None:
    parsed = parse_value(input, text)
    assert parsed == value
    assert type(parsed) in (F, bool, str)


@pytest.mark.parametrize(
    ("input", "text", "part"),
    [
        (COUNT, "", "chưa nhập"),
        (COUNT, "1,234", "là 1234 phải không"),
        (COUNT, "12,5", "số nguyên"),
        (COUNT, "-1", "nhỏ hơn 0"),
        (COUNT, "abc", "phải nhập một số"),
        (COUNT, "1e5", "phải nhập một số"),
        (COUNT, "٣", "phải nhập một số"),
        (COUNT, "12 34", "phải nhập một số"),
        (COUNT, "5%", "không nhập dấu %"),
        (COUNT, "9" * 60, "quá dài"),
        (MONEY, "0.5", "0,5 phải không"),
        (MONEY, "0.125", "0,125 phải không"),
        (MONEY, "1,234,567", "chưa rõ"),
        (MONEY, "1,234.5", "chưa rõ"),
        (MONEY, "1/3", "phải nhập một số"),
        (NUMBER, "-6", "nhỏ hơn -5"),
        (PERCENT, "101", "lớn hơn 100"),
        (PERCENT, "nan", "phải nhập một số"),
        (YES_NO, "có lẽ", "Có hoặc Không"),
        (CHOICE, "năm", "một trong các mức"),
    ],
)
def test_parse_value_refuses(input: Input, text: str, part: str) -> None:
    with pytest.raises(ValueProblem) as refused:
        parse_value(input, text)
    assert part in refused.value.message
    assert f"“{input.title}”" in refused.value.message


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (F(12), "12"),
        (F(15, 2), "7.5"),
        (F(20, 3), "20/3"),
        (F(-1, 8), "-0.125"),
        (F(0), "0"),
        (True, "true"),
        ("tuan", "tuan"),
    ],
)
def test_canonical(value: F | bool | str, text: str) -> None:
    assert canonical(value) == text


@given(st.fractions())
def test_canonical_round_trip(number: F) -> None:
    assert number_from_canonical(canonical(number)) == number
    assert from_canonical(NUMBER, canonical(number)) == number


@pytest.mark.parametrize(
    "text", ["", "07", "1.50", "-0", "2/4", "1/0", "3/1", "1e3", " 1", "1,5", "+1", "nan"]
)
def test_only_the_one_canonical_text_is_read(text: str) -> None:
    with pytest.raises(ValueProblem):
        number_from_canonical(text)


@pytest.mark.parametrize(("input", "text"), [(YES_NO, "1"), (CHOICE, "nam")])
def test_canonical_of_other_types_is_strict(input: Input, text: str) -> None:
    with pytest.raises(ValueProblem):
        from_canonical(input, text)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (F("1234.5"), 2, "1.234,50"),
        (F(1234567), None, "1.234.567"),
        (F("0.1"), None, "0,1"),
        (F(20, 3), None, "6,67"),
        (F(1, 200), 2, "0,01"),
        (F(-1, 200), 2, "-0,01"),
        (F(-1, 1000), 2, "0,00"),
        (F(999999, 1000), 2, "1.000,00"),
        (F("2.5"), 0, "3"),
        (7, None, "7"),
        (Decimal("7.10"), None, "7,1"),
    ],
)
def test_format_vi(value: F, decimals: int | None, text: str) -> None:
    assert format_vi(value, decimals) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**6, places=3))
def test_what_is_shown_can_be_typed_again(number: Decimal) -> None:
    assert parse_value(NUMBER, format_vi(F(number))) == F(number)


@given(st.fractions(), st.integers(0, 6))
def test_rounding_is_near_and_half_goes_up(number: F, decimals: int) -> None:
    step = F(1, 10**decimals)
    rounded = round_half_up(number, decimals)
    assert abs(rounded - number) <= step / 2
    assert round_half_up(abs(rounded) + step / 2, decimals) == abs(rounded) + step


def test_parse_exact() -> None:
    assert parse_exact("0.1") == F(1, 10)
    assert parse_exact("1/3") == F(1, 3)
    assert parse_exact("12.5%") == F(1, 8)
    for text in ("", "1,5", "1e3", "1/0", "a", "1.", ".5"):
        with pytest.raises(ValueError):
            parse_exact(text)


def test_range_problem_of_a_wrong_type() -> None:
    for input, value in ((COUNT, True), (COUNT, "x"), (YES_NO, F(1)), (CHOICE, F(1))):
        assert range_problem(input, value) is not None
