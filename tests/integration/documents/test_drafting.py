"""Every kind of document is drawn up from a round that was really played, and says what the sheets say."""

import io
from collections.abc import Callable, Sequence
from fractions import Fraction

import docx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, jobs
from app.appraisal import operations as appraisal
from app.assessments import operations as assessments
from app.assessments.models import Assessment, Sheet
from app.council.models import CouncilSession
from app.database import transaction
from app.documents import drafting, queries
from app.documents.building import assessment as unit_papers
from app.documents.building import common
from app.documents.building.publication import decision as build_decision
from app.documents.models import Document, DocumentFile
from app.evidence.storage import open_file
from app.extensions import db
from app.rendering import DOCUMENT_KINDS, render_html
from app.rendering.numbers import points
from app.results.models import ResultRow
from app.units.models import LegalBasis, Unit
from tests import stages
from tests.documents.reading import docx_text, read_pdf, squeezed, tree_text
from tests.documents.shapes import mistakes
from tests.factories import World
from tests.integration.documents.conftest import Paper
from tests.queries import counted

Work = Callable[[], None]
# Papers of a round where somebody was asked or complained; each has tests of its own.
NOT_ON_THE_STRAIGHT_WAY = {
    "council_invitation",
    "explanation_request",
    "correction_submission",
    "correction_decision",
}


def file_bytes(document: Document, format_: str) -> bytes:
    """The bytes of a file of the present revision."""
    kept = db.session.get(DocumentFile, (document.id, document.revision, format_))
    assert kept is not None
    with open_file(kept.file_hash) as file:
        return file.read()


def test_every_kind_is_drawn_up_and_rendered(
    world: World, paper: Paper, render: Work, session: Session
) -> None:
    stages.published(world)
    render()
    for kind, definition in DOCUMENT_KINDS.items():
        if kind in NOT_ON_THE_STRAIGHT_WAY:
            continue
        about = world.assessment.id if kind in queries.UNIT_PERMISSIONS else None
        document = paper(kind, about)
        assert mistakes(document.data, definition.shape, kind) == []
        html = render_html(kind, document.data)
        assert docx_text(file_bytes(document, "docx")) == tree_text(html)
        assert read_pdf(file_bytes(document, "pdf")).pages
        assert "None" not in html and "undefined" not in html
    decision = paper("decision")
    rows = session.scalars(
        select(ResultRow).where(ResultRow.result_id == decision.result_id).order_by(ResultRow.position)
    ).all()
    says_the_result_to_the_last_decimal(decision, rows)


def says_the_result_to_the_last_decimal(decision: Document, rows: Sequence[ResultRow]) -> None:
    """Both files read back: every unit's points and rank as they are stored."""
    expected = [
        (str(row.position), row.unit_name, points(row.self_total), points(row.published), str(row.rank))
        for row in rows
    ]
    table = docx.Document(io.BytesIO(file_bytes(decision, "docx"))).tables[-1]
    printed = [[cell.text.strip() for cell in row.cells] for row in table.rows[1:]]
    assert [(row[0], row[1], row[4], row[6], row[7]) for row in printed] == expected
    text = squeezed("".join(read_pdf(file_bytes(decision, "pdf")).pages))
    for row, (position, name, own, total, rank) in zip(rows, expected, strict=True):
        assert squeezed(f"{position}{name}200{own}{points(row.total)}{total}{rank}") in text


