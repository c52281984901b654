"""Do the shipped frameworks load, and do their worked cases come to the points they say?"""

from collections.abc import Iterator
from pathlib import Path

from app.messages import checks as messages
from frameworks.cases import check_cases
from frameworks.loader import FrameworkError, Problem, load_all, load_framework
from frameworks.model import Framework


def framework_faults() -> Iterator[str]:
    """Every mistake of every framework, in Vietnamese, with its place."""
    try:
        frameworks = load_all()
    except FrameworkError as error:
        yield from _told(error.problems)
    else:
        for framework in frameworks.values():
            yield from case_faults(framework)


def case_faults(framework: Framework) -> Iterator[str]:
    """Worked cases that come to other points."""
    yield from _told(check_cases(framework))


def file_faults(path: Path) -> Iterator[str]:
    """Every mistake of a framework that stands in a file of its own."""
    try:
        framework = load_framework(path)
    except FrameworkError as error:
        yield from _told(error.problems)
    else:
        yield from case_faults(framework)


def _told(problems: list[Problem]) -> Iterator[str]:
    return (messages.at(problem.place, problem.message) for problem in problems)
