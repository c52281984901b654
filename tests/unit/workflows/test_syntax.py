"""Groups, variables, states like others, steps that stay: what is read, and mistakes refused in place."""

from pathlib import Path

import pytest

from tests.unit.workflows.definitions import RICH, parsed, problems_of, rich
from workflows.loader import DefinitionError, load_versions
from workflows.model import How, Kind, Setting, Type

ROUND = """\
id: ky
version: 1
title: Kỳ
basis: Thử nghiệm
subject: round
initial: preparing
roles: {standing_body: {scope: round, title: Thường trực}}
permissions: [view]
states:
  preparing: {title: Chuẩn bị, stage: setup, permissions: {view: [standing_body]}}
  published: {title: Công bố, stage: final, final: true, permissions: {view: [standing_body]}}
transitions:
  open: {title: Mở, from: preparing, to: published, by: [standing_body]}
"""


def test_a_group_stands_for_its_roles_wherever_roles_stand() -> None:
    definition = parsed()
    everyone = {"specialist", "leader", "appraiser", "standing_body"}
    assert definition.states["drafting"].permissions["view"] == everyone
    assert definition.transitions["give_back"].roles == ("specialist", "leader", "appraiser")
    assert definition.worklists["mine"].roles == ("specialist", "leader")
    assert definition.deadlines["entry"].remind == ("specialist", "leader")
    assert definition.group_roles(["unit", "team"]) == {"specialist", "leader", "appraiser"}


def test_a_state_like_another_has_its_permissions_but_for_what_it_says_itself() -> None:
    states = parsed().states
    assert states["appraised"].permissions == states["appraising"].permissions
    assert states["awaiting_confirmation"].permissions["view"] == states["drafting"].permissions["view"]
    assert not states["awaiting_confirmation"].permissions["edit_figures"]
    assert states["appraising"].permissions["remind"] == {"appraiser"}
    assert states["drafting"].permissions["edit_figures"] == {"specialist"}
    assert (states["appraising"].like, states["drafting"].like) == ("awaiting_confirmation", None)


def test_a_step_that_stays_has_no_target_and_leads_to_where_it_began() -> None:
    move = parsed().transitions["nudge"]
    assert (move.stays, move.target, move.target_from("appraising")) == (True, None, "appraising")
    assert (move.permission, parsed().transitions["give_back"].groups) == ("remind", ("unit",))


def test_variables_have_a_type_and_a_beginning_and_steps_say_how_they_change() -> None:
    definition = parsed()
    assert {name: (one.type, one.initial) for name, one in definition.variables.items()} == {
        "returns": (Type.WHOLE, 0),
        "last_reason": (Type.TEXT, ""),
        "late": (Type.FLAG, False),
        "confirmed_at": (Type.MOMENT, None),
        "confirmed_by": (Type.TEXT, "chưa ai"),
    }
    assert definition.transitions["give_back"].sets == {
        "returns": Setting(How.ADD, 1),
        "last_reason": Setting(How.FIELD, "reason"),
    }
    assert definition.transitions["confirm"].sets["confirmed_at"] == Setting(How.NOW)
    assert definition.transitions["confirm"].sets["confirmed_by"] == Setting(How.ACTOR)
    assert definition.transitions["run_out"].sets["confirmed_at"] == Setting(How.LITERAL, None)


def test_a_timed_step_says_when_itself_or_by_its_state() -> None:
    definition = parsed()
    move = definition.transitions["run_out"]
    assert move.kind is Kind.TIMED
    found = definition.deadline_of(move, "drafting")
    assert found is not None
    assert found.title == "Hết hạn nhập"
    silent = parsed("    deadline: entry\n    from", "    from")
    assert silent.deadline_of(silent.transitions["run_out"], "drafting") is silent.deadlines["entry"]


