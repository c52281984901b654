"""Forms of a meeting's page that were refused: what was typed, why, and where it is shown again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.council.forms import hands
from app.council.models import CHOICES
from app.errors import DomainError
from app.messages import council as texts
from app.messages.web import field_label

# The ids on a meeting's page of what may be refused by name; {at} is the point, or "chung" for the meeting.
_IDS = {
    ("decide", "reason"): "ly-do-{at}",
    ("step_out", "reason"): "vi-sao-{at}",
    ("step_in", "reason"): "lai-{at}-{member}",
    ("note", "speaker"): "ai-noi-{at}",
    ("note", "content"): "noi-gi-{at}",
    ("close", "reason"): "ket-thuc-reason",
}


@dataclass(frozen=True)
class Refused:
    """One form of a meeting's page that was refused, to be shown again with what was typed in it."""

    form: str  # a key of texts.NOT_WRITTEN
    point_id: int | None  # None: a form of the meeting as a whole
    field: str  # as it is posted; empty where the refusal is of no single field
    message: str
    status: int
    typed: Mapping[str, str]

    @classmethod
    def read(
        cls, form: str, error: DomainError, posted: Mapping[str, str], point_id: int | None
    ) -> "Refused":
        """The refusal of what was posted; the field is called as the page calls it."""
        field = str(error.data.get("field") or "")
        if form == "close":
            field = "reason"  # the only one
        elif form == "hands":
            field = next((f"phieu_{key}" for key, one in hands(posted).items() if one not in CHOICES), "")
        refused = cls(form, point_id, field, error.message, error.status, posted)
        return refused if refused.id else replace(refused, field="")

    @property
    def title(self) -> str:
        """What was not written."""
        return texts.NOT_WRITTEN[self.form]

    @property
    def id(self) -> str:
        """The id of the refused field on the page; empty where the refusal is of no single field."""
        if self.form == "attendance":
            return self.field
        if self.form == "hands":
            return self.field.replace("phieu_", f"phieu-{self.point_id}-")
        place = _IDS.get((self.form, self.field), "")
        return place.format(at=self.point_id or "chung", member=self.typed.get("member_id", ""))

    def at(self, form: str, point_id: int | None = None) -> bool:
        """Whether this is the form that was refused."""
        return (self.form, self.point_id) == (form, point_id)


def refused_lines(refused: Refused, page: Mapping[str, Any]) -> dict[str, Any]:
    """What stands first on a meeting's page when a form was refused: the message, where to go (the field,
    else the point, else nowhere), and what was typed if the page no longer has the form."""
    point = next((one for one in page["points"] if one["id"] == refused.point_id), None)
    sitting = page["meeting"]["running"] and page["quorum"]["enough"]
    member = refused.typed.get("member_id", "")
    if refused.point_id is None:
        stands = page["may_manage"] and (refused.form != "close" or page["meeting"]["running"])
    elif point is None:
        stands = False
    elif refused.form == "note":
        stands = page["may_manage"]
    elif refused.form == "step_in":
        stands = sitting and any(str(one["id"]) == member and one["may_return"] for one in point["aside"])
    else:
        stands = sitting and refused.form in point["forms"]
    target = refused.id if stands and refused.id else (point["anchor"] if point else "")
    return {"target": target, "kept": {} if stands else _kept(refused, page["attendance"])}


def _kept(refused: Refused, members: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What was typed, by label, to be copied from a page that has no place for it any more."""
    typed = refused.typed
    kept = {field_label(name): typed.get(name, "").strip() for name in ("speaker", "content", "reason")}
    for member in members:
        number, name = member["id"], member["name"]
        if str(number) == typed.get("member_id"):
            kept[texts.MEMBER] = name
        if f"co_mat_{number}" in typed and refused.form == "attendance":
            kept[name] = texts.PRESENT if member["present"] else texts.absent(member["reason"])
        if refused.form == "hands":
            kept[name] = texts.CHOICE_TITLES.get(typed.get(f"phieu_{number}", ""), "")
    return {label: text for label, text in kept.items() if text}
