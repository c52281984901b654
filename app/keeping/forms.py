"""Forms of framework keeping: what is typed, what of it cannot stand, and the change it says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.keeping.rule_form import Typed, number
from app.messages import keeping as texts
from app.spreadsheets.text import LONGEST_TEXT
from frameworks.numbers import parse_exact
from frameworks.writing import PlainProblem
from frameworks.writing.plain import read_flow, to_flow

HEAD = ("title", "max", "bonus_capped")
DECISION = ("body", "year", "annex", "title", "note")
NODE = ("code", "level", "title", "max", "printed_max", "evidence", "guidance", "supplier", "note")
INPUT = ("title", "type", "unit", "definition", "guidance", "min", "max", "general")
NUMBERS = frozenset({"max", "printed_max", "min", "points"})
LONGEST_CODE = 30

_VIETNAMESE_DAY = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")


@dataclass
class Form:
    """The texts of a form by name, as typed or as they stand, and what is wrong with each."""

    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def shown(cls, given: Mapping[str, Any], names: Sequence[str]) -> "Form":
        """A form with what stands now."""
        return cls({name: "" if given.get(name) is None else str(given[name]) for name in names})

    @classmethod
    def typed(cls, typed: Typed, names: Sequence[str]) -> "Form":
        """A form as it was sent."""
        form = cls({name: tidy(typed.get(name, "")) for name in names})
        for name, text in form.texts.items():
            if len(text) > LONGEST_TEXT:  # a workbook would not take it back
                form.refuse(name, texts.TEXT_LONG.format(most=LONGEST_TEXT))
        return form

    def text(self, name: str) -> str:
        """One text; empty where there is none."""
        return self.texts.get(name, "")

    def error(self, name: str) -> str | None:
        """What is wrong with a field."""
        return self.errors.get(name)

    def refuse(self, name: str, message: str) -> None:
        """Note what is wrong with a field; the first word stands."""
        self.errors.setdefault(name, message)

    def need(self, name: str, label: str) -> None:
        """Refuse an empty field."""
        if not self.text(name):
            self.refuse(name, texts.NEEDED.format(label=label))

    def check_numbers(self) -> None:
        """Refuse what is no number where one is asked; numbers are kept as files write them."""
        for name in NUMBERS & self.texts.keys():
            written = number(self.texts[name])
            if not written:
                continue
            try:
                parse_exact(written)
            except ValueError:
                self.refuse(name, texts.NOT_NUMBER.format(text=self.texts[name]))


def tidy(text: str) -> str:
    """A text without spaces around and with one kind of line end."""
    return "\n".join(text.splitlines()).strip()


def head_of(data: Mapping[str, Any]) -> Form:
    """The form of title, decision and settings."""
    decision = data.get("decision")
    decision = decision if isinstance(decision, Mapping) else {}
    form = Form.shown(data, HEAD)
    form.texts |= {f"decision.{name}": str(decision.get(name) or "") for name in DECISION}
    treatment = data.get("not_applicable")
    treatment = treatment if isinstance(treatment, Mapping) else {}
    form.texts["treatment"] = str(treatment.get("treatment") or "exclude_and_rescale")
    return form


def typed_head(typed: Typed) -> Form:
    """The same as it was sent."""
    names = [*HEAD, *(f"decision.{name}" for name in DECISION), "treatment"]
    form = Form.typed(typed, names)
    form.need("title", texts.LABELS["title"])
    form.need("max", texts.LABELS["total"])
    form.need("decision.body", texts.LABELS["decision.body"])
    form.check_numbers()
    return form


def changed_head(data: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """The changes of the head that a right form says."""
    decision, treatment = data.get("decision"), data.get("not_applicable")
    old = decision if isinstance(decision, Mapping) else {}
    new = {name: form.text(f"decision.{name}") or None for name in DECISION}
    kept = {key: value for key, value in {**old, **new}.items() if value is not None or key in old}
    return {
        "title": form.text("title"),
        "max": number(form.text("max")),
        "bonus_capped": "yes" if form.text("bonus_capped") else None,
        "decision": kept,
        "not_applicable": {
            **(treatment if isinstance(treatment, Mapping) else {}),
            "treatment": form.text("treatment"),
        },
    }


# ---------------------------------------------------------------- nodes


def node_of(node: Mapping[str, Any]) -> Form:
    """The form of a node, with its basis."""
    form = Form.shown(node, NODE)
    basis = node.get("basis")
    kind, content = next(iter(basis.items())) if isinstance(basis, Mapping) and basis else ("", "")
    inner = content if isinstance(content, Mapping) else {"note": content}
    form.texts |= {
        "basis_kind": str(kind),
        "basis_text": str(inner.get("note") or ""),
        "basis_framework": str(inner.get("framework") or ""),
        "basis_code": str(inner.get("code") or ""),
    }
    return form


def typed_node(typed: Typed) -> Form:
    """A node as it was sent."""
    basis = ("basis_kind", "basis_text", "basis_framework", "basis_code")
    form = Form.typed(typed, (*NODE, *basis))
    for name in ("code", "title", "max", "level"):
        form.need(name, texts.LABELS[name])
    if len(form.text("code")) > LONGEST_CODE or re.search(r"\s", form.text("code")):
        form.refuse("code", texts.CODE_WRITING)
    form.check_numbers()
    return form


def changed_node(form: Form, *, is_leaf: bool) -> dict[str, Any]:
    """The changes of a node that a right form says, its rule left out."""
    changes: dict[str, Any] = {
        name: number(form.text(name)) if name in NUMBERS else form.text(name) or None for name in NODE
    }
    if changes["supplier"] == "unit":
        changes["supplier"] = None
    if is_leaf:
        changes["basis"] = basis_of(form)
    return changes


def basis_of(form: Form) -> dict[str, Any] | None:
    """Where a rule comes from, as the form says it."""
    kind, note = form.text("basis_kind"), form.text("basis_text")
    if not kind:
        return None
    if kind != "adopted":
        return {kind: note}
    adopted = {"framework": form.text("basis_framework"), "code": form.text("basis_code"), "note": note}
    return {kind: {name: text for name, text in adopted.items() if text}}


# ---------------------------------------------------------------- inputs and worked cases


def input_of(name: str, spec: Mapping[str, Any]) -> Form:
    """The form of an input; choices and limits by other inputs as lines."""
    form = Form.shown(spec, INPUT)
    choices, at_most = spec.get("choices"), spec.get("at_most")
    form.texts["name"] = name
    form.texts["choices"] = lines_of(choices)
    form.texts["at_most"] = ", ".join(at_most) if isinstance(at_most, list) else str(at_most or "")
    return form


def typed_input(typed: Typed, known: Mapping[str, Any], *, new: bool) -> Form:
    """An input as it was sent."""
    form = Form.typed(typed, ("name", *INPUT, "choices", "at_most"))
    form.need("name", texts.LABELS["name"])
    form.need("title", texts.LABELS["title"])
    form.need("type", texts.LABELS["type"])
    if form.text("name") and _NAME.fullmatch(form.text("name")) is None:
        form.refuse("name", texts.NAME_WRITING)
    elif new and form.text("name") in known:
        form.refuse("name", texts.NAME_TAKEN.format(name=form.text("name")))
    form.check_numbers()
    _pairs(form, "choices")
    return form


def changed_input(form: Form) -> dict[str, Any]:
    """The spec that a right form says."""
    at_most = [one.strip() for one in form.text("at_most").split(",") if one.strip()]
    return {
        **{name: number(form.text(name)) if name in NUMBERS else form.text(name) or None for name in INPUT},
        "at_most": at_most[0] if len(at_most) == 1 else at_most,
        "choices": pairs_of(form.text("choices")),
    }


def case_of(case: Mapping[str, Any]) -> Form:
    """The form of a worked case."""
    form = Form.shown(case, ("code", "points", "note"))
    others = case.get("others")
    form.texts["figures"] = lines_of(case.get("figures"))
    listed = others if isinstance(others, list) else []
    form.texts["others"] = "\n".join(to_flow(one).strip("{}") for one in listed)
    return form


def typed_case(typed: Typed) -> Form:
    """A worked case as it was sent."""
    form = Form.typed(typed, ("code", "points", "note", "figures", "others"))
    form.need("code", texts.LABELS["case_code"])
    form.need("points", texts.LABELS["points"])
    form.check_numbers()
    _pairs(form, "figures")
    try:
        others_of(form.text("others"))
    except (PlainProblem, ValueError):
        form.refuse("others", texts.OTHERS_WRITING)
    return form


def changed_case(form: Form) -> dict[str, Any]:
    """The case that a right form says."""
    case: dict[str, Any] = {
        "code": form.text("code"),
        "figures": pairs_of(form.text("figures")),
        "points": number(form.text("points")),
    }
    if form.text("note"):
        case["note"] = form.text("note")
    if others := others_of(form.text("others")):
        case["others"] = others
    return case


def lines_of(pairs: object) -> str:
    """A mapping as lines "name: value"."""
    return "\n".join(f"{key}: {value}" for key, value in pairs.items()) if isinstance(pairs, Mapping) else ""


def pairs_of(text: str) -> dict[str, str]:
    """The mapping of such lines.  Raises ValueError with the line that is none."""
    found: dict[str, str] = {}
    for line in filter(None, (one.strip() for one in text.splitlines())):
        key, colon, value = line.partition(":")
        if not colon or not key.strip() or key.strip() in found:
            raise ValueError(line)
        found[key.strip()] = value.strip()
    return found


def others_of(text: str) -> list[dict[str, Any]]:
    """Other units' figures, one unit a line: "a: 1, b: 2".  Raises ValueError or PlainProblem."""
    found = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        unit = read_flow("{" + line.strip("{}") + "}")
        if not isinstance(unit, dict) or not all(isinstance(value, str) for value in unit.values()):
            raise ValueError(line)
        found.append(unit)
    return found


def _pairs(form: Form, name: str) -> None:
    try:
        pairs_of(form.text(name))
    except ValueError as error:
        form.refuse(name, texts.PAIR_LINE.format(text=str(error)[:60]))


# ---------------------------------------------------------------- publishing


def read_day(text: str) -> date | None:
    """A day as people or date fields write it; None for nothing.  Raises ValueError in Vietnamese."""
    text = text.strip()
    if not text:
        return None
    if match := _VIETNAMESE_DAY.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    elif match := _ISO_DAY.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    else:
        raise ValueError(texts.NOT_DAY.format(text=text))
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(texts.NOT_DAY.format(text=text)) from error


def whole(text: str | None) -> int | None:
    """A whole number of an address or a hidden field; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
