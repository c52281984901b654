"""Pages of documents and of the dossier: who sees what, files, numbers, and every refusal with its reason."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.documents import dossier
from app.documents.models import Document
from app.rounds.models import Round
from tests import stages
from tests.factories import World
from tests.integration.documents.conftest import Paper
from tests.queries import counted

ActAs = Callable[[Account], FlaskClient]
Work = Callable[[], None]
STAFF = (
    "secretariat",
    "standing_body",
    "chairman",
    "auditor",
    "appraiser",
    "council_member",
    "council_chair",
)
EVERYONE = ("specialist", "leader", "administrator", "council_secretary", *STAFF)


def listed(client: FlaskClient, session: Session, query: str = "") -> set[str]:
    """The kinds of document that a person's list names."""
    page = client.get(f"/van-ban{query}").text
    session.rollback()
    return {
        document.kind
        for document in session.scalars(select(Document))
        if f'href="/van-ban/{document.id}"' in page
    }


def status(client: FlaskClient, address: str) -> int:
    """What a page or a file answers."""
    with client.get(address) as answer:
        return answer.status_code


# What there is by then: nothing was asked of units, no meeting was called, nothing is corrected.
DRAWN_UP = {"self_assessment_form", "appraisal_minutes", "council_minutes", "submission", "decision"}
SEEN_WHEN_SUBMITTED: dict[str, set[str]] = {
    "specialist": {"self_assessment_form"},
    "leader": {"self_assessment_form"},
    "administrator": set(),
    "appraiser": {"self_assessment_form", "appraisal_minutes"},
    "council_member": {"self_assessment_form", "appraisal_minutes"},
    "council_chair": DRAWN_UP,
    "council_secretary": DRAWN_UP,
    "secretariat": DRAWN_UP,
    "standing_body": DRAWN_UP,
    "chairman": DRAWN_UP,
    "auditor": DRAWN_UP,
}


def test_each_role_sees_its_documents_in_lists_pages_and_files(
    world: World, work: Work, session: Session, act_as: ActAs
) -> None:
    stages.submitted(world)
    work()
    documents = session.scalars(select(Document)).all()
    places = [(document.id, document.kind, document.assessment_id) for document in documents]
    own = world.assessment.id
    for role, kinds in SEEN_WHEN_SUBMITTED.items():
        client = act_as(world.person(role))
        assert listed(client, session) == kinds, role
        for document_id, kind, about in places:
            mine = kind in kinds and (role not in ("specialist", "leader") or about == own)
            for address in (
                f"/van-ban/{document_id}",
                f"/van-ban/{document_id}/xem",
                f"/van-ban/{document_id}/1/pdf",
            ):
                assert status(client, address) == (200 if mine else 404), (role, kind, address)


def test_the_decision_is_for_everyone_only_once_it_is_out(
    world: World, paper: Paper, work: Work, session: Session, act_as: ActAs
) -> None:
    stages.decided(world)
    work()
    document_id = paper("decision").id
    for role in ("specialist", "leader", "appraiser", "council_member", "administrator"):
        client = act_as(world.person(role))
        assert status(client, f"/van-ban/{document_id}") == 404
        assert status(client, "/van-ban/999999") == 404
        assert "Quyết định công bố" not in client.get("/van-ban").text.split("</form>")[-1]
        assert status(client, f"/ho-so-trinh/{world.round.id}") == 403
    dossier.issue_decision(world.actor("secretariat"), world.round.id, issued_on=clock.today())
    work()
    for role in EVERYONE:
        client = act_as(world.person(role))
        assert status(client, f"/van-ban/{document_id}") == 200
        assert status(client, f"/van-ban/{document_id}/3/docx") == 200
    assert status(act_as(world.person("specialist")), f"/van-ban/{document_id}/2/docx") == 404
    assert status(act_as(world.person("secretariat")), f"/van-ban/{document_id}/2/docx") == 200


def test_nobody_reads_without_signing_in(world: World, client: FlaskClient) -> None:
    for address in ("/van-ban", "/van-ban/1", "/van-ban/1/xem", "/van-ban/1/1/pdf", "/ho-so-trinh"):
        assert status(client, address) == 302


def test_a_file_comes_as_it_was_made_under_its_vietnamese_name(
    world: World, work: Work, paper: Paper, act_as: ActAs
) -> None:
    stages.submitted(world)
    stages.number_submission(world)
    work()
    document = paper("submission")
    with act_as(world.person("standing_body")).get(f"/van-ban/{document.id}/2/docx") as answer:
        assert answer.data == b"Word"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''01-TTr-SYT%20T%E1%BB%9D%20tr%C3%ACnh" in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert status(act_as(world.person("standing_body")), f"/van-ban/{document.id}/2/exe") == 404


def test_the_preview_runs_nothing_and_stands_only_in_our_pages(
    world: World, paper: Paper, act_as: ActAs
) -> None:
    stages.submitted(world)
    answer = act_as(world.person("chairman")).get(f"/van-ban/{paper('decision').id}/xem")
    security = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in security and "sandbox" in security and "frame-ancestors 'self'" in security
    assert "unsafe-inline" not in security and "script-src" not in security
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Sở Tư pháp" in answer.text and "<link" not in answer.text


