"""What the pages of documents and of the dossier show: plain data read for one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog, clock, policy, workflow
from app.accounts.actor import Actor
from app.documents import dossier, queries
from app.documents.building import common
from app.documents.models import ENDED, Document
from app.documents.queries import File, Row
from app.documents.register import Proposed, propose
from app.documents.signing import of_same_place
from app.documents.stepping import Offer, may_draw_up, not_again, offers, open_whole
from app.history import Event
from app.messages import audit as audit_texts
from app.messages import clock_and_day
from app.messages import documents as texts
from app.messages.delegating import principal_in
from app.rendering.numbers import document_number
from app.results import queries as results
from app.results import ranking
from app.results.guards import ROUND_GUARDS
from app.results.models import ResultVersion
from app.rounds.models import Round, RoundGroup
from app.rounds.queries import groups_of

STEPS = ("submit", "return_dossier", "decide", "publish")
PAPERS = ("council_minutes", "submission", "decision")
ENDS = 3  # how many units stand for the head and the tail of a ranking
LARGEST = 5  # how many of the largest changes are shown


def number_text(document: Document | Row) -> str:
    """ "05/TTr-STTTT"; while it has none, the room for it."""
    if not document.symbol:
        return ""
    return f"{document_number(document.number).strip() or '…'}/{document.symbol}"


def filename(document: Document, revision: int, format_: str) -> str:
    """What a file is called on a person's computer: number first, no sign that a system forbids."""
    title = document.title.replace("/", "-")
    if document.state == "recalled":
        title = f"{texts.RECALLED_PREFIX} {title}"
    elif document.state == "issued" and revision == document.revision and document.symbol:
        title = f"{number_text(document).replace('/', '-')} {title}"
    elif document.series:
        title = f"{texts.DRAFT_PREFIX} {title}"
    return f"{title}.{format_}"


# --- one document -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """One document with everything its page says of it."""

    document: Document
    round: Round
    number: str
    state_title: str
    files: Sequence[File]
    earlier: Sequence[File]
    ready: bool
    events: Sequence[Mapping[str, Any]]
    proposal: Proposed | None
    lapsed: Sequence[str]
    offers: Sequence[Offer]
    may_draw_up: bool
    newer: Document | None
    older: Document | None
    ended_by: Event | None  # the step that recalled it


def of_document(session: Session, actor: Actor, document_id: int) -> Shown:
    """One document for one person."""
    document, round_, assessment = open_whole(session, actor, document_id)
    files = queries.files_of(session, [document.id]).get(document.id, [])
    present = [file for file in files if file.revision == document.revision]
    keeps = queries.keeps_earlier(actor, round_)
    proposal = None
    if waits_for_number(document) and policy.can_round(actor, "number_documents", round_):
        proposal = propose(session, [document], clock.today())[0]
    events = queries.events_of(session, document)
    others = [
        other
        for other in session.scalars(of_same_place(document))
        if queries.may_see(actor, other, round_, assessment)
    ]
    offered = offers(session, actor, document, round_, assessment)
    may_draw = may_draw_up(actor, document, round_, assessment) and not not_again(session, document)
    return Shown(
        document=document,
        round=round_,
        number=number_text(document),
        state_title=texts.STATES[document.state],
        files=present,
        earlier=[file for file in files if file.revision != document.revision] if keeps else [],
        ready=queries.is_ready(document.revision, files),
        events=[_event(event) for event in events],
        proposal=proposal,
        lapsed=lapsed(session, document),
        offers=offered,
        may_draw_up=may_draw,
        newer=next((other for other in others if other.id > document.id), None),
        older=next((other for other in others if other.id < document.id), None),
        ended_by=next((event for event in events if event.transition == "recall"), None),
    )


def waits_for_number(document: Document) -> bool:
    """Whether a clerk numbers it on its own page (the decision's number publishes, on the dossier's)."""
    return (
        bool(document.series)
        and document.state in ("draft", "awaiting_signature", "signed")
        and document.kind not in queries.DECISIONS
    )


def lapsed(session: Session, document: Document, day: date | None = None) -> list[str]:
    """Warnings of legal bases not in force on the document's day (today while it is a draft)."""
    if document.state in ENDED:
        return []
    on = day or document.issued_on or clock.today()
    found = queries.lapsed_bases(session, document.authority_id, document.kind, on)
    return [texts.lapsed(basis.citation) for basis in found]


