"""Decision 1726's set for ministries: 129 rows and 500 points, without formulas of its own."""

from collections import Counter
from fractions import Fraction as F
from pathlib import Path

import pytest

import frameworks
from frameworks.cases import check_cases
from frameworks.cohort import Member, assess
from frameworks.loader import load_framework
from frameworks.model import Figures, Value
from frameworks.rules.base import ZERO_DENOMINATOR
from frameworks.sheet import Status, compute

BO = load_framework(Path(frameworks.__file__).parent / "qd_1726_2020" / "bo.yaml")

#: Points of every component, as the table of Appendix II prints them.
COMPONENTS = {
    "1": (20, 20, 10),
    "2": (10, 30, 20, 10),
    "3": (3, 8, 5, 5, 4, 15, 5, 5),
    "4": (25, 20, 5),
    "5": (3, 3, 4, 4, 4, 4, 2, 6, 8, 8, 8, 8, 6, 6, 4, 2),
    "6": (6, 18, 7, 6, 13),
    "7": (15, 35),
    "8": (6, 6, 5, 5, 13, 5, 5, 5),
    "9": (6, 6, 5, 5, 13, 5, 5, 5),
}
#: Rows of criteria under every main index: Appendix II.I counts them up to 7 (111 in all).
ROWS = {"1": 10, "2": 17, "3": 18, "4": 14, "5": 34, "6": 9, "7": 9, "8": 9, "9": 9}
#: Rows without a number of their own: the only ones under their component.
UNNUMBERED = {
    "3.1.1", "5.1.1", "5.2.1", "5.7.1", "5.12.1", "6.1.1", "6.3.1", "6.4.1",
    "8.1.1", "8.2.1", "8.3.1", "8.4.1", "8.6.1", "8.7.1", "8.8.1",
    "9.2.1", "9.3.1", "9.4.1", "9.6.1", "9.7.1", "9.8.1",
}  # fmt: skip


def points(code: str, figures: Figures) -> F:
    rule = BO.leaf(code).rule
    assert rule is not None
    return rule.evaluate(figures).points


def best() -> dict[str, Value]:
    """Figures that give every point: all of everything, yes, and the best choice (the first)."""
    figures: dict[str, Value] = {}
    for name, field in BO.inputs.items():
        if field.choices:
            figures[name] = next(iter(field.choices))
        elif field.type == "boolean":
            figures[name] = True
        else:
            figures[name] = F(100) if field.maximum is None else field.maximum
    return figures | {"vb_song_song": F(0), "dvc_muc_3": F(0), "dvc_muc_3_co_hstt": F(0),
                      "luot_dao_tao_cntt": F(300)}  # fmt: skip


def test_counts_of_nodes_and_rows() -> None:
    assert Counter(node.level for node in BO.nodes.values()) == {
        "main": 9,
        "component": 57,
        "criterion": 127,
    }
    joint = sum(len(leaf.joint) for leaf in BO.leaves)
    assert (len(BO.leaves), joint) == (127, 2)
    assert {
        main.code: sum(1 + len(BO.leaf(code).joint) for code in BO.leaves_under[main.code])
        for main in BO.mains
    } == ROWS
    assert sum(ROWS.values()) == 129
    assert sum(ROWS[code] for code in "1234567") == 111


def test_points_of_every_component() -> None:
    assert {main.code: tuple(part.maximum for part in main.children) for main in BO.mains} == COMPONENTS
    assert sum(len(COMPONENTS[code]) for code in "1234567") == 41


def test_weights_of_the_main_indexes() -> None:
    """II.2.a: 16 % for what is done, 14 % for the institutions, 10 % for each of the other five."""
    assert BO.maximum == 500
    shares = {main.code: main.maximum / BO.maximum for main in BO.mains}
    assert shares.pop("5") == F(16, 100)
    assert shares.pop("2") == F(14, 100)
    assert shares == dict.fromkeys(("1", "3", "4", "6", "7", "8", "9"), F(10, 100))


