"""What holds for every rule, whatever the figures."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frameworks.model import Value
from frameworks.numbers import round_half_up
from frameworks.rules import RULES
from frameworks.rules.base import NOT_APPLICABLE
from frameworks.rules.compared import COMPARED
from tests.unit.frameworks.building import CHOICES, declared, rule

ABC = {"a": "count", "b": "count", "c": "count"}
RATIO = {"ratio": {"of": "a", "to": "b"}}


@dataclass(frozen=True)
class Sample:
    """A rule with inputs; which of them points rise or fall with; whether points scale with the maximum."""

    name: str
    spec: Mapping[str, object]
    kinds: Mapping[str, str]
    rising: tuple[str, ...] = ()
    falling: tuple[str, ...] = ()
    scales: bool = True
    maximum: F = field(default=F(10))


SAMPLES = [
    Sample("boolean", {"boolean": {"if": "k"}}, {"k": "boolean"}, rising=("k",)),
    Sample(
        "choice",
        {
            "choice": {
                "of": "m",
                "levels": {"cao": {"share": "1"}, "vua": {"share": "1/3"}, "thap": {"share": "0"}},
            }
        },
        {"m": "choice"},
    ),
    Sample(
        "checklist",
        {"checklist": {"parts": [{"if": "k", "share": "1/3"}, {"if": "l", "share": "2/3"}]}},
        {"k": "boolean", "l": "boolean"},
        rising=("k", "l"),
    ),
    Sample(
        "tiers",
        {
            "tiers": {
                "of": "a",
                "to": "b",
                "steps": [{"from": "20%", "share": "1/3"}, {"from": "1/2", "share": "1"}],
            }
        },
        ABC,
        rising=("a",),
    ),
    Sample("ratio", RATIO, ABC, rising=("a",)),
    Sample(
        "ratio of sums", {"ratio": {"of": ["a", "c"], "to": ["b", {"const": "7"}]}}, ABC, rising=("a", "c")
    ),
    Sample("ratio of a percent", {"ratio": {"of": "p"}}, {"p": "percent"}, rising=("p",)),
    Sample("ratio full", {"ratio": {"of": "a", "to": "b", "zero_denominator": "full"}}, ABC, rising=("a",)),
    Sample(
        "ratio not applicable",
        {"ratio": {"of": "a", "to": "b", "zero_denominator": "not_applicable"}},
        ABC,
        rising=("a",),
    ),
    Sample("ratio_target", {"ratio_target": {"of": "a", "to": "b", "target": "70%"}}, ABC, rising=("a",)),
    Sample("average target", {"ratio_target": {"of": "a", "to": "b", "target": "3"}}, ABC, rising=("a",)),
    Sample("threshold", {"threshold": {"of": "a", "to": "b", "at_least": "1"}}, ABC, rising=("a",)),
    Sample("count_capped", {"count_capped": {"of": "a", "each": "0.3"}}, ABC, rising=("a",), scales=False),
    Sample(
        "gated_ratio",
        {"gated_ratio": {"if": "k", "of": "a", "to": "b"}},
        {"k": "boolean", **ABC},
        rising=("k", "a"),
    ),
    Sample(
        "two_ratio_half_full",
        {"two_ratio_half_full": {"half": "a", "full": "c", "to": "b"}},
        ABC,
        rising=("a", "c"),
    ),
    Sample(
        "gated_two_ratio",
        {"gated_two_ratio": {"half": "a", "full": "c", "to": "b", "at_least": "80%"}},
        ABC,
        rising=("a", "c"),
    ),
    Sample("complete_else_ratio", {"complete_else_ratio": {"of": "a", "to": "b"}}, ABC, rising=("a",)),
    Sample(
        "composite_sum",
        {
            "composite_sum": {
                "parts": [
                    {"share": "1/2", "rule": {"boolean": {"if": "k"}}},
                    {"share": "1/3", "rule": RATIO},
                    {"share": "1/3", "rule": {"threshold": {"of": "c", "at_least": "5"}}},
                ]
            }
        },
        {"k": "boolean", **ABC},
        rising=("k", "a", "c"),
    ),
    Sample(
        "either",
        {
            "either": {
                "parts": [{"boolean": {"if": "k"}}, RATIO, {"count_capped": {"of": "c", "each": "1/7"}}]
            }
        },
        {"k": "boolean", **ABC},
        rising=("k", "a", "c"),
        scales=False,
    ),
    Sample(
        "lower_is_better",
        {"lower_is_better": {"of": "a", "to": "b", "best": "10%", "worst": "90%"}},
        ABC,
        falling=("a",),
    ),
    Sample("lower alone", {"lower_is_better": {"of": "a", "best": "3", "worst": "10"}}, ABC, falling=("a",)),
    Sample("manual", {"manual": {}}, {}),
    Sample("imported", {"imported": {"of": "p"}}, {"p": "percent"}, rising=("p",)),
    Sample(
        "gated",
        {
            "gated": {
                "if": "k",
                "rule": {
                    "tiers": {
                        "of": "a",
                        "steps": [{"from": "0", "share": "1/4"}, {"from": "10", "share": "1"}],
                    }
                },
            }
        },
        {"k": "boolean", **ABC},
        rising=("k", "a"),
    ),
]
each_rule = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
maxima = st.fractions(min_value=F(1, 4), max_value=200, max_denominator=8)
sizes = st.one_of(st.integers(0, 12), st.integers(0, 100000)).map(F)
VALUES = {
    "count": sizes,
    "percent": st.fractions(min_value=0, max_value=100, max_denominator=1000),
    "boolean": st.booleans(),
    "choice": st.sampled_from(sorted(CHOICES)),
}


def figures_of(sample: Sample, full: bool = False) -> st.SearchStrategy[dict[str, Value | None]]:
    """Figures for the sample's inputs, some of them missing unless ``full``."""
    return st.fixed_dictionaries(
        {
            name: VALUES[kind] if full else st.one_of(st.none(), VALUES[kind])
            for name, kind in sample.kinds.items()
        }
    )


