"""Data of the papers that publish a round: the submission and the decision with its ranking annexes."""

from collections.abc import Sequence
from fractions import Fraction

from sqlalchemy.orm import Session

from app.documents.building import acting, common, naming
from app.documents.building.annexes import annexes
from app.documents.building.counts import round_counts
from app.messages import documents as texts
from app.rendering import data
from app.results.models import ResultRow, ResultVersion
from app.results.queries import rows_of, running_result
from app.rounds.models import Round, RoundGroup
from app.rounds.queries import groups_of
from app.units.models import Authority, Unit
from app.units.queries import legal_bases
from frameworks.numbers import round_half_up


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
        "assessed": assessed_words(session, round_, authority),
        "addressees": [authority.head_title],
        "submitter": body.name,
        "approver": authority.head_title.removesuffix(authority.place_name).strip(),
        "bases": submission_bases(session, round_, authority, body),
        "team": naming.team(session, round_).name,
        "council": texts.council_name(naming.council_owner(authority)),
        "decimals": round_.decimals,
        "counts": round_counts(session, round_),
        "groups": [_result_group(group, rows, round_.decimals) for group in groups_of(session, round_id)],
        "attachments": [texts.DRAFT_DECISION, texts.MINUTES_ATTACHED],
        "acted": acting.of_last(session, "round", round_id, "submit"),
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
    minutes = common.concluding_minutes(session, round_.id)
    number, day = common.reference_of(minutes, f"BB-{texts.COUNCIL_LETTERS}")
    return [
        *laws(session, authority, "submission"),
        texts.minutes_basis(number, day, naming.council_owner(authority)),
    ]


def decision_bases(session: Session, round_: Round, authority: Authority, body: Unit) -> list[str]:
    """The legal bases in printed order, the submission last."""
    paper = common.live_document(session, round_.id, "submission")
    number, day = common.reference_of(paper, f"TTr-{body.symbol}")
    head = common.office(body.head_title, body.name)
    return [
        *laws(session, authority, "decision"),
        texts.submission_basis(head, number, day, assessed_words(session, round_, authority), round_.year),
    ]


def assessed_words(session: Session, round_: Round, authority: Authority) -> str:
    """Whom the round assesses, in a sentence."""
    return naming.assessed(authority, [group.title for group in groups_of(session, round_.id)])


def laws(session: Session, authority: Authority, kind: str) -> list[str]:
    """The laws that a kind of paper cites, in printed order."""
    return [texts.basis(law.citation) for law in legal_bases(session, authority.id, kind)]


def _result_group(group: RoundGroup, rows: Sequence[ResultRow], decimals: int) -> data.ResultGroup:
    """A group in one line, of the units that are ranked; units with equal points are named together."""
    everyone = [row for row in rows if row.round_group_id == group.id]
    own = [row for row in everyone if row.ranked]
    total = sum((row.total for row in own), Fraction(0))
    return {
        "title": group.title,
        "units": len(everyone),
        "maximum": common.exact(own[0].maximum),
        "highest_unit": texts.names(row.unit_name for row in own if row.rank == own[0].rank),
        "highest_points": own[0].published,
        "lowest_unit": texts.names(row.unit_name for row in own if row.rank == own[-1].rank),
        "lowest_points": own[-1].published,
        # rounded as it is printed: exact, the average of many units has more digits than Python writes out
        "average_points": common.exact(round_half_up(total / len(own), decimals)),
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
        "assessed": assessed_words(session, round_, authority),
        "year": round_.year,
        "bases": decision_bases(session, round_, authority, body),
        "standing_body": body.name,
        "portal": naming.portal(authority),
        "executors": naming.executors(
            authority, common.office(body.head_title, body.name), [group.title for group in groups]
        ),
        "decimals": round_.decimals,
        "groups": annexes(session, authority, groups, rows_of(session, result.id)),
        "acted": [],
        "signature": common.signature([head], chairman),
        "recipients": common.recipients(
            [texts.AS_ARTICLE_3, naming.portal_recipient(authority)], f"VT, {body.symbol}"
        ),
    }
