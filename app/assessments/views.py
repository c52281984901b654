"""The entry form as its page shows it: read once, computed once, and put into plain data.

The number of queries is the same whatever the number of criteria, figures and files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy.orm import Session

from app import catalog, clock, policy
from app.accounts.actor import Actor
from app.assessments import attachments, explanations, general, guards, panels
from app.assessments.attachments import Attached
from app.assessments.drawn import drawn
from app.assessments.entry import Saved
from app.assessments.heads import head, main_tabs, neighbour, pillar_tabs
from app.assessments.labels import label
from app.assessments.panels import Refusal, StoredEntry
from app.assessments.queries import Opened
from app.assessments.reading import Filled, Question, questions, read_form
from app.assessments.suppliers import own
from app.errors import NotFound
from app.messages import NOT_FOUND
from app.messages import assessments as texts
from frameworks import wording
from frameworks.model import Framework, Node


@dataclass(frozen=True)
class Typed:
    """What could not be saved, to be shown again: by figure, and of one criterion's declaration or answer."""

    figures: Mapping[str, Refusal] = field(default_factory=dict)
    code: str = ""
    message: str = ""
    declaration: Mapping[str, str] = field(default_factory=dict)
    answer: str | None = None


NOTHING_TYPED = Typed()


def form_page(
    session: Session, actor: Actor, opened: Opened, main_code: str | None, typed: Typed = NOTHING_TYPED
) -> dict[str, Any]:
    """What the entry form shows of one main index."""
    framework = opened.framework
    filled = read_form(session, actor, opened)
    asked = questions(session, actor, opened)
    files = attachments.of_assessment(session, opened.assessment.id)
    editing = editing_now(session, actor, opened)
    reopened = {code for code, rows in asked.items() if any(row.open for row in rows)}
    if main_code is None and editing == "edit_explained":  # straight to the first question
        mains = panels.text_of(framework).main
        main_code = next((mains[leaf.code] for leaf in framework.leaves if leaf.code in reopened), None)
    first = framework.general and main_code in (None, general.SECTION)
    main = None if first else chosen_main(framework, main_code)
    builder = _Builder(opened, filled, files, asked, editing, reopened, typed, generate_csrf())
    return {
        **head(session, actor, opened, filled),
        "main": _main_words(framework, main),
        "general": [] if main else general.fields(opened, filled, typed.figures, editing, reopened),
        "save_url": url_for("assessments.save_figure", assessment_id=opened.assessment.id),
        "pillars": pillar_tabs(opened, main),
        "tabs": main_tabs(opened, filled, main),
        "groups": [builder.group(node) for node in main.children or (main,)] if main else [],
        "editing": editing,
        "read_only": texts.read_only(opened.assessment.state, _state_title(opened)),
        "open_links": builder.links(reopened) if editing == "edit_explained" else [],
        "previous": neighbour(opened, main, -1),
        "next": neighbour(opened, main, 1),
        "errors": [(refusal.message, f"so-{name}") for name, refusal in typed.figures.items()]
        + (
            [(texts.at_criterion(label(framework, typed.code), typed.message), panels.anchor(typed.code))]
            if typed.message
            else []
        ),
        "typed_back": [] if editing else typed_back(opened.framework, typed),
        "table_url": url_for(
            "assessments.table", assessment_id=opened.assessment.id, muc=main.code if main else None
        ),
    }


def _main_words(framework: Framework, main: Node | None) -> dict[str, str]:
    if main is None:
        return {"heading": texts.GENERAL}
    return {"heading": f"{panels.text_of(framework).labels[main.code]}. {main.title}"}


def _criterion_errors(framework: Framework, typed: Typed) -> list[tuple[str, str]]:
    if not typed.message:
        return []
    number = label(framework, typed.code)
    return [(texts.at_criterion(number, typed.message), panels.anchor(typed.code))]


def _state_title(opened: Opened) -> str:
    return catalog.of_item(opened.assessment).states[opened.assessment.state].title


def chosen_main(framework: Framework, code: str | None) -> Node:
    """The main index asked for; the first one when none is named. NotFound for any other name."""
    if code is None:
        return framework.mains[0]
    for node in framework.mains:
        if node.code == code:
            return node
    raise NotFound(NOT_FOUND, main=code)


def typed_back(framework: Framework, typed: Typed) -> list[tuple[str, str]]:
    """What was typed when the form had just been locked, to be copied from the page: label and text."""
    found = [
        (framework.inputs[name].title, refusal.typed)
        for name, refusal in typed.figures.items()
        if refusal.typed.strip()
    ]
    texts_typed = (
        (texts.REASON, typed.declaration.get("reason", "")),
        (texts.NOTE, typed.declaration.get("note", "")),
        (texts.CHANGED_ANSWER, typed.answer or ""),
    )
    return found + [(label, text) for label, text in texts_typed if text.strip()]


def open_codes(session: Session, opened: Opened) -> set[str]:
    """The criteria the unit is asked about now."""
    return set(explanations.open_codes(session, opened.assessment.id))


