"""The assessment workflows as tables written by hand: what all sources share, and where each one differs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.unit.workflows.matrices import Grants, Step, Table, among, without
from workflows.loader import load_versions

STATES = [
    "drafting",
    "awaiting_confirmation",
    "appraising",
    "explaining",
    "awaiting_explanation_confirmation",
    "appraised",
    "in_council",
    "settled",
    "published",
    "reviewing_complaint",
    "corrected",
    "closed",
]
ROLES = {
    "specialist",
    "leader",
    "appraiser",
    "council_member",
    "council_chair",
    "council_secretary",
    "secretariat",
    "standing_body",
    "chairman",
    "administrator",
    "auditor",
    "system",
}
UNIT = ("specialist", "leader")
COUNCIL = ("council_member", "council_chair", "council_secretary")
OVERSEERS = ("standing_body", "auditor")

STEPS = {
    "submit": Step(
        "drafting", "awaiting_confirmation", "specialist", "form_complete entry_open", then="tell_leader"
    ),
    "recall": Step(
        "awaiting_confirmation", "drafting", "specialist", "entry_open", "reason", then="tell_leader"
    ),
    "confirm": Step(
        "awaiting_confirmation",
        "appraising",
        "leader",
        "not_own_entries sheet_unchanged entry_open",
        "sheet_hash",
        freezes="self",
        then="issue_self_assessment_form tell_appraisers",
    ),
    "return_to_specialist": Step(
        "awaiting_confirmation", "drafting", "leader", "entry_open", "reason", then="tell_specialist"
    ),
    "remind": Step(
        "drafting awaiting_confirmation explaining awaiting_explanation_confirmation",
        "",
        "standing_body",
        then="tell_unit",
        permission="remind",
    ),
    "take_over": Step(
        "drafting awaiting_confirmation",
        "appraising",
        "standing_body",
        "entry_closed",
        "reason",
        freezes="self",
        then="issue_self_assessment_form tell_unit tell_appraisers",
    ),
    "ask_explanation": Step(
        "appraising",
        "explaining",
        "appraiser standing_body",
        "has_questions no_conflict",
        freezes="appraisal",
        then="send_questions send_provisional issue_explanation_request tell_unit",
        permission="ask",
    ),
    "send_explanation": Step(
        "explaining",
        "awaiting_explanation_confirmation",
        "specialist",
        "explanation_complete explanation_open",
        then="tell_leader",
    ),
    "return_explanation": Step(
        "awaiting_explanation_confirmation",
        "explaining",
        "leader",
        "explanation_open",
        "reason",
        then="tell_specialist",
    ),
    "confirm_explanation": Step(
        "awaiting_explanation_confirmation",
        "appraising",
        "leader",
        "not_own_entries sheet_unchanged explanation_open",
        "sheet_hash",
        freezes="self",
        then="close_questions issue_self_assessment_form tell_appraisers",
        counts="appraisal_round",
    ),
    "close_explanation": Step(
        "explaining awaiting_explanation_confirmation",
        "appraising",
        "standing_body",
        "explanation_closed",
        "reason",
        freezes="self",
        then="close_questions issue_self_assessment_form tell_unit tell_appraisers",
        counts="appraisal_round",
    ),
    "finish_appraisal": Step(
        "appraising",
        "appraised",
        "appraiser",
        "criteria_appraised objections_answered opinions_settled no_conflict",
        freezes="appraisal",
        then="issue_appraisal_minutes tell_standing_body",
    ),
    "reopen_appraisal": Step(
        "appraised", "appraising", "standing_body", needs="reason", then="tell_appraisers"
    ),
    "bring_to_council": Step(
        "appraised", "in_council", "council_secretary standing_body", "round_in_council"
    ),
    "settle": Step(
        "in_council", "settled", "council_secretary", "points_decided session_quorum", freezes="council"
    ),
    "reopen_for_council": Step("settled", "in_council", "council_secretary", "round_in_council", "reason"),
    "publish": Step("settled", "published", "system", freezes="final", kind="called"),
    "complain": Step(
        "published",
        "",
        "leader",
        "in_complaint_window",
        "reason",
        then="tell_standing_body",
        permission="complain",
    ),
    "reject_complaint": Step(
        "published",
        "",
        "standing_body",
        "complaint_open",
        "answer",
        then="tell_unit",
        permission="answer_complaint",
    ),
    "review_complaint": Step(
        "published",
        "reviewing_complaint",
        "standing_body",
        "complaint_open",
        "reason",
        then="tell_council tell_unit",
        permission="answer_complaint",
    ),
    "settle_complaint": Step(
        "reviewing_complaint",
        "corrected",
        "council_secretary",
        "points_decided complaint_upheld session_quorum",
        freezes="council",
        then="tell_standing_body",
    ),
    "dismiss_complaint": Step(
        "reviewing_complaint",
        "published",
        "council_secretary",
        "points_decided complaint_refused session_quorum",
        "reason",
        then="tell_unit tell_standing_body",
    ),
    "reopen_complaint": Step(
        "corrected", "reviewing_complaint", "council_secretary", "complaint_open", "reason"
    ),
    "follow_correction": Step("published", "corrected", "system", freezes="council", kind="called"),
    "publish_correction": Step("corrected", "published", "system", freezes="final", kind="called"),
    "close": Step("published", "closed", "system", kind="called"),
}
COMPLAINTS = (
    "complain",
    "reject_complaint",
    "review_complaint",
    "settle_complaint",
    "dismiss_complaint",
    "reopen_complaint",
    "follow_correction",
    "publish_correction",
)

ALL = tuple(STATES)
SELF = ("drafting", "awaiting_confirmation")
EXPLANATION = ("explaining", "awaiting_explanation_confirmation")
APPRAISAL = ("appraising", *EXPLANATION)
PUBLIC = ("published", "reviewing_complaint", "corrected", "closed")
# What the council now says about a complaint is not published.
QUIET = ("published", "closed")
SITTING = ("in_council", "reviewing_complaint")


def since(state: str) -> tuple[str, ...]:
    """A state and those after it in the order of a normal run."""
    return tuple(STATES[STATES.index(state) :])


# Who reads the file of a unit, by the state from which on.
READERS: dict[str, tuple[str, ...]] = {
    "specialist": ALL,
    "leader": ALL,
    "standing_body": ALL,
    "auditor": ALL,
    "appraiser": since("appraising"),
    "council_secretary": since("appraised"),
    "council_member": since("in_council"),
    "council_chair": since("in_council"),
    "chairman": since("settled"),
}
# Who reads what others think of the unit: the unit itself only after publication.
JUDGES = {**READERS, "specialist": PUBLIC, "leader": PUBLIC}
# Those of them who read what the council works on at the moment.
INSIDERS = {
    **JUDGES,
    "specialist": QUIET,
    "leader": QUIET,
    "appraiser": (*APPRAISAL, "appraised", "in_council", *QUIET),
}


def within(readers: dict[str, tuple[str, ...]], states: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The same readers, in fewer states."""
    return {role: tuple(state for state in held if state in states) for role, held in readers.items()}


