"""The room's blueprint, whom each page is for, and what every page of a draft needs."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.errors import WrongState
from app.extensions import db
from app.keeping import operations, queries
from app.keeping.forms import whole
from app.keeping.models import FrameworkVersion
from app.keeping.operations import Edit
from app.messages import keeping as texts
from app.policy import only
from app.security import current_actor
from frameworks.writing import examine

blueprint = Blueprint("keeping", __name__, url_prefix="/bo-chi-so")

READERS = only(*queries.READERS)
STANDING_BODY = only("standing_body")
ACCESS = {
    "keeping.list": READERS,
    "keeping.show": READERS,
    "keeping.download": READERS,
    "keeping.compare": READERS,
    "keeping.mapping": READERS,
    "keeping.map_criteria": STANDING_BODY,
    "keeping.unmap": STANDING_BODY,
    "keeping.copy": STANDING_BODY,
    "keeping.head": STANDING_BODY,
    "keeping.node": STANDING_BODY,
    "keeping.add_node": STANDING_BODY,
    "keeping.remove_node": STANDING_BODY,
    "keeping.move_node": STANDING_BODY,
    "keeping.inputs": STANDING_BODY,
    "keeping.input": STANDING_BODY,
    "keeping.remove_input": STANDING_BODY,
    "keeping.case": STANDING_BODY,
    "keeping.remove_case": STANDING_BODY,
    "keeping.upload": STANDING_BODY,
    "keeping.publish": STANDING_BODY,
    "keeping.retire": STANDING_BODY,
    "keeping.delete": STANDING_BODY,
}


def draft_of_page(kept_id: int) -> FrameworkVersion:
    """The draft a page edits.  Raises NotFound, or WrongState for what is published."""
    kept = queries.open_kept(db.session(), current_actor(), kept_id)
    if kept.state != "draft":
        raise WrongState(texts.DRAFT_ONLY, state=kept.state)
    return kept


def seen_version() -> int | None:
    """The version of the draft that the page showed."""
    return whole(request.form.get("seen_version"))


def change(kept_id: int, edit: Edit) -> None:
    """Change a draft as the page says."""
    operations.change(current_actor(), kept_id, seen_version(), edit)


def address(kept: FrameworkVersion, anchor: str | None = None) -> str:
    """Where a kept version is read."""
    return url_for(
        "keeping.show", framework_id=kept.framework_id, version=kept.framework_version, _anchor=anchor
    )


def back(kept_id: int, to: str | None = None) -> Response:
    """To the draft, or to a page of it, saying what is still to be put right."""
    kept = queries.open_kept(db.session(), current_actor(), kept_id)
    told = examine(kept.content)
    left = len(told.problems) + len(told.differing)
    flash(
        texts.SAVED_WITH_PROBLEMS.format(count=left) if left else texts.SAVED,
        "warning" if left else "success",
    )
    return redirect(to or address(kept))


def answered(page: str, *, wrong: bool) -> ResponseReturnValue:
    """A page, as refused where something typed cannot stand."""
    return page, 422 if wrong else 200