def test_unit_papers_print_the_frozen_sheets(
    world: World, paper: Paper, work: Work, session: Session
) -> None:
    stages.appraised(world)
    work()
    form, minutes = (
        paper("self_assessment_form", world.assessment.id),
        paper("appraisal_minutes", world.assessment.id),
    )
    own = session.scalar(
        select(Sheet).where(Sheet.assessment_id == world.assessment.id, Sheet.stage == "self")
    )
    seen = session.scalar(
        select(Sheet).where(Sheet.assessment_id == world.assessment.id, Sheet.stage == "appraisal")
    )
    assert Fraction(form.data["self_points"]) == own.total == Fraction("15.05")
    assert Fraction(minutes.data["appraised_points"]) == seen.total == Fraction("12.55")
    assert form.data["sheet_hash"] == own.content_hash and minutes.data["sheet_hash"] == seen.content_hash
    line = next(line for line in minutes.data["lines"] if line["label"] == "2.1")
    assert (line["self_points"], line["appraised_points"]) == ("15/2", "5")
    assert line["reason"] == "Thiếu quyết định công bố danh mục"
    figures = {figure["title"]: figure["value"] for line in form.data["lines"] for figure in line["figures"]}
    assert figures["Chi cho CNTT"] == "8,5 triệu đồng" and figures["Có chuyên mục về chuyển đổi số"] == "Có"
    assert form.state == "signed" and minutes.state == "draft"


def test_the_minutes_tell_the_vote(world: World, paper: Paper, work: Work, session: Session) -> None:
    stages.concluded(world)
    work()
    data = paper("council_minutes").data
    (point,) = data["open_points"]
    assert (point["self_points"], point["appraised_points"], point["decided_points"]) == ("15/2", "5", "6")
    assert point["vote"] == {"agree": 2, "disagree": 0, "abstain": 0}
    assert point["reason"] == "Danh mục mới đã có hiệu lực trong năm"
    assert [member["role"] for member in data["members"]] == [
        "Chủ tịch Hội đồng",
        "Ủy viên",
        "Thư ký Hội đồng",
    ]
    meeting = session.scalars(select(CouncilSession)).one()
    assert data["conclusions"] == [meeting.conclusion] and data["final_vote"] is None
    assert data["quorum"] == 2


def test_a_form_nobody_confirmed_does_not_say_so(
    world: World, paper: Paper, work: Work, session: Session
) -> None:
    world.round.entry_deadline = world.round.opens_on
    session.commit()
    assessments.take_over(world.actor("standing_body"), world.assessment.id, reason="Quá hạn, đã đôn đốc")
    work()
    form = paper("self_assessment_form", world.assessment.id)
    assert form.data["confirmed_at"] is None and form.data["taken_over_at"] is not None
    html = render_html("self_assessment_form", form.data)
    assert "lãnh đạo đơn vị chưa xác nhận" in html and "Thời điểm xác nhận" not in html


def test_drawn_up_again_the_earlier_one_is_replaced_and_keeps_its_files(
    world: World, paper: Paper, work: Work, session: Session
) -> None:
    stages.received(world)
    appraiser, body = world.actor("appraiser"), world.actor("standing_body")
    appraisal.accept_rest(appraiser, world.assessment.id)
    appraisal.finish(appraiser, world.assessment.id)
    work()
    first = paper("appraisal_minutes", world.assessment.id)
    appraisal.reopen(body, world.assessment.id, reason="Có tài liệu mới")
    appraisal.review(appraiser, world.assessment.id, "1.2", "adjusted", points="1", reason="Thiếu giấy mời")
    appraisal.finish(appraiser, world.assessment.id)
    work()
    second = paper("appraisal_minutes", world.assessment.id)
    assert second.id != first.id and session.get_one(Document, first.id).state == "replaced"
    assert len(queries.files_of(session, [first.id])[first.id]) == 2
    assert Fraction(second.data["appraised_points"]) == Fraction(first.data["appraised_points"]) - 1


