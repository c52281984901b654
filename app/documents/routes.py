"""Pages of documents: list, one document, files, numbers; and the dossier with its steps."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app import policy
from app.documents import dossier as steps
from app.documents import dossier_views, invitations, minutes, operations, preview, queries, register, views
from app.documents import waiting as signatures
from app.documents.earlier import completed
from app.documents.forms import IssueForm, ManyForm, StepForm
from app.documents.models import DOCUMENT_STATES, FORMATS
from app.documents.taking import numbered, step
from app.errors import InvalidInput, NotFound
from app.evidence import storage
from app.extensions import db
from app.messages import NOT_FOUND
from app.messages import documents as texts
from app.policy import SIGNED_IN, only
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.security import current_actor
from app.units.models import Authority

blueprint = Blueprint("documents", __name__)

CLERKS = only("secretariat")
SIGNERS = only("chairman", "council_chair", "standing_body")
DRAFTERS = only("standing_body", "council_secretary", "secretariat")
DOSSIER_READERS = only(
    "chairman", "standing_body", "secretariat", "council_chair", "council_secretary", "auditor"
)
ACCESS = {
    "documents.list": SIGNED_IN,
    "documents.show": SIGNED_IN,
    "documents.preview": SIGNED_IN,
    "documents.download": SIGNED_IN,
    "documents.to_sign": SIGNERS,
    "documents.act": SIGNED_IN,
    "documents.draw_up_again": DRAFTERS,
    "documents.draft_invitation": only("council_secretary", "standing_body"),
    "documents.draft_minutes": only("council_secretary", "standing_body"),
    "documents.issue": CLERKS,
    "documents.issue_many": CLERKS,
    "documents.dossier": DOSSIER_READERS,
    "documents.submit": only("standing_body"),
    "documents.decide": only("chairman"),
    "documents.return_dossier": only("chairman"),
    "documents.publish": CLERKS,
}
FILE_POLICY = "default-src 'none'; sandbox"


# --- the list -----------------------------------------------------------------------------------------------


@blueprint.get("/van-ban", endpoint="list")
def list_documents() -> ResponseReturnValue:
    """The documents of a round that the person may see."""
    actor, session = current_actor(), db.session()
    known = rounds.rounds_of(session, actor)
    round_ = chosen_round(known)
    if round_ is None:
        return render_template("papers/none.html", title=texts.LIST_TITLE, text=texts.NO_DOCUMENTS_YET)
    wanted = wanted_of()
    page = queries.search(session, actor, round_, wanted, request.args.get("trang", 1, int))
    files = queries.files_of(session, [row.id for row in page.rows])
    kept = {name: value for name, value in request.args.items() if name != "trang" and value}
    return render_template(
        "papers/list.html",
        round=round_,
        rounds=known,
        wanted=wanted,
        page=page,
        files=files,
        ready=queries.is_ready,
        number_text=views.number_text,
        may_number=policy.can_round(actor, "number_documents", round_),
        may_open_dossier=policy.can_round(actor, "view_dossier", round_),
        may_sign=SIGNERS.admits(actor),
        kind_titles=texts.KIND_TITLES,
        state_titles=texts.STATES,
        address_of=lambda number: url_for("documents.list", **{**kept, "trang": number}),
    )


def chosen_round(known: Any) -> Round | None:
    """The round the address names, else the newest the person may see."""
    wanted = request.args.get("ky", type=int)
    if wanted is None:
        return next(iter(known), None)
    found = next((round_ for round_ in known if round_.id == wanted), None)
    if found is None:
        raise NotFound(NOT_FOUND, round=wanted)
    return found


def wanted_of() -> queries.Filter:
    """What the address asks for; what cannot be understood narrows nothing."""
    kind, state = request.args.get("loai", ""), request.args.get("trang_thai", queries.LIVE)
    return queries.Filter(
        kind=kind if kind in queries.KINDS else "",
        state=state if state in DOCUMENT_STATES else queries.LIVE,
        text=request.args.get("tim", "").strip()[:100],
    )


# --- a meeting's letter -------------------------------------------------------------------------------------


@blueprint.post("/van-ban/phien-hop/<int:session_id>/giay-moi")
def draft_invitation(session_id: int) -> ResponseReturnValue:
    """Draw up the letter of invitation to a meeting of the council."""
    invitations.draft_invitation(current_actor(), session_id)
    flash(texts.INVITATION_DRAFTED, "success")
    return redirect(url_for("council.session", session_id=session_id, _anchor="moi-hop"))


@blueprint.post("/van-ban/phien-hop/<int:session_id>/bien-ban")
def draft_minutes(session_id: int) -> ResponseReturnValue:
    """Draw up the minutes of a meeting of the council that is closed."""
    minutes.draft_minutes(current_actor(), session_id)
    flash(texts.MINUTES_DRAFTED, "success")
    return redirect(url_for("council.session", session_id=session_id, _anchor="bien-ban"))


# --- one document -------------------------------------------------------------------------------------------


@blueprint.get("/van-ban/<int:document_id>")
def show(document_id: int) -> ResponseReturnValue:
    """One document: preview, facts, files, history, and for the clerk its number."""
    return show_document(document_id)


def show_document(
    document_id: int, form: IssueForm | None = None, refused: tuple[str, InvalidInput] | None = None
) -> ResponseReturnValue:
    """The page of one document; `form` comes back with what was typed and why it was refused, `refused` with
    the step of the document that misses something."""
    shown = views.of_document(db.session(), current_actor(), document_id)
    form = form or IssueForm(seen_version=shown.document.version)
    return render_template(
        "papers/show.html",
        shown=shown,
        form=form,
        kind_titles=texts.KIND_TITLES,
        number_text=views.number_text,
        refused_step=refused[0] if refused else "",
        refusal=refused[1] if refused else None,
        typed=request.form,
    ), 422 if form.errors or refused else 200


@blueprint.get("/van-ban/cho-ky")
def to_sign() -> ResponseReturnValue:
    """What waits for the person's signature."""
    waiting = signatures.to_sign(db.session(), current_actor())
    return render_template("papers/to_sign.html", waiting=waiting, kind_titles=texts.KIND_TITLES)


