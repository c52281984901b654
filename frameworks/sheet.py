"""The sheet: what computing gives, and its canonical text for freezing, hashing and recomputing.

The same figures, statuses, appraised points, framework and rules always give the same bytes.  The
text holds everything needed to compute it again without a database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeVar

from frameworks import RULES_VERSION, messages
from frameworks.binding import Binding, BindingError, bind
from frameworks.cohort import recipient_of
from frameworks.computation import (
    DECLARED,
    Grant,
    Line,
    ScoringError,
    Sheet,
    Status,
    Totals,
    compute,
    compute_leaf,
    compute_totals,
    missing_inputs,
    with_grants,
)
from frameworks.model import Figures, Framework, Value
from frameworks.numbers import ValueProblem, canonical, from_canonical, number_from_canonical

__all__ = [
    "DECLARED",
    "Grant",
    "Line",
    "Recomputation",
    "ScoringError",
    "Sheet",
    "SheetError",
    "Status",
    "StoredSheet",
    "Totals",
    "compute",
    "compute_leaf",
    "compute_totals",
    "content_hash",
    "from_canonical_sheet",
    "missing_inputs",
    "recompute",
    "to_canonical",
    "with_grants",
]

Part = TypeVar("Part")

_PARTS: dict[str, type] = {"framework": dict, "figures": dict, "lines": dict, "nodes": dict, "meta": dict}
_TOTALS = ("maximum", "total", "counted_maximum", "rescaled_total")
_LINE_FIELDS = ("status", "points", "computed", "override", "maximum", "excluded", "special", "warnings")


class SheetError(ValueError):
    """A stored text that is no sheet; the text is Vietnamese."""


@dataclass(frozen=True)
class StoredSheet:
    """A sheet as it was stored: all values still canonical text, by name or code.

    ``statuses`` are those of all lines, ``overrides`` the appraised points, ``data`` the whole text
    as plain data.
    """

    framework_id: str
    framework_version: int
    framework_hash: str
    rules_version: str
    figures: Mapping[str, str]
    statuses: Mapping[str, str]
    overrides: Mapping[str, Fraction]
    total: Fraction
    counted_maximum: Fraction
    rescaled_total: Fraction
    meta: Mapping[str, object]
    data: Mapping[str, Any]
    binding: Binding | None = None
    grants: Mapping[str, Grant] = field(default_factory=dict)


@dataclass(frozen=True)
class Recomputation:
    """Whether a stored sheet comes out the same again; if not, the first difference in Vietnamese.

    ``sheet`` is what was computed now, None when the stored data could not be computed at all.
    """

    equal: bool
    difference: str | None
    sheet: Sheet | None


def to_canonical(sheet: Sheet, framework: Framework, figures: Figures, meta: Mapping[str, object]) -> str:
    """The canonical text of a sheet: JSON, sorted keys, no spaces, exact numbers as text.

    ``meta`` is plain data that identifies the sheet (unit, round, stage ...): text, whole numbers,
    yes or no, None, lists and mappings of them.  Raises ScoringError for figures that are no inputs
    of the framework, TypeError for anything else in ``meta``, binary floats too.  Of a framework
    bound to a group the text holds what is known of the group, so that the sheet computes alone.
    """
    unknown = sorted(name for name in figures if name not in framework.inputs)
    if unknown:
        raise ScoringError(messages.UNKNOWN_FIGURES.format(names=", ".join(unknown)))
    data = {
        "framework": {"id": framework.id, "version": framework.version, "hash": framework.hash},
        "rules_version": RULES_VERSION,
        "figures": {name: canonical(value) for name, value in figures.items() if value is not None},
        "lines": {code: _line_data(line) for code, line in sheet.lines.items()},
        "nodes": {
            code: canonical(sheet.node_points(code))
            for code, node in framework.nodes.items()
            if node.children
        },
        "maximum": canonical(framework.maximum),
        "total": canonical(sheet.total),
        "counted_maximum": canonical(sheet.counted_maximum),
        "rescaled_total": canonical(sheet.rescaled_total),
        "meta": _plain_meta(meta),
    }
    if framework.binding is not None:
        data["cohort"] = {**framework.binding.as_data(), "grants": _grants_data(sheet)}
    return _dump(data)


def content_hash(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def from_canonical_sheet(text: str) -> StoredSheet:
    """A stored sheet read back.  Raises SheetError, naming the part that is missing or malformed."""
    try:
        data = json.loads(text, parse_float=_no_float, parse_constant=_no_float)
    except ValueError as error:
        raise SheetError(messages.SHEET_NOT_JSON) from error
    if not isinstance(data, dict):
        raise SheetError(messages.SHEET_NOT_JSON)
    for name, kind in _PARTS.items():
        if not isinstance(data.get(name), kind):
            raise SheetError(messages.SHEET_SHAPE.format(name=name))
    framework, lines = data["framework"], data["lines"]
    binding, grants = _cohort(data)
    return StoredSheet(
        framework_id=_text(framework, "id"),
        framework_version=_part(framework, "version", int),
        framework_hash=_text(framework, "hash"),
        rules_version=_text(data, "rules_version"),
        figures={name: _text(data["figures"], name) for name in data["figures"]},
        statuses={code: _text(_part(lines, code, dict), "status") for code in lines},
        overrides={
            code: _number(line, "override")
            for code, line in lines.items()
            if line.get("override") is not None
        },
        total=_number(data, "total"),
        counted_maximum=_number(data, "counted_maximum"),
        rescaled_total=_number(data, "rescaled_total"),
        meta=data["meta"],
        data=data,
        binding=binding,
        grants=grants,
    )


def _cohort(data: Mapping[str, Any]) -> tuple[Binding | None, dict[str, Grant]]:
    """What a sheet says of its group; nothing for a sheet computed alone."""
    if "cohort" not in data:
        return None, {}
    cohort = _part(data, "cohort", dict)
    try:
        binding = Binding.from_data(cohort)
    except BindingError as error:
        raise SheetError(str(error)) from error
    given = _part(cohort, "grants", dict)
    return binding, {
        code: Grant(_text(one, "rule"), _number(one, "points"))
        for code, one in ((code, _part(given, code, dict)) for code in given)
    }


def recompute(text: str, framework: Framework) -> Recomputation:
    """Compute a stored sheet again from its own figures, statuses and appraised points.

    Raises SheetError when the text is no sheet; every other disagreement is in the answer.
    """
    stored = from_canonical_sheet(text)
    head = next(_head_differences(stored, framework), None)
    if head is not None:
        return Recomputation(False, head, None)
    figures: dict[str, Value] = {}
    for name, written in stored.figures.items():
        try:
            figures[name] = from_canonical(framework.inputs[name], written)
        except (KeyError, ValueProblem):
            return Recomputation(False, messages.EXTRA_FIGURE.format(name=name), None)
    try:
        if stored.binding is not None:
            framework = bind(framework, stored.binding)
        sheet = compute(framework, figures, stored.statuses, stored.overrides)
        if stored.binding is not None:
            _check_grants(framework, figures, stored.grants)
        sheet = with_grants(sheet, stored.grants)
    except (ScoringError, BindingError) as error:
        return Recomputation(False, str(error), None)
    again = to_canonical(sheet, framework, figures, stored.meta)
    if again == text:
        return Recomputation(True, None, sheet)
    difference = next(_differences(stored.data, json.loads(again), framework), messages.NOT_CANONICAL)
    return Recomputation(False, difference, sheet)


def _check_grants(framework: Framework, figures: Figures, grants: Mapping[str, Grant]) -> None:
    """Special rules give points where the unit's own figures say so, and nowhere else."""
    for leaf in framework.leaves:
        rule = None if leaf.withdrawn else recipient_of(framework, figures, leaf.code)
        grant = grants.get(leaf.code)
        if (rule.id if rule else None) != (grant.rule if grant else None):
            raise ScoringError(messages.GRANT_UNFOUNDED.format(code=leaf.code))


