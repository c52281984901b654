"""Decision 922 as Cà Mau's plan carries it, and Cà Mau's points of 2022 from figures."""

from fractions import Fraction as F
from pathlib import Path

import pytest

import frameworks
from app.calculator.ca_mau import differences, load
from frameworks.cases import check_cases
from frameworks.cohort import Member, assess
from frameworks.loader import load_framework
from frameworks.numbers import round_half_up
from frameworks.sheet import Sheet, Status, compute
from frameworks.validation import check_figures

TINH = load_framework(Path(frameworks.__file__).parent / "qd_922_2022" / "tinh.yaml")
RESULT = load(TINH)
COMPONENTS = [node for node in TINH.nodes.values() if node.level == "component"]
PRINTED = {node.code: RESULT.scores[node.code].points for node in COMPONENTS}
HALF = F("0.005")
COMPARED = {"4.5", "4.6", "4.11", "5.1", "5.9", "5.10", "7.10", "8.6", "8.7"}


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    """Cà Mau's sheet among the lowest and the best unit of its group."""
    others = {name: Member(figures) for name, figures in RESULT.others.items()}
    return assess(TINH, {"ca_mau": Member(RESULT.figures), **others}).sheets["ca_mau"]


# ---------------------------------------------------------------- the framework


def test_counts_and_maxima() -> None:
    levels = [node.level for node in TINH.nodes.values()]
    assert {level: levels.count(level) for level in set(levels)} == {
        "main": 8,
        "component": 95,
        "criterion": 9,
        "subcriterion": 12,
    }
    assert len(TINH.leaves) == 111
    assert [(main.maximum, len(main.children)) for main in TINH.mains] == [
        (100, 10), (100, 11), (100, 7), (100, 13), (100, 12), (200, 22), (150, 12), (150, 8),
    ]  # fmt: skip
    assert TINH.maximum == 1000
    assert [child.maximum for child in TINH.nodes["5.12"].children] == [5, 2, 2, 2, 2, 2]
    assert [child.maximum for child in TINH.nodes["8.8"].children] == [4, 8, 8]


def test_repaired_maxima_keep_what_is_printed() -> None:
    repaired = {
        code: (node.maximum, node.printed_max, node.printed)
        for code, node in TINH.nodes.items()
        if node.printed_max is not None or node.printed
    }
    assert repaired == {"6": (200, 150, ""), "8": (150, None, "trống"), "8.8.1.4": (1, None, "trống")}
    assert all(TINH.nodes[code].note for code in repaired)


def test_every_rule_comes_from_the_annex_and_names_its_row() -> None:
    for leaf in TINH.leaves:
        assert leaf.basis is not None
        assert (leaf.basis.kind, leaf.basis.text) == ("source", f"Phụ lục, chỉ số {leaf.code}")
        assert leaf.evidence and leaf.guidance


def test_each_figure_has_one_supplier() -> None:
    for name in TINH.inputs:
        assert len({leaf.supplier for leaf in TINH.leaves_using(name)}) == 1, name


def test_what_is_compared_with_the_group_says_which_reading() -> None:
    compared = {leaf.code: leaf for leaf in TINH.leaves if leaf.rule and leaf.rule.comparing}
    assert compared.keys() == COMPARED
    assert all("Min-Max" in leaf.note for code, leaf in compared.items() if code != "7.10")
    best = {code for code, leaf in compared.items() if leaf.rule and leaf.rule.kind == "proportional_to_best"}
    assert best == {"7.10", "8.6", "8.7"}


def test_an_unclear_row_says_how_it_is_read() -> None:
    unclear = "1.8 2.10 3.1 3.2 4.13 5.7 5.10 5.12.1 5.12.2 5.12.3 6.2 6.4 6.12 7.9 8.2 8.3 8.5 8.8"
    assert [code for code in unclear.split() if not TINH.nodes[code].note] == []


def test_worked_cases() -> None:
    assert check_cases(TINH) == []
    rules = {type(leaf.rule) for leaf in TINH.leaves}
    assert {type(TINH.leaf(case.code).rule) for case in TINH.cases} == rules
    assert COMPARED - {"4.6"} <= {case.code for case in TINH.cases if case.others}


# ---------------------------------------------------------------- Cà Mau 2022


def test_the_figures_are_complete_and_contradict_nothing() -> None:
    assert check_figures(TINH, RESULT.figures) == []
    assert RESULT.figures.keys() == TINH.inputs.keys()
    assert RESULT.printed == {"dn_cong_nghe_so", "dn_nen_tang_so", "dnnvv_smedx", "dn_hop_dong_dien_tu"}
    for figures in RESULT.others.values():
        assert check_figures(TINH, figures) == []


