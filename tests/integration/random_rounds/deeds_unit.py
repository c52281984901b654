"""What a unit and the standing body do with its form: figures, confirmation, explanation, complaint."""

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from app import clock
from app.accounts.actor import Actor
from app.appraisal.models import CriterionReview
from app.assessments import entry
from app.assessments import operations as assessments
from app.assessments.entry import Typed
from app.assessments.models import ExplanationItem, ExplanationRequest
from app.complaints import operations as complaints
from app.errors import DomainError
from app.explaining import operations as explaining
from app.extensions import db
from tests import stages
from tests.integration.random_rounds.cast import PLANTED, Players

Deed = Callable[[Players, Actor, int], Any]
FIGURES = {
    "co_chuyen_muc": ("Có", "Không", ""),
    "so_hoi_thao": ("0", "3", "9", "ba", "-1"),
    "muc_do": ("tuan", "thang", "khong", "năm"),
    "dvc_tong": ("60", "100", "0", ""),
    "dvc_truc_tuyen": ("45", "10", "200"),
    "chi_tong": ("1.000", "0"),
    "chi_cntt": ("8,5", "2.000", "x"),
}
CODES = ("1.1", "1.2", "1.3", "2.1", "2.2", "9.9")
REASONS = (*("Theo văn bản số 12",) * 8, "", " ")


def code_of(players: Players) -> str:
    """A criterion, most often one and the same, so that questions meet their answers."""
    return str(players.pick((*CODES, "1.2", "1.2", "1.2", "1.2", "1.2")))


def why(players: Players) -> str:
    """A reason, or none."""
    return str(players.pick(REASONS))


def each(*actions: Callable[[], Any]) -> None:
    """Several actions in a row, each refused for itself; the first refusal stands if nothing was done."""
    first, done = None, 0
    for action in actions:
        try:
            action()
            done += 1
        except DomainError as refusal:
            db.session.rollback()
            first = first or refusal
    if first is not None and not done:
        raise first


def save(players: Players, actor: Actor, unit: int) -> Any:
    """One figure, sensible or not."""
    name = players.pick(FIGURES)
    return entry.save_figure(actor, unit, Typed(name, players.pick(FIGURES[name])))


def fill(players: Players, actor: Actor, unit: int) -> Any:
    """The whole form at once, with figures by which the unit is known wherever they come up."""
    place = players.assessments.index(unit) if unit in players.units else 0
    planted = dict(zip(("dvc_tong", "dvc_truc_tuyen"), PLANTED[place], strict=True))
    typed = [Typed(name, text) for name, text in {**stages.FIGURES, **planted}.items()]
    return entry.save_figures(actor, unit, typed)


def declare(players: Players, actor: Actor, unit: int) -> Any:
    """No data, not applicable, or taken back."""
    status = players.pick(("no_data", "na_claimed", "blank", "filled"))
    return assessments.declare(actor, unit, players.pick(CODES), status, reason=why(players))


def asked(unit: int) -> list[str]:
    """The criteria that the unit is asked about now and has not answered."""
    found = db.session.scalars(
        select(ExplanationItem.code)
        .join(ExplanationRequest, ExplanationRequest.id == ExplanationItem.request_id)
        .where(
            ExplanationRequest.assessment_id == unit,
            ExplanationRequest.asked_at.is_not(None),
            ExplanationRequest.closed_at.is_(None),
            ExplanationItem.answer.is_(None),
        )
    ).all()
    db.session.rollback()
    return list(found)


def answer(players: Players, actor: Actor, unit: int) -> Any:
    """An answer to what is asked, or to something else."""
    code = players.pick(asked(unit) or [code_of(players)])
    return assessments.answer(actor, unit, code, players.pick(("Đã gửi", "Đã gửi", "Đã gửi", "")))


def object_to(players: Players, actor: Actor, unit: int) -> Any:
    """The unit does not agree with provisional points."""
    text = players.pick(("Danh mục đã ban hành", "Danh mục đã ban hành", " "))
    return explaining.object_to(actor, unit, players.pick(CODES), text)


