"""One criterion of the form: the words made once a framework, the rest from what is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from flask import url_for

from app import clock
from app.assessments.attachments import Attached
from app.assessments.labels import label
from app.assessments.sheets import DECLARED
from app.messages import assessments as texts
from app.messages import clock_and_day
from app.messages import evidence as evidence_texts
from frameworks import numbers, wording
from frameworks.explain import describe_rule, explain_line
from frameworks.model import TYPED_BY_UNIT, Framework, Input, Node, Value
from frameworks.sheet import Line

AS_STORED = ("boolean", "choice", "text")


@dataclass(frozen=True)
class StoredFigure:
    """A figure as it is stored, with who saved it and when."""

    value: str | None
    version: int
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True)
class StoredEntry:
    """What the unit declared of a criterion."""

    status: str = "blank"
    reason: str | None = None
    note: str | None = None
    version: int = 0


@dataclass(frozen=True)
class Refusal:
    """A text that could not be saved, shown again in its place with the reason."""

    message: str
    typed: str
    version: int | None = None  # the version to go on from, once the person has seen what a colleague wrote


@dataclass(frozen=True)
class Text:
    """The words of a framework's form, by code of leaf and by main index."""

    criteria: Mapping[str, Mapping[str, Any]]
    figures: Mapping[str, Sequence[Mapping[str, Any]]]
    main: Mapping[str, str]
    labels: Mapping[str, str]


_texts: dict[str, Text] = {}


def text_of(framework: Framework) -> Text:
    """The framework's words, made when first asked for and kept by the framework's hash."""
    found = _texts.get(framework.hash)
    if found is None:
        found = _texts[framework.hash] = _text(framework)
    return found


def _text(framework: Framework) -> Text:
    labels = {code: label(framework, code) for code in framework.nodes}
    mains = {leaf: main.code for main in framework.mains for leaf in framework.leaves_under[main.code]}
    return Text(
        {leaf.code: _criterion_text(framework, leaf, labels[leaf.code]) for leaf in framework.leaves},
        {leaf.code: _figure_texts(framework, leaf, mains, labels) for leaf in framework.leaves},
        {leaf.code: mains.get(leaf.code, framework.roots[0].code) for leaf in framework.leaves},
        labels,
    )


def _criterion_text(framework: Framework, leaf: Node, number: str) -> dict[str, Any]:
    basis = leaf.basis
    return {
        "code": leaf.code,
        "label": number,
        "title": leaf.title,
        "maximum": leaf.maximum,
        "maximum_display": wording.number(leaf.maximum),
        "rule_text": describe_rule(leaf, framework),
        "basis": f"{texts.BASIS_KINDS[basis.kind]}: {basis.text}" if basis else "",
        "evidence_text": leaf.evidence,
        "guidance": " ".join(part for part in (leaf.guidance, leaf.note) if part),
        "anchor": anchor(leaf.code),
        "supplied": "" if leaf.supplier in TYPED_BY_UNIT else texts.supplied_by(leaf.supplier),
    }


def _figure_texts(
    framework: Framework, leaf: Node, mains: Mapping[str, str], labels: Mapping[str, str]
) -> list[dict[str, Any]]:
    shown = []
    for name in leaf.inputs:
        field = framework.inputs[name]
        users = [other.code for other in framework.leaves_using(name)]
        here = [code for code in users if mains.get(code) == mains.get(leaf.code)]
        others = [labels[code] for code in users if code != leaf.code]
        shown.append(
            {
                "name": name,
                "title": field.title,
                "unit": field.unit,
                "type": field.type,
                "definition": " ".join(part for part in (field.definition, field.guidance) if part),
                "choices": list(field.choices.items()) or None,
                "shared": texts.shared_with(others) if others else "",
                "repeated": here[0] != leaf.code,
                "locked": texts.filled_in_general(field.general) if field.general else "",
            }
        )
    return shown


def anchor(code: str) -> str:
    """The id of a criterion's box in the page."""
    return "tc-" + code.replace(".", "-")


def criterion_url(framework: Framework, assessment_id: int, code: str) -> str:
    """The address of a criterion in the form."""
    return url_for(
        "assessments.form",
        assessment_id=assessment_id,
        muc=text_of(framework).main[code],
        _anchor=anchor(code),
    )


def criterion_shown(
    framework: Framework,
    code: str,
    line: Line,
    values: Mapping[str, Value],
    stored: Mapping[str, StoredFigure],
    entry: StoredEntry,
    refused: Mapping[str, Refusal],
    pending: bool = False,
) -> dict[str, Any]:
    """One criterion as the components draw it, without addresses, files and questions.

    With `pending` it is one of others whose figures the reader may not see yet.
    """
    text = text_of(framework)
    return {
        "pending": texts.SUPPLIED_LATER if pending else "",
        **text.criteria[code],
        **line_shown(framework, code, line, values),
        "warnings": [warning.message for warning in line.warnings],
        "status_reason": entry.reason,
        "note": entry.note,
        "version": entry.version,
        "figures": [
            figure_shown(framework.inputs[words["name"]], words, stored, refused)
            for words in text.figures[code]
        ],
    }


def line_shown(framework: Framework, code: str, line: Line, values: Mapping[str, Value]) -> dict[str, Any]:
    """The part of a criterion that changes while people type."""
    declared = line.status if line.status in DECLARED else None
    return {
        "points": str(float(line.points)),
        "points_display": wording.number(line.points),
        "status": str(line.status),
        "explanation": explain_line(framework.nodes[code], framework, values, declared),
    }


def figure_shown(
    field: Input,
    words: Mapping[str, Any],
    stored: Mapping[str, StoredFigure],
    refused: Mapping[str, Refusal],
) -> dict[str, Any]:
    """One figure as the components draw it."""
    row, refusal = stored.get(field.name), refused.get(field.name)
    shown = {
        **words,
        "value": field_text(field, row.value) if row else "",
        "version": row.version if row else 0,
        "saved": saved_text(row) if row and row.value is not None else "",
    }
    if refusal is not None:
        shown |= {"error": refusal.message, "typed": refusal.typed}
        if refusal.version is not None:
            shown["version"] = refusal.version
    return shown


def field_text(field: Input, canonical: str | None) -> str:
    """What stands in the field: a number in Vietnamese writing, else the stored key or text itself."""
    if canonical is None or field.type in AS_STORED:
        return canonical or ""
    return numbers.format_vi(Fraction(canonical))


def saved_text(row: StoredFigure) -> str:
    """ "14:05 ngày 12/11/2024, Nguyễn Văn A"."""
    return f"{clock_and_day(clock.local(row.saved_at))}, {row.saved_by}"


def file_shown(file: Attached, editable: bool) -> dict[str, Any]:
    """One file as the components draw it."""
    return {
        "title": file.filename,
        "url": url_for("evidence.download", evidence_id=file.id, xem=1 if file.viewable else None),
        "size": evidence_texts.size(file.size),
        "uploaded": f"{clock_and_day(clock.local(file.added_at))}, {file.added_by}",
        "delete_url": url_for("evidence.remove", evidence_id=file.id) if editable else None,
    }
