"""Groups of units: who counts, what is withdrawn, what special rules give, in which order."""

# ruff: noqa: E501  (one unit, one line: the tables are read across)

from dataclasses import replace
from fractions import Fraction as F
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frameworks.binding import BindingError
from frameworks.cohort import Coverage, Member, assess, coverage, needs_group, totals
from frameworks.computation import ScoringError, Status, Totals, compute, compute_totals
from frameworks.loader import parse_framework
from frameworks.model import Framework
from tests.unit.frameworks.building import small
from tests.unit.frameworks.grouping import group, member, points, three

FRAMEWORK = group()
FULL = group(("treatment: exclude_and_rescale", "treatment: full_points"))
#: No special rules and no bonus: sums that are easy to follow.
PLAIN = replace(FRAMEWORK, special=())


# ---------------------------------------------------------------- who counts


def test_units_are_compared_with_their_group() -> None:
    assessed = assess(FRAMEWORK, three())
    assert points(assessed, "1.1") == {"a": 0, "b": 10, "c": 20}
    assert points(assessed, "1.2") == {"a": 5, "b": 10, "c": 20}
    assert points(assessed, "2.1") == {"a": 5, "b": 5, "c": 5}
    sheet = assessed.sheets["b"]
    assert sheet.total == 10 + 10 + 10 + 0 + 5 + F("22.5")
    assert sheet.main_points() == {"1": 30, "2": F("27.5"), "T": 0, "P": 0}


def test_which_frameworks_need_their_group() -> None:
    assert needs_group(FRAMEWORK) and needs_group(PLAIN)
    assert not needs_group(small())


def test_without_need_of_a_group_nothing_changes() -> None:
    given = {"dvc_tong": F(60), "dvc_muc_3": F(45), "so_hoi_thao": F(4)}
    alone = compute(small(), given)
    framework = small()
    sheet = assess(framework, {1: Member(given), 2: Member({})}).sheets[1]
    assert sheet.lines == alone.lines and sheet.total == alone.total


@pytest.mark.parametrize(
    "outsider",
    [
        member(counted=False, tin=F(1000), chi=F(1000), su_co=F(99)),
        member(tin=F(1000), chi=F(1000), su_co=F(99), statuses=dict.fromkeys(("1.1", "1.2", "2.1"), "no_data")),
        member(tin=F(1000), chi=F(1000), su_co=F(99), statuses=dict.fromkeys(("1.1", "1.2", "2.1"), "na_accepted")),
        member(tin=None, chi=None, su_co=None),
    ],
    ids=["trial", "declared to have none", "not applicable", "no data yet"],
)  # fmt: skip
def test_who_does_not_count_moves_nobody(outsider: Member) -> None:
    before, after = assess(FRAMEWORK, three()), assess(FRAMEWORK, three(x=outsider))
    for unit in "abc":
        assert after.sheets[unit].lines == before.sheets[unit].lines


def test_a_trial_unit_is_measured_by_the_others_scale() -> None:
    assessed = assess(FRAMEWORK, three(x=member(counted=False, tin=F(15), chi=F(75))))
    assert (points(assessed, "1.1")["x"], points(assessed, "1.2")["x"]) == (20, 15)


def test_claims_not_accepted_and_zeros_count() -> None:
    claimed = three(x=member(tin=F(20), statuses={"1.1": "na_claimed"}))
    assert points(assess(FRAMEWORK, claimed), "1.1")["c"] == 10
    refused = three(x=member(tin=F(20), statuses={"1.1": "na_refused"}))
    assert points(assess(FRAMEWORK, refused), "1.1")["c"] == 10
    above_zero = {"a": member(tin=F(5)), "b": member(tin=F(10))}
    assert points(assess(FRAMEWORK, above_zero), "1.1") == {"a": 0, "b": 20}
    with_zero = {**above_zero, "x": member(tin=F(0))}
    assert points(assess(FRAMEWORK, with_zero), "1.1") == {"a": 10, "b": 20, "x": 0}


def test_nobody_has_a_value() -> None:
    assessed = assess(FRAMEWORK, {"a": member(tin=None), "x": member(counted=False, tin=F(4))})
    line = assessed.sheets["x"].lines["1.1"]
    assert line.points == 0 and [one.code for one in line.warnings] == ["cohort_pending"]


def test_the_order_of_units_does_not_matter() -> None:
    units = three(d=member(co_dvctt=False), e=member(truc_thuoc=F(0)))
    backwards = dict(reversed(units.items()))
    before, after = assess(FRAMEWORK, units), assess(FRAMEWORK, backwards)
    assert before.framework is after.framework
    assert {unit: before.sheets[unit].lines for unit in units} == {u: after.sheets[u].lines for u in units}


