"""What must hold in the workflow of an official document, beside its table."""

from tests.unit.workflows.document_tables import DOCUMENT


def test_nothing_is_issued_unsigned_and_nothing_signed_is_edited() -> None:
    into_issued = [move for move in DOCUMENT.definition.transitions.values() if move.target == "issued"]
    assert [move.sources for move in into_issued] == [("signed",)]
    for state in DOCUMENT.states[1:]:
        assert not DOCUMENT.definition.states[state].permissions["edit"]
