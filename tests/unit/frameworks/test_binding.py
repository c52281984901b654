"""A framework bound to its group: what is kept of the group, and sheets that compute without it."""

# ruff: noqa: E501  (one change, one line: the tables are read across)

import json
from collections.abc import Mapping
from fractions import Fraction as F
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frameworks.binding import Binding, BindingError, bind
from frameworks.cohort import Assessed, Member, assess
from frameworks.explain import explain_line
from frameworks.model import Framework
from frameworks.sheet import (
    Grant,
    ScoringError,
    SheetError,
    compute,
    from_canonical_sheet,
    recompute,
    to_canonical,
    with_grants,
)
from tests.unit.frameworks.building import small
from tests.unit.frameworks.grouping import figures, group

FRAMEWORK = group()
UNITS = {
    "a": Member(figures(tin=F(0), chi=F(25), su_co=F(1), ho_so=F(20))),
    "b": Member(figures(tin=F(6), chi=F(75), su_co=F(2), thuong=F(2)), overrides={"1.4": F(17, 2)}),
    "c": Member(figures(tin=F(7), su_co=F(6), ten="Sở Y tế"), statuses={"1.2": "na_accepted"}),
    "x": Member(figures(truc_thuoc=F(0), co_dvctt=False, tin=F(2), cong=False, phat=F(1))),
}


def assessed(*withdrawn: str) -> Assessed[str]:
    return assess(FRAMEWORK, UNITS, withdrawn)


def stored(unit: str, *withdrawn: str) -> str:
    """The canonical text of a unit's sheet."""
    found = assessed(*withdrawn)
    return to_canonical(found.sheets[unit], found.framework, UNITS[unit].figures, {"unit": unit})


# ---------------------------------------------------------------- plain data

scales = st.dictionaries(
    st.sampled_from(["1.1", "1.2", "2.1"]),
    st.lists(st.dictionaries(st.sampled_from(["lowest", "highest"]), st.fractions()), max_size=2).map(tuple),
)


@given(scales, st.frozensets(st.sampled_from(["1.1", "2.2"])))
def test_a_binding_comes_back_from_its_data(found: dict[str, Any], withdrawn: frozenset[str]) -> None:
    binding = Binding(found, withdrawn)
    data = json.loads(json.dumps(binding.as_data()))
    assert data == binding.as_data()
    assert Binding.from_data(data) == binding


def test_the_data_are_exact_and_in_order() -> None:
    binding = Binding(
        {"2.1": ({"mean": F(1, 3), "deviation": F("0.5")},), "1.1": ({},)}, frozenset({"b", "a"})
    )
    assert json.dumps(binding.as_data()) == (
        '{"scales": {"1.1": [{}], "2.1": [{"mean": "1/3", "deviation": "0.5"}]}, "withdrawn": ["a", "b"]}'
    )


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"scales": {}},
        {"withdrawn": []},
        {"scales": [], "withdrawn": []},
        {"scales": {"1.1": None}, "withdrawn": []},
        {"scales": {"1.1": ["a"]}, "withdrawn": []},
        {"scales": {"1.1": [{"lowest": 1}]}, "withdrawn": []},
        {"scales": {"1.1": [{"lowest": "1.0"}]}, "withdrawn": []},
        {"scales": {"1.1": [{"lowest": "x"}]}, "withdrawn": []},
        {"scales": {"1.1": [{"lowest": ["1"]}]}, "withdrawn": []},
        {"scales": {}, "withdrawn": None},
    ],
)
def test_data_that_are_no_binding(data: Mapping[str, Any]) -> None:
    with pytest.raises(BindingError):
        Binding.from_data(data)


GOOD = {"lowest": F(0), "highest": F(9)}


@pytest.mark.parametrize(
    ("found", "withdrawn", "code"),
    [
        ({}, {"9"}, "9"),
        ({}, {"1"}, "1"),
        ({"9": (GOOD,)}, (), "9"),
        ({"1.3": (GOOD,)}, (), "1.3"),
        ({"1.3": ()}, (), "1.3"),
        ({"1.1": ()}, (), "1.1"),
        ({"1.1": (GOOD, GOOD)}, (), "1.1"),
        ({"1.1": ({"lowest": F(0)},)}, (), "1.1"),
        ({"1.1": ({"mean": F(0), "deviation": F(1)},)}, (), "1.1"),
        ({"1.1": ({**GOOD, "mean": F(1)},)}, (), "1.1"),
    ],
)
def test_a_binding_that_does_not_fit(found: dict[str, Any], withdrawn: set[str], code: str) -> None:
    with pytest.raises(BindingError, match=code):
        bind(FRAMEWORK, Binding(found, frozenset(withdrawn)))


