"""Two sheets of a unit side by side: what differs, by whom and why; and never a sheet that is not for you."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.appraisal import operations as appraisal
from app.assessments import entry
from app.assessments import operations as assessments
from app.assessments.entry import Typed
from app.clock import today
from app.council import operations as council
from app.documents import dossier
from tests import stages
from tests.factories import World
from tests.queries import counted

ActAs = Callable[[Account], FlaskClient]


def address(world: World, query: str = "") -> str:
    return f"/danh-gia/{world.assessment.id}/so-sanh-phieu{query}"


def options(page: str) -> list[str]:
    """The sheets offered in the first choice."""
    choice = page.partition("</select>")[0]
    return [part.partition('"')[0] for part in choice.split('<option value="')[1:]]


def test_only_what_differs_is_shown_with_points_reason_and_person(world: World, act_as: ActAs) -> None:
    stages.published(world)
    client = act_as(world.person("leader"))
    page = client.get(address(world, "?trai=self-1&phai=appraisal-1")).text
    assert "2.1" in page and "Thiếu quyết định công bố danh mục" in page
    assert world.person("appraiser").full_name in page
    assert "−2,5" in page and "1 tiêu chí có khác biệt" in page
    assert "Số lượng hội thảo" not in page
    council_page = client.get(address(world, "?trai=appraisal-1&phai=council-1")).text
    assert "Danh mục mới đã có hiệu lực trong năm" in council_page and "+1" in council_page
    whole = client.get(address(world, "?trai=self-1&phai=appraisal-1&xem=tat-ca")).text
    assert "Số lượng hội thảo" in whole
    assert "Không có khác biệt" in client.get(address(world, "?trai=council-1&phai=final-1")).text


def test_figures_changed_between_two_confirmations_name_who_changed_them(world: World, act_as: ActAs) -> None:
    stages.fill(world, world.assessment)
    stages.submit(world, world.assessment)
    stages.confirm(world, world.assessment)
    ask_again(world)
    page = act_as(world.person("auditor")).get(address(world, "?trai=self-1&phai=self-2")).text
    assert "<del>45</del>" in page and "<ins>50</ins>" in page
    assert f"{world.specialist.full_name} lúc" in page
    assert "Tự đánh giá số 1" in page and "Tự đánh giá số 2" in page


def ask_again(world: World) -> None:
    """The team asks about 2.1, the unit answers with another figure, the leader confirms again."""
    number = world.assessment.id
    appraiser = world.actor("appraiser")
    appraisal.write_question(appraiser, number, "2.1", "Nêu rõ số dịch vụ trực tuyến")
    appraisal.ask(appraiser, number)
    specialist = world.specialist_of(world.assessment)
    entry.save_figures(specialist, number, [Typed("dvc_truc_tuyen", "50", 1)])
    assessments.answer(specialist, number, "2.1", "Đã bổ sung 5 dịch vụ")
    assessments.send_explanation(specialist, number)
    leader = world.leader_of(world.assessment)
    assessments.confirm_explanation(leader, number, sheet_hash=stages.self_hash(world, world.assessment))


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("appraiser", ["self-1", "appraisal-1"]),
        ("council_secretary", ["self-1", "appraisal-1", "council-1"]),
        ("auditor", ["self-1", "appraisal-1", "council-1"]),
    ],
)
def test_each_is_offered_the_sheets_of_the_stages_they_may_see(
    world: World, act_as: ActAs, role: str, expected: list[str]
) -> None:
    stages.meeting(world)
    secretary = world.actor("council_secretary")
    council.settle_all(secretary, world.round.id)
    council.reopen(secretary, world.assessment.id, reason="Xem lại 2.1")
    client = act_as(world.person(role))
    assert options(client.get(address(world)).text) == expected
    for hidden in {"council-1", "final-1", "self-9", "lung tung"} - set(expected):
        assert client.get(address(world, f"?trai=self-1&phai={hidden}")).status_code == 404
        assert client.get(address(world, f"?trai={hidden}")).status_code == 404


def test_what_the_council_took_back_is_not_public(world: World, act_as: ActAs) -> None:
    stages.meeting(world)
    secretary = world.actor("council_secretary")
    council.settle_all(secretary, world.round.id)
    council.reopen(secretary, world.assessment.id, reason="Xem lại 2.1")
    council.settle_all(secretary, world.round.id)
    council.conclude(world.actor("council_chair"), world.round.id, conclusion="Thống nhất.")
    publish(world)
    leader = act_as(world.person("leader"))
    assert options(leader.get(address(world)).text) == ["self-1", "appraisal-1", "council-2", "final-1"]
    assert leader.get(address(world, "?trai=council-1")).status_code == 404
    assert "council-1" in options(act_as(world.person("auditor")).get(address(world)).text)


def publish(world: World) -> None:
    """From the council's conclusion to the numbered decision."""
    dossier.submit(world.actor("standing_body"), world.round.id)
    stages.number_submission(world)
    dossier.decide(world.actor("chairman"), world.round.id, dossier_hash=stages.dossier_hash(world))
    dossier.issue_decision(world.actor("secretariat"), world.round.id, issued_on=today())


def test_before_publication_the_unit_is_refused_and_another_unit_finds_nothing(
    world: World, act_as: ActAs
) -> None:
    stages.received(world)
    assert act_as(world.person("leader")).get(address(world)).status_code == 403
    assert act_as(world.other_leader).get(address(world)).status_code == 404
    assert (
        "so-sanh-phieu"
        not in act_as(world.person("leader")).get(f"/danh-gia/{world.assessment.id}/tong-hop").text
    )
    linked = act_as(world.person("auditor")).get(f"/danh-gia/{world.assessment.id}/dien-bien").text
    assert address(world) in linked


def test_the_page_asks_the_database_as_often_for_many_sheets(world: World, act_as: ActAs) -> None:
    stages.published(world)
    client = act_as(world.person("auditor"))
    client.get(address(world))
    with counted() as few:
        client.get(address(world, "?trai=self-1&phai=appraisal-1"))
    with counted() as many:
        client.get(address(world, "?trai=self-1&phai=final-1&xem=tat-ca"))
    assert len(many) == len(few)
