"""The workflows of a round as tables written by hand: the province's and the ministry's, and the version
without corrections, in which running rounds stay."""

from tests.unit.workflows.matrices import Grants, Step, Table, among, without
from workflows.loader import load_versions

STATES = [
    "preparing",
    "collecting",
    "appraising",
    "council",
    "concluded",
    "submitted",
    "decided",
    "published",
    "correcting",
    "correction_submitted",
    "correction_decided",
    "closed",
]
UNIT = ("specialist", "leader")
COUNCIL = ("council_member", "council_chair", "council_secretary")
OVERSEERS = ("standing_body", "auditor")
EARLY = ("standing_body", "chairman", "administrator", "auditor")
ROLES = (*UNIT, "appraiser", *COUNCIL, "secretariat", *EARLY, "expert")

STEPS = {
    "open": Step(
        "preparing",
        "collecting",
        "standing_body",
        "groups_ready accounts_ready people_ready dates_in_order",
        then="create_assessments tell_units",
    ),
    "close_entry": Step("collecting", "appraising", "standing_body", "all_received", then="tell_appraisers"),
    "start_council": Step("appraising", "council", "standing_body", "all_appraised", then="tell_council"),
    "conclude": Step(
        "council",
        "concluded",
        "council_chair",
        "all_settled session_quorum",
        then="settle_groups issue_council_minutes tell_standing_body",
    ),
    "reopen_council": Step("concluded", "council", "standing_body", needs="reason", then="tell_council"),
    "submit": Step(
        "concluded",
        "submitted",
        "standing_body",
        then="prepare_result issue_submission draft_decision tell_chairman",
    ),
    "return_dossier": Step(
        "submitted", "concluded", "chairman", needs="reason", then="withdraw_result tell_standing_body"
    ),
    "decide": Step(
        "submitted",
        "decided",
        "chairman",
        "dossier_unchanged",
        "dossier_hash",
        then="tell_secretariat tell_standing_body",
    ),
    "publish": Step(
        "decided",
        "published",
        "secretariat",
        needs="number",
        then="publish_assessments issue_decision tell_units",
    ),
    "open_correction": Step(
        "published", "correcting", "standing_body", "complaint_accepted", "reason", then="tell_council"
    ),
    "cancel_correction": Step("correcting", "published", "standing_body", "nothing_to_correct", "reason"),
    "submit_correction": Step(
        "correcting",
        "correction_submitted",
        "standing_body",
        "corrections_settled",
        then="prepare_result issue_correction_submission draft_correction_decision tell_chairman",
    ),
    "return_correction": Step(
        "correction_submitted",
        "correcting",
        "chairman",
        needs="reason",
        then="withdraw_result tell_standing_body",
    ),
    "decide_correction": Step(
        "correction_submitted",
        "correction_decided",
        "chairman",
        "dossier_unchanged",
        "dossier_hash",
        then="tell_secretariat tell_standing_body",
    ),
    "publish_correction": Step(
        "correction_decided",
        "published",
        "secretariat",
        needs="number",
        then="publish_corrections issue_correction_decision tell_units",
    ),
    "close": Step("published", "closed", "standing_body", "complaints_answered", then="close_assessments"),
}

ALL = tuple(STATES)


def since(state: str) -> tuple[str, ...]:
    """A state and those after it in the order of a normal run."""
    return tuple(STATES[STATES.index(state) :])


OPEN = since("collecting")
PUBLIC = since("published")
TEAM_AT_WORK = ("collecting", "appraising")
UNTIL_COUNCIL = (*TEAM_AT_WORK, "council")
RUNNING = OPEN[:-1]  # until it is closed
MEETING = ("appraising", "council", "published", "correcting")
FOLLOWING: Grants = {  # how far the units are, without their points
    **dict.fromkeys(
        [*OVERSEERS, "appraiser", "council_chair", "council_secretary", "secretariat", "chairman"], OPEN
    ),
    "council_member": since("council"),
}