def confirmed(states: tuple[str, ...]) -> tuple[str, ...]:
    """The same states without those in which a unit changes what its leader has not confirmed yet."""
    return tuple(state for state in states if state not in EXPLANATION)


PERMISSIONS: dict[str, Grants] = {
    "view": READERS,
    "view_evidence": READERS,
    "view_self_sheet": {**READERS, "appraiser": confirmed(READERS["appraiser"])},
    "view_progress": {**READERS, "appraiser": ALL, "council_secretary": ALL},
    "view_steps": {**READERS, "appraiser": ALL},
    "view_questions": within(READERS, since("appraising")),
    "view_self_documents": {**within(READERS, since("appraising")), "secretariat": since("appraising")},
    "view_provisional": dict.fromkeys(UNIT, EXPLANATION),
    "view_appraisal": within(JUDGES, since("appraising")),
    "view_appraisal_documents": {**within(JUDGES, since("appraised")), "secretariat": since("appraised")},
    "view_council": {**within(INSIDERS, since("appraised")), "appraiser": QUIET},
    "view_votes": dict.fromkeys([*COUNCIL, *OVERSEERS], since("in_council")),
    "view_final": dict.fromkeys([*READERS, "secretariat", "administrator"], PUBLIC),
    "compare_sheets": within(INSIDERS, since("appraising")),
    "view_complaints": within(READERS, PUBLIC),
    "view_history": {
        **INSIDERS,
        "appraiser": confirmed(INSIDERS["appraiser"]),
        "specialist": (*SELF, *QUIET),
        "leader": (*SELF, *QUIET),
    },
    "number_documents": {"secretariat": since("appraising")},
    "edit_figures": {"specialist": ["drafting"]},
    "attach_evidence": {"specialist": ["drafting"]},
    "edit_explained": {"specialist": ["explaining"]},
    "object": {"specialist": ["explaining"]},
    "declare_conflict": {"appraiser": (*SELF, *APPRAISAL), **dict.fromkeys(COUNCIL, SITTING)},
    "appraise": {"appraiser": ["appraising"]},
    "settle_opinions": {"appraiser": ["appraising"], "standing_body": ["appraising"]},
    "ask": {"appraiser": ["appraising"], "standing_body": ["appraising"]},
    "answer_objection": {"appraiser": ["appraising"], "standing_body": ["appraising"]},
    "raise_open_point": {
        "appraiser": ["appraising", "appraised"],
        "council_secretary": ["appraised", *SITTING],
        "standing_body": ["appraised", *SITTING],
        "council_member": SITTING,
        "council_chair": SITTING,
    },
    "vote": {"council_member": SITTING, "council_chair": SITTING},
    "decide_point": {"council_chair": SITTING, "council_secretary": SITTING},
    "complain": {"leader": ["published"]},
    "answer_complaint": {"standing_body": ["published"]},
    "remind": {"standing_body": (*SELF, *APPRAISAL)},
    "extend": {"standing_body": (*SELF, *EXPLANATION)},
}


