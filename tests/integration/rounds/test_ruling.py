"""What a round rules for a group while it is prepared: bands, and the order that tells equal totals apart."""

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.errors import Forbidden, InvalidInput, NotFound
from app.history import Event
from app.rounds import operations
from app.rounds.models import RoundGroup
from app.rounds.ruling import Ruling
from tests import linting
from tests.factories import Maker, World

ActAs = Callable[[Account], FlaskClient]


@pytest.fixture
def preparing(make: Maker) -> World:
    """A round that is being prepared."""
    return World(make, state="preparing")


def group_of(world: World, session: Session) -> RoundGroup:
    session.rollback()
    return session.scalars(select(RoundGroup).where(RoundGroup.round_id == world.round.id)).one()


def address(world: World, session: Session) -> str:
    return f"/ky-danh-gia/{world.round.id}/nhom/{group_of(world, session).id}/xep-loai"


def own(*rows: tuple[str, str], **others: str) -> dict[str, str]:
    typed = {f"ten-{n}": title for n, (title, _) in enumerate(rows, 1)}
    return {
        "kieu": "own",
        **typed,
        **{f"nguong-{n}": bound for n, (_, bound) in enumerate(rows, 1)},
        **others,
    }


def test_a_preset_and_an_order_are_kept_and_shown(preparing: World, session: Session, act_as: ActAs) -> None:
    browser = act_as(preparing.person("standing_body"))
    page = browser.get(address(preparing, session)).text
    assert not linting.faults(page) and "Theo bộ chỉ số" not in page
    done = browser.post(
        address(preparing, session),
        data={"kieu": "good", "uu-tien-1": "2", "uu-tien-2": "1"},
        follow_redirects=True,
    ).text
    assert "Tốt ≥ 90 %, Khá ≥ 70 %, Trung bình ≥ 50 %, Yếu" in done and not linting.faults(done)
    assert "2. Hoạt động; 1. Chuyển đổi nhận thức" in done
    group = group_of(preparing, session)
    assert json.loads(group.bands or "")["of"][1] == {"from": "70%", "title": "Khá"}
    assert group.tie_break == "2,1"
    event = session.scalars(select(Event).where(Event.kind == "group_ruled")).one()
    assert event.data["bands"].startswith("Tốt ≥ 90 %") and event.data["tie_break"].startswith("2. ")
    browser.post(address(preparing, session), data={"kieu": "none"})
    group = group_of(preparing, session)
    assert (group.bands, group.tie_break) == (None, None)


def test_own_bands_in_points_or_percent(preparing: World, session: Session, act_as: ActAs) -> None:
    browser = act_as(preparing.person("standing_body"))
    rows = (("Xuất sắc", "92,5"), ("Đạt", "50"), ("Chưa đạt", "0"))
    assert browser.post(address(preparing, session), data=own(*rows, bien="exclusive")).status_code == 302
    kept = json.loads(group_of(preparing, session).bands or "")
    assert kept == {
        "by": "percent",
        "boundary": "exclusive",
        "of": [
            {"from": "0.925", "title": "Xuất sắc"},
            {"from": "0.5", "title": "Đạt"},
            {"from": "0", "title": "Chưa đạt"},
        ],
    }
    page = browser.get(address(preparing, session)).text
    assert 'value="92,5"' in page and 'value="Chưa đạt"' in page
    setup = browser.get(f"/ky-danh-gia/{preparing.round.id}/thiet-lap").text
    assert "Xuất sắc &gt; 92,5 %, Đạt &gt; 50 %, Chưa đạt" in setup
    rows = (("Đạt", "12"), ("Chưa đạt", "0"))
    assert browser.post(address(preparing, session), data=own(*rows, theo="points")).status_code == 302
    assert json.loads(group_of(preparing, session).bands or "")["of"][0]["from"] == "12"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (own(("Đạt", "50"), ("Giỏi", "90"), ("Kém", "0")), "phải giảm dần"),
        (own(("Đạt", "50"), ("Kém", "10")), "mức cuối phải từ 0"),
        (own(("Đạt", "50"), ("Đạt", "0")), "trùng tên"),
        (own(("Đạt", "150"), ("Kém", "0")), "lớn hơn 100 %"),
        (own(("Đạt", "năm mươi"), ("Kém", "0")), "Ngưỡng của mức 1"),
        (own(("", "50"), ("Kém", "0")), "Xin ghi tên của mức 1."),
        (own(("Đạt", "25"), ("Kém", "0"), theo="points"), "lớn hơn điểm tối đa của bộ chỉ số (20)"),
        ({"kieu": "none", "uu-tien-1": "1", "uu-tien-2": "1"}, "chỉ chọn một lần"),
        ({"kieu": "none", "uu-tien-1": "9"}, "không có chỉ số chính “9”"),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(
    typed: dict[str, str], said: str, preparing: World, session: Session, act_as: ActAs
) -> None:
    answer = act_as(preparing.person("standing_body")).post(address(preparing, session), data=typed)
    assert answer.status_code == 422 and said in answer.text
    assert not linting.faults(answer.text)
    for name, text in typed.items():
        if name.startswith(("ten-", "nguong-")) and text:
            assert f'value="{text}"' in answer.text
    assert group_of(preparing, session).bands is None


def test_only_the_standing_body_and_only_while_preparing(preparing: World, session: Session) -> None:
    group = group_of(preparing, session).id
    ruled = Ruling("none", mains=["1"])
    for role in ("administrator", "auditor", "chairman"):
        with pytest.raises(Forbidden):
            operations.rule_group(preparing.actor(role), preparing.round.id, group, ruled)
    stranger = preparing.make.account(preparing.make.authority(), roles=World.STAFF)
    with pytest.raises(NotFound):
        operations.rule_group(preparing.make.actor(stranger), preparing.round.id, group, ruled)
    standing = preparing.actor("standing_body")
    with pytest.raises(NotFound):
        operations.rule_group(standing, preparing.round.id, 999_999, ruled)
    with pytest.raises(InvalidInput):
        operations.rule_group(standing, preparing.round.id, group, Ruling("none", mains=["9"]))
    preparing.round.state = "collecting"
    session.commit()
    with pytest.raises(Forbidden):
        operations.rule_group(standing, preparing.round.id, group, ruled)
