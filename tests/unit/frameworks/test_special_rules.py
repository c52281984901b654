"""Special rules: who is given points others reached, before what, and what people read about it."""

from fractions import Fraction as F
from typing import Any

import pytest

from frameworks.cohort import assess, recipient_of
from frameworks.explain import explain_line
from frameworks.model import Framework
from tests.unit.frameworks.grouping import group, member, points, three

FRAMEWORK = group()
FULL = group(("treatment: exclude_and_rescale", "treatment: full_points"))


def test_the_highest_points_of_the_others() -> None:
    """An Giang Điều 7.2: the highest on 5.3 is 8,5 of 10, so the unit gets 8,5."""
    units = {
        "a": member(overrides={"1.4": F("8.5")}),
        "b": member(overrides={"1.4": F(3)}),
        "trial": member(counted=False, overrides={"1.4": F(10)}),
        "x": member(truc_thuoc=F(0)),
        "y": member(truc_thuoc=F(0)),
    }
    assessed = assess(FRAMEWORK, units)
    assert points(assessed, "1.4") == {"a": F("8.5"), "b": 3, "trial": 10, "x": F("8.5"), "y": F("8.5")}
    assert assessed.sheets["x"].lines["1.4"].special == "khong_truc_thuoc"
    assert assessed.grants["x"]["1.4"] == ("khong_truc_thuoc", F("8.5"))
    assert "a" not in assessed.grants


def test_recipients_are_no_measure_for_each_other() -> None:
    units = {"a": member(cong=False), "x": member(truc_thuoc=F(0), cong=True), "y": member(truc_thuoc=F(0))}
    assert points(assess(FRAMEWORK, units), "1.3") == {"a": 0, "x": 0, "y": 0}


def test_where_nobody_has_points_the_maximum_is_given() -> None:
    alone = {"x": member(truc_thuoc=F(0), cong=False)}
    assert points(assess(FRAMEWORK, alone), "1.3") == {"x": 10}
    away = {**alone, "a": member(statuses={"1.3": "no_data"}), "b": member(statuses={"1.3": "na_accepted"})}
    for framework in (FRAMEWORK, FULL):
        assert points(assess(framework, away), "1.3")["x"] == 10


def test_the_points_of_the_highest_figure() -> None:
    """An Giang Điều 7.3: the best share is 92 %, so the unit gets 92 % of the maximum."""
    units = {
        "a": member(ho_so=F(92), tong=F(100)),
        "b": member(ho_so=F(500), tong=F(1000)),
        "x": member(co_dvctt=False, ho_so=F(0), tong=F(0)),
    }
    assert points(assess(FRAMEWORK, units), "2.2") == {"a": F("27.6"), "b": 15, "x": F("27.6")}


def test_figures_decide_and_not_the_points_of_another_unit() -> None:
    """The highest figure may have been given fewer points in appraisal: those are its points."""
    units = {
        "a": member(ho_so=F(92), tong=F(100), overrides={"2.2": F(12)}),
        "b": member(ho_so=F(50), tong=F(100)),
        "x": member(co_dvctt=False),
    }
    assert points(assess(FRAMEWORK, units), "2.2") == {"a": 12, "b": 15, "x": 12}


def test_the_best_figure_is_the_lowest_where_lower_is_better() -> None:
    units = {"a": member(su_co=F(1)), "b": member(su_co=F(7)), "x": member(co_dvctt=False, su_co=F(100))}
    found = points(assess(FRAMEWORK, units), "2.1")
    assert found["x"] == found["a"] > found["b"]


def test_recipients_stand_outside_the_scale() -> None:
    units = {"a": member(su_co=F(1)), "b": member(su_co=F(7))}
    before = points(assess(FRAMEWORK, units), "2.1")
    after = points(assess(FRAMEWORK, {**units, "x": member(co_dvctt=False, su_co=F(1000))}), "2.1")
    assert (after["a"], after["b"]) == (before["a"], before["b"])


def test_points_given_because_a_denominator_is_zero_are_no_measure() -> None:
    """0/0 may mean "not applicable, full points" to one unit; that is nobody's highest score."""
    text = (
        "{ratio: {of: ho_so, to: tong}}",
        "{ratio: {of: ho_so, to: tong, zero_denominator: not_applicable}}",
    )
    framework = group(text, ("treatment: exclude_and_rescale", "treatment: full_points"),
                      ("leaves: [1.3, 1.4]", "leaves: [2.2]"))  # fmt: skip
    units = {
        "a": member(ho_so=F(0), tong=F(0)),
        "b": member(ho_so=F(1), tong=F(3)),
        "x": member(truc_thuoc=F(0)),
    }
    assert points(assess(framework, units), "2.2") == {"a": 30, "b": 10, "x": 10}


