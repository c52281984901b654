"""The round workflow without corrections, in which its running rounds stay, against tables by hand."""

from itertools import product

import pytest

from workflows import engine
from workflows.loader import load_versions

DEFINITION = load_versions()["round", 2]

STATES = [
    "preparing",
    "collecting",
    "appraising",
    "council",
    "concluded",
    "submitted",
    "decided",
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
    "expert",
]

# name: (from, to, who, guards, needs, effects)
TRANSITIONS = {
    "open": (
        "preparing",
        "collecting",
        "standing_body",
        "groups_ready accounts_ready people_ready dates_in_order",
        "",
        "create_assessments tell_units",
    ),
    "close_entry": ("collecting", "appraising", "standing_body", "all_received", "", "tell_appraisers"),
    "start_council": ("appraising", "council", "standing_body", "all_appraised", "", "tell_council"),
    "conclude": (
        "council",
        "concluded",
        "council_chair",
        "all_settled session_quorum",
        "",
        "settle_groups issue_council_minutes tell_standing_body",
    ),
    "reopen_council": ("concluded", "council", "standing_body", "", "reason", "tell_council"),
    "submit": (
        "concluded",
        "submitted",
        "standing_body",
        "",
        "",
        "prepare_result issue_submission draft_decision tell_chairman",
    ),
    "return_dossier": (
        "submitted",
        "concluded",
        "chairman",
        "",
        "reason",
        "withdraw_result tell_standing_body",
    ),
    "decide": (
        "submitted",
        "decided",
        "chairman",
        "dossier_unchanged",
        "dossier_hash",
        "tell_secretariat tell_standing_body",
    ),
    "publish": (
        "decided",
        "published",
        "secretariat",
        "",
        "number",
        "publish_assessments issue_decision tell_units",
    ),
}

ALL = tuple(STATES)


def since(state: str) -> tuple[str, ...]:
    return tuple(STATES[STATES.index(state) :])


OPEN = since("collecting")
PUBLISHED = ("published",)
EARLY = {"standing_body", "chairman", "administrator", "auditor"}

PERMISSIONS = {
    "view": {role: ALL if role in EARLY else OPEN for role in ROLES},
    "configure": {"standing_body": ("preparing",)},
    "extend": {"standing_body": ("collecting", "appraising", "council")},
    "manage_people": {"standing_body": STATES[:-1]},
    "view_people": {
        "standing_body": ALL,
        "administrator": ALL,
        "auditor": ALL,
        "council_secretary": OPEN,
        "secretariat": OPEN,
        "council_chair": since("council"),
        "chairman": since("submitted"),
    },
    "manage_accounts": {"standing_body": ALL, "administrator": ALL},
    "view_board": {
        "standing_body": OPEN,
        "appraiser": OPEN,
        "council_chair": OPEN,
        "council_secretary": OPEN,
        "secretariat": OPEN,
        "chairman": OPEN,
        "auditor": OPEN,
        "council_member": since("council"),
    },
    "remind": {"standing_body": ("collecting", "appraising", "council")},
    "compare_units": {
        "standing_body": OPEN,
        "auditor": OPEN,
        "appraiser": ("collecting", "appraising", "council", "published"),
        "council_member": since("council"),
        "council_chair": since("council"),
        "council_secretary": since("council"),
        "chairman": since("submitted"),
    },
    "manage_session": {
        "council_secretary": ("appraising", "council"),
        "standing_body": ("appraising", "council"),
    },
    "view_session": {
        "council_chair": since("appraising"),
        "council_secretary": since("appraising"),
        "standing_body": since("appraising"),
        "auditor": since("appraising"),
        "council_member": since("council"),
        "chairman": since("submitted"),
    },
    "view_ranking": {
        **dict.fromkeys(
            ["council_member", "council_chair", "council_secretary", "standing_body", "auditor"],
            since("concluded"),
        ),
        "chairman": since("submitted"),
        "secretariat": since("submitted"),
        **dict.fromkeys(["specialist", "leader", "appraiser", "administrator"], PUBLISHED),
    },
    "view_dossier": {
        **dict.fromkeys(
            ["council_chair", "council_secretary", "secretariat", "standing_body", "auditor"],
            since("concluded"),
        ),
        "chairman": since("submitted"),
    },
    "view_documents": {
        "standing_body": OPEN,
        "secretariat": OPEN,
        "auditor": OPEN,
        "council_chair": since("council"),
        "council_secretary": since("council"),
        "chairman": since("submitted"),
    },
    "view_decision": {
        **dict.fromkeys(["chairman", "standing_body", "secretariat", "auditor"], since("submitted")),
        **dict.fromkeys(
            [
                "specialist",
                "leader",
                "appraiser",
                "council_member",
                "council_chair",
                "council_secretary",
                "administrator",
            ],
            PUBLISHED,
        ),
    },
    "number_documents": {"secretariat": OPEN},
    "import_figures": {"standing_body": ("collecting", "appraising")},
    "mark": {"expert": ("collecting", "appraising")},
    "view_analysis": {
        **dict.fromkeys(
            ["council_member", "council_chair", "council_secretary", "standing_body", "auditor"],
            since("council"),
        ),
        "chairman": since("submitted"),
    },
    "withdraw_criteria": {"council_chair": ("council",), "standing_body": ("council",)},
    "rank_units": {"standing_body": ("collecting", "appraising", "council")},
    "verify": {"standing_body": since("concluded"), "auditor": since("concluded")},
    "view_history": {"standing_body": ALL, "auditor": ALL},
}


def passes(guard: str) -> None:
    return None


def test_states_and_roles_are_those_of_the_table() -> None:
    assert list(DEFINITION.states) == STATES
    assert set(DEFINITION.roles) == set(ROLES)
    assert DEFINITION.initial == "preparing"
    assert DEFINITION.final_states == ("published",)


def test_every_transition_asks_and_does_what_the_table_says() -> None:
    found = {
        move.name: (
            " ".join(move.sources),
            move.target,
            " ".join(move.roles),
            " ".join(move.guards),
            " ".join(move.needs),
            " ".join(move.effects),
        )
        for move in DEFINITION.transitions.values()
    }
    assert found == TRANSITIONS


@pytest.mark.parametrize("name", TRANSITIONS)
def test_state_by_role_matrix_of_a_transition(name: str) -> None:
    source, target, who, *_rest = TRANSITIONS[name]
    given = {"reason": "Còn sai sót", "dossier_hash": "ab12", "number": "123/QĐ-UBND"}
    for state, role in product(STATES, ROLES):
        if state != source:
            with pytest.raises(engine.WrongState):
                engine.decide(DEFINITION, state, name, {role}, passes, given)
        elif role != who:
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


def test_units_see_no_ranking_before_publication() -> None:
    for state, permission in product(STATES[:-1], ["view_ranking", "view_dossier", "view_decision"]):
        assert not {"specialist", "leader"} & engine.roles_permitted(DEFINITION, state, permission)


def test_the_auditor_changes_nothing() -> None:
    for state in DEFINITION.states.values():
        for permission, roles in state.permissions.items():
            # Recomputing and comparing is reading.
            assert "auditor" not in roles or permission in {"verify", "compare_units"} or "view" in permission
    assert all("auditor" not in move.roles for move in DEFINITION.transitions.values())
