"""Forms of the round's set-up: shape and messages of what is typed, every fault named at once."""

import re
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, ValidationError
from wtforms.widgets import TextInput

from app.errors import InvalidInput
from app.messages import rounds as texts
from app.rounds.models import Round
from app.rounds.operations import ROUND_ROLES, Plan

LABELS = texts.LABELS
# The days of a round in the order in which they must follow each other.
DAYS = ("opens_on", "entry_deadline", "appraisal_deadline", "council_on", "publish_before")
FIXED_ONCE_OPEN = ("opens_on", "decimals", "casting_vote")

_VIETNAMESE_DAY = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


def read_day(text: str) -> date:
    """The day that a person typed ("30/11/2024") or a date field sent ("2024-11-30").

    Raises ValueError with a Vietnamese message: not a day's writing, or a day that is in no calendar.
    """
    text = text.strip()
    if match := _VIETNAMESE_DAY.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    elif match := _ISO_DAY.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    else:
        raise ValueError(texts.day_writing(text))
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(texts.no_such_day(text)) from error


class TypedField(Field):
    """A field whose text is read by a function; what was typed stays in the field when it is refused."""

    widget = TextInput()
    typed: str | None = None

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.flags.required = True

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.show(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        if not valuelist:
            return
        self.typed, self.data = valuelist[0], None
        if not self.typed.strip():
            raise ValueError(texts.needed(self.label.text))
        self.data = self.read(self.typed)

    @abstractmethod
    def read(self, text: str) -> Any:
        """The value of a text; ValueError with a Vietnamese message."""

    def show(self, value: Any) -> str:
        """The text of a value."""
        return str(value)

    def pre_validate(self, form: Any) -> None:
        """Refuse a field that did not come with the form at all."""
        if self.data is None and not self.process_errors:
            raise ValidationError(texts.needed(self.label.text))


class DayField(TypedField):
    """A day in Vietnamese writing."""

    def read(self, text: str) -> date:
        """The day typed."""
        return read_day(text)

    def show(self, value: Any) -> str:
        """The day as it is written."""
        return f"{value:%d/%m/%Y}"


class WholeField(TypedField):
    """A whole number between two limits, both allowed."""

    def __init__(self, label: str, *, least: int, most: int, **options: Any) -> None:
        super().__init__(label, **options)
        self.least, self.most = least, most

    def read(self, text: str) -> int:
        """The number typed."""
        text = text.strip()
        if not (text.isascii() and text.isdigit()) or not self.least <= int(text[:9]) <= self.most:
            raise ValueError(texts.whole_between(self.label.text, self.least, self.most))
        return int(text)


class PlanForm(FlaskForm):
    """Title, days and settings of a round."""

    title = StringField(LABELS["title"], [DataRequired(texts.TITLE_NEEDED)])
    opens_on = DayField(LABELS["opens_on"])
    entry_deadline = DayField(LABELS["entry_deadline"])
    grace_days = WholeField(LABELS["grace_days"], least=0, most=60, default=0)
    appraisal_deadline = DayField(LABELS["appraisal_deadline"])
    explanation_days = WholeField(LABELS["explanation_days"], least=1, most=60, default=5)
    council_on = DayField(LABELS["council_on"])
    publish_before = DayField(LABELS["publish_before"])
    decimals = WholeField(LABELS["decimals"], least=0, most=6, default=2)
    casting_vote = BooleanField(LABELS["casting_vote"], default=True)
    quorum_percent = WholeField(LABELS["quorum_percent"], least=50, most=99, default=50)
    seen_version = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field by itself, then the order of the days, each fault beside the later of the two."""
        well = bool(super().validate(extra_validators))
        for earlier, later in zip(DAYS, DAYS[1:], strict=False):
            first, second = self[earlier], self[later]
            if first.data and second.data and second.data < first.data:
                second.errors = [
                    *second.errors,
                    texts.day_before(second.label.text, second.data, first.label.text, first.data),
                ]
                well = False
        return well

    def plan(self) -> Plan:
        """What was typed, as the operations take it."""
        names = Plan.__dataclass_fields__
        return Plan(
            **{name: self[name].data for name in names if name != "title"}, title=self.title.data.strip()
        )

    def version(self) -> int | None:
        """The version of the round that the page showed."""
        text = self.seen_version.data or ""
        return int(text) if text.isascii() and text.isdigit() else None


class NewRoundForm(PlanForm):
    """A round that does not exist yet."""

    year = WholeField(LABELS["year"], least=2000, most=2100)
    assessed_by = SelectField(LABELS["assessed_by"], coerce=str, validate_choice=False)

    def offer(self, workflows: Iterable[tuple[str, str]]) -> "NewRoundForm":
        """Fill in the workflows to choose from."""
        self.assessed_by.choices = list(workflows)
        return self

    def year_typed(self) -> int:
        """The year of a form that has been found right."""
        return int(self.year.data or 0)


class RunningPlanForm(PlanForm):
    """The days of a round that has been opened: some no longer change, and a change has a reason."""

    reason = TextAreaField(LABELS["reason"], [DataRequired(texts.REASON_NEEDED)])

    @classmethod
    def of(cls, round_: Round, **options: Any) -> "RunningPlanForm":
        """The form with what stays as it is."""
        form = cls(obj=round_, **options)
        for name in FIXED_ONCE_OPEN:
            field = form[name]
            field.data, field.typed = getattr(round_, name), None
            field.process_errors, field.errors = [], []
            field.render_kw = {"disabled": True}
        return form


class GroupForm(FlaskForm):
    """A group of units and the framework it is scored by."""

    unit_group_id = SelectField(
        LABELS["unit_group_id"],
        coerce=str,
        validate_choice=False,
        validators=[DataRequired(texts.UNKNOWN_GROUP)],
    )
    framework_id = SelectField(
        LABELS["framework_id"],
        coerce=str,
        validate_choice=False,
        validators=[DataRequired(texts.UNKNOWN_FRAMEWORK)],
    )

    def offer(self, groups: Iterable[tuple[int, str]], frameworks: Iterable[tuple[str, str]]) -> "GroupForm":
        """Fill in the choices."""
        self.unit_group_id.choices = [("", texts.CHOOSE), *((str(key), title) for key, title in groups)]
        self.framework_id.choices = [("", texts.CHOOSE), *frameworks]
        return self

    def group(self) -> int:
        """The number of the group chosen; 0 for what is no number."""
        return number_of(self.unit_group_id.data)


class MemberForm(FlaskForm):
    """A person and the role they get."""

    account_id = SelectField(
        LABELS["account_id"],
        coerce=str,
        validate_choice=False,
        validators=[DataRequired(texts.ACCOUNT_NEEDED)],
    )
    role = SelectField(
        LABELS["role"], coerce=str, validate_choice=False, validators=[DataRequired(texts.ROLE_NEEDED)]
    )

    def offer(self, people: Sequence[tuple[int, str]]) -> "MemberForm":
        """Fill in the choices."""
        self.account_id.choices = [("", texts.CHOOSE), *((str(key), name) for key, name in people)]
        self.role.choices = [("", texts.CHOOSE), *((role, texts.ROLE_TITLES[role]) for role in ROUND_ROLES)]
        return self

    def account(self) -> int:
        """The number of the account chosen; 0 for what is no number."""
        return number_of(self.account_id.data)


def number_of(text: str | None) -> int:
    """A chosen id; 0 for what is no number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def put_on(form: FlaskForm, refusal: InvalidInput) -> None:
    """Say a refusal beside the field it is about, else above the form."""
    field = form._fields.get(refusal.field)
    if field is None:
        form.form_errors.append(refusal.message)
    else:
        field.errors = [*field.errors, refusal.message]
