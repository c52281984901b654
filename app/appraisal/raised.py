"""What the room above hangs on a unit's appraisal: the points raised for the council.

Open points belong to the council's room, which stands on this one; it hands in its list here, so that the
team sees what has been raised without this room knowing how the council keeps it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from app import policy
from app.accounts.actor import Actor
from app.assessments.models import Assessment
from app.rounds.models import Round

# Until a unit is before the council its points are the team's own business; afterwards the council's.
BEFORE_COUNCIL = ("appraising", "explaining", "awaiting_explanation_confirmation", "appraised")


@dataclass(frozen=True)
class Raised:
    """A point that waits for the council."""

    assessment_id: int
    code: str
    question: str
    proposed: Fraction


Lister = Callable[[Session, int, int | None], Sequence[Raised]]

_listers: list[Lister] = []


def provide(lister: Lister) -> None:
    """Let `lister` answer for the open points of a round, or of one assessment in it."""
    _listers[:] = [lister]


def open_points(session: Session, round_id: int, assessment_id: int | None = None) -> Sequence[Raised]:
    """The open points of a round, or of one assessment; one query."""
    return _listers[0](session, round_id, assessment_id) if _listers else ()


def may_see(actor: Actor, assessment: Assessment, round_: Round) -> bool:
    """Whether the person may know what has been raised on a unit."""
    return (
        assessment.state in BEFORE_COUNCIL and policy.can(actor, "view_appraisal", assessment, round_)
    ) or policy.can(actor, "view_council", assessment, round_)
