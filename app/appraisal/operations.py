"""What the team does: review criteria, ask for explanation, finish; and the round's steps around it."""

from collections.abc import Collection, Mapping
from fractions import Fraction

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app import clock, history, policy, workflow
from app.accounts.actor import Actor
from app.appraisal import opinions, parts
from app.appraisal.asking import due_day
from app.appraisal.guards import ASSESSMENT_GUARDS, ROUND_GUARDS
from app.appraisal.models import DECISIONS, CriterionReview
from app.appraisal.queries import decision_version
from app.appraisal.sheets import appraisal_content
from app.assessments import explanations, queries, sheets
from app.assessments.acting import Stage, follow_round
from app.assessments.models import CriterionEntry, ExplanationItem, ExplanationRequest
from app.assessments.queries import Opened
from app.assessments.suppliers import require_own
from app.database import transaction
from app.errors import Forbidden, InvalidInput, StaleVersion
from app.messages import appraisal as texts
from app.messages import stale
from app.rounds import queries as rounds
from app.rounds.acting import step
from app.workflow import Guard
from frameworks import sheet as scoring
from frameworks.model import Input
from frameworks.numbers import ValueProblem, parse_value

STAGE = Stage(ASSESSMENT_GUARDS, appraisal_content)
CLAIM_DECISIONS = ("na_accepted", "na_refused")


def person(actor: Actor) -> int:
    """The account that takes a decision; the program itself takes none."""
    if actor.id is None:
        raise RuntimeError("only people appraise")
    return actor.id


def review(
    actor: Actor,
    assessment_id: int,
    code: str,
    decision: str,
    *,
    points: str = "",
    reason: str = "",
    seen_version: int | None = None,
) -> None:
    """Decide on one criterion: accept it as entered, adjust it, or answer a "không áp dụng" claim.

    `points` is typed text; it is needed for "adjusted" and "na_refused". Points other than the unit's own
    need a reason (source 002, V.3.b: "công nhận hoặc điều chỉnh nếu cần thiết"). `seen_version` is
    `queries.decision_version` of what the person saw: the unit's step and the last decision.
    """
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "appraise", lock=True)
        _review(session, opened, actor, code, decision, points, reason.strip(), seen_version)


def accept_rest(
    actor: Actor, assessment_id: int, under: str | None = None, *, seen_version: int | None = None
) -> int:
    """Accept as entered every criterion without a decision (below node `under`, or all), claims left out.

    Returns how many were accepted. Each one is an event of its own. `seen_version` is the assessment's.
    """
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "appraise", lock=True)
        workflow.check_version(session, opened.assessment, "assessment", seen_version)
        framework = opened.framework
        if under is not None and under not in framework.leaves_under:
            raise InvalidInput(texts.UNKNOWN_CRITERION, field="under", typed=under)
        done = _decided(session, opened, actor) | _claimed(session, assessment_id)
        codes = framework.leaves_under[under] if under else [leaf.code for leaf in framework.leaves]
        own = parts.mine(actor, opened)
        waiting = [code for code in parts.within(codes, own) if code not in done]
        for code in waiting:
            _review(session, opened, actor, code, "accepted", "", "", None)
        return len(waiting)


def _decided(session: Session, opened: Opened, actor: Actor) -> set[str]:
    """The criteria with the team's decision; where two judge independently, or with this person's own."""
    done = set(
        session.scalars(
            select(CriterionReview.code).where(CriterionReview.assessment_id == opened.assessment.id)
        )
    )
    known = opinions.views(session, actor, opened.round, [opened.assessment])
    return done | {code for (_, code), view in known.items() if view.own is not None or view.complete}


def _claimed(session: Session, assessment_id: int) -> set[str]:
    return set(
        session.scalars(
            select(CriterionEntry.code).where(
                CriterionEntry.assessment_id == assessment_id, CriterionEntry.status == "na_claimed"
            )
        )
    )


