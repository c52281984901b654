"""Forms of delegations: shape only; the operation says what is wrong."""

from datetime import date
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import DateField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.delegating.operations import Wanted
from app.messages import delegating as messages
from app.messages.accounts import ROLE_TITLES

LABELS = messages.LABELS


class DayField(DateField):
    """A day; one that cannot be read is refused in Vietnamese and stays as it was typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = date.fromisoformat(valuelist[0].strip())
        except ValueError as error:
            self.data = None  # type: ignore[assignment]
            raise ValueError(messages.DATE_NEEDED.format(field=self.label.text)) from error


class MultiCheckboxField(SelectMultipleField):
    """Several choices, each with a box; the operation judges what was chosen."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """Leave it to the operation, which names the rule."""


class Told:
    """Marks a field as one that must be filled; the operation says so when it is not."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse nothing."""


class DelegationForm(FlaskForm):
    """Who acts for whom, as what, when and why."""

    delegate = StringField(LABELS["delegate"], [Told()], filters=[lambda text: text or ""])
    roles = MultiCheckboxField(LABELS["roles"])
    starts_on = DayField(LABELS["starts_on"], [Told()])
    ends_on = DayField(LABELS["ends_on"], [Told()])
    reason = TextAreaField(LABELS["reason"], [Told()], filters=[lambda text: text or ""])
    letter_number = StringField(LABELS["letter_number"], filters=[lambda text: text or ""])

    def offer(self, roles: list[str], *, by_letter: bool = False) -> "DelegationForm":
        """Fill the choices; `by_letter` where somebody else than the principal gives it."""
        self.letter_number.flags.required = by_letter
        self.roles.choices = [(role, ROLE_TITLES.get(role, role)) for role in roles]
        return self

    def wanted(self) -> Wanted:
        """The delegation as typed."""
        return Wanted(
            self.delegate.data,
            tuple(self.roles.data or ()),
            self.starts_on.data,
            self.ends_on.data,
            self.reason.data,
            self.letter_number.data,
        )
