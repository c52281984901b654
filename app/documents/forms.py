"""Forms of numbering documents: shape and messages only."""

from datetime import date

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField
from wtforms.widgets import HiddenInput

from app import clock
from app.errors import InvalidInput
from app.messages import documents as texts
from app.rounds.forms import DayField


class DatedForm(FlaskForm):
    """A form with the day of issue; today unless typed."""

    issued_on = DayField(texts.LABELS["issued_on"], default=clock.today)

    def day(self) -> date:
        """The day typed; today where it cannot be read."""
        return self.issued_on.data or clock.today()


class SeenVersion(IntegerField):
    """The version of the item the page showed; what is no number is no version the item ever had."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what came with the form."""
        text = valuelist[0] if valuelist else ""
        if text:
            self.data = int(text) if text.isascii() and text.isdigit() else -1


class IssueForm(DatedForm):
    """Day and number of a document; an empty number takes the next one."""

    number = StringField(texts.LABELS["number"])
    seen_version = SeenVersion()

    def refuse(self, refusal: InvalidInput) -> None:
        """Show a refusal beside its field, or above the form when it has none."""
        field = self._fields.get(refusal.field)
        if field is None:
            self.form_errors.append(refusal.message)
        else:
            field.errors = [*field.errors, refusal.message]


class ManyForm(DatedForm):
    """One day for several documents."""


class StepForm(FlaskForm):
    """A step on the dossier, bound to what the page showed."""

    seen_version = SeenVersion()
    dossier_hash = HiddenField()
    reason = StringField()