def test_files_being_made_are_waited_for(world: World, paper: Paper, work: Work, act_as: ActAs) -> None:
    stages.submitted(world)
    clerk = act_as(world.person("secretariat"))
    assert "Đang tạo tệp" in clerk.get(f"/van-ban/{paper('submission').id}").text
    work()
    page = clerk.get(f"/van-ban/{paper('submission').id}").text
    assert "Đang tạo tệp" not in page and "/1/docx" in page


def test_the_list_is_narrowed_by_kind_state_and_name(
    world: World, work: Work, session: Session, act_as: ActAs
) -> None:
    stages.submitted(world)
    work()
    clerk = act_as(world.person("secretariat"))
    assert listed(clerk, session, "?loai=submission") == {"submission"}
    assert listed(clerk, session, "?tim=so%20tu%20phap") == {"self_assessment_form", "appraisal_minutes"}
    assert "self_assessment_form" not in listed(clerk, session, "?trang_thai=draft")
    assert listed(clerk, session, "?trang_thai=replaced") == set()
    assert clerk.get("/van-ban?ky=999").status_code == 404
    assert clerk.get("/van-ban?loai=%27&trang_thai=x&trang=-5&ky=abc").status_code == 200


def test_the_list_asks_the_same_of_the_database_whatever_it_shows(
    world: World, work: Work, session: Session, act_as: ActAs
) -> None:
    stages.submitted(world)
    work()
    clerk = act_as(world.person("secretariat"))

    def statements(query: str) -> int:
        with counted() as sent:
            assert clerk.get(f"/van-ban{query}").status_code == 200
        return len(sent)

    assert len(listed(clerk, session)) == len(DRAWN_UP)
    assert statements("") == statements("?loai=submission") <= 8


def test_numbering_from_the_page(world: World, work: Work, paper: Paper, act_as: ActAs) -> None:
    stages.submitted(world)
    work()
    clerk, document_id = act_as(world.person("secretariat")), paper("submission").id
    page = clerk.get(f"/van-ban/{document_id}").text
    assert "Để trống để lấy số kế tiếp: 01/TTr-SYT" in page
    form = {"issued_on": "32/13/2024", "number": "", "seen_version": str(paper("submission").version)}
    wrong = clerk.post(f"/van-ban/{document_id}/cap-so", data=form)
    assert wrong.status_code == 422 and "32/13/2024" in wrong.text
    later = clerk.post(f"/van-ban/{document_id}/cap-so", data={**form, "issued_on": "01/01/2999"})
    assert later.status_code == 422 and "sau ngày hôm nay" in later.text
    today = f"{clock.today():%d/%m/%Y}"
    typed = clerk.post(f"/van-ban/{document_id}/cap-so", data={**form, "issued_on": today, "number": "năm"})
    assert typed.status_code == 422 and "“năm” không phải là số văn bản" in typed.text
    good = clerk.post(f"/van-ban/{document_id}/cap-so", data={**form, "issued_on": today, "number": "152"})
    assert good.status_code == 302 and paper("submission").number == 152
    twice = clerk.post(f"/van-ban/{document_id}/cap-so", data={**form, "issued_on": today})
    assert twice.status_code == 422 and "đã được cấp số 152/TTr-SYT" in twice.text
    assert act_as(world.person("standing_body")).post(f"/van-ban/{document_id}/cap-so").status_code == 403


def test_numbering_many_shows_first_and_reports_after(
    world: World, work: Work, paper: Paper, session: Session, act_as: ActAs
) -> None:
    stages.appraised(world)
    work()
    clerk = act_as(world.person("secretariat"))
    query = select(Document.id).where(Document.kind == "appraisal_minutes").order_by(Document.assessment_id)
    ids = list(session.scalars(query))
    page = clerk.get("/van-ban/cap-so?tat_ca=1").text
    assert "01/BB-TTĐ" in page and "02/BB-TTĐ" in page
    assert paper("appraisal_minutes", world.assessment.id).state == "draft"
    day = f"{clock.today():%d/%m/%Y}"
    answer = clerk.post(
        "/van-ban/cap-so", data={"id": [*map(str, ids)], "issued_on": day}, follow_redirects=True
    )
    assert "Đã cấp số 2 văn bản." in answer.text
    assert "Không còn văn bản nào" in answer.text and answer.text.count("Đã cấp số</span>") == 2
    early = clerk.get(f"/van-ban/cap-so?id={ids[0]}&issued_on=01/01/2020").text
    assert "Không còn văn bản nào" in early
    assert clerk.get("/van-ban/cap-so").status_code == 302
    assert clerk.get("/van-ban/cap-so?id=987654").status_code == 404
    wrong = clerk.post("/van-ban/cap-so", data={"id": [str(ids[0])], "issued_on": "ngày mai"})
    assert wrong.status_code == 422


