"""The workflow of an official document against tables written by hand."""

import pytest

from tests.unit.workflows import matrices
from tests.unit.workflows.matrices import Grants, Step
from workflows.loader import load_versions

DEFINITION = load_versions()["official_document", 1]

STATES = ["draft", "awaiting_signature", "signed", "issued", "recalled", "replaced"]
DRAFTERS = ("standing_body", "council_secretary", "secretariat")
SIGNERS = ("chairman", "council_chair", "standing_body")
READERS = (*DRAFTERS, "chairman", "council_chair", "auditor")
UNSIGNED = ("draft", "awaiting_signature")

STEPS = {
    "submit": Step(
        "draft",
        "awaiting_signature",
        "standing_body council_secretary secretariat",
        "files_ready",
        permission="submit",
    ),
    "withdraw": Step(
        "awaiting_signature",
        "draft",
        "standing_body council_secretary secretariat",
        needs="reason",
        permission="submit",
    ),
    "return_draft": Step(
        "awaiting_signature",
        "draft",
        "chairman council_chair standing_body",
        needs="reason",
        then="tell_standing_body",
        permission="sign",
    ),
    "sign": Step(
        "awaiting_signature",
        "signed",
        "chairman council_chair standing_body",
        "files_ready",
        then="tell_secretariat",
        permission="sign",
    ),
    "record_signature": Step("draft awaiting_signature", "signed", "secretariat", needs="reason"),
    "sign_with_dossier": Step("draft awaiting_signature", "signed", "system", kind="called"),
    "return_signed": Step(
        "signed",
        "draft",
        "secretariat",
        needs="reason",
        then="tell_standing_body",
        permission="number_documents",
    ),
    "issue": Step(
        "signed",
        "issued",
        "secretariat",
        "dossier_order",
        "number",
        then="register_number replace_previous tell_standing_body",
        permission="number_documents",
    ),
    "recall": Step(
        "issued",
        "recalled",
        "secretariat",
        needs="letter_number reason",
        then="tell_standing_body",
        permission="recall",
    ),
    "replace": Step("draft awaiting_signature signed issued", "replaced", "system", kind="called"),
}

PERMISSIONS: dict[str, Grants] = {
    "view": dict.fromkeys(READERS, STATES),
    "download": dict.fromkeys(READERS, STATES),
    "edit": dict.fromkeys(DRAFTERS, ["draft"]),
    "submit": dict.fromkeys(DRAFTERS, UNSIGNED),
    "sign": dict.fromkeys(SIGNERS, ["awaiting_signature"]),
    "number_documents": {"secretariat": ["signed"]},
    "recall": {"secretariat": ["issued"]},
}


def test_states_and_roles_are_those_of_the_table() -> None:
    assert list(DEFINITION.states) == STATES
    assert set(DEFINITION.roles) == {*READERS, "system"}
    assert DEFINITION.initial == "draft"
    assert DEFINITION.final_states == ("recalled", "replaced")


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


def test_nothing_is_issued_unsigned_and_nothing_signed_is_edited() -> None:
    into_issued = [move for move in DEFINITION.transitions.values() if move.target == "issued"]
    assert [move.sources for move in into_issued] == [("signed",)]
    for state in STATES[1:]:
        assert not DEFINITION.states[state].permissions["edit"]
