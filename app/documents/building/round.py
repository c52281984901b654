"""Data of the documents of a whole round: council minutes, submission, decision."""

from collections.abc import Sequence
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import catalog
from app.accounts.models import Account
from app.appraisal.models import CriterionReview
from app.assessments import sheets
from app.assessments.models import Assessment, ExplanationItem, ExplanationRequest, Sheet
from app.council import queries as council
from app.council.models import Attendance, CouncilSession, OpenPoint, Vote
from app.documents.building import common
from app.history import Event
from app.messages import documents as texts
from app.rendering import data
from app.results import ranking
from app.results.models import ResultRow
from app.results.queries import rows_of, running_result
from app.results.ranking import GroupResult
from app.rounds.models import Round, RoundGroup
from app.units.models import Authority, Unit
from app.units.queries import legal_bases
from frameworks import sheet as scoring


def council_minutes(session: Session, round_id: int) -> data.CouncilMinutes:
    """Biên bản họp Hội đồng: attendance, quorum, open points with votes, conclusion (Decree 30, form 1.9)."""
    round_ = session.get_one(Round, round_id)
    authority = session.get_one(Authority, round_.authority_id)
    meeting = session.scalars(
        select(CouncilSession)
        .where(CouncilSession.round_id == round_id, CouncilSession.closed_at.is_not(None))
        .order_by(CouncilSession.number.desc())
    ).first()
    if meeting is None:
        raise LookupError(f"round {round_id} has no closed council session")
    chair = session.get_one(Account, meeting.chair_id)
    secretary = session.get_one(Account, meeting.secretary_id)
    body = common.standing_body(session, authority)
    members = _members(session, round_, meeting, secretary)
    present = sum(
        1
        for member in council.members(session, round_)
        if member.id in council.present_ids(session, meeting.id)
    )
    return {
        "letterhead": common.letterhead(
            common.short_authority(authority),
            texts.COUNCIL,
            f"BB-{texts.COUNCIL_LETTERS}",
            None,
            meeting.held_on,
        ),
        "year": round_.year,
        "meeting": texts.meeting(authority.area_name, round_.year),
        "founded_by": texts.founded_by(authority.head_title, round_.year),
        "started_at": common.moment(meeting.opened_at),
        "ended_at": common.moment(meeting.closed_at),
        "place": meeting.place,
        "chair": common.person(chair),
        "secretary": common.person(secretary),
        "members": members,
        "guests": [],
        "quorum": len(council.members(session, round_)) // 2 + 1,
        "reporter": body.name,
        "decimals": round_.decimals,
        "open_points": _open_points(session, round_),
        "groups": [_council_group(result) for result in ranking.compute(session, round_)],
        "final_vote": {"agree": present, "disagree": 0, "abstain": 0},
        "conclusions": [line.strip() for line in (meeting.conclusion or "").splitlines() if line.strip()],
        "copies": 2,
        "secretary_signature": common.signature([texts.SECRETARY], secretary),
        "chair_signature": common.signature([texts.CHAIR], chair),
        "recipients": common.recipients(
            [f"{authority.head_title} (để b/c)", body.name], "VT, hồ sơ Hội đồng"
        ),
    }


def _members(
    session: Session, round_: Round, meeting: CouncilSession, secretary: Account
) -> list[data.CouncilMember]:
    came = {
        row.account_id: row
        for row in session.scalars(select(Attendance).where(Attendance.session_id == meeting.id))
    }
    shown: list[data.CouncilMember] = []
    for member in council.members(session, round_):
        row = came.get(member.id)
        role = "council_chair" if member.id == meeting.chair_id else "council_member"
        shown.append(
            {
                "name": member.full_name,
                "post": member.position_title,
                "role": texts.MEMBER_ROLES[role],
                "present": bool(row and row.present),
                "absence": row.reason if row else None,
            }
        )
    if secretary.id not in {member.id for member in council.members(session, round_)}:
        shown.append(
            {
                "name": secretary.full_name,
                "post": secretary.position_title,
                "role": texts.COUNCIL_SECRETARY,
                "present": True,
                "absence": None,
            }
        )
    return shown


