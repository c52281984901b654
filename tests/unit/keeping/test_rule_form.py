"""Every rule can be shown as fields of a form, and the fields give the same rule back."""

from fractions import Fraction
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from app.keeping.rule_form import Item, RuleFields, fields_of, rule_of
from app.messages import keeping as texts
from frameworks.loader import load_all, parse_framework
from frameworks.rules import RULES
from frameworks.writing import read_plain, shipped_text
from frameworks.writing.outline import outline, read_rule

SHIPPED = sorted(load_all())


def sent(fields: RuleFields) -> MultiDict:
    """What a browser sends of these fields, untouched."""
    form: MultiDict = MultiDict()

    def send(items: Any) -> None:
        for item in items:
            one(item)

    def one(item: Item) -> None:
        if item.shape in ("select", "text"):
            form.add(item.name, item.value)
        elif item.shape == "award":
            form.add(item.name, item.value)
            form.add(f"{item.name}.unit", item.unit)
        elif item.shape == "quantity":
            for value in item.values:
                form.add(item.name, value)
            form.add(f"{item.name}.const", item.value)
        elif item.shape == "rows":
            for row in item.rows:
                send(row)
        else:
            rule(item.rule)

    def rule(one: RuleFields) -> None:
        form.add(f"{one.prefix}.kind", one.kind)
        send(one.items)

    rule(fields)
    return form


@pytest.mark.parametrize("key", SHIPPED)
def test_a_form_sent_untouched_says_the_same_rule(key: str) -> None:
    framework = parse_framework(shipped_text(key))
    seen = set()
    for row in outline(read_plain(shipped_text(key))):
        if not row.is_leaf:
            continue
        seen.add(row.rule_kind)
        back = rule_of(sent(fields_of(row.node["rule"], "r", framework.inputs)), "r", framework.inputs)
        rule, problems = read_rule(back, row.maximum, framework.inputs)
        assert not problems, (row.code, problems)
        assert rule.describe(framework.inputs) == row.rule, row.code
    assert seen


def test_every_rule_and_every_parameter_has_its_words() -> None:
    assert set(texts.RULE_TITLES) == set(RULES)
    for kind in RULES:
        names = {item.name.removeprefix("r.") for item in fields_of({kind: {}}, "r", {}).items}
        assert names == set(RULES[kind].parameters)


@pytest.mark.parametrize("kind", sorted(RULES))
def test_an_empty_form_of_a_kind_is_told_what_is_missing(kind: str) -> None:
    back = rule_of(sent(fields_of({kind: {}}, "r", {})), "r", {})
    rule, problems = read_rule(back, Fraction(10), {})
    assert problems or kind == "manual"


def test_numbers_are_read_as_people_write_them() -> None:
    form = MultiDict(
        [("r.kind", "ratio_target"), ("r.of", "a"), ("r.to", "b"), ("r.to", ""), ("r.target", "12,5 %")]
    )
    assert rule_of(form, "r", {}) == {"ratio_target": {"of": "a", "to": "b", "target": "12.5%"}}


@pytest.mark.parametrize("kind", ["", "min-max", "eval", "__class__"])
def test_a_kind_that_is_none_is_no_rule(kind: str) -> None:
    assert rule_of(MultiDict([("r.kind", kind)]), "r", {}) is None
    assert fields_of({kind: {}}, "r", {}).kind == ""


def test_a_form_cannot_nest_without_end() -> None:
    form = MultiDict([(f"r{'.rule' * depth}.kind", "gated") for depth in range(50)])
    assert rule_of(form, "r", {}) is not None
