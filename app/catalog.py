"""The frameworks and workflow definitions this program carries, loaded and checked once a process."""

from collections.abc import Mapping
from functools import cache

from frameworks.loader import load_all as load_all_frameworks
from frameworks.model import Framework
from workflows.loader import load_all as load_all_workflows
from workflows.model import Definition

ASSESSMENT_WORKFLOW = "thanh_hoa_assessment"
ROUND_WORKFLOW = "round"


@cache
def frameworks() -> Mapping[str, Framework]:
    """Every framework by id."""
    return load_all_frameworks()


def framework(framework_id: str) -> Framework:
    """One framework; KeyError when a round names one this program does not carry."""
    return frameworks()[framework_id]


@cache
def workflows() -> Mapping[str, Definition]:
    """Every workflow definition by id."""
    return load_all_workflows()


def workflow(workflow_id: str) -> Definition:
    """One workflow definition by id."""
    return workflows()[workflow_id]
