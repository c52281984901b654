"""What must hold in the workflow of an improvement task, beside its table."""

from tests.unit.workflows.task_tables import TASK
from workflows.model import How


def test_a_report_leaves_its_time() -> None:
    for step in ("report_progress", "report"):
        assert TASK.definition.transitions[step].sets["last_report"].how is How.NOW
