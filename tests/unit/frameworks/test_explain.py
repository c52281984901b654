"""What people read about a rule and about one computation."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from frameworks.explain import describe_rule, explain_line
from frameworks.model import Figures
from tests.unit.frameworks.building import declared, rule, small

FRAMEWORK = small()
RATIO = {"ratio": {"of": "a", "to": "b"}}
AB = {"a": "count", "b": "count", "c": "count", "k": "boolean", "p": "percent"}


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("1.1", "Có chuyên mục: có thì được 1 điểm, không thì 0 điểm"),
        ("1.2", "Tổng điểm các chỉ số con: a; điểm tối đa 3"),
        ("1.2.a", "Số hội thảo: mỗi cuộc được 0,1 điểm, tổng không quá 3 điểm"),
        ("1.3", "Mức cập nhật: Hằng tuần: 2 điểm; Hằng tháng: 0,5 điểm"),
        ("2.1", "Tỷ lệ = Số DVCTT mức độ 3 / Tổng số dịch vụ công; điểm = tỷ lệ × điểm tối đa (10)"),
        (
            "2.2",
            "Tỷ lệ = Chi cho CNTT / 70; đạt 50 % trở lên thì được điểm tối đa (3), "
            "thấp hơn thì điểm = tỷ lệ / 50 % × điểm tối đa",
        ),
        ("2.10", "Cho điểm trực tiếp từ 0 đến 1, có nêu lý do"),
    ],
)
def test_describe_rule(code: str, told: str) -> None:
    assert describe_rule(FRAMEWORK.nodes[code], FRAMEWORK) == told


@pytest.mark.parametrize(
    ("spec", "maximum", "figures", "told"),
    [
        (RATIO, 10, {"a": F(45), "b": F(60)}, "45/60 = 75 % → 75 % × 10 = 7,5 điểm"),
        (RATIO, 10, {"a": F(2), "b": F(3)}, "2/3 ≈ 66,67 % → 2/3 × 10 ≈ 6,67 điểm"),
        (RATIO, 3, {"a": F(2000), "b": F(3000)}, "2.000/3.000 ≈ 66,67 % → 2.000/3.000 × 3 = 2 điểm"),
        (RATIO, 10, {"a": F(70), "b": F(60)}, "70/60 ≈ 116,67 %, lấy 100 % → 100 % × 10 = 10 điểm"),
        (RATIO, 10, {"a": F(5), "b": F(0)}, "5/0: mẫu số bằng 0 → 0 điểm"),
        (RATIO, 10, {"b": F(0)}, "Chưa có số liệu: Số liệu a → 0 điểm"),
        ({"ratio": {"of": "p"}}, 10, {"p": F("88.31")}, "88,31 % → 88,31 % × 10 = 8,831 điểm"),
        (
            {"ratio": {"of": ["a", "b"], "to": {"const": "119"}}},
            10,
            {"a": F(50), "b": F(9)},
            "(50 + 9)/119 ≈ 49,58 % → (50 + 9)/119 × 10 ≈ 4,96 điểm",
        ),
        (
            {"ratio_target": {"of": "a", "to": "b", "target": "50%"}},
            10,
            {"a": F(22), "b": F(100)},
            "22/100 = 22 %, mức phải đạt 50 % → 22 % / 50 % × 10 = 4,4 điểm",
        ),
        (
            {"ratio_target": {"of": "a", "to": "b", "target": "3"}},
            3,
            {"a": F(50), "b": F(20)},
            "50/20 = 2,5, mức phải đạt 3 → 2,5 / 3 × 3 = 2,5 điểm",
        ),
        ({"count_capped": {"of": "a", "each": "0.2"}}, 2, {"a": F(7)}, "7 × 0,2 = 1,4 điểm"),
        (
            {"count_capped": {"of": "a", "each": "1"}},
            10,
            {"a": F(14)},
            "14 × 1 = 14, không quá 10 điểm → 10 điểm",
        ),
        (
            {"gated_ratio": {"if": "k", "of": "a", "to": "b"}},
            2,
            {"k": True, "a": F(45), "b": F(100)},
            "Số liệu k: Có; 45/100 = 45 % → 45 % × 2 = 0,9 điểm",
        ),
        ({"gated_ratio": {"if": "k", "of": "a", "to": "b"}}, 2, {"k": False}, "Số liệu k: Không → 0 điểm"),
        (
            {"two_ratio_half_full": {"half": "a", "full": "b", "to": "c"}},
            2,
            {"a": F(400), "b": F(500), "c": F(1000)},
            "(400 × 1/2 + 500)/1.000 = 70 % → 70 % × 2 = 1,4 điểm",
        ),
        (
            {"threshold": {"of": "a", "to": "b", "at_least": "1"}},
            10,
            {"a": F(9996), "b": F(10000)},
            "9.996/10.000 = 99,96 %, chưa đạt mức 100 % → 0 điểm",
        ),
        (
            {"lower_is_better": {"of": "a", "best": "1", "worst": "5"}},
            10,
            {"a": F(3)},
            "3 → (5 − 3) / (5 − 1) × 10 = 5 điểm",
        ),
        (
            {"either": {"parts": [{"boolean": {"if": "k"}}, {"count_capped": {"of": "a", "each": "0.2"}}]}},
            3,
            {"k": False, "a": F(6)},
            "(1) Không → 0 điểm; (2) 6 × 0,2 = 1,2 điểm; lấy mức cao nhất → 1,2 điểm",
        ),
    ],
)
def test_one_computation(spec: dict[str, object], maximum: int, figures: Figures, told: str) -> None:
    assert rule(spec, maximum, AB).explain(figures, declared(AB)) == told


@pytest.mark.parametrize(
    ("status", "override", "told"),
    [
        (None, None, "45/60 = 75 % → 75 % × 10 = 7,5 điểm"),
        ("na_claimed", None, "45/60 = 75 % → 75 % × 10 = 7,5 điểm"),
        ("no_data", None, "Đơn vị khai không có số liệu → 0 điểm"),
        (
            "na_accepted",
            None,
            "Không áp dụng, đã được chấp nhận: không tính điểm, bớt 10 điểm tối đa khi quy đổi",
        ),
        (None, F(5), "Điểm được xác định khi thẩm định (tính từ số liệu: 7,5 điểm) → 5 điểm"),
    ],
)
def test_a_line(status: str | None, override: F | None, told: str) -> None:
    figures: Figures = {"dvc_tong": F(60), "dvc_muc_3": F(45)}
    assert explain_line(FRAMEWORK.nodes["2.1"], FRAMEWORK, figures, status, override) == told


def test_full_points_for_what_does_not_apply() -> None:
    framework = replace(FRAMEWORK, not_applicable="full_points")
    told = explain_line(framework.nodes["2.1"], framework, {}, "na_accepted")
    assert told == "Không áp dụng, đã được chấp nhận: tính điểm tối đa → 10 điểm"
