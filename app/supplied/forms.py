"""Shape of what is sent to the pages of figures of others."""

import re
from collections.abc import Mapping

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from app.errors import InvalidInput
from app.messages import supplied as texts
from app.rounds.forms import DayField
from app.supplied.operations import Letter, Marked

LONGEST = 200
SHORT = Length(max=LONGEST, message=texts.TOO_LONG.format(most=LONGEST))
MARK, COMMENT, VERSION = "diem", "nhan_xet", "phien_ban"
_FIELD = re.compile(rf"{MARK}-([0-9]{{1,9}})-(\w+)", re.ASCII)


class LetterForm(FlaskForm):
    """Who handed the figures in, and by which letter."""

    provider = StringField(
        texts.LABELS["provider"],
        [
            DataRequired(texts.PROVIDER_NEEDED),
            Length(max=LONGEST, message=texts.TOO_LONG.format(most=LONGEST)),
        ],
    )
    letter_number = StringField(
        texts.LABELS["letter_number"],
        [DataRequired(texts.LETTER_NEEDED), SHORT],
    )
    letter_date = DayField(texts.LABELS["letter_date"])

    def letter(self) -> Letter:
        """What was typed, of a form that has been found right."""
        day = self.letter_date.data
        if day is None:
            raise ValueError("the form has not been found right")
        return Letter(self.provider.data.strip(), self.letter_number.data.strip(), day)

    def refuse(self, refusal: InvalidInput) -> None:
        """Show a refusal beside its field, or above the form when it has none."""
        field = self._fields.get(refusal.field)
        if field is None:
            self.form_errors.append(refusal.message)
        else:
            field.errors = [*field.errors, refusal.message]


class UploadForm(LetterForm):
    """The letter with its file."""

    file = FileField(texts.LABELS["file"], [FileRequired(texts.FILE_NEEDED)])


class ConfirmForm(LetterForm):
    """The letter with the file that was previewed: its name, its hash, and a mark of what was seen."""

    filename = HiddenField()
    kept = HiddenField()
    seen = HiddenField()


def marks(values: Mapping[str, str]) -> list[Marked]:
    """The marks of a page, in its order."""
    found = []
    for name, text in values.items():
        match = _FIELD.fullmatch(name)
        if match is None:
            continue
        key = f"{match[1]}-{match[2]}"
        version = values.get(f"{VERSION}-{key}", "")
        seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
        found.append(Marked(int(match[1]), match[2], text, values.get(f"{COMMENT}-{key}", ""), seen))
    return found
