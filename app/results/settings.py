"""What a group of a round says of its ranking: bands, the order that breaks ties."""

from app.rounds.models import RoundGroup
from dossier import standing
from frameworks.model import Bands, Framework


def bands_of(group: RoundGroup, framework: Framework) -> Bands | None:
    """The bands of a group in its round: its own, else the framework's, else none."""
    return standing.bands_in_force(group.bands, framework)


def tie_break_of(group: RoundGroup) -> list[str]:
    """The main indexes by which equal totals are told apart, in order; none unless the round says so."""
    return standing.mains_of(group.tie_break)


def details(framework: Framework, group: RoundGroup, content: str) -> standing.Details:
    """What a council sheet's text gives."""
    return standing.details(framework, tie_break_of(group), content)
