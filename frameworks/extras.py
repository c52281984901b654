"""Reading what a framework file says beside its tree: views, special rules, bands."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from frameworks import messages, wording
from frameworks.model import Bands, Input, Node, SpecialRule, Value, View
from frameworks.numbers import ValueProblem, value_in_file
from frameworks.reading import Block
from frameworks.rules.reader import Problem

VIEW_KEYS = "code kind title mains max"
SPECIAL_KEYS = "id title treatment when leaves basis"
BAND_KEYS = "by of boundary basis"
TREATMENTS = ("highest_points", "highest_figure", "maximum")


def read_views(given: object, roots: tuple[Node, ...], problems: list[Problem]) -> tuple[View, ...]:
    """Groups and pillars: each the sum of main indexes that exist, with the maximum they add up to."""
    mains = {node.code: node for root in roots for node in root.walk() if node.level == "main"}
    views: list[View] = []
    for position, one in enumerate(_listed(given, "views", problems), start=1):
        block = Block.of(one, messages.PLACE_VIEW.format(position=position), problems, VIEW_KEYS)
        codes = block.names("mains")
        for code in codes:
            if code not in mains:
                block.problem(messages.VIEW_MAIN.format(code=code))
        _check_once(block, "mains", codes)
        maximum = block.positive("max")
        total = sum((mains[code].maximum for code in codes if code in mains), Fraction(0))
        if total != maximum:
            block.problem(
                messages.SUM_DIFFERS.format(maximum=wording.exactly(maximum), sum=wording.exactly(total))
            )
        code = block.text("code", required=True)
        if any(code == view.code for view in views):
            block.problem(messages.DUPLICATE_CODE.format(code=code))
        views.append(
            View(
                code,
                _word(block, "kind", ("group", "pillar")),
                block.text("title", required=True),
                codes,
                maximum,
            )
        )
    return tuple(views)


def read_special(
    given: object,
    inputs: Mapping[str, Input],
    roots: tuple[Node, ...],
    used: set[str],
    problems: list[Problem],
) -> tuple[SpecialRule, ...]:
    """Special rules: a condition on a figure, a treatment, and leaves that exist."""
    leaves = {node.code for root in roots for node in root.walk() if node.is_leaf}
    found: list[SpecialRule] = []
    for position, one in enumerate(_listed(given, "special", problems), start=1):
        block = Block.of(one, messages.PLACE_SPECIAL.format(position=position), problems, SPECIAL_KEYS)
        place = f"{block.place}{messages.PLACE_STEP}when"
        when = Block.of(block.data.get("when"), place, problems, "input is")
        name = when.text("input", required=True)
        used.add(name)
        codes = block.names("leaves")
        if not codes:
            block.problem(messages.LIST_NEEDED.format(name="leaves"))
        _check_once(block, "leaves", codes)
        id = block.text("id", required=True)
        if any(id == rule.id for rule in found):
            block.problem(messages.DUPLICATE_CODE.format(code=id))
        for code in codes:
            if code not in leaves:
                block.problem(messages.CASE_CODE.format(code=code))
        if not block.has("basis"):
            block.problem(messages.BASIS_MISSING)
        found.append(
            SpecialRule(
                id=id,
                title=block.text("title", required=True),
                treatment=_word(block, "treatment", TREATMENTS),
                input=name,
                value=_condition(when, name, inputs),
                leaves=codes,
                basis=block.basis("basis"),
            )
        )
    return tuple(found)


def _condition(block: Block, name: str, inputs: Mapping[str, Input]) -> Value:
    if name not in inputs:
        block.problem(messages.UNDECLARED_INPUT.format(name=name))
        return False
    try:
        return value_in_file(inputs[name], block.text("is", required=True))
    except ValueProblem as error:
        block.problem(error.message)
        return False


def read_bands(given: object, problems: list[Problem]) -> Bands | None:
    """Bounds from the top down, the lowest at 0, so that every total has a title."""
    if given is None:
        return None
    block = Block.of(given, "bands", problems, BAND_KEYS)
    steps: list[tuple[Fraction, str]] = []
    for position, one in enumerate(_listed(block.data.get("of"), "bands.of", problems), start=1):
        step = Block.of(one, messages.PLACE_BAND.format(position=position), problems, "from title")
        bound = step.number("from")
        if not step.has("from"):
            step.problem(messages.KEY_MISSING.format(name="from"))
        steps.append((bound or Fraction(0), step.text("title", required=True)))
    _check_bands(block, steps)
    return Bands(
        by=_word(block, "by", ("percent", "points")),
        steps=tuple(steps),
        inclusive=_word(block, "boundary", ("inclusive", "exclusive"), "inclusive") == "inclusive",
        basis=block.basis("basis"),
    )


def _check_bands(block: Block, steps: list[tuple[Fraction, str]]) -> None:
    bounds = [bound for bound, _ in steps]
    if len(steps) < 2 or bounds[-1] != 0 or bounds != sorted(set(bounds), reverse=True):
        block.problem(messages.BANDS_ORDER)
    if block.data.get("by") == "percent" and bounds and bounds[0] > 1:
        block.problem(messages.BOUND_ABOVE_ONE.format(name="from"))
    if len({title for _, title in steps}) < len(steps):
        block.problem(messages.BANDS_TITLES)


def _check_once(block: Block, key: str, codes: tuple[str, ...]) -> None:
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        block.problem(messages.CODE_REPEATED.format(name=key, code=code))


def read_flag(block: Block, key: str) -> bool:
    """``yes`` or ``no`` (the default); anything else is a mistake, never a silent no."""
    return _word(block, key, ("no", "yes"), "no") == "yes"


def _word(block: Block, key: str, known: tuple[str, ...], default: str = "") -> str:
    word = block.text(key, required=not default) or default
    if word and word not in known:
        block.problem(messages.BAD_OPTION.format(name=key, text=word, known=", ".join(known)))
        return known[0]
    return word or known[0]


def _listed(given: object, name: str, problems: list[Problem]) -> list[object]:
    if given is None:
        return []
    if not isinstance(given, list) or not given:
        problems.append(Problem(name, messages.LIST_NEEDED.format(name=name)))
        return []
    return given
