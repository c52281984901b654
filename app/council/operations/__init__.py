"""What the council does: meets, raises points, votes, decides, settles each unit, concludes; and what is
decided for a whole group."""

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
from app.council.operations.unranking import leave_unranked, rank_again
from app.council.operations.withdrawing import restore, withdraw

__all__ = [
    "bring",
    "bring_all",
    "close_session",
    "conclude",
    "count_votes",
    "decide_point",
    "leave_unranked",
    "plan_session",
    "raise_point",
    "rank_again",
    "record_votes",
    "reopen",
    "reopen_council",
    "restore",
    "settle",
    "settle_all",
    "show_point",
    "start_session",
    "take_attendance",
    "vote",
    "withdraw",
]
