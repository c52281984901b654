"""A round whose units are compared with each other, to the end: a criterion withdrawn, a unit not ranked,
bands and a tie-break; published, shown, printed, and recomputed."""

import csv
import io
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assessments.models import Assessment
from app.council.models import GroupBinding, WithdrawnCriterion
from app.database import canonical_json
from app.documents.building.council import council_minutes
from app.documents.models import Document
from app.messages import results as texts
from app.results.models import ResultRow
from app.rounds.models import RoundGroup
from app.rounds.ruling import PRESETS
from tests import cohorts, linting
from tests.cohorts import CohortWorld
from tests.factories import Maker
from tests.meetings import meeting_of
from tests.tampering import without_triggers

ActAs = Callable[[Account], FlaskClient]
RANKED = [
    ("1", "Sở Tư pháp", "22.50", "Khá"),
    ("2", "Thanh tra tỉnh", "22.50", "Khá"),
    ("3", "Sở Xây dựng", "17.00", "Trung bình"),
    ("", "Sở Y tế", "26.00", "Tốt"),
]


@pytest.fixture
def done(make: Maker, session: Session) -> CohortWorld:
    """The published round; equal totals are told apart by main index 3, then 1."""
    world = CohortWorld(make)
    session.execute(
        sa.update(RoundGroup).values(bands=canonical_json(dict(PRESETS["good"])), tie_break="3,1")
    )
    session.commit()
    cohorts.published(world)
    return world


@pytest.fixture
def unguarded(session: Session, database: str, done: CohortWorld) -> Iterator[Session]:
    """The database as somebody with its password finds it: the triggers are out of the way."""
    yield from without_triggers(session, database)


def verify(app: Flask) -> Result:
    return app.test_cli_runner().invoke(args=["rounds", "verify", "--all"])


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_result_holds_what_was_decided(done: CohortWorld, session: Session) -> None:
    session.rollback()
    rows = session.scalars(sa.select(ResultRow).order_by(ResultRow.position)).all()
    assert [(row.unit_name, row.published, row.band) for row in rows] == [one[1:] for one in RANKED]
    assert [(row.rank, row.ranked) for row in rows] == [(1, True), (2, True), (3, True), (4, False)]
    assert {row.maximum for row in rows} == {28}


def test_files_and_pages_show_it(done: CohortWorld, client: FlaskClient, act_as: ActAs) -> None:
    public = f"/ket-qua/{done.authority.code}/{done.round.year}"
    mine = act_as(done.person("auditor"))
    for text in (
        client.get(f"{public}/bang-xep-hang.csv").text,
        mine.get(f"/xep-hang/{done.round.id}.csv").text,
    ):
        rows = table(text)
        total = "Điểm đạt được" if "Điểm đạt được" in rows[0] else "Điểm Hội đồng"
        assert [(one["Xếp hạng"], one["Đơn vị"], one[total], one["Xếp loại"]) for one in rows] == RANKED
        assert [one["Ghi chú"] for one in rows] == ["", "", "", "Không xếp hạng"]
        assert rows[0]["Điểm điều tra xã hội"] == "9.57"
        assert rows[0]["Trụ cột Chính quyền số"] == "15.00"
    page, internal = client.get(public).text, mine.get(f"/xep-hang/{done.round.id}").text
    for shown in (page, internal):
        assert not linting.faults(shown)
        assert "Không xếp hạng" in shown and "Trung bình" in shown
        assert "2.2 Tỷ lệ số hóa hồ sơ lưu trữ" in shown and "Trụ cột Chính quyền số (18)" in shown
        assert "3. Khảo sát; 1. Chuyển đổi nhận thức" in shown
    assert "Đơn vị chủ trì, không xếp hạng" in internal
    unit = client.get(f"{public}/{done.other_unit.code}").text
    assert "Không xếp hạng" in unit and "Đơn vị chủ trì, không xếp hạng" in unit and "Xếp loại: Tốt" in unit
    assert "còn 10" in unit and not linting.faults(unit)
    first = client.get(f"{public}/{done.unit.code}").text
    assert '>1<span class="tile-of">/3</span>' in first, "the first of three that are ranked"


def test_papers_say_it(done: CohortWorld, session: Session) -> None:
    session.rollback()
    papers = {
        paper.kind: paper.data
        for paper in session.scalars(sa.select(Document).where(Document.assessment_id.is_(None)))
    }
    (annex,) = papers["decision"]["groups"]
    assert [(one["unit"], one["rank"], one["band"]) for one in annex["entries"]] == [
        (name, int(rank) if rank else None, band) for rank, name, _, band in RANKED
    ]
    assert annex["unranked"] == ["Sở Y tế (đơn vị chủ trì, không xếp hạng)"]
    assert annex["tie_break"] == ["Khảo sát", "Chuyển đổi nhận thức"]
    assert annex["withdrawn"] == ["2.2 Tỷ lệ số hóa hồ sơ lưu trữ"]
    (group,) = council_minutes(session, meeting_of(session).id)["groups"]
    assert (group["highest_unit"], group["highest_points"]) == ("Sở Tư pháp", "22.50")
    assert (group["lowest_unit"], group["units"]) == ("Sở Xây dựng", 4)
    assert group["withdrawn"] == [
        {
            "reason": "Chỉ 1/4 đơn vị có số liệu",
            "criteria": ["2.2 Tỷ lệ số hóa hồ sơ lưu trữ (1/4 đơn vị có số liệu)"],
        }
    ]
    (submitted,) = papers["submission"]["groups"]
    assert (submitted["highest_unit"], submitted["lowest_unit"]) == ("Sở Tư pháp", "Sở Xây dựng")


def test_units_see_what_was_withdrawn_on_their_result(done: CohortWorld, act_as: ActAs) -> None:
    page = act_as(done.specialist).get(f"/danh-gia/{done.assessment.id}/ket-qua")
    assert page.status_code == 200 and "bị loại khỏi xếp hạng" in page.text
    assert not linting.faults(page.text)


def test_it_comes_out_the_same(app: Flask, done: CohortWorld) -> None:
    result = verify(app)
    assert result.exit_code == 0, result.output
    assert texts.verified(done.round.title) in result.output


def test_a_touched_binding_or_decision_is_named(app: Flask, done: CohortWorld, unguarded: Session) -> None:
    newest = unguarded.scalars(sa.select(GroupBinding).order_by(GroupBinding.number.desc())).first()
    assert newest is not None
    content, number = newest.content, newest.id
    touched = content.replace('"7"', '"8"')
    assert touched != content
    change = sa.update(GroupBinding).where(GroupBinding.id == number)
    unguarded.execute(change.values(content=touched))
    unguarded.commit()
    assert texts.GROUP_DIFFERS in verify(app).output
    unguarded.execute(change.values(content=content))
    unguarded.execute(sa.update(WithdrawnCriterion).values(code="2.1"))
    unguarded.commit()
    result = verify(app)
    assert result.exit_code == 1 and texts.GROUP_DIFFERS in result.output
    unguarded.execute(sa.delete(WithdrawnCriterion))
    unguarded.commit()
    assert texts.GROUP_DIFFERS in verify(app).output


def test_a_unit_put_back_into_the_ranking_by_hand_is_named(
    app: Flask, done: CohortWorld, unguarded: Session
) -> None:
    unguarded.execute(
        sa.update(Assessment).where(Assessment.id == done.other_assessment.id).values(ranked=True)
    )
    unguarded.commit()
    result = verify(app)
    assert result.exit_code == 1 and texts.GROUP_DIFFERS in result.output