@blueprint.post("/van-ban/<int:document_id>/buoc/<transition>")
def act(document_id: int, transition: str) -> ResponseReturnValue:
    """One step on a document: hand in, sign, return, recall."""
    form = StepForm()
    try:
        operations.act(
            current_actor(),
            document_id,
            transition,
            reason=form.reason.data or "",
            letter_number=request.form.get("letter_number", ""),
            seen_version=form.seen_version.data,
        )
    except InvalidInput as refusal:
        db.session.rollback()
        return show_document(document_id, refused=(transition, refusal))
    flash(texts.STEP_DONE[transition], "success")
    return redirect(url_for("documents.show", document_id=document_id))


@blueprint.post("/van-ban/<int:document_id>/lap-lai")
def draw_up_again(document_id: int) -> ResponseReturnValue:
    """Draw a recalled document up anew."""
    new = operations.draw_up_again(current_actor(), document_id)
    flash(texts.DRAWN_UP_AGAIN, "success")
    return redirect(url_for("documents.show", document_id=new))


@blueprint.get("/van-ban/<int:document_id>/xem", endpoint="preview")
def show_preview(document_id: int) -> Response:
    """The document itself, for the frame on its page."""
    document, _ = queries.open_document(db.session(), current_actor(), document_id)
    html, security = preview.page(document.kind, completed(document.kind, document.data))
    response = Response(html)
    response.headers["Content-Security-Policy"] = security
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@blueprint.get("/van-ban/<int:document_id>/<int:revision>/<format_>")
def download(document_id: int, revision: int, format_: str) -> Response:
    """One file, exactly as it was made."""
    if format_ not in FORMATS:
        raise NotFound(NOT_FOUND, format=format_)
    document, stored = queries.open_file(db.session(), current_actor(), document_id, revision, format_)
    path = storage.path_of(stored.hash)
    if not path.is_file():
        current_app.logger.error("stored file %s of document %s is lost", stored.hash, document.id)
        raise NotFound(texts.LOST_FILE, document=document.id)
    response = send_file(
        path,
        mimetype=stored.media_type,
        as_attachment=True,
        download_name=views.filename(document, revision, format_),
        conditional=False,
        etag=stored.hash,
    )
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


@blueprint.post("/van-ban/<int:document_id>/cap-so")
def issue(document_id: int) -> ResponseReturnValue:
    """Number, date and issue one document."""
    form = IssueForm()
    number = numbered(form, operations.issue, document_id)
    if number is None:
        return show_document(document_id, form)
    flash(texts.issued(number), "success")
    return redirect(url_for("documents.show", document_id=document_id))


# --- several at once ----------------------------------------------------------------------------------------


@blueprint.route("/van-ban/cap-so", methods=["GET", "POST"])
def issue_many() -> ResponseReturnValue:
    """Number several documents: first what each would get, then what became of each."""
    ids = chosen_ids()
    if not ids:
        flash(texts.NOTHING_CHOSEN, "warning")
        return redirect(url_for("documents.list"))
    form = ManyForm(request.form if request.method == "POST" else request.args)
    if request.method == "POST" and form.validate():
        done, refused = operations.issue_many(current_actor(), ids, issued_on=form.day())
        flash(texts.issued_many(len(done), len(refused)), "warning" if refused else "success")
        day = form.day().isoformat()
        return redirect(url_for("documents.issue_many", id=ids, issued_on=day))
    return show_many(ids, form)


