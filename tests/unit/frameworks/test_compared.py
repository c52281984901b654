"""Rules that compare a unit with its group: worked examples, options, and what always holds."""

# ruff: noqa: E501  (one computation, one line: the tables are read across)

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction as F
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frameworks.numbers import round_half_up
from frameworks.rules.base import ALL_EQUAL, COHORT_PENDING, Rule, ScoreWarning
from frameworks.rules.compared import ROOT_DIGITS, shortened, square_root
from tests.unit.frameworks.building import declared, rule, rule_and_problems
from tests.unit.frameworks.grouping import in_group
from tests.unit.frameworks.test_rule_properties import assert_ends_in

KINDS = {"a": "count", "b": "count", "c": "count", "k": "boolean", "p": "percent"}
INPUTS = declared(KINDS)
MIN_MAX: dict[str, Any] = {"min_max": {"of": "a"}}
LOWER: dict[str, Any] = {"min_max": {"of": "a", "direction": "lower"}}
BEST: dict[str, Any] = {"proportional_to_best": {"of": "a"}}
Z: dict[str, Any] = {"z_score": {"of": "a"}}
Z_LOWER: dict[str, Any] = {"z_score": {"of": "a", "direction": "lower"}}
SAMPLE: dict[str, Any] = {"z_score": {"of": "a", "deviation": "sample"}}
EVERY = [MIN_MAX, LOWER, BEST, Z, Z_LOWER, SAMPLE]
NAMES = ["min_max", "lower", "best", "z", "z_lower", "sample"]
every_rule = pytest.mark.parametrize("spec", EVERY, ids=NAMES)


def among(spec: Mapping[str, object], values: Sequence[F | int], maximum: F | int = 10) -> Rule:
    """The rule bound to a group whose units report these values."""
    return in_group(rule(spec, maximum, KINDS), [{"a": F(value)} for value in values])


def points(spec: Mapping[str, object], values: Sequence[F | int], x: F | int, maximum: F | int = 10) -> F:
    """What a unit with the value x gets in this group."""
    return among(spec, values, maximum).evaluate({"a": F(x)}).points


# ---------------------------------------------------------------- worked examples of the catalogue


@pytest.mark.parametrize(
    ("spec", "maximum", "values", "x", "printed"),
    [
        (MIN_MAX, 10, [1, 5, 9], 5, "5.00"),
        (MIN_MAX, 10, [1, 9, 9], 9, "10.00"),
        (MIN_MAX, 10, [1, 9, 9], 1, "0.00"),
        (MIN_MAX, 10, [4, 4, 4], 4, "10.00"),
        (MIN_MAX, 10, [0, 0, 0], 0, "0.00"),
        (MIN_MAX, 5, [0, 1, 15], 1, "0.33"),
        (BEST, 10, [F("20.13"), F("91.9")], F("20.13"), "2.19"),
        (BEST, 10, [7, 7, 3], 7, "10.00"),
        (BEST, 10, [9, 1], 1, "1.11"),
        (BEST, 10, [0, 0], 0, "0.00"),
    ],
)
def test_worked_examples(
    spec: Mapping[str, object], maximum: int, values: list[F | int], x: F | int, printed: str
) -> None:
    assert round_half_up(points(spec, values, x, maximum), 2) == F(printed)


@every_rule
def test_a_unit_without_data_has_no_points_and_moves_nobody(spec: Mapping[str, object]) -> None:
    built = rule(spec, 10, KINDS)
    bound = in_group(built, [{"a": F(1)}, {"a": F(9)}, {"a": None}, {}])
    assert bound.evaluate({}).points == bound.evaluate({"a": None}).points == 0
    assert bound.evaluate({}).warnings == ()
    for x in (1, 4, 9):
        assert bound.evaluate({"a": F(x)}).points == points(spec, [1, 9], x)


def test_zero_is_a_value_where_nothing_is_none() -> None:
    assert points(MIN_MAX, [0, 2, 4], 2) == 5
    assert points(MIN_MAX, [2, 4], 2) == 0


# ---------------------------------------------------------------- options


def test_where_lower_is_better() -> None:
    assert [points(LOWER, [1, 5, 9], x) for x in (1, 5, 9)] == [10, 5, 0]
    assert [points(Z_LOWER, [1, 5, 9], x) for x in (1, 5, 9)] == [
        10 - points(Z, [1, 5, 9], x) for x in (1, 5, 9)
    ]


@pytest.mark.parametrize(
    ("option", "zero", "positive"), [("full_if_positive", 0, 10), ("full", 10, 10), ("zero", 0, 0)]
)
@pytest.mark.parametrize("direction", ["higher", "lower"])
def test_all_units_alike(direction: str, option: str, zero: int, positive: int) -> None:
    spec = {"min_max": {"of": "a", "all_equal": option, "direction": direction}}
    for value, expected in ((0, zero), (4, positive)):
        outcome = among(spec, [value] * 3).evaluate({"a": F(value)})
        assert (outcome.points, outcome.warnings) == (expected, (ALL_EQUAL,))


