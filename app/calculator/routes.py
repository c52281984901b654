"""The public calculator: choose a framework, type figures or send a file, see points. Nothing is stored."""

from datetime import timedelta
from threading import BoundedSemaphore

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from app import catalog, clock
from app.calculator import comparing, forms, output, scoring, views
from app.calculator.files import FileRefused, read_members
from app.errors import NotFound, TooLarge, TooManyAttempts
from app.messages import calculator as texts
from app.policy import PUBLIC
from app.spreadsheets import template
from app.spreadsheets.tables import Limits, Problem
from config import MEGABYTE
from frameworks.model import Framework
from frameworks.numbers import format_vi

blueprint = Blueprint("calculator", __name__, url_prefix="/may-tinh-diem")

ACCESS = {
    "calculator.home": PUBLIC,
    "calculator.show": PUBLIC,
    "calculator.compute": PUBLIC,
    "calculator.upload": PUBLIC,
    "calculator.empty_file": PUBLIC,
    "calculator.ca_mau": PUBLIC,
}
LARGEST_FILE = 5 * MEGABYTE
LARGEST_REQUEST = LARGEST_FILE + MEGABYTE
# Strangers may send files here: fewer rows than an import takes, and few files at a time.
LIMITS = Limits(rows=1_000, cells=180_000, unpacked=8 * MEGABYTE)
READING = BoundedSemaphore(2)
WAIT = timedelta(seconds=10)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.url_value_preprocessor
def refuse_large(_endpoint: str | None, _values: dict[str, str] | None) -> None:
    """Before anything of the request is read. What was sent is let through, else no answer is seen."""
    size = request.content_length or 0
    if size <= LARGEST_REQUEST:
        return
    if size <= current_app.config["SETTINGS"].max_request_bytes:
        source = request.environ["wsgi.input"]
        while size > 0 and (chunk := source.read(min(size, 65536))):
            size -= len(chunk)
    raise TooLarge(texts.FILE_TOO_LARGE.format(megabytes=LARGEST_FILE // MEGABYTE))


@blueprint.after_request
def keep_nowhere(response: Response) -> Response:
    """The form is bound to a session, and what people try is their own affair."""
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("")
def home() -> ResponseReturnValue:
    """The frameworks by decision."""
    groups = views.chosen(list(catalog.frameworks().values()))
    return render_template("calculator/home.html", groups=groups)


@blueprint.get("/doi-chieu/ca-mau-2022")
def ca_mau() -> ResponseReturnValue:
    """A province's published result beside what the rules give."""
    comparison = comparing.compare(catalog.framework(comparing.FRAMEWORK))
    return render_template(
        "calculator/ca_mau.html",
        comparison=comparison,
        address=comparing.FRAMEWORK.split("/"),
        points=comparing.points,
        signed=comparing.signed,
        kinds=texts.DIFFERENCES,
        by_rule=texts.BY_RULE,
    )


@blueprint.get("/<decision>/<group>")
def show(decision: str, group: str) -> ResponseReturnValue:
    """The empty form of a framework."""
    return _page(_framework(decision, group), forms.Typed())


@blueprint.post("/<decision>/<group>")
def compute(decision: str, group: str) -> ResponseReturnValue:
    """Points for the figures typed, on the same page or as a file."""
    framework = _framework(decision, group)
    given = forms.typed(framework, request.form)
    read = forms.read(framework, given)
    if read.errors:
        return _page(framework, given, read), 422
    scored = scoring.score_alone(framework, read.member, read.others)
    if request.form.get("viec") == "csv":
        return _file(scored, details=True)
    return _page(framework, given, read, scored)


@blueprint.post("/<decision>/<group>/tep")
def upload(decision: str, group: str) -> ResponseReturnValue:
    """Points and ranks of the units in a file."""
    framework = _framework(decision, group)
    sent = request.files.get("tep")
    if sent is None or not sent.filename:
        problem = Problem("", texts.NO_FILE_CHOSEN)
        return _page(framework, forms.Typed(), refused=FileRefused((problem,))), 422
    if not READING.acquire(blocking=False):
        raise TooManyAttempts(texts.BUSY, until=clock.now() + WAIT)
    try:
        read = read_members(framework, sent.filename, sent.stream.read(LARGEST_FILE + 1), LIMITS)
        scored = scoring.score(framework, read.members)
    except FileRefused as refusal:
        return _page(framework, forms.Typed(), refused=refusal, name=sent.filename), 422
    finally:
        READING.release()
    wanted = request.form.get("viec")
    if wanted in ("csv", "chi-tiet"):
        return _file(scored, details=wanted == "chi-tiet")
    return render_template(
        "calculator/units.html", scored=scored, counts=read.counts, address=(decision, group), shown=format_vi
    )


@blueprint.get("/<decision>/<group>/mau.xlsx")
def empty_file(decision: str, group: str) -> ResponseReturnValue:
    """The workbook to fill in."""
    framework = _framework(decision, group)
    response = Response(template.write(framework), mimetype=XLSX)
    name = template.file_name(framework.id)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _framework(decision: str, group: str) -> Framework:
    framework = catalog.frameworks().get(f"{decision}/{group}")
    if framework is None:
        raise NotFound(texts.UNKNOWN_PAGE, framework=f"{decision}/{group}")
    return framework


def _file(scored: scoring.Scored, details: bool) -> Response:
    response = Response(output.score_csv(scored, details), mimetype="text/csv")
    name = texts.result_file(scored.framework.id)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(
    framework: Framework,
    given: forms.Typed,
    read: forms.FormRead | None = None,
    scored: scoring.Scored | None = None,
    refused: FileRefused | None = None,
    name: str = "",
) -> str:
    decision, _, group = framework.id.partition("/")
    return render_template(
        "calculator/form.html",
        page=views.form_page(framework, given, read.errors if read else {}, scored),
        address=(decision, group),
        refused=refused,
        refusal=texts.FILE_REFUSED.format(name=name) if name else texts.NO_FILE_CHOSEN,
        megabytes=LARGEST_FILE // MEGABYTE,
        rows=LIMITS.rows,
        kinds=texts.BASIS_KINDS,
    )