# ---------------------------------------------------------------- writing


def _dump(data: object) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _grants_data(sheet: Sheet) -> dict[str, object]:
    """The special rule behind each line it gave points to, and the points it gives."""
    return {
        code: {"rule": grant.rule, "points": canonical(grant.points)}
        for code, grant in sorted(sheet.grants.items())
    }


def _line_data(line: Line) -> dict[str, object]:
    special = {"special": line.special} if line.special else {}
    return special | {
        "points": canonical(line.points),
        "computed": canonical(line.computed),
        "override": None if line.override is None else canonical(line.override),
        "maximum": canonical(line.maximum),
        "excluded": line.excluded,
        "status": str(line.status),
        "warnings": [warning.code for warning in line.warnings],
    }


def _plain_meta(value: object) -> object:
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain_meta(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain_meta(item) for item in value]
    raise TypeError(f"not plain data: {value!r}")


# ---------------------------------------------------------------- reading


def _no_float(text: str) -> object:
    raise ValueError(text)


def _part(data: Mapping[str, Any], name: str, kind: type[Part]) -> Part:
    value = data.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise SheetError(messages.SHEET_SHAPE.format(name=name))
    return value


def _text(data: Mapping[str, Any], name: str) -> str:
    return _part(data, name, str)


def _number(data: Mapping[str, Any], name: str) -> Fraction:
    try:
        return number_from_canonical(_text(data, name))
    except ValueProblem as error:
        raise SheetError(messages.SHEET_SHAPE.format(name=name)) from error


# ---------------------------------------------------------------- comparing


def _head_differences(stored: StoredSheet, framework: Framework) -> Iterator[str]:
    for what, before, now in (
        (messages.DIFFERS_FRAMEWORK_ID, stored.framework_id, framework.id),
        (messages.DIFFERS_FRAMEWORK_VERSION, stored.framework_version, framework.version),
        (messages.DIFFERS_FRAMEWORK_HASH, stored.framework_hash, framework.hash),
        (messages.DIFFERS_RULES_VERSION, stored.rules_version, RULES_VERSION),
    ):
        if before != now:
            yield messages.DIFFERS.format(what=what, stored=before, computed=now)


def _differences(before: Mapping[str, Any], now: Mapping[str, Any], framework: Framework) -> Iterator[str]:
    """Every difference between two sheets' data: lines in printed order, nodes, totals."""
    for leaf in framework.leaves:
        stored, computed = before["lines"].get(leaf.code, {}), now["lines"][leaf.code]
        for name in _LINE_FIELDS:
            what = messages.DIFFERS_LINE.format(code=leaf.code, field=messages.FIELD_NAMES[name])
            yield from _difference(what, stored.get(name), computed.get(name))
    for code in now["nodes"]:
        what = messages.DIFFERS_NODE.format(code=code)
        yield from _difference(what, before["nodes"].get(code), now["nodes"][code])
    for name in _TOTALS:
        yield from _difference(messages.FIELD_NAMES[name], before.get(name), now[name])


def _difference(what: str, stored: object, computed: object) -> Iterator[str]:
    if stored != computed:
        yield messages.DIFFERS.format(what=what, stored=_shown(stored), computed=_shown(computed))


def _shown(value: object) -> object:
    return messages.ABSENT if value is None else value
