"""What the council does: meets, raises points, votes, decides, settles each unit, concludes."""

from app.council.operations.meetings import (
    close_session,
    plan_session,
    show_point,
    start_session,
    take_attendance,
)
from app.council.operations.points import count_votes, decide_point, raise_point, record_votes, vote
from app.council.operations.settling import (
    bring,
    bring_all,
    conclude,
    reopen,
    reopen_council,
    settle,
    settle_all,
)

__all__ = [
    "bring",
    "bring_all",
    "close_session",
    "conclude",
    "count_votes",
    "decide_point",
    "plan_session",
    "raise_point",
    "record_votes",
    "reopen",
    "reopen_council",
    "settle",
    "settle_all",
    "show_point",
    "start_session",
    "take_attendance",
    "vote",
]
