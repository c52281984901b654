"""Pages on a whole group: coverage and withdrawal, units not ranked, the analysis beside the result."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from lxml.html import fromstring
from sqlalchemy.orm import Session

from app import catalog, clock
from app.accounts.models import Account
from app.assessments.models import Assessment
from app.council import cohort
from app.evidence.models import Evidence, StoredFile
from app.messages import cohort as texts
from app.rounds.models import Round
from app.units.models import UnitPredecessor
from tests import cohorts, linting, stages
from tests.cohorts import CohortWorld
from tests.factories import Maker, World
from tests.queries import counted

ActAs = Callable[[Account], FlaskClient]
ROUND_STATES = catalog.workflow(catalog.ROUND_WORKFLOW).states
MARK = "Phân tích tham khảo, không phải kết quả"


@pytest.fixture
def four(make: Maker) -> CohortWorld:
    """Four units that are compared with each other, before the council."""
    world = CohortWorld(make)
    cohorts.meeting(world)
    return world


@pytest.fixture
def standing(four: CohortWorld, act_as: ActAs) -> Iterator[FlaskClient]:
    """The standing body's browser."""
    yield act_as(four.person("standing_body"))


def words(page: str) -> str:
    """What a page says, without its marks."""
    return " ".join(fromstring(page).text_content().split())


def rows(page: str, table: int = 0) -> list[str]:
    """The rows of the page's nth table as plain words."""
    found = fromstring(page).findall(".//tbody")[table]
    return [" ".join(row.text_content().split()) for row in found.findall("tr")]


# --- coverage and withdrawal --------------------------------------------------------------------------------


def test_the_page_shows_what_is_flagged_and_tries_it_out(standing: FlaskClient, four: CohortWorld) -> None:
    page = standing.get("/hoi-dong/chi-so-thieu-so-lieu").text
    assert len(rows(page)) == 1 and "2.2" in rows(page)[0] and "1/4 (25,0 %)" in rows(page)[0]
    assert not linting.faults(page)
    assert len(rows(standing.get("/hoi-dong/chi-so-thieu-so-lieu?xem=tat-ca").text)) == 5
    tried = standing.get("/hoi-dong/chi-so-thieu-so-lieu?thu=2.2&thu=2.1").text
    assert not linting.faults(tried)
    assert "Nếu loại 2.2" in tried and "đang là 30" in tried
    assert "2. Hoạt động: điểm tối đa từ 12 còn 10" in words(tried)
    assert any("Sở Xây dựng" in row and "19,00" in row and "17,00" in row for row in rows(tried, 1))


def test_deciding_and_taking_back_on_the_page(
    standing: FlaskClient, four: CohortWorld, session: Session
) -> None:
    group = four.round_group.id
    page = standing.post(f"/hoi-dong/nhom/{group}/loai-chi-so", data={"codes": "2.2", "reason": " "})
    assert page.status_code == 422 and texts.WITHDRAW_REASON_NEEDED in page.text
    page = standing.post(f"/hoi-dong/nhom/{group}/loai-chi-so", data={"codes": "2.1", "reason": "Vì khó"})
    assert page.status_code == 422 and "không dưới 50 %" in page.text
    done = standing.post(
        f"/hoi-dong/nhom/{group}/loai-chi-so",
        data={"codes": "2.2", "reason": "Thiếu số liệu"},
        follow_redirects=True,
    )
    assert texts.WITHDRAWN_DONE in done.text and "bị loại khỏi xếp hạng" in done.text
    assert "Thiếu số liệu" in done.text and not linting.faults(done.text)
    unit = standing.get(f"/hoi-dong/don-vi/{four.assessments[2].id}").text
    assert "bị loại khỏi xếp hạng" in unit and "điểm tối đa còn 28" in unit and not linting.faults(unit)
    assert "/28" in standing.get("/hoi-dong/don-vi").text
    back = f"/hoi-dong/nhom/{group}/khoi-phuc-chi-so"
    assert standing.post(back, data={"code": "2.2", "reason": ""}).status_code == 422
    assert standing.post(back, data={"code": "2.2", "reason": "Đã có số liệu"}).status_code == 302
    session.rollback()
    assert cohort.withdrawn_codes(session, group) == []


def test_only_who_decides_sees_the_buttons(four: CohortWorld, act_as: ActAs) -> None:
    address = "/hoi-dong/chi-so-thieu-so-lieu?thu=2.2"
    for role, may in (("council_chair", True), ("council_secretary", False), ("auditor", False)):
        assert ("Ghi quyết định loại" in act_as(four.person(role)).get(address).text) is may


# --- units not ranked ---------------------------------------------------------------------------------------


