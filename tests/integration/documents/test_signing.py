"""A document's way from draft to recall: every state, step and role by real operations; recall, replacement,
the list of what waits for a signature, and the history of it all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.audit.verification import verify
from app.documents import dossier, operations, signing, waiting
from app.documents.models import ENDED, Document, DocumentFile, RegisterEntry
from app.errors import DomainError, Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion
from app.history import Event
from app.notifications.models import Notification
from tests import stages
from tests.factories import Maker, World
from tests.integration.documents.conftest import Paper

Work = Callable[[], None]
ActAs = Callable[[Account], FlaskClient]

ROLES = ("specialist", "leader", *World.STAFF)
STATES = ("draft", "awaiting_signature", "signed", "issued", "recalled", "replaced")
# At the end of the council only these read its minutes.
READERS = {"council_chair", "council_secretary", "secretariat", "standing_body", "auditor"}
DRAFTERS = {"standing_body", "council_secretary", "secretariat"}
# The minutes of the council: who takes which step from which state.
MATRIX: dict[str, tuple[set[str], set[str]]] = {
    "submit": ({"draft"}, DRAFTERS),
    "withdraw": ({"awaiting_signature"}, DRAFTERS),
    "return_draft": ({"awaiting_signature"}, {"council_chair"}),
    "sign": ({"awaiting_signature"}, {"council_chair"}),
    "record_signature": ({"draft", "awaiting_signature"}, {"secretariat"}),
    "return_signed": ({"signed"}, {"secretariat"}),
    "recall": ({"issued"}, {"secretariat"}),
}


class Kept(Exception):
    """Everything was written and would be kept now."""


@contextmanager
def undone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever an operation does ends where it would be kept."""

    def refuse(_session: Session) -> None:
        raise Kept

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", refuse)
        yield


def act(world: World, role: str, document_id: int, transition: str, **given: str) -> None:
    operations.act(world.actor(role), document_id, transition, **given)


def document_faults(session: Session) -> list[str]:
    """What the check of the journal finds wrong with documents (the small world's round was never opened)."""
    return [fault.text for fault in verify(session).faults if fault.subject_type == "document"]


def reach(world: World, document_id: int, state: str) -> None:
    """Take the council's minutes from draft to a state, as people do."""
    if state in ("awaiting_signature", "signed", "issued", "recalled"):
        act(world, "council_secretary", document_id, "submit")
    if state in ("signed", "issued", "recalled"):
        act(world, "council_chair", document_id, "sign")
    if state in ("issued", "recalled"):
        operations.issue(world.actor("secretariat"), document_id, issued_on=clock.today())
    if state == "recalled":
        act(world, "secretariat", document_id, "recall", reason="Sai tên", letter_number="12/UBND")
    if state == "replaced":
        session = world.make.session
        signing.replace(session, session.get_one(Document, document_id))
        session.commit()


@pytest.fixture
def minutes(world: World, work: Work, paper: Paper) -> int:
    """The council has concluded: its minutes, drawn up, files and all."""
    stages.concluded(world)
    work()
    return paper("council_minutes").id