def test_one_unit_alone_is_a_group_of_one() -> None:
    assert points(MIN_MAX, [4], 4) == points(BEST, [4], 4) == 10
    assert points(Z, [4], 4) == points(SAMPLE, [4], 4) == 5


@pytest.mark.parametrize(("deviation", "over"), [("population", 3), ("sample", 2)])
def test_both_deviations(deviation: str, over: int) -> None:
    spec = {"z_score": {"of": "a", "deviation": deviation}}
    expected = (4 / square_root(F(32, over)) + 3) / 6 * 10
    assert points(spec, [1, 5, 9], 9) == expected
    assert points(spec, [1, 5, 9], 5) == 5


def test_limits_of_z_cut_off() -> None:
    narrow = {"z_score": {"of": "a", "low": "-1/2", "high": "1/2"}}
    assert [points(narrow, [1, 5, 9], x) for x in (1, 5, 9)] == [0, 5, 10]
    above = {"z_score": {"of": "a", "low": "0", "high": "1"}}
    assert points(above, [1, 5, 9], 5) == 0
    alike = among(above, [4, 4]).evaluate({"a": F(4)})
    assert (alike.points, alike.warnings) == (0, (ALL_EQUAL,))
    assert points(Z, [4, 4], 4) == 5


@pytest.mark.parametrize(
    ("word", "expected", "code"),
    [
        ("zero", 0, "zero_denominator"),
        ("full", 10, "zero_denominator_full"),
        ("not_applicable", 0, "zero_denominator_not_applicable"),
    ],
)
@pytest.mark.parametrize("kind", ["min_max", "proportional_to_best", "z_score"])
def test_a_denominator_of_zero(kind: str, word: str, expected: int, code: str) -> None:
    built = rule({kind: {"of": "a", "to": "b", "zero_denominator": word}}, 10, KINDS)
    empty = {"a": F(0), "b": F(0)}
    assert built.compared(empty) == (None,)
    for one in (built, in_group(built, [{"a": F(1), "b": F(4)}, {"a": F(3), "b": F(4)}, empty])):
        outcome = one.evaluate(empty)
        assert (outcome.points, [warning.code for warning in outcome.warnings]) == (expected, [code])
        told = one.explain(empty, INPUTS)
        assert told.endswith("→ không áp dụng" if word == "not_applicable" else f"→ {expected} điểm")
    assert ("mẫu số bằng 0" in built.describe(INPUTS)) == (word != "zero")


def test_values_are_shares_where_there_is_a_denominator() -> None:
    built = rule({"min_max": {"of": "a", "to": "b"}}, 10, KINDS)
    units = [{"a": F(1), "b": F(10)}, {"a": F(1), "b": F(2)}, {"a": F(3), "b": F(10)}]
    bound = in_group(built, units)
    assert [bound.evaluate(one).points for one in units] == [0, 10, 5]


@every_rule
def test_outside_a_group_a_rule_waits(spec: Mapping[str, object]) -> None:
    built = rule(spec, 10, KINDS)
    outcome = built.evaluate({"a": F(7)})
    assert (outcome.points, outcome.warnings) == (0, (COHORT_PENDING,))
    assert built.explain({"a": F(7)}, INPUTS) == "7: chờ số liệu của cả nhóm đơn vị, tạm tính → 0 điểm"
    assert built.bound(iter([{}])).evaluate({"a": F(7)}) == outcome


@pytest.mark.parametrize(("spec", "sign"), [(MIN_MAX, 1), (LOWER, -1), (BEST, 1), (Z, 1), (Z_LOWER, -1)])
def test_the_measure_is_higher_for_the_better(spec: Mapping[str, object], sign: int) -> None:
    assert rule(spec, 10, KINDS).measure({"a": F(7)}) == sign * 7


# ---------------------------------------------------------------- parts of other rules


def test_behind_a_gate_only_those_let_in_count() -> None:
    built = rule({"gated": {"if": "k", "rule": MIN_MAX}}, 10, KINDS)
    units: list[dict[str, Any]] = [
        {"k": True, "a": F(2)},
        {"k": True, "a": F(6)},
        {"k": False, "a": F(100)},
        {"a": F(100)},
    ]
    bound = in_group(built, units)
    assert [bound.evaluate(one).points for one in units] == [0, 10, 0, 0]
    assert bound.evaluate({"k": True, "a": F(3)}).points == F(5, 2)
    assert built.evaluate(units[1]).warnings == (COHORT_PENDING,)


def composite(*parts: Mapping[str, object]) -> Rule:
    share = f"1/{len(parts)}"
    return rule({"composite_sum": {"parts": [{"share": share, "rule": one} for one in parts]}}, 10, KINDS)


