"""The provincial set of Decision 1726/QĐ-BTTTT against the decision's own counts, sums and weights."""

from collections import Counter
from fractions import Fraction as F

import pytest

from frameworks.cases import check_cases
from frameworks.loader import load_all
from frameworks.rules.stepped import LowerIsBetter

TINH = load_all()["qd_1726_2020/tinh"]
PILLARS = {"CQS": 400, "KTS": 300, "XHS": 300}


def leaves_of(pillar: str) -> list:
    return [TINH.nodes[code] for code in TINH.leaves_under[pillar]]


def test_the_tree_has_the_rows_of_the_table() -> None:
    """With indexes 8 and 9: 27 main indexes, 152 components, 352 criteria, two of them joint rows."""
    levels = Counter(node.level for node in TINH.nodes.values())
    joint = [row.code for leaf in TINH.leaves for row in leaf.joint]
    assert (levels["pillar"], levels["main"], levels["component"]) == (3, 27, 152)
    assert levels["criterion"] + len(joint) == 352
    assert joint == ["CQS.5.10.2", "CQS.5.11.2"]


def test_the_pillars_make_up_a_thousand() -> None:
    assert {root.code: root.maximum for root in TINH.roots} == PILLARS
    assert TINH.maximum == 1000


@pytest.mark.parametrize("pillar", PILLARS)
def test_weights_are_those_of_the_decision(pillar: str) -> None:
    """II.2.a: 80 % by figures and surveys, 10 % cyberspace, 10 % experts; the activity index 20 %."""
    total = F(PILLARS[pillar])
    by_supplier: Counter = Counter()
    for leaf in leaves_of(pillar):
        by_supplier[leaf.supplier] += leaf.maximum
    assert by_supplier["cyberspace"] == by_supplier["experts"] == total / 10
    shares = Counter(main.maximum / total for main in TINH.mains if main.code.startswith(f"{pillar}."))
    assert shares == {F(1, 5): 1, F(1, 10): 8}


def test_surveys_are_those_of_the_decision() -> None:
    found = {
        pillar: [leaf.maximum for leaf in leaves_of(pillar) if leaf.supplier == "survey"]
        for pillar in PILLARS
    }
    assert {pillar: (len(points), sum(points)) for pillar, points in found.items()} == {
        "CQS": (3, 8),
        "KTS": (37, 97),
        "XHS": (19, 66),
    }


@pytest.mark.parametrize(
    ("code", "maximum", "printed"),
    [
        ("CQS.1.1.2", 2, "trống"),
        ("CQS.2.2.4", 2, 0),
        ("CQS.2.3", 6, "ó"),
        ("CQS.3.3.4", 1, 3),
        ("CQS.3.8.1", 1, "trống"),
        ("CQS.5.2.2", 2, 0),
        ("CQS.6.2", 15, 10),
        ("KTS.5.4.1", 2, 0),
        ("XHS.4.2.2", 3, "trống"),
    ],
)
def test_what_was_printed_wrong_is_repaired_and_kept(code: str, maximum: int, printed: object) -> None:
    node = TINH.nodes[code]
    assert node.maximum == maximum and node.note
    assert (node.printed if isinstance(printed, str) else node.printed_max) == printed


def test_prices_and_risks_are_better_when_lower() -> None:
    for code in ("XHS.6.1", "XHS.6.2"):
        assert isinstance(TINH.leaf(code).rule, LowerIsBetter), code
    for code in ("XHS.3.1.7", "XHS.3.1.8", "XHS.3.1.9"):
        parts = getattr(TINH.leaf(code).rule, "parts", ())
        assert parts and all(isinstance(part, LowerIsBetter) for part in parts), code


def test_worked_cases_come_out() -> None:
    assert len(TINH.cases) > 200
    assert check_cases(TINH) == []