def _review(
    session: Session,
    opened: Opened,
    actor: Actor,
    code: str,
    decision: str,
    typed: str,
    reason: str,
    seen_version: int | None,
) -> None:
    """The work of one decision inside the transaction."""
    _require_leaf(opened, code)
    parts.require(session, opened, actor, code)
    entry = session.get(CriterionEntry, (opened.assessment.id, code))
    entered = entry.points if entry else Fraction(0)
    claimed = entry is not None and entry.status == "na_claimed"
    row = session.get(CriterionReview, (opened.assessment.id, code))
    points = _points(opened, code, decision, typed, reason, entered, claimed)
    if decision == "adjusted":
        refuse_excluded(session, opened, code, field="points", typed=typed)
    if opened.round.double_appraisal:
        judged = opinions.Judged(decision, points, reason, typed)
        opinions.give(session, opened, actor, code, judged, seen_version)
        return
    if seen_version is not None and seen_version != decision_version(opened.assessment, row):
        raise StaleVersion(
            stale(workflow.last_change(session, "assessment", opened.assessment.id)),
            field="points",
            typed=" – ".join(part for part in (typed, reason) if part),
        )
    before = {"decision": row.decision, "points": str(row.points), "reason": row.reason} if row else None
    after = {"decision": decision, "points": str(points), "reason": reason or None}
    if before == after:
        return
    if row is None:
        row = CriterionReview(assessment_id=opened.assessment.id, code=code, version=0)
        session.add(row)
    row.decision, row.points, row.reason = decision, points, reason or None
    row.reviewed_by, row.reviewed_at, row.version = person(actor), clock.now(), row.version + 1
    history.append(
        session,
        "assessment",
        opened.assessment.id,
        "review",
        actor,
        "appraiser",
        comment=reason or None,
        data={"code": code, "before": before, "after": after},
    )


def settle_opinions(
    actor: Actor,
    assessment_id: int,
    code: str,
    decision: str,
    *,
    points: str = "",
    reason: str = "",
    seen_version: int | None = None,
) -> None:
    """A third person says what counts where two independent opinions differ; always with a reason.

    `points` is typed text, as for a review; `seen_version` is `queries.decision_version` of the review.
    """
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "settle_opinions", lock=True)
        _require_leaf(opened, code)
        entry = session.get(CriterionEntry, (assessment_id, code))
        entered = entry.points if entry else Fraction(0)
        claimed = entry is not None and entry.status == "na_claimed"
        reason = reason.strip()
        found = _points(opened, code, decision, points, reason, entered, claimed)
        if decision == "adjusted":
            refuse_excluded(session, opened, code, field="points", typed=points)
        judged = opinions.Judged(decision, found, reason, points)
        opinions.settle(session, opened, actor, code, judged, seen_version)


def refuse_excluded(session: Session, opened: Opened, code: str, *, field: str, typed: str) -> None:
    """Refuse points where the figures take the criterion out of the total: they would not count."""
    figures = sheets.stored_figures(session, opened.assessment.id, opened.framework)
    if scoring.compute_leaf(opened.framework, code, figures).excluded:
        raise InvalidInput(texts.EXCLUDED_BY_RULE, field=field, typed=typed)


def _require_leaf(opened: Opened, code: str) -> None:
    node = opened.framework.nodes.get(code)
    if node is None or not node.is_leaf:
        raise InvalidInput(texts.UNKNOWN_CRITERION, field="code", typed=code)


def _points(
    opened: Opened, code: str, decision: str, typed: str, reason: str, entered: Fraction, claimed: bool
) -> Fraction:
    """The points a decision comes to, every fault named by field and reason."""
    if decision not in DECISIONS:
        raise InvalidInput(texts.UNKNOWN_DECISION, field="decision", typed=typed)
    if decision in CLAIM_DECISIONS and not claimed:
        raise InvalidInput(texts.NO_CLAIM, field="decision", typed=typed)
    if claimed and decision not in CLAIM_DECISIONS:
        raise InvalidInput(texts.CLAIM_PENDING, field="decision", typed=typed)
    if decision != "accepted" and not reason:
        raise InvalidInput(texts.REASON_NEEDED, field="reason", typed=typed)
    if decision == "accepted":
        return entered
    if decision == "na_accepted":
        return Fraction(0)
    return typed_points(typed, opened.framework.nodes[code].maximum)