def test_every_printed_score_is_reached(sheet: Sheet) -> None:
    assert RESULT.scores.keys() == {code for code, node in TINH.nodes.items() if node.level != "main"}
    for code, score in RESULT.scores.items():
        assert round_half_up(sheet.node_points(code), score.decimals) == score.points, code
    for leaf in TINH.leaves:
        score = RESULT.scores[leaf.code]
        exact = sheet.lines[leaf.code].points == score.points
        assert score.by_rule == ("exact" if exact else "rounded"), leaf.code


def test_the_percentages_and_counts_printed_in_the_plan() -> None:
    def percent(of: str, to: str) -> F:
        of_value, to_value = RESULT.figures[of], RESULT.figures[to]
        assert isinstance(of_value, F) and isinstance(to_value, F)
        return round_half_up(of_value / to_value * 100, 2)

    printed = [("dn_cong_nghe_so", 65), ("dn_nen_tang_so", 52), ("dnnvv_smedx", 3377)]
    assert [(name, RESULT.figures[name]) for name, _ in printed] == printed
    assert RESULT.figures["dn_hop_dong_dien_tu"] == 5
    assert percent("dnnvv_nen_tang", "dnnvv") == 22
    assert percent("dn_thue_dien_tu", "doanh_nghiep") == F("88.31")
    assert percent("ten_mien", "doanh_nghiep") == F("20.13")


def test_the_parts_of_5_12_and_8_8_add_up_as_printed(sheet: Sheet) -> None:
    assert [sheet.node_points(f"5.12.{part}") for part in range(1, 7)] == [5, 2, F("1.4"), 0, F("0.6"), 2]
    assert sheet.node_points("5.12") == 11
    assert [sheet.node_points(f"8.8.{part}") for part in (1, 2, 3)] == [3, F("5.91"), F("2.6")]
    assert sheet.node_points("8.8") == F("11.51")


def test_the_sums_are_the_printed_components_within_their_rounding(sheet: Sheet) -> None:
    sums = {row.code: row.components for row in differences(PRINTED, RESULT.published)}
    assert sums == {
        "1": F("81.67"), "2": 60, "3": F("51.164"), "4": F("65.72"),
        "5": F("44.68"), "6": F("72.78"), "7": F("60.90"), "8": F("27.15"),
    }  # fmt: skip
    assert sum(sums.values()) == F("464.064")
    rounded = [leaf.code for leaf in TINH.leaves if RESULT.scores[leaf.code].by_rule == "rounded"]
    for code, points in sheet.main_points().items():
        slack = HALF * sum(leaf.startswith(f"{code}.") for leaf in rounded)
        assert abs(points - sums[code]) <= slack, code
    assert abs(sheet.total - F("464.064")) <= HALF * len(rounded)
    assert sheet.count(Status.FILLED) == len(TINH.leaves)


def test_the_publication_differs_from_its_components_by_named_amounts() -> None:
    rows = differences(PRINTED, RESULT.published)
    assert {row.code: row.difference for row in rows} == {
        "1": 0, "2": 0, "3": F("-0.004"), "4": F("0.01"),
        "5": 0, "6": F("4.98"), "7": F("-0.165"), "8": F("-0.015"),
    }  # fmt: skip
    assert sum(row.difference for row in rows) == F("4.806")
    assert sum(RESULT.published.values()) == F("468.87") and RESULT.total == F("468.9")


def test_the_plan_counts_full_and_empty_components_otherwise_than_its_annex() -> None:
    full = sum(PRINTED[node.code] == node.maximum for node in COMPONENTS)
    empty = sum(not PRINTED[node.code] for node in COMPONENTS)
    assert (full, len(COMPONENTS) - full - empty, empty) == (31, 46, 18)
    assert RESULT.counts == {"maximum": 30, "partial": 48, "zero": 17}


def test_differences_count_components_once_and_know_empty_indexes() -> None:
    points = {"1.1": F(3), "1.10": F(2), "1.1.1": F(3), "11.1": F(9)}
    rows = differences(points, {"1": F(4), "2": F(1)})
    assert [(row.code, row.components, row.difference) for row in rows] == [("1", 5, -1), ("2", 0, 1)]


def test_outside_its_group_nothing_is_given_where_units_are_compared() -> None:
    alone = compute(TINH, RESULT.figures)
    assert {code for code in COMPARED if alone.lines[code].points} == set()
