"""What the pages of figures of others show: plain data read for one person, ready for the templates."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app import catalog, clock, policy
from app.accounts.actor import Actor
from app.assessments.entry import show_value
from app.assessments.labels import full_label
from app.errors import DomainError
from app.messages import clock_and_day
from app.messages import supplied as texts
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.supplied import queries
from app.supplied.handed import inputs_of
from app.supplied.judging import Outcome
from app.supplied.marks import mean, to_mark
from app.supplied.operations import Marked
from app.supplied.queries import Group, Member
from frameworks import wording
from frameworks.model import Framework, Input, Node

MOST_CHANGES = 300  # shown of one file; the rest is counted


def label_of(framework: Framework, name: str) -> str:
    """The number of the first criterion a figure feeds."""
    return full_label(framework, framework.leaves_using(name)[0].code)


# ---------------------------------------------------------------- the standing body


def overview(session: Session, actor: Actor, round_: Round) -> dict[str, Any]:
    """Every group with what each supplier hands in, and the imports so far; five queries."""
    counted, units = queries.counted(session, round_.id), queries.units_by_group(session, round_.id)
    groups = []
    for group in rounds.groups_of(session, round_.id):
        framework = catalog.find(group)
        if framework is None:
            continue
        rows = [
            _supplier_row(framework, group.id, supplier, units.get(group.id, 0), counted)
            for supplier in texts.SUPPLIERS
            if any(leaf.supplier == supplier for leaf in framework.leaves)
        ]
        if rows:
            groups.append({"title": group.title, "framework": framework.title, "rows": rows, "id": group.id})
    return {
        "round": round_,
        "groups": groups,
        "imports": imports_shown(queries.imports(session, round_.id)),
        "experts": _experts(session, round_),
        "may_import": policy.can_round(actor, "import_figures", round_),
    }


def _supplier_row(
    framework: Framework, group_id: int, supplier: str, units: int, counted: Mapping[tuple[int, str], int]
) -> dict[str, Any]:
    fields = inputs_of(framework, supplier)
    leaves = [leaf for leaf in framework.leaves if leaf.supplier == supplier]
    return {
        "supplier": supplier,
        "title": texts.SUPPLIERS[supplier],
        "criteria": len(leaves),
        "maximum": wording.number(sum((leaf.maximum for leaf in leaves), Fraction(0))),
        "have": sum(counted.get((group_id, one.name), 0) for one in fields),
        "whole": len(fields) * units,
        "url": url_for("supplied.group", group_id=group_id, supplier=supplier),
        "marks_url": url_for("supplied.marks", group_id=group_id) if supplier == "experts" else "",
    }


def _experts(session: Session, round_: Round) -> list[dict[str, Any]]:
    """How many marks each expert has given."""
    given: dict[int, dict[str, Any]] = {}
    for account_id, name, _, number in queries.progress(session, round_.id):
        given.setdefault(account_id, {"name": name, "marks": 0})["marks"] += number
    return list(given.values())


def imports_shown(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Imports for reading."""
    return [
        {
            "supplier": texts.SUPPLIERS.get(one.supplier, one.supplier),
            "provider": one.provider,
            "letter": one.letter_number,
            "letter_date": one.letter_date,
            "changed": one.changed,
            "filename": one.filename,
            "sha256": one.sha256,
            "by": name,
            "at": clock_and_day(clock.local(one.imported_at)),
            "url": url_for("supplied.file", import_id=one.id),
        }
        for one, name in rows
    ]


def group_page(session: Session, actor: Actor, of: Group, supplier: str) -> dict[str, Any]:
    """One supplier in one group: what has come in criterion by criterion; four queries."""
    counted = queries.counted(session, of.round.id)
    units = queries.units_by_group(session, of.round.id).get(of.group.id, 0)
    rows = [
        {
            "label": label_of(of.framework, one.name),
            "title": of.framework.leaves_using(one.name)[0].title,
            "figure": one.title,
            "maximum": wording.number(of.framework.leaves_using(one.name)[0].maximum),
            "have": counted.get((of.group.id, one.name), 0),
            "units": units,
        }
        for one in inputs_of(of.framework, supplier)
    ]
    return {
        "round": of.round,
        "group": of.group,
        "supplier": supplier,
        "title": texts.SUPPLIERS[supplier],
        "rows": rows,
        "imports": imports_shown(queries.imports(session, of.round.id, supplier)),
        "may_import": policy.can_round(actor, "import_figures", of.round),
    }


