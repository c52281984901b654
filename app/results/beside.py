"""What a ranking shows beside totals and ranks: bands, points by supplier and by view, reasons of no rank."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import catalog
from app.assessments.labels import full_label
from app.assessments.models import Assessment
from app.council.bindings import state_of
from app.messages import results as texts
from app.results import settings
from app.rounds.models import RoundGroup
from frameworks.binding import bind
from frameworks.cohort import needs_group
from frameworks.model import Framework
from frameworks.numbers import number_from_canonical
from frameworks.ranking import published

APART = ("cyberspace", "experts")


@dataclass(frozen=True)
class Column:
    """Points beside the total: of one supplier, or of a group or pillar of the framework's views."""

    kind: str  # "suppliers" or "views", as in a row's parts
    key: str
    title: str
    maximum: Fraction

    def points(self, row: Any) -> Fraction | None:
        """The points of a row; None where it has none of this kind."""
        text = parts_of(row).get(self.kind, {}).get(self.key)
        return None if text is None else number_from_canonical(text)


@dataclass(frozen=True)
class Beside:
    """What one group's ranking has beside the usual columns."""

    banded: bool
    columns: Sequence[Column]
    tie_break: Sequence[str]  # labels of the main indexes, in order
    withdrawn: Sequence[str]  # "2.2 Tỷ lệ …", left out for all units

    def of_kind(self, kind: str) -> list[Column]:
        """The columns of one kind."""
        return [column for column in self.columns if column.kind == kind]


def parts_of(row: Any) -> Mapping[str, Mapping[str, str]]:
    """A row's points by supplier and by view, as kept."""
    found: Mapping[str, Mapping[str, str]] = json.loads(row.parts) if row.parts else {}
    return found


def apart(framework: Framework) -> list[str]:
    """The suppliers whose points stand in columns of their own: they are no body's report, and none are
    such where there are only reports (Decision 1726/QĐ-BTTTT, II.2.b)."""
    return [one for one in APART if any(leaf.supplier == one for leaf in framework.leaves)]


def by_source(row: Any, columns: Sequence[str]) -> list[Fraction]:
    """What the authority itself appraised, surveyed or drew from its systems, then each supplier apart."""
    points = {one: number_from_canonical(text) for one, text in parts_of(row).get("suppliers", {}).items()}
    rest = sum((value for one, value in points.items() if one not in columns), Fraction(0))
    return [rest, *(points.get(one, Fraction(0)) for one in columns)]


def bound_to_group(
    session: Session, group: RoundGroup, rows: Sequence[Any], at: datetime | None = None
) -> Framework:
    """A group's framework as its sheets were computed; one query, none where nothing concerns all units.

    `at` is when the result was drawn up: a later correction may compare the units otherwise.
    """
    framework = catalog.of(group)
    plain = all(row.maximum == framework.maximum and not row.parts for row in rows)
    if plain and not needs_group(framework):
        return framework
    state = state_of(session, group.id, at)
    return bind(framework, state.binding) if state is not None else framework


def beside(session: Session, group: RoundGroup, rows: Sequence[Any], at: datetime | None = None) -> Beside:
    """What stands beside a group's ranking as it was drawn up `at` a moment; at most one query."""
    bound = bound_to_group(session, group, rows, at)
    given = parts_of(rows[0]) if rows else {}
    columns = [
        Column("suppliers", supplier, texts.SUPPLIERS[supplier], _supplied(bound, supplier))
        for supplier in texts.SUPPLIERS
        if supplier in given.get("suppliers", {})
    ]
    columns += [
        Column("views", view.code, view.title, view.maximum)
        for view in bound.views
        if view.code in given.get("views", {})
    ]
    mains = {node.code: f"{node.label}. {node.title}" for node in bound.mains}
    return Beside(
        banded=any(row.band for row in rows),
        columns=columns,
        tie_break=[mains[code] for code in settings.tie_break_of(group) if code in mains],
        withdrawn=[f"{full_label(bound, leaf.code)} {leaf.title}" for leaf in bound.leaves if leaf.withdrawn],
    )


def _supplied(framework: Framework, supplier: str) -> Fraction:
    """The maximum of what one supplier's figures give."""
    leaves = (leaf for leaf in framework.counted_leaves if leaf.supplier == supplier and not leaf.withdrawn)
    return sum((leaf.maximum for leaf in leaves), Fraction(0))


def reasons(session: Session, rows: Iterable[Any]) -> dict[int, str]:
    """Why units are not ranked, by assessment; one query, and none where all are ranked."""
    ids = [row.assessment_id for row in rows if not row.ranked]
    if not ids:
        return {}
    found = session.execute(select(Assessment.id, Assessment.unranked_reason).where(Assessment.id.in_(ids)))
    return {number: reason or "" for number, reason in found}


# --- the same in files --------------------------------------------------------------------------------------


def extra_header(groups: Iterable[tuple[Beside, Sequence[Any]]]) -> list[str]:
    """The further columns of a file over several groups; none where there is nothing beside."""
    groups = list(groups)
    header = [texts.BAND] if any(one.banded for one, _ in groups) else []
    header += dict.fromkeys(column.title for one, _ in groups for column in one.columns)
    if any(not row.ranked for _, rows in groups for row in rows):
        header.append(texts.NOTE)
    return header


def extra_cells(header: Sequence[str], one: Beside, row: Any, decimals: int) -> list[object]:
    """A row's cells under those columns; points rounded as they are published, with a point."""
    cells: dict[str, object] = {texts.BAND: row.band or ""}
    for column in one.columns:
        points = column.points(row)
        cells[column.title] = "" if points is None else format(published(points, decimals), "f")
    cells[texts.NOTE] = "" if row.ranked else texts.UNRANKED
    return [cells.get(title, "") for title in header]
