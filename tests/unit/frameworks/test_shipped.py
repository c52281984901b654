"""The frameworks shipped with the program: they load, their cases hold, they speak."""

from fractions import Fraction as F

import pytest

from frameworks.cases import check_cases
from frameworks.cohort import Member, assess
from frameworks.explain import describe_rule, explain_line
from frameworks.loader import load_all
from frameworks.model import Framework, Value
from frameworks.sheet import Status, recompute, to_canonical

SHIPPED = load_all()
each = pytest.mark.parametrize("framework", SHIPPED.values(), ids=list(SHIPPED))


#: Totals of the decisions: every framework shipped has one here.
TOTALS = {
    "an_giang_2024/huyen": 700,
    "an_giang_2024/so": 420,
    "ninh_thuan_2021/chinh_quyen_so": 228,
    "qd_1726_2020/bo": 500,
    "qd_1726_2020/tinh": 1000,
    "qd_922_2022/tinh": 1000,
    "thanh_hoa_2021/huyen": 270,
    "thanh_hoa_2021/so": 160,
}


@each
def test_totals_are_the_decisions(framework: Framework) -> None:
    assert framework.maximum == TOTALS[framework.id]


def test_the_frameworks_of_thanh_hoa() -> None:
    assert len(SHIPPED["thanh_hoa_2021/so"].leaves) == 60
    assert len(SHIPPED["thanh_hoa_2021/huyen"].leaves) == 130


@each
def test_worked_cases(framework: Framework) -> None:
    assert framework.cases
    assert check_cases(framework) == []


@each
def test_every_node_describes_itself(framework: Framework) -> None:
    for node in framework.nodes.values():
        told = describe_rule(node, framework)
        assert told and "{" not in told


@each
def test_a_whole_sheet_is_full_explained_and_recomputed(framework: Framework) -> None:
    figures: dict[str, Value] = {
        name: True if field.type == "boolean" else next(iter(field.choices)) if field.choices else F(50)
        for name, field in framework.inputs.items()
    }
    assessed = assess(framework, {"một đơn vị": Member(figures)})
    framework, sheet = assessed.framework, assessed.sheets["một đơn vị"]
    assert sheet.count(Status.FILLED) == len(framework.leaves)
    assert sum(sheet.node_points(root.code) for root in framework.roots) == sheet.total
    for leaf in framework.leaves:
        assert explain_line(leaf, framework, figures).endswith("điểm")
    assert recompute(to_canonical(sheet, framework, figures, {}), framework).equal
