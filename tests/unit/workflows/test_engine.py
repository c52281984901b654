"""The order of refusals, what each carries, and that no sequence of actions leaves the declared states."""

import timeit
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows import engine
from workflows.loader import load_versions, parse_definition
from workflows.model import Definition, Kind
from workflows.vocabulary import FIELDS

VERSIONS = load_versions()
ASSESSMENT = VERSIONS["thanh_hoa_assessment", 1]
ROUND = VERSIONS["round", 2]
EVERYTHING: dict[str, object] = dict.fromkeys(FIELDS, "1")


def passes(guard: str) -> None:
    return None


def refuses(guard: str) -> str:
    return f"Chưa đạt {guard}."


def never_asked(guard: str) -> None:
    raise AssertionError(f"guard {guard} was asked too early")


def test_the_state_is_looked_at_first() -> None:
    with pytest.raises(engine.WrongState) as refused:
        engine.decide(ASSESSMENT, "drafting", "confirm", {"auditor"}, never_asked, {})
    assert refused.value.sources == ("awaiting_confirmation",)
    assert refused.value.state == "drafting"
    assert str(refused.value) == (
        "Không thể «Xác nhận số liệu» vì hồ sơ đang ở bước «Đang nhập số liệu»; "
        "việc này chỉ làm được ở bước «Chờ lãnh đạo xác nhận»."
    )


def test_then_the_role_before_any_guard_is_asked() -> None:
    with pytest.raises(engine.RoleRefused) as refused:
        engine.decide(ASSESSMENT, "awaiting_confirmation", "confirm", {"specialist"}, never_asked, {})
    assert refused.value.allowed_roles == ("leader",)
    assert refused.value.held == {"specialist"}
    assert refused.value.rule == "thanh_hoa_assessment/1: transitions.confirm.by"
    assert str(refused.value) == (
        "Ở bước «Chờ lãnh đạo xác nhận», việc «Xác nhận số liệu» chỉ Lãnh đạo đơn vị được thực hiện, "
        "không phải Chuyên viên đơn vị."
    )


def test_then_the_guards_all_of_them_in_order() -> None:
    asked: list[str] = []

    def check(guard: str) -> str | None:
        asked.append(guard)
        return None if guard == "sheet_unchanged" else f"Chưa đạt {guard}."

    with pytest.raises(engine.GuardRefused) as refused:
        engine.decide(ASSESSMENT, "awaiting_confirmation", "confirm", {"leader"}, check, {})
    assert asked == ["not_own_entries", "sheet_unchanged", "entry_open"]
    assert refused.value.reasons == {
        "not_own_entries": "Chưa đạt not_own_entries.",
        "entry_open": "Chưa đạt entry_open.",
    }
    assert str(refused.value) == "Chưa thể «Xác nhận số liệu»: Chưa đạt not_own_entries; Chưa đạt entry_open."


@pytest.mark.parametrize("given", [{}, {"sheet_hash": None}, {"sheet_hash": "  "}, {"reason": "có"}])
def test_then_the_fields(given: dict[str, object]) -> None:
    with pytest.raises(engine.FieldMissing) as refused:
        engine.decide(ASSESSMENT, "awaiting_confirmation", "confirm", {"leader"}, passes, given)
    assert refused.value.fields == ("sheet_hash",)
    assert "cần có mã đối chiếu của phiếu điểm" in str(refused.value)


def test_an_allowed_step_says_where_it_leads() -> None:
    step = engine.decide(
        ASSESSMENT, "awaiting_confirmation", "confirm", {"auditor", "leader"}, passes, {"sheet_hash": "ab"}
    )
    assert (step.source, step.target, step.transition.freezes) == (
        "awaiting_confirmation",
        "appraising",
        "self",
    )


def test_one_role_of_several_is_enough_and_none_is_not() -> None:
    with pytest.raises(engine.RoleRefused) as refused:
        engine.decide(ASSESSMENT, "drafting", "submit", (), passes, {})
    assert str(refused.value).endswith("chỉ Chuyên viên đơn vị được thực hiện.")


def test_names_the_definition_does_not_have_are_the_callers_mistake() -> None:
    with pytest.raises(engine.UnknownName, match="bước chuyển «fly»"):
        engine.decide(ASSESSMENT, "drafting", "fly", {"specialist"}, passes, {})
    with pytest.raises(engine.UnknownName, match="trạng thái «limbo»"):
        engine.decide(ASSESSMENT, "limbo", "submit", {"specialist"}, passes, {})
    with pytest.raises(engine.UnknownName, match="trạng thái «limbo»"):
        engine.available(ASSESSMENT, "limbo", {"specialist"})
    with pytest.raises(engine.UnknownName, match="quyền «veiw»"):
        engine.permits(ASSESSMENT, "drafting", "veiw", {"specialist"})


