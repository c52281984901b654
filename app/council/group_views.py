"""What the pages on a whole group show: coverage, a simulation, units that are not ranked."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.labels import full_label
from app.assessments.models import Assessment
from app.council.coverage import Simulation, Withdrawal
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit
from frameworks import wording
from frameworks.cohort import Coverage
from frameworks.model import Framework
from frameworks.numbers import format_vi


def coverage_lines(
    framework: Framework, found: Mapping[str, Coverage], standing: Mapping[str, Withdrawal], everything: bool
) -> list[dict[str, Any]]:
    """Criteria with their coverage: those flagged or withdrawn, or all."""
    lines = []
    for code, one in found.items():
        withdrawal = standing.get(code)
        if everything or one.flagged or withdrawal is not None:
            lines.append(
                {
                    "code": code,
                    "label": full_label(framework, code),
                    "title": framework.nodes[code].title,
                    "maximum": wording.number(framework.nodes[code].maximum),
                    "with_data": one.with_data,
                    "units": one.units,
                    "share": format_vi(one.share * 100, 1),
                    "flagged": one.flagged,
                    "withdrawal": withdrawal,
                    "highlight": one.flagged and withdrawal is None,
                }
            )
    return lines


def mark_places(simulation: Simulation, shown: Collection[str], decimals: int) -> list[dict[str, Any]]:
    """The units a person may see, before and after."""
    return [
        {
            "name": place.name,
            "before": format_vi(place.before, decimals),
            "after": format_vi(place.after, decimals),
            "rank_before": place.rank_before,
            "rank_after": place.rank_after,
            "moves": place.moves,
            "highlight": place.moves != 0,
        }
        for place in simulation.places
        if place.code in shown
    ]


def unit_lines(session: Session, round_: Round) -> list[dict[str, Any]]:
    """Every unit of a round with whether it is ranked, group by group; one query."""
    rows = session.execute(
        select(Assessment.id, Assessment.ranked, Assessment.unranked_reason, Unit.name, RoundGroup.title)
        .join(Unit, Unit.id == Assessment.unit_id)
        .join(RoundGroup, RoundGroup.id == Assessment.round_group_id)
        .where(Assessment.round_id == round_.id)
        .order_by(RoundGroup.position, Unit.position, Unit.id)
    )
    return [
        {
            "id": row.id,
            "name": row.name,
            "group": row.title,
            "ranked": row.ranked,
            "reason": row.unranked_reason or "",
        }
        for row in rows
    ]