def outcome_shown(of: Group, outcome: Outcome) -> dict[str, Any]:
    """What a file would do, for reading."""
    framework = of.framework
    changes = [
        {
            "code": label_of(framework, one.name),
            "title": f"{one.unit} – {framework.inputs[one.name].title}",
            "before": show_value(framework.inputs[one.name], one.before),
            "after": show_value(framework.inputs[one.name], one.after),
        }
        for one in outcome.changes[:MOST_CHANGES]
    ]
    return {
        "counts": texts.counts(outcome.rows, outcome.accepted, len(outcome.changes), outcome.refused),
        "problems": [str(one) for one in outcome.problems[:MOST_CHANGES]],
        "more_problems": max(0, len(outcome.problems) - MOST_CHANGES),
        "changes": changes,
        "more_changes": max(0, len(outcome.changes) - MOST_CHANGES),
        "units": len({one.assessment_id for one in outcome.changes}),
    }


def marks_page(session: Session, of: Group, name: str | None) -> dict[str, Any]:
    """Every expert's mark of one criterion for all units of a group; three queries."""
    fields = to_mark(of.framework)
    leaf, field = next((pair for pair in fields if pair[1].name == name), fields[0])
    members = queries.members(session, of.group.id)
    marks = queries.marks_of(session, [one.assessment.id for one in members])
    experts = queries.names_of(session, {mark.account_id for rows in marks.values() for mark in rows})
    rows = []
    for one in members:
        given = {mark.account_id: mark for mark in marks.get((one.assessment.id, field.name), [])}
        middle = mean([mark.mark for mark in given.values()])
        rows.append(
            {
                "unit": one.unit.name,
                "marks": [
                    (wording.number(given[key].mark), given[key].comment) if key in given else ("", "")
                    for key in experts
                ],
                "mean": wording.number(middle) if middle is not None else "",
            }
        )
    return {
        "round": of.round,
        "group": of.group,
        "experts": list(experts.values()),
        "heading": f"{full_label(of.framework, leaf.code)} {leaf.title}",
        "maximum": _up_to(field),
        "rows": rows,
        "name": field.name,
        "choices": [(one.name, f"{full_label(of.framework, at.code)} {at.title}") for at, one in fields],
    }


# ---------------------------------------------------------------- the expert


def marking_page(session: Session, actor: Actor, round_: Round) -> dict[str, Any]:
    """The criteria and units an expert marks, with how far they are; a few queries a group."""
    groups = []
    for group in rounds.groups_of(session, round_.id):
        framework = catalog.of(group)
        fields = to_mark(framework)
        if not fields:
            continue
        members = queries.members(session, group.id)
        mine = [one for one in members if not policy.has_conflict(actor, round_.id, one.unit.id)]
        given = set(queries.marks_of(session, [one.assessment.id for one in members], actor.id))
        groups.append(
            {
                "title": group.title,
                "criteria": [
                    {
                        "title": f"{full_label(framework, leaf.code)} {leaf.title}",
                        "done": sum((one.assessment.id, field.name) in given for one in mine),
                        "all": len(mine),
                        "url": url_for("supplied.by_criterion", group_id=group.id, name=field.name),
                    }
                    for leaf, field in fields
                ],
                "units": [
                    {
                        "title": one.unit.name,
                        "done": sum((one.assessment.id, field.name) in given for _, field in fields),
                        "all": len(fields),
                        "url": url_for("supplied.by_unit", assessment_id=one.assessment.id),
                    }
                    for one in mine
                ],
            }
        )
    return {"round": round_, "groups": groups, "may_mark": policy.can_round(actor, "mark", round_)}


Refused = Mapping[tuple[int, str], tuple[Marked, DomainError]]
NOTHING_REFUSED: Refused = {}


