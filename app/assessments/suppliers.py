"""Which part of a framework a unit fills in itself, and which part others hand in.

Figures of others come in by import or by the experts' form (`app.supplied`). They are no part of what the
unit enters, confirms and sees: before publication it shall not learn what points others gave.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from app import policy
from app.accounts.actor import Actor
from app.assessments.models import Assessment
from app.errors import InvalidInput
from app.messages import assessments as texts
from app.rounds.models import Round
from frameworks.model import TYPED_BY_UNIT, Framework, Input, Node


class Own(NamedTuple):
    """What the unit itself fills in: criteria in printed order, their codes, and figures by name."""

    leaves: tuple[Node, ...]
    codes: frozenset[str]
    names: frozenset[str]
    supplied: tuple[Node, ...]  # the criteria of others, in printed order
    required: tuple[Input, ...]  # general fields that feed a formula or a special rule


@lru_cache(maxsize=64)
def own(framework: Framework) -> Own:
    """The unit's own part of a framework; general information is always the unit's."""
    leaves = tuple(leaf for leaf in framework.leaves if leaf.supplier in TYPED_BY_UNIT)
    special = {rule.input for rule in framework.special}
    return Own(
        leaves,
        frozenset(leaf.code for leaf in leaves),
        frozenset(
            name
            for name, supplier in framework.supplier_of.items()
            if supplier in TYPED_BY_UNIT or framework.inputs[name].general
        ),
        tuple(leaf for leaf in framework.leaves if leaf.supplier not in TYPED_BY_UNIT),
        tuple(one for one in framework.general if one.name in special or framework.leaves_using(one.name)),
    )


def own_figures(framework: Framework, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Those of these figures that the unit has entered."""
    names = own(framework).names
    return {name: value for name, value in figures.items() if name in names}


def require_own(framework: Framework, code: str, typed: str = "") -> None:
    """Refuse what a unit says of a criterion whose figures others hand in; the code is a leaf's."""
    leaf = framework.leaf(code)
    if leaf.supplier not in TYPED_BY_UNIT:
        raise InvalidInput(texts.criterion_of_others(leaf.supplier), field="code", typed=typed)


def may_see(actor: Actor, assessment: Assessment, round_: Round) -> bool:
    """Whether a person may see what others handed in for a unit: who sees the appraisal, so the unit
    itself only once the result is published."""
    return policy.can(actor, "view_appraisal", assessment, round_)