def test_no_shortcut_to_a_state_exists() -> None:
    """The library's own ``to_<state>`` triggers would skip every check."""
    for state in ASSESSMENT.states:
        with pytest.raises(engine.UnknownName):
            engine.decide(ASSESSMENT, "drafting", f"to_{state}", {"specialist"}, passes, {})


def test_a_guard_that_breaks_is_not_taken_for_an_answer() -> None:
    def breaks(guard: str) -> str | None:
        raise ZeroDivisionError(guard)

    with pytest.raises(ZeroDivisionError):
        engine.decide(ASSESSMENT, "drafting", "submit", {"specialist"}, breaks, {})
    assert engine.decide(ASSESSMENT, "drafting", "submit", {"specialist"}, passes, {}).target


def test_available_shows_what_the_role_may_press_and_why_it_would_fail() -> None:
    choices = engine.available(ASSESSMENT, "awaiting_confirmation", {"leader"}, refuses)
    assert [choice.transition.name for choice in choices] == ["confirm", "return_to_specialist"]
    assert not any(choice.allowed for choice in choices)
    assert choices[1].reasons == ("Chưa đạt entry_open.",)
    assert all(choice.allowed for choice in engine.available(ASSESSMENT, "drafting", {"specialist"}))
    assert engine.available(ASSESSMENT, "drafting", {"auditor"}) == []
    assert engine.available(ASSESSMENT, "settled", {"system"}) == []


@pytest.mark.parametrize("definition", VERSIONS.values(), ids=lambda definition: definition.key)
def test_buttons_and_decisions_agree_for_every_state_and_role(definition: Definition) -> None:
    for state, role in product(definition.states, definition.roles):
        shown = {choice.transition.name for choice in engine.available(definition, state, {role}, passes)}
        for move in definition.transitions.values():
            why = engine.explain_refusal(definition, state, move.name, {role}, passes, EVERYTHING)
            by_itself = move.kind is not Kind.USER and role == "system" and state in move.sources
            assert (why is None) == (move.name in shown or by_itself)
            assert why is None or why.endswith(".")


def test_explanations_for_people() -> None:
    explain = engine.explain_refusal
    assert explain(ASSESSMENT, "drafting", "submit", {"specialist"}) is None
    assert explain(ASSESSMENT, "awaiting_confirmation", "confirm", {"leader"}) is None
    missing = explain(ASSESSMENT, "awaiting_confirmation", "return_to_specialist", {"leader"}, passes, {})
    assert missing == "Để «Trả lại chuyên viên» cần có lý do."
    publish = explain(ASSESSMENT, "settled", "publish", {"standing_body"})
    assert publish == (
        "Ở bước «Hội đồng đã thống nhất», việc «Công bố kết quả» do hệ thống tự thực hiện, "
        "không phải Cơ quan thường trực."
    )


def test_why_a_permission_is_denied() -> None:
    deny = engine.explain_denial
    assert deny(ASSESSMENT, "drafting", "edit_figures", {"specialist"}) is None
    assert deny(ASSESSMENT, "drafting", "edit_figures", {"leader"}) == (
        "Ở bước «Đang nhập số liệu», chỉ Chuyên viên đơn vị được nhập, sửa số liệu và thuyết minh."
    )
    assert deny(ASSESSMENT, "appraising", "edit_figures", {"specialist"}) == (
        "Ở bước «Đang thẩm định», không ai được nhập, sửa số liệu và thuyết minh; "
        "vai trò của bạn có quyền này ở bước «Đang nhập số liệu»."
    )


def test_waiting_lists_the_programmes_own_steps() -> None:
    called = engine.waiting(ASSESSMENT, "settled", Kind.CALLED)
    assert [move.name for move in called] == ["publish"]
    assert engine.waiting(ASSESSMENT, "settled", Kind.AUTOMATIC) == ()


