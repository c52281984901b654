"""Forms of improvement tasks: shape and messages of what is typed."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired
from wtforms.widgets import HiddenInput

from app import clock
from app.errors import InvalidInput
from app.improvements.drafts import Draft
from app.messages import improvements as texts
from app.rounds.forms import DayField

LABELS = texts.LABELS


class SeenVersion(IntegerField):
    """The version of the task the page showed; what is no number is no version it ever had."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what came with the form."""
        text = valuelist[0] if valuelist else ""
        if text:
            self.data = int(text) if text.isascii() and text.isdigit() else -1


class Refusing(FlaskForm):
    """A form that shows what an operation refused beside its field."""

    seen_version = SeenVersion()
    needed: tuple[str, ...] = ()  # fields the step asks for; the operation says so where one is empty

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.needed:
            self[name].flags.required = True

    def refuse(self, refusal: InvalidInput) -> None:
        """Put a refusal beside its field, or above the form when it has none."""
        field = self._fields.get(refusal.field)
        if field is None:
            self.form_errors.append(refusal.message)
        else:
            field.errors = [*field.errors, refusal.message]


class TaskForm(Refusing):
    """What a task says."""

    needed = ("unit_id",)  # a choice among units has always one
    unit_id = SelectField(LABELS["unit_id"], coerce=int)
    title = StringField(LABELS["title"], [DataRequired(texts.needed(LABELS["title"]))])
    code = StringField(LABELS["code"])
    target = TextAreaField(LABELS["target"], [DataRequired(texts.needed(LABELS["target"]))])
    coordinating = StringField(LABELS["coordinating"])
    due_on = DayField(LABELS["due_on"])

    def draft(self) -> Draft:
        """What was typed, once it is valid."""
        return Draft(
            self.unit_id.data,
            self.title.data or "",
            self.due_on.data or clock.today(),
            self.code.data or None,
            self.coordinating.data or "",
            self.target.data or "",
        )


class StepForm(Refusing):
    """A step on a task, with whatever it asks for."""

    needed = ("reason", "letter_number", "minutes")

    reason = TextAreaField(LABELS["reason"])
    letter_number = StringField(LABELS["letter_number"])
    minutes = StringField(LABELS["minutes"])


class ExtendForm(StepForm):
    """More time for a task, by a letter."""

    due_on = DayField(LABELS["new_due"])


class ReportForm(Refusing):
    """The report on a quarter."""

    needed = ("period", "percent", "content")

    period = SelectField(LABELS["period"], validate_choice=False)
    percent = StringField(LABELS["percent"])
    content = TextAreaField(LABELS["content"])

    def share(self) -> int | None:
        """The percent typed; None where it is no whole number."""
        text = (self.percent.data or "").strip().removesuffix("%").strip()
        return int(text[:4]) if text.isascii() and text.isdigit() else None


class WeakForm(Refusing):
    """What the tasks drawn up from weak criteria share."""

    coordinating = StringField(LABELS["coordinating"])
    due_on = DayField(LABELS["due_on"])
