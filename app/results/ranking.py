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
from app.results import settings
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit
from frameworks import numbers, ranking
from frameworks.bands import band
from frameworks.model import Bands


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
    ranked: bool = True
    band: str | None = None
    parts: str | None = None

    def as_data(self) -> dict[str, Any]:
        """What the result's hash covers for this unit: nothing that differs between two databases."""
        beside = {"band": self.band, "parts": self.parts, "ranked": None if self.ranked else False}
        return {name: value for name, value in beside.items() if value is not None} | {
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
    """The ranked units from the top, then those assessed but not ranked, in printed order."""
    framework = catalog.of(group)
    bands = settings.bands_of(group, framework)
    details = {row[0].id: settings.details(framework, group, row[4].content) for row in rows}
    by_id = {row[0].id: row for row in rows}
    entries = [(key, row[4].total) for key, row in by_id.items() if row[0].ranked]
    tie_break = {key: detail.tie_break for key, detail in details.items()}
    ranked = ranking.rank(entries, round_.decimals, tie_break)
    last = len(ranked)
    unranked = [
        ranking.Ranked(key, row[4].total, ranking.published(row[4].total, round_.decimals), last + place)
        for place, (key, row) in enumerate(((key, row) for key, row in by_id.items() if not row[0].ranked), 1)
    ]
    return [
        _standing(by_id[entry.key], entry, position, details[entry.key], bands)
        for position, entry in enumerate((*ranked, *unranked), 1)
    ]


def _standing(
    row: Any, entry: ranking.Ranked[int], position: int, detail: settings.Details, bands: Bands | None
) -> Standing:
    assessment, unit, own, appraisal, council = row
    shown_total = Fraction(entry.published)
    return Standing(
        assessment_id=assessment.id,
        unit_id=unit.id,
        unit_code=unit.code,
        unit_name=unit.name,
        group_id=assessment.round_group_id,
        council_sheet_id=council.id,
        sheet_hash=council.content_hash,
        maximum=detail.maximum,
        excluded=council.excluded,
        self_total=own.total,
        appraisal_total=appraisal.total,
        total=entry.total,
        published=format(entry.published, "f"),
        rank=entry.rank,
        position=position,
        ranked=assessment.ranked,
        band=band(bands, shown_total, detail.maximum) if bands is not None else None,
        parts=detail.parts,
    )


def content_hash(round_: Round, results: Sequence[GroupResult]) -> str:
    """SHA-256 (hex) of the whole result: what the chairman decides on and what `rounds verify` compares."""
    content = {
        "year": round_.year,
        "decimals": round_.decimals,
        "groups": [
            settings.as_data(result.group)
            | {
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
