"""Every refusal of the loader, each with a small definition broken in one place."""

from pathlib import Path

import pytest

from workflows.loader import DefinitionError, load_all, load_definition, load_versions, parse_definition
from workflows.model import Kind

GOOD = """\
id: nho
version: 1
title: Quy trình nhỏ
basis: Thử nghiệm
subject: assessment
initial: drafting
roles:
  specialist: {scope: unit, title: Chuyên viên}
  leader: {scope: unit, title: Lãnh đạo}
  system: {scope: system, title: Hệ thống}
permissions: [view, edit_figures]
deadlines:
  entry: {title: Hạn nhập, remind_days: [3, 1], remind: [specialist], escalate_days: 1, escalate: [leader]}
states:
  drafting:
    title: Đang nhập
    stage: self
    deadline: entry
    permissions:
      view: [specialist, leader]
      edit_figures: [specialist]
  awaiting_confirmation:
    title: Chờ
    stage: self
    permissions: {view: [specialist, leader]}
  published:
    title: Xong
    stage: final
    final: true
    permissions: {view: [specialist, leader]}
transitions:
  submit:
    title: Trình
    from: drafting
    to: awaiting_confirmation
    by: [specialist]
    when: [form_complete]
  confirm:
    title: Xác nhận
    from: awaiting_confirmation
    to: published
    by: [leader]
    needs: [sheet_hash]
    freezes: self
    then: [tell_unit]
worklists:
  mine: {title: Việc của tôi, states: [drafting], roles: [specialist]}
"""


def problems_of(text: str) -> list[str]:
    with pytest.raises(DefinitionError) as refused:
        parse_definition(text, "nho.yaml")
    return [str(problem) for problem in refused.value.problems]


