"""What the pages of a dossier and of a correction both show: papers, steps, the next number, a return."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, policy, workflow
from app.accounts.actor import Actor
from app.documents import queries
from app.documents.building import common
from app.documents.dossier_papers import Papers, submission_missing
from app.documents.models import ENDED, Document
from app.documents.queries import File
from app.documents.register import propose
from app.documents.views import lapsed, number_text
from app.history import Event
from app.messages import documents as texts
from app.results.models import ResultVersion
from app.rounds.models import Round
from app.workflow import RoomGuard


@dataclass(frozen=True)
class Paper:
    """One paper of a dossier."""

    document: Document
    number: str
    state_title: str
    files: Sequence[File]
    ready: bool


@dataclass(frozen=True)
class AnyDossier:
    """What either of them holds. `steps`: what this person may do, each with the reasons why not now; a
    step that is not theirs is not there."""

    round: Round
    result: ResultVersion | None
    papers: Mapping[str, Paper]
    steps: Mapping[str, Sequence[str]]
    next_number: str | None
    lapsed: Sequence[str]
    returned: Event | None  # the step by which the chairman sent it back, while it waits to come again


def papers(
    session: Session, actor: Actor, round_: Round, kinds: Sequence[str], result: ResultVersion | None = None
) -> dict[str, Paper]:
    """The papers of these kinds that the person may see, with their present files; of one `result` alone
    where it is named."""
    wanted = select(Document).where(
        Document.round_id == round_.id, Document.kind.in_(kinds), Document.state.not_in(ENDED)
    )
    if result is not None:
        wanted = wanted.where(Document.result_id == result.id)
    documents = session.scalars(wanted).all()
    # Each meeting has minutes of its own; a dossier holds those that its papers cite.
    cited = common.concluding_minutes(session, round_.id) if "council_minutes" in kinds else None
    seen = [
        document
        for document in documents
        if queries.may_see(actor, document, round_, None)
        and (document.kind != "council_minutes" or document is cited)
    ]
    files = queries.files_of(session, [document.id for document in seen])
    shown = {}
    for document in sorted(seen, key=lambda one: kinds.index(one.kind)):
        own = files.get(document.id, [])
        shown[document.kind] = Paper(
            document,
            number_text(document),
            texts.STATES[document.state],
            [file for file in own if file.revision == document.revision],
            queries.is_ready(document.revision, own),
        )
    return shown


def steps(
    session: Session,
    actor: Actor,
    round_: Round,
    result: ResultVersion | None,
    dossier: Papers,
    guards: Mapping[str, RoomGuard],
    names: Collection[str],
) -> dict[str, Sequence[str]]:
    """The steps of these names which are this person's, with the reasons why one is not possible now."""
    given = {"dossier_hash": result.content_hash} if result is not None else {}
    bound = workflow.bind(guards, session, round_, actor, given)
    choices = workflow.available(round_, policy.round_roles(actor, round_), bound)
    found: dict[str, Sequence[str]] = {
        choice.transition.name: list(choice.reasons) for choice in choices if choice.transition.name in names
    }
    if dossier.publish in found:
        missing = submission_missing(session, round_, dossier)
        found[dossier.publish] = [*found[dossier.publish], *([missing] if missing else [])]
    return found


def next_number(
    session: Session, shown: Mapping[str, Paper], own: Mapping[str, Sequence[str]], dossier: Papers
) -> str | None:
    """The number that the decision would get today, for whoever may number it."""
    if dossier.decision not in shown or dossier.publish not in own:
        return None
    return propose(session, [shown[dossier.decision].document], clock.today())[0].number


def lapsed_bases(session: Session, shown: Mapping[str, Paper], dossier: Papers) -> list[str]:
    """Warnings of legal bases of the decision that are not in force, until it is issued."""
    paper = shown.get(dossier.decision)
    if paper is None or paper.document.state == "issued":
        return []
    return lapsed(session, paper.document)


def returned(session: Session, round_: Round, transition: str) -> Event | None:
    """The return of the dossier, if that was the round's last step."""
    last = session.scalar(
        select(Event)
        .where(Event.subject_type == "round", Event.subject_id == round_.id, Event.transition.is_not(None))
        .order_by(Event.sequence.desc())
        .limit(1)
    )
    return last if last is not None and last.transition == transition else None