def test_a_sum_with_two_comparing_parts() -> None:
    built = composite(MIN_MAX, {"proportional_to_best": {"of": "c"}})
    units = [{"a": F(1), "c": F(8)}, {"a": F(3), "c": F(2)}, {"a": F(2)}]
    bound = in_group(built, units)
    assert [bound.evaluate(one).points for one in units] == [5, F("6.25"), F("2.5")]
    assert_ends_in(bound.explain(units[1], INPUTS), F("6.25"))


def test_a_part_nobody_has_a_value_for_waits_alone() -> None:
    bound = in_group(composite(MIN_MAX, {"proportional_to_best": {"of": "c"}}), [{"a": F(1)}, {"a": F(3)}])
    outcome = bound.evaluate({"a": F(3), "c": F(1)})
    assert (outcome.points, outcome.warnings) == (5, (COHORT_PENDING,))


def test_the_best_of_an_ordinary_and_a_comparing_way() -> None:
    built = rule(
        {"either": {"parts": [{"ratio": {"of": "a", "to": "b"}}, {"min_max": {"of": "c"}}]}}, 10, KINDS
    )
    units = [{"a": F(1), "b": F(2), "c": F(4)}, {"a": F(1), "b": F(2), "c": F(0)}]
    bound = in_group(built, units)
    assert [bound.evaluate(one).points for one in units] == [10, 5]


def test_binding_leaves_the_unbound_rule_as_it_was() -> None:
    built = composite(MIN_MAX, {"gated": {"if": "k", "rule": BEST}})
    bound = in_group(built, [{"a": F(1), "k": True}, {"a": F(3), "k": True}])
    assert bound.evaluate({"a": F(3), "k": True}).points == 10
    assert built.evaluate({"a": F(3), "k": True}).points == 0
    assert in_group(bound, [{"a": F(0)}, {"a": F(6), "k": True}]).evaluate({"a": F(3)}).points == F("2.5")


def test_not_applicable_inside_a_part_is_refused() -> None:
    spec = {
        "gated": {
            "if": "k",
            "rule": {"min_max": {"of": "a", "to": "b", "zero_denominator": "not_applicable"}},
        }
    }
    assert rule_and_problems(spec, 10, KINDS)[1]


# ---------------------------------------------------------------- in words


@pytest.mark.parametrize(
    ("spec", "values", "x", "told"),
    [
        (MIN_MAX, [1, 5, 9], 5, "5; nhóm: thấp nhất 1, cao nhất 9 → (5 − 1) / (9 − 1) × 10 = 5 điểm"),
        (LOWER, [1, 5, 9], 3, "3; nhóm: thấp nhất 1, cao nhất 9 → (9 − 3) / (9 − 1) × 10 = 7,5 điểm"),
        (MIN_MAX, [1, 9], 12, "12; nhóm: thấp nhất 1, cao nhất 9 → (12 − 1) / (9 − 1) × 10, không quá 10 điểm → 10 điểm"),
        (MIN_MAX, [2, 9], 1, "1; nhóm: thấp nhất 2, cao nhất 9 → (1 − 2) / (9 − 2) × 10, không dưới 0 điểm → 0 điểm"),
        (MIN_MAX, [4, 4], 4, "4; mọi đơn vị trong nhóm bằng nhau → 10 điểm"),
        (BEST, [9, 1], 1, "1; cao nhất nhóm 9 → 1 / 9 × 10 ≈ 1,11 điểm"),
        (BEST, [0, 0], 0, "0; không đơn vị nào trong nhóm lớn hơn 0 → 0 điểm"),
        (Z, [1, 3], 3, "3; nhóm: trung bình 2, độ lệch chuẩn 1 → z = 1 → (z − (-3)) / (3 − (-3)) × 10 ≈ 6,67 điểm"),
    ],
)  # fmt: skip
def test_one_computation_in_words(
    spec: Mapping[str, object], values: list[F | int], x: int, told: str
) -> None:
    assert among(spec, values).explain({"a": F(x)}, INPUTS) == told


@every_rule
def test_a_description_is_whole(spec: Mapping[str, object]) -> None:
    told = rule(spec, 10, KINDS).describe(INPUTS)
    assert "{" not in told and "Số liệu a" in told and "10" in told


# ---------------------------------------------------------------- what always holds

numbers = st.one_of(
    st.integers(0, 9).map(F),
    st.integers(0, 10**6).map(F),
    st.fractions(min_value=0, max_value=500, max_denominator=60),
)
groups = st.lists(numbers, min_size=1, max_size=8)
maxima = st.fractions(min_value=F(1, 4), max_value=200, max_denominator=8)


