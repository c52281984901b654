"""Chance that is the same everywhere: every draw has a name, and no draw moves another one."""

import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """Draws by name from one seed.

    Only `Random.random` is used, whose numbers Python promises to keep; a text as seed goes through
    SHA-512, so the hash seed of the process has no part in it.
    """

    def __init__(self, *seed: object) -> None:
        self._seed = "/".join(str(part) for part in seed)

    def within(self, *names: object) -> "Dice":
        """The draws of something inside: a unit, a criterion."""
        return Dice(self._seed, *names)

    def share(self, *names: object) -> float:
        """A number from 0 up to 1."""
        return random.Random("/".join((self._seed, *map(str, names)))).random()

    def middle(self, *names: object) -> float:
        """A number from -1 to 1, more often near 0."""
        return self.share(*names, "a") + self.share(*names, "b") - 1

    def number(self, low: int, high: int, *names: object) -> int:
        """A whole number from `low` to `high`, both possible."""
        return low + int(self.share(*names) * (high - low + 1))

    def chance(self, probability: float, *names: object) -> bool:
        """Yes, with this probability."""
        return self.share(*names) < probability

    def choice(self, items: Sequence[Item], *names: object) -> Item:
        """One of the items."""
        return items[int(self.share(*names) * len(items))]

    def sample(self, items: Sequence[Item], count: int, *names: object) -> list[Item]:
        """So many different items (or all), in the order they have."""
        drawn = sorted(range(len(items)), key=lambda place: (self.share(*names, place), place))[:count]
        return [items[place] for place in sorted(drawn)]
