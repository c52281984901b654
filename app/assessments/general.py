"""The general information of a unit: fields filled once, as the decision prints them (TT.1, TT.2 …)."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import url_for

from app.assessments.entry import show_value
from app.assessments.panels import Refusal, criterion_url, figure_shown, text_of
from app.assessments.queries import Opened
from app.assessments.reading import Filled
from app.assessments.suppliers import own
from app.messages import assessments as texts
from frameworks.model import Framework, Input

SECTION = "thong-tin-chung"  # in addresses, in the place of a main index


def figure_url(framework: Framework, assessment_id: int, name: str) -> str:
    """Where a figure is entered."""
    if framework.inputs[name].general:
        return section_url(assessment_id, name)
    return criterion_url(framework, assessment_id, framework.leaves_using(name)[0].code)


def section_url(assessment_id: int, name: str = "") -> str:
    """The address of the section, or of one of its fields."""
    return url_for(
        "assessments.form", assessment_id=assessment_id, muc=SECTION, _anchor=f"so-{name}" if name else None
    )


def section_tab(opened: Opened, filled: Filled, active: bool) -> dict[str, Any]:
    """The section among the main indexes, with how much of it is filled."""
    fields = opened.framework.general
    done = sum(field.name in filled.values for field in fields)
    lacking = any(field.name not in filled.values for field in own(opened.framework).required)
    return {
        "title": texts.GENERAL,
        "url": section_url(opened.assessment.id),
        "active": active,
        "badge": f"{done}/{len(fields)}",
        "done": not lacking and done > 0,
    }


def fields(
    opened: Opened,
    filled: Filled,
    refused: Mapping[str, Refusal],
    editing: str | None,
    reopened: Collection[str],
) -> list[dict[str, Any]]:
    """The fields as the form draws them; while explaining only those that a criterion asked about reads."""
    return [_field(opened, filled, one, refused, editing, reopened) for one in opened.framework.general]


def _field(
    opened: Opened,
    filled: Filled,
    field: Input,
    refused: Mapping[str, Refusal],
    editing: str | None,
    reopened: Collection[str],
) -> dict[str, Any]:
    framework = opened.framework
    users = [leaf.code for leaf in framework.leaves_using(field.name)]
    labels = text_of(framework).labels
    needed = field in own(framework).required
    words = {
        "name": field.name,
        "title": f"{field.general}. {field.title}",
        "unit": field.unit,
        "type": field.type,
        "definition": " ".join(part for part in (field.definition, field.guidance) if part),
        "choices": list(field.choices.items()) or None,
        "shared": texts.general_used([labels[code] for code in users], needed),
        "repeated": False,
    }
    editable = editing == "edit_figures" or (editing == "edit_explained" and bool(set(users) & set(reopened)))
    return {**figure_shown(field, words, filled.figures, refused if editable else {}), "editable": editable}


def rows(framework: Framework, filled: Filled) -> list[dict[str, str]]:
    """The fields for reading: on the summary and on paper."""
    return [
        {
            "number": field.general,
            "title": field.title,
            "unit": field.unit,
            "value": show_value(field, filled.figures[field.name].value)
            if field.name in filled.figures
            else "",
        }
        for field in framework.general
    ]
