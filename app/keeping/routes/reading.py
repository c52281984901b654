"""The list of versions, one version, two beside each other, and the workbook of one."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.keeping import queries, views, workbook
from app.keeping.queries import Ref
from app.keeping.routes.room import blueprint
from app.messages import framework_workbook as sheets
from app.messages import keeping as texts
from app.security import current_actor
from frameworks.writing.comparing import compare as compare_rows
from frameworks.writing.outline import outline

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
def list() -> ResponseReturnValue:
    """Every version, shipped and kept."""
    actor = current_actor()
    return render_template(
        "keeping/list.html",
        versions=views.listed(db.session(), actor),
        may_write="standing_body" in actor.roles_in(None),
        texts=texts,
    )


@blueprint.get("/<path:framework_id>@<int:version>")
def show(framework_id: str, version: int) -> ResponseReturnValue:
    """One version: tree, sums, worked cases, what is still wrong."""
    session, actor = db.session(), current_actor()
    found = queries.open_version(session, actor, Ref(framework_id, version))
    return render_template(
        "keeping/show.html",
        shown=views.shown(session, actor, found),
        may_write="standing_body" in actor.roles_in(None),
        texts=texts,
    )


@blueprint.get("/<path:framework_id>@<int:version>/bang-tinh")
def download(framework_id: str, version: int) -> ResponseReturnValue:
    """A version as a workbook to edit."""
    found = queries.open_version(db.session(), current_actor(), Ref(framework_id, version))
    name = sheets.file_name(framework_id, version)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(workbook.write(views.read(found)), mimetype=XLSX, headers=headers)


@blueprint.get("/so-sanh")
def compare() -> ResponseReturnValue:
    """Two versions side by side; criteria that were mapped stand beside each other."""
    session, actor = db.session(), current_actor()
    left = views.chosen(session, actor, request.args.get("trai", ""))
    right = views.chosen(session, actor, request.args.get("phai", ""))
    pairs = []
    if left is not None and right is not None:
        follows = queries.continuations(session, actor.authority_id, left.ref, right.ref)
        pairs = compare_rows(outline(views.read(left)), outline(views.read(right)), follows)
    everything = request.args.get("tat_ca") == "1"
    return render_template(
        "keeping/compare.html",
        left=left,
        right=right,
        pairs=[pair for pair in pairs if everything or pair.state != "same"],
        counts={state: sum(pair.state == state for pair in pairs) for state in texts.PAIR_STATES},
        everything=everything,
        choices=views.other_refs(session, actor),
        texts=texts,
    )
