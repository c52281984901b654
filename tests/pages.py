"""Every page and form of the application, and browsers to ask for them as this or that person."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from app import clock
from app.accounts.models import Account
from app.extensions import db
from app.security import start_session
from tests.databases import copy_database
from tests.people import NOWHERE, PDF, Facts

Values = Callable[[Facts], Mapping[str, Any]]


@dataclass(frozen=True)
class Target:
    """One line of the table: an address to ask for, or a form to send there."""

    label: str
    values: Mapping[str, Any]
    form: Values

    @property
    def method(self) -> str:
        return self.label.split()[0]

    @property
    def endpoint(self) -> str:
        return self.label.split()[1]

    def address(self, app: Flask, facts: Facts) -> str:
        """The address of this page for the items of one authority."""
        known = asdict(facts)
        values = {
            name: known[value[1:]] if isinstance(value, str) and value.startswith(":") else value
            for name, value in self.values.items()
        }
        for name in self.arguments(app):
            if name not in values and name in known:
                values[name] = known[name]
        with app.test_request_context():
            return app.url_for(self.endpoint, **values)

    def arguments(self, app: Flask) -> set[str]:
        """The parts of the address that a rule of this page takes."""
        if "(of today)" in self.label:
            return set()
        rules = app.url_map.iter_rules(self.endpoint)
        return set().union(*(rule.arguments for rule in rules if self.method in (rule.methods or ())))


def get(endpoint: str, note: str = "", **values: Any) -> Target:
    """A page."""
    return Target(f"GET {endpoint}" + (f" ({note})" if note else ""), values, lambda facts: {})


def post(endpoint: str, note: str = "", *, form: Values | None = None, **values: Any) -> Target:
    """A form."""
    return Target(f"POST {endpoint}" + (f" ({note})" if note else ""), values, form or (lambda facts: {}))


def day(_facts: Facts) -> dict[str, Any]:
    """Today, as the day of issue."""
    return {"issued_on": clock.today().isoformat()}


def giving(**fields: Any) -> Values:
    """A form with these fields."""
    return lambda facts: fields


PERSON = {"full_name": "Nguyễn Thị Mới", "position_title": "Chuyên viên", "seen_version": "1"}
TAKING_OVER = {**PERSON, "reason": "Nghỉ việc"}
COUNCIL_PAGES = (
    "sessions plan session screen screen_mark change agenda units unit differences raise_plan "
    "settle_plan coverage unranked analysis analysis_csv"
)
COUNCIL_STEPS = "plan change invite agenda_propose start attendance show hands bring settle bring_all"
TASK_PAGES = "progress progress_csv create edit weak template upload"
TASK_FORMS = "create edit weak upload confirm"
COUNCIL_ITEMS = "agenda_move agenda_tick agenda_remove"
DRAFT_PAGES = ("head", "node", "add_node", "input", "case", "upload", "publish")
DRAFT_STEPS = ("remove_node", "move_node", "remove_input", "remove_case", "delete", "retire")
REMINDING = {"viec": "remind", "danh-sach": ""}
DELEGATING = (("list", get), ("give", post), ("stop", post), ("appoint", get), ("appoint", post))
WHY = giving(reason="Theo văn bản số 12")
TARGETS = (
    # --- signing in and accounts
    get("accounts.sign_in"),
    post("accounts.sign_in"),
    post("accounts.sign_out"),
    get("accounts.change_password"),
    post("accounts.change_password"),
    get("accounts.list"),
    get("accounts.detail"),
    get("accounts.create"),
    post("accounts.create"),
    get("accounts.create_for_unit"),
    post("accounts.create_for_unit"),
    post("accounts.correct", form=giving(**PERSON)),
    post("accounts.hand_over", form=giving(**{f"nhan-{name}": text for name, text in TAKING_OVER.items()})),
    post("accounts.close", form=giving(reason="Nghỉ việc", seen_version="1")),
    post("accounts.reopen", form=giving(reason="Đi làm lại", seen_version="1")),
    post("accounts.reset"),
    post("accounts.grant", form=giving(role="secretariat")),
    post("accounts.end_role", account_id=":member_id"),
    # --- acting for somebody else
    *(make(f"delegating.{name}") for name, make in DELEGATING),
    *(post(f"delegating.{name}", delegation_id=999_999) for name in ("end", "begin")),
    # --- the desk
    get("desk.start"),
    get("desk.work"),
    get("desk.board"),
    get("desk.late"),
    get("desk.late_csv"),
    get("schedule.deadlines"),
    post("schedule.remind"),
    get("schedule.days_off"),
    post("schedule.add_day"),
    post("schedule.import_days"),
    post("schedule.remove_day", holiday_id=999_999),
    post("desk.open_round"),
    # --- lists of work, and actions on many units; no run has been made here
    get("worklists.show", name="to_appraise"),
    get("worklists.show", "of a round", name="round.to_run"),
    get("worklists.show", "of documents", name="document.to_sign"),
    get("worklists.show", "of tasks", name="task.to_start"),
    get("worklists.why"),
    get("worklists.why_round"),
    post("worklists.preview", form=lambda facts: {**REMINDING, "round_id": facts.round_id, "tat-ca": "1"}),
    post(
        "worklists.confirm",
        form=lambda facts: {
            **REMINDING,
            "round_id": facts.round_id,
            "chon": f"{facts.assessment_id}:1",
            "token": "thu",
        },
    ),
    get("worklists.runs"),
    get("worklists.report", run_id=NOWHERE),
    get("worklists.report_csv", run_id=NOWHERE),
    get("notifications.list"),
    get("notifications.show"),
    post("notifications.follow"),
    post("notifications.mark_all"),
    post("notifications.choose_mail", form=giving(mail_mode="each")),
    get("notifications.undone"),
    post("notifications.send_again", message_id=NOWHERE),
    # --- frameworks; nobody here is writing one
    get("keeping.list"),
    get("keeping.show", framework_id="thanh_hoa_2021/so", version=1),
    get("keeping.download", framework_id="thanh_hoa_2021/so", version=1),
    get("keeping.compare"),
    get("keeping.mapping"),
    post(
        "keeping.map_criteria",
        form=giving(trai="thanh_hoa_2021/so@1", phai="thanh_hoa_2021/huyen@1"),
    ),
    post("keeping.unmap", mapping_id=NOWHERE),
    get("keeping.copy"),
    post("keeping.copy"),
    get("keeping.inputs", kept_id=NOWHERE),
    *(get(f"keeping.{page}", kept_id=NOWHERE) for page in DRAFT_PAGES),
    *(post(f"keeping.{page}", kept_id=NOWHERE) for page in (*DRAFT_PAGES, *DRAFT_STEPS)),
    # --- workflow definitions
    get("processes.list"),
    get("processes.show", key="thanh_hoa_assessment@2"),
    get("processes.compare", trai="round@2", phai="round@3"),
    get("processes.item"),
    get("processes.publish"),
    post("processes.publish"),
    get("processes.move"),
    post("processes.move"),
    # --- the round
    get("rounds.setup", "of today"),
    get("rounds.setup"),
    get("rounds.framework"),
    get("rounds.workflow"),
    get("rounds.create"),
    post("rounds.create"),
    post("rounds.save_plan"),
    post("rounds.add_group"),
    post("rounds.remove_group"),
    get("rounds.rule_group"),
    post("rounds.rule_group", form=giving(kieu="good")),
    post("rounds.add_member", form=lambda facts: {"account_id": facts.account_id, "role": "secretariat"}),
    post("rounds.end_member"),
    # --- a unit's assessment
    get("assessments.mine"),
    get("assessments.form"),
    get("assessments.table"),
    get("assessments.summary"),
    get("assessments.timeline"),
    get("assessments.print"),
    get("assessments.result"),
    get("assessments.sheets"),
    get("results.years"),
    post("assessments.save_figure", form=giving(name="so_hoi_thao", value="3")),
    post("assessments.save_section", form=giving(**{"gia_tri-so_hoi_thao": "3", "muc": "1"})),
    post("assessments.declare", code="1.2", form=giving(status="no_data", reason="Chưa thống kê")),
    post("assessments.answer", code="1.2", form=giving(answer="Đã gửi")),
    post("assessments.act", "submit", transition="submit"),
    post("assessments.act", "confirm", transition="confirm", form=giving(sheet_hash="0" * 64)),
    post("assessments.act", "take over", transition="take_over", form=WHY),
    post("assessments.act", "no such step", transition="publish"),
    post(
        "assessments.extend",
        form=lambda facts: {"until": "2099-01-01", "letter_number": "12/UBND", "reason": "Bão"},
    ),
    post("evidence.upload", code="2.1", form=lambda facts: {"files": (BytesIO(PDF + b"moi"), "moi.pdf")}),
    post("evidence.remove"),
    # --- what others hand in
    get("supplied.overview"),
    get("supplied.group", supplier="survey"),
    get("supplied.template", supplier="survey"),
    post("supplied.preview", supplier="survey"),
    post("supplied.confirm", supplier="survey"),
    get("supplied.file", import_id=999_999),
    get("supplied.marks"),
    get("supplied.marking"),
    get("supplied.by_criterion", name="cg_the_che"),
    post("supplied.by_criterion", name="cg_the_che"),
    get("supplied.by_unit"),
    post("supplied.by_unit"),
    get("evidence.download"),
    # --- the appraisal
    get("appraisal.units"),
    get("appraisal.unit"),
    get("appraisal.criteria"),
    get("appraisal.criterion", code="2.1"),
    post("appraisal.review", code="1.2", form=giving(decision="accepted")),
    post("appraisal.review_in_table", code="1.2", form=giving(decision="accepted")),
    post("appraisal.accept_rest"),
    post("appraisal.question", code="1.2", form=giving(question="Danh mục ở đâu?")),
    post("appraisal.ask"),
    post("appraisal.finish"),
    post("appraisal.reopen", form=WHY),
    post("appraisal.close_entry"),
    post("appraisal.start_council"),
    # --- explanation and objections; nobody has been asked here
    get("explaining.unit"),
    post("explaining.object_to", code="2.1", form=giving(argument="Quyết định số 12")),
    post("explaining.withdraw", code="2.1"),
    get("explaining.file"),
    post("explaining.answer", objection_id=NOWHERE, form=giving(outcome="kept", answer="Giữ điểm")),
    get("explaining.waiting"),
    get("explaining.send"),
    post("explaining.send_points"),
    get("explaining.counts"),
    get("explaining.counts_csv"),
    get("appraisal.differences"),
    get("appraisal.settle", code="2.1"),
    post("appraisal.settle", code="2.1", form=giving(decision="adjusted", points="1", reason="Danh mục mới")),
    get("appraisal.conflicts"),
    post("appraisal.declare", form=lambda facts: {"unit_id": NOWHERE, "reason": "Người thân"}),
    post("appraisal.withdraw", declaration_id=NOWHERE, form=WHY),
    get("assigning.overview"),
    get("assigning.template"),
    post("assigning.mode", form=giving(assigned_only="1")),
    post("assigning.preview"),
    post("assigning.upload"),
    post("assigning.confirm"),
    get("assigning.hand_over"),
    post("assigning.hand_over"),
    post("assigning.end", form=WHY),
    # --- the council
    *(get(f"council.{name}") for name in COUNCIL_PAGES.split()),
    *(post(f"council.{name}") for name in COUNCIL_STEPS.split()),
    *(post(f"council.{name}", item_id=NOWHERE) for name in COUNCIL_ITEMS.split()),
    post("documents.draft_invitation"),
    post("documents.draft_minutes"),
    post("council.agenda_add", form=giving(title="Nghe báo cáo")),
    post("council.note", form=giving(speaker="Ông Hải", content="Nhất trí")),
    post("council.note_remove", note_id=NOWHERE),
    post("council.close", form=WHY),
    get("council.raise_point", code="1.2"),
    post("council.raise_point", code="1.2", form=giving(question="Đủ giấy mời?", proposed="1")),
    post("council.raise_many", form=lambda facts: {"chon": f"{facts.assessment_id}:1.1"}),
    post("council.vote", form=giving(choice="for")),
    post("council.step_out", form=giving(reason="Người thân công tác tại đơn vị")),
    post("council.step_in", form=giving(reason="Ghi nhầm")),
    post("council.decide", form=WHY),
    post("council.reopen", form=WHY),
    post("council.settle_all", form=lambda facts: {"don_vi": str(facts.assessment_id)}),
    post("council.conclude", form=WHY),
    post("council.reopen_council", form=WHY),
    post("council.withdraw", form=giving(codes="2.1", reason="Thiếu số liệu")),
    post("council.restore", form=giving(code="2.1", reason="Đã có số liệu")),
    post(
        "council.leave_unranked",
        form=lambda facts: {"assessment_id": facts.assessment_id, "reason": "Thí điểm"},
    ),
    post("council.rank_again", form=WHY),
    # --- results and documents
    get("results.ranking", "of today"),
    get("results.ranking"),
    get("results.ranking_csv"),
    post("results.export_dossier"),
    get("documents.list"),
    get("documents.show"),
    get("documents.show", "decision", document_id=":decision_id"),
    get("documents.preview"),
    get("documents.preview", "decision", document_id=":decision_id"),
    get("documents.download", revision=1, format_="pdf"),
    get(
        "documents.download",
        "decision",
        document_id=":decision_id",
        revision=":decision_revision",
        format_="docx",
    ),
    post("documents.issue", document_id=":minutes_id", form=day),
    get("documents.issue_many", id=":minutes_id"),
    post("documents.issue_many", form=lambda facts: {"id": facts.minutes_id, **day(facts)}),
    get("documents.dossier", "of today"),
    get("documents.dossier"),
    post("documents.submit"),
    post("documents.decide", form=giving(dossier_hash="0" * 64)),
    post("documents.return_dossier", form=WHY),
    post("documents.publish", form=day),
    get("documents.to_sign"),
    post("documents.act", document_id=":minutes_id", transition="submit"),
    post("documents.act", "no such step", document_id=":minutes_id", transition="replace"),
    post("documents.draw_up_again", document_id=":minutes_id"),
    # --- improvement tasks
    get("improvements.list"),
    get("improvements.show"),
    post("improvements.act", "start", transition="start"),
    post("improvements.act", "cancel", transition="cancel", form=WHY),
    post("improvements.report", form=giving(period="1999-Q1", percent="5", content="Đã họp")),
    *(get(f"improvements.{name}") for name in TASK_PAGES.split()),
    *(post(f"improvements.{name}") for name in TASK_FORMS.split()),
    post("improvements.assign_many", form=lambda facts: {"id": facts.task_id}),
    # --- complaints and corrections
    get("complaints.list"),
    get("complaints.unit"),
    post("complaints.file", form=giving(letter_number="12/STP", content="Xin xem lại", codes="2.1")),
    post("complaints.reject", form=giving(answer="Giữ nguyên")),
    post("complaints.review", form=giving(reason="Có số liệu mới", **{"diem-2.1": "9"})),
    post("complaints.settle"),
    post("complaints.dismiss", form=WHY),
    post("complaints.reopen", form=WHY),
    get("corrections.versions"),
    get("corrections.show"),
    post("corrections.start", form=WHY),
    post("corrections.cancel", form=WHY),
    post("corrections.submit"),
    post("corrections.decide", form=giving(dossier_hash="0" * 64)),
    post("corrections.send_back", form=WHY),
    post("corrections.publish", form=day),
    post("corrections.close_round"),
    get("audit.search"),
    post("audit.export"),
    get("audit.check"),
    get("audit.check", "the round", ky=":round_id"),
    get("audit.after_confirmation"),
    get("audit.item", "the unit's assessment", subject_type="assessment", subject_id=":assessment_id"),
    get("audit.item", "the round", subject_type="round", subject_id=":round_id"),
    get("audit.item", "an account", subject_type="account", subject_id=":member_id"),
    # --- for everyone
    get("portal.home"),
    get("portal.result", code=":authority"),
    get("portal.ranking_csv", code=":authority"),
    get("portal.unit", code=":authority"),
    get("calculator.home"),
    get("calculator.show", decision="thanh_hoa_2021", group="so"),
    post("calculator.compute", decision="thanh_hoa_2021", group="so", form=giving(**{"so-dvc_tong": "5"})),
    post("calculator.upload", decision="thanh_hoa_2021", group="so"),
    get("calculator.empty_file", decision="thanh_hoa_2021", group="so"),
    get("calculator.ca_mau"),
    get("static", filename="img/emblem.svg"),
    get("bootstrap.static", filename="css/bootstrap.min.css"),
)


@dataclass(frozen=True)
class Known:
    """An account as a browser's session knows it, whatever becomes of its row."""

    id: int
    session_epoch: int

    @classmethod
    def of(cls, account: Account | None) -> "Known | None":
        """Nobody for nobody."""
        return cls(account.id, account.session_epoch) if account else None


