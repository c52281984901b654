"""Ninh Thuận's criteria for a digital administration, whose plan writes every formula itself."""

from fractions import Fraction as F
from pathlib import Path

import pytest

import frameworks
from frameworks.cases import check_cases
from frameworks.loader import load_framework
from frameworks.model import Figures, Value
from frameworks.rules.base import ABOVE_ONE
from frameworks.sheet import Status, compute

CQS = load_framework(Path(frameworks.__file__).parent / "ninh_thuan_2021" / "chinh_quyen_so.yaml")


def points(code: str, figures: Figures) -> F:
    rule = CQS.leaf(code).rule
    assert rule is not None
    return rule.evaluate(figures).points


def all_at(number: int) -> dict[str, Value]:
    """Every figure alike, yes everywhere, and the first choice (the best one)."""
    return {
        name: True if field.type == "boolean" else next(iter(field.choices)) if field.choices else F(number)
        for name, field in CQS.inputs.items()
    }


def test_counts_and_the_total_the_plan_does_not_print() -> None:
    levels = [node.level for node in CQS.nodes.values()]
    assert {level: levels.count(level) for level in set(levels)} == {
        "pillar": 1,
        "main": 7,
        "component": 36,
        "criterion": 91,
    }
    assert [(main.code, main.maximum) for main in CQS.mains] == [
        ("1", 34), ("2", 35), ("3", 20), ("4", 20), ("5", 63), ("6", 25), ("7", 31),
    ]  # fmt: skip
    assert CQS.maximum == 228 == CQS.nodes["I"].maximum
    assert {CQS.nodes[code].printed for code in ("I", "1", "5", "7")} == {"trống"}


def test_the_decision_has_neither_number_nor_day() -> None:
    assert (CQS.decision.number, CQS.decision.date, CQS.decision.year) == (None, None, "2021")
    assert CQS.decision.annex == "Phụ lục IV"


def test_every_rule_comes_from_the_plan_and_names_its_row() -> None:
    for leaf in CQS.leaves:
        assert leaf.basis is not None and leaf.basis.kind == "source"
        row = "1.1.3 (in lần thứ hai)" if leaf.code == "1.1.4" else leaf.code
        assert f"Phụ lục IV, mục {row}" in leaf.basis.text
        assert leaf.evidence and leaf.guidance


def test_worked_cases() -> None:
    assert check_cases(CQS) == []
    untried = {leaf.rule.kind for leaf in CQS.leaves if leaf.rule} - {
        rule.kind for case in CQS.cases if (rule := CQS.leaf(case.code).rule)
    }
    assert not untried


def test_joint_rows_are_printed_but_scored_once() -> None:
    assert [row.code for row in CQS.leaf("5.8.1").joint] == ["5.8.2"]
    assert [row.code for row in CQS.leaf("5.9.1").joint] == ["5.9.2"]
    assert CQS.leaf("5.9.1").joint[0].title == "70% DVCTT mức độ 4 có phát sinh HSTT"
    assert "5.8.2" not in CQS.nodes and "5.9.2" not in CQS.nodes
    assert CQS.nodes["5.8"].maximum == CQS.leaf("5.8.1").maximum == 10
    assert CQS.nodes["5.9"].maximum == CQS.leaf("5.9.1").maximum == 10


