"""The worked examples of the catalogue of scoring rules, each with its printed points."""

from fractions import Fraction as F

import pytest

from frameworks.model import Value
from frameworks.numbers import round_half_up
from tests.unit.frameworks.building import rule

AB = {"a": "count", "b": "count"}
PERCENT = {"a": "percent"}
RATIO = {"ratio": {"of": "a", "to": "b"}}
YES = {"a": "boolean"}


def target(value: str) -> dict[str, object]:
    return {"ratio_target": {"of": "a", "to": "b", "target": value}}


STEPS_10 = {
    "tiers": {
        "of": "a",
        "steps": [
            {"from": "10%", "share": "1"},
            {"from": "7%", "share": "0.7"},
            {"from": "3%", "share": "0.3"},
        ],
    }
}
NEWS = {
    "tiers": {
        "of": "tin",
        "steps": [
            {"from": "20", "share": "1"},
            {"from": "10", "share": "1/2"},
            {"from": "0", "share": "1/4"},
        ],
    }
}
IPV6 = {"checklist": {"parts": [{"if": "a", "share": "4/5"}, {"if": "b", "share": "1/5"}]}}
IPV6_THREE = {
    "checklist": {
        "parts": [{"if": "a", "share": "1/5"}, {"if": "b", "share": "3/5"}, {"if": "c", "share": "1/5"}]
    }
}
HALVES = {"half": "b", "full": "c", "to": "a"}
ABC = {"a": "count", "b": "count", "c": "count"}
CAMAU_3_6 = {
    "composite_sum": {
        "parts": [
            {"share": "1/2", "rule": {"ratio": {"of": "d", "to": {"const": "7"}}}},
            {"share": "1/2", "rule": {"ratio": {"of": "c", "to": "d"}}},
        ]
    }
}
CAMAU_3_5 = {
    "composite_sum": {
        "parts": [
            {"share": "1/2", "rule": {"choice": {"of": "m", "levels": {
                "cao": {"share": "1"}, "vua": {"share": "1/2"}, "thap": {"share": "0"}}}}},
            {"share": "1/2", "rule": {"boolean": {"if": "k"}}},
        ]
    }
}  # fmt: skip
NT_1_1_3 = {
    "composite_sum": {
        "parts": [
            {"points": "3", "rule": {"count_capped": {"of": "e", "each": "1"}}},
            {"share": "1/4", "rule": {"ratio": {"of": "a", "to": "b"}}},
            {"share": "1/4", "rule": {"ratio": {"of": "c", "to": "d"}}},
        ]
    }
}
NT_1_2_2 = {
    "composite_sum": {
        "parts": [
            {"rule": {"count_capped": {"of": "a", "each": "0.5"}}},
            {"share": "1/2", "rule": {"count_capped": {"of": "b", "each": "0.2"}}},
        ]
    }
}
NT_1_3_1 = {
    "composite_sum": {
        "parts": [
            {"points": "3", "rule": {"boolean": {"if": "a"}}},
            {"rule": {"count_capped": {"of": "b", "each": "1"}}},
        ]
    }
}
NT_1_2_3 = {"either": {"parts": [{"boolean": {"if": "a"}}, {"count_capped": {"of": "b", "each": "0.2"}}]}}
NT_2_3_4 = {
    "either": {"parts": [{"boolean": {"if": "a"}}, {"count_capped": {"of": "b", "each": "0.5", "cap": "1"}}]}
}
YES_COUNT = {"a": "boolean", "b": "count"}
GATED = {"gated_ratio": {"if": "g", "of": "a", "to": "b"}}
GATE = {"g": "boolean", **AB}

