"""An Giang's two sets (1407/QĐ-UBND): views beside the tree, and the special rules of Điều 7."""

from collections.abc import Mapping
from fractions import Fraction as F
from pathlib import Path

import pytest

import frameworks
from frameworks.cases import check_cases
from frameworks.cohort import Member, assess
from frameworks.loader import load_framework
from frameworks.model import Figures, Framework, Input, Value
from frameworks.sheet import Sheet, Status, compute

HOME = Path(frameworks.__file__).parent
SO = load_framework(HOME / "an_giang_2024" / "so.yaml")
HUYEN = load_framework(HOME / "an_giang_2024" / "huyen.yaml")
both = pytest.mark.parametrize("framework", [SO, HUYEN], ids=["so", "huyen"])

ALONE = {SO.id: "don_vi_truc_thuoc", HUYEN.id: "co_quan_truc_thuoc"}
SERVERS = {"may_chu_soc": F(17), "may_chu": F(20)}
FILES = {"ho_so_truc_tuyen": F(92), "ho_so": F(100)}


def group(framework: Framework, **figures: Figures) -> Mapping[str, Sheet]:
    """The sheets of units assessed together, by name."""
    return assess(framework, {name: Member(one) for name, one in figures.items()}).sheets


def best_value(field: Input) -> Value:
    """Yes, the first choice (the best one), or 100."""
    if field.type == "boolean":
        return True
    if field.is_number:
        return F(100)
    return next(iter(field.choices), "x")


def scored(framework: Framework, mains: Mapping[str, int]) -> Sheet:
    """A sheet whose main indexes have these points, each leaf its share of them."""
    overrides = {
        code: F(points) * framework.nodes[code].maximum / framework.nodes[main].maximum
        for main, points in mains.items()
        for code in framework.leaves_under[main]
    }
    return compute(framework, {}, {}, overrides)


# ---------------------------------------------------------------- what the decision prints


def test_counts_and_sums_per_main_index() -> None:
    assert (SO.maximum, len(SO.mains), len(SO.leaves)) == (420, 6, 35)
    assert [(main.maximum, len(main.children)) for main in SO.mains] == [
        (50, 4), (50, 5), (20, 1), (75, 3), (90, 9), (135, 13),
    ]  # fmt: skip
    assert (HUYEN.maximum, len(HUYEN.mains), len(HUYEN.leaves)) == (700, 8, 65)
    assert [(main.maximum, len(main.children)) for main in HUYEN.mains] == [
        (70, 6), (60, 6), (60, 5), (65, 8), (100, 9), (140, 13), (75, 10), (130, 8),
    ]  # fmt: skip


@both
def test_the_decision(framework: Framework) -> None:
    assert (framework.decision.number, framework.decision.date) == ("1407/QĐ-UBND", "13/09/2024")
    assert framework.not_applicable == "full_points"
    assert framework.not_applicable_basis is not None
    assert framework.not_applicable_basis.kind == "source"
    assert "Điều 7 khoản 4" in framework.not_applicable_basis.text


def test_general_information_as_printed_and_one_field_more() -> None:
    printed = [f"TT.{number}" for number in range(1, 13)] + [f"TT.12.{part}" for part in range(1, 5)]
    assert sorted(field.general for field in SO.general) == sorted([*printed, "TT.11a"])
    printed = [f"TT.{number}" for number in range(1, 23)] + [f"TT.22.{part}" for part in range(1, 5)]
    assert sorted(field.general for field in HUYEN.general) == sorted([*printed, "TT.21a"])
    for framework in (SO, HUYEN):
        texts = [field for field in framework.inputs.values() if field.type == "text"]
        assert len(texts) == 8 and all(field.general for field in texts)


def test_general_figures_are_the_denominators() -> None:
    used = {name for leaf in SO.leaves for name in leaf.inputs}
    assert {"cong_chuc", "vien_chuc", "may_chu", "may_tinh", "httt", "chi_cds"} <= used
    used = {name for leaf in HUYEN.leaves for name in leaf.inputs}
    assert {"dan_so", "dan_so_lao_dong", "ho_gia_dinh", "so_xa", "cong_chuc", "vien_chuc"} <= used
    assert {"doanh_nghiep", "dnnvv", "diem_buu_chinh", "chi_cds", "chi_ngan_sach"} <= used


