"""Data of the council's minutes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.models import Account
from app.assessments.models import Assessment, CurrentSheet, Sheet
from app.council import queries as council
from app.council import table
from app.council.coverage import withdrawals
from app.council.models import Attendance, CouncilSession, DiscussionNote, OpenPoint
from app.council.sheets import counted
from app.documents.building import common, naming
from app.documents.building.annexes import unranked
from app.messages import documents as texts
from app.rendering import data
from app.results import ranking
from app.results.ranking import GroupResult
from app.rounds.models import Round, RoundGroup
from app.units.models import Authority, Unit
from frameworks import sheet as scoring
from frameworks.model import Framework
from frameworks.sheet import StoredSheet

STAGES = ("self", "appraisal", "council")


def council_minutes(session: Session, round_id: int) -> data.CouncilMinutes:
    """Biên bản họp Hội đồng: attendance, quorum, open points with votes, conclusion (Decree 30, form 1.9)."""
    round_ = session.get_one(Round, round_id)
    authority = session.get_one(Authority, round_.authority_id)
    meeting = _last_meeting(session, round_id)
    chair = session.get_one(Account, meeting.chair_id)
    secretary = session.get_one(Account, meeting.secretary_id)
    voting = council.members(session, round_)
    body = common.standing_body(session, authority)
    members = _members(session, voting, meeting, secretary)
    office = common.person(session, chair)["post"]
    results = ranking.compute(session, round_)
    return {
        "letterhead": common.letterhead(
            common.short_authority(authority),
            texts.COUNCIL,
            f"BB-{texts.COUNCIL_LETTERS}",
            None,
            clock.local(meeting.opened_at).date() if meeting.opened_at else meeting.held_on,
        ),
        "year": round_.year,
        "meeting": texts.meeting(
            naming.assessed(authority, [result.group.title for result in results]), round_.year
        ),
        "founded_by": texts.founded_by(authority.head_title, round_.year),
        "started_at": common.moment(meeting.opened_at),
        "ended_at": common.moment(meeting.closed_at),
        "place": meeting.place,
        "chair": common.person(session, chair),
        "secretary": common.person(session, secretary),
        "members": members,
        "guests": [],
        "quorum": table.needed(len(voting), round_.quorum_percent),
        "reporter": body.name,
        "decimals": round_.decimals,
        "agenda": [item.title for item in council.agenda(session, meeting.id)],
        "discussion": [_said(note) for note in council.notes(session, meeting.id) if note.point_id is None],
        "open_points": _open_points(session, round_, voting),
        "settled": _settled(session, round_),
        "groups": [_group(session, result) for result in results],
        "final_vote": None,  # heads are counted on open points; the rest stands by the chair's conclusion
        "conclusions": [line.strip() for line in (meeting.conclusion or "").splitlines() if line.strip()],
        "copies": 2,
        "secretary_signature": common.signature([texts.SECRETARY], secretary),
        "chair_signature": common.signature([texts.CHAIR], chair, office),
        "recipients": common.recipients(
            [texts.report_to(authority.head_title), texts.COUNCIL_MEMBERS, body.name], texts.ARCHIVE_FILE
        ),
    }


def _last_meeting(session: Session, round_id: int) -> CouncilSession:
    """The meeting at which the council concluded: the last one closed."""
    meeting = session.scalars(
        select(CouncilSession)
        .where(CouncilSession.round_id == round_id, CouncilSession.closed_at.is_not(None))
        .order_by(CouncilSession.closed_at.desc(), CouncilSession.number.desc())
        .limit(1)
    ).first()
    if meeting is None:
        raise LookupError(f"round {round_id} has no closed council session")
    return meeting


def _members(
    session: Session, voting: Sequence[Account], meeting: CouncilSession, secretary: Account
) -> list[data.CouncilMember]:
    """Everyone with a vote, and the secretary after them where the secretary has none."""
    came = {
        row.account_id: row
        for row in session.scalars(select(Attendance).where(Attendance.session_id == meeting.id))
    }
    apart = [] if secretary.id in {member.id for member in voting} else [secretary]
    shown: list[data.CouncilMember] = []
    for member, person in zip([*voting, *apart], common.people(session, [*voting, *apart]), strict=True):
        row = came.get(member.id)
        present = bool(row and row.present) or member is secretary
        shown.append(
            {
                "name": person["name"],
                "post": person["post"],
                "role": _role(member, meeting, apart),
                "present": present,
                "absence": row.reason if row and not present else None,
            }
        )
    return shown


def _role(member: Account, meeting: CouncilSession, apart: Sequence[Account]) -> str:
    if member in apart:
        return texts.COUNCIL_SECRETARY
    return texts.COUNCIL_CHAIR if member.id == meeting.chair_id else texts.COUNCIL_MEMBER


def _said(note: DiscussionNote) -> data.Said:
    return {"speaker": note.speaker, "content": note.content}


def _discussions(session: Session, point_ids: Sequence[int]) -> Mapping[int, list[data.Said]]:
    found: dict[int, list[data.Said]] = defaultdict(list)
    for note in session.scalars(
        select(DiscussionNote).where(DiscussionNote.point_id.in_(point_ids)).order_by(DiscussionNote.id)
    ):
        found[note.point_id or 0].append(_said(note))
    return found


def _settled(session: Session, round_: Round) -> list[data.SettledGroup]:
    """Every unit the council agreed on with its three totals, by group in printed order; one query."""
    rows = session.execute(
        select(RoundGroup.title, Unit.name, Assessment.id, Sheet.stage, Sheet.total)
        .join(Assessment, Assessment.round_group_id == RoundGroup.id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(CurrentSheet, CurrentSheet.assessment_id == Assessment.id)
        .join(Sheet, Sheet.id == CurrentSheet.sheet_id)
        .where(RoundGroup.round_id == round_.id, Sheet.stage.in_(STAGES))
        .order_by(RoundGroup.position, Unit.position, Unit.id)
    )
    totals: dict[str, dict[tuple[int, str], dict[str, Fraction]]] = {}
    for title, name, number, stage, total in rows:
        totals.setdefault(title, {}).setdefault((number, name), {})[stage] = total
    return [
        {
            "title": title,
            "units": [
                {
                    "name": name,
                    "self_points": common.exact(found["self"]),
                    "appraised_points": common.exact(found["appraisal"]),
                    "council_points": common.exact(found["council"]),
                }
                for (_, name), found in units.items()
                if len(found) == len(STAGES)
            ],
        }
        for title, units in totals.items()
    ]


def _open_points(session: Session, round_: Round, voting: Sequence[Account]) -> list[data.OpenPoint]:
    """The points decided, unit by unit in printed order, each with its votes and its three points."""
    rows = session.execute(
        select(OpenPoint, Unit.name, RoundGroup)
        .join(Assessment, Assessment.id == OpenPoint.assessment_id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .where(OpenPoint.round_id == round_.id, OpenPoint.state == "decided")
        .order_by(RoundGroup.position, Unit.position, Unit.id, OpenPoint.id)
    ).all()
    sheets = _sheets(session, {row[0].assessment_id for row in rows})
    ids = [row[0].id for row in rows]
    votes, aside, said = counted(session, ids), table.noted(session, ids), _discussions(session, ids)
    names = {member.id: member.full_name for member in voting}
    shown: list[data.OpenPoint] = []
    for point, unit_name, group in rows:
        framework = catalog.of(group)
        node = framework.nodes[point.code]
        before, appraised, decided = (
            _leaf_points(sheets[point.assessment_id, stage], point.code) for stage in STAGES
        )
        shown.append(
            {
                "unit": unit_name,
                "label": common.paper_label(framework, point.code),
                "title": node.title,
                "maximum": common.exact(node.maximum),
                "question": point.question,
                "self_points": common.exact(before),
                "appraised_points": common.exact(appraised),
                "decided_points": common.exact(decided),
                "vote": _counted(votes.get(point.id, {})),
                "casting": _by_casting(round_, votes.get(point.id, {})),
                "aside": [
                    texts.aside(names[who], why)
                    for who, why in aside.get(point.id, {}).items()
                    if who in names
                ],
                "discussion": said.get(point.id, []),
                "outcome": texts.ADJUSTED if point.outcome == "adjust" else texts.KEPT,
                "reason": point.reason,
            }
        )
    return shown


def _sheets(session: Session, assessment_ids: Iterable[int]) -> Mapping[tuple[int, str], StoredSheet]:
    """The current sheets of some assessments by stage, each read once."""
    rows = session.execute(
        select(Sheet.assessment_id, Sheet.stage, Sheet.content)
        .join(CurrentSheet, CurrentSheet.sheet_id == Sheet.id)
        .where(Sheet.assessment_id.in_(sorted(assessment_ids)), Sheet.stage.in_(STAGES))
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


def _group(session: Session, result: GroupResult) -> data.CouncilGroup:
    """A group's ends as the council left them; units with equal points are named together."""
    ranked = [standing for standing in result.standings if standing.ranked]
    framework = catalog.of(result.group)
    return {
        "title": result.group.title,
        "units": len(result.standings),
        "highest_unit": texts.names(s.unit_name for s in ranked if s.rank == ranked[0].rank),
        "highest_points": ranked[0].published,
        "lowest_unit": texts.names(s.unit_name for s in ranked if s.rank == ranked[-1].rank),
        "lowest_points": ranked[-1].published,
        "unranked": unranked(session, result.standings),
        "withdrawn": [
            {"reason": reason, "criteria": criteria}
            for reason, criteria in _withdrawn(session, framework, result.group.id).items()
        ],
    }


def _withdrawn(session: Session, framework: Framework, group_id: int) -> Mapping[str, list[str]]:
    """The criteria left out of a group's ranking in printed order, by the reason given."""
    found = withdrawals(session, group_id)
    by_reason: dict[str, list[str]] = defaultdict(list)
    for code, node in framework.nodes.items():
        if code in found:
            row = found[code].row
            criterion = f"{common.paper_label(framework, code)} {node.title}"
            by_reason[row.reason].append(texts.withdrawn(criterion, row.with_data, row.units))
    return by_reason
