"""Sheets: statuses, exclusion, overrides, many units at once, canonical text and recomputing."""

import json
from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frameworks.computation import Totals, sum_exactly
from frameworks.model import Figures, Value
from frameworks.sheet import (
    ScoringError,
    SheetError,
    Status,
    compute,
    compute_leaf,
    compute_totals,
    content_hash,
    from_canonical_sheet,
    missing_inputs,
    recompute,
    to_canonical,
)
from tests.unit.frameworks.building import small

FRAMEWORK = small()
FULL: Figures = {
    "co_chuyen_muc": True,
    "so_hoi_thao": F(4),
    "dvc_tong": F(60),
    "dvc_muc_3": F(45),
    "chi": F(7),
    "muc": "thang",
}
VALUES = {
    "boolean": st.booleans(),
    "choice": st.sampled_from(["tuan", "thang"]),
    "count": st.integers(0, 100).map(F),
    "money": st.fractions(min_value=0, max_value=100, max_denominator=100),
}
figures_strategy = st.fixed_dictionaries(
    {name: st.none() | VALUES[declared.type] for name, declared in FRAMEWORK.inputs.items()}
)
codes = st.sampled_from([leaf.code for leaf in FRAMEWORK.leaves])
statuses_strategy = st.dictionaries(codes, st.sampled_from(list(Status)))
overrides_strategy = st.dictionaries(codes, st.fractions(0, 1, max_denominator=9))


def test_points_statuses_and_totals() -> None:
    sheet = compute(FRAMEWORK, FULL)
    points = {code: line.points for code, line in sheet.lines.items()}
    assert points == {
        "1.1": 1,
        "1.2.a": F("0.4"),
        "1.3": F("0.5"),
        "2.1": F("7.5"),
        "2.2": F("0.6"),
        "2.10": 0,
    }
    assert sheet.total == sheet.rescaled_total == 10
    assert sheet.counted_maximum == 20
    assert sheet.lines["2.10"].status is Status.BLANK
    assert sheet.filled == 5
    assert sheet.node_points("1") == F("1.9") and sheet.node_points("2.1") == F("7.5")
    assert sheet.main_points() == {"1": F("1.9"), "2": F("8.1")}


def test_a_blank_is_not_a_zero() -> None:
    assert compute_leaf(FRAMEWORK, "1.2.a", {}).status is Status.BLANK
    assert compute_leaf(FRAMEWORK, "1.2.a", {"so_hoi_thao": F(0)}).status is Status.FILLED
    assert compute_leaf(FRAMEWORK, "1.1", {"co_chuyen_muc": None}).status is Status.BLANK
    assert missing_inputs(FRAMEWORK, "2.1", {"dvc_tong": F(3)}) == ("dvc_muc_3",)


def test_no_data_gives_nothing_whatever_the_figures() -> None:
    line = compute_leaf(FRAMEWORK, "2.1", FULL, "no_data")
    assert (line.points, line.status, line.excluded) == (0, Status.NO_DATA, False)


@pytest.mark.parametrize("status", [Status.NA_CLAIMED, Status.NA_REFUSED])
def test_a_claim_not_accepted_counts_its_figures(status: Status) -> None:
    assert compute_leaf(FRAMEWORK, "2.1", FULL, status).points == F("7.5")
    assert compute_leaf(FRAMEWORK, "2.1", {}, status).points == 0


def test_not_applicable_is_excluded_and_rescaled() -> None:
    sheet = compute(FRAMEWORK, FULL, {"2.1": "na_accepted"})
    assert sheet.lines["2.1"].excluded and sheet.lines["2.1"].points == 0
    assert (sheet.total, sheet.counted_maximum, sheet.rescaled_total) == (F("2.5"), 10, 5)
    assert sheet.node_maximum("2") == 4
    everything = dict.fromkeys((leaf.code for leaf in FRAMEWORK.leaves), Status.NA_ACCEPTED)
    assert compute(FRAMEWORK, FULL, everything).rescaled_total == 0


def test_not_applicable_may_give_full_points() -> None:
    framework = replace(FRAMEWORK, not_applicable="full_points")
    sheet = compute(framework, FULL, {"2.1": "na_accepted"})
    assert sheet.lines["2.1"].points == 10 and not sheet.lines["2.1"].excluded
    assert sheet.total == sheet.rescaled_total == F("12.5")