class Asking:
    """Asks for pages as this or that person, forms with their CSRF token, and keeps what came."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps("0" * 40)
        self.cookies: dict[int | None, str] = {}
        self.broken: list[str] = []
        for name in ("app", "app.access"):
            logging.getLogger(name).setLevel(logging.CRITICAL)

    def browser(self, account: Known | None) -> FlaskClient:
        """A browser of its own, signed in."""
        client = self.app.test_client()
        key, name = account.id if account else None, self.app.config["SESSION_COOKIE_NAME"]
        if key not in self.cookies:
            with client.session_transaction() as stored:
                if account is not None:
                    start_session(stored, account.id, account.session_epoch)
                stored["csrf_token"] = "0" * 40
            cookie = client.get_cookie(name)
            assert cookie is not None
            self.cookies[key] = cookie.value
        client.set_cookie(name, self.cookies[key])
        return client

    def ask(
        self,
        account: Known | None,
        target: Target,
        facts: Facts,
        *,
        form_of: Facts | None = None,
        token: bool = True,
        json: bool = False,
    ) -> TestResponse | None:
        """The answer; None when the program broke, which is noted.

        `form_of` gives the ids in the form where they are others than those in the address; `json` asks for
        an answer without a page around it.
        """
        headers = {"X-CSRFToken": self.token} if token and target.method == "POST" else {}
        if json:
            headers["Accept"] = "application/json"
        try:
            return self.browser(account).open(
                target.address(self.app, facts),
                method=target.method,
                data=target.form(form_of or facts) or None,
                headers=headers,
                buffered=True,
            )
        except Exception as error:  # noqa: BLE001 -- whatever breaks is what tests look for
            self.broken.append(f"{target.label}: {type(error).__name__}: {error}")
            return None


class Place:
    """The database as it stood, put back after whatever a form has changed."""

    def __init__(self, folder: Path) -> None:
        self.path = Path(str(db.engine.url.database))
        self.kept = folder / "kept.db"
        self.written: list[str] = []
        db.session.remove()
        copy_database(self.path, self.kept)
        sa.event.listen(db.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().split(None, 1)[0].upper() in ("INSERT", "UPDATE", "DELETE", "REPLACE"):
            self.written.append(statement)

    def put_back(self) -> None:
        """Undo everything, if anything was written."""
        db.session.remove()
        if self.written:
            db.engine.dispose()
            copy_database(self.kept, self.path)
            self.written.clear()


def plain(text: str) -> str:
    """A page without what differs from one request to the next."""
    text = re.sub(r'((?:name="csrf_token"[^>]*value|name="csrf-token" content)=")[^"]*', r"\1", text)
    return re.sub(r"\b[0-9a-f]{16}\b", "", text)