def test_an_automatic_step_is_taken_by_the_system_alone() -> None:
    definition = parse_definition(
        """
        id: tu_dong
        version: 1
        title: Tự động
        basis: Thử nghiệm
        subject: assessment
        initial: drafting
        roles: {leader: {scope: unit, title: Lãnh đạo}, system: {scope: system, title: Hệ thống}}
        permissions: [view]
        states:
          drafting: {title: Nhập, stage: self, permissions: {view: [leader]}}
          published: {title: Xong, stage: self, final: true, permissions: {view: [leader]}}
        transitions:
          go: {title: Tự chuyển, kind: automatic, from: drafting, to: published, when: [form_complete]}
        """
    )
    (move,) = engine.waiting(definition, "drafting", Kind.AUTOMATIC)
    assert engine.decide(definition, "drafting", move.name, {"system"}, passes, {}).target == "published"
    with pytest.raises(engine.GuardRefused):
        engine.decide(definition, "drafting", move.name, {"system"}, refuses, {})
    with pytest.raises(engine.RoleRefused):
        engine.decide(definition, "drafting", move.name, {"leader"}, passes, {})


def attempts(definition: Definition) -> st.SearchStrategy[list[tuple[str, str, frozenset[str], bool]]]:
    """Random sequences: transition, role, guards that fail, whether fields are given."""
    guards = sorted({guard for move in definition.transitions.values() for guard in move.guards})
    one = st.tuples(
        st.sampled_from(sorted(definition.transitions)),
        st.sampled_from(sorted(definition.roles)),
        st.frozensets(st.sampled_from(guards), max_size=2),
        st.booleans(),
    )
    return st.lists(one, max_size=60)


def run(definition: Definition, actions: list[tuple[str, str, frozenset[str], bool]]) -> None:
    state = definition.initial
    steps: list[tuple[str, str, str]] = []
    for name, role, failing, filled in actions:
        before = (state, list(steps), definition.hash)
        answers = dict.fromkeys(failing, "Chưa.")
        try:
            step = engine.decide(definition, state, name, {role}, answers.get, EVERYTHING if filled else {})
        except engine.Refusal:
            assert (state, steps, definition.hash) == before
            continue
        assert step.source == state
        assert state in step.transition.sources
        assert role in step.transition.roles
        assert not failing & set(step.transition.guards)
        assert filled or not step.transition.needs
        state = step.target
        steps.append((name, step.source, step.target))
        assert state in definition.states
    assert engine.replay(definition, steps) == state


@settings(max_examples=150)
@given(st.data(), st.sampled_from(list(VERSIONS.values())))
def test_any_sequence_stays_inside_the_definition_and_replays(
    data: st.DataObject, definition: Definition
) -> None:
    run(definition, data.draw(attempts(definition)))


@settings(max_examples=150)
@given(st.data(), st.sampled_from(list(VERSIONS.values())))
def test_walks_along_allowed_steps_replay(data: st.DataObject, definition: Definition) -> None:
    """Purely random actions are mostly refused; this walks deep, choosing among the steps that exist."""
    state, steps = definition.initial, []
    for _ in range(data.draw(st.integers(0, 25))):
        moves = definition.leaving[state]
        if not moves:
            break
        move = data.draw(st.sampled_from(moves))
        step = engine.decide(definition, state, move.name, move.roles, passes, dict.fromkeys(move.needs, "x"))
        steps.append((move.name, step.source, step.target))
        state = step.target
    assert engine.replay(definition, steps) == state


def test_a_history_that_does_not_hold_together_is_named_at_its_first_break() -> None:
    good = [
        ("submit", "drafting", "awaiting_confirmation"),
        ("recall", "awaiting_confirmation", "drafting"),
        ("submit", "drafting", "awaiting_confirmation"),
        ("confirm", "awaiting_confirmation", "appraising"),
    ]
    assert engine.replay(ASSESSMENT, good) == "appraising"
    assert engine.replay(ASSESSMENT, []) == "drafting"
    for steps, index in [
        (good[:1] + good[2:], 2),  # one lost
        ([*good, ("publish", "appraising", "published")], 5),  # a step that does not exist from there
        ([*good, ("finish_appraisal", "appraising", "settled")], 5),  # an edited target
        ([("vanish", "drafting", "published")], 1),  # a name nobody knows
    ]:
        with pytest.raises(engine.BrokenHistory, match="Lịch sử đứt") as broken:
            engine.replay(ASSESSMENT, steps)
        assert broken.value.index == index


def test_deciding_is_cheap() -> None:
    """Aim: 30 µs; the bound is wide so that a busy machine does not fail it, the best of several counts."""

    def once() -> None:
        engine.decide(ASSESSMENT, "awaiting_confirmation", "confirm", {"leader"}, passes, {"sheet_hash": "x"})

    once()
    assert min(timeit.repeat(once, number=200, repeat=10)) / 200 < 60e-6
