"""What pages of lists and of actions on many units send: filters, units chosen, fields of an action."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.assessments.models import ASSESSMENT_STATES
from app.errors import InvalidInput
from app.messages import worklists as texts
from app.rounds.forms import number_of
from app.worklists.actions import Action
from app.worklists.queries import SORTS, Wanted

LONGEST_SEARCH = 100
FILTERS = ("nhom", "tim", "tre", "cua-toi", "buoc", "sap-xep", "chieu")


def wanted_of(values: Mapping[str, str], sorts: Sequence[str] = SORTS) -> Wanted:
    """The filters of an address (or of a form that carries them on); nonsense narrows nothing."""
    sort, state = values.get("sap-xep", ""), values.get("buoc", "")
    return Wanted(
        round_id=number_of(values.get("ky")) or None,
        group_id=number_of(values.get("nhom")) or None,
        text=values.get("tim", "").strip()[:LONGEST_SEARCH],
        late_only=values.get("tre") == "1",
        mine_only=values.get("cua-toi") == "1",
        state=state if state in ASSESSMENT_STATES else "",
        sort=sort if sort in sorts else sorts[0],
        descending=values.get("chieu") == "giam",
        page=number_of(values.get("trang")) or 1,
    )


@dataclass(frozen=True)
class Typed:
    """The fields of an action as they were typed."""

    reason: str = ""
    letter_number: str = ""
    until: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str]) -> "Typed":
        """What a form holds."""
        return cls(form.get("reason", ""), form.get("letter_number", ""), form.get("until", ""))


def given_of(action: Action, typed: Typed) -> dict[str, Any]:
    """The fields an action needs. Raises InvalidInput naming the first that is missing or wrong."""
    given: dict[str, Any] = {}
    if "until" in action.fields:
        given["until"] = _day(typed.until)
    if "letter_number" in action.fields:
        given["letter_number"] = _text(typed.letter_number, "letter_number", texts.LETTER_NEEDED)
    if "reason" in action.fields:
        given["reason"] = _text(typed.reason, "reason", texts.REASON_NEEDED)
    return given


def _text(typed: str, field: str, message: str) -> str:
    if not typed.strip():
        raise InvalidInput(message, field=field, typed=typed)
    return typed.strip()


def _day(typed: str) -> date:
    text = typed.strip()
    if text.count("/") == 2:
        text = "-".join(part.zfill(2) for part in reversed(text.split("/")))
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise InvalidInput(texts.DAY_WRONG, field="until", typed=typed) from problem


def written(chosen: Sequence[tuple[int, int]]) -> str:
    """Units with the versions seen, as one field carries them: "12:3 15:1"."""
    return " ".join(f"{unit}:{version}" for unit, version in chosen)


def chosen_of(text: str) -> list[tuple[int, int]]:
    """Back again. Raises InvalidInput where nothing can be read."""
    pairs = [part.partition(":") for part in text.split()]
    numbers = [(number_of(unit), number_of(version)) for unit, _, version in pairs]
    found = [(unit, version) for unit, version in numbers if unit and version]
    if not found:
        raise InvalidInput(texts.NOT_CHOSEN, field="chosen")
    return found