@dataclass(frozen=True)
class Source:
    """One source's workflow: its version, the round it belongs to, and its tables."""

    version: int
    parent: str
    states: list[str] = field(default_factory=lambda: STATES)
    roles: set[str] = field(default_factory=lambda: ROLES)
    steps: Mapping[str, Step] = field(default_factory=lambda: STEPS)
    permissions: Mapping[str, Grants] = field(default_factory=lambda: PERMISSIONS)


# An Giang, Article 6: the team itself reports to the council; explanations close by time.
_AN_GIANG = {
    **STEPS,
    "close_explanation": STEPS["close_explanation"].but(
        by="system", needs="", kind="timed", deadline="explanation"
    ),
    "report_to_council": Step(
        "appraised", "in_council", "appraiser", "round_in_council no_conflict", then="tell_council"
    ),
    "bring_to_council": STEPS["bring_to_council"].but(by="system", kind="automatic"),
}

# Cà Mau, part III: the focal body compiles and submits; opinions come by letter.
_CA_MAU = {
    **STEPS,
    "finish_appraisal": STEPS["finish_appraisal"].but(by="appraiser standing_body"),
    "bring_to_council": STEPS["bring_to_council"].but(by="standing_body"),
    "complain": STEPS["complain"].but(needs="letter_number reason"),
}

# Ninh Thuận, part IV: quarterly reports; neither objections nor complaints.
_NINH_THUAN_STATES = [state for state in STATES if state not in ("reviewing_complaint", "corrected")]
_NINH_THUAN = {
    **without(STEPS, *COMPLAINTS),
    "ask_explanation": STEPS["ask_explanation"].but(freezes=None, then="send_questions tell_unit"),
    "finish_appraisal": STEPS["finish_appraisal"].but(when="criteria_appraised opinions_settled no_conflict"),
    "bring_to_council": STEPS["bring_to_council"].but(by="standing_body"),
}
_NINH_THUAN_PERMISSIONS = among(
    _NINH_THUAN_STATES,
    without(
        PERMISSIONS,
        "view_provisional",
        "object",
        "answer_objection",
        "view_complaints",
        "complain",
        "answer_complaint",
    ),
)

# The ministry, II.2.b.vi: what is missing counts 0, so time alone takes the figures over; experts mark in the
# round and read results like everybody.
_NATIONAL = {
    **STEPS,
    "take_over": STEPS["take_over"].but(by="system", needs="", kind="timed", deadline="entry"),
    "complain": STEPS["complain"].but(needs="letter_number reason"),
}

SOURCES = {
    "thanh_hoa_assessment": Source(2, "round"),
    "an_giang_assessment": Source(1, "round", steps=_AN_GIANG),
    "ca_mau_assessment": Source(1, "round", steps=_CA_MAU),
    "ninh_thuan_assessment": Source(
        1, "round", states=_NINH_THUAN_STATES, steps=_NINH_THUAN, permissions=_NINH_THUAN_PERMISSIONS
    ),
    "national_assessment": Source(
        1,
        "national_round",
        roles=ROLES | {"expert"},
        steps=_NATIONAL,
        permissions={
            **PERMISSIONS,
            "view_final": {**PERMISSIONS["view_final"], "expert": PUBLIC},
        },
    ),
}

# Thanh Hóa's first version, in which its running items stay: it ends with the publication, and knows no
# objections, opinions of several appraisers, complaints or reminders.
_FIRST_STATES = STATES[:9]
_FIRST = {
    **without(STEPS, *COMPLAINTS, "remind", "close"),
    "ask_explanation": STEPS["ask_explanation"].but(
        freezes=None, then="send_questions tell_unit", permission=None
    ),
    "confirm_explanation": STEPS["confirm_explanation"].but(counts=""),
    "close_explanation": STEPS["close_explanation"].but(counts=""),
    "finish_appraisal": STEPS["finish_appraisal"].but(when="criteria_appraised no_conflict"),
}
# In it the team also reads what a unit is changing while it explains.
_FIRST_READER = {"appraiser": INSIDERS["appraiser"]}
_FIRST_PERMISSIONS: dict[str, Grants] = {
    **among(
        _FIRST_STATES,
        without(
            {
                **PERMISSIONS,
                "view_self_sheet": READERS,
                "view_history": {**PERMISSIONS["view_history"], **_FIRST_READER},
            },
            "view_provisional",
            "compare_sheets",
            "view_complaints",
            "object",
            "settle_opinions",
            "answer_objection",
            "complain",
            "answer_complaint",
        ),
    ),
    "assign_appraisers": {"standing_body": (*SELF, *APPRAISAL)},
}

_SHIPPED = load_versions()
FIRST = Table(
    _SHIPPED["thanh_hoa_assessment", 1], _FIRST_STATES, ROLES, ("published",), _FIRST, _FIRST_PERMISSIONS
)
ASSESSMENTS = {
    name: Table(
        _SHIPPED[name, source.version],
        source.states,
        source.roles,
        ("closed",),
        source.steps,
        source.permissions,
    )
    for name, source in SOURCES.items()
}
