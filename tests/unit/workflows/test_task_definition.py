"""The workflow of an improvement task against tables written by hand."""

import pytest

from tests.unit.workflows import matrices
from tests.unit.workflows.matrices import Grants, Step
from workflows.loader import load_versions
from workflows.model import How

DEFINITION = load_versions()["improvement_task", 1]

STATES = ["drafting", "assigned", "in_progress", "reported", "completed", "cancelled"]
UNIT = ("specialist", "leader")
KNOWN = STATES[1:]  # to the unit

STEPS = {
    "assign": Step(
        "drafting", "assigned", "standing_body", "due_in_future", then="tell_unit", permission="edit"
    ),
    "start": Step("assigned", "in_progress", "specialist leader", then="tell_standing_body"),
    "report_progress": Step(
        "in_progress",
        "",
        "specialist",
        "report_given",
        then="tell_standing_body",
        permission="report",
        counts="reports",
        sets="last_report",
    ),
    "report": Step(
        "in_progress",
        "reported",
        "leader",
        "report_given",
        then="tell_standing_body",
        permission="report",
        sets="last_report",
    ),
    "accept": Step("reported", "completed", "standing_body", then="tell_unit", permission="accept"),
    "return_report": Step(
        "reported", "in_progress", "standing_body", needs="reason", then="tell_unit", permission="accept"
    ),
    "remind": Step("assigned in_progress", "", "standing_body", then="tell_unit"),
    "inspect": Step("in_progress reported", "", "standing_body", needs="minutes", then="tell_unit"),
    "extend": Step(
        "assigned in_progress",
        "",
        "standing_body",
        "due_in_future",
        "letter_number reason",
        then="tell_unit",
        counts="extensions",
    ),
    "cancel": Step(
        "assigned in_progress reported",
        "cancelled",
        "standing_body",
        needs="reason",
        then="tell_unit",
        permission="cancel",
    ),
    "discard": Step("drafting", "cancelled", "standing_body", needs="reason", permission="cancel"),
}

PERMISSIONS: dict[str, Grants] = {
    "view": {
        **dict.fromkeys(UNIT, KNOWN),
        **dict.fromkeys(["standing_body", "chairman", "auditor"], STATES),
    },
    "edit": {"standing_body": ["drafting"]},
    "report": dict.fromkeys(UNIT, ["in_progress"]),
    "accept": {"standing_body": ["reported"]},
    "cancel": {"standing_body": STATES[:4]},
    "view_history": {
        **dict.fromkeys(UNIT, KNOWN),
        **dict.fromkeys(["standing_body", "auditor"], STATES),
    },
}


def test_states_and_roles_are_those_of_the_table() -> None:
    assert list(DEFINITION.states) == STATES
    assert set(DEFINITION.roles) == {*UNIT, "standing_body", "chairman", "auditor", "system"}
    assert DEFINITION.initial == "drafting"
    assert DEFINITION.final_states == ("completed", "cancelled")


def test_every_step_asks_and_does_what_the_table_says() -> None:
    assert {move.name: matrices.row(move) for move in DEFINITION.transitions.values()} == STEPS


@pytest.mark.parametrize("step", STEPS)
def test_state_by_role_matrix_of_a_step(step: str) -> None:
    matrices.check_step(DEFINITION, step, STEPS[step])


def test_every_managed_permission_is_in_the_table() -> None:
    assert set(DEFINITION.permissions) == set(PERMISSIONS)


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_state_by_role_matrix_of_a_permission(permission: str) -> None:
    matrices.check_permission(DEFINITION, permission, PERMISSIONS[permission])


def test_a_report_leaves_its_time() -> None:
    for step in ("report_progress", "report"):
        assert DEFINITION.transitions[step].sets["last_report"].how is How.NOW