def test_a_unit_leaves_the_ranking_and_comes_back(standing: FlaskClient, four: CohortWorld) -> None:
    address, number = f"/hoi-dong/ky/{four.round.id}/khong-xep-hang", four.other_assessment.id
    assert standing.post(address, data={"assessment_id": "", "reason": "Thí điểm"}).status_code == 422
    page = standing.post(address, data={"assessment_id": str(number), "reason": ""})
    assert page.status_code == 422 and texts.UNRANKED_REASON_NEEDED in page.text
    assert not linting.faults(page.text)
    page = standing.post(
        address, data={"assessment_id": str(number), "reason": "Thí điểm"}, follow_redirects=True
    )
    assert "Sở Y tế" in rows(page.text)[0] and "Thí điểm" in rows(page.text)[0]
    assert "không xếp hạng" in standing.get("/hoi-dong/don-vi").text
    assert "Đơn vị được đánh giá nhưng không xếp hạng" in standing.get(f"/hoi-dong/don-vi/{number}").text
    again = f"/hoi-dong/don-vi/{number}/xep-hang-lai"
    assert standing.post(again, data={"reason": " "}).status_code == 422
    page = standing.post(again, data={"reason": "Ghi nhầm"}, follow_redirects=True)
    assert "Mọi đơn vị đều được xếp hạng" in page.text


# --- the analysis -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("section", texts.SECTIONS)
def test_each_section_is_marked_and_comes_as_a_file(
    section: str, standing: FlaskClient, four: CohortWorld
) -> None:
    page = standing.get(f"/hoi-dong/phan-tich?muc={section}")
    assert page.status_code == 200 and MARK in page.text and "Tạm tính" in page.text
    assert not linting.faults(page.text)
    file = standing.get(f"/hoi-dong/ky/{four.round.id}/phan-tich.csv?muc={section}")
    assert file.mimetype == "text/csv" and f"phan-tich-{section}" in file.headers["Content-Disposition"]


def test_after_the_conclusion_it_is_no_longer_provisional(make: Maker, act_as: ActAs) -> None:
    world = CohortWorld(make)
    cohorts.concluded(world)
    page = act_as(world.person("council_secretary")).get("/hoi-dong/phan-tich").text
    assert MARK in page and "Tạm tính" not in page
    assert "Sở Y tế" not in page, "a unit that is not ranked has no place among ranks"


def test_normalised_totals_stand_beside_the_official_ones(standing: FlaskClient, four: CohortWorld) -> None:
    lines = standing.get(f"/hoi-dong/ky/{four.round.id}/phan-tich.csv").text.splitlines()
    assert lines[1].startswith("Sở Y tế,26.00,1,") and lines[4].startswith("Sở Xây dựng,19.00,4,")
    # Min-Max: 1.1 has no spread and everybody the maximum; 1.2, 2.1, 2.2, 3.1 from the lowest to the highest.
    assert lines[1].endswith(",21.33,1")
    sample = standing.get("/hoi-dong/phan-tich?do-lech-chuan=sample").text
    assert '<option value="sample" selected' in sample


def test_spread_is_sorted_by_any_column(standing: FlaskClient) -> None:
    rising = rows(standing.get("/hoi-dong/phan-tich?muc=phan-tan&xep=trung-binh").text)
    falling = rows(standing.get("/hoi-dong/phan-tich?muc=phan-tan&xep=trung-binh&chieu=giam").text)
    assert len(rising) == 5 and rising != falling and sorted(rising) == sorted(falling)
    assert falling[0].startswith("3.1"), "8,64 points of 10 on average"


def test_rank_intervals_come_out_the_same_for_the_same_seed(standing: FlaskClient) -> None:
    address = "/hoi-dong/phan-tich?muc=trong-so&muc-thay-doi=50&so-lan=40&hat-giong=7"
    first, second = standing.get(address).text, standing.get(address).text
    assert rows(first) == rows(second) and "hạt giống 7" in first and "±50 %" in first
    wrong = standing.get("/hoi-dong/phan-tich?muc=trong-so&so-lan=99999").text
    assert "“Số lần thử” phải là số nguyên từ 10 đến 500; đã ghi “99999”." in wrong
    assert 'value="99999"' in wrong and "300 lần" in wrong


def test_what_jumped_since_last_year_is_shown_for_heirs_too(
    standing: FlaskClient, four: CohortWorld, make: Maker
) -> None:
    address = f"/hoi-dong/ky/{four.round.id}/phan-tich.csv?muc=nam-truoc"
    assert len(standing.get(address).text.splitlines()) == 1
    former = make.unit(four.group, name="Sở cũ", valid_to=clock.today() - timedelta(days=200))
    make.keep(UnitPredecessor(unit_id=four.units[3].id, predecessor_id=former.id))
    before = make.round(
        four.authority, [four.group], state="published", year=four.round.year - 1, title="Năm trước"
    )
    for unit, talks in ((four.unit, "4"), (four.other_unit, "2"), (former, "1")):
        assessment = make.assessment(before, unit, state="published")
        cohorts.hand_in(four, assessment, so_hoi_thao=int(talks), dvc_tong=60)
    lines = standing.get(address).text.splitlines()[1:]
    assert lines == [
        "Sở Y tế,Số hội thảo đã tổ chức,cuộc,2.0000,10.0000,5.00,tăng",
        "Thanh tra tỉnh,Số hội thảo đã tổ chức,cuộc,1.0000,7.0000,7.00,tăng",
    ]
    assert "3 đơn vị có số liệu" in standing.get("/hoi-dong/phan-tich?muc=nam-truoc").text


