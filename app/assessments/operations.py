"""What a unit does with its assessment: declare, submit, confirm, return, explain; and what the standing
body does about late units. Each function is one action in one transaction."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import clock, history, policy, workflow
from app.accounts.actor import Actor
from app.assessments import entry, explanations, lateness, queries, sheets
from app.assessments.acting import Stage
from app.assessments.guards import ASSESSMENT_GUARDS
from app.assessments.models import CriterionEntry
from app.assessments.queries import Opened
from app.assessments.suppliers import require_own
from app.database import transaction
from app.errors import InvalidInput, StaleVersion
from app.lengths import require_length
from app.messages import assessments as texts
from app.messages import stale
from app.rounds.deadlines import ENTRY, EXPLANATION
from app.rounds.models import DeadlineExtension
from frameworks import sheet as scoring

STAGE = Stage(ASSESSMENT_GUARDS, sheets.self_content)
DECLARABLE = ("blank", "no_data", "na_claimed")


def declare(
    actor: Actor,
    assessment_id: int,
    code: str,
    status: str,
    *,
    reason: str = "",
    note: str = "",
    seen_version: int | None = None,
) -> None:
    """Say of a criterion that there are no data, or that it does not apply (each with a reason), or take
    that back with "blank"; `note` is the unit's own explanation and may stand with any of them.

    Source 002, V.3.c: without figures and without a particular reason a criterion has 0 points.
    """
    reason, note = reason.strip(), note.strip()
    with transaction() as session:
        opened = entry.open_for_entry(session, actor, assessment_id)
        if status not in DECLARABLE:
            raise InvalidInput(texts.UNKNOWN_CRITERION, field="status", typed=status)
        if code not in {leaf.code for leaf in opened.framework.leaves}:
            raise InvalidInput(texts.UNKNOWN_CRITERION, field="code", typed=code)
        require_own(opened.framework, code, typed=note or reason)
        entry.require_open_criteria(session, opened, [code])
        if status != "blank" and not reason:
            raise InvalidInput(texts.REASON_NEEDED, field="reason", typed=note)
        require_length(reason, "reason")
        require_length(note, "note")
        _declare(session, opened, actor, code, status, reason or None, note or None, seen_version)


def _declare(
    session: Session,
    opened: Opened,
    actor: Actor,
    code: str,
    status: str,
    reason: str | None,
    note: str | None,
    seen_version: int | None,
) -> None:
    row = session.get(CriterionEntry, (opened.assessment.id, code))
    if seen_version is not None and seen_version != (row.version if row else 0):
        who = workflow.last_change(session, "assessment", opened.assessment.id)
        raise StaleVersion(stale(who), field="note", typed=note or reason)
    if row is None:
        row = CriterionEntry(assessment_id=opened.assessment.id, code=code, version=0, status="blank")
        session.add(row)
    before = {"status": row.status, "reason": row.reason, "note": row.note}
    figures = sheets.stored_figures(session, opened.assessment.id, opened.framework)
    line = scoring.compute_leaf(opened.framework, code, figures, None if status == "blank" else status)
    after = {"status": str(line.status), "reason": reason, "note": note}
    if after == before:
        return
    row.status, row.reason, row.note, row.points = after["status"] or "blank", reason, note, line.points
    row.version += 1
    history.append(
        session,
        "assessment",
        opened.assessment.id,
        "entry",
        actor,
        "specialist",
        data={"code": code, "before": before, "after": after},
    )


def answer(actor: Actor, assessment_id: int, code: str, text: str) -> None:
    """Answer the team's question on one criterion."""
    with transaction() as session:
        opened = entry.open_for_entry(session, actor, assessment_id)
        policy.require(actor, "edit_explained", opened.assessment, opened.round)
        entry.require_open_criteria(session, opened, [code])
        if not text.strip():
            raise InvalidInput(texts.ANSWER_NEEDED, field="answer", typed=text)
        require_length(text, "answer")
        item = next(i for i in explanations.open_items(session, assessment_id) if i.code == code)
        before, after = item.answer, text.strip()
        if before == after:
            return
        item.answer = after
        item.answered_by, item.answered_at = actor.id, clock.now()
        history.append(
            session,
            "assessment",
            assessment_id,
            "answer",
            actor,
            "specialist",
            data={"code": code, "before": before, "after": after},
        )


def _step(
    actor: Actor,
    assessment_id: int,
    transition: str,
    seen_version: int | None,
    effects: Callable[[Session, Opened], Mapping[str, Callable[[], None]]] | None = None,
    receives: bool = False,
    **given: Any,
) -> None:
    """One action of one person on one assessment: load and lock, step, commit."""
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "view", lock=True)
        _take(session, opened, actor, transition, seen_version, effects, receives, **given)


def _take(
    session: Session,
    opened: Opened,
    actor: Actor,
    transition: str,
    seen_version: int | None,
    effects: Callable[[Session, Opened], Mapping[str, Callable[[], None]]] | None = None,
    receives: bool = False,
    **given: Any,
) -> None:
    """The step itself, inside the caller's transaction."""
    STAGE.act(
        session,
        opened,
        actor,
        transition,
        given=given,
        seen_version=seen_version,
        effects=effects(session, opened) if effects else None,
    )
    if receives and opened.assessment.received_at is None:
        opened.assessment.received_at = clock.now()