def criterion_page(
    session: Session, actor: Actor, of: Group, pair: tuple[Node, Input], refused: Refused = NOTHING_REFUSED
) -> dict[str, Any]:
    """One criterion over all units of a group."""
    leaf, field = pair
    members = queries.members(session, of.group.id)
    rows = _mark_rows(session, actor, of, [(one, leaf, field) for one in members], refused)
    for row, one in zip(rows, members, strict=True):
        row["head"] = one.unit.name
    fields = to_mark(of.framework)
    place = next(number for number, (_, one) in enumerate(fields) if one.name == field.name)
    return {
        **_mark_words(actor, of),
        "heading": f"{full_label(of.framework, leaf.code)} {leaf.title}",
        "lead": of.group.title,
        "column": texts.UNIT_HEADING,
        "guidance": " ".join(part for part in (field.definition, leaf.guidance) if part),
        "rows": rows,
        "action": url_for("supplied.by_criterion", group_id=of.group.id, name=field.name),
        "previous": _step(of, fields, place - 1),
        "next": _step(of, fields, place + 1),
    }


def _step(of: Group, fields: Sequence[tuple[Node, Input]], place: int) -> dict[str, str] | None:
    if not 0 <= place < len(fields):
        return None
    leaf, field = fields[place]
    return {
        "title": f"{full_label(of.framework, leaf.code)} {leaf.title}",
        "url": url_for("supplied.by_criterion", group_id=of.group.id, name=field.name),
    }


def unit_page(
    session: Session, actor: Actor, of: Group, member: Member, refused: Refused = NOTHING_REFUSED
) -> dict[str, Any]:
    """One unit over all criteria experts mark."""
    fields = to_mark(of.framework)
    rows = _mark_rows(session, actor, of, [(member, leaf, field) for leaf, field in fields], refused)
    for row, (leaf, _) in zip(rows, fields, strict=True):
        row["head"] = f"{full_label(of.framework, leaf.code)} {leaf.title}"
    return {
        **_mark_words(actor, of),
        "heading": member.unit.name,
        "lead": of.group.title,
        "column": texts.CRITERION_HEADING,
        "guidance": "",
        "rows": rows,
        "action": url_for("supplied.by_unit", assessment_id=member.assessment.id),
        "previous": None,
        "next": None,
    }


def _mark_words(actor: Actor, of: Group) -> dict[str, Any]:
    return {
        "round": of.round,
        "may_mark": policy.can_round(actor, "mark", of.round),
        "back_url": url_for("supplied.marking"),
    }


def _mark_rows(
    session: Session,
    actor: Actor,
    of: Group,
    places: Sequence[tuple[Member, Node, Input]],
    refused: Refused,
) -> list[dict[str, Any]]:
    """The fields of a page of marks: own marks only, with what was refused as it was typed; two queries."""
    ids = {one.assessment.id for one, _, _ in places}
    own = queries.marks_of(session, ids, actor.id)
    imported = queries.imported_names(session, ids)
    open_now = policy.can_round(actor, "mark", of.round)
    rows = []
    for member, _, field in places:
        key = (member.assessment.id, field.name)
        mark = next(iter(own.get(key, [])), None)
        typed, error = refused.get(key, (None, None))
        shut = _why_shut(actor, member, key in imported)
        rows.append(
            {
                "id": f"{key[0]}-{field.name}",
                "maximum": _up_to(field),
                "mark": typed.mark if typed else wording.figure(mark.mark) if mark else "",
                "comment": typed.comment if typed else mark.comment if mark else "",
                "version": error.data.get("version", mark.version if mark else 0)
                if error
                else (mark.version if mark else 0),
                "error": error.message if error else "",
                "saved": clock_and_day(clock.local(mark.marked_at)) if mark else "",
                "shut": shut,
                "editable": open_now and not shut,
            }
        )
    return rows


def _why_shut(actor: Actor, member: Member, imported: bool) -> str:
    """Why a mark cannot be given here, or nothing."""
    if policy.has_conflict(actor, member.assessment.round_id, member.unit.id):
        return texts.CONFLICT
    if imported:
        return texts.IMPORTED_ALREADY
    return texts.CLOSED if member.closed else ""


def _up_to(field: Input) -> str:
    """The highest mark: the figure's own bound, 100 of a percent."""
    if field.maximum is not None:
        return wording.figure(field.maximum)
    return "100" if field.type == "percent" else ""
