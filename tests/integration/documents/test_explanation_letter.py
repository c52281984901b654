"""The letter that asks a unit to explain: one a request, of frozen points, for those it is meant for."""

import io
from collections.abc import Callable

import docx
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.appraisal import operations as appraisal
from app.assessments import operations as assessments
from app.documents import operations
from app.documents.models import Document
from app.rendering import DOCUMENT_KINDS, render_html
from tests import stages
from tests.documents.reading import docx_text, read_pdf, tree_text
from tests.documents.shapes import mistakes
from tests.factories import World
from tests.integration.documents.conftest import Paper
from tests.integration.documents.test_drafting import file_bytes

ActAs = Callable[[Account], FlaskClient]
Work = Callable[[], None]
KIND = "explanation_request"
REASON = "Thiếu quyết định công bố"


@pytest.fixture
def asked(world: World) -> World:
    """The first unit was asked about 2.2; 2.1 had come down from 7,5 to 5 points."""
    stages.received(world)
    appraiser, number = world.actor("appraiser"), world.assessment.id
    appraisal.review(appraiser, number, "2.1", "adjusted", points="5", reason=REASON)
    appraisal.write_question(appraiser, number, "2.2", "Chi từ nguồn nào?")
    appraisal.ask(appraiser, number)
    return world


def answered(world: World) -> None:
    """The unit answers and its leader confirms."""
    specialist, number = world.actor("specialist"), world.assessment.id
    assessments.answer(specialist, number, "2.2", "Từ nguồn chi thường xuyên")
    assessments.send_explanation(specialist, number)
    seen = stages.self_hash(world, world.assessment)
    assessments.confirm_explanation(world.actor("leader"), number, sheet_hash=seen)


def test_the_letter_says_what_was_sent_in_both_formats(asked: World, paper: Paper, render: Work) -> None:
    render()
    letter = paper(KIND, asked.assessment.id)
    assert mistakes(letter.data, DOCUMENT_KINDS[KIND].shape, KIND) == []
    assert (letter.series, letter.symbol, letter.state) == ("CV", "SYT-TTĐ", "draft")
    assert (letter.data["self_points"], letter.data["appraised_points"]) == ("301/20", "251/20")
    html = render_html(KIND, letter.data)
    assert docx_text(file_bytes(letter, "docx")) == tree_text(html)
    assert read_pdf(file_bytes(letter, "pdf")).pages
    tables = docx.Document(io.BytesIO(file_bytes(letter, "docx"))).tables
    questions = [[cell.text.strip() for cell in row.cells] for row in tables[-2].rows[1:]]
    assert [(row[0], row[5]) for row in questions] == [("2.2", "Chi từ nguồn nào?")]
    points = {row.cells[0].text.strip(): [cell.text.strip() for cell in row.cells] for row in tables[-1].rows}
    assert points["2.1"][3:] == ["7,50", "5,00", "-2,50", REASON]
    assert asked.person("appraiser").full_name not in html  # the unit is not told who decided


def test_a_letter_without_questions_sends_the_points_alone(world: World, paper: Paper, work: Work) -> None:
    stages.received(world)
    appraisal.ask(world.actor("appraiser"), world.assessment.id, scores_only=True, days="8")
    work()
    letter = paper(KIND, world.assessment.id)
    html = render_html(KIND, letter.data)
    assert letter.data["asked"] == [] and "gửi điểm thẩm định tạm thời" in html
    assert "Không có tiêu chí nào phải giải trình" in html and "Phụ lục I" not in html


def test_later_decisions_do_not_reach_a_letter_drawn_up_late(asked: World, paper: Paper, work: Work) -> None:
    answered(asked)
    appraisal.review(
        asked.actor("appraiser"), asked.assessment.id, "2.1", "adjusted", points="6", reason="Xem lại"
    )
    work()
    letter = paper(KIND, asked.assessment.id)
    assert letter.data["appraised_points"] == "251/20"
    assert "Xem lại" not in render_html(KIND, letter.data)


def test_each_request_has_a_letter_of_its_own(asked: World, work: Work, session: Session) -> None:
    work()
    first = session.scalars(select(Document).where(Document.kind == KIND)).one()
    number = operations.issue(asked.actor("secretariat"), first.id, issued_on=clock.today())
    assert number.endswith("/SYT-TTĐ")
    answered(asked)
    appraisal.ask(asked.actor("appraiser"), asked.assessment.id, scores_only=True)
    work()
    session.rollback()
    letters = session.scalars(select(Document).where(Document.kind == KIND).order_by(Document.id)).all()
    assert [letter.state for letter in letters] == ["issued", "draft"]
    assert [letter.data["appraisal_round"] for letter in letters] == [1, 2]


def test_the_unit_reads_the_letter_once_it_is_out_and_others_never(
    asked: World, work: Work, session: Session, act_as: ActAs
) -> None:
    work()
    letter = session.scalars(select(Document.id).where(Document.kind == KIND)).one()
    session.rollback()

    def answers() -> dict[str, int]:
        people = {
            **{role: asked.person(role) for role in ("specialist", "leader", "appraiser", "secretariat")},
            **{role: asked.person(role) for role in ("council_member", "chairman", "standing_body")},
            "other_specialist": asked.other_specialist,
        }
        return {role: act_as(who).get(f"/van-ban/{letter}").status_code for role, who in people.items()}

    never = {"council_member": 404, "chairman": 404, "other_specialist": 404}
    team = {"appraiser": 200, "secretariat": 200, "standing_body": 200}
    assert answers() == {**never, **team, "specialist": 404, "leader": 404}
    assert REASON not in act_as(asked.specialist).get("/van-ban").text
    operations.issue(asked.actor("secretariat"), letter, issued_on=clock.today())
    assert answers() == {**never, **team, "specialist": 200, "leader": 200}
    assert "Công văn yêu cầu giải trình" in act_as(asked.specialist).get("/van-ban").text
    answered(asked)  # with the window closed the provisional points are no longer the unit's to read
    assert answers() == {**never, **team, "specialist": 404, "leader": 404}
