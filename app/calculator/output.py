"""What `flask frameworks` prints: tables for people, CSV for spreadsheets, JSON for programs."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from app import csv_text
from app.calculator.scoring import Scored, UnitScore
from app.messages import calculator as texts
from app.rounds.views import basis_text
from frameworks import RULES_VERSION
from frameworks.explain import describe_rule
from frameworks.model import Decision, Framework, Input, Node
from frameworks.numbers import canonical, format_vi
from frameworks.ranking import published
from frameworks.wording import exactly


def table(head: Sequence[str], rows: Sequence[Sequence[object]], right: frozenset[int] = frozenset()) -> str:
    """Lines in columns; those of `right` (from 0) stand to the right. The last column is not padded."""
    lines = [[str(value) for value in line] for line in (head, *rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(
            text.rjust(width) if column in right else text.ljust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def decision_line(decision: Decision) -> str:
    """The decision of a framework, in short."""
    return texts.decision(decision.body, decision.number, decision.year, decision.annex)


# ---------------------------------------------------------------- list and show


def listing(frameworks: Sequence[Framework]) -> str:
    """Every framework with its size and how many of its rules have which basis."""
    return table(texts.HEAD_LIST, [_list_row(one) for one in frameworks], frozenset({1, 4, 5, 6, 7, 8}))


def _list_row(framework: Framework) -> list[object]:
    kinds = [leaf.basis.kind for leaf in framework.leaves if leaf.basis]
    return [
        framework.id,
        framework.version,
        framework.title,
        decision_line(framework.decision),
        format_vi(framework.maximum),
        len(framework.leaves),
        *(kinds.count(kind) for kind in texts.BASIS_KINDS),
    ]


def listing_data(frameworks: Sequence[Framework]) -> str:
    """The same for programs."""
    sizes = ({"criteria": len(one.leaves), "inputs": len(one.inputs)} for one in frameworks)
    return dumped([_identity(one) | size for one, size in zip(frameworks, sizes, strict=True)])


def tree(framework: Framework, code: str | None = None) -> Iterator[str]:
    """The tree in lines with maxima, rules, bases and inputs; from one node on where a code is given."""
    if code is None:
        version = texts.VERSION.format(version=framework.version)
        yield f"{framework.title} ({framework.id}, {version})"
        maximum = texts.MAXIMUM.format(maximum=format_vi(framework.maximum))
        yield f"{decision_line(framework.decision)}; {maximum}"
    for node in framework.roots if code is None else (framework.nodes[code],):
        yield from _node_lines(node, framework, 0)


def _node_lines(node: Node, framework: Framework, depth: int) -> Iterator[str]:
    indent = "  " * depth
    effect = texts.EFFECTS.get(node.effect, "")
    maximum = texts.MAXIMUM.format(maximum=exactly(node.maximum))
    yield f"{indent}{node.label} {node.title} [{', '.join(filter(None, (node.code, maximum, effect)))}]"
    inner = indent + "    "
    if node.is_leaf:
        yield f"{inner}{texts.RULE}: {describe_rule(node, framework)}"
        if node.basis is not None:
            yield f"{inner}{texts.BASIS}: {texts.BASIS_KINDS[node.basis.kind]}: {basis_text(node.basis)}"
        for name in node.inputs:
            yield f"{inner}{texts.INPUT}: {_input_line(framework.inputs[name])}"
    for title, text in (
        (texts.EVIDENCE, node.evidence),
        (texts.GUIDANCE, node.guidance),
        (texts.NOTE, node.note),
    ):
        if text:
            yield f"{inner}{title}: {text}"
    for child in node.children:
        yield from _node_lines(child, framework, depth + 1)


def _input_line(declared: Input) -> str:
    about = ", ".join(filter(None, (declared.type, declared.unit)))
    return f"{declared.name} = {declared.title} ({about})"


# ---------------------------------------------------------------- scores


def score_table(scored: Scored, details: bool) -> str:
    """Ranks and totals, with the main indexes; then every criterion of every unit if asked."""
    framework, decimals = scored.framework, scored.decimals
    banded = [texts.BAND] if framework.bands else []
    mains = [main.label for main in framework.mains]
    rows = [
        [
            unit.rank,
            unit.name,
            format_vi(unit.sheet.rescaled_total, decimals),
            format_vi(framework.maximum),
            *([unit.band] if banded else []),
            *(format_vi(points, decimals) for points in unit.sheet.main_points().values()),
        ]
        for unit in scored.units
    ]
    head = [*texts.HEAD_RANKING, *banded, *mains]
    numeric = frozenset({0, 2, 3, *range(len(head) - len(mains), len(head))})
    parts = [f"{framework.title} ({framework.id})", table(head, rows, numeric), texts.NOT_OFFICIAL]
    if details:
        parts += [_unit_table(unit, framework, decimals) for unit in scored.units]
    return "\n\n".join(parts)


def _unit_table(unit: UnitScore, framework: Framework, decimals: int) -> str:
    rows = [
        (
            node.label,
            node.title,
            format_vi(unit.sheet.node_points(code), decimals),
            format_vi(node.maximum),
            _told(unit, node) if node.is_leaf else "",
        )
        for code, node in framework.nodes.items()
    ]
    return f"{unit.name}\n{table(texts.HEAD_DETAILS, rows, frozenset({2, 3}))}"


def _told(unit: UnitScore, leaf: Node) -> str:
    warnings = (warning.message for warning in unit.sheet.lines[leaf.code].warnings)
    return " ".join((unit.explanation(leaf), *(f"({warning})" for warning in warnings)))


def score_csv(scored: Scored, details: bool) -> str:
    """Numbers with a point, so that no spreadsheet takes a comma for a mark of thousands."""
    framework, decimals = scored.framework, scored.decimals
    if details:
        lines = [line for unit in scored.units for line in _unit_lines(unit, framework, decimals)]
        return csv_text.write(texts.HEAD_CSV_DETAILS, lines)
    mains = [f"{main.label}. {main.title}" for main in framework.mains]
    rows = [
        [
            unit.rank,
            unit.name,
            unit.published,
            *(published(number, decimals) for number in (unit.sheet.total, unit.sheet.counted_maximum)),
            published(framework.maximum, decimals),
            *([unit.band] if framework.bands else []),
            *(published(points, decimals) for points in unit.sheet.main_points().values()),
        ]
        for unit in scored.units
    ]
    banded = [texts.BAND] if framework.bands else []
    return csv_text.write([*texts.HEAD_CSV, *banded, *mains], rows)


def _unit_lines(unit: UnitScore, framework: Framework, decimals: int) -> Iterator[list[object]]:
    for leaf in framework.leaves:
        line = unit.sheet.lines[leaf.code]
        yield [
            unit.rank,
            unit.name,
            leaf.label,
            leaf.title,
            published(line.points, decimals),
            published(line.maximum, decimals),
            texts.STATUSES[line.status],
            unit.explanation(leaf),
            " ".join(warning.message for warning in line.warnings),
        ]


def score_json(scored: Scored, details: bool) -> str:
    """Exact numbers as canonical text (``7.5``, ``20/3``); the same figures give the same bytes."""
    return dumped(
        {
            "framework": _identity(scored.framework),
            "rules_version": RULES_VERSION,
            "decimals": scored.decimals,
            "official": False,
            "units": [_unit_data(unit, scored.framework, details) for unit in scored.units],
        }
    )


def _identity(framework: Framework) -> dict[str, Any]:
    return {
        "id": framework.id,
        "version": framework.version,
        "hash": framework.hash,
        "title": framework.title,
        "decision": decision_line(framework.decision),
        "maximum": canonical(framework.maximum),
    }


def _unit_data(unit: UnitScore, framework: Framework, details: bool) -> dict[str, Any]:
    sheet = unit.sheet
    data: dict[str, Any] = {
        "unit": unit.name,
        "rank": unit.rank,
        "published": format(unit.published, "f"),
        "total": canonical(sheet.total),
        "counted_maximum": canonical(sheet.counted_maximum),
        "rescaled_total": canonical(sheet.rescaled_total),
        "mains": {code: canonical(points) for code, points in sheet.main_points().items()},
    }
    if framework.bands:
        data["band"] = unit.band
    if details:
        data["criteria"] = [
            {
                "code": leaf.code,
                "points": canonical(line.points),
                "maximum": canonical(line.maximum),
                "status": str(line.status),
                "excluded": line.excluded,
                "warnings": [warning.code for warning in line.warnings],
                "explanation": unit.explanation(leaf),
            }
            for leaf, line in ((leaf, sheet.lines[leaf.code]) for leaf in framework.leaves)
        ]
    return data


def dumped(data: object) -> str:
    """Data as JSON text, Vietnamese as it is; never a binary float."""
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