def test_equal_figures_and_equal_files_are_shown(
    standing: FlaskClient, four: CohortWorld, make: Maker
) -> None:
    make.keep(StoredFile(hash="ab" * 32, size=3, media_type="application/pdf", stored_at=clock.now()))
    for assessment in four.assessments[:2]:
        make.keep(
            Evidence(
                assessment_id=assessment.id,
                code="2.1",
                file_hash="ab" * 32,
                filename="danh-muc.pdf",
                added_by=four.specialist.id,
                added_at=clock.now(),
            )
        )
    found = rows(standing.get("/hoi-dong/phan-tich?muc=trung-nhau").text)
    assert any("2.1" in row and "Sở Tư pháp; Thanh tra tỉnh" in row and "45" in row for row in found)
    assert any("danh-muc.pdf" in row and "Sở Tư pháp; Sở Y tế" in row for row in found)


def test_a_member_of_an_assessed_unit_does_not_see_it(four: CohortWorld, act_as: ActAs) -> None:
    member = four.make.account(
        four.authority, roles=["council_member"], round_=four.round, unit_id=four.unit.id
    )
    browser = act_as(member)
    for section in texts.SECTIONS:
        answer = browser.get(f"/hoi-dong/phan-tich?muc={section}").text.split("<main")[1]
        assert "Sở Tư pháp" not in answer, section
    assert "Sở Tư pháp" not in rows(browser.get("/hoi-dong/chi-so-thieu-so-lieu?thu=2.2").text, 1)[0]


def test_the_analysis_opens_as_the_workflow_says(world: World, act_as: ActAs) -> None:
    stages.meeting(world)
    session = world.make.session
    for state in ("appraising", "council", "concluded", "submitted"):
        session.rollback()
        session.get_one(Round, world.round.id).state = state
        session.commit()
        granted = ROUND_STATES[state].permissions.get("view_analysis", frozenset())
        for role in ("specialist", "leader", *World.STAFF):
            answer = act_as(world.person(role)).get(f"/hoi-dong/ky/{world.round.id}/phan-tich.csv")
            assert (answer.status_code == 200) is (role in granted), (state, role)


def test_an_unknown_group_or_section_does_not_exist(standing: FlaskClient, four: CohortWorld) -> None:
    assert standing.get("/hoi-dong/phan-tich?muc=khac").status_code == 404
    assert standing.get("/hoi-dong/phan-tich?nhom=999999").status_code == 404
    assert standing.get("/hoi-dong/chi-so-thieu-so-lieu?nhom=999999").status_code == 404


@pytest.mark.parametrize(
    "page", ["chi-so-thieu-so-lieu?thu=2.2", *(f"phan-tich?muc={one}" for one in texts.SECTIONS)]
)
def test_the_number_of_questions_does_not_grow_with_the_units(
    page: str, four: CohortWorld, act_as: ActAs
) -> None:
    browser = act_as(four.person("standing_body"))
    browser.get(f"/hoi-dong/{page}")
    with counted() as few:
        assert browser.get(f"/hoi-dong/{page}").status_code == 200
    for number in range(5):
        unit = four.make.unit(four.group, name=f"Sở thêm {number}")
        extra = four.make.assessment(four.round, unit, state="in_council")
        cohorts.hand_in(four, extra, so_hoi_thao=number, dvc_tong=60, dvc_truc_tuyen=30)
    with counted() as many:
        assert browser.get(f"/hoi-dong/{page}").status_code == 200
    assert len(few) == len(many) <= 25


def test_nobody_is_asked_to_settle_what_is_not_theirs(four: CohortWorld, act_as: ActAs) -> None:
    member = act_as(four.person("council_member"))
    group = four.round_group.id
    assert member.post(f"/hoi-dong/nhom/{group}/loai-chi-so", data={"codes": "2.2"}).status_code == 403
    stranger = four.make.account(four.make.authority(), roles=World.STAFF)
    for path in (
        f"nhom/{group}/loai-chi-so",
        f"nhom/{group}/khoi-phuc-chi-so",
        f"ky/{four.round.id}/khong-xep-hang",
    ):
        assert act_as(stranger).post(f"/hoi-dong/{path}", data={"reason": "x"}).status_code == 404
    assert four.make.session.get_one(Assessment, four.assessment.id).ranked
