"""The numbers people call criteria by."""

from frameworks.model import Framework


def label(framework: Framework, code: str) -> str:
    """A number that names the criterion alone inside its pillar: a part printed as "a" or "-" gets its
    criterion's number before it."""
    node = framework.nodes[code]
    if node.level != "subcriterion":
        return node.label
    above, _, last = code.rpartition(".")
    return f"{framework.nodes[above].label}.{last}"


def full_label(framework: Framework, code: str) -> str:
    """The number in a list of the whole form: with its pillar where numbers begin anew in each."""
    number = label(framework, code)
    pillar = code.partition(".")[0]
    return f"{pillar} {number}" if len(framework.roots) > 1 and pillar != number.partition(".")[0] else number
