"""A file of figures as members of a group, or a refusal with everything that is wrong."""

from dataclasses import dataclass

from app.spreadsheets import figures, reading
from app.spreadsheets.figures import UnitFigures
from app.spreadsheets.tables import LIMITS, Limits, Problem, Unreadable, told
from frameworks.cohort import Member
from frameworks.model import Framework


class FileRefused(Exception):
    """Nothing of the file is used: `problems` are all that was found, `counts` what was read, if anything."""

    def __init__(self, problems: tuple[Problem, ...], counts: str = "") -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems, self.counts = problems, counts

    @property
    def told(self) -> tuple[Problem, ...]:
        """As many of them as a page shows."""
        return told(self.problems)


@dataclass(frozen=True)
class FileRead:
    """The units of a file by name, and the sentence about what was read."""

    members: dict[str, Member]
    counts: str


def read_members(framework: Framework, name: str, content: bytes, limits: Limits = LIMITS) -> FileRead:
    """The units of a file; raises FileRefused unless everything in it can be taken."""
    try:
        found = figures.read(framework, reading.read(name, content, limits))
    except Unreadable as refusal:
        raise FileRefused(refusal.problems) from refusal
    if found.problems:
        raise FileRefused(found.problems, found.counts)
    return FileRead({unit.name: member(unit) for unit in found.units.values()}, found.counts)


def member(unit: UnitFigures) -> Member:
    """A unit of a file as a member of the group."""
    return Member(unit.figures, unit.statuses, unit.points)