def take_timed(actor: Actor, assessment_id: int, transition: str) -> None:
    """The program takes a step that a deadline takes; `actor` is the program itself.

    Every condition is asked again on the locked row: a step another worker has taken is refused as one of
    another state.
    """
    with transaction() as session:
        opened = queries.open_by_program(session, actor, assessment_id)
        entering = opened.assessment.state in lateness.states_of(opened.round, ENTRY)
        every = workflow.every_guard(session, "assessment", opened, actor)
        STAGE.act(session, opened, actor, transition, effects=_closing(session, opened), guards=every)
        if entering and opened.assessment.received_at is None:
            opened.assessment.received_at = clock.now()


def _closing(session: Session, opened: Opened) -> Mapping[str, Callable[[], None]]:
    return {"close_questions": lambda: explanations.close(session, opened.assessment.id)}


def submit(actor: Actor, assessment_id: int, *, seen_version: int | None = None) -> None:
    """The specialist hands the form to the unit's leader (source 002, V.1)."""
    _step(actor, assessment_id, "submit", seen_version)


def recall(actor: Actor, assessment_id: int, *, reason: str, seen_version: int | None = None) -> None:
    """The specialist takes the form back before the leader has confirmed."""
    _step(actor, assessment_id, "recall", seen_version, reason=reason)


def confirm(actor: Actor, assessment_id: int, *, sheet_hash: str, seen_version: int | None = None) -> None:
    """The leader confirms exactly the sheet on the screen, named by its hash (source 002, V.1)."""
    _step(actor, assessment_id, "confirm", seen_version, receives=True, sheet_hash=sheet_hash)


def return_to_specialist(
    actor: Actor, assessment_id: int, *, reason: str, seen_version: int | None = None
) -> None:
    """The leader sends the form back with a reason."""
    _step(actor, assessment_id, "return_to_specialist", seen_version, reason=reason)


def take_over(actor: Actor, assessment_id: int, *, reason: str, seen_version: int | None = None) -> None:
    """The standing body takes a late unit's figures as they stand."""
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "view", lock=True)
        take_over_in(session, opened, actor, reason=reason, seen_version=seen_version)


def take_over_in(
    session: Session, opened: Opened, actor: Actor, *, reason: str, seen_version: int | None = None
) -> None:
    """As `take_over`, inside the caller's transaction."""
    _take(session, opened, actor, "take_over", seen_version, receives=True, reason=reason)


def remind(actor: Actor, assessment_id: int, *, seen_version: int | None = None) -> None:
    """The standing body asks a unit to do what waits for it; the unit stays where it is."""
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "view", lock=True)
        remind_in(session, opened, actor, seen_version=seen_version)


def remind_in(session: Session, opened: Opened, actor: Actor, *, seen_version: int | None = None) -> None:
    """As `remind`, inside the caller's transaction."""
    _take(session, opened, actor, "remind", seen_version)


def send_explanation(actor: Actor, assessment_id: int, *, seen_version: int | None = None) -> None:
    """The specialist hands the answers to the leader."""
    _step(actor, assessment_id, "send_explanation", seen_version)


def return_explanation(
    actor: Actor, assessment_id: int, *, reason: str, seen_version: int | None = None
) -> None:
    """The leader sends the answers back with a reason."""
    _step(actor, assessment_id, "return_explanation", seen_version, reason=reason)


def confirm_explanation(
    actor: Actor, assessment_id: int, *, sheet_hash: str, seen_version: int | None = None
) -> None:
    """The leader confirms the answers and the figures as they now are."""
    _step(actor, assessment_id, "confirm_explanation", seen_version, _closing, sheet_hash=sheet_hash)


def close_explanation(
    actor: Actor, assessment_id: int, *, reason: str, seen_version: int | None = None
) -> None:
    """The standing body ends an explanation whose days are over."""
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "view", lock=True)
        close_explanation_in(session, opened, actor, reason=reason, seen_version=seen_version)


def close_explanation_in(
    session: Session, opened: Opened, actor: Actor, *, reason: str, seen_version: int | None = None
) -> None:
    """As `close_explanation`, inside the caller's transaction."""
    _take(session, opened, actor, "close_explanation", seen_version, _closing, reason=reason)


def extend(actor: Actor, assessment_id: int, *, until: date, letter_number: str, reason: str) -> None:
    """The standing body gives one unit more time, naming the letter that grants it."""
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "extend", lock=True)
        extend_in(session, opened, actor, until=until, letter_number=letter_number, reason=reason)


def extend_in(
    session: Session, opened: Opened, actor: Actor, *, until: date, letter_number: str, reason: str
) -> None:
    """As `extend`, inside the caller's transaction; the caller has asked for the permission."""
    if not letter_number.strip():
        raise InvalidInput(texts.LETTER_NEEDED, field="letter_number")
    if not reason.strip():
        raise InvalidInput(texts.REASON_NEEDED, field="reason")
    answering = explanations.term(session, opened)
    present = (answering or opened.window).closes_on
    if until <= present or until < clock.today():
        raise InvalidInput(
            texts.extension_too_short(present), field="until", typed=until.strftime("%d/%m/%Y")
        )
    session.add(
        DeadlineExtension(
            assessment_id=opened.assessment.id,
            deadline=EXPLANATION if answering else ENTRY,
            until=until,
            letter_number=letter_number.strip(),
            reason=reason.strip(),
            granted_by=actor.id,
            granted_at=clock.now(),
        )
    )
    history.append(
        session,
        "assessment",
        opened.assessment.id,
        "extension",
        actor,
        "standing_body",
        comment=reason.strip(),
        data={"until": until.isoformat(), "letter_number": letter_number.strip()},
    )
