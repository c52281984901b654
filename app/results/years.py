"""One unit from one published round to the next, criterion by criterion.

Frameworks change between years.  Criteria are compared where both rounds used the same version, or where
the standing body has mapped one version onto the other; by their share of the maximum, since maxima change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog
from app.assessments.models import CurrentSheet, Sheet
from app.keeping.queries import Ref, continuations
from app.results.models import ResultRow, ResultVersion
from app.rounds.models import RESULT_PUBLIC, Round, RoundGroup
from app.units.models import UnitPredecessor
from frameworks.model import Framework, Node
from frameworks.sheet import StoredSheet, from_canonical_sheet


@dataclass(frozen=True)
class Score:
    """Points of one criterion in one year; None for the maximum of one left out that year."""

    node: Node
    points: Fraction
    maximum: Fraction | None

    @property
    def share(self) -> Fraction | None:
        """The share of the maximum, 0 … 1; None where the criterion was left out."""
        return self.points / self.maximum if self.maximum else None


@dataclass(frozen=True)
class Pair:
    """A criterion and the one it continues."""

    before: Score
    now: Score

    @property
    def change(self) -> Fraction | None:
        """How much the share rose; None where one of the two was left out."""
        if self.before.share is None or self.now.share is None:
            return None
        return self.now.share - self.before.share


@dataclass(frozen=True)
class Comparison:
    """A unit's result beside its last one; `pairs` in this year's printed order."""

    round: Round
    group: RoundGroup
    row: ResultRow
    pairs: Sequence[Pair]
    new: Sequence[Node]
    ended: Sequence[Node]

    @property
    def comparable(self) -> Sequence[Pair]:
        """The pairs that count in both years."""
        return [pair for pair in self.pairs if pair.change is not None]


def compared(session: Session, round_: Round, group: RoundGroup, row: ResultRow) -> Comparison | None:
    """The unit's last published result before this round; None where it has none.

    A unit that came out of exactly one other has that one's result; out of several it has none of its own.
    """
    before = _previous(session, round_, row.unit_id)
    if before is None:
        return None
    old_round, old_group, old_row = before
    old, new = catalog.find(old_group), catalog.find(group)
    if old is None or new is None:
        return None
    links = _links(session, round_.authority_id, old_group, group, (old, new))
    then, now = _final(session, old_row.assessment_id), _final(session, row.assessment_id)
    place = {leaf.code: position for position, leaf in enumerate(new.leaves)}
    pairs = [
        Pair(_score(then, old.leaf(before_code)), _score(now, new.leaf(after_code)))
        for before_code, after_code in sorted(links, key=lambda link: place[link[1]])
    ]
    continued = {code for code, _ in links}, {code for _, code in links}
    return Comparison(
        old_round,
        old_group,
        old_row,
        pairs,
        [leaf for leaf in new.leaves if leaf.code not in continued[1]],
        [leaf for leaf in old.leaves if leaf.code not in continued[0]],
    )


def _previous(session: Session, round_: Round, unit_id: int) -> tuple[Round, RoundGroup, ResultRow] | None:
    """The latest earlier published result of a unit, or of the one it came out of."""
    parents = session.scalars(
        select(UnitPredecessor.predecessor_id).where(UnitPredecessor.unit_id == unit_id)
    ).all()
    for candidates in ([unit_id], parents if len(parents) == 1 else []):
        found = session.execute(
            select(Round, RoundGroup, ResultRow)
            .join(ResultVersion, ResultVersion.round_id == Round.id)
            .join(ResultRow, ResultRow.result_id == ResultVersion.id)
            .join(RoundGroup, RoundGroup.id == ResultRow.round_group_id)
            .where(
                Round.authority_id == round_.authority_id,
                Round.year < round_.year,
                Round.state.in_(RESULT_PUBLIC),
                ResultVersion.state == "published",
                ResultRow.unit_id.in_(candidates),
            )
            .order_by(Round.year.desc(), ResultVersion.number.desc())
            .limit(1)
        ).first()
        if found is not None:
            return found[0], found[1], found[2]
    return None


def _links(
    session: Session,
    authority_id: int,
    old: RoundGroup,
    new: RoundGroup,
    frameworks: tuple[Framework, Framework],
) -> list[tuple[str, str]]:
    """Which leaf continues which, as (before, now); only criteria that are scored in both."""
    before, now = ({leaf.code for leaf in framework.leaves} for framework in frameworks)
    if (old.framework_id, old.framework_version) == (new.framework_id, new.framework_version):
        return [(leaf.code, leaf.code) for leaf in frameworks[1].leaves]
    links = continuations(
        session,
        authority_id,
        Ref(old.framework_id, old.framework_version),
        Ref(new.framework_id, new.framework_version),
    )
    return [(old_code, code) for old_code, code in links.items() if old_code in before and code in now]


def _final(session: Session, assessment_id: int) -> StoredSheet:
    content = session.scalar(
        select(Sheet.content)
        .join(CurrentSheet, CurrentSheet.sheet_id == Sheet.id)
        .where(CurrentSheet.assessment_id == assessment_id, CurrentSheet.stage == "final")
    )
    if content is None:
        raise LookupError(f"assessment {assessment_id} is published without a final sheet")
    return from_canonical_sheet(content)


def _score(stored: StoredSheet, leaf: Node) -> Score:
    line = stored.data["lines"][leaf.code]
    return Score(leaf, Fraction(line["points"]), None if line["excluded"] else Fraction(line["maximum"]))
