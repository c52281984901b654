"""Every version of every workflow that comes with the programme against its table written by hand."""

import pytest

from tests.unit.workflows import matrices
from tests.unit.workflows.assessment_tables import ASSESSMENTS, FIRST
from tests.unit.workflows.document_tables import DOCUMENT
from tests.unit.workflows.matrices import Table
from tests.unit.workflows.round_tables import ROUNDS, SECOND
from tests.unit.workflows.task_tables import TASK
from workflows.loader import load_versions

TABLES = {
    f"{table.definition.id}@{table.definition.version}": table
    for table in (FIRST, *ASSESSMENTS.values(), SECOND, *ROUNDS.values(), DOCUMENT, TASK)
}
EACH = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)


def test_every_version_has_its_table() -> None:
    assert set(TABLES) == {f"{name}@{version}" for name, version in load_versions()}


@EACH
def test_states_and_roles_are_those_of_the_table(table: Table) -> None:
    assert list(table.definition.states) == list(table.states)
    assert set(table.definition.roles) == set(table.roles)
    assert table.definition.initial == table.states[0]
    assert table.definition.final_states == table.final


@EACH
def test_every_step_asks_and_does_what_the_table_says(table: Table) -> None:
    assert {move.name: matrices.row(move) for move in table.definition.transitions.values()} == table.steps


@pytest.mark.parametrize(
    ("name", "step"), [(name, step) for name, table in TABLES.items() for step in table.steps]
)
def test_state_by_role_matrix_of_a_step(name: str, step: str) -> None:
    matrices.check_step(TABLES[name].definition, step, TABLES[name].steps[step])


@EACH
def test_every_managed_permission_is_in_the_table(table: Table) -> None:
    assert set(table.definition.permissions) == set(table.permissions)


@pytest.mark.parametrize(
    ("name", "permission"),
    [(name, permission) for name, table in TABLES.items() for permission in table.permissions],
)
def test_state_by_role_matrix_of_a_permission(name: str, permission: str) -> None:
    matrices.check_permission(TABLES[name].definition, permission, TABLES[name].permissions[permission])
