"""The closed set of scoring rules, one module per family.

Framework files name a rule and give it parameters; nothing in a file is ever run as code.  Each rule
says which inputs it needs, checks its parameters, computes, describes itself in Vietnamese and
explains one computation.
"""

from frameworks.rules import compared, composed, conditions, counted, manual, ratios, stepped, two_ratios
from frameworks.rules.reader import RULES, build_rule

__all__ = [
    "RULES",
    "build_rule",
    "compared",
    "composed",
    "conditions",
    "counted",
    "manual",
    "ratios",
    "stepped",
    "two_ratios",
]