def test_points_by_supplier() -> None:
    """II.2.a: reports and surveys 80 %, cyberspace 10 %, experts 10 %."""
    sums: Counter[str] = Counter()
    for leaf in BO.leaves:
        sums[leaf.supplier] += int(leaf.maximum)
    assert sums == {"unit": 394, "survey": 6, "cyberspace": 50, "experts": 50}
    assert sums["unit"] + sums["survey"] == 400
    assert {leaf.supplier for leaf in BO.leaves if leaf.code[0] == "8"} == {"cyberspace"}
    assert {leaf.supplier for leaf in BO.leaves if leaf.code[0] == "9"} == {"experts"}
    assert [leaf.code for leaf in BO.leaves if leaf.supplier == "survey"] == ["5.13.1", "5.13.2"]


def test_an_input_has_one_supplier() -> None:
    for name in BO.inputs:
        assert len({leaf.supplier for leaf in BO.leaves_using(name)}) == 1, name


def test_what_others_score_is_imported() -> None:
    imported = {leaf.code for leaf in BO.leaves if leaf.rule and leaf.rule.kind == "imported"}
    assert imported == {leaf.code for leaf in BO.leaves if leaf.supplier != "unit"}
    for code in imported:
        leaf = BO.leaf(code)
        (name,) = leaf.inputs
        assert BO.leaves_using(name) == (leaf,)
        survey = leaf.supplier == "survey"
        assert BO.inputs[name].type == ("percent" if survey else "number")
        assert BO.inputs[name].maximum == (100 if survey else leaf.maximum)


def test_the_decision() -> None:
    assert (BO.decision.number, BO.decision.date, BO.decision.annex) == (
        "1726/QĐ-BTTTT",
        "12/10/2020",
        "Phụ lục II",
    )


def test_every_rule_says_where_it_comes_from() -> None:
    """The decision has no formula; what it does have is who hands in the points of 8 and 9."""
    kinds: Counter[str] = Counter()
    for leaf in BO.leaves:
        assert leaf.basis is not None and leaf.evidence and leaf.guidance, leaf.code
        kinds[leaf.basis.kind] += 1
        assert (leaf.basis.kind == "source") == (leaf.code[0] in "89"), leaf.code
        if leaf.basis.kind == "adopted":
            assert leaf.basis.framework in ("ninhthuan_cqs", "qd922_tinh_camau"), leaf.code
            assert leaf.basis.text, leaf.code
    assert kinds == {"adopted": 73, "proposed": 36, "source": 18}


@pytest.mark.parametrize(
    ("code", "row", "title"),
    [
        ("5.10.1", "5.10.2", "Tỷ lệ DVCTT mức độ 4"),
        ("5.11.1", "5.11.2", "Tỷ lệ DVCTT mức độ 4 có phát sinh HSTT"),
    ],
)
def test_joint_rows_share_eight_points(code: str, row: str, title: str) -> None:
    leaf = BO.leaf(code)
    assert [(one.code, one.title) for one in leaf.joint] == [(row, title)]
    assert row not in BO.nodes
    assert leaf.maximum == BO.nodes[code.rpartition(".")[0]].maximum == 8
    assert row in leaf.note


def test_repairs_are_told() -> None:
    """What the table prints otherwise, or strangely, is said in the node's note."""
    assert "từ HTTT của cơ quan, đơn vị khác" in BO.leaf("4.2.4").title
    assert "HTTP" in BO.leaf("4.2.4").note
    assert "hỗ trợ thanh quốc gia PayGov" in BO.leaf("3.8.2").title
    assert "hỗ trợ thanh toán quốc gia" in BO.leaf("3.8.2").note
    assert "“1”" in BO.leaf("9.1.1").note
    for code in ("8.6.1", "8.7.1"):
        assert "trên trên không gian mạng" in BO.leaf(code).title
        assert "giữ như bản in" in BO.leaf(code).note
    assert {leaf.code for leaf in BO.leaves if "không in số thứ tự" in leaf.note} == UNNUMBERED


