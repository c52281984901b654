"""What a complaint changes: the points of the unit that complained, and of those compared with it."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import workflow
from app.accounts.actor import system_actor
from app.assessments import sheets
from app.assessments.models import Assessment, Sheet
from app.assessments.sheets import Content
from app.council.cohort import bind_group, freeze_again
from app.council.sheets import council_content
from app.rounds.models import Round, RoundGroup


def changed_codes(session: Session, assessment: Assessment, since: datetime) -> list[str]:
    """The criteria whose points the council has changed since the result drawn up `since`; what moves only
    because other units' figures count otherwise is not among them.

    Raises LookupError for a unit that was never published.
    """
    published = sheets.as_published(session, assessment.id).get("council")
    if published is None:
        raise LookupError(f"assessment {assessment.id} has no published sheet")
    now = sheets.canonical("council", council_content(session, assessment, bound_at=since))
    return _differing(published.content, now)


def correct_group(session: Session, round_: Round, group: RoundGroup) -> None:
    """Bring a group up to date after the council has dealt with a complaint, as concluding does.

    The comparing and special rules are computed again over all units of the group: where the best or the
    worst figure of a criterion moves, or a special rule gives points by other units' sheets, the points of
    units that never complained move too. Such a unit gets a council sheet of its own and waits, corrected,
    for the decision, which names it. A unit still under review is left alone: its turn comes when the
    council has dealt with its complaint.
    """
    bind_group(session, group)
    system = system_actor(round_.authority_id)
    for assessment in session.scalars(
        select(Assessment)
        .where(Assessment.round_group_id == group.id, Assessment.state.in_(("published", "corrected")))
        .order_by(Assessment.id)
        .with_for_update()
    ):
        content = council_content(session, assessment)
        now = sheets.canonical("council", content)
        frozen = sheets.current(session, assessment.id, "council")
        if frozen is None or frozen.content == now:
            continue
        published = sheets.as_published(session, assessment.id)["council"]
        if assessment.state == "published" and _differing(published.content, now):
            workflow.advance(
                session,
                assessment,
                "assessment",
                "follow_correction",
                system,
                frozenset({"system"}),
                {},
                freeze=lambda stage, one=assessment, held=content: _freeze(session, one, stage, held),  # type: ignore[misc]
            )
        else:  # corrected before, or only counted under another comparison with the same points
            freeze_again(session, assessment, "council", content, system)


def _freeze(session: Session, assessment: Assessment, stage: str, content: Content) -> str:
    round_ = session.get_one(Round, assessment.round_id)
    sheet: Sheet = sheets.freeze(session, assessment, stage, content, system_actor(round_.authority_id))
    return sheet.content_hash


def _differing(before: str, after: str) -> list[str]:
    """The codes of criteria with other points, or counted otherwise, in two sheets."""
    old, new = _lines(before), _lines(after)
    return [code for code, line in new.items() if line != old.get(code)]


def _lines(text: str) -> dict[str, tuple[Any, ...]]:
    lines = json.loads(text)["lines"]
    return {code: (line["points"], line["excluded"]) for code, line in lines.items()}