@pytest.mark.parametrize(
    ("code", "figures", "expected"),
    [
        ("1.1.1", {"cap_nhat_chuyen_muc": "duoi_1_thang"}, F("1.5")),
        ("1.1.2", {"tai_lieu_tuyen_truyen": F(7)}, F("1.4")),
        ("1.1.3", {"hoi_thao": F(5), "lanh_dao_so_huyen_du": F(20), "lanh_dao_so_huyen": F(40),
                   "lanh_dao_phong_du": F(30), "lanh_dao_phong": F(100)}, F("4.2")),
        ("1.2.2", {"hop_chu_tich": F(4), "hop_pho_chu_tich": F(10)}, F(3)),
        ("1.2.3", {"phat_bieu_cam_ket": F(6), "co_van_ban_cam_ket": False}, F("1.2")),
        ("1.2.3", {"phat_bieu_cam_ket": F(0), "co_van_ban_cam_ket": True}, F(3)),
        ("1.3.1", {"co_nq_chuyen_de": True, "nq_co_noi_dung": F(3)}, F(4)),
        ("2.2.3", {"co_ke_hoach_so_hoa": True, "kq_da_so_hoa": F(45), "kq_con_hieu_luc": F(100)}, F("0.9")),
        ("2.2.3", {"co_ke_hoach_so_hoa": False, "kq_da_so_hoa": F(45), "kq_con_hieu_luc": F(100)}, F(0)),
        ("2.3.2", {"to_cong_tac": "khong_phai_lanh_dao_tinh"}, F("0.5")),
        ("2.3.4", {"co_don_vi_cds": False, "nhan_su_cds": F(3)}, F(1)),
        ("3.1.1", {"may_tinh_tinh": F(130), "cbcc_tinh": F(100)}, F(1)),
        ("5.2.1", {"vb_di_tinh": F(1000), "vb_song_song_tinh": F(400), "vb_dien_tu_tinh": F(500)}, F("1.4")),
        ("5.2.1", {"vb_di_tinh": F(1000), "vb_song_song_tinh": F(1000), "vb_dien_tu_tinh": F(1000)}, F(2)),
        ("5.2.1", {"vb_di_tinh": F(0), "vb_song_song_tinh": F(0), "vb_dien_tu_tinh": F(0)}, F(0)),
        ("5.8.1", {"dvc_tong": F(100), "dvctt_muc_3": F(10), "dvctt_muc_4": F(80)}, F(10)),
        ("5.8.1", {"dvc_tong": F(100), "dvctt_muc_3": F(20), "dvctt_muc_4": F(79)}, F("8.9")),
        ("5.8.1", {"dvc_tong": F(100), "dvctt_muc_3": F(100), "dvctt_muc_4": F(0)}, F(5)),
        ("5.9.1", {"dvctt_muc_3": F(60), "dvctt_muc_3_hstt": F(40), "dvctt_muc_4": F(40),
                   "dvctt_muc_4_hstt": F(23)}, F(9)),
        ("5.12.2", {"kq_tra_qua_bcci": F(20), "kq_tthc_bcci": F(100)}, F(1)),
        ("5.13.1", {"cong_muc_da_co": F(18), "cong_muc_phai_co": F(20)}, F("0.9")),
        ("5.13.3", {"luot_truy_cap": F(900000), "dan_so": F(600000)}, F(1)),
        ("7.2.4", {"cb_cntt": F(20), "luot_dao_tao_cntt": F(50)}, F("2.5")),
    ],
)  # fmt: skip
def test_the_worked_examples_of_the_catalogue(code: str, figures: dict[str, Value], expected: F) -> None:
    assert points(code, figures) == expected


def test_digital_services_jump_at_the_gate_only_by_level_four() -> None:
    """Level 3 alone never opens the gate, though its title says 80 % as well."""
    at = {"dvc_tong": F(1000), "dvctt_muc_3": F(200)}
    assert points("5.8.1", at | {"dvctt_muc_4": F(799)}) == F("8.99")
    assert points("5.8.1", at | {"dvctt_muc_4": F(800)}) == 10
    assert points("5.8.1", at | {"dvctt_muc_3": F(999), "dvctt_muc_4": F(0)}) == F("4.995")


def test_more_computers_than_people_and_more_visits_than_inhabitants_are_no_oddity() -> None:
    """Both ratios may pass 1 by nature: capped without a warning; elsewhere a warning is given."""
    expected = {"may_tinh_xa": F(9), "cbcc_xa": F(5), "luot_truy_cap": F(9), "dan_so": F(5)}
    odd = {"cqnn_wan": F(9), "cqnn": F(5)}
    sheet = compute(CQS, expected | odd)
    assert sheet.lines["3.1.3"].warnings == sheet.lines["5.13.3"].warnings == ()
    assert sheet.lines["3.2.2"].warnings == (ABOVE_ONE,)


def test_the_best_figures_give_every_point_and_no_figures_none() -> None:
    best = all_at(100) | {"dvctt_muc_3": F(0), "dvctt_muc_3_hstt": F(0), "luot_dao_tao_cntt": F(300)}
    best |= {"vb_song_song_tinh": F(0), "vb_song_song_huyen": F(0), "vb_song_song_xa": F(0)}
    best |= {"hang_muc_so_hoa": F(119), "hang_muc_cap_nhat": F(119), "hang_muc_mo": F(119)}
    sheet = compute(CQS, best)
    assert sheet.total == 228
    assert sheet.count(Status.FILLED) == 91
    assert compute(CQS, {}).total == 0
