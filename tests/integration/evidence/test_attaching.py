"""Attaching, removing and downloading evidence: what is kept, who may, and what a browser is told."""

import io
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import clock, history
from app.accounts.models import Account
from app.appraisal import operations as appraisal
from app.errors import Forbidden, GuardRefused, NotFound
from app.evidence import operations
from app.evidence.models import Evidence, StoredFile
from app.evidence.operations import MOST_AT_CRITERION, Limits, Upload
from app.history import Event
from config import ALLOWED_UPLOADS
from tests import stages
from tests.factories import World
from tests.integration.evidence.files import EXE, PDF, PNG, office

LIMITS = Limits(ALLOWED_UPLOADS, 1024 * 1024)
ActAs = Callable[[Account], FlaskClient]


def attach(world: World, *files: tuple[str, bytes], code: str = "1.2", role: str = "specialist") -> list[str]:
    """Attach files to a criterion of the first unit; returns the refusals."""
    uploads = [Upload(name, io.BytesIO(data)) for name, data in files]
    return operations.attach(world.actor(role), world.assessment.id, code, uploads, LIMITS)[1]


def live(session: Session) -> list[Evidence]:
    session.rollback()
    return list(session.scalars(select(Evidence).where(Evidence.removed_at.is_(None)).order_by(Evidence.id)))


def kinds(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Event.kind).where(Event.kind.like("evidence%")).order_by(Event.id)))


def send(client: FlaskClient, world: World, *files: tuple[bytes, str], code: str = "1.2") -> TestResponse:
    return client.post(
        f"/danh-gia/{world.assessment.id}/tai-lieu/{code}",
        data={"files": [(io.BytesIO(data), name) for data, name in files]},
        headers={"Accept": "application/json"},
    )


def test_the_good_ones_are_kept_and_the_others_named(world: World, session: Session) -> None:
    refusals = attach(
        world, ("Giấy mời.pdf", PDF), ("hoa-don.pdf", EXE), ("ảnh.png", PNG), ("rong.docx", b"")
    )
    assert [row.filename for row in live(session)] == ["Giấy mời.pdf", "ảnh.png"]
    assert len(refusals) == 2
    assert refusals[0].startswith("“hoa-don.pdf”") and refusals[1].startswith("“rong.docx”")
    assert kinds(session) == ["evidence_added", "evidence_added"]


def test_the_same_content_twice_at_a_criterion_is_one(world: World, session: Session) -> None:
    assert attach(world, ("a.pdf", PDF)) == []
    (refusal,) = attach(world, ("b.pdf", PDF))
    assert "đã có ở tiêu chí" in refusal
    assert attach(world, ("b.pdf", PDF), code="2.1") == []  # elsewhere it is evidence of its own
    session.rollback()
    assert len(session.scalars(select(StoredFile)).all()) == 1


def test_a_criterion_holds_so_many_files_and_no_more(world: World, session: Session) -> None:
    files = [(f"{number}.pdf", PDF + str(number).encode()) for number in range(MOST_AT_CRITERION + 1)]
    (refusal,) = attach(world, *files)
    assert "đã đủ 10 tệp" in refusal
    operations.remove(world.actor("specialist"), live(session)[0].id)
    assert attach(world, files[-1]) == []


def test_a_removed_file_stays_in_the_record(world: World, session: Session) -> None:
    attach(world, ("a.pdf", PDF))
    (row,) = live(session)
    operations.remove(world.actor("specialist"), row.id)
    operations.remove(world.actor("specialist"), row.id)  # a second press changes nothing
    assert live(session) == []
    assert kinds(session) == ["evidence_added", "evidence_removed"]
    kept = session.get_one(Evidence, row.id)
    assert (kept.removed_by, kept.file_hash) == (world.specialist.id, row.file_hash)


@pytest.mark.parametrize("role", ["leader", "standing_body", "auditor"])
def test_only_the_specialist_attaches(world: World, role: str) -> None:
    with pytest.raises(Forbidden):
        attach(world, ("a.pdf", PDF), role=role)


def test_another_units_form_takes_nothing(world: World) -> None:
    stranger = world.make.actor(world.other_specialist)
    with pytest.raises(NotFound):
        operations.attach(stranger, world.assessment.id, "1.2", [Upload("a.pdf", io.BytesIO(PDF))], LIMITS)


def test_after_the_window_nothing_is_attached_or_removed(world: World, session: Session) -> None:
    attach(world, ("a.pdf", PDF))
    (row,) = live(session)
    with clock.at(clock.end_of_day(world.round.entry_deadline)):
        with pytest.raises(GuardRefused):
            attach(world, ("b.pdf", PDF + b"2"))
        with pytest.raises(GuardRefused):
            operations.remove(world.actor("specialist"), row.id)