def broken(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def test_the_good_one_loads() -> None:
    definition = parse_definition(GOOD)
    assert definition.transitions["confirm"].needs == ("sheet_hash",)
    assert definition.transitions["confirm"].kind is Kind.USER
    assert definition.deadlines["entry"].remind_days == (3, 1)
    assert definition.deadlines["entry"].grace_days == 0
    assert [work.name for work in definition.worklists_of({"specialist"})] == ["mine"]
    assert definition.worklists_of({"leader"}) == ()


SUBMIT_BY = "    by: [specialist]\n    when: [form_complete]"
CONFIRM_FROM = "    from: awaiting_confirmation\n    to: published"
BREAKS = {
    "unknown role in by": (
        SUBMIT_BY,
        "    by: [specialits]",
        "submit.by (dòng 36): vai trò «specialits» không có; có phải «specialist»?",
    ),
    "unknown role in a permission": (
        "edit_figures: [specialist]",
        "edit_figures: [specialist, boss]",
        "vai trò «boss» không có",
    ),
    "role the programme does not know": (
        "  system: {scope: system",
        "  emperor: {scope: system",
        "roles.emperor (dòng 10): vai trò «emperor» không có",
    ),
    "unknown scope": ("specialist: {scope: unit", "specialist: {scope: planet", "phạm vi «planet» không có"),
    "unknown permission": (
        "permissions: [view, edit_figures]",
        "permissions: [view, edit_figures, fly]",
        "quyền «fly» không có",
    ),
    "permission of another subject": (
        "permissions: [view, edit_figures]",
        "permissions: [view, edit_figures, configure]",
        "quyền «configure» không có",
    ),
    "undeclared permission": (
        "      edit_figures: [specialist]",
        "      edit_figures: [specialist]\n      appraise: [leader]",
        "states.drafting.permissions.appraise (dòng 22): quyền «appraise» không có trong danh sách",
    ),
    "permission granted to nobody": (
        "      edit_figures: [specialist]\n",
        "",
        "quyền «edit_figures» không được giao cho ai",
    ),
    "permission with an empty list": (
        "edit_figures: [specialist]",
        "edit_figures: []",
        "quyền «edit_figures» không được giao cho ai",
    ),
    "unknown guard": (
        "[form_complete]",
        "[form_compleet]",
        "điều kiện «form_compleet» không có; có phải «form_complete»?",
    ),
    "guard of another subject": ("[form_complete]", "[all_settled]", "điều kiện «all_settled» không có"),
    "unknown effect": (
        "[tell_unit]",
        "[sing]",
        "transitions.confirm.then (dòng 45): tác động «sing» không có",
    ),
    "unknown field": ("[sheet_hash]", "[money]", "thông tin «money» không có"),
    "unknown sheet": ("freezes: self", "freezes: water", "phiếu điểm «water» không có"),
    "unknown stage": ("stage: final", "stage: opera", "giai đoạn «opera» không có"),
    "unknown deadline": ("deadline: entry", "deadline: doom", "hạn «doom» không có"),
    "unknown subject": ("subject: assessment", "subject: weather", "đối tượng «weather» không có"),
    "unknown kind": (SUBMIT_BY, SUBMIT_BY + "\n    kind: magic", "loại bước chuyển «magic» không có"),
    "unknown source": (CONFIRM_FROM, "    from: nowhere\n    to: published", "trạng thái «nowhere» không có"),
    "unknown target": (
        CONFIRM_FROM,
        "    from: awaiting_confirmation\n    to: heaven",
        "trạng thái «heaven» không có",
    ),
    "unknown initial": (
        "initial: drafting",
        "initial: birth",
        "initial (dòng 6): trạng thái «birth» không có",
    ),
    "unknown state in a worklist": ("states: [drafting]", "states: [lost]", "trạng thái «lost» không có"),
    "unreachable state": (
        "transitions:\n",
        "  appraised: {title: Đảo, stage: self, final: true, permissions: {view: [leader]}}\ntransitions:\n",
        "states.appraised (dòng 31): không có đường nào từ trạng thái đầu đến trạng thái «appraised»",
    ),
    "no way out": (
        CONFIRM_FROM,
        "    from: drafting\n    to: published",
        "trạng thái «awaiting_confirmation» chưa kết thúc nhưng",
    ),
    "never ends": (
        "transitions:\n",
        "  appraising: {title: Bẫy, stage: self, permissions: {view: [leader]}}\n"
        "transitions:\n"
        "  fall: {title: Rơi, from: awaiting_confirmation, to: appraising, by: [leader]}\n"
        "  stay: {title: Ở, from: appraising, to: appraising, by: [leader]}\n",
        "từ trạng thái «appraising» không có đường nào đến trạng thái kết thúc",
    ),
    "no final state": ("    final: true\n", "", "chưa có trạng thái kết thúc nào"),
    "leaving a final state": (
        CONFIRM_FROM,
        "    from: [awaiting_confirmation, published]\n    to: published",
        "đi ra từ trạng thái kết thúc «published»",
    ),
    "two transitions of one name": (
        "  confirm:\n",
        "  submit: {title: Lại, from: drafting, to: published, by: [leader]}\n  confirm:\n",
        "transitions.submit (dòng 38): có hai bước chuyển cùng tên «submit»",
    ),
    "one source twice": (
        "from: drafting\n",
        "from: [drafting, drafting]\n",
        "«submit» được ghi hai lần từ trạng thái «drafting»",
    ),
    "cycle of automatic transitions": (
        "transitions:\n",
        "transitions:\n"
        "  go: {title: Đi, kind: automatic, from: drafting, to: awaiting_confirmation}\n"
        "  back: {title: Về, kind: automatic, from: awaiting_confirmation, to: drafting}\n",
        "theo thời hạn tạo thành vòng lặp: drafting → awaiting_confirmation → drafting",
    ),
    "automatic loop on itself": (
        "transitions:\n",
        "transitions:\n  spin: {title: Xoay, kind: automatic, from: drafting, to: drafting}\n",
        "vòng lặp: drafting → drafting",
    ),
    "nobody": (SUBMIT_BY, "    when: [form_complete]", "không có vai trò nào thực hiện được"),
    "only the system": (SUBMIT_BY, "    by: [system]", "chỉ giao cho hệ thống"),
    "a person in a machine's step": (
        SUBMIT_BY,
        SUBMIT_BY + "\n    kind: automatic",
        "chỉ giao cho vai trò «system»",
    ),
    "a machine's step with fields": (
        "    by: [leader]\n    needs",
        "    kind: timed\n    needs",
        "không ai điền được thông tin bắt buộc",
    ),
    "a sheet frozen by itself": (
        "transitions:\n",
        "transitions:\n"
        "  go: {title: Đi, kind: automatic, from: drafting, to: awaiting_confirmation, freezes: self}\n",
        "transitions.go.freezes (dòng 32): bước chuyển tự động không chốt phiếu điểm được",
    ),
    "opposite guards": (
        "[form_complete]",
        "[entry_open, entry_closed]",
        "entry_closed và entry_open không bao giờ cùng đạt",
    ),
    "firing without seeing": (
        "permissions: {view: [specialist, leader]}\n  published:",
        "permissions: {view: [specialist]}\n  published:",
        "vai trò «leader» không được xem hồ sơ ở trạng thái «awaiting_confirmation»",
    ),
    "work without seeing": (
        "states: [drafting], roles: [specialist]}",
        "states: [drafting], roles: [system]}",
        "worklists.mine.roles (dòng 47): vai trò «system» không được xem hồ sơ",
    ),
    "a key written twice": (
        "title: Quy trình nhỏ",
        "title: Quy trình nhỏ\ntitle: Khác",
        "title (dòng 4): mục «title» bị ghi hai lần",
    ),
    "an item twice": ("[tell_unit]", "[tell_unit, tell_unit]", "«tell_unit» bị ghi hai lần trong danh sách"),
    "a missing key": ("basis: Thử nghiệm\n", "", "thiếu mục «basis»"),
    "an unknown key": (SUBMIT_BY, SUBMIT_BY + "\n    unless: []", "mục «unless» không có trong cấu trúc"),
    "an empty title": ("title: Trình\n", "title: ''\n", "transitions.submit.title (dòng 33): phải là chữ"),
    "a version that is no number": ("version: 1", "version: một", "phải là số nguyên không âm"),
    "a version that is true": ("version: 1", "version: true", "phải là số nguyên không âm"),
    "a day that is no number": ("[3, 1]", "[3, mai]", "phải là số nguyên không âm"),
    "final that is no yes or no": ("final: true", "final: maybe", "phải là true hoặc false"),
    "states that are a list": ("worklists:\n  mine", "worklists: []\nx:\n  mine", "phải là một bảng"),
    "roles that are a mapping": (SUBMIT_BY, "    by: {specialist: 1}", "phải là một danh sách tên"),
    "a name with capitals": ("id: nho", "id: Nhỏ", "tên chỉ gồm chữ thường không dấu"),
    "broken YAML": ("roles:\n", "roles: [\n", "không đọc được YAML"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_is_refused_with_its_place(name: str) -> None:
    old, new, expected = BREAKS[name]
    problems = problems_of(broken(old, new))
    assert any(expected in problem for problem in problems), problems


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file() -> None:
    text = GOOD.replace("[form_complete]", "[nothing]").replace("[tell_unit]", "[sing]")
    text = text.replace("      edit_figures: [specialist]\n", "").replace("stage: final", "stage: opera")
    problems = problems_of(text)
    assert len(problems) == 4
    wanted = ["«edit_figures»", "«opera»", "«nothing»", "«sing»"]
    assert all(word in problem for word, problem in zip(wanted, problems, strict=True))


def test_one_misspelt_state_is_not_reported_as_many_mistakes() -> None:
    assert len(problems_of(broken(CONFIRM_FROM, "    from: awaiting_confirmation\n    to: dnoe"))) == 1


@pytest.mark.parametrize(
    ("text", "place"), [("", "cả tệp"), ("- a\n- b\n", "cả tệp (dòng 1)"), ("chữ", "cả tệp (dòng 1)")]
)
def test_a_file_that_is_no_mapping_has_one_problem(text: str, place: str) -> None:
    assert problems_of(text) == [f"{place}: phải là một bảng gồm các mục «tên: giá trị»"]


def test_the_error_names_the_definition_and_lists_every_mistake() -> None:
    with pytest.raises(DefinitionError) as refused:
        parse_definition(broken("[tell_unit]", "[sing]"), "nho.yaml")
    assert str(refused.value).startswith("Quy trình «nho.yaml» có 1 lỗi:\n- transitions.confirm.then")
    problem = refused.value.problems[0]
    assert (problem.place, problem.line) == ("transitions.confirm.then", 45)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="không mở được tệp"):
        load_definition(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"id: \xff\xfe")
    with pytest.raises(DefinitionError, match="không mở được tệp"):
        load_definition(tmp_path / "latin.yaml")


def test_versions_stand_side_by_side_and_the_newest_is_used(tmp_path: Path) -> None:
    (tmp_path / "nho.v1.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "nho.v10.yaml").write_text(broken("version: 1", "version: 10"), encoding="utf-8")
    (tmp_path / "nho.v2.yaml").write_text(broken("version: 1", "version: 2"), encoding="utf-8")
    versions = load_versions(tmp_path)
    assert sorted(versions) == [("nho", 1), ("nho", 2), ("nho", 10)]
    assert load_all(tmp_path)["nho"].version == 10
    assert len({definition.hash for definition in versions.values()}) == 3


@pytest.mark.parametrize("name", ["nho.yaml", "nho.v2.yaml", "lon.v1.yaml", "nho.v01.yaml"])
def test_a_file_is_named_after_what_it_holds(tmp_path: Path, name: str) -> None:
    """Else two files could both claim one version, and a picture of the folder would lie."""
    (tmp_path / name).write_text(GOOD, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"tên tệp phải theo mã và phiên bản .*: nho\.v1\.yaml"):
        load_versions(tmp_path)


def test_the_hash_is_of_the_content_not_of_the_spelling() -> None:
    assert parse_definition(GOOD).hash == parse_definition("# ghi chú\n" + GOOD).hash
    assert parse_definition(GOOD).hash != parse_definition(broken("title: Trình\n", "title: Gửi\n")).hash


def test_a_definition_cannot_be_changed_once_loaded() -> None:
    definition = parse_definition(GOOD)
    with pytest.raises(TypeError):
        definition.states["drafting"].permissions["view"] = frozenset()  # type: ignore[index]
    with pytest.raises(AttributeError):
        definition.version = 2  # type: ignore[misc]


def test_the_shipped_definitions_load_and_old_versions_stay() -> None:
    assert {("thanh_hoa_assessment", 1), ("round", 2)} <= set(load_versions())
    assert all(definition.id == name for name, definition in load_all().items())
