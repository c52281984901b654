"""Data of the council's minutes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from sqlalchemy import Select, exists, select, true
from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.models import Account
from app.assessments.models import Assessment, CurrentSheet, Sheet
from app.council import queries as council
from app.council import table
from app.council.coverage import withdrawals
from app.council.models import Attendance, CouncilSession
from app.documents.building import acting, common, council_points, naming
from app.documents.building.annexes import unranked
from app.history import Event
from app.messages import documents as texts
from app.rendering import data
from app.results import ranking
from app.results.ranking import GroupResult
from app.rounds.models import Round, RoundGroup
from app.rounds.queries import groups_of
from app.units.models import Authority, Unit
from frameworks.model import Framework

STAGES = ("self", "appraisal", "council")


def council_minutes(session: Session, session_id: int) -> data.CouncilMinutes:
    """Biên bản họp Hội đồng, of one meeting that is closed: attendance, quorum, what was decided by which
    votes and what was left, what was settled, the conclusion (Decree 30, form 1.9).

    The ranking stands in the minutes of the meeting at which the council concluded on the round.
    """
    meeting = session.get_one(CouncilSession, session_id)
    round_ = session.get_one(Round, meeting.round_id)
    authority = session.get_one(Authority, round_.authority_id)
    concluding = meeting.id in council.concluding_ids(session, round_.id)
    chair = session.get_one(Account, meeting.chair_id)
    secretary = session.get_one(Account, meeting.secretary_id)
    voting = council.members(session, round_)
    body = common.standing_body(session, authority)
    members = _members(session, voting, meeting, secretary)
    office = common.person(session, chair)["post"]
    groups = [group.title for group in groups_of(session, round_.id)]
    return {
        "letterhead": common.letterhead(
            common.short_authority(authority),
            texts.COUNCIL,
            f"BB-{texts.COUNCIL_LETTERS}",
            None,
            clock.local(meeting.opened_at).date() if meeting.opened_at else meeting.held_on,
        ),
        "year": round_.year,
        "meeting": texts.meeting(naming.assessed(authority, groups), round_.year),
        "number": meeting.number,
        "concluding": concluding,
        "founded_by": texts.founded_by(authority.head_title, round_.year),
        "started_at": common.moment(meeting.opened_at),
        "ended_at": common.moment(meeting.closed_at),
        "place": meeting.place,
        "chair": common.person(session, chair),
        "secretary": common.person(session, secretary),
        "members": members,
        "acted": acting.of_meeting(session, meeting),
        "guests": [],
        "quorum": table.needed(len(voting), round_.quorum_percent),
        "reporter": body.name,
        "decimals": round_.decimals,
        "agenda": [item.title for item in council.agenda(session, meeting.id)],
        "discussion": [
            council_points.said(note) for note in council.notes(session, meeting.id) if note.point_id is None
        ],
        "open_points": council_points.decided(session, round_, meeting, voting),
        "carried": council_points.carried(session, meeting, voting),
        "settled": _settled(session, round_, None if concluding else meeting),
        "groups": [_group(session, one) for one in ranking.compute(session, round_)] if concluding else [],
        "final_vote": None,  # heads are counted on open points; the rest stands by the chair's conclusion
        "conclusions": [line.strip() for line in (meeting.conclusion or "").splitlines() if line.strip()],
        "copies": 2,
        "secretary_signature": common.signature([texts.SECRETARY], secretary),
        "chair_signature": common.signature([texts.CHAIR], chair, office),
        "recipients": common.recipients(
            [texts.report_to(authority.head_title), texts.COUNCIL_MEMBERS, body.name], texts.ARCHIVE_FILE
        ),
    }


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


def _settled(session: Session, round_: Round, meeting: CouncilSession | None) -> list[data.SettledGroup]:
    """Every unit the council agreed on (at one meeting) with its three totals, by group in printed order; one
    query."""
    only = Assessment.id.in_(_settled_at(meeting)) if meeting is not None else true()
    rows = session.execute(
        select(RoundGroup.title, Unit.name, Assessment.id, Sheet.stage, Sheet.total)
        .join(Assessment, Assessment.round_group_id == RoundGroup.id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(CurrentSheet, CurrentSheet.assessment_id == Assessment.id)
        .join(Sheet, Sheet.id == CurrentSheet.sheet_id)
        .where(RoundGroup.round_id == round_.id, Sheet.stage.in_(STAGES), only)
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


def _settled_at(meeting: CouncilSession) -> Select[int]:
    """The units whose council sheet was frozen at a meeting and not opened again before its end."""
    opened_again = exists().where(
        Event.subject_type == "assessment",
        Event.subject_id == Sheet.assessment_id,
        Event.transition == "reopen_for_council",
        Event.at >= Sheet.frozen_at,
        Event.at <= meeting.closed_at,
    )
    return select(Sheet.assessment_id).where(
        Sheet.stage == "council",
        Sheet.frozen_at >= meeting.opened_at,
        Sheet.frozen_at <= meeting.closed_at,
        ~opened_again,
    )


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