@every_rule
@settings(max_examples=60)
@given(values=groups, x=numbers, maximum=maxima)
def test_points_are_within_zero_and_the_maximum(
    spec: Mapping[str, object], values: list[F], x: F, maximum: F
) -> None:
    """Also those of a unit that is no part of the group."""
    bound = among(spec, values, maximum)
    for one in (*values, x):
        outcome = bound.evaluate({"a": one})
        assert outcome.denominator > 0
        assert 0 <= outcome.points <= maximum
        assert_ends_in(bound.explain({"a": one}, INPUTS), outcome.points)


@every_rule
@settings(max_examples=60)
@given(values=groups)
def test_points_follow_the_values(spec: Mapping[str, object], values: list[F]) -> None:
    bound = among(spec, values)
    ordered = sorted(values, reverse=spec in (LOWER, Z_LOWER))
    reached = [bound.evaluate({"a": one}).points for one in ordered]
    assert reached == sorted(reached)


@every_rule
@settings(max_examples=40)
@given(values=groups, factor=maxima)
def test_points_scale_with_the_maximum(spec: Mapping[str, object], values: list[F], factor: F) -> None:
    for one in values:
        assert points(spec, values, one, 10 * factor) == factor * points(spec, values, one)


@every_rule
@settings(max_examples=40)
@given(values=groups, seed=st.integers(0, 1000))
def test_the_order_of_units_changes_nothing(spec: Mapping[str, object], values: list[F], seed: int) -> None:
    shuffled = random.Random(seed).sample(values, len(values))
    for one in values:
        assert points(spec, values, one) == points(spec, shuffled, one)


@pytest.mark.parametrize("spec", [MIN_MAX, LOWER, BEST], ids=["min_max", "lower", "best"])
@given(values=groups, maximum=maxima)
def test_the_best_get_the_maximum(spec: Mapping[str, object], values: list[F], maximum: F) -> None:
    best = min(values) if spec is LOWER else max(values)
    expected = maximum if max(values) > 0 else F(0)
    assert points(spec, values, best, maximum) == expected


@given(values=groups.filter(lambda values: len(set(values)) > 1))
def test_the_last_get_nothing_by_min_max_but_their_share_by_the_best(values: list[F]) -> None:
    assert points(MIN_MAX, values, min(values)) == 0
    assert points(BEST, values, min(values)) == min(values) / max(values) * 10


@pytest.mark.parametrize("spec", [MIN_MAX, LOWER])
@given(
    values=groups.filter(lambda values: len(set(values)) > 1),
    factor=st.fractions(min_value=F(1, 50), max_value=50, max_denominator=50),
    shift=numbers,
)
def test_another_unit_of_measure_changes_nothing(
    spec: Mapping[str, object], values: list[F], factor: F, shift: F
) -> None:
    moved = [one * factor + shift for one in values]
    for one, other in zip(values, moved, strict=True):
        assert points(spec, moved, other) == points(spec, values, one)


@pytest.mark.parametrize("spec", [Z, Z_LOWER, SAMPLE])
@given(
    values=groups, factor=st.fractions(min_value=F(1, 50), max_value=50, max_denominator=50), shift=numbers
)
def test_another_unit_of_measure_changes_no_z(
    spec: Mapping[str, object], values: list[F], factor: F, shift: F
) -> None:
    """Up to the last of the digits kept of the deviation."""
    moved = [one * factor + shift for one in values]
    for one, other in zip(values, moved, strict=True):
        assert abs(points(spec, moved, other) - points(spec, values, one)) < F(1, 10**20)


# ---------------------------------------------------------------- roots and means


@given(st.fractions(min_value=0, max_value=10**12, max_denominator=10**6))
def test_a_square_root_is_as_near_as_its_digits(number: F) -> None:
    root = square_root(number)
    assert abs(root * root - number) <= number / 10 ** (ROOT_DIGITS - 2)
    assert square_root(number.limit_denominator(1) ** 2) == number.limit_denominator(1)


def test_means_of_very_many_units_stay_short() -> None:
    """Their exact denominator would have thousands of digits, in every sheet of the group."""
    chance = random.Random(5)
    values = [F(chance.randint(0, 999), chance.randint(10**6, 10**7)) for _ in range(1200)]
    bound = among(Z, values)
    (scale,) = [one.scale_of(values) for one in bound.comparing]
    exact = sum(values) / len(values)
    assert len(str(scale["mean"])) <= 2 * ROOT_DIGITS + 12
    assert abs(scale["mean"] - exact) < exact / 10 ** (ROOT_DIGITS - 2)
    assert shortened(F(1, 3)) == F(1, 3)


def test_warnings_are_told_by_their_codes() -> None:
    """Screens and sheets know them by these codes."""
    known: list[ScoreWarning] = [ALL_EQUAL, COHORT_PENDING]
    assert [one.code for one in known] == ["all_equal", "cohort_pending"]