NUDGE = "    stays: true\n    by: [standing_body, appraiser]"
BREAKS = {
    "a group that is not there": (
        'remind: ["@unit"]',
        'remind: ["@unti"]',
        "deadlines.entry.remind (dòng 25): nhóm «unti» không có; có phải «unit»?",
    ),
    "a group without quotes": ('roles: ["@unit"]', "roles: [@unit]", "phải đặt trong dấu nháy"),
    "a group of strangers": (
        "roles: [appraiser]}",
        "roles: [apraiser]}",
        "groups.team.roles (dòng 16): vai trò «apraiser» không có; có phải «appraiser»?",
    ),
    "a group of a group": ("roles: [appraiser]}", 'roles: ["@unit"]}', "vai trò «@unit» không có"),
    "an empty group": ("roles: [appraiser]}", "roles: []}", "nhóm phải có ít nhất một vai trò"),
    "a guard by a group that is not there": (
        "groups: [unit]",
        "groups: [council]",
        "transitions.give_back.groups (dòng 71): nhóm «council» không có",
    ),
    "a guard by a group none of the people is in": (
        '    by: ["@unit", "@team"]\n    groups: [unit]',
        "    by: [appraiser]\n    groups: [unit]",
        "transitions.give_back.groups (dòng 71): không vai trò nào trong by thuộc nhóm «unit»",
    ),
    "a guard by a permission that is not there": (
        "permission: remind",
        "permission: remnid",
        "quyền «remnid» không có; có phải «remind»?",
    ),
    "a guard by a permission of others": (
        "permission: remind",
        "permission: edit_figures",
        "transitions.nudge.permission (dòng 64): ở trạng thái «drafting» không vai trò nào trong by được "
        "giao quyền",
    ),
    "like a state that is not there": ("like: drafting", "like: drating", "trạng thái «drating» không có"),
    "states like each other": (
        "    deadline: entry\n    permissions:\n      view:",
        "    deadline: entry\n    like: appraising\n    permissions:\n      view:",
        "states.drafting.like (dòng 31): các trạng thái lấy quyền của nhau thành vòng: "
        "drafting → appraising → awaiting_confirmation → drafting",
    ),
    "a state like itself": ("like: drafting", "like: awaiting_confirmation", "thành vòng: awaiting_confirm"),
    "a state the items cannot be in": (
        "  closed:\n",
        "  finished:\n",
        "states.finished (dòng 52): trạng thái «finished» không có trong các trạng thái của đối tượng này",
    ),
    "a state of another subject": ("  closed:\n", "  issued:\n", "trạng thái «issued» không có trong các"),
    "staying and going": (
        NUDGE,
        NUDGE + "\n    to: appraising",
        "transitions.nudge.to (dòng 64): bước chuyển giữ nguyên trạng thái",
    ),
    "neither staying nor going": ("    stays: true\n", "", "transitions.nudge (dòng 59): thiếu mục «to»"),
    "staying that is no yes or no": ("stays: true", "stays: maybe", "phải là true hoặc false"),
    "a step that stays by itself": (
        "to: appraised, when",
        "stays: true, when",
        "theo thời hạn tạo thành vòng lặp: appraising → appraising",
    ),
    "only a step that stays leads out": (
        "from: appraised, to: closed, when: [points_decided]}",
        "from: appraising, to: closed, when: [points_decided]}\n"
        "  note: {title: Ghi chú, from: appraised, stays: true, by: [appraiser]}",
        "trạng thái «appraised» chưa kết thúc nhưng không có bước chuyển nào đi ra",
    ),
    "a variable that is not there": (
        "returns: {add: 1}",
        "retrns: {add: 1}",
        "transitions.give_back.sets.retrns (dòng 74): biến «retrns» không có; có phải «returns»?",
    ),
    "a variable nobody sets": (
        "variables:\n",
        "variables:\n  idle: {title: Bỏ quên, type: flag}\n",
        "variables.idle (dòng 18): biến «idle» không có bước chuyển nào đặt giá trị",
    ),
    "an unknown type": ("type: moment", "type: date", "kiểu «date» không có"),
    "a beginning of another type": (
        "type: whole, initial: 0",
        "type: whole, initial: không",
        "variables.returns.initial (dòng 18): «không» không phải số nguyên",
    ),
    "a flag that is a number": ("late: true,", "late: 1,", "«1» không phải true hoặc false"),
    "a number that is a flag": ("returns: 0,", "returns: true,", "«True» không phải số nguyên"),
    "a moment written by hand": (
        "confirmed_at: null",
        "confirmed_at: hôm qua",
        "«hôm qua» không phải thời điểm; thời điểm chỉ để trống",
    ),
    "adding to a text": (
        "last_reason: {field: reason}",
        "last_reason: {add: 1}",
        "biến «last_reason» kiểu chữ không nhận cộng thêm",
    ),
    "a name for a number": (
        "returns: {add: 1}",
        "returns: {actor: true}",
        "biến «returns» kiểu số nguyên không nhận tên người thực hiện",
    ),
    "a field the programme does not know": (
        "last_reason: {field: reason}",
        "last_reason: {field: raeson}",
        "transitions.give_back.sets.last_reason.field (dòng 75): thông tin «raeson» không có; "
        "có phải «reason»?",
    ),
    "a way of setting nobody knows": ("{add: 1}", "{double: 1}", "hoặc đúng một trong các cách {add: số}"),
    "two ways of setting at once": ("{add: 1}", "{add: 1, now: true}", "hoặc đúng một trong các cách"),
    "an empty way of setting": ("{add: 1}", "{}", "hoặc đúng một trong các cách"),
    "a timed step from a state without a deadline": (
        "    deadline: entry\n    from: [drafting, awaiting_confirmation]",
        "    from: [drafting, awaiting_confirmation, appraising]",
        "đi từ trạng thái «appraising» không có hạn",
    ),
    "a deadline nobody set": ("deadline: entry\n    from", "deadline: doom\n    from", "hạn «doom» không có"),
    "a deadline of a person's step": (
        NUDGE,
        NUDGE + "\n    deadline: entry",
        "transitions.nudge.deadline (dòng 64): chỉ bước chuyển theo thời hạn (kind: timed) mới ghi hạn",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_mistake_is_refused_with_its_place(name: str) -> None:
    old, new, expected = BREAKS[name]
    problems = problems_of(rich(old, new))
    assert any(expected in problem for problem in problems), problems


@pytest.mark.parametrize(
    "name",
    [
        "a group that is not there",
        "a group of strangers",
        "a guard by a group that is not there",
        "a guard by a permission that is not there",
        "like a state that is not there",
        "a variable that is not there",
        "adding to a text",
    ],
)
def test_one_misspelt_name_is_one_mistake(name: str) -> None:
    old, new, _expected = BREAKS[name]
    assert len(problems_of(rich(old, new))) == 1


def test_one_misspelt_role_is_one_mistake() -> None:
    assert len(problems_of(rich("by: [leader]", "by: [laeder]"))) == 1
    assert len(problems_of(rich("edit_figures: [specialist]", "edit_figures: [specialits]"))) == 1


def write(directory: Path, **files: str) -> Path:
    for name, text in files.items():
        (directory / f"{name}.v1.yaml").write_text(text, encoding="utf-8")
    return directory


def test_a_unit_s_workflow_names_the_round_that_fires_its_steps(tmp_path: Path) -> None:
    versions = load_versions(write(tmp_path, giai_trinh=RICH, ky=ROUND))
    assert versions["giai_trinh", 1].parent == "ky"
    assert versions["ky", 1].parent is None


def test_a_round_that_is_not_there_is_refused(tmp_path: Path) -> None:
    write(tmp_path, giai_trinh=rich("parent: ky", "parent: kỳ"), ky=ROUND)
    with pytest.raises(DefinitionError, match="giai_trinh.v1.yaml.*\n- parent: quy trình cha «kỳ» không có"):
        load_versions(tmp_path)


def test_only_a_round_can_be_the_parent(tmp_path: Path) -> None:
    write(tmp_path, giai_trinh=rich("parent: ky", "parent: giai_trinh"))
    with pytest.raises(DefinitionError, match="phải là của một kỳ đánh giá"):
        load_versions(tmp_path)