def test_the_maximum_for_special_units() -> None:
    """An Giang Điều 7.4, as a special rule and as the treatment of what does not apply."""
    units = three(x=member(dac_thu=True, cong=False))
    assert points(assess(FRAMEWORK, units), "1.3")["x"] == 10
    claimed = three(x=member(cong=False, statuses={"1.3": "na_accepted"}))
    sheet = assess(FULL, claimed).sheets["x"]
    assert (sheet.lines["1.3"].points, sheet.counted_maximum) == (10, 100)


def test_the_first_special_rule_that_fits_applies() -> None:
    """Điều 7.3 stands before 7.4: a special unit without online services gets the best share."""
    units = {"a": member(ho_so=F(40), tong=F(100)), "x": member(co_dvctt=False, dac_thu=True)}
    assessed = assess(FRAMEWORK, units)
    assert assessed.grants["x"]["2.2"] == ("khong_dvctt", 12)
    assert assessed.grants["x"]["1.3"] == ("dac_thu", 10)
    rule = recipient_of(FRAMEWORK, units["x"].figures, "2.2")
    assert rule is not None and rule.id == "khong_dvctt"
    assert recipient_of(FRAMEWORK, {}, "2.2") is None


@pytest.mark.parametrize("framework", [FRAMEWORK, FULL], ids=["rescale", "full points"])
def test_a_special_rule_goes_before_an_accepted_claim(framework: Framework) -> None:
    units = {
        "a": member(ho_so=F(40), tong=F(100)),
        "x": member(co_dvctt=False, statuses={"2.2": "na_accepted"}),
    }
    sheet = assess(framework, units).sheets["x"]
    line = sheet.lines["2.2"]
    assert (line.points, line.excluded, line.special) == (12, False, "khong_dvctt")
    assert sheet.counted_maximum == 100


@pytest.mark.parametrize("statuses", [{}, {"2.2": "na_accepted"}, {"2.2": "no_data"}])
def test_a_person_with_a_reason_goes_before_a_special_rule(statuses: dict[str, str]) -> None:
    units = {"a": member(), "x": member(co_dvctt=False, overrides={"2.2": F(7)}, statuses=statuses)}
    assessed = assess(FRAMEWORK, units)
    line = assessed.sheets["x"].lines["2.2"]
    assert (line.points, line.override, line.excluded, line.special) == (7, 7, False, "khong_dvctt")
    told = explain_line(
        assessed.framework.leaf("2.2"), assessed.framework, units["x"].figures, statuses.get("2.2"), F(7),
        assessed.grants["x"]["2.2"],
    )  # fmt: skip
    assert told.endswith("→ 7 điểm")


def test_nothing_is_given_at_a_withdrawn_criterion() -> None:
    assessed = assess(
        FRAMEWORK, {"a": member(), "x": member(co_dvctt=False, truc_thuoc=F(0))}, {"2.2", "1.3"}
    )
    assert set(assessed.grants["x"]) == {"1.4", "2.1"}
    assert assessed.sheets["x"].lines["2.2"].points == 0
    assert assessed.sheets["x"].counted_maximum == 60


def test_trial_units_are_given_what_the_others_reached() -> None:
    units = {"a": member(ho_so=F(40), tong=F(100)), "x": member(counted=False, co_dvctt=False)}
    assert points(assess(FRAMEWORK, units), "2.2")["x"] == 12


# ---------------------------------------------------------------- in words


def test_a_grant_and_a_withdrawal_in_words() -> None:
    units = {"a": member(ho_so=F(1), tong=F(3)), "x": member(co_dvctt=False)}
    assessed = assess(FRAMEWORK, units, {"1.1"})
    bound, x = assessed.framework, units["x"].figures

    def told(code: str, **more: Any) -> str:
        return explain_line(bound.leaf(code), bound, x, grant=assessed.grants["x"].get(code), **more)

    assert told("2.2") == "Theo quy định “Không cung cấp DVCTT” → 10 điểm"
    assert told("2.2", status="na_accepted") == told("2.2", status="no_data") == told("2.2")
    assert told("2.2", override=F(7)) == (
        "Điểm được xác định khi thẩm định (tính từ số liệu: 22,5 điểm) → 7 điểm"
    )
    assert told("1.1") == (
        "Chỉ số bị loại khỏi xếp hạng kỳ này: không tính điểm, bớt 20 điểm tối đa của mọi đơn vị"
    )
    assert told("1.1", status="na_accepted", override=F(7)) == told("1.1")
    assert told("1.2") == "50; cao nhất nhóm 50 → 50 / 50 × 20 = 20 điểm"
