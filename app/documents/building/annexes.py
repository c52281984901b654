"""The ranking annexes of a decision: one for each group, with its pillars and with who gave the points."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog
from app.assessments.models import Sheet
from app.council.cohort import withdrawn_codes
from app.documents.building import common
from app.messages import documents as texts
from app.rendering import data
from app.results.beside import apart, by_source, reasons
from app.results.models import ResultRow
from app.rounds.models import RoundGroup
from app.units.models import Authority
from dossier.standing import mains_of
from frameworks import sheet as scoring
from frameworks.model import Framework, Node, View
from frameworks.sheet import StoredSheet

SHEETS_AT_ONCE = 200


def annexes(
    session: Session, authority: Authority, groups: Sequence[RoundGroup], rows: Sequence[ResultRow]
) -> list[data.RankingGroup]:
    """One annex per group, in the order of the round."""
    found: list[data.RankingGroup] = []
    for group in groups:
        framework = catalog.of(group)
        pillars = _pillars(framework)
        views = [view for view in framework.views if view.kind == "pillar"]
        own = [row for row in rows if row.round_group_id == group.id]
        stored = _council_sheets(session, own)
        left_out = withdrawn_codes(session, group.id)
        columns = apart(framework)
        found.append(
            {
                "title": texts.inside_sentence(group.title),
                "pillars": [_pillar(framework, pillar, left_out) for pillar in pillars]
                + [_view(framework, view, left_out) for view in views],
                "shared": _shared(framework, views),
                "special": _special(framework, own, stored),
                "sources": texts.sources(authority.name, columns) if columns else [],
                "withdrawn": [
                    f"{common.paper_label(framework, code)} {framework.nodes[code].title}"
                    for code in framework.nodes
                    if code in left_out
                ],
                "unranked": unranked(session, own),
                "tie_break": [framework.nodes[code].title for code in mains_of(group.tie_break)],
                "entries": [
                    _entry(row, columns, _standing(row, stored[row.council_sheet_id], pillars, views))
                    for row in own
                ],
            }
        )
    return found


def unranked(session: Session, rows: Sequence[Any]) -> list[str]:
    """The units assessed but not ranked, each with the reason."""
    why = reasons(session, rows)
    return [texts.with_reason(row.unit_name, why[row.assessment_id]) for row in rows if not row.ranked]


def _pillars(framework: Framework) -> list[Node]:
    """The pillars with a column each; one alone would say the total twice."""
    pillars = [node for node in framework.roots if node.level == "pillar"]
    return pillars if len(pillars) > 1 else []


def _pillar(framework: Framework, pillar: Node, left_out: Sequence[str]) -> data.PillarHead:
    """A pillar's column; a criterion left out for all makes its maximum smaller."""
    under = framework.leaves_under[pillar.code]
    less = sum((framework.nodes[code].maximum for code in left_out if code in under), Fraction(0))
    return {"title": pillar.title, "maximum": common.exact(pillar.maximum - less)}


def _view(framework: Framework, view: View, left_out: Sequence[str]) -> data.PillarHead:
    """The column of a pillar that is a sum of main indexes; the word for it stands above the column."""
    under = {code for main in view.mains for code in framework.leaves_under[main]}
    less = sum((framework.nodes[code].maximum for code in left_out if code in under), Fraction(0))
    return {"title": texts.pillar_name(view.title), "maximum": common.exact(view.maximum - less)}


def _shared(framework: Framework, views: Sequence[View]) -> list[str]:
    """The main indexes that more than one pillar counts, by name."""
    counted = Counter(main for view in views for main in view.mains)
    return [framework.nodes[main].title for main, times in counted.items() if times > 1]


class Standing(NamedTuple):
    """A unit's points as its council sheet holds them: the total, and its pillars in the columns' order."""

    total: str
    pillars: list[data.Number]


def _council_sheets(session: Session, rows: Sequence[ResultRow]) -> Mapping[int, StoredSheet]:
    """The council's sheets by id; a few hundred are read at once."""
    found: dict[int, StoredSheet] = {}
    ids = [row.council_sheet_id for row in rows]
    for start in range(0, len(ids), SHEETS_AT_ONCE):
        for sheet_id, content in session.execute(
            select(Sheet.id, Sheet.content).where(Sheet.id.in_(ids[start : start + SHEETS_AT_ONCE]))
        ):
            found[sheet_id] = scoring.from_canonical_sheet(content)
    return found


def _standing(
    row: ResultRow, stored: StoredSheet, pillars: Sequence[Node], views: Sequence[View]
) -> Standing:
    points: list[data.Number] = [stored.data["nodes"][pillar.code] for pillar in pillars]
    sums: Mapping[str, str] = json.loads(row.parts or "{}").get("views", {})
    return Standing(common.exact(stored.total), points + [sums[view.code] for view in views])


def _special(framework: Framework, rows: Sequence[ResultRow], stored: Mapping[int, StoredSheet]) -> list[str]:
    """One sentence for each special provision that gave points: to which units, at which criteria."""
    sentences = []
    for rule in framework.special:
        given = {
            row.unit_name: [code for code, grant in grants.items() if grant["rule"] == rule.id]
            for row in rows
            for grants in [stored[row.council_sheet_id].data.get("cohort", {}).get("grants", {})]
        }
        units = [name for name, codes in given.items() if codes]
        codes = {code for codes in given.values() for code in codes}
        if units:
            labels = [common.paper_label(framework, code) for code in framework.nodes if code in codes]
            sentences.append(texts.given_by(rule.title, units, labels, rule.treatment))
    return sentences


def _entry(row: ResultRow, columns: Sequence[str], standing: Standing) -> data.RankedUnit:
    return {
        "unit": row.unit_name,
        "maximum": common.exact(row.maximum),
        "excluded": common.exact(row.excluded),
        "self_points": common.exact(row.self_total),
        "council_points": standing.total,
        "sources": [common.exact(points) for points in by_source(row, columns)] if columns else [],
        "pillars": standing.pillars,
        "final_points": row.published,
        "rank": row.rank if row.ranked else None,
        "band": row.band,
    }