def extend(players: Players, actor: Actor, unit: int) -> Any:
    """More time, by letter."""
    until = clock.today() + timedelta(days=players.pick((-3, 5, 12, 40)))
    letter = players.pick(("15/CV", "15/CV", ""))
    return assessments.extend(actor, unit, until=until, letter_number=letter, reason=why(players))


def complain(players: Players, actor: Actor, unit: int) -> Any:
    """A letter about the published result."""
    return complaints.complain(
        actor,
        unit,
        letter_number=players.pick(("12/STP", "12/STP", "")),
        content=players.pick(("Xin xem lại", "Xin xem lại", " ")),
        codes=players.pick(([plain(players)], [plain(players)], ["1.2", "2.1"], ["9.9"], [])),
    )


def plain(players: Players) -> str:
    """The criterion complained of; one whose points can be typed again where they are to be put back."""
    return "1.2" if players.wavering else "2.1"


def review_complaint(players: Players, actor: Actor, unit: int) -> Any:
    """The complaint goes to the council, with points other than those that were published."""
    session, code = db.session(), plain(players)
    row = session.get(CriterionReview, (unit, code))
    wanted = {"1.2": (Fraction(5, 2), "2,5", "0,5"), "2.1": (Fraction(9), "9", "8")}
    value, proposed, other = wanted[code]
    typed = {code: other if row is not None and row.points == value else proposed}
    session.rollback()
    given = players.pick((typed,) * 4 + ({code: "99"}, {}))
    return complaints.review(actor, unit, reason=why(players), proposed=given)


UNIT, LEADER, STANDING = ("specialist",), ("leader",), ("standing_body",)
DEEDS: dict[str, tuple[tuple[str, ...], Deed]] = {
    "save": (UNIT, save),
    "fill": (UNIT, fill),
    "declare": (UNIT, declare),
    "submit": (UNIT, lambda p, a, u: assessments.submit(a, u, seen_version=p.seen_version(u))),
    "recall": (UNIT, lambda p, a, u: assessments.recall(a, u, reason=why(p))),
    "confirm": (LEADER, lambda p, a, u: assessments.confirm(a, u, sheet_hash=p.hash_of(u))),
    "return": (LEADER, lambda p, a, u: assessments.return_to_specialist(a, u, reason=why(p))),
    "remind": (STANDING, lambda p, a, u: assessments.remind(a, u, seen_version=p.seen_version(u))),
    "extend": (STANDING, extend),
    "take over": (STANDING, lambda p, a, u: assessments.take_over(a, u, reason=why(p))),
    "answer": (UNIT, answer),
    "object": (UNIT, object_to),
    "withdraw objection": (UNIT, lambda p, a, u: explaining.withdraw(a, u, p.pick(CODES))),
    "send answers": (UNIT, lambda p, a, u: assessments.send_explanation(a, u)),
    "return answers": (LEADER, lambda p, a, u: assessments.return_explanation(a, u, reason=why(p))),
    "confirm answers": (
        LEADER,
        lambda p, a, u: assessments.confirm_explanation(a, u, sheet_hash=p.hash_of(u)),
    ),
    "close answers": (STANDING, lambda p, a, u: assessments.close_explanation(a, u, reason=why(p))),
    "complain": (LEADER, complain),
    "reject complaint": (STANDING, lambda p, a, u: complaints.reject(a, u, answer=why(p))),
    "review complaint": (STANDING, review_complaint),
    "settle complaint": (("council_secretary",), lambda p, a, u: complaints.settle(a, u)),
    "dismiss complaint": (
        ("council_secretary",),
        lambda p, a, u: complaints.dismiss(a, u, reason=why(p)),
    ),
    "reopen complaint": (("council_secretary",), lambda p, a, u: complaints.reopen(a, u, reason=why(p))),
}