# ---------------------------------------------------------------- coverage (S2)


def covered(with_data: int, units: int) -> Coverage:
    members = {n: member(tin=F(0) if n < with_data else None) for n in range(units)}
    return next(one for one in coverage(FRAMEWORK, members) if one.code == "1.1")


@pytest.mark.parametrize(
    ("with_data", "units", "flagged"), [(31, 63, True), (32, 63, False), (11, 22, False), (10, 22, True)]
)
def test_coverage_below_one_half_is_flagged(with_data: int, units: int, flagged: bool) -> None:
    found = covered(with_data, units)
    assert (found.with_data, found.units, found.flagged) == (with_data, units, flagged)
    assert found.share == F(with_data, units)


def test_what_counts_as_data() -> None:
    units = {
        "zero": member(tin=F(0)),
        "none": member(tin=None),
        "declared": member(statuses={"1.1": "no_data"}),
        "appraised": member(tin=None, overrides={"1.1": F(3)}),
        "elsewhere": member(statuses={"1.1": "na_accepted"}),
        "trial": member(counted=False),
    }
    found = {one.code: one for one in coverage(FRAMEWORK, units)}
    assert found["1.1"][1:] == (2, 4)
    assert list(found) == [leaf.code for leaf in FRAMEWORK.leaves]


def test_a_criterion_without_figures_has_data_once_points_are_given() -> None:
    units = {"a": member(), "b": member(overrides={"1.4": F(2)}), "c": member()}
    found = next(one for one in coverage(FRAMEWORK, units) if one.code == "1.4")
    assert (found.with_data, found.units, found.flagged) == (1, 3, True)


def test_of_nobody_coverage_is_whole() -> None:
    assert all(not one.flagged and one.share == 1 for one in coverage(FRAMEWORK, {}))


# ---------------------------------------------------------------- withdrawal (S2)


def test_a_withdrawn_criterion_leaves_every_maximum() -> None:
    assessed = assess(FRAMEWORK, three(), ["1.1"])
    bound = assessed.framework
    assert (bound.maximum, bound.nodes["1"].maximum, bound.nodes["2"].maximum) == (80, 40, 40)
    assert {view.code: view.maximum for view in bound.views} == {"chung": 40, "ca_hai": 80}
    assert (bound.id, bound.version, bound.hash) == (FRAMEWORK.id, FRAMEWORK.version, FRAMEWORK.hash)
    for sheet in assessed.sheets.values():
        line = sheet.lines["1.1"]
        assert (line.points, line.excluded, line.special, line.maximum) == (0, True, "withdrawn", 20)
        assert (sheet.maximum, sheet.counted_maximum) == (80, 80)
        assert sheet.rescaled_total == sheet.total
        assert (sheet.node_maximum("1"), sheet.node_maximum("2")) == (40, 40)
        assert sheet.view_points("ca_hai") == sheet.total
    assert FRAMEWORK.maximum == 100 and FRAMEWORK.nodes["1"].maximum == 60


def test_1726_without_one_criterion_of_three() -> None:
    """CQS 400 becomes 397: here 100 becomes 90, ancestors and all."""
    assert assess(FRAMEWORK, three(), {"1.3"}).framework.maximum == 90


def test_withdrawal_and_exclusion_are_never_counted_twice() -> None:
    units = three(a=member(statuses={"1.1": "na_accepted", "2.2": "na_accepted"}))
    sheet = assess(FRAMEWORK, units, {"1.1"}).sheets["a"]
    assert (sheet.maximum, sheet.counted_maximum) == (80, 50)
    assert sheet.rescaled_total == sheet.total * 80 / 50
    assert sheet.node_maximum("2") == 10


def test_full_points_are_not_given_for_what_is_withdrawn() -> None:
    units = three(a=member(statuses={"1.1": "na_accepted"}, overrides={"1.3": F(4)}))
    sheet = assess(FULL, units, {"1.1", "1.3"}).sheets["a"]
    assert sheet.lines["1.1"].points == sheet.lines["1.3"].points == 0
    assert sheet.maximum == sheet.counted_maximum == 70


def test_everything_may_be_withdrawn() -> None:
    sheet = assess(FRAMEWORK, three(), [leaf.code for leaf in FRAMEWORK.leaves]).sheets["a"]
    assert sheet.total == sheet.rescaled_total == sheet.maximum == sheet.counted_maximum == 0


