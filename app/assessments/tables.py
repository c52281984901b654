"""The form as tables: all figures of a main index to be typed at once, and the whole form for paper."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.assessments import attachments, general, panels
from app.assessments.entry import show_value
from app.assessments.heads import head, main_tabs, pillar_tabs
from app.assessments.labels import full_label
from app.assessments.panels import Refusal, StoredEntry
from app.assessments.queries import Opened
from app.assessments.reading import Filled, read_form
from app.assessments.suppliers import own
from app.assessments.views import Typed, chosen_main, editing_now, open_codes, typed_back
from app.messages import assessments as texts
from frameworks import wording
from frameworks.model import Node


def table_page(
    session: Session,
    actor: Actor,
    opened: Opened,
    main_code: str | None,
    refused: Mapping[str, Refusal] | None = None,
    message: str = "",
) -> dict[str, Any]:
    """Every figure of a main index once, in the order of its criteria."""
    framework = opened.framework
    main = chosen_main(framework, main_code)
    filled = read_form(session, actor, opened)
    editing = editing_now(session, actor, opened)
    codes = open_codes(session, opened) if editing == "edit_explained" else None
    rows, shown = [], set()
    for code in framework.leaves_under[main.code]:
        figures = [
            words
            for words in panels.text_of(framework).figures[code]
            if words["name"] not in shown and not words["locked"]
        ]
        shown |= {words["name"] for words in figures}
        rows.append(_table_row(opened, filled, code, figures, refused or {}, codes, editing))
    return {
        **head(session, actor, opened, filled),
        "main": {"code": main.code, "label": main.label, "title": main.title},
        "pillars": pillar_tabs(opened, main, "assessments.table"),
        "tabs": main_tabs(opened, filled, main, "assessments.table"),
        "rows": rows,
        "editing": editing,
        "message": message,
        "typed_back": [] if editing else typed_back(framework, Typed(figures=refused or {})),
        "form_url": url_for("assessments.form", assessment_id=opened.assessment.id, muc=main.code),
    }


def _table_row(
    opened: Opened,
    filled: Filled,
    code: str,
    figures: list[Mapping[str, Any]],
    refused: Mapping[str, Refusal],
    codes: set[str] | None,
    editing: str | None,
) -> dict[str, Any]:
    framework, line = opened.framework, filled.line(code)
    mine = code in own(framework).codes
    return {
        **panels.text_of(framework).criteria[code],
        "points_display": wording.number(line.points),
        "status": str(line.status),
        "status_title": texts.STATUS_TITLES[str(line.status)],
        "pending": "" if mine or code in filled.supplied else texts.SUPPLIED_LATER,
        "editable": mine and editing is not None and (codes is None or code in codes),
        "figures": [
            panels.figure_shown(framework.inputs[words["name"]], words, filled.figures, refused)
            for words in figures
        ],
    }


def print_page(session: Session, actor: Actor, opened: Opened) -> dict[str, Any]:
    """The whole form, main index by main index."""
    framework = opened.framework
    filled = read_form(session, actor, opened)
    files = attachments.of_assessment(session, opened.assessment.id)

    def row(code: str) -> dict[str, Any]:
        line, kept = filled.line(code), filled.entries.get(code, StoredEntry())
        mine = code in own(framework).codes
        return {
            "label": full_label(framework, code),
            "title": framework.nodes[code].title,
            "maximum_display": wording.number(line.maximum),
            "points_display": wording.number(line.points),
            "supplied": panels.text_of(framework).criteria[code]["supplied"],
            "pending": "" if mine or code in filled.supplied else texts.SUPPLIED_LATER,
            "status": str(line.status),
            "status_title": texts.STATUS_TITLES[str(line.status)],
            "reason": kept.reason or "",
            "note": kept.note or "",
            "figures": _printed_figures(opened, filled, code),
            "files": [file.filename for file in files.get(code, ())],
        }

    def group(main: Node) -> dict[str, Any]:
        return {
            "label": full_label(framework, main.code),
            "title": main.title,
            "points_display": wording.number(filled.scores.node_points(main.code)),
            "maximum_display": wording.number(main.maximum),
            "rows": [row(code) for code in framework.leaves_under[main.code]],
        }

    return {
        **head(session, actor, opened, filled),
        "general": general.rows(framework, filled),
        "groups": [group(main) for main in framework.mains],
        "framework_title": framework.title,
        "back_url": url_for("assessments.summary", assessment_id=opened.assessment.id),
    }


def _printed_figures(opened: Opened, filled: Filled, code: str) -> list[tuple[str, str, str]]:
    """Title, value and unit of each figure a criterion reads."""
    fields = [opened.framework.inputs[name] for name in opened.framework.nodes[code].inputs]
    return [
        (
            field.title,
            show_value(field, filled.figures[field.name].value) if field.name in filled.figures else "",
            field.unit,
        )
        for field in fields
    ]
