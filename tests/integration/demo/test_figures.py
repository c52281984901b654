"""The generator: believable, complete, and the same wherever it runs."""

import os
import subprocess
import sys

import pytest

from app import catalog
from app.demo import figures, judgement, province
from app.demo.cases import CASES, Cast
from app.demo.dice import Dice
from app.demo.figures import Form
from app.demo.ranges import LIKELY, MATURITY_SHIFT, OFTEN_UNKNOWN, ONLY_AFTER, SIZES, SPANS
from frameworks.numbers import parse_value, round_half_up
from frameworks.validation import check_figures

DEPARTMENTS = [row[0] for row in province.DEPARTMENTS]
DISTRICTS = [code for code, _ in (*province.CITIES_AND_TOWNS, *province.RURAL_DISTRICTS)]
GROUPS = {"so": DEPARTMENTS, "huyen": DISTRICTS}
EVERY_UNIT = [(group, code) for group, codes in GROUPS.items() for code in codes]


def form_of(group: str, code: str, seed: int = 2021) -> Form:
    return figures.fill(catalog.framework(f"thanh_hoa_2021/{group}"), code, Dice(seed, 2021))


@pytest.mark.parametrize(("group", "code"), EVERY_UNIT)
def test_every_form_can_be_entered_and_submitted(group: str, code: str) -> None:
    form = form_of(group, code)
    framework = form.framework
    assert check_figures(framework, form.figures) == []
    for name, value in form.figures.items():
        assert parse_value(framework.inputs[name], form.typed(name)) == value
    sheet = figures.compute(framework, form.figures, form.statuses())
    assert all(line.status != "blank" for line in sheet.lines.values())
    assert all(entry.reason for entry in form.declared)
    assert 0 < sheet.total < framework.maximum


def test_there_are_blanks_and_claims_of_both_kinds() -> None:
    declared = [entry for group, code in EVERY_UNIT for entry in form_of(group, code).declared]
    assert {entry.status for entry in declared} == {"no_data", "na_claimed"}
    claims = [entry for entry in declared if entry.status == "na_claimed"]
    assert {claim.accepted for claim in claims} == {True, False}
    assert all(claim.answer for claim in claims)


def test_maturity_decides_the_order_more_than_chance() -> None:
    totals = {code: form_of("huyen", code).sheet().rescaled_total for code in DISTRICTS}
    order = sorted(DISTRICTS, key=lambda code: -totals[code])
    assert order.index("tpth") < 5
    assert order.index("muonglat") > 20


def test_another_seed_gives_other_figures() -> None:
    assert form_of("so", "stp", 1).figures != form_of("so", "stp", 2).figures


def test_figures_do_not_depend_on_the_process() -> None:
    program = (
        "from frameworks.loader import load_all\n"
        "from app.demo import figures\nfrom app.demo.dice import Dice\n"
        "form = figures.fill(load_all()['thanh_hoa_2021/huyen'], 'ngason', Dice(2021, 2021))\n"
        "print([(name, form.typed(name)) for name in form.figures], form.declared, form.notes, form.files)"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONUTF8": "1", "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    form = form_of("huyen", "ngason")
    typed = [(name, form.typed(name)) for name in form.figures]
    assert printed == {f"{typed} {form.declared} {form.notes} {form.files}\n"}


@pytest.mark.parametrize(("first", "second"), list(zip(DISTRICTS[::3], DISTRICTS[1::3], strict=False)))
def test_two_districts_can_be_given_the_same_published_total(first: str, second: str) -> None:
    target = form_of("huyen", first).sheet().rescaled_total
    form = form_of("huyen", second)
    before = dict(form.figures)
    assert figures.tie(form, target, 2)
    assert round_half_up(form.sheet().rescaled_total, 2) == round_half_up(target, 2)
    assert check_figures(form.framework, form.figures) == []
    assert before != form.figures


@pytest.mark.parametrize(("group", "code"), [("so", "sct"), ("huyen", "yendinh"), ("huyen", "muonglat")])
def test_doubts_lower_a_score_and_corrections_can_be_entered(group: str, code: str) -> None:
    form = form_of(group, code)
    sheet = form.sheet()
    for doubt in judgement.doubts(form, Dice(1), 8):
        assert 0 <= doubt.points < sheet.lines[doubt.code].points
        assert doubt.reason() and doubt.reason(late=True) and doubt.question
    for doubt in judgement.doubts(form, Dice(1), 3, correctable=True):
        corrected = {**form.figures, doubt.field.name: doubt.recognised}
        assert check_figures(form.framework, corrected) == []
        assert parse_value(doubt.field, doubt.typed_figure) == doubt.recognised


def test_ranges_speak_of_inputs_that_exist() -> None:
    inputs = {group: catalog.framework(f"thanh_hoa_2021/{group}").inputs for group in GROUPS}
    every = set().union(*inputs.values())
    assert {*LIKELY, *ONLY_AFTER, *ONLY_AFTER.values(), *OFTEN_UNKNOWN} <= every
    assert {*MATURITY_SHIFT, *SIZES} <= {code for _, code in EVERY_UNIT}
    for group, spans in SPANS.items():
        assert {span.of for span in spans.values() if span.of and span in spans.values()} <= every
        numbers = {name for name, field in inputs[group].items() if field.type not in ("boolean", "choice")}
        assert numbers - {"phong_ban_lan"} <= set(spans), numbers - set(spans)


@pytest.mark.parametrize("count", [3, 4, 7, 27])
def test_every_case_finds_a_unit_and_the_tie_is_left_alone(count: int) -> None:
    units = {"so": DEPARTMENTS[: min(count, 20)], "huyen": DISTRICTS[:count]}
    cast = Cast(units)
    for case in CASES:
        assert cast.units(case.name), case.name
    assert len(cast.units("tie")) == 2
    keeps = {case.name for case in CASES if case.keeps_points} | {"tie"}
    for code in cast.units("tie"):
        assert set(cast.names(code)) <= keeps
    (alone,) = cast.units("taken_over")
    assert cast.names(alone)[0] == "taken_over"
