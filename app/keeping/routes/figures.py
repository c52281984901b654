"""The inputs of a draft, and its worked cases."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import InvalidInput, NotFound
from app.extensions import db
from app.keeping import forms, queries, views
from app.keeping.forms import whole
from app.keeping.operations import Edit
from app.keeping.routes.room import address, answered, back, blueprint, change, draft_of_page
from app.messages import NOT_FOUND
from app.messages import keeping as texts
from frameworks import messages as core
from frameworks.writing import Plain, edits, examine
from frameworks.writing.outline import outline


@blueprint.get("/du-thao/<int:kept_id>/so-lieu")
def inputs(kept_id: int) -> ResponseReturnValue:
    """Every input of the draft."""
    draft = draft_of_page(kept_id)
    problems: dict[str, list[str]] = {}
    for problem in examine(draft.content).problems:
        problems.setdefault(problem.place.partition(core.PLACE_STEP)[0], []).append(problem.message)
    rows = [
        {"name": name, "spec": _told(spec), "problems": problems.get(core.PLACE_INPUT.format(name=name), [])}
        for name, spec in _inputs(views.read(queries.version_of(draft))).items()
    ]
    return render_template(
        "keeping/inputs.html", draft=draft, inputs=rows, address=address(draft), texts=texts
    )


def _inputs(data: Plain) -> Mapping[str, Mapping[str, Any]]:
    given = data.get("inputs")
    known = given.items() if isinstance(given, Mapping) else ()
    return {str(name): spec if isinstance(spec, Mapping) else {} for name, spec in known}


def _told(spec: Mapping[str, Any]) -> dict[str, Any]:
    """What the list says of an input, written or not."""
    return {name: spec.get(name) or "" for name in ("title", "type", "unit", "definition")}


@blueprint.route("/du-thao/<int:kept_id>/mot-so-lieu", methods=["GET", "POST"])
def input(kept_id: int) -> ResponseReturnValue:
    """Edit one input; without a name in the address, add one."""
    draft = draft_of_page(kept_id)
    known, name = _inputs(views.read(queries.version_of(draft))), request.args.get("ten", "")
    if name and name not in known:
        raise NotFound(NOT_FOUND, input=name)
    if request.method == "GET":
        form = forms.input_of(name, known.get(name, {}))
    else:
        form = forms.typed_input(request.form, known, new=not name)
        form.texts["name"] = name or form.text("name")
        if name:
            form.errors.pop("name", None)
    if request.method == "POST" and not form.errors:
        about, spec = form.text("name"), forms.changed_input(form)
        change(kept_id, Edit(texts.EDITED_INPUT, about, lambda data: edits.set_input(data, about, spec)))
        return back(kept_id, url_for("keeping.inputs", kept_id=kept_id))
    page = render_template("keeping/input.html", draft=draft, form=form, name=name, texts=texts)
    return answered(page, wrong=bool(form.errors))


@blueprint.post("/du-thao/<int:kept_id>/xoa-so-lieu")
def remove_input(kept_id: int) -> ResponseReturnValue:
    """Take an input away."""
    name = request.form.get("name", "")
    change(kept_id, Edit(texts.REMOVED_INPUT, name, lambda data: edits.remove_input(data, name)))
    return back(kept_id, url_for("keeping.inputs", kept_id=kept_id))


@blueprint.route("/du-thao/<int:kept_id>/vi-du", methods=["GET", "POST"])
def case(kept_id: int) -> ResponseReturnValue:
    """Edit one worked case; without a number in the address, add one."""
    draft = draft_of_page(kept_id)
    data, position = views.read(queries.version_of(draft)), whole(request.args.get("so"))
    cases = edits.cases_of(data)
    if position is not None and position >= len(cases):
        raise NotFound(NOT_FOUND, case=position)
    if request.method == "GET":
        standing = cases[position] if position is not None else {"code": request.args.get("ma", "")}
        form = forms.case_of(standing)
    else:
        form = forms.typed_case(request.form)
    if request.method == "POST" and not form.errors:
        new = forms.changed_case(form)
        try:
            edit = Edit(texts.EDITED_CASE, new["code"], lambda data: edits.set_case(data, position, new))
            change(kept_id, edit)
        except InvalidInput as refusal:
            db.session().rollback()
            form.refuse("code", refusal.message)
        else:
            return back(kept_id, address(draft, "vi-du"))
    page = render_template(
        "keeping/case.html",
        draft=draft,
        form=form,
        position=position,
        leaves=[(row.code, f"{row.code} {row.title}") for row in outline(data) if row.is_leaf],
        inputs={name: _told(spec) for name, spec in _inputs(data).items()},
        address=address(draft, "vi-du"),
        texts=texts,
    )
    return answered(page, wrong=bool(form.errors))


@blueprint.post("/du-thao/<int:kept_id>/xoa-vi-du")
def remove_case(kept_id: int) -> ResponseReturnValue:
    """Take a worked case away."""
    position = whole(request.form.get("position"))
    at = -1 if position is None else position
    change(kept_id, Edit(texts.REMOVED_CASE, str(at + 1), lambda data: edits.remove_case(data, at)))
    return back(kept_id)
