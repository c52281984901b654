"""Figures that jumped, figures and files that several units have in common."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frameworks.analysis.anomalies import (
    Jump,
    Kind,
    SameFigures,
    SharedFile,
    jumps,
    same_on_criteria,
    same_throughout,
    shared_files,
)
from frameworks.model import Figures

values = (
    st.none() | st.booleans() | st.sampled_from(["cao", "thap"]) | st.sampled_from([F(0), F(1), F(7), F(45)])
)
all_figures = st.dictionaries(
    st.integers(0, 9), st.dictionaries(st.sampled_from("abcd"), values, max_size=4), max_size=8
)
INPUTS = {"1.1": ("a", "b"), "1.2": ("c",), "1.3": ("d", "a")}


def kinds(previous: object, current: object, factor: int = 3, least: int = 0) -> list[Kind]:
    """How one figure of one unit jumped."""
    found = jumps({"u": {"a": current}}, {"u": {"a": previous}}, factor, least)  # type: ignore[dict-item]
    return [jump.kind for jump in found]


# --- jumps


@pytest.mark.parametrize(
    ("previous", "current", "expected"),
    [
        (F(10), F(31), [Kind.ROSE]),
        (F(10), F(30), []),  # just three times
        (F(31), F(10), [Kind.FELL]),
        (F(30), F(10), []),
        (F(0), F(1), [Kind.FROM_ZERO]),
        (F(1), F(0), [Kind.TO_ZERO]),
        (F(0), F(0), []),
        (F(5), None, [Kind.DISAPPEARED]),
        (None, F(5), []),
        (F(-2), F(2), [Kind.ROSE]),
        (F(-2), F(-10), [Kind.FELL]),
        (False, True, []),
        ("thap", "cao", []),
        (F(5), True, []),
        (True, F(5), []),
    ],
)
def test_what_counts_as_a_jump(previous: object, current: object, expected: list[Kind]) -> None:
    assert kinds(previous, current) == expected


def test_small_changes_are_passed_over_if_asked() -> None:
    assert kinds(F(1), F(4), least=4) == []
    assert kinds(F(1), F(5), least=4) == [Kind.ROSE]
    assert kinds(F(0), F(3), least=4) == []
    assert kinds(F(3), None, least=4) == [Kind.DISAPPEARED]


def test_a_jump_says_from_what_to_what() -> None:
    current: dict[str, Figures] = {"u": {"a": F(50), "b": F(2)}, "new": {"a": F(9)}}
    previous: dict[str, Figures] = {"u": {"a": F(10), "b": F(0), "c": F(4)}, "gone": {"a": F(1)}}
    assert jumps(current, previous, 3) == [
        Jump("u", "a", Kind.ROSE, F(10), F(50), F(5)),
        Jump("u", "b", Kind.FROM_ZERO, F(0), F(2), None),
        Jump("u", "c", Kind.DISAPPEARED, F(4), None, None),
    ]
    assert [jump.name for jump in jumps(current, previous, 3, names={"a"})] == ["a"]


def test_the_factor_must_be_above_one() -> None:
    with pytest.raises(ValueError):
        jumps({}, {}, 1)


@given(all_figures)
def test_nothing_jumps_to_itself(figures: dict[int, Figures]) -> None:
    assert jumps(figures, figures, 2) == []


@given(all_figures, all_figures)
def test_a_larger_factor_finds_no_more(current: dict[int, Figures], previous: dict[int, Figures]) -> None:
    assert set(jumps(current, previous, 5)) <= set(jumps(current, previous, 2))


# --- the same figures


def test_units_with_the_same_telling_figures_are_found() -> None:
    figures: dict[str, Figures] = {
        "x": {"a": F(45), "b": F(60), "c": F(1), "d": True},
        "y": {"a": F(45), "b": F(60), "c": F(1), "d": True},
        "z": {"a": F(45), "b": F(61), "c": F(1), "d": True},
    }
    assert same_on_criteria(figures, INPUTS) == [
        SameFigures("1.1", ("x", "y"), {"a": F(45), "b": F(60)}, 2),
        SameFigures("1.3", ("x", "y", "z"), {"d": True, "a": F(45)}, 1),
    ]
    assert [same.code for same in same_on_criteria(figures, INPUTS, least_telling=2)] == ["1.1"]
    assert same_throughout(figures, INPUTS, "all") == [
        SameFigures("all", ("x", "y"), {"a": F(45), "b": F(60), "c": F(1), "d": True}, 2)
    ]


def test_zeros_ones_answers_and_choices_tell_only_as_a_whole() -> None:
    same: Figures = {"a": F(0), "b": F(1), "c": True, "d": "cao"}
    figures = {"x": same, "y": dict(same)}
    assert same_on_criteria(figures, INPUTS) == []
    assert [found.units for found in same_throughout(figures, INPUTS)] == [("x", "y")]


def test_blank_sheets_are_not_the_same() -> None:
    assert same_throughout({"x": {}, "y": {"a": None}}, INPUTS) == []


def test_yes_is_not_one() -> None:
    assert same_throughout({"x": {"a": True}, "y": {"a": F(1)}}, INPUTS) == []


@given(all_figures, st.randoms(use_true_random=False))
def test_order_of_units_changes_no_group(figures: dict[int, Figures], random: object) -> None:
    units = list(figures)
    random.shuffle(units)  # type: ignore[attr-defined]
    shuffled = {unit: figures[unit] for unit in units}
    for find in (same_on_criteria, same_throughout):
        groups = [
            {(same.code, frozenset(same.units), same.telling) for same in find(each, INPUTS)}
            for each in (figures, shuffled)
        ]
        assert groups[0] == groups[1]


@given(all_figures)
def test_a_group_has_two_units_or_more_each_once(figures: dict[int, Figures]) -> None:
    for same in (*same_on_criteria(figures, INPUTS), *same_throughout(figures, INPUTS)):
        assert len(set(same.units)) == len(same.units) >= 2
        for unit in same.units:
            assert all(figures[unit].get(name) == value for name, value in same.figures.items())


# --- the same files


def test_files_of_different_units_are_found() -> None:
    evidence = {
        "x": {"1.1": ["AA", "bb"], "1.2": ["cc", "cc"]},
        "y": {"1.3": ["aa"], "1.1": ["dd"]},
        "z": {"1.1": ["dd"]},
    }
    assert shared_files(evidence) == [
        SharedFile("aa", (("x", "1.1"), ("y", "1.3"))),
        SharedFile("dd", (("y", "1.1"), ("z", "1.1"))),
    ]
    assert [found.sha256 for found in shared_files(evidence, ignored=["DD"])] == ["aa"]


def test_a_file_given_twice_by_one_unit_is_not_shared() -> None:
    assert shared_files({"x": {"1.1": ["aa"], "1.2": ["aa"]}, "y": {"1.1": ["bb"]}}) == []