def test_only_the_newest_revision_is_rendered(
    world: World, paper: Paper, work: Work, session: Session
) -> None:
    stages.submitted(world)
    stages.number_submission(world)
    work()
    document = paper("submission")
    files = queries.files_of(session, [document.id])[document.id]
    assert [(file.revision, file.format) for file in files] == [(2, "docx"), (2, "pdf")]
    html = render_html("submission", document.data)
    assert f"Số: 01/TTr-{world.other_unit.symbol}" in html


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Giám đốc", "Sở Y tế", "Giám đốc Sở Y tế"),
        ("Chánh Văn phòng", "Văn phòng UBND tỉnh", "Chánh Văn phòng UBND tỉnh"),
        ("Chánh Thanh tra", "Thanh tra tỉnh", "Chánh Thanh tra tỉnh"),
        ("Trưởng ban", "Ban Dân tộc", "Trưởng Ban Dân tộc"),
        ("Chủ tịch UBND huyện Nga Sơn", "UBND huyện Nga Sơn", "Chủ tịch UBND huyện Nga Sơn"),
        ("", "Sở Y tế", "Sở Y tế"),
    ],
)
def test_a_post_names_its_body_once(title: str, body: str, expected: str) -> None:
    assert common.office(title, body) == expected


def test_letterheads_follow_the_kind_of_body(world: World, session: Session) -> None:
    authority = world.authority
    authority.name, authority.area_name = "Ủy ban nhân dân tỉnh Thanh Hóa", "tỉnh Thanh Hóa"
    day = clock.today()

    def head(name: str) -> tuple[str | None, str]:
        made = common.unit_letterhead(authority, Unit(name=name), day)
        return made["parent"], made["issuer"]

    assert head("Sở Y tế") == ("UBND TỈNH THANH HÓA", "SỞ Y TẾ")
    assert head("Văn phòng UBND tỉnh") == ("UBND TỈNH THANH HÓA", "VĂN PHÒNG")
    assert head("UBND huyện Nga Sơn") == (None, "ỦY BAN NHÂN DÂN\nHUYỆN NGA SƠN")
    assert common.full_authority(authority) == "ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA"
    session.rollback()


def test_the_signer_of_a_people_s_committee_signs_for_it(world: World, session: Session) -> None:
    stages.received(world)
    session.rollback()
    unit = session.get_one(Unit, world.unit.id)
    unit.name, unit.head_title = "UBND huyện Nga Sơn", "Chủ tịch UBND huyện Nga Sơn"
    data = unit_papers.self_assessment_form(session, world.assessment.id)
    assert data["leader_signature"]["capacity"] == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]
    session.rollback()


def test_the_decision_reads_sheets_at_once(world: World, session: Session) -> None:
    stages.submitted(world)
    round_id = world.round.id
    session.rollback()
    session.expunge_all()
    with counted() as statements:
        build_decision(session, round_id)
    rows = session.scalar(select(ResultRow).limit(1))
    assert rows is not None and len(statements) <= 14, statements
    assert sum("FROM sheets" in statement for statement in statements) == 1


def test_lapsed_bases_are_found_by_the_day_of_the_document(world: World, session: Session) -> None:
    day = clock.today()
    for citation, end in (("Luật cũ", day.replace(year=day.year - 1)), ("Luật mới", None)):
        world.make.keep(
            LegalBasis(
                authority_id=world.authority.id,
                citation=citation,
                position=1,
                valid_to=end,
                document_kinds="decision,submission",
            )
        )
    lapsed = queries.lapsed_bases(session, world.authority.id, "decision", day)
    assert [basis.citation for basis in lapsed] == ["Luật cũ"]
    assert not queries.lapsed_bases(session, world.authority.id, "council_minutes", day)


def test_a_draft_is_noted_in_the_round_and_waits_for_its_files(world: World, session: Session) -> None:
    stages.received(world)
    with transaction() as inside:
        document = drafting.draft(inside, "self_assessment_form", world.assessment.id)
        document_id = document.id
    document = session.get_one(Document, document_id)
    (event,) = queries.events_of(session, document)
    assert event.kind == "document_drafted" and event.acting_role == "system"
    assert not queries.is_ready(
        document.revision, queries.files_of(session, [document_id]).get(document_id, [])
    )
    assert session.get_one(Assessment, world.assessment.id).state == "appraising"
    assert jobs.HANDLERS["render_document"] is jobs.store_document
