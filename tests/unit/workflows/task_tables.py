"""The workflow of an improvement task as a table written by hand."""

from tests.unit.workflows.matrices import Grants, Step, Table
from workflows.loader import load_versions

STATES = ["drafting", "assigned", "in_progress", "reported", "completed", "cancelled", "discarded"]
UNIT = ("specialist", "leader")
KNOWN = STATES[1:-1]  # to the unit

STEPS = {
    "assign": Step(
        "drafting", "assigned", "standing_body", "due_in_future", then="tell_unit", permission="edit"
    ),
    "start": Step("assigned", "in_progress", "specialist leader", then="tell_standing_body"),
    "report_progress": Step(
        "in_progress",
        "",
        "specialist",
        "report_given",
        then="tell_standing_body",
        permission="report",
        counts="reports",
        sets="last_report",
    ),
    "report": Step(
        "in_progress",
        "reported",
        "leader",
        "report_given",
        then="tell_standing_body",
        permission="report",
        sets="last_report",
    ),
    "accept": Step("reported", "completed", "standing_body", then="tell_unit", permission="accept"),
    "return_report": Step(
        "reported", "in_progress", "standing_body", needs="reason", then="tell_unit", permission="accept"
    ),
    "remind": Step("assigned in_progress", "", "standing_body", then="tell_unit"),
    "inspect": Step("in_progress reported", "", "standing_body", needs="minutes", then="tell_unit"),
    "extend": Step(
        "assigned in_progress",
        "",
        "standing_body",
        "due_in_future",
        "letter_number reason",
        then="tell_unit",
        counts="extensions",
    ),
    "cancel": Step(
        "assigned in_progress reported",
        "cancelled",
        "standing_body",
        needs="reason",
        then="tell_unit",
        permission="cancel",
    ),
    "discard": Step("drafting", "discarded", "standing_body", needs="reason", permission="cancel"),
}

PERMISSIONS: dict[str, Grants] = {
    "view": {
        **dict.fromkeys(UNIT, KNOWN),
        **dict.fromkeys(["standing_body", "chairman", "auditor"], STATES),
    },
    "edit": {"standing_body": ["drafting"]},
    "report": dict.fromkeys(UNIT, ["in_progress"]),
    "accept": {"standing_body": ["reported"]},
    "cancel": {"standing_body": STATES[:4]},
    "view_history": {
        **dict.fromkeys(UNIT, KNOWN),
        **dict.fromkeys(["standing_body", "auditor"], STATES),
    },
}

TASK = Table(
    load_versions()["improvement_task", 1],
    STATES,
    {*UNIT, "standing_body", "chairman", "auditor", "system"},
    ("completed", "cancelled", "discarded"),
    STEPS,
    PERMISSIONS,
)