def test_a_withdrawal_is_taken_back() -> None:
    """Assessing again starts from the framework itself, whatever the last time left out."""
    first = assess(FRAMEWORK, three(), {"1.1"})
    again = assess(first.framework, three())
    assert again.framework.maximum == 100
    assert again.sheets["c"].lines == assess(FRAMEWORK, three()).sheets["c"].lines


@pytest.mark.parametrize("code", ["1", "9.9"])
def test_only_what_is_scored_can_be_withdrawn(code: str) -> None:
    with pytest.raises(BindingError):
        assess(FRAMEWORK, three(), [code])


def test_withdrawal_of_a_bonus_changes_no_maximum() -> None:
    sheet = assess(FRAMEWORK, {"a": member(thuong=F(3))}, ["T.1"]).sheets["a"]
    assert (sheet.maximum, sheet.counted_maximum) == (100, 100)
    assert sheet.rescaled_total == sheet.total


# ---------------------------------------------------------------- the order of evaluation


def test_comparison_comes_before_special_rules_and_withdrawal_before_both() -> None:
    """What a special rule gives is reached points of a comparison that it did not take part in."""
    special = group(("leaves: [1.3, 1.4]", "leaves: [1.1]"))
    units = {"a": member(tin=F(2)), "b": member(tin=F(4)), "x": member(truc_thuoc=F(0), tin=F(100))}
    assert points(assess(special, units), "1.1") == {"a": 0, "b": 20, "x": 20}
    withdrawn = assess(special, units, ["1.1"])
    assert points(withdrawn, "1.1") == {"a": 0, "b": 0, "x": 0}
    assert withdrawn.framework.binding is not None and "1.1" not in withdrawn.framework.binding.scales


# ---------------------------------------------------------------- views beside the tree (S9)

S9 = """
id: thu/s9
version: 1
title: Bộ chỉ số cấp huyện
decision: {{body: Chủ tịch UBND tỉnh, number: null, year: 2021}}
max: 700
inputs: {{{inputs}}}
tree:
{tree}
views:
- {{code: CQS, kind: pillar, title: Chính quyền số, mains: ["1", "2", "3", "4", "5", "6"], max: 495}}
- {{code: KTS, kind: pillar, title: Kinh tế số, mains: ["1", "2", "3", "4", "5", "7"], max: 430}}
- {{code: XHS, kind: pillar, title: Xã hội số, mains: ["1", "2", "3", "4", "5", "8"], max: 485}}
"""


def s9() -> Framework:
    """Five common main indexes of 355 points, and 140, 75 and 130 of activity."""
    maxima = {"1": 71, "2": 71, "3": 71, "4": 71, "5": 71, "6": 140, "7": 75, "8": 130}
    inputs = ", ".join(f"i{code}: {{title: Số {code}, type: count}}" for code in maxima)
    tree = "\n".join(
        f'- {{code: "{code}", level: main, title: Chỉ số {code}, max: {most}, '
        f"rule: {{count_capped: {{of: i{code}, each: 1}}}}, basis: {{proposed: để thử}}}}"
        for code, most in maxima.items()
    )
    return parse_framework(S9.format(inputs=inputs, tree=tree))


def test_pillars_overlap_and_the_total_is_not_their_sum() -> None:
    reached = {"i1": 60, "i2": 60, "i3": 60, "i4": 60, "i5": 60, "i6": 100, "i7": 50, "i8": 90}
    sheet = compute(s9(), {name: F(value) for name, value in reached.items()})
    assert (sheet.total, sheet.maximum) == (540, 700)
    assert {code: sheet.view_points(code) for code in ("CQS", "KTS", "XHS")} == {
        "CQS": 400,
        "KTS": 350,
        "XHS": 390,
    }
    assert [view.maximum for view in sheet.framework.views] == [495, 430, 485]
    with pytest.raises(KeyError):
        sheet.view_points("1")


def test_a_withdrawn_common_index_leaves_every_pillar() -> None:
    bound = assess(s9(), {"a": Member({})}, ["5"]).framework
    assert bound.maximum == 629
    assert [view.maximum for view in bound.views] == [424, 359, 414]


# ---------------------------------------------------------------- bonus and penalty

CAPPED = group(("max: 100\nnot", "max: 100\nbonus_capped: yes\nnot"))


def test_bonus_and_penalty_stand_outside_the_total() -> None:
    sheet = assess(FRAMEWORK, three(a=member(thuong=F(3), phat=F(1)))).sheets["a"]
    assert sheet.rescaled_total == sheet.total + 3 - 2
    assert sheet.counted_maximum == sheet.maximum == 100
    assert sheet.node_points("T") == 3 and sheet.node_points("P") == 2