def test_every_rule_has_a_sample() -> None:
    """The rules that compare units have properties of their own (test_compared)."""
    assert {next(iter(sample.spec)) for sample in SAMPLES} | COMPARED == set(RULES)


@each_rule
@settings(max_examples=40)
@given(st.data())
def test_points_are_within_zero_and_the_maximum(sample: Sample, data: st.DataObject) -> None:
    maximum = data.draw(maxima)
    built = rule(sample.spec, maximum, sample.kinds)
    outcome = built.evaluate(data.draw(figures_of(sample)))
    assert outcome.denominator > 0
    assert 0 <= outcome.points <= maximum


@each_rule
@settings(max_examples=40)
@given(st.data())
def test_points_move_in_the_right_direction(sample: Sample, data: st.DataObject) -> None:
    built = rule(sample.spec, sample.maximum, sample.kinds)
    figures = data.draw(figures_of(sample, full=True))
    before = built.evaluate(figures).points
    for name in sample.rising + sample.falling:
        value = figures[name]
        assert isinstance(value, (bool, F))
        more = True if isinstance(value, bool) else value + data.draw(sizes)
        after = built.evaluate({**figures, name: more}).points
        assert after >= before if name in sample.rising else after <= before


@each_rule
@settings(max_examples=25)
@given(st.data())
def test_points_scale_with_the_maximum(sample: Sample, data: st.DataObject) -> None:
    if not sample.scales:
        return
    factor, figures = data.draw(maxima), data.draw(figures_of(sample))
    points = rule(sample.spec, sample.maximum, sample.kinds).evaluate(figures).points
    scaled = rule(sample.spec, sample.maximum * factor, sample.kinds).evaluate(figures).points
    assert scaled == points * factor


@each_rule
@settings(max_examples=40)
@given(st.data())
def test_the_explanation_ends_in_the_points(sample: Sample, data: st.DataObject) -> None:
    maximum = data.draw(maxima)
    built = rule(sample.spec, maximum, sample.kinds)
    figures = data.draw(figures_of(sample))
    told = built.explain(figures, declared(sample.kinds))
    outcome = built.evaluate(figures)
    if NOT_APPLICABLE in outcome.warnings:
        assert told.endswith("→ không áp dụng")
        return
    assert_ends_in(told, outcome.points)


def assert_ends_in(told: str, points: F) -> None:
    """The last number of the sentence is the points: exactly after "=", rounded after "≈"."""
    found = re.search(r"(=|≈|→) (-?[0-9.]+(?:,[0-9]+)?) điểm$", told)
    assert found, told
    shown = F(found[2].replace(".", "").replace(",", "."))
    assert shown == (round_half_up(points, 2) if found[1] == "≈" else points), told


@each_rule
@settings(max_examples=30)
@given(st.data())
def test_nothing_is_missing_when_all_figures_are_there(sample: Sample, data: st.DataObject) -> None:
    built = rule(sample.spec, sample.maximum, sample.kinds)
    figures = data.draw(figures_of(sample))
    missing = built.missing(figures)
    assert all(figures[name] is None for name in missing)
    assert built.missing(data.draw(figures_of(sample, full=True))) == ()


@each_rule
def test_no_figures_no_points_and_a_description(sample: Sample) -> None:
    built = rule(sample.spec, sample.maximum, sample.kinds)
    assert built.evaluate({}).points == 0
    sentence = built.describe(declared(sample.kinds))
    assert "{" not in sentence
    assert all(f"Số liệu {name}" in sentence for name in built.inputs)
