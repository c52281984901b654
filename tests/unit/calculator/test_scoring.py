"""Scoring without a round: a group from a file, or one unit with what is known of the others."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from app.calculator import forms, output, scoring
from frameworks.cohort import Member
from frameworks.loader import parse_framework
from frameworks.model import Framework

TEXT = """
id: thu/nhom
version: 1
title: Bộ chỉ số thử
decision: {body: UBND tỉnh, year: 2021}
max: 20
not_applicable: {treatment: exclude_and_rescale, basis: {proposed: để thử}}
default_zero: {basis: {source: điều 1}}
inputs:
  kinh_phi: {title: Kinh phí, unit: tỷ đồng, type: money}
  tong: {title: Tổng số, type: count}
  dat: {title: Số đạt, type: count, at_most: tong}
tree:
- {code: "1", label: "1", level: main, title: Chỉ số, max: 20, children: [
    {code: "1.1", label: "1.1", level: criterion, title: Kinh phí, max: 10,
     rule: {min_max: {of: kinh_phi}}, basis: {proposed: thử}},
    {code: "1.2", label: "1.2", level: criterion, title: Tỷ lệ, max: 8,
     rule: {ratio: {of: dat, to: tong}}, basis: {proposed: thử}},
    {code: "1.3", label: "1.3", level: criterion, title: Sáng tạo, max: 2,
     rule: {manual: {}}, basis: {proposed: thử}}]}
"""


@pytest.fixture(scope="module")
def framework() -> Framework:
    """A criterion that compares units, one that does not, and one that is given points directly."""
    return parse_framework(TEXT)


def read(framework: Framework, **fields: str) -> forms.FormRead:
    """What was typed, the names of fields with _ for their hyphen."""
    return forms.read(framework, forms.typed(framework, named(fields)))


def named(fields: Mapping[str, str]) -> dict[str, str]:
    """`so_tong` is the field so-tong."""
    return {name.replace("_", "-", 1): text for name, text in fields.items()}


def alone(framework: Framework, **fields: str) -> scoring.UnitScore:
    """The unit that was typed."""
    found = read(framework, **fields)
    assert found.errors == {}
    return scoring.score_alone(framework, found.member, found.others).units[0]


def test_one_unit_alone_is_not_compared_with_itself(framework: Framework) -> None:
    unit = alone(framework, so_kinh_phi="5", so_tong="4", so_dat="3")
    line = unit.sheet.lines["1.1"]
    assert (line.points, [warning.code for warning in line.warnings]) == (0, ["cohort_pending"])
    assert unit.sheet.total == 6


def test_with_other_units_figures_it_is_compared(framework: Framework) -> None:
    unit = alone(framework, so_kinh_phi="7,5", nhom_kinh_phi="0; 10;;2,5")
    assert unit.sheet.lines["1.1"].points == Fraction(15, 2)
    assert "7,5 điểm" in unit.explanation(unit.sheet.framework.leaf("1.1"))


def test_other_units_in_another_order_change_nothing(framework: Framework) -> None:
    first = alone(framework, so_kinh_phi="4", nhom_kinh_phi="1; 9; 5")
    second = alone(framework, so_kinh_phi="4", nhom_kinh_phi="5; 1; 9")
    assert first.sheet.total == second.sheet.total


def test_points_given_directly_and_declarations_count(framework: Framework) -> None:
    found = forms.read(
        framework,
        forms.typed(framework, {"diem-1.3": "1,5", "tt-1.1": "na_accepted", "so-tong": "2", "so-dat": "1"}),
    )
    unit = scoring.score_alone(framework, found.member, found.others).units[0]
    assert unit.sheet.total == Fraction(11, 2)
    assert unit.sheet.rescaled_total == 11


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"so_tong": "1.5"}, "so-tong", "1,5"),
        ({"so_tong": "50 %"}, "so-tong", "không nhập dấu %"),
        ({"so_tong": "3", "so_dat": "4"}, "so-dat", "không được lớn hơn"),
        ({"so_tong": "9" * 600}, "so-tong", "quá dài"),
        ({"diem_1.3": "2,5"}, "diem-1.3", "lớn hơn 2"),
        ({"diem_1.3": "nhiều"}, "diem-1.3", "Tiêu chí 1.3"),
        ({"nhom_kinh_phi": "1; x"}, "nhom-kinh_phi", "giá trị thứ 2"),
        ({"nhom_kinh_phi": ";".join("1" * 201)}, "nhom-kinh_phi", "tối đa 200"),
    ],
)
def test_what_cannot_be_read_is_named(
    framework: Framework, fields: dict[str, str], field: str, says: str
) -> None:
    errors = read(framework, **fields).errors
    assert list(errors) == [field]
    assert says in errors[field]


def test_fields_of_nobody_are_not_kept(framework: Framework) -> None:
    given = forms.typed(framework, {"so-la": "1", "tt-9": "no_data", "so-tong": " 5\0 ", "x": "y"})
    assert given.fields == {"so-tong": "5"}


def test_a_group_is_ranked_with_ties_and_its_order_changes_nothing(framework: Framework) -> None:
    members = {
        name: Member({"kinh_phi": Fraction(value)})
        for name, value in (("A", 1), ("B", 9), ("C", 9), ("D", 5))
    }
    scored = scoring.score(framework, members)
    assert [(unit.rank, unit.name) for unit in scored.units] == [(1, "B"), (1, "C"), (3, "D"), (4, "A")]
    turned = scoring.score(framework, dict(reversed(members.items())))
    points = {unit.name: unit.sheet.total for unit in turned.units}
    assert points == {unit.name: unit.sheet.total for unit in scored.units}


def test_the_ranking_follows_what_is_printed(framework: Framework) -> None:
    members = {
        "A": Member({"tong": Fraction(30000), "dat": Fraction(10000)}),
        "B": Member({"tong": Fraction(30000), "dat": Fraction(10001)}),
    }
    assert [unit.rank for unit in scoring.score(framework, members, 2).units] == [1, 1]
    assert [unit.name for unit in scoring.score(framework, members, 4).units] == ["B", "A"]


def test_names_that_look_like_formulas_are_harmless_in_csv(framework: Framework) -> None:
    text = output.score_csv(scoring.score(framework, {"=1+1": Member({})}), details=False)
    assert "'=1+1" in text