def test_adjustments_come_after_rescaling() -> None:
    sheet = assess(FRAMEWORK, three(a=member(thuong=F(3), statuses={"2.2": "na_accepted"}))).sheets["a"]
    assert sheet.rescaled_total == sheet.total * 100 / 70 + 3


def best(**given: Any) -> Member:
    """A unit with every point there is."""
    return member(ho_so=F(60), tong=F(60), overrides={"1.4": F(10), "2.1": F(10)}, **given)


@pytest.mark.parametrize(("framework", "expected"), [(FRAMEWORK, 104), (CAPPED, 100)])
def test_a_bonus_reaches_above_the_maximum_unless_capped(framework: Framework, expected: int) -> None:
    sheet = assess(framework, {"a": best(thuong=F(4))}).sheets["a"]
    assert (sheet.total, sheet.rescaled_total) == (100, expected)


def test_a_cap_holds_for_bonus_and_penalty_together() -> None:
    assert assess(CAPPED, {"a": best(thuong=F(4), phat=F(1))}).sheets["a"].rescaled_total == 100
    assert assess(CAPPED, {"a": best(thuong=F(1), phat=F(1))}).sheets["a"].rescaled_total == 99


def test_a_total_never_falls_below_zero() -> None:
    poor = member(tin=F(0), chi=F(0), cong=False, ho_so=F(0), su_co=None, phat=F(4))
    sheet = assess(FRAMEWORK, {"a": poor, "b": member()}).sheets["a"]
    assert (sheet.total, sheet.rescaled_total) == (0, 0)


@pytest.mark.parametrize("framework", [FRAMEWORK, FULL], ids=["rescale", "full points"])
def test_what_does_not_apply_adds_no_bonus_and_takes_nothing_off(framework: Framework) -> None:
    statuses = {"T.1": "na_accepted", "P.1": "na_accepted"}
    sheet = assess(framework, {"a": member(thuong=F(2), phat=F(2), statuses=statuses)}).sheets["a"]
    assert sheet.rescaled_total == sheet.total
    assert sheet.counted_maximum == 100


# ---------------------------------------------------------------- the same totals without sheets

leaf_codes = st.sampled_from([leaf.code for leaf in FRAMEWORK.leaves])
counts = st.none() | st.integers(0, 12).map(F)
members = st.builds(
    Member,
    st.fixed_dictionaries(
        {
            **dict.fromkeys(("tin", "chi", "su_co", "ho_so", "tong", "thuong", "phat"), counts),
            "truc_thuoc": st.sampled_from([None, F(0), F(3)]),
            **{name: st.sampled_from([None, True, False]) for name in ("cong", "co_dvctt", "dac_thu")},
        }
    ),
    st.dictionaries(leaf_codes, st.sampled_from(list(Status)), max_size=3),
    st.dictionaries(leaf_codes, st.fractions(0, 5, max_denominator=6), max_size=2),
    st.booleans(),
)


@settings(max_examples=120)
@given(
    st.sampled_from([FRAMEWORK, FULL, CAPPED, PLAIN]),
    st.lists(members, max_size=5),
    st.sets(leaf_codes, max_size=2),
)
def test_totals_are_those_of_the_sheets(
    framework: Framework, units: list[Member], withdrawn: set[str]
) -> None:
    group_of = dict(enumerate(units))
    assessed = assess(framework, group_of, withdrawn)
    found = totals(framework, group_of, withdrawn)
    for unit, sheet in assessed.sheets.items():
        assert found[unit] == Totals(sheet.total, sheet.counted_maximum, sheet.rescaled_total)
        assert 0 <= sheet.total <= sheet.counted_maximum <= sheet.maximum == assessed.framework.maximum
        assert 0 <= sheet.rescaled_total <= sheet.maximum + 5
        for line in sheet.lines.values():
            assert 0 <= line.points <= line.maximum
    if framework is PLAIN:
        computed = compute_totals(
            assessed.framework,
            {unit: one.figures for unit, one in group_of.items()},
            {unit: one.statuses for unit, one in group_of.items()},
            {unit: one.overrides for unit, one in group_of.items()},
        )
        assert computed == found


def test_what_cannot_be_is_refused_without_sheets_too() -> None:
    for wrong in (Member({}, {"1.1": "lost"}), Member({}, {"9": "no_data"}), Member({}, {}, {"1.1": F(21)})):
        for work in (assess, totals):
            with pytest.raises(ScoringError):
                work(FRAMEWORK, {"a": wrong})
