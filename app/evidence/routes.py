"""Uploading, removing and downloading evidence."""

from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, current_app, flash, jsonify, redirect, request, send_file
from flask.typing import ResponseReturnValue

from app import policy
from app.assessments import attachments
from app.assessments.panels import criterion_url, file_shown
from app.assessments.queries import open_for
from app.errors import NotFound
from app.evidence import operations, queries, storage
from app.evidence.models import Evidence, StoredFile
from app.evidence.operations import Limits, Upload
from app.extensions import db
from app.failures import wants_json
from app.messages import evidence as texts
from app.security import current_actor
from config import MEGABYTE, Settings

blueprint = Blueprint("evidence", __name__)
READERS = policy.UNIT_READERS
ACCESS = {
    "evidence.upload": policy.only("specialist"),
    "evidence.remove": policy.only("specialist"),
    "evidence.download": READERS,
}
# A file is shown in the browser only when asked for, and then as a page that can run and reach nothing.
SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"


def limits() -> Limits:
    """What may be uploaded here."""
    settings: Settings = current_app.config["SETTINGS"]
    return Limits(settings.allowed_uploads, settings.max_file_bytes)


def taken() -> dict[str, Any]:
    """The same for the control that uploads."""
    bound = limits()
    hint = texts.hint(bound.allowed, bound.largest // MEGABYTE, operations.MOST_AT_CRITERION)
    return {"accept": ",".join(bound.allowed), "upload_hint": hint, "max_bytes": bound.largest}


attachments.provide(queries.attached, taken)


@blueprint.post("/danh-gia/<int:assessment_id>/tai-lieu/<code>")
def upload(assessment_id: int, code: str) -> ResponseReturnValue:
    """Attach one or several files to a criterion."""
    actor = current_actor()
    files = [
        Upload(file.filename or "", cast(BinaryIO, file.stream))
        for file in request.files.getlist("files")
        if file.filename
    ]
    ids, refusals = operations.attach(actor, assessment_id, code, files, limits())
    message = texts.outcome(len(ids), refusals)
    if wants_json():
        shown = [row for row in queries.attached(db.session(), assessment_id).get(code, []) if row.id in ids]
        body: dict[str, Any] = {
            "ok": not refusals,
            "message": message,
            "files": [file_shown(row, True) for row in shown],
        }
        return jsonify(body), 422 if refusals else 200
    flash(message, "error" if refusals else "success")
    return redirect(_back(assessment_id, code))


@blueprint.post("/tai-lieu/<int:evidence_id>/go")
def remove(evidence_id: int) -> ResponseReturnValue:
    """Take a file away from its criterion."""
    evidence = operations.remove(current_actor(), evidence_id)
    flash(texts.removed(evidence.filename), "success")
    return redirect(_back(evidence.assessment_id, evidence.code))


def _back(assessment_id: int, code: str) -> str:
    opened = open_for(db.session(), current_actor(), assessment_id)
    return criterion_url(opened.framework, assessment_id, code)


@blueprint.get("/tai-lieu/<int:evidence_id>")
def download(evidence_id: int) -> Response:
    """The file itself: as a download, or with `?xem=1` shown where that is safe."""
    session = db.session()
    evidence = queries.open_evidence(session, current_actor(), evidence_id)
    stored = session.get_one(StoredFile, evidence.file_hash)
    inline = request.args.get("xem") == "1" and stored.media_type in queries.VIEWABLE
    return _send(evidence, stored, inline)


def _send(evidence: Evidence, stored: StoredFile, inline: bool) -> Response:
    path = storage.path_of(stored.hash)
    if not path.is_file():
        current_app.logger.error("stored file %s of evidence %s is lost", stored.hash, evidence.id)
        raise NotFound(texts.LOST_FILE, evidence=evidence.id)
    response = send_file(
        path,
        mimetype=stored.media_type,
        as_attachment=not inline,
        download_name=evidence.filename,
        conditional=False,
        etag=stored.hash,
        last_modified=evidence.added_at,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