def test_lists_in_titles_keep_their_lines() -> None:
    assert BO.leaf("8.4.1").title.splitlines() == [
        "Đánh giá sắc thái thông tin trên không gian mạng về:",
        "- Mức độ sẵn sàng của dữ liệu số;",
        "- Kết nối, chia sẻ dữ liệu số, dữ liệu mở;",
        "- Dữ liệu lớn và công cụ phân tích dữ liệu lớn.",
    ]


def test_worked_cases() -> None:
    assert check_cases(BO) == []
    untried = {leaf.rule.kind for leaf in BO.leaves if leaf.rule} - {
        rule.kind for case in BO.cases if (rule := BO.leaf(case.code).rule)
    }
    assert not untried


def test_digital_services_jump_at_the_gate_only_by_level_four() -> None:
    at = {"dvc_tong": F(1000), "dvc_muc_3": F(200)}
    assert points("5.10.1", at | {"dvc_muc_4": F(799)}) == F("7.192")
    assert points("5.10.1", at | {"dvc_muc_4": F(800)}) == 8
    assert points("5.10.1", {"dvc_tong": F(1000), "dvc_muc_3": F(1000), "dvc_muc_4": F(0)}) == 4


def test_conferences_and_leaders_count_half_each() -> None:
    leaders = {"lanh_dao_vu_du_hoi_thao": F(20), "lanh_dao_vu": F(40),
               "lanh_dao_phong_du_hoi_thao": F(30), "lanh_dao_phong": F(100)}  # fmt: skip
    assert points("1.1.3", leaders | {"hoi_thao": F(5)}) == F("4.2") / 6 * 9
    assert points("1.1.3", leaders | {"hoi_thao": F(0)}) == F("1.8")


def test_points_of_others_are_taken_as_they_are() -> None:
    assert points("8.5.1", {"kgm_quan_tri_so": F("6.75")}) == F("6.75")
    assert points("9.1.1", {"cg_nhan_thuc": F("0.5")}) == F("0.5")
    assert points("5.13.2", {"hai_long_nguoi_dan": F("72.5")}) == F("2.175")


def test_visits_are_compared_with_the_ministry_that_has_most() -> None:
    visits = {"a": 3, "b": 12, "c": 12, "d": 0}
    members = {name: Member({"ttdt_luot_truy_cap": F(number)}) for name, number in visits.items()}
    sheets = assess(BO, members | {"e": Member({})}).sheets
    assert {name: sheet.lines["5.15.2"].points for name, sheet in sheets.items()} == {
        "a": F("0.5"),
        "b": 2,
        "c": 2,
        "d": 0,
        "e": 0,
    }


@pytest.mark.parametrize(
    ("code", "of", "to"),
    [("6.4.1", "tan_cong_xu_ly", "tan_cong"), ("6.5.1", "su_co_tu_xu_ly", "su_co"),
     ("6.5.3", "bao_cao_ung_pho", "yeu_cau_dieu_phoi")],
)  # fmt: skip
def test_no_incident_gives_nothing_until_accepted_as_not_applicable(code: str, of: str, to: str) -> None:
    none = {of: F(0), to: F(0)}
    line = compute(BO, none).lines[code]
    assert line.points == 0
    assert line.warnings == (ZERO_DENOMINATOR,)
    assert "Không áp dụng" in BO.leaf(code).guidance
    assert compute(BO, none, {code: Status.NA_ACCEPTED}).lines[code].excluded


def test_the_best_figures_give_every_point_and_no_figures_none() -> None:
    sheet = assess(BO, {"a": Member(best())}).sheets["a"]
    assert sheet.total == 500
    assert sheet.count(Status.FILLED) == 127
    assert compute(BO, {}).total == 0