def chosen_ids() -> list[int]:
    """The documents chosen one by one, or all drafts of a filtered list."""
    ids = request.values.getlist("id", type=int)
    if ids or "tat_ca" not in request.args:
        return list(dict.fromkeys(ids))
    actor, session = current_actor(), db.session()
    round_ = chosen_round(rounds.rounds_of(session, actor))
    if round_ is None:
        return []
    wanted = wanted_of()
    drafts = queries.Filter(wanted.kind or "appraisal_minutes", "draft", wanted.text)
    return queries.found_ids(session, actor, round_, drafts)


def show_many(ids: list[int], form: ManyForm) -> ResponseReturnValue:
    """What each chosen document would get on the day typed, or has got."""
    actor, session = current_actor(), db.session()
    documents = queries.open_documents(session, actor, ids, "number_documents")
    proposed = register.propose(session, documents, form.day())
    return render_template(
        "papers/issue_many.html",
        form=form,
        proposed=proposed,
        waiting=[one for one in proposed if one.number],
        number_text=views.number_text,
        ids=ids,
    ), 422 if request.method == "POST" else 200


# --- the dossier --------------------------------------------------------------------------------------------


@blueprint.get("/ho-so-trinh", defaults={"round_id": None})
@blueprint.get("/ho-so-trinh/<int:round_id>")
def dossier(round_id: int | None) -> ResponseReturnValue:
    """The dossier of a round; without a number, that of the present round, if there is one yet."""
    actor, session = current_actor(), db.session()
    if round_id is not None:
        return show_dossier(round_id)
    current = rounds.current_round(session, actor)
    if current is None or not policy.can_round(actor, "view_dossier", current):
        return render_template("papers/none.html", title=texts.DOSSIER_TITLE, text=texts.NO_DOSSIER_YET)
    return redirect(url_for("documents.dossier", round_id=current.id))


def show_dossier(round_id: int, form: IssueForm | None = None) -> ResponseReturnValue:
    """The page of the dossier; `form` is the clerk's, when it comes back with a reason."""
    actor, session = current_actor(), db.session()
    round_ = rounds.open_round(session, actor, round_id, "view_dossier")
    shown = dossier_views.of_round(session, actor, round_)
    return render_template(
        "papers/dossier.html",
        shown=shown,
        round=round_,
        form=form or IssueForm(),
        kind_titles=texts.KIND_TITLES,
        may_rank=policy.can_round(actor, "view_ranking", round_),
        public_url=public_address(round_),
    ), 422 if form is not None and form.errors else 200


def public_address(round_: Round) -> str | None:
    """Where everybody reads the result, once it is public."""
    if not round_.is_public:
        return None
    code = db.session.scalar(select(Authority.code).where(Authority.id == round_.authority_id))
    return url_for("portal.result", code=code, year=round_.year, _external=True)


@blueprint.post("/ho-so-trinh/<int:round_id>/trinh")
def submit(round_id: int) -> ResponseReturnValue:
    """The standing body ranks the groups and hands the dossier to the chairman."""
    step(steps.submit, round_id)
    return back(round_id, texts.SUBMITTED)


@blueprint.post("/ho-so-trinh/<int:round_id>/duyet")
def decide(round_id: int) -> ResponseReturnValue:
    """The chairman approves the dossier on the screen."""
    step(steps.decide, round_id, "dossier_hash")
    return back(round_id, texts.DECIDED)


@blueprint.post("/ho-so-trinh/<int:round_id>/tra-lai")
def return_dossier(round_id: int) -> ResponseReturnValue:
    """The chairman sends the dossier back with a reason; what they read then is the list of documents."""
    step(steps.return_dossier, round_id, "reason")
    flash(texts.RETURNED, "success")
    return redirect(url_for("documents.dossier"))


@blueprint.post("/ho-so-trinh/<int:round_id>/cong-bo")
def publish(round_id: int) -> ResponseReturnValue:
    """The clerk numbers the decision, and everything is public."""
    form = IssueForm()
    number = numbered(form, steps.issue_decision, round_id)
    return show_dossier(round_id, form) if number is None else back(round_id, texts.published(number))


def back(round_id: int, message: str) -> ResponseReturnValue:
    """To the dossier, which says what has become of it."""
    flash(message, "success")
    return redirect(url_for("documents.dossier", round_id=round_id))