# ---------------------------------------------------------------- one object, one group


def test_the_same_binding_gives_the_same_framework() -> None:
    one, other = Binding({"1.1": (GOOD,)}), Binding({"1.1": (dict(reversed(GOOD.items())),)})
    assert bind(FRAMEWORK, one) is bind(FRAMEWORK, other)
    assert bind(FRAMEWORK, one) is not bind(FRAMEWORK, Binding({}))
    assert bind(group(), one) is not bind(FRAMEWORK, one)


def test_a_bound_framework_is_the_same_framework() -> None:
    bound = bind(FRAMEWORK, Binding({"1.1": (GOOD,)}, frozenset({"1.3"})))
    assert (bound.id, bound.version, bound.hash) == (FRAMEWORK.id, FRAMEWORK.version, FRAMEWORK.hash)
    assert list(bound.nodes) == list(FRAMEWORK.nodes)
    assert FRAMEWORK.binding is None and bound.binding is not None
    assert bind(bound, Binding({"1.1": (GOOD,)}, frozenset({"1.3"}))) is bound
    assert bind(bound, Binding({})).maximum == FRAMEWORK.maximum


def test_a_sheet_is_computed_and_explained_without_the_others() -> None:
    found = assessed()
    alone = compute(found.framework, UNITS["b"].figures, {}, UNITS["b"].overrides)
    assert alone.lines == found.sheets["b"].lines
    told = explain_line(found.framework.leaf("1.1"), found.framework, UNITS["b"].figures)
    assert told == "6; nhóm: thấp nhất 0, cao nhất 7 → (6 − 0) / (7 − 0) × 20 ≈ 17,14 điểm"


# ---------------------------------------------------------------- stored sheets


@pytest.mark.parametrize("withdrawn", [(), ("1.1",), ("1.3", "2.2", "T.1")])
@pytest.mark.parametrize("unit", UNITS)
def test_a_stored_sheet_comes_out_the_same_without_its_group(unit: str, withdrawn: tuple[str, ...]) -> None:
    text = stored(unit, *withdrawn)
    again = recompute(text, group())
    assert again.equal, again.difference
    assert again.sheet is not None
    assert again.sheet.lines == assessed(*withdrawn).sheets[unit].lines
    read = from_canonical_sheet(text)
    assert read.binding == assessed(*withdrawn).framework.binding
    assert read.grants == assessed(*withdrawn).grants.get(unit, {})


def test_the_text_says_what_is_known_of_the_group() -> None:
    data = json.loads(stored("x", "1.3"))
    assert data["cohort"]["withdrawn"] == ["1.3"]
    assert data["cohort"]["scales"]["1.1"] == [{"highest": "7", "lowest": "0"}]
    assert data["cohort"]["grants"]["1.4"] == {"points": "8.5", "rule": "khong_truc_thuoc"}
    assert data["lines"]["1.3"]["special"] == "withdrawn"
    assert data["lines"]["1.4"]["special"] == "khong_truc_thuoc"
    assert "special" not in data["lines"]["1.1"]
    assert data["maximum"] == "90"


def test_a_sheet_without_a_group_says_nothing_of_one() -> None:
    given = {"so_hoi_thao": F(4)}
    text = to_canonical(compute(small(), given), small(), given, {})
    assert "cohort" not in json.loads(text)


def tampered(text: str, *path: str, value: Any) -> str:
    """The text with one value replaced (None: taken out), still in canonical form."""
    data = json.loads(text)
    place = data
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


