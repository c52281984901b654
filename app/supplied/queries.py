"""Reads of imports and of experts' marks; each page takes a fixed number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import catalog, messages, policy
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.assessments.models import PUBLISHED, Assessment, Figure
from app.errors import NotFound
from app.history import deed_data
from app.messages import supplied as texts
from app.messages.delegating import by_delegate
from app.rounds import queries as rounds
from app.rounds.models import Round, RoundGroup
from app.supplied.models import ExpertMark, FigureImport
from app.units.models import Unit
from frameworks.model import Framework

# From here on a unit's appraisal sheet is frozen: nothing is handed in any more.
CLOSED_STATES = ("appraised", "in_council", "settled", *PUBLISHED)
#: Who sees everything handed in, the single marks too: they see the whole history of a round.
READ = "view_history"


@dataclass(frozen=True)
class Group:
    """A group of a round with what it is scored by."""

    round: Round
    group: RoundGroup
    framework: Framework


@dataclass(frozen=True)
class Member:
    """A unit of a group with its assessment."""

    assessment: Assessment
    unit: Unit

    @property
    def closed(self) -> bool:
        """Whether its appraisal has ended."""
        return self.assessment.state in CLOSED_STATES


def open_group(session: Session, actor: Actor, group_id: int, permission: str = READ) -> Group:
    """Load a group of a round for a person who holds this permission in the round, or refuse."""
    group = session.get(RoundGroup, group_id)
    if group is None:
        raise NotFound(messages.NOT_FOUND, group=group_id, actor=actor.id)
    round_ = rounds.open_round(session, actor, group.round_id, permission)
    return Group(round_, group, catalog.of(group))


def members(session: Session, group_id: int, *, lock: bool = False) -> list[Member]:
    """The units of a group in printed order; with `lock` the assessments are locked, in one order always."""
    query = (
        select(Assessment, Unit)
        .join(Unit, Unit.id == Assessment.unit_id)
        .where(Assessment.round_group_id == group_id)
        .order_by(Assessment.id)
        .execution_options(populate_existing=True)
    )
    if lock:
        query = query.with_for_update(of=Assessment)
    found = [Member(assessment, unit) for assessment, unit in session.execute(query)]
    return sorted(found, key=lambda one: (one.unit.position, one.unit.id))


def figures_of(
    session: Session, assessment_ids: Collection[int], names: Collection[str] | None = None
) -> dict[int, dict[str, str]]:
    """The stored figures of these assessments as canonical text, by name; all names unless given."""
    query = select(Figure.assessment_id, Figure.name, Figure.value).where(
        Figure.assessment_id.in_(assessment_ids), Figure.value.is_not(None)
    )
    if names is not None:
        query = query.where(Figure.name.in_(names))
    found: dict[int, dict[str, str]] = {}
    for owner, name, value in session.execute(query):
        found.setdefault(owner, {})[name] = value or ""
    return found


def counted(session: Session, round_id: int) -> dict[tuple[int, str], int]:
    """How many units have each figure, by group and name."""
    rows = session.execute(
        select(Assessment.round_group_id, Figure.name, func.count())
        .join(Figure, Figure.assessment_id == Assessment.id)
        .where(Assessment.round_id == round_id, Figure.value.is_not(None))
        .group_by(Assessment.round_group_id, Figure.name)
    )
    return {(group_id, name): number for group_id, name, number in rows}


def units_by_group(session: Session, round_id: int) -> dict[int, int]:
    """How many units each group of a round has."""
    rows = session.execute(
        select(Assessment.round_group_id, func.count())
        .where(Assessment.round_id == round_id)
        .group_by(Assessment.round_group_id)
    )
    return dict(rows.all())


def imports(session: Session, round_id: int, supplier: str | None = None) -> Sequence[Any]:
    """The imports of a round, newest first, each with who brought it in (and for whom)."""
    told = deed_data(
        "round", FigureImport.round_id, FigureImport.imported_by, FigureImport.imported_at, "import"
    )
    query = (
        select(FigureImport, Account.full_name, told)
        .join(Account, Account.id == FigureImport.imported_by)
        .where(FigureImport.round_id == round_id)
        .order_by(FigureImport.id.desc())
    )
    rows = session.execute(query if supplier is None else query.where(FigureImport.supplier == supplier))
    return [(one, by_delegate(name, data)) for one, name, data in rows]


def open_import(session: Session, actor: Actor, import_id: int) -> FigureImport:
    """One import for a person who reads the round's imports, or refuse."""
    found = session.get(FigureImport, import_id)
    if found is None:
        raise NotFound(messages.NOT_FOUND, figure_import=import_id, actor=actor.id)
    rounds.open_round(session, actor, found.round_id, READ)
    return found