def test_while_explaining_only_the_criteria_asked_about(world: World, session: Session) -> None:
    attach(world, ("a.pdf", PDF))
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    with pytest.raises(Forbidden):
        attach(world, ("b.pdf", PDF + b"2"))
    stages.confirm(world, world.assessment)
    appraisal.write_question(world.actor("appraiser"), world.assessment.id, "2.1", "Căn cứ nào?")
    appraisal.ask(world.actor("appraiser"), world.assessment.id)
    assert attach(world, ("b.pdf", PDF), code="2.1") == []
    with pytest.raises(Forbidden, match="đang khóa"):
        attach(world, ("c.pdf", PDF + b"3"))
    with pytest.raises(Forbidden, match="đang khóa"):
        operations.remove(world.actor("specialist"), live(session)[0].id)


def test_a_crash_leaves_neither_row_nor_event(
    world: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(history, "append", crash)
        with pytest.raises(RuntimeError):
            attach(world, ("a.pdf", PDF))
    assert live(session) == []
    session.rollback()
    assert session.scalars(select(StoredFile)).all() == []


# --- pages --------------------------------------------------------------------------------------------------


def test_uploading_several_files_answers_for_each(world: World, act_as: ActAs, session: Session) -> None:
    client = act_as(world.specialist)
    answer = send(client, world, (PDF, "Giấy mời.pdf"), (office("xlsx"), "Số liệu.xlsx"))
    assert answer.status_code == 200
    body = answer.get_json()
    assert body["ok"] and [file["title"] for file in body["files"]] == ["Giấy mời.pdf", "Số liệu.xlsx"]
    assert client.get(body["files"][0]["url"], buffered=True).data == PDF
    mixed = send(client, world, (PNG, "ảnh.png"), (EXE, "hoa-don.pdf"))
    assert mixed.status_code == 422
    body = mixed.get_json()
    assert not body["ok"] and [file["title"] for file in body["files"]] == ["ảnh.png"]
    assert "“hoa-don.pdf”" in body["message"]
    assert len(live(session)) == 3


def test_without_a_script_the_page_comes_back_to_the_criterion(world: World, act_as: ActAs) -> None:
    client = act_as(world.specialist)
    path = f"/danh-gia/{world.assessment.id}/tai-lieu/2.1"
    answer = client.post(path, data={"files": [(io.BytesIO(PDF), "a.pdf")]})
    assert answer.status_code == 302
    assert answer.location == f"/danh-gia/{world.assessment.id}?muc=2#tc-2-1"
    assert "a.pdf" in client.get(answer.location).text
    nothing = client.post(path, data={})
    assert nothing.status_code == 422 and "Chưa chọn tệp" in nothing.text


def test_a_download_is_a_download(world: World, act_as: ActAs, session: Session) -> None:
    attach(world, ("Quyết định số 1200.pdf", PDF))
    (row,) = live(session)
    answer = act_as(world.leader).get(f"/tai-lieu/{row.id}", buffered=True)
    assert answer.data == PDF
    headers = answer.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith("attachment;")
    assert f"filename*=UTF-8''{quote('Quyết định số 1200.pdf')}" in headers["Content-Disposition"]
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_only_pdf_and_pictures_are_shown_and_only_in_a_sandbox(
    world: World, act_as: ActAs, session: Session
) -> None:
    attach(world, ("a.pdf", PDF), ("b.docx", office("docx")), ("c.png", PNG))
    client = act_as(world.specialist)
    shown = {}
    for row in live(session):
        answer = client.get(f"/tai-lieu/{row.id}?xem=1", buffered=True)
        shown[row.filename] = answer.headers["Content-Disposition"].partition(";")[0]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert shown == {"a.pdf": "inline", "b.docx": "attachment", "c.png": "inline"}


def test_who_may_not_see_the_evidence_does_not_learn_that_it_exists(
    world: World, act_as: ActAs, session: Session
) -> None:
    attach(world, ("a.pdf", PDF))
    (row,) = live(session)
    assert act_as(world.other_specialist).get(f"/tai-lieu/{row.id}", buffered=True).status_code == 404
    assert act_as(world.staff["council_member"]).get(f"/tai-lieu/{row.id}", buffered=True).status_code == 404
    assert (
        act_as(world.staff["appraiser"]).get(f"/tai-lieu/{row.id}", buffered=True).status_code == 403
    )  # still being drafted
    assert act_as(world.specialist).get("/tai-lieu/99999").status_code == 404


def test_a_removed_file_is_read_by_those_who_see_the_history_alone(
    world: World, act_as: ActAs, session: Session
) -> None:
    attach(world, ("a.pdf", PDF))
    (row,) = live(session)
    stages.fill(world, world.assessment)
    answer = act_as(world.specialist).post(f"/tai-lieu/{row.id}/go")
    assert answer.status_code == 302
    stages.submit(world, world.assessment)
    stages.confirm(world, world.assessment)
    assert act_as(world.specialist).get(f"/tai-lieu/{row.id}", buffered=True).status_code == 404
    assert act_as(world.staff["auditor"]).get(f"/tai-lieu/{row.id}", buffered=True).data == PDF