CASES: list[tuple[str, dict[str, object], int, dict[str, str], dict[str, Value | None], str]] = [
    ("camau 1.6 có", {"boolean": {"if": "a"}}, 10, YES, {"a": True}, "10"),
    ("camau 1.6 không", {"boolean": {"if": "a"}}, 10, YES, {"a": False}, "0"),
    ("camau 1.6 không nhập", {"boolean": {"if": "a"}}, 10, YES, {}, "0"),
    ("camau 1.1", {"choice": {"of": "m", "levels": {"cao": {"share": "1"}, "vua": {"share": "1/2"},
                                                    "thap": {"share": "0"}}}},
     10, {"m": "choice"}, {"m": "vua"}, "5"),
    ("ninhthuan 1.1.1", {"choice": {"of": "m", "levels": {"cao": {"points": "2"}, "vua": {"points": "1.5"},
                                                          "thap": {"points": "1"}}}},
     2, {"m": "choice"}, {"m": "vua"}, "1.5"),
    ("camau 5.12.1 đúng 10%", STEPS_10, 5, PERCENT, {"a": F(10)}, "5"),
    ("camau 5.12.1 9,99%", STEPS_10, 5, PERCENT, {"a": F("9.99")}, "3.5"),
    ("camau 5.12.1 2,99%", STEPS_10, 5, PERCENT, {"a": F("2.99")}, "0"),
    ("camau 1.5 19 tin", NEWS, 10, {"tin": "count"}, {"tin": F(19)}, "5"),
    ("camau 1.5 0 tin", NEWS, 10, {"tin": "count"}, {"tin": F(0)}, "2.5"),
    ("camau 1.5 chưa nhập", NEWS, 10, {"tin": "count"}, {}, "0"),
    ("camau 6.1", IPV6, 10, {"a": "boolean", "b": "boolean"}, {"a": False, "b": True}, "2"),
    ("camau 6.3", IPV6_THREE, 10, {"a": "boolean", "b": "boolean", "c": "boolean"},
     {"a": False, "b": True, "c": True}, "8"),
    ("camau 6.17", IPV6, 10, {"a": "boolean", "b": "boolean"}, {"a": False, "b": False}, "0"),
    ("camau 1.3", RATIO, 10, AB, {"a": F(2), "b": F(3)}, "6.67"),
    ("camau 6.7", RATIO, 10, AB, {"a": F(7), "b": F(15)}, "4.67"),
    ("camau 5.6", RATIO, 10, AB, {"a": F(5), "b": F(12)}, "4.17"),
    ("camau 5.7", RATIO, 10, AB, {"a": F(2), "b": F(12)}, "1.67"),
    ("camau 7.7", {"ratio": {"of": "a"}}, 10, PERCENT, {"a": F("88.31")}, "8.83"),
    ("camau 8.8.2.3", RATIO, 2, AB, {"a": F(0), "b": F(0)}, "0"),
    ("camau 5.5, 0/0 là tốt", {"ratio": {"of": "a", "to": "b", "zero_denominator": "full"}}, 5, AB,
     {"a": F(0), "b": F(0)}, "5"),
    ("ninhthuan 3.1.1", {"ratio": {"of": "a", "to": "b", "above_one": "expected"}}, 1, AB,
     {"a": F(130), "b": F(100)}, "1"),
    ("ninhthuan 5.13.3", RATIO, 1, AB, {"a": F(900000), "b": F(600000)}, "1"),
    ("thiếu b", RATIO, 10, AB, {"a": F(3)}, "0"),
    ("camau 7.5", target("50%"), 10, AB, {"a": F(22), "b": F(100)}, "4.4"),
    ("camau 7.2", target("5%"), 20, AB, {"a": F(65), "b": F(4269)}, "6.09"),
    ("camau 7.3", target("10%"), 10, AB, {"a": F(52), "b": F(4269)}, "1.22"),
    ("camau 7.6", target("80%"), 10, AB, {"a": F(5), "b": F(4269)}, "0.01"),
    ("camau 4.12 đúng đích", target("80%"), 5, AB, {"a": F(80), "b": F(100)}, "5"),
    ("camau 4.12 100%", target("80%"), 5, AB, {"a": F(100), "b": F(100)}, "5"),
    ("camau 7.9 đúng 5%", target("5%"), 10, AB, {"a": F(5), "b": F(100)}, "10"),
    ("camau 7.1 a=0", target("5%"), 20, AB, {"a": F(0), "b": F(10)}, "0"),
    ("ninhthuan 7.2.4", target("3"), 3, AB, {"a": F(50), "b": F(20)}, "2.5"),
    ("ninhthuan 5.9 chung", {"ratio_target": {"of": ["b", "d"], "to": ["a", "c"], "target": "0.7"}}, 10,
     {**ABC, "d": "count"}, {"a": F(60), "b": F(40), "c": F(40), "d": F(23)}, "9"),
    ("camau 6.8 99,9%", {"threshold": {"of": "a", "to": "b", "at_least": "100%"}}, 10, AB,
     {"a": F(999), "b": F(1000)}, "0"),
    ("camau 6.8 đúng 100%", {"threshold": {"of": "a", "to": "b", "at_least": "100%"}}, 10, AB,
     {"a": F(1000), "b": F(1000)}, "10"),
    ("ninhthuan 5.12.2", {"threshold": {"of": "a", "at_least": "20%"}}, 1, PERCENT, {"a": F(20)}, "1"),
    ("camau 6.21 3", {"count_capped": {"of": "a", "each": "1"}}, 10, {"a": "count"}, {"a": F(3)}, "3"),
    ("camau 6.21 14", {"count_capped": {"of": "a", "each": "1"}}, 10, {"a": "count"}, {"a": F(14)}, "10"),
    ("ninhthuan 1.1.2", {"count_capped": {"of": "a", "each": "0.2"}}, 2, {"a": "count"}, {"a": F(7)}, "1.4"),
    ("camau 3.6", CAMAU_3_6, 20, {"c": "count", "d": "count"}, {"d": F(3), "c": F(0)}, "4.29"),
    ("camau 3.6 d=0", CAMAU_3_6, 20, {"c": "count", "d": "count"}, {"d": F(0), "c": F(0)}, "0"),
    ("camau 3.5", CAMAU_3_5, 30, {"m": "choice", "k": "boolean"}, {"m": "cao", "k": False}, "15"),
    ("ninhthuan 1.1.3", NT_1_1_3, 6, {**ABC, "d": "count", "e": "count"},
     {"e": F(5), "a": F(20), "b": F(40), "c": F(30), "d": F(100)}, "4.2"),
    ("ninhthuan 1.2.2", NT_1_2_2, 3, AB, {"a": F(4), "b": F(10)}, "3"),
    ("ninhthuan 1.3.1", NT_1_3_1, 4, YES_COUNT, {"a": True, "b": F(3)}, "4"),
    ("ninhthuan 1.2.3 phát biểu", NT_1_2_3, 3, YES_COUNT, {"a": False, "b": F(6)}, "1.2"),
    ("ninhthuan 1.2.3 văn bản", NT_1_2_3, 3, YES_COUNT, {"a": True, "b": F(0)}, "3"),
    ("ninhthuan 2.3.4", NT_2_3_4, 2, YES_COUNT, {"a": False, "b": F(3)}, "1"),
    ("ninhthuan 5.2.1", {"two_ratio_half_full": HALVES}, 2, ABC,
     {"a": F(1000), "b": F(400), "c": F(500)}, "1.4"),
    ("ninhthuan 5.2.1 trùng", {"two_ratio_half_full": HALVES}, 2, ABC,
     {"a": F(1000), "b": F(1000), "c": F(1000)}, "2"),
    ("ninhthuan 5.2.1 a=0", {"two_ratio_half_full": HALVES}, 2, ABC, {"a": F(0), "b": F(0), "c": F(0)}, "0"),
    ("ninhthuan 5.8 đạt", {"gated_two_ratio": {**HALVES, "at_least": "80%"}}, 10, ABC,
     {"a": F(100), "b": F(10), "c": F(80)}, "10"),
    ("ninhthuan 5.8 79", {"gated_two_ratio": {**HALVES, "at_least": "80%"}}, 10, ABC,
     {"a": F(100), "b": F(20), "c": F(79)}, "8.9"),
    ("ninhthuan 5.8 c=0", {"gated_two_ratio": {**HALVES, "at_least": "80%"}}, 10, ABC,
     {"a": F(100), "b": F(100), "c": F(0)}, "5"),
    ("ninhthuan 5.13.1", {"complete_else_ratio": {"of": "a", "to": {"const": "20"}}}, 1, {"a": "count"},
     {"a": F(18)}, "0.9"),
    ("ninhthuan 2.2.3 có", GATED, 2, GATE, {"g": True, "a": F(45), "b": F(100)}, "0.9"),
    ("ninhthuan 2.2.3 chưa", GATED, 2, GATE, {"g": False, "a": F(45), "b": F(100)}, "0"),
    ("càng thấp càng tốt", {"lower_is_better": {"of": "a", "best": "1%", "worst": "5%"}}, 10, PERCENT,
     {"a": F(2)}, "7.5"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "maximum", "kinds", "figures", "points"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_worked_example(
    spec: dict[str, object],
    maximum: int,
    kinds: dict[str, str],
    figures: dict[str, Value | None],
    points: str,
) -> None:
    computed = rule(spec, maximum, kinds).evaluate(figures).points
    assert round_half_up(computed, 2) == F(points)


@pytest.mark.parametrize(
    ("spec", "figures", "codes"),
    [
        (RATIO, {"a": F(5), "b": F(0)}, ["zero_denominator"]),
        (RATIO, {"a": F(5), "b": F(4)}, ["above_one"]),
        (RATIO, {"a": F(4), "b": F(4)}, []),
        ({"ratio": {"of": "a", "to": "b", "above_one": "expected"}}, {"a": F(5), "b": F(4)}, []),
        ({"ratio": {"of": "a", "to": "b", "zero_denominator": "full"}}, {"a": F(0), "b": F(0)},
         ["zero_denominator_full"]),
        ({"ratio": {"of": "a", "to": "b", "zero_denominator": "not_applicable"}}, {"a": F(0), "b": F(0)},
         ["zero_denominator_not_applicable"]),
        (target("80%"), {"a": F(5), "b": F(4)}, ["above_one"]),
        (target("3"), {"a": F(50), "b": F(4)}, []),
        ({"two_ratio_half_full": {"half": "a", "full": "a2", "to": "b"}},
         {"a": F(3), "a2": F(3), "b": F(4)}, ["overlap"]),
    ],
)  # fmt: skip
def test_warnings(spec: dict[str, object], figures: dict[str, Value | None], codes: list[str]) -> None:
    outcome = rule(spec, 10, {"a": "count", "a2": "count", "b": "count"}).evaluate(figures)
    assert [warning.code for warning in outcome.warnings] == codes
    assert all(warning.message.endswith(".") for warning in outcome.warnings)
