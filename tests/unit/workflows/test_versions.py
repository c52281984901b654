"""From one version to another: what differs, where running items go, and what people gain and lose."""

from itertools import permutations

import pytest

from tests.unit.workflows.definitions import RICH, parsed
from workflows import comparing, mapping
from workflows.loader import load_versions, parse_definition
from workflows.model import Definition

OLD = parsed()


def changed(*swaps: tuple[str, str]) -> Definition:
    """The second version, with these places changed."""
    text = RICH
    for old, new in (("version: 1", "version: 2"), *swaps):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return parse_definition(text)


WITHOUT_APPRAISED = (
    ("  appraised:\n    title: Đã thẩm định\n    stage: appraisal\n    like: appraising\n", ""),
    ("to: appraised, when: [criteria_appraised]", "to: closed, when: [criteria_appraised]"),
    (
        "  close: {title: Tự khép lại, kind: automatic, from: appraised, to: closed, when: [points_decided]}",
        "",
    ),
)


# --- what differs -----------------------------------------------------------------------------------


def test_the_same_but_for_version_and_order_is_no_difference() -> None:
    new = changed(("roles: [specialist, leader]}", "roles: [leader, specialist]}"))
    assert comparing.compare(OLD, new) == []
    assert comparing.described([]) == ["Hai quy trình không khác nhau."]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "edit_figures: [specialist]",
            "edit_figures: [specialist, leader]",
            [
                "Trạng thái «Đang nhập» («drafting»): sửa",
                "  quyền nhập, sửa số liệu và thuyết minh: Chuyên viên → Chuyên viên; Lãnh đạo",
            ],
        ),
        (
            "    needs: [reason]\n",
            "",
            ["Bước chuyển «Trả lại» («give_back»): sửa", "  thông tin bắt buộc: reason → không"],
        ),
        (
            "    stays: true\n",
            "    to: appraising\n",
            [
                "Bước chuyển «Đôn đốc» («nudge»): sửa",
                "  đến: giữ nguyên trạng thái → Đang thẩm định",
            ],
        ),
        (
            "returns: {add: 1}",
            "returns: {add: 2}",
            [
                "Bước chuyển «Trả lại» («give_back»): sửa",
                "  đặt biến: Số lần trả lại = cộng thêm 1; Lý do gần nhất = thông tin gửi kèm reason → "
                "Số lần trả lại = cộng thêm 2; Lý do gần nhất = thông tin gửi kèm reason",
            ],
        ),
        (
            "title: Người xác nhận, type: text, initial: chưa ai",
            "title: Người xác nhận, type: text",
            ["Biến «Người xác nhận» («confirmed_by»): sửa", "  giá trị đầu: chưa ai → không"],
        ),
        (
            "remind_days: [3]",
            "remind_days: [5, 3]",
            ["Hạn «Hết hạn nhập» («entry»): sửa", "  nhắc trước (ngày): 3 → 5, 3"],
        ),
        (
            "states: [drafting], roles",
            "states: [drafting, appraising], roles",
            [
                "Danh sách việc «Việc của đơn vị» («mine»): sửa",
                "  trạng thái: Đang nhập → Đang nhập; Đang thẩm định",
            ],
        ),
        (
            "basis: Thử nghiệm",
            "basis: Khác",
            ["Quy trình «Giải trình có nhóm, biến và bước tự động»: sửa", "  căn cứ: Thử nghiệm → Khác"],
        ),
        (
            "scope: round, title: Tổ viên",
            "scope: round, title: Thành viên Tổ",
            ["Vai trò «Thành viên Tổ» («appraiser»): sửa", "  tên: Tổ viên → Thành viên Tổ"],
        ),
    ],
)
def test_a_change_is_told_in_words(old: str, new: str, told: list[str]) -> None:
    assert comparing.described(comparing.compare(OLD, changed((old, new)))) == told


def test_parts_that_came_and_went_are_named() -> None:
    new = changed(*WITHOUT_APPRAISED)
    found = {(one.part, one.name): one.change for one in comparing.compare(OLD, new)}
    assert found == {
        ("state", "appraised"): "removed",
        ("transition", "finish"): "changed",
        ("transition", "close"): "removed",
    }
    back = {(one.part, one.name): one.change for one in comparing.compare(new, OLD)}
    assert back["state", "appraised"] == "added"
    assert "Trạng thái «Đã thẩm định» («appraised»): bớt" in comparing.described(comparing.compare(OLD, new))