def test_appraised_points_take_the_place_of_computed_ones() -> None:
    sheet = compute(FRAMEWORK, FULL, {"1.1": "no_data"}, {"1.1": F(1, 3), "2.1": F(5), "2.10": F(1)})
    assert (sheet.lines["2.1"].points, sheet.lines["2.1"].computed) == (5, F("7.5"))
    assert (sheet.lines["1.1"].points, sheet.lines["1.1"].status) == (F(1, 3), Status.NO_DATA)
    assert sheet.lines["2.10"].status is Status.FILLED
    excluded = compute(FRAMEWORK, FULL, {"2.1": "na_accepted"}, {"2.1": F(5)}).lines["2.1"]
    assert (excluded.points, excluded.excluded) == (0, True)


@pytest.mark.parametrize(
    ("statuses", "overrides"),
    [
        ({"2": "no_data"}, {}),
        ({"9": "no_data"}, {}),
        ({"1.1": "lost"}, {}),
        ({}, {"1.1": F(2)}),
        ({}, {"1.1": F(-1)}),
        ({}, {"1": F(1)}),
    ],
)
def test_what_cannot_be_is_refused(statuses: dict[str, str], overrides: dict[str, F]) -> None:
    with pytest.raises(ScoringError):
        compute(FRAMEWORK, FULL, statuses, overrides)


def test_zero_denominator_may_mean_not_applicable() -> None:
    from frameworks.loader import parse_framework
    from tests.unit.frameworks.building import SMALL

    text = SMALL.replace("to: dvc_tong}", "to: dvc_tong, zero_denominator: not_applicable}")
    framework = parse_framework(text)
    figures = {**FULL, "dvc_tong": F(0), "dvc_muc_3": F(0)}
    sheet = compute(framework, figures)
    assert sheet.lines["2.1"].excluded and sheet.rescaled_total == 5
    assert compute_totals(framework, {1: figures})[1] == Totals(F("2.5"), F(10), F(5))
    full = replace(framework, not_applicable="full_points")
    assert compute(full, figures).total == compute_totals(full, {1: figures})[1].total == F("12.5")


@settings(max_examples=150)
@given(st.lists(st.tuples(figures_strategy, statuses_strategy, overrides_strategy), max_size=4))
def test_many_units_give_the_same_totals(
    units: list[tuple[dict[str, Value | None], dict[str, Status], dict[str, F]]],
) -> None:
    totals = compute_totals(
        FRAMEWORK,
        {number: unit[0] for number, unit in enumerate(units)},
        {number: unit[1] for number, unit in enumerate(units)},
        {number: unit[2] for number, unit in enumerate(units)},
    )
    for number, unit in enumerate(units):
        sheet = compute(FRAMEWORK, *unit)
        assert totals[number] == (sheet.total, sheet.counted_maximum, sheet.rescaled_total)
        assert sheet.total == sum(line.points for line in sheet.lines.values())
        assert sheet.total == sum(sheet.main_points().values())
        assert 0 <= sheet.total <= sheet.counted_maximum
        assert 0 <= sheet.rescaled_total <= FRAMEWORK.maximum


@given(st.lists(st.fractions(), max_size=20), st.integers(1, 6))
def test_sums_are_exact_also_of_unreduced_pairs(parts: list[F], factor: int) -> None:
    assert sum_exactly((part.numerator * factor, part.denominator * factor) for part in parts) == sum(parts)


# ---------------------------------------------------------------- canonical text

META = {
    "unit": "Sở Thông tin và Truyền thông",
    "round": 3,
    "stage": "self",
    "test": False,
    "note": None,
    "x": ["a"],
}


def stored(statuses: dict[str, str] | None = None, overrides: dict[str, F] | None = None) -> str:
    return to_canonical(compute(FRAMEWORK, FULL, statuses, overrides), FRAMEWORK, FULL, META)


