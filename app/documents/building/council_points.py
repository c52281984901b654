"""The points of a meeting for its minutes: those decided with their votes, and those left to the next one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app import catalog
from app.accounts.models import Account
from app.assessments.models import Assessment, CurrentSheet, Sheet
from app.council import table
from app.council.models import AgendaItem, CouncilSession, DiscussionNote, OpenPoint, StepOut, Vote
from app.council.sheets import counted
from app.documents.building import common
from app.messages import documents as texts
from app.rendering import data
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit
from frameworks import sheet as scoring
from frameworks.sheet import StoredSheet

BEFORE = ("self", "appraisal")  # the sheets that were before the council


def said(note: DiscussionNote) -> data.Said:
    """What somebody said."""
    return {"speaker": note.speaker, "content": note.content}


def decided(
    session: Session, round_: Round, meeting: CouncilSession, voting: Sequence[Account]
) -> list[data.OpenPoint]:
    """The points decided at a meeting, unit by unit in printed order, each with its votes and its three
    points."""
    rows = _rows(session, and_(OpenPoint.session_id == meeting.id, OpenPoint.state == "decided"))
    sheets = _sheets(session, {row[0].assessment_id for row in rows})
    talk = _Talk(session, meeting, voting, [row[0].id for row in rows])
    votes = counted(session, [row[0].id for row in rows])
    shown: list[data.OpenPoint] = []
    for point, unit_name, group in rows:
        framework = catalog.of(group)
        node = framework.nodes[point.code]
        before, appraised = (_leaf_points(sheets[point.assessment_id, stage], point.code) for stage in BEFORE)
        after = point.proposed_points if point.outcome == "adjust" else appraised
        cast = votes.get(point.id, {})
        shown.append(
            {
                "unit": unit_name,
                "label": common.paper_label(framework, point.code),
                "title": node.title,
                "maximum": common.exact(node.maximum),
                "question": point.question,
                "self_points": common.exact(before),
                "appraised_points": common.exact(appraised),
                "decided_points": common.exact(after),
                "vote": _counted(cast),
                "casting": _by_casting(round_, cast),
                "aside": talk.aside(point.id),
                "discussion": talk.said(point.id),
                "outcome": texts.ADJUSTED if point.outcome == "adjust" else texts.KEPT,
                "reason": point.reason,
            }
        )
    return shown


def carried(session: Session, meeting: CouncilSession, voting: Sequence[Account]) -> list[data.CarriedPoint]:
    """The points that were before a meeting and not decided there: on its agenda, talked about, voted on,
    stepped out of."""
    voted_on = select(Vote.point_id).where(
        Vote.cast_at >= meeting.opened_at, Vote.cast_at <= meeting.closed_at
    )
    before_it = or_(
        OpenPoint.id.in_(voted_on),
        *(
            OpenPoint.id.in_(select(what.point_id).where(what.session_id == meeting.id))
            for what in (AgendaItem, DiscussionNote, StepOut)
        ),
    )
    left = or_(OpenPoint.session_id.is_(None), OpenPoint.session_id != meeting.id)
    earlier = and_(OpenPoint.decided_at.is_not(None), OpenPoint.decided_at < meeting.opened_at)
    rows = _rows(session, and_(before_it, left, ~earlier))
    talk = _Talk(session, meeting, voting, [row[0].id for row in rows])
    return [
        {
            "unit": unit_name,
            "label": common.paper_label(catalog.of(group), point.code),
            "title": catalog.of(group).nodes[point.code].title,
            "question": point.question,
            "aside": talk.aside(point.id),
            "discussion": talk.said(point.id),
        }
        for point, unit_name, group in rows
    ]


def _rows(session: Session, which: ColumnElement[bool]) -> Sequence[Any]:
    """Points with the names of their units and their groups, in printed order."""
    return session.execute(
        select(OpenPoint, Unit.name, RoundGroup)
        .join(Assessment, Assessment.id == OpenPoint.assessment_id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .where(which)
        .order_by(RoundGroup.position, Unit.position, Unit.id, OpenPoint.id)
    ).all()


class _Talk:
    """Who stood aside and what was said at one meeting, by point; two queries."""

    def __init__(
        self, session: Session, meeting: CouncilSession, voting: Sequence[Account], ids: Sequence[int]
    ) -> None:
        self._names = {member.id: member.full_name for member in voting}
        self._aside = table.noted(session, ids)
        self._said: dict[int, list[data.Said]] = defaultdict(list)
        for note in session.scalars(
            select(DiscussionNote)
            .where(DiscussionNote.point_id.in_(ids), DiscussionNote.session_id == meeting.id)
            .order_by(DiscussionNote.id)
        ):
            self._said[note.point_id or 0].append(said(note))

    def aside(self, point_id: int) -> list[str]:
        """Who took no part, each with the reason."""
        reasons = self._aside.get(point_id, {})
        return [texts.aside(self._names[who], why) for who, why in reasons.items() if who in self._names]

    def said(self, point_id: int) -> list[data.Said]:
        """What was said on the point."""
        return self._said.get(point_id, [])


def _sheets(session: Session, assessment_ids: Iterable[int]) -> Mapping[tuple[int, str], StoredSheet]:
    """The current sheets of some assessments by stage, each read once."""
    rows = session.execute(
        select(Sheet.assessment_id, Sheet.stage, Sheet.content)
        .join(CurrentSheet, CurrentSheet.sheet_id == Sheet.id)
        .where(Sheet.assessment_id.in_(sorted(assessment_ids)), Sheet.stage.in_(BEFORE))
    )
    return {(row.assessment_id, row.stage): scoring.from_canonical_sheet(row.content) for row in rows}


def _leaf_points(stored: StoredSheet, code: str) -> Fraction:
    return Fraction(stored.data["lines"][code]["points"])


def _counted(votes: Mapping[str, int]) -> data.Vote:
    return {
        "agree": votes.get("for", 0),
        "disagree": votes.get("against", 0),
        "abstain": votes.get("abstain", 0),
    }


def _by_casting(round_: Round, votes: Mapping[str, int]) -> bool:
    """Whether the chair's own vote settled it."""
    return round_.casting_vote and bool(votes) and votes.get("for", 0) == votes.get("against", 0)
