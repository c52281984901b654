"""A unit is asked for its own figures only, and before publication learns nothing of what others gave."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assessments import entry, operations
from app.assessments.entry import Typed
from app.assessments.models import Assessment
from app.errors import GuardRefused, InvalidInput
from app.evidence import operations as evidence
from tests.integration.supplied.conftest import OWN, Assisted

ActAs = Callable[[Account], FlaskClient]
JSON = {"Accept": "application/json"}
# What others gave, in every way pages write it: 73,21 % of 1 point, 3,87 and (3,5 + 3) / 2 = 3,25 points.
SECRETS = (
    "73,21",
    "73.21",
    "0,73",
    "3,87",
    "3.87",
    "3,25",
    "3.25",
    "12/CTK-TH",
    "Cục Thống kê",
    "Chuyên Gia",
)


def give(world: Assisted) -> None:
    """Survey, tool and experts hand in what they have of the first unit."""
    from tests.integration.supplied.test_marks import mark

    world.hand_in({"Sở Tư pháp": {"2.1": "73,21"}})
    world.hand_in({"Sở Tư pháp": {"2.3": "3,87"}}, "cyberspace")
    mark(world, world.experts[0], "3,5")
    mark(world, world.experts[1], "3")


def fill(world: Assisted, **more: str) -> None:
    typed = [Typed(name, text) for name, text in {**OWN, **more}.items()]
    _, refused = entry.save_figures(world.actor("specialist"), world.assessment.id, typed)
    assert not refused, refused


def test_a_unit_hands_in_without_the_figures_of_others(assisted: Assisted) -> None:
    fill(assisted)
    operations.submit(assisted.actor("specialist"), assisted.assessment.id)
    session = assisted.make.session
    session.rollback()
    assert session.get_one(Assessment, assisted.assessment.id).state == "awaiting_confirmation"


def test_general_information_that_points_come_from_is_needed_by_its_printed_number(
    assisted: Assisted,
) -> None:
    fill(assisted)
    actor = assisted.actor("specialist")
    entry.save_figure(actor, assisted.assessment.id, Typed("dien_thoai", ""))
    entry.save_figure(actor, assisted.assessment.id, Typed("dan_so", ""))
    operations.declare(actor, assisted.assessment.id, "1.2", "no_data", reason="Chưa thống kê")
    with pytest.raises(GuardRefused, match=r"Thông tin chung còn thiếu: TT\.2"):
        operations.submit(actor, assisted.assessment.id)


def test_general_information_is_filled_once_and_kept_with_its_history(
    assisted: Assisted, act_as: ActAs
) -> None:
    client = act_as(assisted.specialist)
    address = f"/danh-gia/{assisted.assessment.id}"
    page = client.get(address).text
    assert "Thông tin chung" in page and "TT.1. Tên đơn vị" in page and "Bắt buộc." in page
    sent = {"name": "ten", "value": "  Sở Tư pháp   tỉnh ", "seen_version": 0}
    answer = client.post(f"{address}/so-lieu", data=sent)
    assert answer.status_code == 302 and answer.location.endswith("?muc=thong-tin-chung#so-ten")
    assert client.post(f"{address}/so-lieu", data=sent, headers=JSON).json["value"] == "Sở Tư pháp tỉnh"
    wrong = client.post(
        f"{address}/so-lieu", data={"name": "dan_so", "value": "một nghìn", "seen_version": 0}
    )
    assert wrong.status_code == 422 and 'value="một nghìn"' in wrong.text and "TT.2" in wrong.text
    fill(assisted)
    for place in ("/tong-hop", "/in", "?muc=1"):
        assert "Sở Tư pháp tỉnh" in client.get(address + place).text or place == "?muc=1"
    panel = client.get(f"{address}?muc=1").text
    assert "Nhập một lần ở Thông tin chung, mục TT.2." in panel and 'name="name" value="dan_so"' not in panel
    assert "TT.1" in client.get(f"{address}/dien-bien").text


@pytest.mark.parametrize("name", ["ks_hieu", "kgm", "cg_the_che"])
def test_a_unit_cannot_save_a_figure_of_others(assisted: Assisted, act_as: ActAs, name: str) -> None:
    actor = assisted.actor("specialist")
    with pytest.raises(InvalidInput, match="cung cấp, đơn vị không nhập"):
        entry.save_figure(actor, assisted.assessment.id, Typed(name, "1"))
    client = act_as(assisted.specialist)
    sent = {"name": name, "value": "1", "seen_version": 0}
    answer = client.post(f"/danh-gia/{assisted.assessment.id}/so-lieu", data=sent, headers=JSON)
    assert answer.status_code == 422 and answer.json["field"] == name
    assert client.post(f"/danh-gia/{assisted.assessment.id}/so-lieu", data=sent).status_code == 422


def test_a_unit_declares_nothing_and_attaches_nothing_at_criteria_of_others(assisted: Assisted) -> None:
    actor, limits = assisted.actor("specialist"), evidence.Limits({}, 1)
    with pytest.raises(InvalidInput, match="do điều tra xã hội cung cấp"):
        operations.declare(actor, assisted.assessment.id, "2.1", "no_data", reason="Không có")
    from io import BytesIO

    with pytest.raises(InvalidInput, match="do chuyên gia cung cấp"):
        upload = evidence.Upload("a.pdf", BytesIO(b"%PDF"))
        evidence.attach(actor, assisted.assessment.id, "2.4", [upload], limits)


def test_figures_of_others_are_shown_as_coming_later_and_not_counted(
    assisted: Assisted, act_as: ActAs
) -> None:
    fill(assisted)
    client = act_as(assisted.specialist)
    address = f"/danh-gia/{assisted.assessment.id}"
    page = client.get(f"{address}?muc=2").text
    assert "Do điều tra xã hội cung cấp; đơn vị không phải nhập." in page and "sẽ có sau" in page
    assert "data-upload" not in page and 'name="value"' not in page
    assert re.search(r"2/2\b", client.get(f"{address}/tong-hop").text)
    assert "sẽ có sau" in client.get(f"{address}/bang?muc=2").text
    saved = client.post(
        f"{address}/so-lieu", data={"name": "dvc_truc_tuyen", "value": "30", "seen_version": 1}, headers=JSON
    ).json
    assert (saved["total_display"], saved["filled"]) == ("7,5", 2)


def pages(world: Assisted) -> list[str]:
    """Every address of a unit's own pages, and what it may try beside them."""
    own = f"/danh-gia/{world.assessment.id}"
    return [
        *(own + rest for rest in ("", "?muc=1", "?muc=2", "/bang?muc=2", "/tong-hop", "/dien-bien", "/in")),
        f"{own}/ket-qua",
        "/viec-can-lam",
        "/danh-gia",
        "/van-ban",
        f"/ky-danh-gia/{world.round.id}/so-lieu-cung-cap",
        f"/so-lieu-cung-cap/{world.group_id}/survey",
        f"/so-lieu-cung-cap/{world.group_id}/survey/mau.xlsx",
        f"/so-lieu-cung-cap/{world.group_id}/diem-chuyen-gia",
        "/so-lieu-cung-cap/tep/1",
        "/chuyen-gia",
        f"/chuyen-gia/nhom/{world.group_id}/cg_the_che",
        f"/chuyen-gia/don-vi/{world.assessment.id}",
        f"/nhat-ky/assessment/{world.assessment.id}",
        f"/nhat-ky/supplied/{world.assessment.id}",
        "/nhat-ky",
        f"/tham-dinh/don-vi/{world.assessment.id}",
    ]