TAMPERING = [
    (("cohort", "scales", "1.1"), [{"lowest": "0", "highest": "8"}], "Chỉ số 1.1, điểm: "),
    (("cohort", "scales", "1.1"), None, "Chỉ số 1.1, điểm: "),
    (("cohort", "scales", "1.1"), [{"lowest": "0"}], "Thang so sánh của chỉ số 1.1 không khớp"),
    (("cohort", "scales", "1.1"), [], "Thang so sánh của chỉ số 1.1 không khớp"),
    (("cohort", "scales", "1.3"), [{"lowest": "0", "highest": "8"}], "Thang so sánh của chỉ số 1.3"),
    (("cohort", "scales", "9"), [{"lowest": "0", "highest": "8"}], "Chỉ số 9 không phải"),
    (("cohort", "withdrawn"), [], "Điểm theo quy định riêng của chỉ số 2.1 không khớp"),
    (("cohort", "withdrawn"), ["1.1", "2.1"], "Chỉ số 1.1, điểm: "),
    (("cohort", "withdrawn"), ["2"], "Chỉ số 2 không phải"),
    (("cohort", "grants", "1.4", "points"), "9", "Chỉ số 1.4, điểm: bảng lưu ghi 8.5, tính lại được 9."),
    (("cohort", "grants", "1.4", "points"), "10.5", "Điểm của chỉ số 1.4 phải từ 0 đến 10."),
    (("cohort", "grants", "1.4", "rule"), "dac_thu", "Điểm theo quy định riêng của chỉ số 1.4 không khớp"),
    (("cohort", "grants", "1.4"), None, "Điểm theo quy định riêng của chỉ số 1.4 không khớp"),
    (("cohort", "grants", "1.1"), {"rule": "dac_thu", "points": "3"}, "Điểm theo quy định riêng của chỉ số 1.1"),
    (("cohort", "grants", "2.1"), {"rule": "khong_dvctt", "points": "3"}, "Điểm theo quy định riêng của chỉ số 2.1"),
    (("cohort", "grants", "9"), {"rule": "dac_thu", "points": "3"}, "Chỉ số 9 không phải"),
    (("cohort",), None, "Chỉ số 1.1, điểm: "),
    (("lines", "1.4", "special"), "dac_thu", "Chỉ số 1.4, quy định riêng: bảng lưu ghi dac_thu"),
    (("lines", "1.4", "special"), None, "Chỉ số 1.4, quy định riêng: bảng lưu ghi (không có)"),
    (("lines", "1.1", "special"), "withdrawn", "Chỉ số 1.1, quy định riêng: bảng lưu ghi withdrawn"),
    (("figures", "truc_thuoc"), "3", "Điểm theo quy định riêng của chỉ số 1.3 không khớp"),
    (("maximum",), "100", "điểm tối đa: bảng lưu ghi 100, tính lại được 90."),
    (("nodes", "2"), "40", "Tổng điểm chỉ số 2: bảng lưu ghi 40"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "told"), TAMPERING)
def test_what_was_changed_is_named(path: tuple[str, ...], value: Any, told: str) -> None:
    text = stored("x", "2.1")
    assert recompute(text, FRAMEWORK).equal
    answer = recompute(tampered(text, *path, value=value), FRAMEWORK)
    assert not answer.equal
    assert answer.difference is not None and answer.difference.startswith(told), answer.difference


@pytest.mark.parametrize(
    ("path", "value", "part"),
    [
        (("cohort",), [], "cohort"),
        (("cohort", "scales"), [], "cohort"),
        (("cohort", "withdrawn"), None, "cohort"),
        (("cohort", "grants"), None, "grants"),
        (("cohort", "grants", "1.4"), [], "1.4"),
        (("cohort", "grants", "1.4", "points"), None, "points"),
        (("cohort", "grants", "1.4", "points"), "8.50", "points"),
    ],
)
def test_a_text_whose_group_cannot_be_read(path: tuple[str, ...], value: Any, part: str) -> None:
    with pytest.raises(SheetError, match=f"“{part}”"):
        recompute(tampered(stored("x", "2.1"), *path, value=value), FRAMEWORK)


@pytest.mark.parametrize(
    ("withdrawn", "code", "grant"),
    [
        ((), "1.4", Grant("khong_dvctt", F(1))),
        ((), "1.4", Grant("la", F(1))),
        ((), "1.4", Grant("khong_truc_thuoc", F(11))),
        ((), "1", Grant("khong_truc_thuoc", F(1))),
        (("1.4",), "1.4", Grant("khong_truc_thuoc", F(1))),
    ],
)
def test_points_no_special_rule_can_give(withdrawn: tuple[str, ...], code: str, grant: Grant) -> None:
    framework: Framework = assessed(*withdrawn).framework
    with pytest.raises(ScoringError):
        with_grants(compute(framework, UNITS["x"].figures), {code: grant})
