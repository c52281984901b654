"""The first assessment workflow of Thanh Hóa, in which its running items stay, against tables by hand."""

from itertools import product

import pytest

from workflows import engine
from workflows.loader import load_versions

DEFINITION = load_versions()["thanh_hoa_assessment", 1]

STATES = [
    "drafting",
    "awaiting_confirmation",
    "appraising",
    "explaining",
    "awaiting_explanation_confirmation",
    "appraised",
    "in_council",
    "settled",
    "published",
]
ROLES = [
    "specialist",
    "leader",
    "appraiser",
    "council_member",
    "council_chair",
    "council_secretary",
    "secretariat",
    "standing_body",
    "chairman",
    "administrator",
    "auditor",
    "system",
]
UNIT = {"specialist", "leader"}
COUNCIL = {"council_member", "council_chair", "council_secretary"}

# name: (from, to, who, guards, needs, freezes, effects)
TRANSITIONS = {
    "submit": (
        "drafting",
        "awaiting_confirmation",
        "specialist",
        "form_complete entry_open",
        "",
        None,
        "tell_leader",
    ),
    "recall": (
        "awaiting_confirmation",
        "drafting",
        "specialist",
        "entry_open",
        "reason",
        None,
        "tell_leader",
    ),
    "confirm": (
        "awaiting_confirmation",
        "appraising",
        "leader",
        "not_own_entries sheet_unchanged entry_open",
        "sheet_hash",
        "self",
        "issue_self_assessment_form tell_appraisers",
    ),
    "return_to_specialist": (
        "awaiting_confirmation",
        "drafting",
        "leader",
        "entry_open",
        "reason",
        None,
        "tell_specialist",
    ),
    "take_over": (
        "drafting awaiting_confirmation",
        "appraising",
        "standing_body",
        "entry_closed",
        "reason",
        "self",
        "issue_self_assessment_form tell_unit tell_appraisers",
    ),
    "ask_explanation": (
        "appraising",
        "explaining",
        "appraiser standing_body",
        "has_questions no_conflict",
        "",
        None,
        "send_questions tell_unit",
    ),
    "send_explanation": (
        "explaining",
        "awaiting_explanation_confirmation",
        "specialist",
        "explanation_complete explanation_open",
        "",
        None,
        "tell_leader",
    ),
    "return_explanation": (
        "awaiting_explanation_confirmation",
        "explaining",
        "leader",
        "explanation_open",
        "reason",
        None,
        "tell_specialist",
    ),
    "confirm_explanation": (
        "awaiting_explanation_confirmation",
        "appraising",
        "leader",
        "not_own_entries sheet_unchanged explanation_open",
        "sheet_hash",
        "self",
        "close_questions issue_self_assessment_form tell_appraisers",
    ),
    "close_explanation": (
        "explaining awaiting_explanation_confirmation",
        "appraising",
        "standing_body",
        "explanation_closed",
        "reason",
        "self",
        "close_questions issue_self_assessment_form tell_unit tell_appraisers",
    ),
    "finish_appraisal": (
        "appraising",
        "appraised",
        "appraiser",
        "criteria_appraised no_conflict",
        "",
        "appraisal",
        "issue_appraisal_minutes tell_standing_body",
    ),
    "reopen_appraisal": ("appraised", "appraising", "standing_body", "", "reason", None, "tell_appraisers"),
    "bring_to_council": (
        "appraised",
        "in_council",
        "council_secretary standing_body",
        "round_in_council",
        "",
        None,
        "",
    ),
    "settle": (
        "in_council",
        "settled",
        "council_secretary",
        "points_decided session_quorum",
        "",
        "council",
        "",
    ),
    "reopen_for_council": (
        "settled",
        "in_council",
        "council_secretary",
        "round_in_council",
        "reason",
        None,
        "",
    ),
    "publish": ("settled", "published", "system", "", "", "final", ""),
}

ALL = tuple(STATES)
SELF = ("drafting", "awaiting_confirmation")
EXPLANATION = ("explaining", "awaiting_explanation_confirmation")


def since(state: str) -> tuple[str, ...]:
    return tuple(STATES[STATES.index(state) :])


# Who reads the file of a unit, by the state from which on.
READERS = {
    "specialist": ALL,
    "leader": ALL,
    "standing_body": ALL,
    "auditor": ALL,
    "appraiser": since("appraising"),
    "council_secretary": since("appraised"),
    "council_member": since("in_council"),
    "council_chair": since("in_council"),
    "chairman": since("settled"),
}
# Who reads what others think of the unit: the unit itself only after publication.
JUDGES = {**READERS, "specialist": ("published",), "leader": ("published",)}
PUBLISHED = ("published",)


