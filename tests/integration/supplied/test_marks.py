"""Experts mark by a form of their own; the figure is the exact mean of their marks."""

from collections.abc import Callable
from fractions import Fraction as F

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assessments.models import CriterionEntry, Figure
from app.errors import DomainError, Forbidden, GuardRefused, InvalidInput, NotFound, StaleVersion
from app.history import Event
from app.supplied import operations
from app.supplied.marks import mean
from app.supplied.models import ExpertMark
from app.supplied.operations import Marked
from tests.integration.supplied.conftest import Assisted, workbook

ActAs = Callable[[Account], FlaskClient]


def mark(
    world: Assisted, account: Account, text: str, name: str = "cg_the_che", **more: object
) -> list[tuple[Marked, DomainError]]:
    typed = Marked(world.assessment.id, name, text, **more)  # type: ignore[arg-type]
    return operations.save_marks(world.make.actor(account), world.round.id, [typed])[1]


def test_the_mean_is_exact() -> None:
    assert mean([]) is None
    assert mean([F(3), F(4), F(3)]) == F(10, 3)
    assert mean([F("2.5")]) == F(5, 2)


def test_two_experts_give_the_mean_as_the_units_figure(assisted: Assisted, session: Session) -> None:
    one, two = assisted.experts
    assert not mark(assisted, one, "3,5", comment="Đủ văn bản")
    assert not mark(assisted, two, "3")
    session.rollback()
    figure = session.get_one(Figure, (assisted.assessment.id, "cg_the_che"))
    entry = session.get_one(CriterionEntry, (assisted.assessment.id, "2.4"))
    assert (figure.value, entry.points, entry.supplied) == ("3.25", F(13, 4), True)
    assert not mark(assisted, two, "")  # taken back
    session.rollback()
    assert session.get_one(Figure, (assisted.assessment.id, "cg_the_che")).value == "3.5"
    assert not mark(assisted, one, "")
    session.rollback()
    assert session.get_one(Figure, (assisted.assessment.id, "cg_the_che")).value is None
    assert session.get_one(CriterionEntry, (assisted.assessment.id, "2.4")).points == 0
    events = session.scalars(select(Event).where(Event.kind == "expert_marked")).all()
    assert [event.data["mean"] for event in events] == ["3.5", "3.25", "3.5", None]
    assert events[0].data["after"] == {"mark": "3.5", "comment": "Đủ văn bản"}


@pytest.mark.parametrize(
    ("text", "comment", "error"),
    [
        ("4,1", "", InvalidInput),
        ("-1", "", InvalidInput),
        ("3.5", "", InvalidInput),
        ("", "Tốt", InvalidInput),
    ],
)
def test_a_mark_is_a_number_within_its_bounds(
    assisted: Assisted, session: Session, text: str, comment: str, error: type[DomainError]
) -> None:
    refused = mark(assisted, assisted.experts[0], text, comment=comment)
    assert [type(one) for _, one in refused] == [error]
    assert not session.scalars(select(ExpertMark)).all()


def test_good_marks_are_kept_beside_a_wrong_one(assisted: Assisted, session: Session) -> None:
    many = [
        Marked(assisted.assessment.id, "cg_the_che", "9"),
        Marked(assisted.assessment.id, "cg_ha_tang", "5"),
        Marked(assisted.other_assessment.id, "cg_the_che", "1"),
    ]
    actor = assisted.make.actor(assisted.experts[0])
    saved, refused = operations.save_marks(actor, assisted.round.id, many)
    assert (saved, [typed.mark for typed, _ in refused]) == (2, ["9"])
    saved, refused = operations.save_marks(actor, assisted.round.id, many[1:])
    assert (saved, refused) == (0, [])


def test_nobody_marks_their_own_unit_what_is_not_theirs_or_over_an_old_page(assisted: Assisted) -> None:
    assert isinstance(mark(assisted, assisted.own_expert, "3")[0][1], Forbidden)
    assert isinstance(mark(assisted, assisted.experts[0], "3", name="kgm")[0][1], NotFound)
    assert isinstance(mark(assisted, assisted.experts[0], "3", name="dvc_tong")[0][1], NotFound)
    assert not mark(assisted, assisted.experts[0], "3", seen_version=0)
    assert isinstance(mark(assisted, assisted.experts[0], "2", seen_version=0)[0][1], StaleVersion)
    for role in ("standing_body", "appraiser", "auditor"):
        with pytest.raises(Forbidden):
            mark(assisted, assisted.person(role), "3")


def test_marks_and_imports_do_not_overwrite_each_other(assisted: Assisted) -> None:
    assisted.hand_in({"Sở Tư pháp": {"2.5": 4}}, "experts")
    assert isinstance(mark(assisted, assisted.experts[0], "3", name="cg_ha_tang")[0][1], GuardRefused)
    assert not mark(assisted, assisted.experts[0], "3")
    found = assisted.preview(workbook({"Sở Tư pháp": {"2.4": 1}}), "experts")
    assert "không nhập đè" in str(found.outcome.problems[0])


def test_an_expert_fills_in_a_page_and_sees_only_their_own_marks(assisted: Assisted, act_as: ActAs) -> None:
    one, two = assisted.experts
    mark(assisted, two, "3,75", comment="Nhận xét riêng 7731")
    client = act_as(one)
    assert "2.4 Thể chế" in client.get("/chuyen-gia").text
    address = f"/chuyen-gia/nhom/{assisted.group_id}/cg_the_che"
    key = f"{assisted.assessment.id}-cg_the_che"
    page = client.get(address).text
    assert "Sở Tư pháp" in page and "3,75" not in page and "7731" not in page
    assert client.post(address, data={f"diem-{key}": "2,5", f"phien_ban-{key}": "0"}).status_code == 302
    assert 'value="2,5"' in client.get(f"/chuyen-gia/don-vi/{assisted.assessment.id}").text
    again = client.post(
        address, data={f"diem-{key}": "25", f"nhan_xet-{key}": "giữ lại", f"phien_ban-{key}": "1"}
    )
    assert again.status_code == 422 and 'value="25"' in again.text and "giữ lại" in again.text
    body = act_as(assisted.person("standing_body"))
    shown = body.get(f"/so-lieu-cung-cap/{assisted.group_id}/diem-chuyen-gia?tieu-chi=cg_the_che").text
    assert "3,75" in shown and "7731" in shown and "Chuyên Gia Một" in shown and "3,125" in shown
    assert "Chuyên Gia Hai" in body.get(f"/ky-danh-gia/{assisted.round.id}/so-lieu-cung-cap").text


def test_an_expert_of_the_unit_is_told_that_they_do_not_mark_it(assisted: Assisted, act_as: ActAs) -> None:
    client = act_as(assisted.own_expert)
    page = client.get(f"/chuyen-gia/nhom/{assisted.group_id}/cg_the_che").text
    assert "không cho điểm đơn vị mình công tác" in page
    assert f"diem-{assisted.other_assessment.id}-cg_the_che" in page
    assert f"diem-{assisted.assessment.id}-cg_the_che" not in page
    assert client.get(f"/chuyen-gia/don-vi/{assisted.assessment.id}").status_code == 403
