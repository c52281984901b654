"""Checking figures, alone and against each other."""

from fractions import Fraction as F

from frameworks.loader import parse_framework
from frameworks.validation import check_figures, related_inputs
from tests.unit.frameworks.building import SMALL, small

FRAMEWORK = small()


def test_good_and_missing_figures_have_no_fault() -> None:
    assert check_figures(FRAMEWORK, {}) == []
    assert check_figures(FRAMEWORK, {"dvc_tong": F(60), "dvc_muc_3": F(60), "muc": "tuan"}) == []


def test_at_most_names_both_fields() -> None:
    (fault,) = check_figures(FRAMEWORK, {"dvc_tong": F(60), "dvc_muc_3": F(1070)})
    assert (fault.input, fault.other, fault.code) == ("dvc_muc_3", "dvc_tong", "at_most")
    assert fault.message == "“Số DVCTT mức độ 3” (1.070) không được lớn hơn “Tổng số dịch vụ công” (60)."


def test_types_and_ranges() -> None:
    figures = {"so_hoi_thao": F(-1), "dvc_tong": F("1.5"), "muc": "nam", "chi": True}
    faults = {fault.input: fault.code for fault in check_figures(FRAMEWORK, figures)}
    assert faults == {"so_hoi_thao": "minimum", "dvc_tong": "whole", "muc": "choice", "chi": "type"}


def test_only_the_faults_of_some_fields() -> None:
    figures = {"dvc_tong": F(60), "dvc_muc_3": F(70), "so_hoi_thao": F(-1)}
    assert len(check_figures(FRAMEWORK, figures)) == 2
    assert [fault.input for fault in check_figures(FRAMEWORK, figures, ["dvc_tong"])] == ["dvc_muc_3"]
    assert check_figures(FRAMEWORK, figures, ["chi"]) == []


def test_half_and_full_may_not_exceed_the_total() -> None:
    text = SMALL.replace(
        "{ratio: {of: dvc_muc_3, to: dvc_tong}}",
        "{two_ratio_half_full: {half: dvc_muc_3, full: so_hoi_thao, to: dvc_tong}}",
    )
    framework = parse_framework(text.split("cases:")[0])
    figures = {"dvc_tong": F(10), "dvc_muc_3": F(6), "so_hoi_thao": F(5)}
    faults = check_figures(framework, figures)
    assert [(fault.input, fault.other, fault.code) for fault in faults] == [
        ("so_hoi_thao", "dvc_tong", "sum_at_most"),
        ("dvc_muc_3", "dvc_tong", "sum_at_most"),
    ]
    assert "(11) không được lớn hơn “Tổng số dịch vụ công” (10)" in faults[0].message


def test_related_inputs() -> None:
    assert related_inputs(FRAMEWORK, "dvc_tong") == {"dvc_tong", "dvc_muc_3"}
    assert related_inputs(FRAMEWORK, "chi") == {"chi"}
