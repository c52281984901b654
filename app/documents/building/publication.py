"""Data of the papers that publish a round: the submission and the decision with its ranking annexes."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog
from app.assessments.models import Sheet
from app.documents.building import common
from app.documents.building.counts import round_counts
from app.messages import documents as texts
from app.rendering import data
from app.results.models import ResultRow, ResultVersion
from app.results.queries import rows_of, running_result
from app.rounds.models import Round, RoundGroup
from app.rounds.queries import groups_of
from app.units.models import Authority, Unit
from app.units.queries import legal_bases
from frameworks import sheet as scoring
from frameworks.model import Node

SHEETS_AT_ONCE = 200


def submission(session: Session, round_id: int) -> data.Submission:
    """Tờ trình: what happened in the round, counted, and the results in short, with the draft decision."""
    round_ = session.get_one(Round, round_id)
    authority = session.get_one(Authority, round_.authority_id)
    body = common.standing_body(session, authority)
    rows = rows_of(session, _result(session, round_id).id)
    leader = common.unit_person(session, body.id, "leader")
    return {
        "letterhead": common.letterhead(
            common.short_authority(authority), body.name.upper(), f"TTr-{body.symbol}", authority.place_name
        ),
        "year": round_.year,
        "province": authority.area_name,
        "addressees": [authority.head_title],
        "submitter": body.name,
        "approver": authority.head_title.removesuffix(authority.place_name).strip(),
        "bases": submission_bases(session, round_, authority, body),
        "council": texts.council_name(authority.area_name),
        "decimals": round_.decimals,
        "counts": round_counts(session, round_),
        "groups": [_result_group(group, rows) for group in groups_of(session, round_id)],
        "attachments": [texts.DRAFT_DECISION, texts.MINUTES_ATTACHED],
        "signature": common.signature([body.head_title], leader),
        "recipients": common.recipients([texts.AS_ABOVE, texts.COUNCIL_REPORT], "VT"),
    }


def _result(session: Session, round_id: int) -> ResultVersion:
    result = running_result(session, round_id)
    if result is None:
        raise LookupError(f"round {round_id} has no result to decide on")
    return result


def submission_bases(session: Session, round_: Round, authority: Authority, body: Unit) -> list[str]:
    """The legal bases in printed order, the council's minutes last."""
    minutes = common.live_document(session, round_.id, "council_minutes")
    number, day = common.reference_of(minutes, f"BB-{texts.COUNCIL_LETTERS}")
    return [
        *_laws(session, authority, "submission"),
        texts.minutes_basis(number, day, authority.area_name),
    ]


def decision_bases(session: Session, round_: Round, authority: Authority, body: Unit) -> list[str]:
    """The legal bases in printed order, the submission last."""
    paper = common.live_document(session, round_.id, "submission")
    number, day = common.reference_of(paper, f"TTr-{body.symbol}")
    head = common.office(body.head_title, body.name)
    return [
        *_laws(session, authority, "decision"),
        texts.submission_basis(head, number, day, authority.area_name, round_.year),
    ]


def _laws(session: Session, authority: Authority, kind: str) -> list[str]:
    return [texts.basis(law.citation) for law in legal_bases(session, authority.id, kind)]


def _result_group(group: RoundGroup, rows: Sequence[ResultRow]) -> data.ResultGroup:
    """A group in one line; units with equal points are named together."""
    own = [row for row in rows if row.round_group_id == group.id]
    total = sum((row.total for row in own), Fraction(0))
    return {
        "title": group.title,
        "units": len(own),
        "maximum": common.exact(own[0].maximum),
        "highest_unit": texts.names(row.unit_name for row in own if row.rank == own[0].rank),
        "highest_points": own[0].published,
        "lowest_unit": texts.names(row.unit_name for row in own if row.rank == own[-1].rank),
        "lowest_points": own[-1].published,
        "average_points": common.exact(total / len(own)),
    }


def decision(session: Session, round_id: int) -> data.Decision:
    """Quyết định công bố kết quả, a ranking annex per group, from the result version on the desk."""
    round_ = session.get_one(Round, round_id)
    authority = session.get_one(Authority, round_.authority_id)
    body = common.standing_body(session, authority)
    result = _result(session, round_id)
    chairman = next(iter(common.holders(session, round_, "chairman")), None)
    groups = groups_of(session, round_id)
    head = common.head_of(authority.head_title, authority.name)
    return {
        "letterhead": common.letterhead(
            None, common.full_authority(authority), f"QĐ-{authority.symbol}", authority.place_name
        ),
        "authority": authority.head_title.upper(),
        "authority_words": authority.head_title,
        "province": authority.area_name,
        "year": round_.year,
        "bases": decision_bases(session, round_, authority, body),
        "standing_body": body.name,
        "executors": texts.executors(
            texts.office_of(authority.symbol, authority.area_name.split()[0]),
            common.office(body.head_title, body.name),
            [group.title for group in groups],
            authority.symbol,
        ),
        "decimals": round_.decimals,
        "groups": _annexes(session, groups, rows_of(session, result.id)),
        "signature": common.signature([head], chairman),
        "recipients": common.recipients([texts.AS_ARTICLE_3, texts.PORTAL], f"VT, {body.symbol}"),
    }


def _annexes(
    session: Session, groups: Sequence[RoundGroup], rows: Sequence[ResultRow]
) -> list[data.RankingGroup]:
    """One annex per group, in the order of the round."""
    annexes: list[data.RankingGroup] = []
    for group in groups:
        nodes = catalog.of(group).roots
        pillars = [node for node in nodes if node.level == "pillar"]
        own = [row for row in rows if row.round_group_id == group.id]
        points = _council_points(session, own, pillars)
        annexes.append(
            {
                "title": texts.inside_sentence(group.title),
                "pillars": [{"title": p.title, "maximum": common.exact(p.maximum)} for p in pillars],
                "entries": [_entry(row, *points[row.council_sheet_id]) for row in own],
            }
        )
    return annexes


def _council_points(
    session: Session, rows: Sequence[ResultRow], pillars: Sequence[Node]
) -> Mapping[int, tuple[str, list[data.Number]]]:
    """Total and pillars as the council's sheets hold them, by sheet; a few hundred are read at once."""
    found: dict[int, tuple[str, list[data.Number]]] = {}
    ids = [row.council_sheet_id for row in rows]
    for start in range(0, len(ids), SHEETS_AT_ONCE):
        for sheet_id, content in session.execute(
            select(Sheet.id, Sheet.content).where(Sheet.id.in_(ids[start : start + SHEETS_AT_ONCE]))
        ):
            stored = scoring.from_canonical_sheet(content)
            parts: list[data.Number] = [stored.data["nodes"][pillar.code] for pillar in pillars]
            found[sheet_id] = common.exact(stored.total), parts
    return found


def _entry(row: ResultRow, council_points: str, pillars: list[data.Number]) -> data.RankedUnit:
    return {
        "unit": row.unit_name,
        "maximum": common.exact(row.maximum),
        "excluded": common.exact(row.excluded),
        "self_points": common.exact(row.self_total),
        "council_points": council_points,
        "pillars": pillars,
        "final_points": row.published,
        "rank": row.rank,
    }
