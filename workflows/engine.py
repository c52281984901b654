"""The engine as the programme uses it: deciding, explaining, replaying and keeping variables.

Nothing behind this door writes anything or knows a request; see the modules for what each part does.
"""

from workflows.deciding import (
    Choice,
    GuardCheck,
    Step,
    acting_roles,
    automatic,
    available,
    chain,
    decide,
    permits,
    roles_permitted,
    waiting,
)
from workflows.explaining import Why, explain_denial, explain_refusal, why
from workflows.refusals import (
    BrokenHistory,
    FieldMissing,
    GroupRefused,
    GuardRefused,
    PermissionRefused,
    Refusal,
    RoleRefused,
    UnknownName,
    WrongState,
)
from workflows.replaying import Migration, Recorded, replay
from workflows.variables import carried_over, initial_variables, variables_after

__all__ = [
    "BrokenHistory",
    "Choice",
    "FieldMissing",
    "GroupRefused",
    "GuardCheck",
    "GuardRefused",
    "Migration",
    "PermissionRefused",
    "Recorded",
    "Refusal",
    "RoleRefused",
    "Step",
    "UnknownName",
    "Why",
    "WrongState",
    "acting_roles",
    "automatic",
    "available",
    "carried_over",
    "chain",
    "decide",
    "explain_denial",
    "explain_refusal",
    "initial_variables",
    "permits",
    "replay",
    "roles_permitted",
    "variables_after",
    "waiting",
    "why",
]