def test_the_chairman_reads_and_approves(world: World, work: Work, session: Session, act_as: ActAs) -> None:
    chairman = act_as(world.person("chairman"))
    assert "Hồ sơ trình được lập sau khi" in chairman.get("/ho-so-trinh").text
    stages.submitted(world)
    work()
    page = chairman.get("/ho-so-trinh", follow_redirects=True).text
    for text in ("Sở Y tế", "15,05", "13,55", "−1,50", "Nội dung Hội đồng biểu quyết", "Duyệt quyết định"):
        assert text in page, text
    round_ = session.get_one(Round, world.round.id, populate_existing=True)
    given = {"dossier_hash": "0" * 64, "seen_version": str(round_.version)}
    stale = chairman.post(f"/ho-so-trinh/{round_.id}/duyet", data=given)
    assert stale.status_code == 422 and "Hồ sơ trình đã thay đổi" in stale.text
    seen = stages.dossier_hash(world)
    old = chairman.post(f"/ho-so-trinh/{round_.id}/duyet", data={"dossier_hash": seen, "seen_version": "1"})
    assert old.status_code == 409
    version = session.get_one(Round, world.round.id, populate_existing=True).version
    good = chairman.post(
        f"/ho-so-trinh/{world.round.id}/duyet", data={"dossier_hash": seen, "seen_version": str(version)}
    )
    assert good.status_code == 302
    assert "Đã duyệt, chờ cấp số" in chairman.get(f"/ho-so-trinh/{world.round.id}").text
    twice = chairman.post(f"/ho-so-trinh/{world.round.id}/duyet", data={"dossier_hash": seen})
    assert twice.status_code == 409


def test_the_standing_body_submits_and_gets_it_back(
    world: World, session: Session, act_as: ActAs, paper: Paper
) -> None:
    stages.concluded(world)
    body, address = act_as(world.person("standing_body")), f"/ho-so-trinh/{world.round.id}"
    page = body.get(address).text
    assert "Trình Chủ tịch UBND" in page and "Sở Tư pháp" in page
    assert "Trình Chủ tịch UBND?" not in act_as(world.person("secretariat")).get(address).text
    assert body.post(f"{address}/trinh", data={}).status_code == 302
    chairman = act_as(world.person("chairman"))
    empty = chairman.post(f"{address}/tra-lai", data={"reason": " "})
    assert empty.status_code == 422
    answer = chairman.post(f"{address}/tra-lai", data={"reason": "Xem lại Sở Y tế"}, follow_redirects=True)
    assert "Đã trả lại hồ sơ" in answer.text
    assert session.get_one(Round, world.round.id, populate_existing=True).state == "concluded"
    again = body.get(address)
    assert again.status_code == 200 and "“Xem lại Sở Y tế”" in again.text


def test_the_clerk_publishes_and_everybody_is_told_where(
    world: World, work: Work, session: Session, act_as: ActAs, paper: Paper
) -> None:
    stages.submitted(world)
    dossier.decide(world.actor("chairman"), world.round.id, dossier_hash=stages.dossier_hash(world))
    clerk, address = act_as(world.person("secretariat")), f"/ho-so-trinh/{world.round.id}"
    blocked = clerk.get(address).text
    assert "cấp số Tờ trình trước" in blocked and "Cấp số và công bố" not in blocked
    stages.number_submission(world)
    page = clerk.get(address).text
    assert "Để trống để lấy số kế tiếp: 01/QĐ-UBND" in page and "không rút lại được" in page
    today = f"{clock.today():%d/%m/%Y}"
    wrong = clerk.post(f"{address}/cong-bo", data={"issued_on": "01/01/2999", "number": "385"})
    assert wrong.status_code == 422 and "sau ngày hôm nay" in wrong.text and 'value="385"' in wrong.text
    good = clerk.post(f"{address}/cong-bo", data={"issued_on": today, "number": "385"}, follow_redirects=True)
    assert "Đã phát hành Quyết định số 385/QĐ-UBND" in good.text
    assert f"/ket-qua/{world.authority.code}/{world.round.year}" in good.text


@pytest.mark.parametrize("role", ["specialist", "leader", "appraiser", "council_member", "administrator"])
def test_the_dossier_is_not_for_others(world: World, act_as: ActAs, role: str) -> None:
    stages.submitted(world)
    client = act_as(world.person(role))
    assert status(client, f"/ho-so-trinh/{world.round.id}") == 403
    for step in ("trinh", "duyet", "tra-lai", "cong-bo"):
        assert client.post(f"/ho-so-trinh/{world.round.id}/{step}", data={}).status_code == 403


def test_another_province_s_papers_do_not_exist(
    world: World, work: Work, paper: Paper, act_as: ActAs
) -> None:
    stages.submitted(world)
    work()
    other = World(world.make)
    for role in ("secretariat", "chairman", "auditor"):
        client = act_as(other.person(role))
        assert status(client, f"/van-ban/{paper('decision').id}") == 404
        assert status(client, f"/van-ban?ky={world.round.id}") == 404
        assert status(client, f"/ho-so-trinh/{world.round.id}") == 404
