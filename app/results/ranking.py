"""The result of a round computed from its council sheets: plain data, one hash, the same bytes each time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app import catalog
from app.assessments.models import Assessment, CurrentSheet, Sheet
from app.results import settings
from app.rounds.models import Round, RoundGroup
from app.units.models import Unit
from dossier import standing
from dossier.standing import UnitResult
from frameworks import numbers, ranking
from frameworks.model import Bands


@dataclass(frozen=True, kw_only=True)
class Standing(UnitResult):
    """One unit's place: totals exact, the published text, the rank made on it, the order in print."""

    assessment_id: int
    unit_id: int
    group_id: int
    council_sheet_id: int
    position: int


@dataclass(frozen=True)
class GroupResult:
    """The ranking of one group."""

    group: RoundGroup
    standings: Sequence[Standing]


def compute(session: Session, round_: Round, council: Mapping[int, Sheet] | None = None) -> list[GroupResult]:
    """Rank every group of a round on its council sheets: published value half up, ties 1-2-2-4.

    The sheets are those that count now, or the given ones by assessment: those of an earlier version.
    """
    groups = session.scalars(
        select(RoundGroup).where(RoundGroup.round_id == round_.id).order_by(RoundGroup.position)
    ).all()
    rows = _rows(session, round_.id)
    if council is not None:
        rows = {
            group_id: [(*row[:4], council.get(row[0].id, row[4])) for row in own]
            for group_id, own in rows.items()
        }
    return [GroupResult(group, _rank(round_, group, rows.get(group.id, ()))) for group in groups]


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
    by_id = {row[0].id: row for row in rows}
    details = {key: settings.details(framework, group, row[4].content) for key, row in by_id.items()}
    entries = [
        standing.Entry(key, row[4].total, row[0].ranked, details[key].tie_break) for key, row in by_id.items()
    ]
    return [
        _standing(by_id[place.key], place, details[place.key], bands)
        for place in standing.places(entries, round_.decimals)
    ]


def _standing(
    row: Any, place: standing.Place[int], detail: standing.Details, bands: Bands | None
) -> Standing:
    assessment, unit, own, appraisal, council = row
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
        total=place.total,
        published=place.published,
        rank=place.rank,
        position=place.position,
        ranked=assessment.ranked,
        band=standing.band_of(bands, place.published, detail.maximum),
        parts=detail.parts,
    )


def content_hash(round_: Round, results: Sequence[GroupResult]) -> str:
    """SHA-256 (hex) of the whole result: what the chairman decides on and what `rounds verify` compares."""
    groups = [group_content(result.group, result.standings) for result in results]
    return standing.result_hash(standing.result_content(round_.year, round_.decimals, groups))


def group_content(group: RoundGroup, units: Sequence[UnitResult]) -> dict[str, Any]:
    """What the result's hash covers of one group."""
    return standing.group_content(
        title=group.title,
        framework=(group.framework_id, group.framework_version, group.framework_hash),
        bands=group.bands,
        tie_break=group.tie_break,
        units=units,
    )


def shown(value: Fraction, decimals: int) -> str:
    """A total as printed: rounded half up, Vietnamese writing."""
    return numbers.format_vi(ranking.published(value, decimals), decimals)