def _event(event: Event) -> dict[str, Any]:
    data = event.data
    definition = catalog.workflow(*_versioned(event.definition)) if event.transition else None
    return {
        "title": definition.transitions[str(event.transition)].title
        if definition
        else audit_texts.KINDS[event.kind],
        "source": definition.states[str(event.source)].title if definition else "",
        "target": definition.states[str(event.target)].title if definition else "",
        "when": clock_and_day(clock.local(event.at)),
        "who": event.actor_name,
        "on_behalf": principal_in(event.data),
        "unit": event.actor_unit,
        "comment": _told(data, event.comment),
    }


def _versioned(name: str | None) -> tuple[str, int]:
    identifier, _, version = str(name).partition("@")
    return identifier, int(version)


def _told(data: Mapping[str, Any], reason: str | None) -> str | None:
    """What a step says beside its name: number and day, or the letter and the reason."""
    number = data.get("number")
    if number:
        return texts.numbered(f"{number:02d}/{data['symbol']}", data["issued_on"])
    letter = data.get("letter_number")
    return texts.by_letter(letter, reason or "") if letter else reason


# --- the dossier --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """One unit in the ranking shown to the chairman. Where points are excluded, `total` is on the full scale
    and `counted` what it was made from; `change` compares `counted` with the unit's own points."""

    name: str
    assessment_id: int
    rank: int
    total: str
    total_exact: Fraction
    maximum: Fraction
    excluded: Fraction
    counted: str
    own: str
    change: Fraction
    change_text: str
    ranked: bool
    band: str


@dataclass(frozen=True)
class GroupView:
    """One group: its ends, its ties, where the council differs most from the unit, and everybody."""

    title: str
    maximum: Fraction
    average: str
    units: Sequence[Standing]
    ties: Sequence[tuple[int, Sequence[Standing]]]
    changed: Sequence[Standing]

    @property
    def top(self) -> Sequence[Standing]:
        """The head of the ranking, all who share its last place with it."""
        return [unit for unit in self.units if unit.ranked and unit.rank <= ENDS]

    @property
    def bottom(self) -> Sequence[Standing]:
        """The tail of the ranking, without those already at its head."""
        ranked = [unit for unit in self.units if unit.ranked]
        return [unit for unit in ranked[-ENDS:] if unit.rank > ENDS]

    @property
    def unranked(self) -> Sequence[Standing]:
        """The units assessed but not ranked."""
        return [unit for unit in self.units if not unit.ranked]


@dataclass(frozen=True)
class Paper:
    """One paper of the dossier."""

    document: Document
    number: str
    state_title: str
    files: Sequence[File]
    ready: bool


@dataclass(frozen=True)
class Dossier:
    """Everything the page of the dossier shows. `steps`: what this person may do, each with the reasons
    why not now; a step that is not theirs is not there."""

    round: Round
    result: ResultVersion | None
    groups: Sequence[GroupView]
    counts: Mapping[str, Any]
    papers: Mapping[str, Paper]
    steps: Mapping[str, Sequence[str]]
    next_number: str | None
    lapsed: Sequence[str]
    conclusions: Sequence[str]
    returned: Event | None  # the step by which the chairman sent it back, while it waits to come again


def of_round(session: Session, actor: Actor, round_: Round) -> Dossier:
    """The dossier of a round for one of its readers."""
    # What is being corrected has a page of its own: here stands what counts.
    if round_.is_public:
        result = results.published_result(session, round_.id)
    else:
        result = results.running_result(session, round_.id)
    papers = _papers(session, actor, round_)
    decision = papers["decision"].document if "decision" in papers else None
    submission = papers["submission"].document if "submission" in papers else None
    minutes = papers["council_minutes"].document if "council_minutes" in papers else None
    steps = _steps(session, actor, round_, result)
    next_number = None
    if decision is not None and "publish" in steps:
        next_number = propose(session, [decision], clock.today())[0].number
    return Dossier(
        round=round_,
        result=result,
        groups=_groups(session, round_, result),
        counts=submission.data["counts"] if submission else {},
        papers=papers,
        steps=steps,
        next_number=next_number,
        lapsed=lapsed(session, decision) if decision is not None and decision.state != "issued" else [],
        conclusions=minutes.data["conclusions"] if minutes else [],
        returned=_returned(session, round_),
    )


