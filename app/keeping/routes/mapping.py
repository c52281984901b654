"""Which criterion of one version continues as which of another."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import InvalidInput
from app.extensions import db
from app.keeping import operations, queries, views
from app.keeping.queries import Ref
from app.keeping.routes.room import answered, blueprint
from app.messages import keeping as texts
from app.security import current_actor
from frameworks.writing.comparing import suggest
from frameworks.writing.outline import outline

BETWEEN = "|"  # of the two codes in a ticked box


@blueprint.get("/noi-tieu-chi")
def mapping() -> ResponseReturnValue:
    """The pairs of two versions: those that stand, those offered, what is left over."""
    return _page(request.args.get("trai", ""), request.args.get("phai", ""))


def _page(
    left_text: str, right_text: str, error: str = "", typed: tuple[str, str] = ("", "")
) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    left = views.chosen(session, actor, left_text)
    right = views.chosen(session, actor, right_text)
    made, offered, ours, theirs = [], [], [], []
    if left is not None and right is not None and left.ref != right.ref:
        made = list(queries.mappings(session, actor.authority_id, left.ref, right.ref))
        ours = [row for row in outline(views.read(left)) if row.is_leaf]
        theirs = [row for row in outline(views.read(right)) if row.is_leaf]
        from_codes, to_codes = {one.from_code for one in made}, {one.to_code for one in made}
        offered = suggest(
            [row for row in ours if row.code not in from_codes],
            [row for row in theirs if row.code not in to_codes],
        )
    page = render_template(
        "keeping/mapping.html",
        left=left,
        right=right,
        made=made,
        offered=offered,
        ours=ours,
        theirs=theirs,
        titles=({row.code: row.title for row in ours}, {row.code: row.title for row in theirs}),
        choices=views.other_refs(session, actor),
        may_write="standing_body" in actor.roles_in(None),
        error=error,
        typed=typed,
        between=BETWEEN,
        texts=texts,
    )
    return answered(page, wrong=bool(error))


@blueprint.post("/noi-tieu-chi")
def map_criteria() -> ResponseReturnValue:
    """Confirm the pairs ticked, or one chosen by hand."""
    left, right = request.form.get("trai", ""), request.form.get("phai", "")
    ticked = [tuple(text.split(BETWEEN, 1)) for text in request.form.getlist("cap") if BETWEEN in text]
    own = (request.form.get("from_code", "").strip(), request.form.get("to_code", "").strip())
    pairs = [(one[0], one[1]) for one in ticked] + ([own] if any(own) else [])
    try:
        count = operations.map_criteria(current_actor(), Ref.of(left), Ref.of(right), pairs)
    except InvalidInput as refusal:
        db.session().rollback()
        return _page(left, right, refusal.message, own)
    flash(texts.MAPPED.format(count=count), "success")
    return redirect(url_for("keeping.mapping", trai=left, phai=right))


@blueprint.post("/noi-tieu-chi/<int:mapping_id>/bo")
def unmap(mapping_id: int) -> ResponseReturnValue:
    """Take one pair back."""
    operations.unmap(current_actor(), mapping_id)
    flash(texts.UNMAPPED, "success")
    return redirect(
        url_for("keeping.mapping", trai=request.form.get("trai", ""), phai=request.form.get("phai", ""))
    )