def _open_points(session: Session, round_: Round) -> list[data.OpenPoint]:
    rows = session.execute(
        select(OpenPoint, Unit, RoundGroup, Assessment)
        .join(Assessment, Assessment.id == OpenPoint.assessment_id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .where(OpenPoint.round_id == round_.id, OpenPoint.state == "decided")
        .order_by(RoundGroup.position, Unit.position, OpenPoint.id)
    )
    shown: list[data.OpenPoint] = []
    for point, unit, group, assessment in rows:
        node = catalog.framework(group.framework_id).nodes[point.code]
        self_points, appraised, decided = (
            _leaf_points(session, assessment.id, stage, point.code)
            for stage in ("self", "appraisal", "council")
        )
        outcome = texts.ADJUSTED if point.outcome == "adjust" else texts.KEPT
        shown.append(
            {
                "unit": unit.name,
                "label": node.code.rpartition(".")[0] + node.label
                if node.level == "subcriterion"
                else node.label,
                "title": node.title,
                "maximum": common.exact(node.maximum),
                "question": point.question,
                "self_points": common.exact(self_points),
                "appraised_points": common.exact(appraised),
                "decided_points": common.exact(decided),
                "vote": _votes(session, point.id),
                "outcome": f"{outcome}: {point.reason}",
            }
        )
    return shown


def _leaf_points(session: Session, assessment_id: int, stage: str, code: str) -> Fraction:
    sheet = sheets.current(session, assessment_id, stage)
    if sheet is None:
        raise LookupError(f"assessment {assessment_id} has no {stage} sheet")
    return Fraction(scoring.from_canonical_sheet(sheet.content).data["lines"][code]["points"])


def _votes(session: Session, point_id: int) -> data.Vote:
    counts = dict(
        session.execute(
            select(Vote.choice, func.count()).where(Vote.point_id == point_id).group_by(Vote.choice)
        ).tuples()
    )
    return {
        "agree": counts.get("for", 0),
        "disagree": counts.get("against", 0),
        "abstain": counts.get("abstain", 0),
    }


def _council_group(result: GroupResult) -> data.CouncilGroup:
    first, last = result.standings[0], result.standings[-1]
    return {
        "title": result.group.title,
        "units": len(result.standings),
        "highest_unit": first.unit_name,
        "highest_points": first.published,
        "lowest_unit": last.unit_name,
        "lowest_points": last.published,
    }


def submission(session: Session, round_id: int) -> data.Submission:
    """Tờ trình: what happened in the round, counted, and the results in short, with the draft decision."""
    round_ = session.get_one(Round, round_id)
    authority = session.get_one(Authority, round_.authority_id)
    body = common.standing_body(session, authority)
    minutes = common.live_document(session, round_id, "council_minutes")
    number, day = common.reference_of(minutes, f"BB-{texts.COUNCIL_LETTERS}")
    bases = [f"Căn cứ {basis.citation}" for basis in legal_bases(session, authority.id, "submission")]
    return {
        "letterhead": common.letterhead(
            common.short_authority(authority),
            body.name.upper(),
            f"TTr-{body.symbol}",
            authority.place_name,
        ),
        "year": round_.year,
        "province": authority.area_name,
        "addressees": [authority.head_title],
        "submitter": body.name,
        "approver": authority.head_title,
        "bases": [*bases, texts.minutes_basis(number, day, authority.area_name)],
        "council": texts.council_name(authority.area_name),
        "decimals": round_.decimals,
        "counts": _counts(session, round_),
        "groups": [_result_group(result) for result in ranking.compute(session, round_)],
        "attachments": [texts.DRAFT_DECISION, texts.MINUTES_ATTACHED],
        "signature": common.signature([body.head_title], common.unit_person(session, body.id, "leader")),
        "recipients": common.recipients(["Như trên", "Hội đồng đánh giá"], "VT, CNTT"),
    }


def _result_group(result: GroupResult) -> data.ResultGroup:
    total = sum((standing.total for standing in result.standings), Fraction(0))
    return {
        **_council_group(result),  # type: ignore[typeddict-item]
        "maximum": common.exact(result.standings[0].maximum),
        "average_points": common.exact(total / len(result.standings)),
    }


def _counts(session: Session, round_: Round) -> data.RoundCounts:
    """What happened in the round, each figure counted from the record."""
    ids = select(Assessment.id).where(Assessment.round_id == round_.id)

    def transitions(name: str) -> int:
        return (
            session.scalar(
                select(func.count(func.distinct(Event.subject_id))).where(
                    Event.subject_type == "assessment",
                    Event.subject_id.in_(ids),
                    Event.transition == name,
                )
            )
            or 0
        )

    def reviews(*decisions: str) -> tuple[int, int]:
        row = session.execute(
            select(func.count(func.distinct(CriterionReview.assessment_id)), func.count()).where(
                CriterionReview.assessment_id.in_(ids), CriterionReview.decision.in_(decisions)
            )
        ).one()
        return row[0], row[1]

    explained = session.execute(
        select(func.count(func.distinct(ExplanationRequest.assessment_id)), func.count())
        .select_from(ExplanationItem)
        .join(ExplanationRequest, ExplanationRequest.id == ExplanationItem.request_id)
        .where(ExplanationRequest.assessment_id.in_(ids), ExplanationRequest.asked_at.is_not(None))
    ).one()
    adjusted_units, adjusted_criteria = reviews("adjusted", "na_refused")
    units = session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    taken_over = transitions("take_over")
    points = session.scalar(
        select(func.count()).where(OpenPoint.round_id == round_.id, OpenPoint.state == "decided")
    )
    return {
        "opened_on": round_.opens_on.isoformat(),
        "closed_on": round_.entry_deadline.isoformat(),
        "units": units,
        "confirmed": units - taken_over,
        "taken_over": taken_over,
        "explained_units": explained[0],
        "explained_criteria": explained[1],
        "adjusted_units": adjusted_units,
        "adjusted_criteria": adjusted_criteria,
        "claims_accepted": reviews("na_accepted")[1],
        "claims_refused": reviews("na_refused")[1],
        "council_on": _council_day(session, round_),
        "open_points": points or 0,
    }


def _council_day(session: Session, round_: Round) -> str:
    day = session.scalar(
        select(func.max(CouncilSession.held_on)).where(
            CouncilSession.round_id == round_.id, CouncilSession.closed_at.is_not(None)
        )
    )
    return (day or round_.council_on).isoformat()


def decision(session: Session, round_id: int) -> data.Decision:
    """Quyết định công bố kết quả, a ranking annex per group, from the result version on the desk."""
    round_ = session.get_one(Round, round_id)
    authority = session.get_one(Authority, round_.authority_id)
    body = common.standing_body(session, authority)
    result = running_result(session, round_id)
    if result is None:
        raise LookupError(f"round {round_id} has no result to decide on")
    chairman = next(iter(common.holders(session, round_, "chairman")), None)
    rows = rows_of(session, result.id)
    return {
        "letterhead": common.letterhead(
            None,
            authority.name.replace(" tỉnh", "\ntỉnh").upper(),
            f"QĐ-{authority.symbol}",
            authority.place_name,
        ),
        "authority": authority.head_title.upper(),
        "authority_words": authority.head_title,
        "province": authority.area_name,
        "year": round_.year,
        "bases": decision_bases(session, round_, authority, body),
        "standing_body": body.name,
        "executors": texts.EXECUTORS,
        "decimals": round_.decimals,
        "groups": [_annex(session, group, rows) for group in _groups(session, round_id)],
        "signature": common.signature(["Chủ tịch"], chairman),
        "recipients": common.recipients(
            ["Như Điều 3", f"{authority.head_title} (để b/c)", "Cổng thông tin điện tử tỉnh"], "VT, CNTT"
        ),
    }


def decision_bases(session: Session, round_: Round, authority: Authority, body: Unit) -> list[str]:
    """The legal bases in printed order, the submission last."""
    bases = [f"Căn cứ {basis.citation}" for basis in legal_bases(session, authority.id, "decision")]
    paper = common.live_document(session, round_.id, "submission")
    number, day = common.reference_of(paper, f"TTr-{body.symbol}")
    head = f"{body.head_title} {body.name}"
    return [*bases, texts.submission_basis(head, number, day, authority.area_name, round_.year)]


def _groups(session: Session, round_id: int) -> Sequence[RoundGroup]:
    return session.scalars(
        select(RoundGroup).where(RoundGroup.round_id == round_id).order_by(RoundGroup.position)
    ).all()


def _annex(session: Session, group: RoundGroup, rows: Sequence[ResultRow]) -> data.RankingGroup:
    framework = catalog.framework(group.framework_id)
    pillars = [node for node in framework.nodes.values() if node.level == "pillar"]
    entries: list[data.RankedUnit] = []
    for row in (row for row in rows if row.round_group_id == group.id):
        stored = scoring.from_canonical_sheet(session.get_one(Sheet, row.council_sheet_id).content)
        entries.append(
            {
                "unit": row.unit_name,
                "maximum": common.exact(row.maximum),
                "excluded": common.exact(row.excluded),
                "self_points": common.exact(row.self_total),
                "council_points": common.exact(stored.total),
                "pillars": [stored.data["nodes"][pillar.code] for pillar in pillars],
                "final_points": row.published,
                "rank": row.rank,
            }
        )
    return {
        "title": group.title[0].lower() + group.title[1:]
        if not group.title.startswith("UBND")
        else group.title,
        "pillars": [{"title": p.title, "maximum": common.exact(p.maximum)} for p in pillars],
        "entries": entries,
    }