@pytest.mark.parametrize("state", STATES)
def test_every_step_by_every_role(
    world: World, minutes: int, session: Session, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    reach(world, minutes, state)
    session.rollback()
    found, expected = {}, {}
    for step, (sources, takers) in MATRIX.items():
        for role in ROLES:
            actor = world.actor(role)
            with undone(monkeypatch):
                try:
                    operations.act(actor, minutes, step, reason="Sửa lại", letter_number="7/UBND")
                except Kept:
                    found[step, role] = "done"
                except DomainError as refusal:
                    found[step, role] = type(refusal).__name__
            session.rollback()
            if role not in READERS:
                expected[step, role] = "NotFound"
            elif state not in sources:
                expected[step, role] = "WrongState"
            else:
                expected[step, role] = "done" if role in takers else "Forbidden"
    # Whose signature it is, is said before anything else about the step.
    for (step, role), outcome in found.items():
        if expected[step, role] == "WrongState" and outcome == "Forbidden":
            assert step in ("sign", "return_draft")
            expected[step, role] = "Forbidden"
    assert found == expected
    assert session.get_one(Document, minutes, populate_existing=True).state == state


def test_signing_by_hand_and_numbering_leave_two_steps(world: World, minutes: int, session: Session) -> None:
    """The office printed the draft and had it signed: the clerk's number notes both."""
    operations.issue(world.actor("secretariat"), minutes, issued_on=clock.today())
    session.rollback()
    steps = session.execute(
        select(Event.transition, Event.source, Event.target, Event.data)
        .where(Event.subject_type == "document", Event.subject_id == minutes, Event.transition.is_not(None))
        .order_by(Event.sequence)
    ).all()
    assert [(step.transition, step.source, step.target) for step in steps] == [
        ("record_signature", "draft", "signed"),
        ("issue", "signed", "issued"),
    ]
    assert steps[1].data["number"] == 1


def test_a_signed_document_is_numbered_without_another_signature(
    world: World, minutes: int, session: Session
) -> None:
    reach(world, minutes, "issued")
    session.rollback()
    taken = session.scalars(
        select(Event.transition)
        .where(Event.subject_type == "document", Event.subject_id == minutes, Event.transition.is_not(None))
        .order_by(Event.sequence)
    ).all()
    assert list(taken) == ["submit", "sign", "issue"]
    assert session.scalars(select(RegisterEntry.document_id)).all() == [minutes]


def test_without_its_files_nothing_is_handed_in_for_signature(world: World, paper: Paper) -> None:
    stages.concluded(world)
    dossier.submit(world.actor("standing_body"), world.round.id)  # the worker has made no file yet
    with pytest.raises(GuardRefused, match="Tệp") as refused:
        act(world, "standing_body", paper("submission").id, "submit")
    assert refused.value.data["guards"] == ["files_ready"]


@pytest.mark.parametrize(
    ("given", "field"), [({"reason": "Sai"}, "letter_number"), ({"letter_number": "3/UBND"}, "reason")]
)
def test_recalling_takes_a_letter_and_a_reason(
    world: World, minutes: int, session: Session, given: dict[str, str], field: str
) -> None:
    reach(world, minutes, "issued")
    with pytest.raises(InvalidInput) as refused:
        act(world, "secretariat", minutes, "recall", **given)
    assert refused.value.field == field
    session.rollback()
    assert session.get_one(Document, minutes).state == "issued"


def test_a_recalled_document_is_drawn_up_again_and_numbered_after(
    world: World, minutes: int, work: Work, session: Session, act_as: ActAs
) -> None:
    reach(world, minutes, "recalled")
    work()
    new = operations.draw_up_again(world.actor("council_secretary"), minutes)
    work()
    assert operations.issue(world.actor("secretariat"), new, issued_on=clock.today()) == "02/BB-HĐĐG"
    work()
    old = session.get_one(Document, minutes, populate_existing=True)
    assert (old.state, old.number) == ("recalled", 1)
    reader = act_as(world.person("council_chair"))
    page = reader.get(f"/van-ban/{minutes}").text
    assert "đã bị thu hồi" in page and "12/UBND" in page and f"/van-ban/{new}" in page
    assert "Thay thế" in reader.get(f"/van-ban/{new}").text
    files = session.scalars(
        select(DocumentFile).where(DocumentFile.document_id == minutes, DocumentFile.revision == old.revision)
    ).all()
    assert {file.format for file in files} == {"docx", "pdf"}
    answer = reader.get(f"/van-ban/{minutes}/{old.revision}/pdf", buffered=True)
    assert answer.status_code == 200 and answer.data == b"PDF"
    assert "thu%20h" in answer.headers["Content-Disposition"].lower().replace("+", "%20")
    assert not document_faults(session)


def test_only_what_was_recalled_is_drawn_up_again_and_only_by_drafters(world: World, minutes: int) -> None:
    with pytest.raises(GuardRefused, match="thu hồi"):
        operations.draw_up_again(world.actor("standing_body"), minutes)
    reach(world, minutes, "recalled")
    with pytest.raises(Forbidden):
        operations.draw_up_again(world.actor("council_chair"), minutes)
    with pytest.raises(NotFound):
        operations.draw_up_again(world.actor("specialist"), minutes)
    operations.draw_up_again(world.actor("standing_body"), minutes)
    with pytest.raises(GuardRefused, match="đang dùng"):
        operations.draw_up_again(world.actor("standing_body"), minutes)


def test_what_an_issued_document_cites_is_not_recalled(world: World, minutes: int, work: Work) -> None:
    reach(world, minutes, "issued")
    dossier.submit(world.actor("standing_body"), world.round.id)
    stages.number_submission(world)
    with pytest.raises(GuardRefused, match="dẫn chiếu"):
        act(world, "secretariat", minutes, "recall", reason="Sai", letter_number="1/UBND")


def test_the_decision_goes_with_its_dossier_alone(world: World, work: Work, paper: Paper) -> None:
    stages.published(world)
    work()
    decision = paper("decision").id
    for role, step in (("chairman", "sign"), ("secretariat", "record_signature"), ("secretariat", "recall")):
        with pytest.raises(GuardRefused):
            act(world, role, decision, step, reason="Sai", letter_number="1/UBND")
    assert paper("decision").state == "issued"


def test_a_returned_dossier_leaves_replaced_papers_and_a_whole_history(
    world: World, work: Work, session: Session
) -> None:
    stages.submitted(world)
    work()
    dossier.return_dossier(world.actor("chairman"), world.round.id, reason="Xem lại")
    dossier.submit(world.actor("standing_body"), world.round.id)
    stages.number_submission(world)
    dossier.decide(world.actor("chairman"), world.round.id, dossier_hash=stages.dossier_hash(world))
    dossier.issue_decision(world.actor("secretariat"), world.round.id, issued_on=clock.today())
    work()
    states = session.execute(
        select(Document.kind, Document.state).where(Document.kind == "decision").order_by(Document.id)
    ).all()
    assert [tuple(row) for row in states] == [("decision", "replaced"), ("decision", "issued")]
    assert not document_faults(session)
    by_hand = session.scalars(select(Document).where(Document.state.not_in(ENDED))).all()
    assert len({(one.kind, one.assessment_id) for one in by_hand}) == len(by_hand)


def test_a_state_changed_by_hand_is_found(world: World, minutes: int, session: Session) -> None:
    document = session.get_one(Document, minutes)
    document.state = "signed"
    session.commit()
    faults = verify(session, ("document", minutes)).faults
    assert [fault.place for fault in faults] == [f"document:{minutes}"]


def test_what_waits_is_listed_for_its_signer_and_nobody_else(
    world: World, minutes: int, make: Maker, session: Session, act_as: ActAs
) -> None:
    reach(world, minutes, "awaiting_signature")
    session.rollback()
    for role in ("council_chair", "standing_body", "chairman"):
        page = act_as(world.person(role)).get("/van-ban/cho-ky")
        assert page.status_code == 200
        assert (f"/van-ban/{minutes}" in page.text) == (role == "council_chair")
    assert act_as(world.person("appraiser")).get("/van-ban/cho-ky").status_code == 403
    stranger = World(make)
    assert not waiting.to_sign(session, stranger.actor("council_chair"))
    chair = act_as(world.person("council_chair"))
    work = chair.get("/viec-can-lam").text
    assert "Văn bản chờ ký" in work


def test_the_chairman_finds_the_decision_with_its_dossier(
    world: World, session: Session, act_as: ActAs
) -> None:
    stages.submitted(world)
    page = act_as(world.person("chairman")).get("/van-ban/cho-ky").text
    assert f"/ho-so-trinh/{world.round.id}" in page


def test_a_page_from_before_is_refused(world: World, minutes: int) -> None:
    with pytest.raises(StaleVersion):
        operations.act(world.actor("standing_body"), minutes, "submit", seen_version=99)


def test_people_are_told_of_steps(world: World, minutes: int, work: Work, session: Session) -> None:
    reach(world, minutes, "signed")
    work()
    told = session.scalars(
        select(Notification.account_id).where(Notification.kind == "document.sign.secretariat")
    ).all()
    assert list(told) == [world.person("secretariat").id]


def test_signing_on_the_page(world: World, minutes: int, session: Session, act_as: ActAs) -> None:
    secretary = act_as(world.person("council_secretary"))
    assert "Trình ký" in secretary.get(f"/van-ban/{minutes}").text
    assert secretary.post(f"/van-ban/{minutes}/buoc/submit").status_code == 302
    chair = act_as(world.person("council_chair"))
    answer = chair.post(f"/van-ban/{minutes}/buoc/return_draft", data={"reason": " "})
    assert answer.status_code == 422 and "lý do" in answer.text
    assert chair.post(f"/van-ban/{minutes}/buoc/sign").status_code == 302
    assert chair.post(f"/van-ban/{minutes}/buoc/sign").status_code in (403, 409)
    assert chair.post(f"/van-ban/{minutes}/buoc/replace").status_code == 404
    clerk = act_as(world.person("secretariat"))
    page = clerk.get(f"/van-ban/{minutes}").text
    assert "Cấp số và phát hành" in page and "Trả lại để sửa trước khi phát hành" in page
