"""The assessment workflow of every source against the tables written by hand."""

import pytest

from tests.unit.workflows import matrices
from tests.unit.workflows.assessment_tables import SOURCES
from workflows.loader import load_versions
from workflows.model import Type

SHIPPED = load_versions()
DEFINITIONS = {name: SHIPPED[name, source.version] for name, source in SOURCES.items()}
EACH = pytest.mark.parametrize("name", SOURCES)


def test_every_source_has_its_workflow() -> None:
    newest = {name for (name, _), found in SHIPPED.items() if found.subject == "assessment"}
    assert newest == set(SOURCES)


@EACH
def test_states_and_roles_are_those_of_the_table(name: str) -> None:
    definition, source = DEFINITIONS[name], SOURCES[name]
    assert list(definition.states) == source.states
    assert set(definition.roles) == source.roles
    assert definition.initial == "drafting"
    assert definition.final_states == ("closed",)
    assert definition.parent == source.parent
    stages = {
        "drafting": "self",
        "awaiting_confirmation": "self",
        "in_council": "council",
        "settled": "council",
        "published": "final",
        "reviewing_complaint": "council",
        "corrected": "council",
        "closed": "final",
    }
    assert {state.name: state.stage for state in definition.states.values()} == {
        state: stages.get(state, "appraisal") for state in source.states
    }


@EACH
def test_the_first_appraisal_is_number_one_and_each_explanation_leads_to_the_next(name: str) -> None:
    variable = DEFINITIONS[name].variables["appraisal_round"]
    assert (variable.type, variable.initial) == (Type.WHOLE, 1)
    back = [step for step, row in SOURCES[name].steps.items() if "appraisal_round" in row.counts]
    assert back == ["confirm_explanation", "close_explanation"]


@EACH
def test_every_step_asks_and_does_what_the_table_says(name: str) -> None:
    found = {move.name: matrices.row(move) for move in DEFINITIONS[name].transitions.values()}
    assert found == SOURCES[name].steps


@pytest.mark.parametrize(
    ("name", "step"), [(name, step) for name, source in SOURCES.items() for step in source.steps]
)
def test_state_by_role_matrix_of_a_step(name: str, step: str) -> None:
    matrices.check_step(DEFINITIONS[name], step, SOURCES[name].steps[step])


@EACH
def test_every_managed_permission_is_in_the_table(name: str) -> None:
    assert set(DEFINITIONS[name].permissions) == set(SOURCES[name].permissions)


@pytest.mark.parametrize(
    ("name", "permission"),
    [(name, permission) for name, source in SOURCES.items() for permission in source.permissions],
)
def test_state_by_role_matrix_of_a_permission(name: str, permission: str) -> None:
    matrices.check_permission(DEFINITIONS[name], permission, SOURCES[name].permissions[permission])
