"""How many units have data for each criterion of a group, and what withdrawing some would change."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog
from app.accounts.models import Account
from app.assessments.labels import full_label
from app.council.cohort import Contents, assessed, members_of
from app.council.models import WithdrawnCriterion
from app.history import deed_data
from app.messages.delegating import by_delegate
from app.rounds.models import RoundGroup
from dossier.standing import mains_of
from frameworks import cohort as scoring
from frameworks import ranking
from frameworks.cohort import Coverage
from frameworks.model import Framework
from frameworks.sheet import Sheet


@dataclass(frozen=True)
class Withdrawal:
    """A decision that stands: the row and who decided."""

    row: WithdrawnCriterion
    by: str


@dataclass(frozen=True)
class Place:
    """One unit before and after: totals rounded as they are published, ranks; None where it is not ranked."""

    code: str
    name: str
    before: Fraction
    after: Fraction
    rank_before: int | None
    rank_after: int | None

    @property
    def moves(self) -> int:
        """How many places it gains (above 0) or loses."""
        return (self.rank_before or 0) - (self.rank_after or 0)


@dataclass(frozen=True)
class Simulation:
    """A group with some more criteria withdrawn: maxima in points, and every unit from the new top down."""

    codes: Sequence[str]
    maximum_before: Fraction
    maximum_after: Fraction
    mains: Sequence[tuple[str, str, Fraction, Fraction]]  # label, title, maximum before and after
    places: Sequence[Place]

    @property
    def moved(self) -> int:
        """How many units change their rank."""
        return sum(place.moves != 0 for place in self.places)


def withdrawals(session: Session, group_id: int) -> dict[str, Withdrawal]:
    """The decisions of a group that stand, by code of criterion; one query."""
    decided = deed_data(
        "round",
        RoundGroup.round_id,
        WithdrawnCriterion.decided_by,
        WithdrawnCriterion.decided_at,
        "criterion_withdrawn",
    )
    rows = session.execute(
        select(WithdrawnCriterion, Account.full_name, decided)
        .join(RoundGroup, RoundGroup.id == WithdrawnCriterion.round_group_id)
        .join(Account, Account.id == WithdrawnCriterion.decided_by)
        .where(WithdrawnCriterion.round_group_id == group_id, WithdrawnCriterion.restored_at.is_(None))
        .order_by(WithdrawnCriterion.id)
    )
    return {row.code: Withdrawal(row, by_delegate(name, told)) for row, name, told in rows}


def coverage_of(framework: Framework, units: Contents) -> dict[str, Coverage]:
    """The coverage of every criterion by code, in printed order."""
    return {one.code: one for one in scoring.coverage(framework, members_of(units))}


def simulate(
    group: RoundGroup,
    units: Contents,
    names: Mapping[str, str],
    standing: Collection[str],
    more: Sequence[str],
    decimals: int,
) -> Simulation:
    """What withdrawing `more` criteria would change, beside those that are withdrawn already."""
    now, then = assessed(group, units, standing), assessed(group, units, {*standing, *more})
    before = places(group, units, now.sheets, decimals)
    after = places(group, units, then.sheets, decimals)
    framework = catalog.of(group)
    return Simulation(
        codes=more,
        maximum_before=now.framework.maximum,
        maximum_after=then.framework.maximum,
        mains=[
            (full_label(framework, main.code), main.title, old.maximum, new.maximum)
            for main, old, new in zip(framework.mains, now.framework.mains, then.framework.mains, strict=True)
            if old.maximum != new.maximum
        ],
        places=[
            Place(code, names[code], before[code][0], total, before[code][1], rank)
            for code, (total, rank) in after.items()
        ],
    )


def places(
    group: RoundGroup, units: Contents, sheets: Mapping[str, Sheet], decimals: int
) -> dict[str, tuple[Fraction, int | None]]:
    """Published total and rank of every unit by code, best first; those not ranked last, without a rank."""
    ranked = [code for code, (assessment, _) in units.items() if assessment.ranked]
    mains = mains_of(group.tie_break)
    ties = {code: [sheets[code].node_points(main) for main in mains] for code in ranked}
    found: dict[str, tuple[Fraction, int | None]] = {
        one.key: (Fraction(one.published), one.rank)
        for one in ranking.rank([(code, sheets[code].rescaled_total) for code in ranked], decimals, ties)
    }
    for code in units.keys() - found.keys():
        found[code] = (Fraction(ranking.published(sheets[code].rescaled_total, decimals)), None)
    return found
