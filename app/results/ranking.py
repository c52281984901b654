"""The result of a round computed from its council sheets: plain data, one hash, the same bytes each time."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app import catalog
from app.assessments.models import Assessment, CurrentSheet, Sheet
from app.database import canonical_json
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit
from frameworks import numbers, ranking


@dataclass(frozen=True)
class Standing:
    """One unit's place: totals exact, the published text, the rank made on it, the order in print."""

    assessment_id: int
    unit_id: int
    unit_code: str
    unit_name: str
    group_id: int
    council_sheet_id: int
    sheet_hash: str
    maximum: Fraction
    excluded: Fraction
    self_total: Fraction
    appraisal_total: Fraction
    total: Fraction
    published: str
    rank: int
    position: int

    def as_data(self) -> dict[str, Any]:
        """What the result's hash covers for this unit: nothing that differs between two databases."""
        return {
            "unit": self.unit_code,
            "name": self.unit_name,
            "sheet": self.sheet_hash,
            "maximum": str(self.maximum),
            "excluded": str(self.excluded),
            "self": str(self.self_total),
            "appraisal": str(self.appraisal_total),
            "total": str(self.total),
            "published": self.published,
            "rank": self.rank,
        }


@dataclass(frozen=True)
class GroupResult:
    """The ranking of one group."""

    group: RoundGroup
    standings: Sequence[Standing]


def compute(session: Session, round_: Round) -> list[GroupResult]:
    """Rank every group of a round on its council sheets: published value half up, ties 1-2-2-4."""
    groups = session.scalars(
        select(RoundGroup).where(RoundGroup.round_id == round_.id).order_by(RoundGroup.position)
    ).all()
    rows = _rows(session, round_.id)
    return [GroupResult(group, _rank(round_, group, rows[group.id])) for group in groups]


def _rows(session: Session, round_id: int) -> dict[int, list[Any]]:
    """Every assessment of the round with its three current sheets, by group, units in printed order."""
    kinds = {stage: (aliased(CurrentSheet), aliased(Sheet)) for stage in ("self", "appraisal", "council")}
    query = select(
        Assessment,
        Unit,
        *(sheet for _, sheet in kinds.values()),
    ).join(Unit, Unit.id == Assessment.unit_id)
    for stage, (mark, sheet) in kinds.items():
        query = query.join(mark, (mark.assessment_id == Assessment.id) & (mark.stage == stage)).join(
            sheet, sheet.id == mark.sheet_id
        )
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query.where(Assessment.round_id == round_id).order_by(Unit.position, Unit.id)):
        grouped[row[0].round_group_id].append(row)
    return grouped


def _rank(round_: Round, group: RoundGroup, rows: Sequence[Any]) -> list[Standing]:
    maximum = catalog.of(group).maximum
    by_id = {row[0].id: row for row in rows}
    ranked = ranking.rank(((key, row[4].total) for key, row in by_id.items()), round_.decimals)
    return [
        Standing(
            assessment_id=entry.key,
            unit_id=by_id[entry.key][1].id,
            unit_code=by_id[entry.key][1].code,
            unit_name=by_id[entry.key][1].name,
            group_id=group.id,
            council_sheet_id=by_id[entry.key][4].id,
            sheet_hash=by_id[entry.key][4].content_hash,
            maximum=maximum,
            excluded=by_id[entry.key][4].excluded,
            self_total=by_id[entry.key][2].total,
            appraisal_total=by_id[entry.key][3].total,
            total=entry.total,
            published=format(entry.published, "f"),
            rank=entry.rank,
            position=position,
        )
        for position, entry in enumerate(ranked, 1)
    ]


def content_hash(round_: Round, results: Sequence[GroupResult]) -> str:
    """SHA-256 (hex) of the whole result: what the chairman decides on and what `rounds verify` compares."""
    content = {
        "year": round_.year,
        "decimals": round_.decimals,
        "groups": [
            {
                "title": result.group.title,
                "framework": result.group.framework_id,
                "framework_version": result.group.framework_version,
                "framework_hash": result.group.framework_hash,
                "units": [standing.as_data() for standing in result.standings],
            }
            for result in results
        ],
    }
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def shown(value: Fraction, decimals: int) -> str:
    """A total as printed: rounded half up, Vietnamese writing."""
    return numbers.format_vi(ranking.published(value, decimals), decimals)