@pytest.mark.parametrize(
    ("one", "other"), list(permutations(load_versions().values(), 2)), ids=lambda one: one.key
)
def test_any_two_definitions_can_be_compared_and_both_ways_agree(one: Definition, other: Definition) -> None:
    forth, back = comparing.compare(one, other), comparing.compare(other, one)
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    assert {(d.part, d.name, d.change) for d in forth} == {(d.part, d.name, opposite[d.change]) for d in back}
    assert forth
    assert all(line.strip() for line in comparing.described(forth))


# --- where items go -----------------------------------------------------------------------------------


def test_states_of_one_name_need_no_map_and_change_nothing_by_themselves() -> None:
    plan = mapping.plan(OLD, changed())
    assert plan.states == {name: name for name in OLD.states}
    assert all(move.changes_nothing for move in plan.moves.values())
    assert mapping.described(plan)[0] == "«Đang nhập»: giữ nguyên"


def test_a_state_that_is_gone_must_be_given_a_place() -> None:
    new = changed(*WITHOUT_APPRAISED)
    with pytest.raises(mapping.MapRefused) as refused:
        mapping.plan(OLD, new)
    assert refused.value.reasons == (
        "trạng thái «Đã thẩm định» (appraised) không còn trong «giai_trinh@2»; hãy ghi rõ chuyển sang trạng "
        "thái nào",
    )
    plan = mapping.plan(OLD, new, {"appraised": "appraising"})
    assert plan.target("appraised") == "appraising"
    assert plan.moves["appraised"].lost_transitions == ("close",)
    assert plan.moves["appraised"].gained_transitions == ("nudge", "finish")
    assert "«Đã thẩm định» → «Đang thẩm định»" in mapping.described(plan)


def test_what_people_gain_and_lose_in_a_state_is_told() -> None:
    plan = mapping.plan(OLD, changed(("edit_figures: [specialist]", "edit_figures: [leader]")))
    move = plan.moves["drafting"]
    assert move.gained_permissions == (("edit_figures", "leader"),)
    assert move.lost_permissions == (("edit_figures", "specialist"),)
    assert mapping.described(plan)[:3] == [
        "«Đang nhập»: giữ nguyên",
        "  thêm quyền nhập, sửa số liệu và thuyết minh: Lãnh đạo",
        "  bớt quyền nhập, sửa số liệu và thuyết minh: Chuyên viên",
    ]


def test_a_finished_item_that_would_go_on_is_pointed_out() -> None:
    plan = mapping.plan(OLD, changed(), {"closed": "appraising"})
    assert plan.moves["closed"].reopens
    assert not plan.moves["drafting"].reopens
    assert any("sẽ mở lại" in line for line in mapping.described(plan))


@pytest.mark.parametrize(
    ("explicit", "reason"),
    [
        ({"draft": "drafting"}, "trạng thái cũ «draft» không có; có phải «drafting»? (trong «giai_trinh@1»)"),
        ({"closed": "clsed"}, "trạng thái mới «clsed» không có; có phải «closed»? (trong «giai_trinh@2»)"),
    ],
)
def test_a_map_with_an_unknown_state_is_refused(explicit: dict[str, str], reason: str) -> None:
    with pytest.raises(mapping.MapRefused) as refused:
        mapping.plan(OLD, changed(), explicit)
    assert refused.value.reasons == (reason,)
    assert str(refused.value).startswith("Chưa thể chuyển hồ sơ từ «giai_trinh@1» sang «giai_trinh@2»:\n- ")


def test_items_never_change_to_another_workflow() -> None:
    with pytest.raises(mapping.MapRefused, match="chỉ chuyển giữa các phiên bản của một quy trình"):
        mapping.plan(OLD, load_versions()["thanh_hoa_assessment", 1])


def test_items_do_not_come_to_another_stage_by_a_move() -> None:
    """The sheets that the steps in between freeze would be missing."""
    plan = mapping.plan(OLD, changed(), {"drafting": "appraising"})
    (told,) = plan.other_stages(["drafting", "awaiting_confirmation"])
    assert told.startswith("hồ sơ ở «Đang nhập» (giai đoạn Tự đánh giá) không chuyển sang «Đang thẩm định»")
