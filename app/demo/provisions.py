"""What a round's summary says where units of a group are treated apart, and where pillars share main indexes.

Sections and files of presets whose frameworks have special provisions and views: An Giang's Điều 7, and the
three pillars of its districts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from app import catalog, csv_text
from app.messages import demo as texts
from app.results.beside import parts_of
from app.results.ranking import shown
from frameworks.model import Framework, View
from frameworks.numbers import number_from_canonical
from frameworks.ranking import published
from frameworks.sheet import from_canonical_sheet

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.demo.output import Group, Outcome
    from app.demo.story import Story


@dataclass(frozen=True)
class Given:
    """Points that a provision gave a unit at a criterion, beside what its own figures give."""

    unit: str
    name: str
    code: str
    provision: str
    own: Fraction
    points: Fraction
    maximum: Fraction


def given(outcome: Outcome, group: Group) -> Iterator[Given]:
    """Every point given by a special rule, or in full for what is none of a unit's business."""
    framework = catalog.framework(group.framework_id)
    titles = {rule.id: rule.title for rule in framework.special}
    for row in group.rows:
        stored = from_canonical_sheet(outcome.sheets[row.assessment_id]["final"].content)
        for leaf in framework.leaves:
            line = stored.data["lines"][leaf.code]
            in_full = line["status"] == "na_accepted" and not line["excluded"]
            if "special" not in line and not in_full:
                continue
            yield Given(
                unit=outcome.codes[row.unit_id],
                name=row.unit_name,
                code=leaf.code,
                provision=texts.IN_FULL if in_full else titles[line["special"]],
                own=Fraction(0) if in_full else number_from_canonical(line["computed"]),
                points=number_from_canonical(line["points"]),
                maximum=leaf.maximum,
            )


def _views(group: Group) -> Sequence[View]:
    return catalog.framework(group.framework_id).views


def _views_of(group: Group, row: object) -> list[Fraction]:
    sums = parts_of(row).get("views", {})
    return [number_from_canonical(sums[view.code]) for view in _views(group)]


# --- the summary -------------------------------------------------------------------------------------------


def special(outcome: Outcome) -> list[str]:
    """One table for each provision that gave points to anybody."""
    parts = [f"## {texts.SPECIAL_TITLE}", texts.SPECIAL_NOTE]
    for group in outcome.groups:
        entries = list(given(outcome, group))
        for provision in dict.fromkeys(entry.provision for entry in entries):
            parts.append(f"### {group.title}: {provision}")
            rows = [_told(outcome, entry) for entry in entries if entry.provision == provision]
            parts.append(_table(texts.SPECIAL_TABLE, rows, left=2))
    return parts


def _told(outcome: Outcome, entry: Given) -> tuple[str, ...]:
    points = (entry.own, entry.points)
    return (entry.name, entry.code, *(outcome.points(one) for one in points), shown(entry.maximum, 0))


def pillars(outcome: Outcome) -> list[str]:
    """One table for each group that has groups of indexes or pillars beside the tree."""
    parts = [f"## {texts.VIEWS_TITLE}"]
    for group in outcome.groups:
        views = _views(group)
        if not views:
            continue
        heads = [texts.UNIT_HEAD, *(f"{view.title} ({shown(view.maximum, 0)})" for view in views)]
        rows = [
            (row.unit_name, *(outcome.points(points) for points in _views_of(group, row)))
            for row in group.rows
        ]
        parts += [f"### {group.title}", _table(heads, rows, left=1), *_shared(group)]
    return parts


def _shared(group: Group) -> list[str]:
    """A sentence where pillars count the same main indexes."""
    framework: Framework = catalog.framework(group.framework_id)
    own = [view for view in framework.views if view.kind == "pillar"]
    mains = [main for view in own for main in view.mains]
    twice = [node.title for node in framework.mains if mains.count(node.code) > 1]
    return [texts.views_shared(twice)] if twice else []


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], left: int) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * left + "---:|" * (len(heads) - left)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


# --- files -------------------------------------------------------------------------------------------------


def write(_session: Session, _story: Story, outcome: Outcome, folder: Path) -> Sequence[Path]:
    """Pillars and provisions of each group as CSV: points rounded as they are published, with a point."""
    made: list[Path] = []

    def save(name: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        path = folder / name
        path.write_bytes(csv_text.write(header, rows).encode())
        made.append(path)

    def number(value: Fraction) -> str:
        return format(published(value, outcome.round.decimals), "f")

    for group in outcome.groups:
        views = _views(group)
        if views:
            header = [*texts.CSV_UNIT, *(f"{view.title} ({shown(view.maximum, 0)})" for view in views)]
            rows = [
                (outcome.codes[row.unit_id], row.unit_name, *map(number, _views_of(group, row)))
                for row in group.rows
            ]
            save(texts.VIEWS_FILE.format(group=group.code), header, rows)
        entries = [
            (e.unit, e.name, e.code, e.provision, number(e.own), number(e.points), shown(e.maximum, 0))
            for e in given(outcome, group)
        ]
        if entries:
            save(texts.SPECIAL_FILE.format(group=group.code), texts.CSV_SPECIAL, entries)
    return made
