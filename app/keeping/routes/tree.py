"""One criterion of a draft: its texts, its rule with a trial, its place in the tree."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import InvalidInput, NotFound
from app.extensions import db
from app.keeping import forms, queries, views
from app.keeping.models import FrameworkVersion
from app.keeping.operations import Edit
from app.keeping.routes.room import address, answered, back, blueprint, change, draft_of_page
from app.keeping.rule_form import fields_of, number, rule_of
from app.messages import NOT_FOUND
from app.messages import keeping as texts
from app.security import current_actor
from frameworks.writing import Plain, edits, examine
from frameworks.writing.outline import declared_inputs, read_number

PREFIX = "r"
TRIAL = "thu."


@blueprint.route("/du-thao/<int:kept_id>/chi-so", methods=["GET", "POST"])
def node(kept_id: int) -> ResponseReturnValue:
    """Edit one node; a leaf with its rule.  The button says: save, try out, or draw the form anew."""
    draft = draft_of_page(kept_id)
    data, code = views.read(queries.version_of(draft)), request.args.get("ma", "")
    standing = node_or_404(data, code)
    is_leaf = not standing.get("children") and "joint_with" not in standing
    form = forms.node_of(standing) if request.method == "GET" else forms.typed_node(request.form)
    rule = (
        standing.get("rule")
        if request.method == "GET"
        else rule_of(request.form, PREFIX, declared_inputs(data))
    )
    if request.method == "POST" and request.form.get("viec") == "luu" and not form.errors:
        changes = {**forms.changed_node(form, is_leaf=is_leaf), **({"rule": rule} if is_leaf else {})}
        edit = Edit(texts.EDITED_NODE, code, lambda data: edits.change_node(data, code, changes))
        if saved(kept_id, form, edit):
            return back(kept_id, url_for("keeping.node", kept_id=kept_id, ma=form.text("code")))
    if request.form.get("viec") != "luu":
        form.errors.clear()
    page = _page(draft, data, form, rule, code=code, is_leaf=is_leaf)
    return answered(page, wrong=bool(form.errors))


@blueprint.route("/du-thao/<int:kept_id>/them-chi-so", methods=["GET", "POST"])
def add_node(kept_id: int) -> ResponseReturnValue:
    """One more node under another, or one more root."""
    draft = draft_of_page(kept_id)
    data, parent = views.read(queries.version_of(draft)), request.args.get("cha", "")
    above = node_or_404(data, parent) if parent else {}
    form = forms.Form(_proposed(parent, above)) if request.method == "GET" else forms.typed_node(request.form)
    rule = rule_of(request.form, PREFIX, declared_inputs(data)) if request.method == "POST" else None
    if request.method == "POST" and request.form.get("viec") == "luu" and not form.errors:
        new = {**forms.changed_node(form, is_leaf=True), "rule": rule}
        edit = Edit(texts.ADDED_NODE, form.text("code"), lambda data: edits.add_node(data, parent, new))
        if saved(kept_id, form, edit):
            return back(kept_id, url_for("keeping.node", kept_id=kept_id, ma=form.text("code")))
    if request.form.get("viec") != "luu":
        form.errors.clear()
    page = _page(draft, data, form, rule, parent=parent, is_leaf=True)
    return answered(page, wrong=bool(form.errors))


def saved(kept_id: int, form: forms.Form, edit: Edit) -> bool:
    """Whether an edit was taken; else the form says why not, and keeps what was typed."""
    try:
        change(kept_id, edit)
    except InvalidInput as refusal:
        db.session().rollback()
        form.refuse(refusal.field, refusal.message)
        return False
    return True


def _proposed(parent: str, above: Mapping[str, Any]) -> dict[str, str]:
    """The next code and level under a node."""
    levels = list(texts.LEVELS)
    level = str(above.get("level") or "")
    deeper = levels[min(levels.index(level) + 1, len(levels) - 1)] if level in levels else levels[0]
    children = above.get("children")
    position = len(children) + 1 if isinstance(children, list) else 1
    return {"code": f"{parent}.{position}" if parent else "", "level": deeper, "supplier": "unit"}


def _page(
    draft: FrameworkVersion,
    data: Plain,
    form: forms.Form,
    rule: object,
    *,
    code: str = "",
    parent: str = "",
    is_leaf: bool,
) -> str:
    typed = {
        key.removeprefix(TRIAL): request.form.getlist(key) for key in request.form if key.startswith(TRIAL)
    }
    maximum = read_number(number(form.text("max")))
    return render_template(
        "keeping/node.html",
        draft=draft,
        form=form,
        code=code,
        parent=parent,
        is_leaf=is_leaf,
        rule=fields_of(rule, PREFIX, declared_inputs(data)) if is_leaf else None,
        tried=views.tried(rule, maximum, data, typed) if is_leaf else None,
        problems=views.problems_at(examine(draft.content), code) if code else [],
        address=address(draft, f"chi-so-{code or parent}"),
        trial=TRIAL,
        texts=texts,
    )


def node_or_404(data: Plain, code: str) -> Mapping[str, Any]:
    """A node of the draft.  Raises NotFound."""
    try:
        return edits.node_of(data, code)
    except edits.EditRefused as refusal:
        raise NotFound(NOT_FOUND, code=code, actor=current_actor().id) from refusal


@blueprint.post("/du-thao/<int:kept_id>/xoa-chi-so")
def remove_node(kept_id: int) -> ResponseReturnValue:
    """Take a node away with everything under it."""
    code = request.form.get("code", "")
    change(kept_id, Edit(texts.REMOVED_NODE, code, lambda data: edits.remove_node(data, code)))
    return back(kept_id)


@blueprint.post("/du-thao/<int:kept_id>/chuyen-chi-so")
def move_node(kept_id: int) -> ResponseReturnValue:
    """A node one place up or down among its siblings."""
    code, by = request.form.get("code", ""), -1 if request.form.get("huong") == "len" else 1
    change(kept_id, Edit(texts.MOVED_NODE, code, lambda data: edits.move_node(data, code, by)))
    draft = queries.open_kept(db.session(), current_actor(), kept_id)
    return redirect(address(draft, f"chi-so-{code}"))