def provenance(session: Session, assessment_id: int) -> dict[str, str]:
    """Where each figure of others came from, by name; two queries. The caller has asked the policy."""
    rows = session.execute(
        select(Figure.name, FigureImport)
        .join(FigureImport, FigureImport.id == Figure.import_id)
        .where(Figure.assessment_id == assessment_id, Figure.value.is_not(None))
    )
    told = {name: texts.provenance(one.provider, one.letter_number, one.letter_date) for name, one in rows}
    counts = session.execute(
        select(ExpertMark.name, func.count())
        .where(ExpertMark.assessment_id == assessment_id)
        .group_by(ExpertMark.name)
    )
    return told | {name: texts.mean_of(number) for name, number in counts}


# ---------------------------------------------------------------- experts


def marking_round(session: Session, actor: Actor) -> Round | None:
    """The newest round in which the person is an expert."""
    return next(
        (one for one in rounds.rounds_of(session, actor) if "expert" in policy.round_roles(actor, one)), None
    )


def marks_of(
    session: Session, assessment_ids: Collection[int], account_id: int | None = None
) -> dict[tuple[int, str], list[ExpertMark]]:
    """The marks of these assessments by assessment and figure, of one expert or of all."""
    query = select(ExpertMark).where(ExpertMark.assessment_id.in_(assessment_ids))
    if account_id is not None:
        query = query.where(ExpertMark.account_id == account_id)
    found: dict[tuple[int, str], list[ExpertMark]] = {}
    for mark in session.scalars(query.order_by(ExpertMark.marked_at, ExpertMark.account_id)):
        found.setdefault((mark.assessment_id, mark.name), []).append(mark)
    return found


def progress(session: Session, round_id: int) -> Sequence[Any]:
    """Each expert of a round by name with how many marks they have given in each group."""
    return session.execute(
        select(Account.id, Account.full_name, Assessment.round_group_id, func.count())
        .join(ExpertMark, ExpertMark.account_id == Account.id)
        .join(Assessment, Assessment.id == ExpertMark.assessment_id)
        .where(Assessment.round_id == round_id)
        .group_by(Account.id, Account.full_name, Assessment.round_group_id)
        .order_by(Account.full_name, Account.id)
    ).all()


def names_of(session: Session, account_ids: Collection[int]) -> dict[int, str]:
    """Experts' names by account."""
    rows = session.execute(select(Account.id, Account.full_name).where(Account.id.in_(account_ids)))
    return dict(rows.all())


def imported_names(session: Session, assessment_ids: Collection[int]) -> set[tuple[int, str]]:
    """Figures of these assessments that came by import: assessment and name."""
    rows = session.execute(
        select(Figure.assessment_id, Figure.name).where(
            Figure.assessment_id.in_(assessment_ids),
            Figure.import_id.is_not(None),
            Figure.value.is_not(None),
        )
    )
    return {(owner, name) for owner, name in rows}


def all_marks(session: Session, assessment_id: int, name: str) -> list[Fraction]:
    """Every expert's mark of one figure."""
    return list(
        session.scalars(
            select(ExpertMark.mark)
            .where(ExpertMark.assessment_id == assessment_id, ExpertMark.name == name)
            .order_by(ExpertMark.account_id)
        )
    )


def group_of(session: Session, assessment_id: int) -> int:
    """The group an assessment belongs to; NotFound when there is none."""
    found = session.scalar(select(Assessment.round_group_id).where(Assessment.id == assessment_id))
    if found is None:
        raise NotFound(messages.NOT_FOUND, assessment=assessment_id)
    return found
