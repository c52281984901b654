"""One place that does not come out the same."""

from dataclasses import dataclass

from dossier import messages


@dataclass(frozen=True)
class Difference:
    """Where, and in what way: both values wherever there are two."""

    place: str
    text: str

    def __str__(self) -> str:
        return messages.AT.format(place=self.place, text=self.text.removesuffix("."))


def differs(place: str, what: str, stored: object, computed: object) -> Difference:
    """What the file says and what is computed now."""
    return Difference(
        place, messages.DIFFERS.format(what=what, stored=shown(stored), computed=shown(computed))
    )


def shown(value: object) -> object:
    """A value for a message."""
    return messages.ABSENT if value is None or value == "" else value
