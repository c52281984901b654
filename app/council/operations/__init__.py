"""What the council does: meets, raises points, votes, decides, settles each unit, concludes; and what is
decided for a whole group."""

from app.council.operations.agenda import add_item, move_item, propose_agenda, remove_item, tick_item
from app.council.operations.discussion import add_note, remove_note
from app.council.operations.meetings import (
    change_session,
    close_session,
    invite,
    may_show,
    plan_session,
    show,
    show_point,
    start_session,
    take_attendance,
)
from app.council.operations.points import count_votes, decide_point, record_votes, vote
from app.council.operations.raising import raise_many, raise_point
from app.council.operations.settling import (
    bring,
    bring_all,
    conclude,
    reopen,
    reopen_council,
    settle,
    settle_all,
)
from app.council.operations.settling_many import Outcome, settle_many
from app.council.operations.stepping import step_in, step_out
from app.council.operations.unranking import leave_unranked, rank_again
from app.council.operations.withdrawing import restore, withdraw

__all__ = [
    "Outcome",
    "add_item",
    "add_note",
    "bring",
    "bring_all",
    "change_session",
    "close_session",
    "conclude",
    "count_votes",
    "decide_point",
    "invite",
    "leave_unranked",
    "may_show",
    "move_item",
    "plan_session",
    "propose_agenda",
    "raise_many",
    "raise_point",
    "rank_again",
    "record_votes",
    "reopen",
    "reopen_council",
    "remove_item",
    "remove_note",
    "restore",
    "settle",
    "settle_all",
    "settle_many",
    "show",
    "show_point",
    "start_session",
    "step_in",
    "step_out",
    "take_attendance",
    "tick_item",
    "vote",
    "withdraw",
]