# ---------------------------------------------------------------- rules and where they come from


@both
def test_worked_cases(framework: Framework) -> None:
    assert check_cases(framework) == []
    tried = {case.code for case in framework.cases}
    kinds = {leaf.code: leaf.rule.kind for leaf in framework.leaves if leaf.rule}
    assert {kinds[code] for code in tried} == set(kinds.values())


@both
def test_no_rule_claims_to_come_from_the_decision(framework: Framework) -> None:
    """The decision has no formulas: every one is another decision's, of a row that exists, or proposed."""
    others = {
        "ninhthuan_cqs": load_framework(HOME / "ninh_thuan_2021" / "chinh_quyen_so.yaml"),
        "qd922_tinh_camau": load_framework(HOME / "qd_922_2022" / "tinh.yaml"),
    }
    for leaf in framework.leaves:
        assert leaf.basis is not None and leaf.basis.kind in ("adopted", "proposed")
        assert leaf.basis.text and leaf.evidence and leaf.guidance
        if leaf.basis.kind == "adopted":
            assert leaf.basis.code in others[str(leaf.basis.framework)].nodes


@both
def test_the_best_figures_give_every_point_and_no_figures_none(framework: Framework) -> None:
    best = {name: best_value(field) for name, field in framework.inputs.items()}
    best |= {"nguoi_dinh_danh": F(300), "ccvc_tap_huan": F(200), "ccvc_thu_dien_tu": F(200)}
    best |= {"may_tinh": F(200), "may_tinh_soc": F(200)}
    sheet = group(framework, one=best)["one"]
    assert sheet.total == framework.maximum
    assert sheet.count(Status.FILLED) == len(framework.leaves)
    assert compute(framework, {}).total == 0


def test_the_district_that_spends_least_on_a_digital_society_keeps_points() -> None:
    sheets = group(
        HUYEN,
        most={"chi_dau_tu_xhs": F(900)},
        least={"chi_dau_tu_xhs": F(100)},
        none={"chi_dau_tu_xhs": F(0)},
        silent={},
    )
    points = {name: sheet.lines["8.6"].points for name, sheet in sheets.items()}
    assert points == {"most": 10, "least": F(10, 9), "none": 0, "silent": 0}


# ---------------------------------------------------------------- views (Điều 5)


def test_groups_and_pillars() -> None:
    assert {view.code: (view.kind, view.maximum) for view in SO.views} == {
        "I": ("group", 285),
        "II": ("group", 135),
    }
    views = {view.code: view for view in HUYEN.views}
    assert {code: (view.kind, view.maximum) for code, view in views.items()} == {
        "I": ("group", 355),
        "II": ("group", 345),
        "CQS": ("pillar", 495),
        "KTS": ("pillar", 430),
        "XHS": ("pillar", 485),
    }
    leaves = {code: sum(len(HUYEN.nodes[main].children) for main in views[code].mains) for code in views}
    assert leaves == {"I": 34, "II": 31, "CQS": 47, "KTS": 44, "XHS": 42}


def test_pillars_overlap_and_are_no_parts_of_the_total() -> None:
    """The catalogue's example: 300 in common, 100 + 50 + 90 in activity."""
    common = {"1": 60, "2": 50, "3": 50, "4": 60, "5": 80}
    sheet = scored(HUYEN, common | {"6": 100, "7": 50, "8": 90})
    assert sheet.total == 540
    assert [sheet.view_points(code) for code in ("I", "II")] == [300, 240]
    assert [sheet.view_points(code) for code in ("CQS", "KTS", "XHS")] == [400, 350, 390]


# ---------------------------------------------------------------- special rules (Điều 7)


