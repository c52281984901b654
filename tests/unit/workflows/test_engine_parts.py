"""Groups and permissions as guards, automatic steps, variables, changes of version, and "vì sao"."""

import timeit

import pytest

from tests.unit.workflows.definitions import parsed, rich
from workflows import deciding, engine
from workflows.loader import load_versions, parse_definition
from workflows.model import Definition
from workflows.refusals import Refusal

SMALL = parsed()
SEEN = "awaiting_confirmation"


def passes(guard: str) -> None:
    return None


def only(*names: str) -> engine.GuardCheck:
    """Guards of which just these pass."""
    return lambda guard: None if guard in names else f"Chưa đạt {guard}."


def never_asked(guard: str) -> None:
    raise AssertionError(f"guard {guard} was asked too early")


def refusal(state: str, transition: str, *roles: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        engine.decide(SMALL, state, transition, roles, never_asked, {})
    return refused.value


# --- people ---------------------------------------------------------------------------------------


def test_who_is_in_none_of_the_groups_is_told_which_and_who_is() -> None:
    answer = refusal(SEEN, "give_back", "appraiser")
    assert isinstance(answer, engine.GroupRefused)
    assert answer.rule == "giai_trinh/1: transitions.give_back.groups"
    assert answer.allowed_roles == ("specialist", "leader")
    assert str(answer) == (
        "Việc «Trả lại» chỉ người thuộc nhóm «Người của đơn vị» được thực hiện: Chuyên viên hoặc Lãnh đạo."
    )


def test_who_lacks_the_permission_in_this_state_is_told_who_has_it() -> None:
    answer = refusal(SEEN, "nudge", "appraiser")
    assert isinstance(answer, engine.PermissionRefused)
    assert answer.rule == "giai_trinh/1: transitions.nudge.permission"
    assert answer.allowed_roles == ("standing_body",)
    assert str(answer) == (
        "Việc «Đôn đốc» cần quyền «Đôn đốc người đang phải xử lý»; "
        "ở bước «Chờ xác nhận» chỉ Thường trực có quyền này."
    )
    assert engine.decide(SMALL, "appraising", "nudge", {"appraiser"}, passes, {}).target == "appraising"


def test_the_role_is_looked_at_before_group_and_permission_and_all_count_as_forbidden() -> None:
    assert type(refusal(SEEN, "give_back", "standing_body")) is engine.RoleRefused
    assert type(refusal("drafting", "nudge", "leader")) is engine.RoleRefused
    assert isinstance(refusal(SEEN, "nudge", "appraiser"), engine.RoleRefused)
    assert isinstance(refusal("appraised", "nudge", "leader"), engine.WrongState)


def test_a_button_that_group_or_permission_would_refuse_is_not_shown() -> None:
    def shown(state: str, role: str) -> list[str]:
        return [choice.transition.name for choice in engine.available(SMALL, state, {role})]

    assert shown(SEEN, "appraiser") == []
    assert shown(SEEN, "leader") == ["give_back", "confirm"]
    assert shown("appraising", "standing_body") == []
    assert shown("appraising", "appraiser") == ["nudge"]


def test_what_is_remembered_of_one_person_is_not_shown_to_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache is emptied when it is full; answers stay the same before and after."""
    monkeypatch.setattr(deciding, "_MOST_REMEMBERED", 2)
    definition = parsed()
    for _ in range(3):
        for role, names in [
            ("leader", ["give_back", "confirm"]),
            ("specialist", ["give_back"]),
            ("appraiser", []),
        ]:
            assert [c.transition.name for c in engine.available(definition, SEEN, {role})] == names


def test_a_permission_that_came_after_the_definition_is_denied_and_a_misspelt_one_is_a_mistake() -> None:
    assert "vote" not in SMALL.permissions
    assert not engine.permits(SMALL, "appraising", "vote", {"appraiser"})
    assert engine.roles_permitted(SMALL, "appraising", "vote") == frozenset()
    with pytest.raises(engine.UnknownName, match="quyền «veto»"):
        engine.permits(SMALL, "appraising", "veto", {"appraiser"})


# --- staying, and steps by themselves ---------------------------------------------------------------


def test_a_step_that_stays_is_a_step_of_the_history() -> None:
    step = engine.decide(SMALL, "drafting", "nudge", {"standing_body"}, passes, {})
    assert (step.source, step.target) == ("drafting", "drafting")
    kept = [
        ("nudge", "drafting", "drafting"),
        ("submit", "drafting", SEEN),
        ("nudge", SEEN, SEEN),
    ]
    assert engine.replay(SMALL, kept) == SEEN
    with pytest.raises(engine.BrokenHistory) as broken:
        engine.replay(SMALL, [("nudge", "drafting", SEEN)])
    assert broken.value.index == 1


def test_the_first_automatic_step_that_passes_is_taken() -> None:
    assert engine.automatic(SMALL, "drafting", passes) is None
    assert engine.automatic(SMALL, "appraising", only("form_complete")) is None
    step = engine.automatic(SMALL, "appraising", only("criteria_appraised"))
    assert step is not None
    assert (step.transition.name, step.target) == ("finish", "appraised")


def test_automatic_steps_follow_each_other_until_one_does_not_pass() -> None:
    def names(*guards: str) -> list[str]:
        return [step.transition.name for step in engine.chain(SMALL, "appraising", only(*guards))]

    assert names("criteria_appraised", "points_decided") == ["finish", "close"]
    assert names("criteria_appraised") == ["finish"]
    assert names("points_decided") == []


# --- variables --------------------------------------------------------------------------------------


def after(values: dict[str, object], transition: str, **given: object) -> dict[str, object]:
    return engine.variables_after(SMALL, values, transition, given, "Lê Thị B", "2026-03-02T08:00:00+07:00")


def test_a_new_item_has_what_the_definition_says() -> None:
    assert engine.initial_variables(SMALL) == {
        "returns": 0,
        "last_reason": "",
        "late": False,
        "confirmed_at": None,
        "confirmed_by": "chưa ai",
    }


def test_steps_count_and_keep_reasons_names_and_times() -> None:
    values = engine.initial_variables(SMALL)
    values = after(values, "give_back", reason="Thiếu minh chứng")
    values = after(values, "give_back", reason="Vẫn thiếu")
    assert (values["returns"], values["last_reason"]) == (2, "Vẫn thiếu")
    values = after(values, "confirm")
    assert (values["confirmed_by"], values["confirmed_at"]) == ("Lê Thị B", "2026-03-02T08:00:00+07:00")
    values = after(values, "run_out")
    assert values == {**engine.initial_variables(SMALL), "late": True, "confirmed_by": "Lê Thị B"}


def test_variables_an_item_lacks_begin_and_those_nobody_knows_go() -> None:
    assert after({"returns": 4, "gone": "x"}, "submit") == {**engine.initial_variables(SMALL), "returns": 4}
    assert after({}, "give_back")["last_reason"] == ""


def test_the_values_before_are_left_alone() -> None:
    before: dict[str, object] = {"returns": 1}
    after(before, "give_back", reason="x")
    assert before == {"returns": 1}


# --- another version --------------------------------------------------------------------------------

NEW = parsed("version: 1", "version: 2")


def test_a_history_goes_on_in_the_version_the_item_was_moved_to() -> None:
    start = [("submit", "drafting", SEEN)]
    moved = engine.Migration(NEW, SEEN, "appraising", {SEEN: "appraising"})
    rest = [("finish", "appraising", "appraised")]
    assert engine.replay(SMALL, [*start, moved, *rest]) == "appraised"
    assert engine.replay(NEW, rest, start="appraising") == "appraised"


@pytest.mark.parametrize(
    ("moved", "reason"),
    [
        (
            engine.Migration(NEW, "drafting", "drafting"),
            "ghi đi từ «Đang nhập» trong khi hồ sơ đang ở «Chờ xác nhận»",
        ),
        (engine.Migration(NEW, SEEN, "limbo"), "trạng thái «limbo» không có trong quy trình «giai_trinh@2»"),
        (
            engine.Migration(NEW, SEEN, "appraised", {SEEN: "appraising"}),
            "khác với bảng đối chiếu trạng thái",
        ),
    ],
)
def test_a_move_that_does_not_fit_breaks_the_history_where_it_stands(
    moved: engine.Migration, reason: str
) -> None:
    with pytest.raises(engine.BrokenHistory, match=reason) as broken:
        engine.replay(SMALL, [("submit", "drafting", SEEN), moved])
    assert broken.value.index == 2


# --- why ------------------------------------------------------------------------------------------


def reasons(state: str, *roles: str, guards: engine.GuardCheck = passes) -> dict[str, engine.Why]:
    return {answer.name: answer for answer in engine.why(SMALL, state, roles, guards)}


def test_every_step_has_an_answer_with_its_rule_and_who_can_and_where() -> None:
    answers = reasons(SEEN, "appraiser", guards=only())
    assert {name: answer.rule for name, answer in answers.items() if answer.kind == "transition"} == {
        "submit": "transitions.submit.from",
        "nudge": "transitions.nudge.permission",
        "give_back": "transitions.give_back.groups",
        "confirm": "transitions.confirm.by",
        "run_out": "transitions.run_out.by",
        "finish": "transitions.finish.from",
        "close": "transitions.close.from",
    }
    nudge = answers["nudge"]
    assert nudge.who == ("Tổ viên", "Thường trực")
    assert nudge.where == ("Đang nhập", "Chờ xác nhận", "Đang thẩm định")
    assert nudge.mine == ("Đang thẩm định",)
    assert answers["run_out"].who == ()  # the programme does it
    assert not any(answer.allowed for answer in answers.values() if answer.kind == "transition")


def test_guards_and_fields_are_named_once_the_person_is_right() -> None:
    answers = reasons("drafting", "specialist", guards=only())
    assert (answers["submit"].rule, answers["submit"].reason) == (
        "transitions.submit.when",
        "Chưa thể «Trình»: Chưa đạt form_complete.",
    )
    assert reasons(SEEN, "leader")["give_back"].allowed
    (needed,) = [one for one in engine.why(SMALL, SEEN, {"leader"}, passes, {}) if one.name == "give_back"]
    assert (needed.rule, needed.reason) == ("transitions.give_back.needs", "Để «Trả lại» cần có lý do.")


def test_permissions_that_matter_are_those_of_the_state_and_of_the_person() -> None:
    assert [name for name, one in reasons("closed", "leader").items() if one.kind == "permission"] == ["view"]
    answers = reasons("closed", "specialist")
    assert answers["view"].allowed
    assert answers["view"].reason == ""
    edit = answers["edit_figures"]
    assert (edit.allowed, edit.rule) == (False, "states.closed.permissions.edit_figures")
    assert (edit.who, edit.where, edit.mine) == (("Chuyên viên",), ("Đang nhập",), ("Đang nhập",))
    assert edit.reason.endswith("vai trò của bạn có quyền này ở bước «Đang nhập».")


@pytest.mark.parametrize("definition", load_versions().values(), ids=lambda definition: definition.key)
def test_what_why_says_is_what_deciding_does(definition: Definition) -> None:
    for state in definition.states:
        for role in definition.roles:
            shown = {choice.transition.name for choice in engine.available(definition, state, {role})}
            for answer in engine.why(definition, state, {role}, passes):
                assert answer.allowed == (not answer.reason)
                if answer.kind == "permission":
                    assert answer.allowed == engine.permits(definition, state, answer.name, {role})
                elif role != "system":
                    assert answer.allowed == (answer.name in shown)
                    assert definition.states[state].title in answer.mine or not answer.allowed


# --- cost -----------------------------------------------------------------------------------------


def test_a_row_of_a_list_is_decided_cheaply() -> None:
    """Aim: 30 µs for buttons and ten permissions; the best of several counts, on a busy machine too."""
    definition = load_versions()["thanh_hoa_assessment", 1]
    permissions = definition.permissions[:10]

    def once() -> None:
        engine.available(definition, SEEN, {"leader"})
        for permission in permissions:
            engine.permits(definition, SEEN, permission, {"leader"})

    once()
    assert min(timeit.repeat(once, number=200, repeat=10)) / 200 < 30e-6


# --- who acts as what, and what moves along -----------------------------------------------------------


def test_history_tells_the_role_that_lets_a_person_take_the_step() -> None:
    """The appraiser who is also of the standing body reminds as whom the state grants it to."""
    definition = parse_definition(rich())
    both = frozenset({"appraiser", "standing_body", "auditor"})
    early = engine.decide(definition, "drafting", "nudge", both, lambda name: None, {})
    late = engine.decide(definition, "appraising", "nudge", both, lambda name: None, {})
    assert engine.acting_roles(definition, early, both) == ("standing_body",)
    assert engine.acting_roles(definition, late, both) == ("appraiser",)


def test_who_passes_by_several_roles_together_acts_in_all_of_them() -> None:
    text = rich("    permission: remind\n", "    permission: remind\n    groups: [team]\n")
    definition = parse_definition(text)
    both = frozenset({"appraiser", "standing_body"})
    step = engine.decide(definition, "drafting", "nudge", both, lambda name: None, {})
    assert engine.acting_roles(definition, step, both) == ("appraiser", "standing_body")


def test_variables_move_along_unless_they_hold_something_else_now() -> None:
    old = parse_definition(rich())
    new = parse_definition(
        rich()
        .replace("type: text, initial: chưa ai}", "type: moment}")
        .replace("{actor: true}", "{now: true}")
    )
    kept = {"returns": 3, "last_reason": "thiếu", "confirmed_by": "Bà B", "gone": 1}
    moved = engine.carried_over(old, new, kept)
    assert (moved["returns"], moved["last_reason"], moved["confirmed_by"]) == (3, "thiếu", None)
    assert set(moved) == set(new.variables)
