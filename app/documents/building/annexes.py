"""The ranking annexes of a decision: one for each group, with its pillars and with who gave the points."""

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog
from app.assessments.models import Sheet
from app.council.cohort import withdrawn_codes
from app.documents.building import common
from app.messages import documents as texts
from app.rendering import data
from app.results.models import ResultRow
from app.rounds.models import RoundGroup
from app.units.models import Authority
from frameworks import sheet as scoring
from frameworks.model import Framework, Node
from frameworks.numbers import number_from_canonical

SHEETS_AT_ONCE = 200
# Points that are no body's report stand in columns of their own (Decision 1726/QĐ-BTTTT, II.2.b); what the
# authority appraised, surveyed or drew from its own systems is its own column.
APART = ("cyberspace", "experts")


def annexes(
    session: Session, authority: Authority, groups: Sequence[RoundGroup], rows: Sequence[ResultRow]
) -> list[data.RankingGroup]:
    """One annex per group, in the order of the round."""
    found: list[data.RankingGroup] = []
    for group in groups:
        framework = catalog.of(group)
        pillars = [node for node in framework.roots if node.level == "pillar"]
        own = [row for row in rows if row.round_group_id == group.id]
        points = _council_points(session, own, pillars)
        left_out = withdrawn_codes(session, group.id)
        columns = _columns(framework)
        found.append(
            {
                "title": texts.inside_sentence(group.title),
                "pillars": [_pillar(framework, pillar, left_out) for pillar in pillars],
                "sources": texts.sources(authority.name, columns) if columns else [],
                "withdrawn": [
                    f"{common.paper_label(framework, code)} {framework.nodes[code].title}"
                    for code in framework.nodes
                    if code in left_out
                ],
                "entries": [_entry(row, columns, *points[row.council_sheet_id]) for row in own],
            }
        )
    return found


def _columns(framework: Framework) -> list[str]:
    """The suppliers with a column of their own; none where no points come from outside the reports."""
    return [one for one in APART if any(leaf.supplier == one for leaf in framework.leaves)]


def _pillar(framework: Framework, pillar: Node, left_out: Sequence[str]) -> data.PillarHead:
    """A pillar's column; a criterion left out for all makes its maximum smaller."""
    under = framework.leaves_under[pillar.code]
    less = sum((framework.nodes[code].maximum for code in left_out if code in under), Fraction(0))
    return {"title": pillar.title, "maximum": common.exact(pillar.maximum - less)}


def _council_points(
    session: Session, rows: Sequence[ResultRow], pillars: Sequence[Node]
) -> Mapping[int, tuple[str, list[data.Number]]]:
    """Total and pillars as the council's sheets hold them, by sheet; a few hundred are read at once."""
    found: dict[int, tuple[str, list[data.Number]]] = {}
    ids = [row.council_sheet_id for row in rows]
    for start in range(0, len(ids), SHEETS_AT_ONCE):
        for sheet_id, content in session.execute(
            select(Sheet.id, Sheet.content).where(Sheet.id.in_(ids[start : start + SHEETS_AT_ONCE]))
        ):
            stored = scoring.from_canonical_sheet(content)
            parts: list[data.Number] = [stored.data["nodes"][pillar.code] for pillar in pillars]
            found[sheet_id] = common.exact(stored.total), parts
    return found


def _entry(
    row: ResultRow, columns: Sequence[str], council_points: str, pillars: list[data.Number]
) -> data.RankedUnit:
    return {
        "unit": row.unit_name,
        "maximum": common.exact(row.maximum),
        "excluded": common.exact(row.excluded),
        "self_points": common.exact(row.self_total),
        "council_points": council_points,
        "sources": _sources(row, columns) if columns else [],
        "pillars": pillars,
        "final_points": row.published,
        "rank": row.rank if row.ranked else None,
    }


def _sources(row: ResultRow, columns: Sequence[str]) -> list[data.Number]:
    """The authority's own points first, then each supplier's of the columns."""
    sums: Mapping[str, str] = json.loads(row.parts or "{}").get("suppliers", {})
    points = {supplier: number_from_canonical(text) for supplier, text in sums.items()}
    rest = sum((value for supplier, value in points.items() if supplier not in columns), Fraction(0))
    return [common.exact(rest), *(common.exact(points.get(one, Fraction(0))) for one in columns)]
