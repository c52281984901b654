"""How long a unit has for its explanation: as the round says, or as whoever asks sets it."""

from datetime import date, timedelta

from app import clock
from app.errors import InvalidInput
from app.messages import appraisal as texts
from app.rounds import deadlines
from app.rounds.models import Round
from app.working_days import calendar_of

MOST_DAYS = 60


def due_day(round_: Round, typed: str = "") -> date:
    """The last day for answers: `typed` days from today on, those of the round where nothing is typed; where
    that is a day off, the next working day.

    InvalidInput names the field `days` where it is no whole number from 1 to 60, or where the unit would
    not have one working day.
    """
    today, text = clock.today(), typed.strip()
    if text and not (text.isdecimal() and len(text) < 4 and 1 <= int(text) <= MOST_DAYS):
        raise InvalidInput(texts.days_wrong(MOST_DAYS), field="days", typed=typed)
    days, calendar = int(text) if text else round_.explanation_days, calendar_of(round_.authority_id)
    typed_end = today + timedelta(days=days)
    if calendar.working_days_between(today, typed_end) < 1:
        raise InvalidInput(texts.no_working_day(typed_end), field="days", typed=typed)
    return deadlines.explanation_due(round_, today, days, calendar)
