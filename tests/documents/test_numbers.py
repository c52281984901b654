"""Numbers, dates and times as officials write them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from app.rendering import numbers


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("12.5", 2, "12,50"),
        (0, 2, "0,00"),
        ("10/3", 2, "3,33"),
        (Fraction(1, 8), 2, "0,13"),
        (Decimal("0.125"), 2, "0,13"),
        ("-0.125", 2, "-0,13"),
        ("-0.001", 2, "0,00"),
        ("1234567.891", 2, "1.234.567,89"),
        ("2.5", 0, "3"),
        (None, 2, ""),
    ],
)
def test_points_round_half_up_once_and_keep_their_decimals(value, decimals, text):
    assert numbers.points(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"), [("160", "160"), ("1234.50", "1.234,5"), ("100", "100"), ("0.10", "0,1")]
)
def test_numbers_lose_only_closing_zeros_after_the_comma(value, text):
    assert numbers.number(value) == text


@pytest.mark.parametrize("value", [0.1, True, 1e3])
def test_binary_floats_and_truth_values_are_refused(value):
    with pytest.raises(TypeError):
        numbers.points(value)


@pytest.mark.parametrize(
    ("after", "before", "text"),
    [("5", "4.5", "+0,50"), ("1/3", "1", "-0,67"), ("2", "2.0", "0"), (None, "1", "")],
)
def test_differences_carry_their_sign(after, before, text):
    assert numbers.difference(after, before) == text


def test_shares_of_nothing_are_a_dash():
    assert numbers.percent("1", "0") == "-"
    assert numbers.percent("24.5", "30") == "81,67%"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2022-08-05", "ngày 05 tháng 8 năm 2022"),
        (date(2022, 1, 27), "ngày 27 tháng 01 năm 2022"),
        ("2022-02-09", "ngày 09 tháng 02 năm 2022"),
        ("2021-03-10", "ngày 10 tháng 3 năm 2021"),
        ("2021-12-31", "ngày 31 tháng 12 năm 2021"),
        ("2022-01", "ngày … tháng 01 năm 2022"),
        ("2022", "ngày … tháng … năm 2022"),
        (None, "ngày … tháng … năm …"),
    ],
)
def test_a_zero_goes_before_days_below_ten_and_months_one_and_two_only(value, text):
    assert numbers.day_words(value) == text


@pytest.mark.parametrize("value", ["2022-13", "2022-02-30", "mai"])
def test_impossible_dates_are_refused(value):
    with pytest.raises(ValueError):
        numbers.day_words(value)


def test_short_dates_follow_the_same_rule():
    assert numbers.day_short("2022-08-05") == "05/8/2022"


def test_moments_and_open_moments():
    assert numbers.moment_words("2022-01-20T08:05") == "08 giờ 05 phút, ngày 20 tháng 01 năm 2022"
    assert numbers.moment_words(None) == "… giờ … phút, ngày … tháng … năm …"


@pytest.mark.parametrize(
    ("value", "text"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (1994, "MCMXCIV")]
)
def test_roman_figures(value, text):
    assert numbers.roman(value) == text


def test_document_numbers_below_ten_get_a_zero_and_drafts_an_open_space():
    assert numbers.document_number(5) == "05"
    assert numbers.document_number(385) == "385"
    assert numbers.document_number(None).isspace()


def test_counts_below_ten_get_a_zero():
    assert [numbers.padded(count) for count in (0, 7, 10, 1200)] == ["00", "07", "10", "1.200"]