@pytest.mark.parametrize(
    "state", ["drafting", "awaiting_confirmation", "appraising", "explaining", "settled"]
)
def test_before_publication_nothing_of_it_reaches_the_unit(
    assisted: Assisted, act_as: ActAs, session: Session, state: str
) -> None:
    fill(assisted)
    give(assisted)
    session.get_one(Assessment, assisted.assessment.id).state = state
    session.commit()
    for account in (assisted.specialist, assisted.leader, assisted.other_specialist):
        client = act_as(account)
        for address in pages(assisted):
            for headers in ({}, JSON):
                answer = client.get(address, headers=headers)
                found = [secret for secret in SECRETS if secret in answer.get_data(as_text=True)]
                assert not found, (address, answer.status_code, found)
    client = act_as(assisted.specialist)
    if state == "drafting":
        sent = {"name": "dan_so", "value": "2.000", "seen_version": 1}
        answer = client.post(f"/danh-gia/{assisted.assessment.id}/so-lieu", data=sent, headers=JSON)
        assert answer.json["total_display"] == "8,75"
        assert not [secret for secret in SECRETS if secret in answer.text]


def test_when_published_the_unit_sees_them(assisted: Assisted, act_as: ActAs, session: Session) -> None:
    fill(assisted)
    give(assisted)
    session.get_one(Assessment, assisted.assessment.id).state = "published"
    session.commit()
    page = act_as(assisted.specialist).get(f"/danh-gia/{assisted.assessment.id}?muc=2").text
    assert "73,21" in page and "3,25" in page and "Do chuyên gia cung cấp" in page
    assert "Chuyên Gia" not in page  # single experts stay unnamed


def test_the_team_and_the_auditors_journal_see_them(assisted: Assisted, act_as: ActAs) -> None:
    give(assisted)
    journal = act_as(assisted.person("auditor")).get(f"/nhat-ky/supplied/{assisted.assessment.id}").text
    assert "73,21" in journal and "12/CTK-TH" in journal and "Chuyên Gia Một" in journal
    assert act_as(assisted.person("appraiser")).get(
        f"/nhat-ky/supplied/{assisted.assessment.id}"
    ).status_code in (403, 404)
