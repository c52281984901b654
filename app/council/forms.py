"""Forms of the council: shape and messages only."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from app.accounts.models import Account
from app.messages import council as texts


class PersonSelectField(SelectField):
    """One person out of those offered."""

    def __init__(self, label: str, **options: Any) -> None:
        needed = InputRequired(texts.CHOOSE_PERSON)
        super().__init__(label, [needed], coerce=int, validate_choice=False, **options)

    def offer(self, people: Iterable[Account]) -> None:
        """Let these people be chosen."""
        self.choices = [(person.id, f"{person.full_name}, {person.position_title}") for person in people]

    def pre_validate(self, form: Any) -> None:
        """Refuse what was not offered."""
        if self.data not in [choice[0] for choice in self.choices or []]:
            raise ValidationError(texts.CHOOSE_PERSON)


class DayField(DateField):
    """A day; one that cannot be read is refused in Vietnamese."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(texts.HELD_ON_NEEDED) from error


class MeetingForm(FlaskForm):
    """A meeting to be called."""

    held_on = DayField(texts.HELD_ON, [InputRequired(texts.HELD_ON_NEEDED)])
    place = StringField(texts.PLACE, [DataRequired(texts.PLACE_NEEDED)])
    starts_at = StringField(texts.STARTS_AT, [Optional()])
    chair_id = PersonSelectField(texts.CHAIR)
    secretary_id = PersonSelectField(texts.SECRETARY)
    names_shown = BooleanField(texts.NAMES_SHOWN)

    def plan(self) -> dict[str, Any]:
        """The meeting as typed."""
        return {
            "held_on": self.held_on.data,
            "place": self.place.data or "",
            "starts_at": self.starts_at.data or "",
            "chair_id": self.chair_id.data,
            "secretary_id": self.secretary_id.data,
            "names_shown": bool(self.names_shown.data),
        }


def attendance(form: Mapping[str, str]) -> tuple[dict[int, bool], dict[int, str]]:
    """Who is there, and why others are not: fields `co_mat_<id>` ("1" or "0") and `reason_<id>`."""
    present = {
        int(name.removeprefix("co_mat_")): value == "1"
        for name, value in form.items()
        if name.removeprefix("co_mat_").isdecimal() and name.startswith("co_mat_")
    }
    reasons = {
        int(name.removeprefix("reason_")): value
        for name, value in form.items()
        if name.startswith("reason_") and name.removeprefix("reason_").isdecimal()
    }
    return present, reasons


def hands(form: Mapping[str, str]) -> dict[int, str]:
    """The show of hands: fields `phieu_<id>`; members left empty have not voted yet."""
    return {
        int(name.removeprefix("phieu_")): value
        for name, value in form.items()
        if name.startswith("phieu_") and name.removeprefix("phieu_").isdecimal() and value
    }