def typed_points(
    typed: str, maximum: Fraction, *, field: str = "points", title: str = texts.POINTS
) -> Fraction:
    """Points as a person types them ("1,5"), within 0 … maximum."""
    if not typed.strip():
        raise InvalidInput(texts.points_needed(title), field=field, typed=typed)
    number = Input(
        name=field,
        title=title,
        unit=texts.POINTS_UNIT,
        type="number",
        minimum=Fraction(0),
        maximum=maximum,
    )
    try:
        return Fraction(parse_value(number, typed))
    except ValueProblem as problem:
        raise InvalidInput(problem.message, field=field, typed=typed) from problem


def write_question(actor: Actor, assessment_id: int, code: str, question: str) -> None:
    """Write down a question on one criterion; `ask` sends it with the others. Empty text takes it back."""
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "ask", lock=True)
        if policy.has_conflict(actor, opened.round.id, opened.unit.id):
            raise Forbidden(texts.CONFLICT, rule="nobody questions their own unit")
        _require_leaf(opened, code)
        parts.require_to_ask(session, opened, actor, code)
        require_own(opened.framework, code, typed=question)
        text = question.strip()
        request = _draft_request(session, opened)
        item = session.get(ExplanationItem, (request.id, code)) if request else None
        before = item.question if item else None
        if (before or "") == text:
            return
        if item is not None and not text:
            session.delete(item)
        elif item is not None:
            item.question, item.asked_by = text, person(actor)
        else:
            request = request or _new_request(session, opened, actor)
            session.add(ExplanationItem(request_id=request.id, code=code, question=text, asked_by=actor.id))
        history.append(
            session,
            "assessment",
            assessment_id,
            "question",
            actor,
            "appraiser" if "appraiser" in opened.roles else "standing_body",
            data={"code": code, "before": before, "after": text or None},
        )


def _draft_request(session: Session, opened: Opened) -> ExplanationRequest | None:
    """The request that is being drawn up, if there is one."""
    return session.scalar(
        select(ExplanationRequest).where(
            ExplanationRequest.assessment_id == opened.assessment.id,
            ExplanationRequest.asked_at.is_(None),
        )
    )


def _new_request(session: Session, opened: Opened, actor: Actor) -> ExplanationRequest:
    last = session.scalar(
        select(func.max(ExplanationRequest.number)).where(
            ExplanationRequest.assessment_id == opened.assessment.id
        )
    )
    request = ExplanationRequest(
        assessment_id=opened.assessment.id, number=(last or 0) + 1, asked_by=actor.id
    )
    session.add(request)
    session.flush()
    return request


def ask(
    actor: Actor,
    assessment_id: int,
    *,
    days: str = "",
    scores_only: bool = False,
    seen_version: int | None = None,
) -> None:
    """Send the provisional points and the questions written down; only the criteria named reopen.

    The unit has `days` days (those of the round where nothing is typed). With `scores_only` a unit without
    questions is sent its points alone: then it can only object.
    """
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "ask", lock=True)
        ask_in(session, opened, actor, days=days, scores_only=scores_only, seen_version=seen_version)