@both
def test_which_leaves_and_on_which_ground(framework: Framework) -> None:
    alone, offline = framework.special
    assert (alone.treatment, alone.input, alone.value) == ("highest_points", ALONE[framework.id], 0)
    assert "5.3" in alone.leaves and len(alone.leaves) == 6
    assert alone.basis is not None and alone.basis.kind == "proposed"
    assert (offline.treatment, offline.input, offline.value) == ("highest_figure", "cung_cap_dvctt", False)
    assert offline.leaves == ("6.5", "6.6", "6.7")
    assert not set(alone.leaves) & set(offline.leaves)
    assert framework.inputs[alone.input].general and framework.inputs[offline.input].general


@both
def test_a_unit_without_subordinates_gets_the_highest_points(framework: Framework) -> None:
    """Điều 7 khoản 2; the catalogue's example: the highest on 5.3 is 8,5 of 10."""
    count = ALONE[framework.id]
    sheets = group(
        framework,
        best=SERVERS | {count: F(3)},
        other={count: F(2), "may_chu_soc": F(4), "may_chu": F(10)},
        alone={count: F(0), "may_chu_soc": F(0), "may_chu": F(5)},
        unsaid={"may_chu_soc": F(0), "may_chu": F(5)},
    )
    assert sheets["alone"].lines["5.3"].points == F("8.5") == sheets["best"].lines["5.3"].points
    assert sheets["alone"].lines["5.3"].special == "khong_co_don_vi_truc_thuoc"
    assert sheets["other"].lines["5.3"].points == 4
    assert sheets["unsaid"].lines["5.3"].points == 0


@both
def test_a_unit_without_subordinates_does_not_lift_others(framework: Framework) -> None:
    count = ALONE[framework.id]
    perfect = {"may_chu_soc": F(5), "may_chu": F(5)}
    sheets = group(framework, alone=perfect | {count: F(0)}, second={count: F(0)}, normal=SERVERS)
    assert {name: sheet.lines["5.3"].points for name, sheet in sheets.items()} == {
        "alone": F("8.5"),
        "second": F("8.5"),
        "normal": F("8.5"),
    }


@both
def test_a_unit_without_online_services_gets_the_highest_figure(framework: Framework) -> None:
    """Điều 7 khoản 3; the catalogue's example: the best 6.7 is 92 %, so 18,4 of 20."""
    sheets = group(
        framework,
        best=FILES | {"cung_cap_dvctt": True},
        other={"ho_so_truc_tuyen": F(1), "ho_so": F(2), "cung_cap_dvctt": True},
        offline={"cung_cap_dvctt": False},
        silent={},
    )
    assert sheets["offline"].lines["6.7"].points == F("18.4")
    assert sheets["other"].lines["6.7"].points == 10
    assert sheets["silent"].lines["6.7"].points == 0
    assert sheets["offline"].lines["6.8"].points == 0


@both
def test_the_highest_figure_below_the_threshold_gives_nothing(framework: Framework) -> None:
    """6.5 pays at 100 % only: the best figure of the group, 39 of 40, gives nobody points."""
    services = {"dvctt_toan_trinh": F(39), "dvc_du_dieu_kien": F(40), "cung_cap_dvctt": True}
    sheets = group(framework, best=services, offline={"cung_cap_dvctt": False})
    assert sheets["offline"].lines["6.5"].points == 0


@both
def test_what_is_unrelated_to_a_unit_gives_the_maximum(framework: Framework) -> None:
    """Điều 7 khoản 4; the catalogue's example: 1.4 unrelated gives 10 of 10 and keeps the scale."""
    sheet = compute(framework, {}, {"1.4": Status.NA_ACCEPTED})
    assert sheet.lines["1.4"].points == 10
    assert (sheet.total, sheet.counted_maximum) == (10, framework.maximum)


@both
def test_the_special_rule_wins_over_not_applicable(framework: Framework) -> None:
    """No unit without online services takes the maximum by claiming 6.7 away (khoản 3 before 4)."""
    offline = Member({"cung_cap_dvctt": False}, {"6.7": Status.NA_ACCEPTED})
    sheets = assess(framework, {"best": Member(FILES), "offline": offline}).sheets
    assert sheets["offline"].lines["6.7"].points == F("18.4")
