"""Figures of others come in by a file: previewed, all or none, with where they came from."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction as F
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account
from app.appraisal import operations as appraisal
from app.appraisal.models import CriterionReview
from app.assessments import sheets
from app.assessments.models import Assessment, CriterionEntry, Figure
from app.errors import Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion
from app.evidence import storage
from app.history import Event
from app.spreadsheets import reading
from app.supplied import operations, queries, template
from app.supplied.models import FigureImport
from tests import stages
from tests.integration.supplied.conftest import LETTER, OWN, Assisted, workbook
from tests.lending import replace_everybody

ActAs = Callable[[Account], FlaskClient]


def value(session: Session, assessment: Assessment, name: str) -> str | None:
    session.rollback()
    row = session.get(Figure, (assessment.id, name))
    return row.value if row else None


def fill(world: Assisted, assessment: Assessment) -> None:
    from app.assessments import entry

    typed = [entry.Typed(name, text) for name, text in OWN.items()]
    _, refused = entry.save_figures(world.specialist_of(assessment), assessment.id, typed)
    assert not refused, refused


def test_a_confirmed_file_gives_points_and_says_where_they_came_from(
    assisted: Assisted, session: Session
) -> None:
    changed, units = assisted.hand_in({"Sở Tư pháp": {"2.1": 80, "2.2": "62,5"}, "SYT": {"2.1": 0}})
    assert (changed, units) == (3, 2)
    assert value(session, assisted.assessment, "ks_hai_long") == "62.5"
    entry = session.get_one(CriterionEntry, (assisted.assessment.id, "2.1"))
    assert (entry.points, entry.status, entry.supplied) == (F(4, 5), "filled", True)
    kept = session.scalars(select(FigureImport)).one()
    assert (kept.provider, kept.letter_number, kept.letter_date) == (
        "Cục Thống kê",
        "12/CTK-TH",
        date(2020, 11, 5),
    )
    assert (kept.rows_read, kept.accepted, kept.changed) == (2, 3, 3)
    with storage.open_file(kept.sha256) as file:
        assert hashlib.sha256(file.read()).hexdigest() == kept.sha256
    figure = session.get_one(Figure, (assisted.assessment.id, "ks_hieu"))
    assert figure.import_id == kept.id
    told = queries.provenance(session, assisted.assessment.id)
    assert told["ks_hieu"] == "Cục Thống kê cung cấp theo văn bản số 12/CTK-TH, ngày 05/11/2020"


def test_every_unit_gets_an_event_with_before_and_after(assisted: Assisted, session: Session) -> None:
    assisted.hand_in({"Sở Tư pháp": {"2.1": 80}})
    assisted.hand_in({"Sở Tư pháp": {"2.1": 90, "2.2": 10}})
    session.rollback()
    events = session.scalars(
        select(Event).where(Event.subject_type == "supplied").order_by(Event.sequence)
    ).all()
    assert [event.subject_id for event in events] == [assisted.assessment.id] * 2
    assert events[1].data["changes"] == {"ks_hieu": ["80", "90"], "ks_hai_long": [None, "10"]}
    assert events[1].data["letter"] == "12/CTK-TH"
    rounds = session.scalars(select(Event).where(Event.kind == "import")).all()
    assert [event.subject_type for event in rounds] == ["round", "round"]


def test_the_template_is_read_back_and_an_empty_cell_says_nothing(assisted: Assisted) -> None:
    empty = template.write(assisted.framework, "survey", ["Sở Tư pháp", "Sở Y tế"])
    table = reading.read("mau.xlsx", empty)[0]
    assert [cell.text for cell in table.rows[0].cells.values()] == ["Đơn vị", "2.1", "2.2"]
    assert "tối đa" not in table.rows[0].text(2) and table.rows[2].text(2).endswith("điểm, từ 0 đến 1)")
    with pytest.raises(InvalidInput, match="không làm thay đổi"):
        assisted.preview(empty)


def test_all_mistakes_are_told_by_their_cells_and_nothing_is_kept(
    assisted: Assisted, session: Session
) -> None:
    found = assisted.preview(
        workbook(
            {
                "Sở Tư pháp": {"2.1": 80, "2.2": 101, "1.1": 5, "2.3": 1, "9.9": 1},
                "Sở Không Có": {"2.1": 50},
            }
        )
    )
    told = "\n".join(map(str, found.outcome.problems))
    assert found.kept == ""
    for place, message in (
        ("ô C2", "101"),
        ("ô D1", "do đơn vị cung cấp"),
        ("ô E1", "đánh giá trên không gian mạng"),
        ("ô F1", "9.9"),
        ("ô A3", "Sở Không Có"),
    ):
        assert any(place in line and (message in line or place == "ô C2") for line in told.splitlines()), told
    assert not session.scalars(select(FigureImport)).all()
    assert value(session, assisted.assessment, "ks_hieu") is None


def test_a_code_kept_as_a_number_a_unit_twice_and_a_loose_cell_are_refused(assisted: Assisted) -> None:
    csv = "Đơn vị;2.1;\nSở Tư pháp;50;7\nSTP;60;\nsở tư  pháp;70;\n".encode()
    problems = [str(one) for one in assisted.preview(csv, name="so.csv").outcome.problems]
    assert any("không có tiêu đề" in one for one in problems)
    assert any("đã có ở dòng 2" in one for one in problems)
    book = workbook({"Sở Tư pháp": {"x": 1}})
    import io

    from openpyxl import load_workbook

    opened = load_workbook(io.BytesIO(book))
    opened.active["B1"] = 2.1
    out = io.BytesIO()
    opened.save(out)
    problems = [str(one) for one in assisted.preview(out.getvalue()).outcome.problems]
    assert any("đang ở dạng số" in one for one in problems), problems


def test_other_files_are_refused_whole(assisted: Assisted) -> None:
    for name, content in (
        ("a.json", b"{}"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ):
        assert assisted.preview(content, name=name).outcome.problems


def test_what_was_previewed_is_what_is_confirmed(assisted: Assisted, session: Session) -> None:
    first = assisted.preview(workbook({"Sở Tư pháp": {"2.1": 80}}))
    assisted.hand_in({"Sở Tư pháp": {"2.1": 70}})
    given = (assisted.group_id, "survey", LETTER, first.filename, first.kept, first.outcome.seen)
    body = assisted.actor("standing_body")
    with pytest.raises(StaleVersion):
        operations.confirm(body, *given)
    with pytest.raises(InvalidInput, match="Không còn tệp"):
        operations.confirm(body, *given[:4], "0" * 64, first.outcome.seen)
    assert value(session, assisted.assessment, "ks_hieu") == "70"
    again = assisted.preview(workbook({"Sở Tư pháp": {"2.1": 80}}))
    given = (assisted.group_id, "survey", LETTER, again.filename, again.kept, again.outcome.seen)
    assert operations.confirm(body, *given) == (1, 1)
    with pytest.raises(InvalidInput, match="không làm thay đổi"):
        operations.confirm(body, *given)


def test_only_the_standing_body_imports_and_only_where_something_is_handed_in(assisted: Assisted) -> None:
    content = workbook({"Sở Tư pháp": {"2.1": 80}})
    for role in ("appraiser", "auditor", "council_chair"):
        with pytest.raises(Forbidden):
            operations.preview(assisted.actor(role), assisted.group_id, "survey", LETTER, "a.xlsx", content)
    with pytest.raises(NotFound):
        assisted.preview(content, supplier="ministry")
    with pytest.raises(NotFound):
        assisted.preview(content, supplier="unit")


@pytest.mark.parametrize(
    ("letter", "field"),
    [
        (operations.Letter(" ", "1", date(2020, 1, 1)), "provider"),
        (operations.Letter("Bộ", "", date(2020, 1, 1)), "letter_number"),
        (operations.Letter("Bộ", "1", clock.today() + timedelta(days=2)), "letter_date"),
    ],
)
def test_a_letter_has_a_sender_a_number_and_a_day(
    assisted: Assisted, letter: operations.Letter, field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        operations.preview(
            assisted.actor("standing_body"), assisted.group_id, "survey", letter, "a.xlsx", b"x"
        )
    assert refusal.value.field == field


def test_a_figure_that_came_later_leaves_what_the_leader_confirmed(
    assisted: Assisted, session: Session
) -> None:
    for assessment in assisted.assessments:
        fill(assisted, assessment)
    stages.submit(assisted, assisted.assessment)
    seen = stages.self_hash(assisted, assisted.assessment)
    assisted.hand_in({"Sở Tư pháp": {"2.1": 80}})
    assert stages.self_hash(assisted, assisted.assessment) == seen
    stages.confirm(assisted, assisted.assessment)
    frozen = sheets.current(session, assisted.assessment.id, "self")
    assert frozen is not None and frozen.total == 10 and "ks_hieu" not in frozen.content
    assisted.hand_in({"Sở Tư pháp": {"2.1": 90}})
    session.rollback()
    assert stages.self_hash(assisted, assisted.assessment) == frozen.content_hash
    content = sheets.whole_content(session, session.get_one(Assessment, assisted.assessment.id))
    assert content.scores().total == 10 + F(9, 10)


def test_a_decision_on_changed_figures_is_taken_anew_and_an_ended_appraisal_is_closed(
    assisted: Assisted, session: Session
) -> None:
    for assessment in assisted.assessments:
        fill(assisted, assessment)
        stages.submit(assisted, assessment)
        stages.confirm(assisted, assessment)
    appraiser = assisted.actor("appraiser")
    appraisal.accept_rest(appraiser, assisted.assessment.id)
    assisted.hand_in({"Sở Tư pháp": {"2.1": 80}})
    session.rollback()
    done = set(session.scalars(select(CriterionReview.code)))
    assert "2.1" not in done and {"1.1", "2.2"} <= done
    with pytest.raises(GuardRefused):
        appraisal.finish(appraiser, assisted.assessment.id)
    appraisal.accept_rest(appraiser, assisted.assessment.id)
    appraisal.finish(appraiser, assisted.assessment.id)
    session.rollback()
    frozen = sheets.current(session, assisted.assessment.id, "appraisal")
    assert frozen is not None and frozen.total == 10 + F(4, 5)
    found = assisted.preview(workbook({"Sở Tư pháp": {"2.1": 20}, "Sở Y tế": {"2.1": 20}}))
    assert ["đã thẩm định xong" in str(one) for one in found.outcome.problems] == [True]
    changed, _ = assisted.hand_in({"Sở Tư pháp": {"2.1": 80}, "Sở Y tế": {"2.1": 20}})
    assert changed == 1


def test_the_pages_of_an_import(assisted: Assisted, act_as: ActAs, session: Session) -> None:
    client = act_as(assisted.person("standing_body"))
    base = f"/so-lieu-cung-cap/{assisted.group_id}/survey"
    assert "Nhập từ tệp" in client.get(f"/ky-danh-gia/{assisted.round.id}/so-lieu-cung-cap").text
    assert client.get(f"{base}/mau.xlsx").status_code == 200
    letter = {"provider": "Cục Thống kê", "letter_number": "12/CTK", "letter_date": "05/11/2020"}
    refused = client.post(f"{base}/xem-truoc", data={**letter, "letter_date": "mai"})
    assert refused.status_code == 422 and "Cục Thống kê" in refused.text and "Xin chọn tệp" in refused.text
    wrong = {"file": (BytesIO(workbook({"Sở Lạ": {"2.1": 80}})), "so-lieu.xlsx")}
    refused = client.post(f"{base}/xem-truoc", data={**letter, **wrong})
    assert refused.status_code == 422 and "Sở Lạ" in refused.text and "12/CTK" in refused.text
    good = {"file": (BytesIO(workbook({"Sở Tư pháp": {"2.1": 80}})), "so-lieu.xlsx")}
    page = client.post(f"{base}/xem-truoc", data={**letter, **good})
    assert page.status_code == 200 and "Xác nhận nhập" in page.text
    from tests.integration.assessments.test_pages import Page

    sent = Page(page.text).forms[f"{base}/nhap"]
    assert client.post(f"{base}/nhap", data=sent).status_code == 302
    assert value(session, assisted.assessment, "ks_hieu") == "80"
    again = client.post(f"{base}/nhap", data=sent)
    assert again.status_code == 422 and "không làm thay đổi" in again.text
    kept = session.scalars(select(FigureImport)).one()
    assert client.get(f"/so-lieu-cung-cap/tep/{kept.id}", buffered=True).data[:2] == b"PK"
    auditor = act_as(assisted.person("auditor"))
    assert auditor.get(f"/so-lieu-cung-cap/tep/{kept.id}", buffered=True).status_code == 200
    assert act_as(assisted.person("appraiser")).get(f"/so-lieu-cung-cap/tep/{kept.id}").status_code == 403


def test_the_team_sees_imported_figures_with_their_letter(assisted: Assisted, act_as: ActAs) -> None:
    fill(assisted, assisted.assessment)
    stages.submit(assisted, assisted.assessment)
    stages.confirm(assisted, assisted.assessment)
    assisted.hand_in({"Sở Tư pháp": {"2.1": 80}})
    page = act_as(assisted.person("appraiser")).get(f"/tham-dinh/don-vi/{assisted.assessment.id}?muc=2").text
    assert "theo văn bản số 12/CTK-TH, ngày 05/11/2020" in page and "10,80" in page
    rows = act_as(assisted.person("appraiser")).get("/tham-dinh").text
    assert "10,80" in rows


@pytest.mark.parametrize("lent", [True, False], ids=["for somebody", "in person"])
def test_an_import_names_who_brought_it_and_for_whom(assisted: Assisted, act_as: ActAs, lent: bool) -> None:
    if lent:
        replace_everybody(assisted, "standing_body")
    assisted.hand_in({"Sở Tư pháp": {"2.1": 80}})
    page = act_as(assisted.person("auditor")).get(f"/ky-danh-gia/{assisted.round.id}/so-lieu-cung-cap").text
    principal = assisted.person("standing_body").full_name
    assert (f"Người Giúp Standing Body (thay mặt {principal}, " in page) is lent and principal in page
