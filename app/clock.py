"""The one clock of the program: every time that is kept or compared comes from here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

_set_time: ContextVar[datetime | None] = ContextVar("set_time", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC (or the moment set by `at`)."""
    return _set_time.get() or datetime.now(UTC)


def today() -> date:
    """The present day in Vietnam."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment on Vietnamese clocks."""
    return moment.astimezone(LOCAL_ZONE)


def end_of_day(day: date) -> datetime:
    """The first moment after `day` in Vietnam: a deadline includes its whole day."""
    return datetime.combine(day + timedelta(days=1), time.min, LOCAL_ZONE).astimezone(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `now` answer `moment` inside the block: for tests and for the headless demonstration."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    token = _set_time.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_time.reset(token)
