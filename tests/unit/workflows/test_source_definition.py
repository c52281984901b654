"""What must hold in the assessment workflow of every source, beside its table."""

import pytest

from tests.unit.workflows.assessment_tables import ASSESSMENTS, SOURCES
from workflows.loader import load_versions
from workflows.model import Type

SHIPPED = load_versions()
DEFINITIONS = {name: table.definition for name, table in ASSESSMENTS.items()}
EACH = pytest.mark.parametrize("name", SOURCES)


def test_every_source_has_its_workflow() -> None:
    newest = {name for (name, _), found in SHIPPED.items() if found.subject == "assessment"}
    assert newest == set(SOURCES)


@EACH
def test_every_state_belongs_to_the_stage_whose_sheet_is_worked_on(name: str) -> None:
    definition, source = DEFINITIONS[name], SOURCES[name]
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
