"""What the pages of documents do alike: take a step, or a number, with what the form says."""

from collections.abc import Callable

from app.documents.forms import IssueForm, StepForm
from app.errors import InvalidInput
from app.extensions import db
from app.security import current_actor


def step(take: Callable[..., None], round_id: int, *asked: str) -> None:
    """Take a step of a round, bound to the version the page showed; `asked` are the form's fields that the
    step needs beside it."""
    form = StepForm()
    given = {name: form[name].data or "" for name in asked}
    take(current_actor(), round_id, **given, seen_version=form.seen_version.data)


def numbered(form: IssueForm, take: Callable[..., str], item_id: int) -> str | None:
    """The number an operation takes with what the form says; None when the form has to be shown again."""
    if form.validate_on_submit():
        try:
            return take(
                current_actor(),
                item_id,
                issued_on=form.day(),
                number=form.number.data or "",
                seen_version=form.seen_version.data,
            )
        except InvalidInput as refusal:
            form.refuse(refusal)
    db.session.rollback()
    return None
