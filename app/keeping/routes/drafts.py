"""Beginning a draft, its title and decision, its workbook, giving it up."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import GuardRefused, InvalidInput
from app.extensions import db
from app.keeping import forms, operations, queries, views
from app.keeping.operations import Edit
from app.keeping.queries import Ref
from app.keeping.routes.room import address, answered, back, blueprint, change, draft_of_page, seen_version
from app.messages import keeping as texts
from app.security import current_actor
from frameworks.writing import edits


@blueprint.route("/lap", methods=["GET", "POST"])
def copy() -> ResponseReturnValue:
    """Begin a draft from any version."""
    session, actor = db.session(), current_actor()
    source = request.form.get("source") or request.args.get("tu", "")
    form = forms.Form({"source": source, "new_id": request.form.get("new_id", "")})
    if request.method == "POST" and not source:
        form.refuse("source", texts.SOURCE_NEEDED)
    elif request.method == "POST":
        try:
            kept_id = operations.copy(actor, Ref.of(source), form.text("new_id"))
        except InvalidInput as refusal:
            session.rollback()
            form.refuse(refusal.field, refusal.message)
        else:
            flash(texts.COPIED, "success")
            return redirect(address(queries.open_kept(session, actor, kept_id)))
    page = render_template("keeping/copy.html", form=form, choices=views.other_refs(session, actor))
    return answered(page, wrong=bool(form.errors))


@blueprint.route("/du-thao/<int:kept_id>/thong-tin", methods=["GET", "POST"])
def head(kept_id: int) -> ResponseReturnValue:
    """Title, decision and settings of a draft."""
    draft = draft_of_page(kept_id)
    data = views.read(queries.version_of(draft))
    form = forms.head_of(data) if request.method == "GET" else forms.typed_head(request.form)
    if request.method == "POST" and not form.errors:
        change(
            kept_id,
            Edit(texts.EDITED_HEAD, "", lambda data: edits.set_head(data, forms.changed_head(data, form))),
        )
        return back(kept_id)
    return answered(
        render_template("keeping/head.html", draft=draft, form=form, texts=texts, address=address(draft)),
        wrong=bool(form.errors),
    )


@blueprint.route("/du-thao/<int:kept_id>/tep", methods=["GET", "POST"])
def upload(kept_id: int) -> ResponseReturnValue:
    """Put a workbook's content in the place of a draft's, whole or not at all."""
    draft = draft_of_page(kept_id)
    reasons: list[str] = []
    if request.method == "POST":
        file = request.files.get("tep")
        if file is None or not file.filename:
            reasons = [texts.FILE_NEEDED]
        else:
            try:
                operations.import_workbook(
                    current_actor(), kept_id, seen_version(), file.filename, file.stream.read()
                )
            except GuardRefused as refusal:
                db.session().rollback()
                reasons = refusal.data["reasons"]
            else:
                flash(texts.IMPORTED, "success")
                return redirect(address(queries.open_kept(db.session(), current_actor(), kept_id)))
        draft = draft_of_page(kept_id)
    page = render_template(
        "keeping/upload.html",
        draft=draft,
        reasons=reasons,
        refused=texts.FILE_REFUSED,
        address=address(draft),
    )
    return answered(page, wrong=bool(reasons))


@blueprint.post("/du-thao/<int:kept_id>/xoa")
def delete(kept_id: int) -> ResponseReturnValue:
    """Give a draft up."""
    operations.delete_draft(current_actor(), kept_id, seen_version())
    flash(texts.DELETED, "success")
    return redirect(url_for("keeping.list"))