def _returned(session: Session, round_: Round) -> Event | None:
    """The return of the dossier, if that was the round's last step."""
    last = session.scalar(
        select(Event)
        .where(Event.subject_type == "round", Event.subject_id == round_.id, Event.transition.is_not(None))
        .order_by(Event.sequence.desc())
        .limit(1)
    )
    return last if last is not None and last.transition == "return_dossier" else None


def _papers(session: Session, actor: Actor, round_: Round) -> dict[str, Paper]:
    """The papers of the dossier that the person may see, with their present files."""
    documents = session.scalars(
        select(Document).where(
            Document.round_id == round_.id,
            Document.kind.in_(PAPERS),
            Document.state.not_in(ENDED),
        )
    ).all()
    cited = common.concluding_minutes(session, round_.id)
    seen = [
        document
        for document in documents
        if queries.may_see(actor, document, round_, None)
        and (document.kind != "council_minutes" or document is cited)
    ]
    files = queries.files_of(session, [document.id for document in seen])
    shown = {}
    for document in sorted(seen, key=lambda one: PAPERS.index(one.kind)):
        own = files.get(document.id, [])
        shown[document.kind] = Paper(
            document,
            number_text(document),
            texts.STATES[document.state],
            [file for file in own if file.revision == document.revision],
            queries.is_ready(document.revision, own),
        )
    return shown


def _steps(
    session: Session, actor: Actor, round_: Round, result: ResultVersion | None
) -> dict[str, Sequence[str]]:
    """The steps of this page which are this person's, with the reasons why one is not possible now."""
    given = {"dossier_hash": result.content_hash} if result is not None else {}
    guards = workflow.bind(ROUND_GUARDS, session, round_, actor, given)
    choices = workflow.available(round_, policy.round_roles(actor, round_), guards)
    steps: dict[str, Sequence[str]] = {
        choice.transition.name: list(choice.reasons) for choice in choices if choice.transition.name in STEPS
    }
    if "publish" in steps:
        missing = dossier.submission_missing(session, round_)
        steps["publish"] = [*steps["publish"], *([missing] if missing else [])]
    return steps


def _groups(session: Session, round_: Round, result: ResultVersion | None) -> list[GroupView]:
    """Every group's ranking: as submitted, or computed now while nothing is submitted."""
    if result is None:
        return [_group(one.group, one.standings, round_.decimals) for one in ranking.compute(session, round_)]
    rows = results.rows_of(session, result.id)
    return [
        _group(group, [row for row in rows if row.round_group_id == group.id], round_.decimals)
        for group in groups_of(session, round_.id)
    ]


def _group(group: RoundGroup, rows: Sequence[Any], decimals: int) -> GroupView:
    units = [_standing(row, decimals) for row in rows]
    shared: dict[int, list[Standing]] = {}
    for unit in units:
        if unit.ranked:
            shared.setdefault(unit.rank, []).append(unit)
    changed = sorted((unit for unit in units if unit.change), key=lambda unit: -abs(unit.change))
    ranked = [row.total for row in rows if row.ranked]
    return GroupView(
        title=group.title,
        maximum=rows[0].maximum if rows else Fraction(0),
        average=ranking.shown(sum(ranked, Fraction(0)) / len(ranked), decimals) if ranked else "",
        units=units,
        ties=[(rank, tied) for rank, tied in shared.items() if len(tied) > 1],
        changed=changed[:LARGEST],
    )


def _standing(row: Any, decimals: int) -> Standing:
    counted = row.total * (row.maximum - row.excluded) / row.maximum
    change = counted - row.self_total
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return Standing(
        name=row.unit_name,
        assessment_id=row.assessment_id,
        rank=row.rank,
        total=ranking.shown(row.total, decimals),
        total_exact=row.total,
        maximum=row.maximum,
        excluded=row.excluded,
        counted=ranking.shown(counted, decimals),
        own=ranking.shown(row.self_total, decimals),
        change=change,
        change_text=f"{sign}{ranking.shown(abs(change), decimals)}",
        ranked=row.ranked,
        band=row.band or "",
    )