def editing_now(session: Session, actor: Actor, opened: Opened) -> str | None:
    """The permission under which this person may edit now, None when the form is only to be read."""
    if policy.can(actor, "edit_figures", opened.assessment, opened.round):
        return None if guards.window_refusal(opened) else "edit_figures"
    if policy.can(actor, "edit_explained", opened.assessment, opened.round):
        term = explanations.term(session, opened)
        over = term is not None and term.is_closed(clock.now())
        return None if over else "edit_explained"
    return None


@dataclass(frozen=True)
class _Builder:
    """Puts the criteria of a page together."""

    opened: Opened
    filled: Filled
    files: Mapping[str, list[Attached]]
    asked: Mapping[str, list[Question]]
    editing: str | None
    reopened: set[str]
    typed: Typed
    token: str

    def group(self, node: Node) -> dict[str, Any]:
        """A component of the main index: its heading and its criteria, parts under their own heading."""
        scores, framework = self.filled.scores, self.opened.framework
        return {
            "label": node.label,
            "title": node.title,
            "points_display": wording.number(scores.node_points(node.code)),
            "maximum_display": wording.number(node.maximum),
            "items": [self.item(framework.nodes[code]) for code in framework.leaves_under[node.code]],
        }

    def item(self, leaf: Node) -> dict[str, Any]:
        """One criterion, drawn, with the heading that stands before it."""
        code, editable = leaf.code, self.editable(leaf.code)
        if self.typed.code == code or any(name in self.typed.figures for name in leaf.inputs):
            return {"parent": self._parent(leaf), "html": self.draw(code, editable)}
        key = (
            self.opened.framework.hash,
            self.opened.assessment.id,
            code,
            editable,
            tuple(self.filled.figures.get(name) for name in leaf.inputs),
            self.filled.entries.get(code),
            code in self.filled.supplied,
            tuple(self.files.get(code, ())),
            tuple(self.asked.get(code, ())),
        )
        html = drawn.panel(key, self.token, lambda: self.draw(code, editable))
        return {"parent": self._parent(leaf), "html": html}

    def editable(self, code: str) -> bool:
        """Whether this criterion may be changed by the reader now; one of others never."""
        if code not in own(self.opened.framework).codes:
            return False
        return self.editing == "edit_figures" or (self.editing == "edit_explained" and code in self.reopened)

    def draw(self, code: str, editable: bool) -> Markup:
        """The criterion's panel as HTML."""
        template = current_app.jinja_env.get_template("assessments/_criterion.html")
        panel: Markup = template.module.entry_panel(self.criterion(code, editable), self.opened.assessment)  # type: ignore[attr-defined]
        return panel

    def criterion(self, code: str, editable: bool) -> dict[str, Any]:
        """One criterion with what may be done to it, as the components draw it."""
        opened, rows = self.opened, self.asked.get(code, [])
        shown = panels.criterion_shown(
            opened.framework,
            code,
            self.filled.line(code),
            self.filled.seen,
            self.filled.figures,
            self.filled.entries.get(code, StoredEntry()),
            self.typed.figures if editable else {},
            pending=code not in own(opened.framework).codes and code not in self.filled.supplied,
        )
        shown |= {
            "editable": editable,
            "save_url": url_for("assessments.save_figure", assessment_id=opened.assessment.id),
            "files": [panels.file_shown(file, editable) for file in self.files.get(code, ())],
            "past": [row for row in rows if not row.open],
            "question": next((row.question for row in rows if row.open), ""),
            "answer": next((row.answer for row in rows if row.open), None) or "",
            "typed": self.typed if self.typed.code == code else NOTHING_TYPED,
        }
        if editable:
            shown |= attachments.taken()
            shown["upload_url"] = url_for("evidence.upload", assessment_id=opened.assessment.id, code=code)
        return shown

    def _parent(self, leaf: Node) -> dict[str, str] | None:
        """The criterion a first part belongs to, for the heading above it."""
        if leaf.level != "subcriterion":
            return None
        above = self.opened.framework.nodes[leaf.code.rpartition(".")[0]]
        first = above.children[0].code == leaf.code
        return {"label": above.label, "title": above.title} if first else None

    def links(self, codes: set[str]) -> list[dict[str, str]]:
        """Where the criteria asked about are."""
        framework = self.opened.framework
        labels = panels.text_of(framework).labels
        return [
            {
                "label": labels[leaf.code],
                "url": panels.criterion_url(framework, self.opened.assessment.id, leaf.code),
            }
            for leaf in framework.leaves
            if leaf.code in codes
        ]


def saved_answer(saved: Saved) -> dict[str, Any]:
    """What the page needs to know of a figure just saved, as JSON."""
    framework, field_ = saved.framework, saved.framework.inputs[saved.name]
    lines = [
        {
            "code": code,
            "maximum": str(float(line.maximum)),
            "warnings": [warning.message for warning in line.warnings],
            **panels.line_shown(framework, code, line, saved.figures),
        }
        for code, line in saved.lines.items()
    ]
    return {
        "ok": True,
        "name": saved.name,
        "value": saved.value,
        "display": panels.field_text(field_, saved.value),
        "version": saved.version,
        "lines": lines,
        "total_display": wording.number(saved.total),
        "filled": saved.filled,
        "message": texts.saved_at(clock.local(clock.now())),
    }
