"""The condition of the round's workflow that this room answers."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.messages import results as texts
from app.results import ranking
from app.results.queries import running_result
from app.rounds.models import Round
from app.workflow import RoomGuard


def dossier_unchanged(session: Session, round_: Round, actor: Actor, given: Mapping[str, Any]) -> str | None:
    """What is stored, recomputed now, is exactly what the chairman saw."""
    seen = given.get("dossier_hash")
    if not seen:
        return None
    result = running_result(session, round_.id)
    stored = result.content_hash if result else None
    recomputed = ranking.content_hash(round_, ranking.compute(session, round_))
    return None if seen == stored == recomputed else texts.DOSSIER_CHANGED


ROUND_GUARDS: dict[str, RoomGuard] = {"dossier_unchanged": dossier_unchanged}
