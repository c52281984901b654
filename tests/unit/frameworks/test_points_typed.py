"""Points as people type them."""

from fractions import Fraction

import pytest

from frameworks.numbers import ValueProblem, parse_points


@pytest.mark.parametrize(
    ("text", "points"),
    [("1,5", Fraction(3, 2)), (" 0 ", Fraction(0)), ("10", Fraction(10)), ("０,２５", Fraction(1, 4))],
)
def test_points_in_vietnamese_writing(text: str, points: Fraction) -> None:
    assert parse_points(text) == points


@pytest.mark.parametrize("text", ["", "hai", "-1", "1.5", "50%", "1,2,3"])
def test_what_is_no_points_is_refused_naming_the_field(text: str) -> None:
    with pytest.raises(ValueProblem, match="Điểm"):
        parse_points(text)
