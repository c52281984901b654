"""Pages of the journal: search, the history of one item, and the export for inspectors."""

from collections.abc import Callable, Iterator
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any

from flask import Blueprint, Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from app import messages, policy
from app.accounts.queries import unit_choices
from app.audit import after, exporting, queries, verification
from app.audit.queries import Wanted
from app.audit.scope import Scope
from app.errors import InvalidInput, NotFound
from app.extensions import db
from app.messages import audit as texts
from app.rounds.queries import open_round, rounds_of
from app.security import current_actor

PAGE_SIZE = 50
PIECE = 64 * 1024
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

blueprint = Blueprint("audit", __name__, url_prefix="/nhat-ky")

KEEPERS = policy.only("auditor", "standing_body", "administrator")
ACCESS = {
    "audit.search": KEEPERS,
    "audit.export": KEEPERS,
    "audit.item": policy.SIGNED_IN,
    "audit.check": policy.only("auditor"),
    "audit.after_confirmation": policy.UNIT_READERS,
}


@blueprint.get("", endpoint="search")
def search() -> ResponseReturnValue:
    """The journal by person, unit, kind and day, newest first."""
    if refusal := unread_day(request.args):
        return search_page(refusal), 422
    return search_page()


def search_page(error: InvalidInput | None = None) -> str:
    """The page of the search; with `error` where a day or an export was refused, the filters kept."""
    actor, session = current_actor(), db.session()
    wanted = wanted_of(request.values)
    total = queries.count(session, actor, wanted)
    page, pages = paging(total)
    events = queries.search(session, actor, wanted, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    filters = given_filters()
    return render_template(
        "audit/search.html",
        events=queries.told(session, events),
        wanted=wanted,
        units=unit_choices(session, actor.authority_id),
        kinds=[(kind, texts.KINDS.get(kind, kind)) for kind in queries.kinds(session)],
        total=total,
        page=page,
        pages=pages,
        page_url=lambda number: url_for("audit.search", **filters, trang=number),
        filters=filters,
        filtered=bool(filters),
        may_check=ACCESS["audit.check"].admits(actor),
        error=error,
    )


@blueprint.get("/<subject_type>/<int:subject_id>", endpoint="item")
def item(subject_type: str, subject_id: int) -> str:
    """The history of one item, and whether its chain is whole."""
    return item_page(subject_type, subject_id)


def item_page(subject_type: str, subject_id: int, error: InvalidInput | None = None) -> str:
    """The page of one item; with `error` after an export that was refused."""
    if subject_type not in texts.SUBJECTS:
        raise NotFound(messages.NOT_FOUND, subject=subject_type)
    actor, session = current_actor(), db.session()
    condition = queries.item_condition(session, actor, subject_type, subject_id)
    total = queries.item_count(session, condition)
    page, pages = paging(total)
    events = queries.item_page(session, condition, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    broken = queries.broken_link(session, subject_type, subject_id)
    return render_template(
        "audit/item.html",
        title=queries.title_of(session, subject_type, subject_id),
        events=queries.told(session, events),
        broken=texts.break_at(broken.fault, broken.sequence) if broken else None,
        search_url=url_for("audit.search") if KEEPERS.admits(actor) else None,
        total=total,
        page=page,
        pages=pages,
        page_url=lambda number: url_for(
            "audit.item", subject_type=subject_type, subject_id=subject_id, trang=number
        ),
        subject={"loai": subject_type, "so": subject_id} if KEEPERS.admits(actor) else {},
        error=error,
    )


@blueprint.get("/kiem-tra", endpoint="check")
def check() -> str:
    """Check the history of one item, or of a whole round; what is wrong is named with its place."""
    actor, session = current_actor(), db.session()
    kind, number = request.args.get("loai", ""), request.args.get("so", None, int)
    round_id = request.args.get("ky", None, int)
    scope, title = None, ""
    if round_id is not None:
        scope, title = Scope.of_round(open_round(session, actor, round_id, "view_history").id), "round"
        number = round_id
    elif kind and number is not None:
        if kind not in texts.SUBJECTS:
            raise NotFound(messages.NOT_FOUND, subject=kind)
        queries.item_condition(session, actor, kind, number)
        scope, title = Scope.of((kind, number)), kind
    report = verification.verify_scope(session, scope) if scope else None
    return render_template(
        "audit/check.html",
        rounds=rounds_of(session, actor),
        round_id=round_id,
        kinds=texts.SUBJECTS.items(),
        kind=kind,
        number=number,
        title=queries.title_of(session, title, number) if title and number is not None else "",
        report=report,
        faults=verification.faults_shown(session, report.faults) if report else [],
    )


@blueprint.get("/phieu/<int:assessment_id>/sau-xac-nhan", endpoint="after_confirmation")
def after_confirmation(assessment_id: int) -> str:
    """Everything that changed of a unit since its leader first confirmed, criterion by criterion."""
    page = after.page(db.session(), current_actor(), assessment_id)
    return render_template("audit/after_confirmation.html", **page)


@blueprint.post("/tai-ve", endpoint="export")
def export() -> ResponseReturnValue:
    """All that a search finds, or the history of one item, as .csv or .xlsx; that it was taken is written
    down."""
    actor, session = current_actor(), db.session()
    wanted = wanted_of(request.form)
    form = request.form.get("dang", "csv")
    form = form if form in texts.FILE_NAMES else "csv"
    if refusal := unread_day(request.form):
        return search_page(refusal), 422
    try:
        begun = exporting.begin(actor, wanted, form)
    except InvalidInput as refusal:
        return (item_page(*wanted.subject, refusal) if wanted.subject else search_page(refusal)), 422
    if form == "xlsx":
        return send_workbook(lambda out: exporting.workbook(session, actor, wanted, begun, out))
    told = stream_with_context(exporting.csv_pieces(session, actor, wanted, begun))
    answer = Response(told, mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=texts.FILE_NAMES[form])
    return answer


def send_workbook(write: Callable[[IO[bytes]], None]) -> Response:
    """A workbook that `write` writes, by way of a temporary file."""
    content = TemporaryFile()  # noqa: SIM115 -- closed with the response
    try:
        write(content)
    except BaseException:
        content.close()
        raise
    size = content.tell()
    content.seek(0)
    answer = Response(pieces(content), mimetype=WORKBOOK)
    answer.content_length = size
    answer.headers.set("Content-Disposition", "attachment", filename=texts.FILE_NAMES["xlsx"])
    answer.call_on_close(content.close)
    return answer


def pieces(content: IO[bytes]) -> Iterator[bytes]:
    """A file piece by piece, closed after the last."""
    with content:
        while piece := content.read(PIECE):
            yield piece


def paging(total: int) -> tuple[int, int]:
    """The page asked for, within the pages there are, and how many there are."""
    pages = max(1, -(-total // PAGE_SIZE))
    return min(max(request.args.get("trang", 1, int), 1), pages), pages


def given_filters() -> dict[str, Any]:
    """The filters of the address that say something, to be carried to the other pages."""
    names = ("nguoi", "don_vi", "viec", "tu_ngay", "den_ngay")
    return {name: request.values[name] for name in names if request.values.get(name)}


def unread_day(args: Any) -> InvalidInput | None:
    """The first day of the filter that is none: a file of all days is not what was asked."""
    for name, title in texts.DAY_FILTERS.items():
        typed = args.get(name, "").strip()
        if typed and args.get(name, None, date.fromisoformat) is None:
            return InvalidInput(texts.no_day(title, typed), field=name, typed=typed)
    return None


def wanted_of(args: Any) -> Wanted:
    """What an address asks for; what cannot be understood narrows nothing. An item that is not known is not
    found."""
    kind, number = args.get("loai", ""), args.get("so", None, int)
    if kind and (kind not in texts.SUBJECTS or number is None):
        raise NotFound(messages.NOT_FOUND, subject=kind)
    return Wanted(
        subject=(kind, number) if kind and number is not None else None,
        person=args.get("nguoi", ""),
        unit_id=args.get("don_vi", None, int),
        kind=args.get("viec", ""),
        since=args.get("tu_ngay", None, date.fromisoformat),
        until=args.get("den_ngay", None, date.fromisoformat),
    )
