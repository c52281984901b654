"""Shape of what is sent to the pages of an assessment."""

from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.assessments.entry import Typed
from app.lengths import LONGEST_TEXT
from app.messages import assessments as texts
from app.messages.accounts import too_long

VALUE, VERSION = "gia_tri-", "phien_ban-"  # of the table, which sends many figures at once


class ExtendForm(FlaskForm):
    """More time for one unit, by a letter that grants it."""

    until = DateField(texts.UNTIL, validators=[InputRequired(texts.UNKNOWN_DAY)])
    letter_number = StringField(
        texts.LETTER_NUMBER,
        validators=[InputRequired(texts.LETTER_NEEDED), Length(max=100, message=too_long(100))],
    )
    reason = TextAreaField(
        texts.REASON,
        validators=[
            InputRequired(texts.REASON_NEEDED),
            Length(max=LONGEST_TEXT, message=too_long(LONGEST_TEXT)),
        ],
    )


def seen(values: Mapping[str, str], name: str = "seen_version") -> int | None:
    """The version a page was drawn from; None where it sends none or nonsense."""
    text = values.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def typed_figure(values: Mapping[str, str]) -> Typed:
    """One figure as one field sends it."""
    return Typed(values.get("name", ""), values.get("value", ""), seen(values))


def typed_section(values: Mapping[str, str]) -> list[Typed]:
    """Many figures as the table sends them, in its order."""
    return [
        Typed(name.removeprefix(VALUE), text, seen(values, VERSION + name.removeprefix(VALUE)))
        for name, text in values.items()
        if name.startswith(VALUE)
    ]
