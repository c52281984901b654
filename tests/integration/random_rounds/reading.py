"""What people read: now and then a page, a list, a file; and every refusal's words. Nothing in them is told
that the oracle says is not theirs."""

import re
from collections.abc import Iterable
from dataclasses import fields

from flask.testing import FlaskClient
from sqlalchemy import select

from app.council.models import CouncilSession, OpenPoint
from app.documents.models import Document
from app.extensions import db
from app.improvements.models import ImprovementTask
from app.rounds.models import Round
from app.security import BEHALF
from app.units.models import Authority, Unit
from tests.integration.random_rounds.cast import NOBODY, PLANTED, Players
from tests.integration.random_rounds.oracle import Oracle
from tests.pages import TARGETS, Asking, Known
from tests.people import Facts

# Pages that read files or render papers cost more than what they could tell here.
PAGES = tuple(
    target
    for target in TARGETS
    if target.method == "GET"
    and not target.endpoint.startswith(("static", "bootstrap", "calculator", "keeping"))
    and target.endpoint not in ("documents.preview", "documents.download", "results.export_dossier")
)
MARK_OF_TASK = re.compile(r"8848-\d+\.")  # what titles of tasks begin with
SEARCHES = ("/danh-gia?tat-ca=1", "/tham-dinh?xep=-td", "/tham-dinh?xep=td", "/van-ban?trang_thai=replaced")


def marks(place: int, unit: int) -> dict[str, tuple[str, ...]]:
    """What tells of one unit, by what one must be allowed to see to read it."""
    figures = [shape for number in PLANTED[place] for shape in (number, f"{number[:2]}.{number[2:]}")]
    return {
        "view_self_sheet": tuple(figures),
        "view_appraisal": (f"8844-{unit}.",),
        "view_questions": (f"8843-{unit}:",),
        "view_council": (f"8845-{unit}?", f"8846-{unit}.", f"8847-{unit}."),
    }


class Browsers(Asking):
    """Browsers of people who may have chosen to act for somebody."""

    def __init__(self, players: Players) -> None:
        super().__init__(players.app)
        self.acting = players.acting

    def browser(self, account: Known | None) -> FlaskClient:
        """A browser of its own, signed in, and in whose name the person acts."""
        client = super().browser(account)
        if account is not None and account.id in self.acting:
            with client.session_transaction() as stored:
                stored[BEHALF] = self.acting[account.id]
        return client


class Reader:
    """Looks at pages as this or that person."""

    def __init__(self, players: Players, oracle: Oracle) -> None:
        self.players, self.oracle = players, oracle
        self.asking = Browsers(players)
        self.read = 0

    def told(self, text: str, name: str, where: str) -> None:
        """A text that somebody has before them tells nothing that is not theirs."""
        person = self.players.people[name]
        rows = {row["id"]: row for row in self.oracle.units()}
        for place, unit in enumerate(self.players.assessments):
            for permission, words in marks(place, unit).items():
                found = [word for word in words if bears(text, word)]
                if found and not self.may(person, permission, rows[unit], found):
                    raise AssertionError(f"{name} reads {found} ({permission} of {unit}) in {where}")
        for task in self.oracle.watch.all("improvement_tasks"):
            word = MARK_OF_TASK.match(task["title"])
            if word and bears(text, word[0]) and not self.oracle.may_task(person, task):
                raise AssertionError(f"{name} reads of task {task['id']} ({task['state']}) in {where}")

    def may(self, person: int, permission: str, row: dict, words: Iterable[str]) -> bool:  # type: ignore[type-arg]
        """Whether these words are the person's to read."""
        may = self.oracle.may
        own = bool({"specialist", "leader"} & self.oracle.roles(person, row))
        if permission == "view_self_sheet":  # while a unit explains the team goes by what was confirmed
            return may(person, "view_self_sheet", row) or may(person, "view_appraisal", row)
        if permission == "view_questions":  # a unit is told what it was asked, once it was
            asked = any(one["asked_at"] for one in self.requests(row["id"]))
            return may(person, "view_appraisal", row) or (own and asked)
        if permission == "view_appraisal":  # and what it was sent of the points, and the answer it was given
            sent = any(one["provisional_sheet_id"] for one in self.requests(row["id"]))
            return may(person, "view_appraisal", row) or (own and sent)
        # What the team asks of the council is the team's to know; what was published stays readable.
        public = may(person, "view_final", row) and not any("8847-" in word for word in words)
        put = all("8845-" in word for word in words) and may(person, "view_appraisal", row)
        return may(person, "view_council", row) or public or put

    def requests(self, unit: int) -> list[dict]:  # type: ignore[type-arg]
        """The requests for explanation of a unit."""
        rows = self.oracle.watch.all("explanation_requests")
        return [dict(row) for row in rows if row["assessment_id"] == unit]

    def page(self, name: str, luck: int) -> None:
        """One page for one person; whatever it answers, it works and keeps its silence."""
        known = Known(self.players.people[name], 1 if name is None else self.epoch(name))
        self.asking.cookies.clear()
        target, facts = PAGES[luck % len(PAGES)], self.facts(luck)
        if luck % 7 == 0:
            where = SEARCHES[luck // 7 % len(SEARCHES)]
            answer = self.asking.browser(known).get(where, buffered=True)
        else:
            where = target.label
            answer = self.asking.ask(known, target, facts)
        assert answer is not None, self.asking.broken
        assert answer.status_code < 500, f"{where} breaks for {name}"
        self.told(answer.get_data().decode("utf-8", "replace"), name, where)
        self.read += 1
        db.session.rollback()

    def epoch(self, name: str) -> int:
        """The session epoch of an account."""
        return int(self.oracle.account(self.players.people[name])["session_epoch"])

    def facts(self, luck: int) -> Facts:
        """The ids that the addresses carry, of one of the units."""
        players, session = self.players, db.session()
        unit = players.assessments[luck % 2]
        round_ = session.get_one(Round, players.round_id)

        def newest(column: object, *where: object) -> int:
            return session.scalar(select(column).where(*where).order_by(column.desc()).limit(1)) or NOBODY  # type: ignore

        known = {one.name: NOBODY for one in fields(Facts)}  # what else pages are about does not come up here
        known |= {
            "assessment_id": unit,
            "round_id": players.round_id,
            "group_id": players.group_id,
            "account_id": players.people["specialist"],
            "member_id": players.people["council_member"],
            "session_id": newest(CouncilSession.id),
            "point_id": newest(OpenPoint.id, OpenPoint.assessment_id == unit),
            "task_id": newest(ImprovementTask.id),
            "document_id": newest(Document.id, Document.kind == "self_assessment_form"),
            "minutes_id": newest(Document.id, Document.kind == "appraisal_minutes"),
            "decision_id": newest(Document.id, Document.kind == "decision"),
            "decision_revision": 1,
            "year": round_.year,
        }
        codes = {
            "authority": str(session.get_one(Authority, players.authority_id).code),
            "unit_code": str(session.get_one(Unit, players.units[unit]).code),
        }
        found = Facts(**{**known, **codes})  # type: ignore[arg-type]
        session.rollback()
        return found


def bears(text: str, word: str) -> bool:
    """Whether a text bears a mark that stands for itself."""
    return word in text and re.search(rf"(?<![\d.,]){re.escape(word)}(?!\d)", text) is not None