def test_canonical_text() -> None:
    text = stored(overrides={"2.1": F(20, 3)})
    data = json.loads(text)
    assert text == json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert data["framework"] == {"id": "thu/nho", "version": 2, "hash": FRAMEWORK.hash}
    assert data["rules_version"] == "1"
    assert data["figures"]["so_hoi_thao"] == "4" and data["figures"]["co_chuyen_muc"] == "true"
    assert data["lines"]["2.1"] == {
        "points": "20/3",
        "computed": "7.5",
        "override": "20/3",
        "maximum": "10",
        "excluded": False,
        "status": "filled",
        "warnings": [],
    }
    assert data["nodes"]["1"] == "1.9"
    assert data["total"] == "55/6"
    assert "Sở Thông tin" in text
    assert len(content_hash(text)) == 64
    assert stored(overrides={"2.1": F(20, 3)}) == text


def test_canonical_text_takes_only_plain_data() -> None:
    sheet = compute(FRAMEWORK, FULL)
    with pytest.raises(TypeError):
        to_canonical(sheet, FRAMEWORK, FULL, {"weight": 0.5})
    with pytest.raises(ScoringError):
        to_canonical(sheet, FRAMEWORK, {**FULL, "la": F(1)}, {})


@settings(max_examples=80)
@given(figures_strategy, statuses_strategy, overrides_strategy)
def test_a_stored_sheet_comes_out_the_same(
    figures: dict[str, Value | None], statuses: dict[str, Status], overrides: dict[str, F]
) -> None:
    sheet = compute(FRAMEWORK, figures, statuses, overrides)
    text = to_canonical(sheet, FRAMEWORK, figures, META)
    again = recompute(text, FRAMEWORK)
    assert again.equal and again.difference is None
    assert again.sheet is not None and again.sheet.lines == sheet.lines
    read = from_canonical_sheet(text)
    assert (read.total, read.counted_maximum, read.rescaled_total) == (
        sheet.total,
        sheet.counted_maximum,
        sheet.rescaled_total,
    )
    assert read.statuses == {code: line.status for code, line in sheet.lines.items()}
    assert read.overrides == overrides
    assert read.meta == META


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('"points":"7.5"', '"points":"8"', "Chỉ số 2.1, điểm: bảng lưu ghi 8, tính lại được 7.5."),
        ('"total":"10"', '"total":"11"', "Tổng điểm: bảng lưu ghi 11, tính lại được 10."),
        (
            '"so_hoi_thao":"4"',
            '"so_hoi_thao":"5"',
            "Chỉ số 1.2.a, điểm: bảng lưu ghi 0.4, tính lại được 0.5.",
        ),
        (
            '"so_hoi_thao":"4"',
            '"so_hoi_thao":"04"',
            "Bảng điểm có số liệu “so_hoi_thao” không thuộc bộ chỉ số",
        ),
        ('"so_hoi_thao":"4"', '"so_hoi":"4"', "Bảng điểm có số liệu “so_hoi” không thuộc bộ chỉ số"),
        ('"rules_version":"1"', '"rules_version":"0"', "Phiên bản quy tắc tính điểm: bảng lưu ghi 0"),
        ('"version":2', '"version":1', "Phiên bản bộ chỉ số: bảng lưu ghi 1, tính lại được 2."),
        ('"id":"thu/nho"', '"id":"thu/lon"', "Mã bộ chỉ số: bảng lưu ghi thu/lon"),
        ('{"1":"1.9"', '{"1":"2"', "Tổng điểm chỉ số 1: bảng lưu ghi 2, tính lại được 1.9."),
        ('"status":"filled"', '"status":"lost"', "Trạng thái “lost”"),
        ('{"1":"1.9",', '{ "1":"1.9",', "Các số bằng nhau nhưng văn bản không ở dạng chuẩn."),
    ],
)
def test_the_first_difference_is_named(before: str, after: str, told: str) -> None:
    text = stored()
    assert before in text
    answer = recompute(text.replace(before, after, 1), FRAMEWORK)
    assert not answer.equal
    assert answer.difference is not None and answer.difference.startswith(told), answer.difference


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "{",
        '{"framework":{}}',
        stored().replace('"4"', "4.5"),
        stored().replace('"total":"10"', '"total":10'),
    ],
)
def test_a_text_that_is_no_sheet(text: str) -> None:
    with pytest.raises(SheetError):
        from_canonical_sheet(text)
