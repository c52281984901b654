"""The council in session."""

import pytest

from tests import stages
from tests.factories import World


@pytest.fixture
def council(world: World) -> World:
    """A meeting of two members is open, both units are before it; 2.1 of the first unit is appraised at 5."""
    stages.meeting(world)
    return world