PERMISSIONS: dict[str, Grants] = {
    "view": {role: ALL if role in EARLY else OPEN for role in ROLES},
    "configure": {"standing_body": ["preparing"]},
    "extend": {"standing_body": UNTIL_COUNCIL},
    "manage_people": {"standing_body": ALL[:7]},
    "view_people": {
        **dict.fromkeys([*OVERSEERS, "administrator"], ALL),
        "council_secretary": OPEN,
        "secretariat": OPEN,
        "council_chair": since("council"),
        "chairman": since("submitted"),
    },
    "manage_accounts": {"standing_body": ALL, "administrator": ALL},
    "view_board": FOLLOWING,
    "view_statistics": FOLLOWING,
    "remind": {"standing_body": UNTIL_COUNCIL},
    "assign": {"standing_body": ("preparing", *TEAM_AT_WORK)},
    "declare_conflict": {
        "appraiser": UNTIL_COUNCIL,
        **dict.fromkeys(COUNCIL, (*UNTIL_COUNCIL, "published", "correcting")),
    },
    "delegate": {role: RUNNING for role in ROLES if role not in ("administrator", "auditor", "expert")},
    "hand_over": dict.fromkeys(["standing_body", "administrator"], ALL[:-1]),
    "view_worklists": {role: ALL if role in EARLY else OPEN for role in ROLES},
    "run_bulk": {role: RUNNING for role in ROLES if role not in ("administrator", "auditor", "expert")},
    "compare_units": {
        **dict.fromkeys(OVERSEERS, OPEN),
        "appraiser": (*UNTIL_COUNCIL, *PUBLIC),
        **dict.fromkeys(COUNCIL, since("council")),
        "chairman": since("submitted"),
    },
    "manage_session": {"council_secretary": MEETING, "standing_body": MEETING},
    "view_session": {
        **dict.fromkeys([*OVERSEERS, "council_chair", "council_secretary"], since("appraising")),
        "council_member": since("council"),
        "chairman": since("submitted"),
    },
    "view_ranking": {
        **dict.fromkeys(ROLES, PUBLIC),
        **dict.fromkeys([*COUNCIL, *OVERSEERS], since("concluded")),
        **dict.fromkeys(["chairman", "secretariat"], since("submitted")),
    },
    "view_dossier": {
        **dict.fromkeys(
            [*OVERSEERS, "council_chair", "council_secretary", "secretariat"], since("concluded")
        ),
        "chairman": since("submitted"),
    },
    "view_documents": {
        **dict.fromkeys([*OVERSEERS, "secretariat"], OPEN),
        **dict.fromkeys(["council_chair", "council_secretary"], since("council")),
        "chairman": since("submitted"),
    },
    "view_decision": {
        **dict.fromkeys(ROLES, PUBLIC),
        **dict.fromkeys([*OVERSEERS, "secretariat", "chairman"], since("submitted")),
    },
    "number_documents": {"secretariat": OPEN},
    "verify": dict.fromkeys(OVERSEERS, since("concluded")),
    "import_figures": {"standing_body": TEAM_AT_WORK},
    "mark": {"expert": TEAM_AT_WORK},
    "view_analysis": {
        **dict.fromkeys([*COUNCIL, *OVERSEERS], since("council")),
        "chairman": since("submitted"),
    },
    "withdraw_criteria": {"council_chair": ["council"], "standing_body": ["council"]},
    "rank_units": {"standing_body": UNTIL_COUNCIL},
    "manage_complaints": {"standing_body": PUBLIC[:-1]},
    "manage_tasks": {"standing_body": PUBLIC},
    "manage_workflow": dict.fromkeys(["standing_body", "administrator"], ALL[:-1]),
    "view_history": dict.fromkeys(OVERSEERS, ALL),
}

_SHIPPED = load_versions()
ROUNDS = {
    name: Table(_SHIPPED[name, version], STATES, ROLES, ("closed",), STEPS, PERMISSIONS)
    for name, version in (("round", 3), ("national_round", 1))
}

# The second version, in which running rounds stay: no corrections, and experts read no results.
_SECOND_STATES = STATES[:8]
_SECOND = without(
    STEPS,
    "open_correction",
    "cancel_correction",
    "submit_correction",
    "return_correction",
    "decide_correction",
    "publish_correction",
    "close",
)
_PEOPLE = [role for role in ROLES if role != "expert"]
_SECOND_PERMISSIONS = {
    **among(
        _SECOND_STATES,
        without(
            PERMISSIONS,
            "view_statistics",
            "assign",
            "declare_conflict",
            "delegate",
            "hand_over",
            "view_worklists",
            "run_bulk",
            "manage_complaints",
            "manage_tasks",
            "manage_workflow",
        ),
    ),
    "manage_session": dict.fromkeys(["council_secretary", "standing_body"], ["appraising", "council"]),
    "view_ranking": {
        **dict.fromkeys(_PEOPLE, ["published"]),
        **dict.fromkeys([*COUNCIL, *OVERSEERS], ["concluded", "submitted", "decided", "published"]),
        **dict.fromkeys(["chairman", "secretariat"], ["submitted", "decided", "published"]),
    },
    "view_decision": {
        **dict.fromkeys(_PEOPLE, ["published"]),
        **dict.fromkeys([*OVERSEERS, "secretariat", "chairman"], ["submitted", "decided", "published"]),
    },
}
SECOND = Table(_SHIPPED["round", 2], _SECOND_STATES, ROLES, ("published",), _SECOND, _SECOND_PERMISSIONS)