def ask_in(
    session: Session,
    opened: Opened,
    actor: Actor,
    *,
    days: str = "",
    scores_only: bool = False,
    seen_version: int | None = None,
) -> None:
    """As `ask`, inside the caller's transaction; the caller has asked for the permission."""
    due_on = due_day(opened.round, days)

    def request() -> ExplanationRequest:
        return _draft_request(session, opened) or _new_request(session, opened, actor)

    def send() -> None:
        sent = request()
        sent.asked_by, sent.asked_at, sent.due_on = person(actor), clock.now(), due_on
        _forget_reviews(session, opened, sent)

    def show() -> None:
        """The sheet that this very step has frozen is what the unit is shown, whatever follows."""
        sheet = sheets.current(session, opened.assessment.id, "appraisal")
        sent = explanations.open_request(session, opened.assessment.id)
        if sheet is None or sent is None:
            raise LookupError(f"nothing was frozen to be sent for assessment {opened.assessment.id}")
        sent.provisional_sheet_id = sheet.id

    STAGE.act(
        session,
        opened,
        actor,
        "ask_explanation",
        given={"scores_only": scores_only},
        seen_version=seen_version,
        effects={"send_questions": send, "send_provisional": show},
    )


def _forget_reviews(session: Session, opened: Opened, request: ExplanationRequest) -> None:
    """What is explained is appraised again: its decision, and that of criteria fed by the same figures,
    has to be taken anew (thẩm định lần 2). The events of the first decision stay."""
    framework = opened.framework
    asked = set(session.scalars(select(ExplanationItem.code).where(ExplanationItem.request_id == request.id)))
    names = {name for code in asked for name in framework.leaf(code).inputs}
    reopened = asked | {leaf.code for name in names for leaf in framework.leaves_using(name)}
    take_anew(session, opened.assessment.id, reopened)


def take_anew(session: Session, assessment_id: int, codes: Collection[str]) -> None:
    """Figures of others have come in or changed: what was decided on these criteria is decided anew. The
    events of the first decision stay."""
    session.execute(
        delete(CriterionReview).where(
            CriterionReview.assessment_id == assessment_id, CriterionReview.code.in_(codes)
        )
    )
    opinions.forget(session, assessment_id, codes)


def finish(actor: Actor, assessment_id: int, *, seen_version: int | None = None) -> None:
    """End the appraisal of a unit: the appraisal sheet is frozen."""
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "appraise", lock=True)
        finish_in(session, opened, actor, seen_version=seen_version)


def finish_in(
    session: Session,
    opened: Opened,
    actor: Actor,
    *,
    seen_version: int | None = None,
    stage: Stage | None = None,
    guards: Mapping[str, Guard] | None = None,
) -> None:
    """As `finish`, inside the caller's transaction; the caller has asked for the permission, and may bring
    what it has loaded for many units at once: what their sheets hold, and their conditions."""
    (stage or STAGE).act(session, opened, actor, "finish_appraisal", seen_version=seen_version, guards=guards)


def reopen(actor: Actor, assessment_id: int, *, reason: str, seen_version: int | None = None) -> None:
    """The standing body opens an ended appraisal again, with a reason."""
    with transaction() as session:
        opened = queries.open_for(session, actor, assessment_id, "view_appraisal", lock=True)
        reopen_in(session, opened, actor, reason=reason, seen_version=seen_version)


def reopen_in(
    session: Session, opened: Opened, actor: Actor, *, reason: str, seen_version: int | None = None
) -> None:
    """As `reopen`, inside the caller's transaction; the caller has asked for the permission."""
    STAGE.act(session, opened, actor, "reopen_appraisal", seen_version=seen_version, given={"reason": reason})


def close_entry(actor: Actor, round_id: int, *, seen_version: int | None = None) -> None:
    """The standing body ends the collection of figures for the whole round."""
    _round_step(actor, round_id, "close_entry", seen_version)


def start_council(actor: Actor, round_id: int, *, seen_version: int | None = None) -> None:
    """The standing body hands the appraised units to the council."""
    _round_step(actor, round_id, "start_council", seen_version)


def _round_step(actor: Actor, round_id: int, transition: str, seen_version: int | None) -> None:
    with transaction() as session:
        round_ = rounds.open_round(session, actor, round_id, lock=True)
        step(session, round_, actor, transition, ROUND_GUARDS, seen_version)
        follow_round(session, round_, actor)
