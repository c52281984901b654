"""Forms of the accounts room: shape and messages only."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, EqualTo, InputRequired, ValidationError
from wtforms.widgets import HiddenInput

from app.accounts.models import GRANTED_ROLES, UNIT_ROLES
from app.accounts.rules import Person
from app.errors import InvalidInput
from app.messages import accounts as messages

LABELS = messages.LABELS


def needed(name: str) -> DataRequired:
    """The field must hold something."""
    return DataRequired(messages.needed(name))


def number_or_none(text: Any) -> int | None:
    """A chosen id; the empty choice is None."""
    return int(text) if text not in (None, "", "None") else None


class OneSelectField(SelectField):
    """A list to choose from, refusing anything else in Vietnamese."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was chosen."""
        if not valuelist:
            return
        try:
            self.data = self.coerce(valuelist[0])
        except ValueError as error:
            raise ValueError(messages.NOT_CHOSEN) from error

    def pre_validate(self, form: Any) -> None:
        """Refuse what was not offered."""
        if not any(selected for _, _, selected, *_ in self.iter_choices()):
            raise ValidationError(messages.NOT_CHOSEN)


class SignInForm(FlaskForm):
    """Name and password; `next` is where the person was going."""

    username = StringField(LABELS["username"], [needed("username")])
    password = PasswordField(LABELS["password"], [InputRequired(messages.needed("password"))])
    next = HiddenField()


class ChangePasswordForm(FlaskForm):
    """The present password, and the new one twice."""

    current = PasswordField(LABELS["current"], [InputRequired(messages.needed("current"))])
    new = PasswordField(LABELS["new"], [InputRequired(messages.needed("new"))])
    again = PasswordField(
        LABELS["again"],
        [InputRequired(messages.needed("again")), EqualTo("new", messages.PASSWORDS_DIFFER)],
    )


class PersonForm(FlaskForm):
    """Who uses an account, bound to the version of the page."""

    full_name = StringField(LABELS["full_name"], [needed("full_name")])
    position_title = StringField(LABELS["position_title"])
    email = EmailField(LABELS["email"])
    seen_version = IntegerField(widget=HiddenInput(), validators=[InputRequired(messages.VERSION_NEEDED)])

    def person(self) -> Person:
        """The person as typed."""
        return Person(self.full_name.data or "", self.position_title.data or "", self.email.data or "")


class HandOverForm(PersonForm):
    """The person who takes an account over, and why."""

    reason = TextAreaField(LABELS["reason"], [needed("reason")])


class ReasonForm(FlaskForm):
    """A step that needs a reason."""

    reason = TextAreaField(LABELS["reason"], [needed("reason")])
    seen_version = IntegerField(widget=HiddenInput(), validators=[InputRequired(messages.VERSION_NEEDED)])


class GrantForm(FlaskForm):
    """A role, for one round or for all."""

    role = OneSelectField(LABELS["role"], validators=[needed("role")])
    round_id = OneSelectField(LABELS["round_id"], coerce=number_or_none)

    def offer(self, rounds: Any) -> "GrantForm":
        """Fill the choices."""
        self.role.choices = [("", messages.CHOOSE_ROLE)] + [
            (role, title) for role, title in messages.ROLE_TITLES.items() if role in GRANTED_ROLES
        ]
        self.round_id.choices = [("", messages.EVERY_ROUND)] + [(row.id, row.title) for row in rounds]
        return self


class AccountForm(FlaskForm):
    """A new account of somebody."""

    full_name = StringField(LABELS["full_name"], [needed("full_name")])
    position_title = StringField(LABELS["position_title"])
    email = EmailField(LABELS["email"])
    username = StringField(LABELS["username"], [needed("username")])
    unit_id = OneSelectField(LABELS["unit_id"], coerce=number_or_none)
    unit_role = OneSelectField(LABELS["unit_role"])

    def offer(self, units: Any) -> "AccountForm":
        """Fill the choices."""
        self.unit_id.choices = [("", messages.NO_UNIT)] + [(row.id, row.name) for row in units]
        self.unit_role.choices = [("", messages.NO_UNIT_ROLE)] + [
            (role, messages.ROLE_TITLES[role]) for role in UNIT_ROLES
        ]
        return self

    def person(self) -> Person:
        """The person as typed."""
        return Person(self.full_name.data or "", self.position_title.data or "", self.email.data or "")


class UnitAccountsForm(FlaskForm):
    """Both accounts of a unit at once."""

    unit_id = OneSelectField(LABELS["unit_id"], [needed("unit_id")], coerce=number_or_none)
    specialist_full_name = StringField(LABELS["full_name"], [needed("full_name")])
    specialist_position_title = StringField(LABELS["position_title"])
    specialist_email = EmailField(LABELS["email"])
    specialist_username = StringField(LABELS["username"], [needed("username")])
    leader_full_name = StringField(LABELS["full_name"], [needed("full_name")])
    leader_position_title = StringField(LABELS["position_title"])
    leader_email = EmailField(LABELS["email"])
    leader_username = StringField(LABELS["username"], [needed("username")])

    def offer(self, units: Any) -> "UnitAccountsForm":
        """Fill the choices."""
        self.unit_id.choices = [("", messages.CHOOSE_UNIT)] + [(row.id, row.name) for row in units]
        return self

    def people(self) -> dict[str, tuple[str, Person]]:
        """Username and person by role."""
        return {role: (self._text(role, "username"), self._person(role)) for role in UNIT_ROLES}

    def _text(self, role: str, name: str) -> str:
        return str(self[f"{role}_{name}"].data or "")

    def _person(self, role: str) -> Person:
        return Person(*(self._text(role, name) for name in ("full_name", "position_title", "email")))


def put_on(form: FlaskForm, refusal: InvalidInput) -> None:
    """Show an operation's refusal at the field it names."""
    if refusal.field in form:
        form[refusal.field].errors = [*form[refusal.field].errors, refusal.message]
    else:
        form.form_errors.append(refusal.message)
