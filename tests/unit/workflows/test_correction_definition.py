"""What must hold in the rounds whose results can be corrected, beside their tables."""

import pytest

from tests.unit.workflows.round_tables import PUBLIC, ROUNDS

EACH = pytest.mark.parametrize("name", ROUNDS)


@EACH
def test_what_was_published_stays_readable_while_it_is_corrected(name: str) -> None:
    published = ROUNDS[name].definition.states["published"].permissions
    for state in PUBLIC:
        granted = ROUNDS[name].definition.states[state].permissions
        for permission in published:
            if permission.startswith("view"):
                assert granted[permission] == published[permission]


def test_people_are_called_by_the_names_of_their_authority() -> None:
    assert ROUNDS["round"].definition.roles["chairman"].title == "Chủ tịch UBND"
    assert ROUNDS["national_round"].definition.roles["chairman"].title == "Bộ trưởng"
    assert ROUNDS["national_round"].definition.transitions["submit"].title == "Trình Bộ trưởng"
