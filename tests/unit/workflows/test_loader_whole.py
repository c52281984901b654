"""Refusals that keep a definition from passing a check and failing at work: steps by time, effects, guards
that compare, steps open to nobody from one state, and files that would not be read at all."""

from pathlib import Path

import pytest

from tests.unit.workflows.definitions import problems_of, rich
from tests.unit.workflows.test_loader import GOOD
from workflows import vocabulary
from workflows.loader import DefinitionError, load_versions, parse_definition

RUN_OUT = "    from: [drafting, awaiting_confirmation]\n    to: appraising\n    when: [entry_closed]"
BREAKS = {
    "a step by time that stays would be taken at every look at the clock": (
        RUN_OUT,
        "    from: [drafting, awaiting_confirmation]\n    stays: true\n    when: [entry_closed]",
        "theo thời hạn tạo thành vòng lặp: drafting → drafting",
    ),
    "steps by time that lead back": (
        "  finish: {title: Tự kết thúc,",
        "  again: {title: Lại, kind: timed, from: drafting, to: awaiting_confirmation}\n"
        "  back: {title: Về, kind: timed, from: awaiting_confirmation, to: drafting}\n"
        "  finish: {title: Tự kết thúc,",
        "theo thời hạn tạo thành vòng lặp: drafting → awaiting_confirmation → drafting",
    ),
    "an automatic step into a step by time that leads back": (
        "  finish: {title: Tự kết thúc,",
        "  reopen: {title: Mở lại, kind: automatic, from: appraising, to: drafting}\n"
        "  finish: {title: Tự kết thúc,",
        "theo thời hạn tạo thành vòng lặp: drafting → appraising → drafting",
    ),
    "a unit's step by a deadline that does not run on its state": (
        "    like: drafting\n    deadline: entry\n",
        "    like: drafting\n",
        "transitions.run_out.deadline (dòng 87): hạn «entry» không phải hạn của trạng thái "
        "«awaiting_confirmation»",
    ),
    "a deadline without a date": (
        "deadlines:\n  entry:",
        "deadlines:\n  judgement: {title: Phán xét}\n  entry:",
        "deadlines.judgement (dòng 25): hạn «judgement» không có",
    ),
    "an effect that only a person's operation carries out": (
        "when: [criteria_appraised]}",
        "when: [criteria_appraised], then: [send_questions]}",
        "transitions.finish.then (dòng 93): tác động «send_questions» phải do thao tác của một người",
    ),
    "a comparing guard without what it compares": (
        "    by: [leader]\n    sets:",
        "    by: [leader]\n    when: [sheet_unchanged]\n    sets:",
        "điều kiện «sheet_unchanged» so với «sheet_hash» được gửi kèm",
    ),
    "a step nobody can take from one of its states": (
        "    permissions:\n      remind: [appraiser]",
        "    permissions:\n      remind: []",
        "transitions.nudge.permission (dòng 64): ở trạng thái «appraising» không vai trò nào",
    ),
    "a version before the first": ("version: 1", "version: 0", "version (dòng 2): phiên bản bắt đầu từ 1"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_it_is_refused_with_its_place(name: str) -> None:
    old, new, expected = BREAKS[name]
    problems = problems_of(rich(old, new))
    assert any(expected in problem for problem in problems), problems


def test_a_workflow_whose_items_nobody_may_open_is_refused() -> None:
    text = GOOD.replace("permissions: [view, edit_figures]", "permissions: [edit_figures]")
    text = text.replace("      view: [specialist, leader]\n", "")
    text = text.replace("permissions: {view: [specialist, leader]}", "permissions: {}")
    assert "permissions (dòng 11): phải có quyền «view»" in problems_of(text)[0]


def test_groups_and_permission_must_be_passed_together() -> None:
    """One role is in the group, another has the permission: the step is open to whoever holds both."""
    text = rich("    permission: remind\n", "    permission: remind\n    groups: [team]\n")
    problems = problems_of(text)
    assert problems == []


def test_a_closing_of_questions_may_come_by_time() -> None:
    text = rich("    when: [entry_closed]\n", "    when: [entry_closed]\n    then: [close_questions]\n")
    assert parse_definition(text).transitions["run_out"].effects == ("close_questions",)


@pytest.mark.parametrize("subject", ["document", "task"])
def test_no_step_by_time_for_items_that_time_does_not_visit(subject: str) -> None:
    newest = {one.subject: one for one in load_versions().values()}[subject]
    folder = Path(__file__).parents[3] / "workflows" / "definitions"
    text = (folder / f"{newest.id}.v{newest.version}.yaml").read_text(encoding="utf-8")
    first = next(iter(newest.states))
    head, sign, rest = text.partition("transitions:\n")
    step = f"  fall: {{title: Rơi, kind: timed, from: {first}, to: {newest.final_states[0]}}}\n"
    problems = problems_of(head + sign + step + rest)
    assert any("không thực hiện bước chuyển theo thời hạn" in problem for problem in problems), problems


def test_versions_of_one_workflow_are_about_one_kind_of_item(tmp_path: Path) -> None:
    (tmp_path / "nho.v1.yaml").write_text(GOOD, encoding="utf-8")
    shipped = Path(__file__).parents[3] / "workflows" / "definitions" / "improvement_task.v1.yaml"
    other = shipped.read_text(encoding="utf-8").replace("id: improvement_task", "id: nho", 1)
    (tmp_path / "nho.v2.yaml").write_text(other.replace("version: 1", "version: 2", 1), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"nho\.v2\.yaml.*\n.*«nho» là của «assessment»"):
        load_versions(tmp_path)


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "{a: " * 100_000])
def test_a_file_nested_beyond_measure_is_refused(text: str) -> None:
    """Reading it would take the whole process down with it."""
    assert problems_of(text) == ["cả tệp: các mục lồng nhau quá sâu, không đọc được"]


@pytest.mark.parametrize(
    "text", ["x: &a {b: *a}", "x: &a [*a]", "a: &x [1]\nb: *x", "a: &x {b: [1]}\nc: [*x, *x]"]
)
def test_aliases_are_refused(text: str) -> None:
    """One inside another would grow, or go round, without end."""
    assert any("không dùng bí danh của YAML" in problem for problem in problems_of(text))


@pytest.mark.parametrize(
    "value",
    ["2024-13-45", "!!timestamp mai", "!!bool phải", "!!int ''", "0x" + "f" * 6000, "9" * 5000, ".nan"],
)
def test_a_value_that_cannot_be_read_is_a_mistake_with_its_place(value: str) -> None:
    problems = problems_of(GOOD.replace("title: Quy trình nhỏ", f"title: {value}"))
    assert any(one.startswith("title (dòng 3): không đọc được giá trị") for one in problems), problems


def test_a_file_with_a_forbidden_character_is_refused() -> None:
    assert problems_of("a: \x00b")[0].startswith("cả tệp: không đọc được YAML")


def test_what_time_does_alone_is_a_part_of_what_steps_do() -> None:
    assert vocabulary.BY_TIME < vocabulary.IN_THE_STEP
    assert set(vocabulary.COMPARED) < set(vocabulary.GUARDS)
    assert set(vocabulary.DEADLINES) == set(vocabulary.SUBJECTS)
