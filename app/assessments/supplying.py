"""Writing figures that others hand in: the figures with the points they come to, and nothing else.

Only the criteria these figures feed are computed, as with a figure the unit saves. What asks for it (an
import, an expert's mark) checks who may do so, records the event, and holds the assessment's lock.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from app import clock
from app.assessments.entry import kept_criteria, write_lines
from app.assessments.models import Figure
from app.assessments.sheets import DECLARED
from app.database import table_of
from frameworks import numbers
from frameworks import sheet as scoring
from frameworks.model import Framework

_figures = table_of(Figure)
_STORED = select(_figures.c.name, _figures.c.value, _figures.c.version).where(
    _figures.c.assessment_id == bindparam("of_assessment")
)
_INSERT = insert(_figures)
_UPDATE = (
    update(_figures)
    .where(_figures.c.assessment_id == bindparam("of_assessment"), _figures.c.name == bindparam("of_name"))
    .values({name: bindparam(name) for name in ("value", "version", "updated_by", "updated_at", "import_id")})
)


class Written(NamedTuple):
    """What became of the figures: each changed one's text before and after, and the criteria they feed."""

    changes: Mapping[str, tuple[str | None, str | None]]
    codes: tuple[str, ...]


def put(
    session: Session,
    framework: Framework,
    assessment_id: int,
    texts: Mapping[str, str | None],
    *,
    account_id: int,
    import_id: int | None = None,
) -> Written:
    """Keep these figures (canonical text by name; None empties one) and the points they come to.

    A figure that stands as it is keeps its row and where it came from.
    """
    stored = {row.name: row for row in session.execute(_STORED, {"of_assessment": assessment_id})}
    before = {name: stored[name].value if name in stored else None for name in texts}
    changes = {name: (before[name], text) for name, text in texts.items() if before[name] != text}
    if not changes:
        return Written({}, ())
    moment = {"updated_by": account_id, "updated_at": clock.now(), "import_id": import_id}
    fresh: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for name, (_, text) in changes.items():
        if name in stored:
            row = {"of_assessment": assessment_id, "of_name": name, "version": stored[name].version + 1}
            changed.append({**row, "value": text, **moment})
        else:
            fresh.append(
                {"assessment_id": assessment_id, "name": name, "version": 1, "value": text, **moment}
            )
    if fresh:
        session.execute(_INSERT, fresh)
    if changed:
        session.execute(_UPDATE, changed)
    now = {name: row.value for name, row in stored.items()} | {
        name: new for name, (_, new) in changes.items()
    }
    codes = tuple(dict.fromkeys(leaf.code for name in changes for leaf in framework.leaves_using(name)))
    _keep_points(session, framework, assessment_id, codes, now)
    return Written(changes, codes)


def _keep_points(
    session: Session,
    framework: Framework,
    assessment_id: int,
    codes: tuple[str, ...],
    now: Mapping[str, str | None],
) -> None:
    figures = {
        name: numbers.from_canonical(framework.inputs[name], text)
        for name, text in now.items()
        if text is not None and name in framework.inputs
    }
    kept = kept_criteria(session, assessment_id)
    declared = {code: kept[code].status for code in kept if kept[code].status in DECLARED}
    lines = {code: scoring.compute_leaf(framework, code, figures, declared.get(code)) for code in codes}
    write_lines(session, framework, assessment_id, lines, kept)
