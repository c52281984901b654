"""Days off as people type them: one, or many lines of an import; pure."""

from dataclasses import dataclass
from datetime import date

from app.errors import InvalidInput
from app.messages import schedule as texts
from app.rounds.forms import read_day

LONGEST_TITLE = 200
MOST_LINES = 200


@dataclass(frozen=True)
class OwnDay:
    """A day as typed: off, or with `working` worked although the calendar says otherwise."""

    day: date
    title: str
    working: bool = False


def read_lines(text: str) -> list[OwnDay]:
    """The days of an import: a line each, "24/11/2026; Ngày truyền thống", with "; làm bù" for a day worked.

    InvalidInput names every line that cannot be read; then nothing is taken over.
    """
    found, faults = [], []
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for number, line in lines[:MOST_LINES]:
        day_text, *rest = (part.strip() for part in line.split(";"))
        title = rest[0] if rest else ""
        kind = rest[1].casefold() if len(rest) > 1 else ""
        try:
            day = read_day(day_text)
        except ValueError as error:
            faults.append(texts.line_fault(number, str(error)))
            continue
        known = kind in ("", texts.WORKED.casefold()) and len(rest) <= 2
        if not known or not 0 < len(title) <= LONGEST_TITLE:
            faults.append(texts.line_fault(number, texts.LINE_SHAPE))
            continue
        found.append(OwnDay(day, title, bool(kind)))
    days = [one.day for one in found]
    faults += [texts.line_twice(day) for day in sorted({day for day in days if days.count(day) > 1})]
    if len(lines) > MOST_LINES:
        faults.append(texts.too_many_lines(MOST_LINES))
    if faults or not found:
        raise InvalidInput(" ".join(faults) or texts.NO_LINES, field="lines", typed=text)
    return found