def within(readers: dict[str, tuple[str, ...]], states: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {role: tuple(state for state in held if state in states) for role, held in readers.items()}


PERMISSIONS = {
    "view": READERS,
    "view_evidence": READERS,
    "view_self_sheet": READERS,
    "view_progress": {**READERS, "appraiser": ALL, "council_secretary": ALL},
    "view_steps": {**READERS, "appraiser": ALL},
    "view_questions": within(READERS, since("appraising")),
    "view_self_documents": {**within(READERS, since("appraising")), "secretariat": since("appraising")},
    "view_appraisal": within(JUDGES, since("appraising")),
    "view_appraisal_documents": {**within(JUDGES, since("appraised")), "secretariat": since("appraised")},
    "view_council": {**within(JUDGES, since("appraised")), "appraiser": PUBLISHED},
    "view_votes": dict.fromkeys([*COUNCIL, "standing_body", "auditor"], since("in_council")),
    "view_final": dict.fromkeys([*READERS, "secretariat", "administrator"], PUBLISHED),
    "view_history": {
        **JUDGES,
        "specialist": (*SELF, "published"),
        "leader": (*SELF, "published"),
        "appraiser": (*since("appraising")[:5], "published"),
    },
    "number_documents": {"secretariat": since("appraising")},
    "edit_figures": {"specialist": ("drafting",)},
    "attach_evidence": {"specialist": ("drafting",)},
    "edit_explained": {"specialist": ("explaining",)},
    "assign_appraisers": {"standing_body": STATES[:5]},
    "declare_conflict": {"appraiser": STATES[:5], **dict.fromkeys(COUNCIL, ("in_council",))},
    "appraise": {"appraiser": ("appraising",)},
    "ask": {"appraiser": ("appraising",), "standing_body": ("appraising",)},
    "raise_open_point": {
        "appraiser": ("appraising", "appraised"),
        "council_secretary": ("appraised", "in_council"),
        "standing_body": ("appraised", "in_council"),
        "council_member": ("in_council",),
        "council_chair": ("in_council",),
    },
    "vote": {"council_member": ("in_council",), "council_chair": ("in_council",)},
    "decide_point": {"council_chair": ("in_council",), "council_secretary": ("in_council",)},
    "remind": {"standing_body": STATES[:5]},
    "extend": {"standing_body": (*SELF, *EXPLANATION)},
}


def passes(guard: str) -> None:
    return None


def test_states_and_roles_are_those_of_the_table() -> None:
    assert list(DEFINITION.states) == STATES
    assert set(DEFINITION.roles) == set(ROLES)
    assert DEFINITION.initial == "drafting"
    assert DEFINITION.final_states == ("published",)
    assert [DEFINITION.states[name].stage for name in STATES] == [
        "self",
        "self",
        "appraisal",
        "appraisal",
        "appraisal",
        "appraisal",
        "council",
        "council",
        "final",
    ]


def test_every_transition_asks_and_does_what_the_table_says() -> None:
    found = {
        move.name: (
            " ".join(move.sources),
            move.target,
            " ".join(move.roles),
            " ".join(move.guards),
            " ".join(move.needs),
            move.freezes,
            " ".join(move.effects),
        )
        for move in DEFINITION.transitions.values()
    }
    assert found == TRANSITIONS


@pytest.mark.parametrize("name", TRANSITIONS)
def test_state_by_role_matrix_of_a_transition(name: str) -> None:
    sources, target, who, *_rest = TRANSITIONS[name]
    given = {"reason": "Sai số liệu", "sheet_hash": "ab12"}
    for state, role in product(STATES, ROLES):
        if state not in sources.split():
            with pytest.raises(engine.WrongState):
                engine.decide(DEFINITION, state, name, {role}, passes, given)
        elif role not in who.split():
            with pytest.raises(engine.RoleRefused):
                engine.decide(DEFINITION, state, name, {role}, passes, given)
        else:
            step = engine.decide(DEFINITION, state, name, {role}, passes, given)
            assert (step.source, step.target) == (state, target)


def test_every_managed_permission_is_in_the_table() -> None:
    assert set(DEFINITION.permissions) == set(PERMISSIONS)


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_state_by_role_matrix_of_a_permission(permission: str) -> None:
    expected = {(role, state) for role, states in PERMISSIONS[permission].items() for state in states}
    found = {
        (role, state)
        for role, state in product(ROLES, STATES)
        if engine.permits(DEFINITION, state, permission, {role})
    }
    assert found == expected


def test_nobody_sees_a_final_score_before_publication_and_the_unit_no_judgement() -> None:
    hidden = ["view_appraisal", "view_council", "view_votes", "view_final", "view_appraisal_documents"]
    for state, permission in product(STATES[:-1], hidden):
        assert not UNIT & engine.roles_permitted(DEFINITION, state, permission)
        if permission == "view_final":
            assert not engine.roles_permitted(DEFINITION, state, permission)


def test_the_auditor_changes_nothing_and_the_administrator_sees_no_scores() -> None:
    for state in DEFINITION.states.values():
        for permission, roles in state.permissions.items():
            assert "auditor" not in roles or permission.startswith("view")
            assert "administrator" not in roles or permission == "view_final"
    for move in DEFINITION.transitions.values():
        assert not {"auditor", "administrator"} & set(move.roles)


def test_who_enters_does_not_confirm() -> None:
    for move in DEFINITION.transitions.values():
        assert not ({"specialist", "leader"} <= set(move.roles))
    for state in STATES:
        assert "leader" not in engine.roles_permitted(DEFINITION, state, "edit_figures")


def test_every_step_back_by_a_person_needs_a_reason() -> None:
    for move in DEFINITION.transitions.values():
        back = any(STATES.index(move.target) < STATES.index(source) for source in move.sources)
        if back and move.name != "confirm_explanation":  # leads on, to the team that asked
            assert "reason" in move.needs
