"""What must hold in every definition that comes with the programme, whatever its source says."""

import re
from itertools import product

import pytest

from workflows import engine, vocabulary
from workflows.loader import load_versions
from workflows.model import Definition, Kind, Transition

SHIPPED = list(load_versions().values())
ASSESSMENTS = [definition for definition in SHIPPED if definition.subject == "assessment"]
ROUNDS = [definition for definition in SHIPPED if definition.subject == "round"]


def key(definition: Definition) -> str:
    return f"{definition.id}@{definition.version}"


EVERY = pytest.mark.parametrize("definition", SHIPPED, ids=key)
ASSESSMENT = pytest.mark.parametrize("definition", ASSESSMENTS, ids=key)
ROUND = pytest.mark.parametrize("definition", ROUNDS, ids=key)

UNIT = {"specialist", "leader"}
JUDGES = {"appraiser", "council_member", "council_chair", "council_secretary", "standing_body", "chairman"}
BEFORE_PUBLICATION = {
    "assessment": [
        "drafting",
        "awaiting_confirmation",
        "appraising",
        "explaining",
        "awaiting_explanation_confirmation",
        "appraised",
        "in_council",
        "settled",
    ],
    "round": ["preparing", "collecting", "appraising", "council", "concluded", "submitted", "decided"],
}
# The unit's own business, by the names every source keeps to.
OWN_STEPS = {
    "submit": "specialist",
    "recall": "specialist",
    "confirm": "leader",
    "return_to_specialist": "leader",
    "send_explanation": "specialist",
    "return_explanation": "leader",
    "confirm_explanation": "leader",
    "complain": "leader",
}
# The names the operations call; An Giang's report of the team is its own.
STEP_NAMES = {
    *OWN_STEPS,
    "remind",
    "take_over",
    "ask_explanation",
    "close_explanation",
    "finish_appraisal",
    "reopen_appraisal",
    "report_to_council",
    "bring_to_council",
    "settle",
    "reopen_for_council",
    "publish",
    "reject_complaint",
    "review_complaint",
    "settle_complaint",
    "dismiss_complaint",
    "reopen_complaint",
    "follow_correction",
    "publish_correction",
    "close",
}


def granted(definition: Definition, state: str, permission: str) -> frozenset[str]:
    """Who has a permission; nobody, where an older or a simpler definition does not know it."""
    return definition.states[state].permissions.get(permission, frozenset())


def moves(definition: Definition) -> list[Transition]:
    return list(definition.transitions.values())


# --- all of them ------------------------------------------------------------------------------------


@EVERY
def test_it_names_what_it_rests_on(definition: Definition) -> None:
    assert re.search(r"Quyết định|Kế hoạch|Nghị định|Bộ chỉ số", definition.basis)


@EVERY
def test_states_are_called_differently_and_each_step_of_a_person_asks_first(definition: Definition) -> None:
    titles = [state.title for state in definition.states.values()]
    assert len(set(titles)) == len(titles)
    for move in moves(definition):
        assert bool(move.question) == (move.kind is Kind.USER)
        assert move.question == "" or "?" in move.question


@EVERY
def test_the_auditor_changes_nothing(definition: Definition) -> None:
    reading = {"verify", "compare_units", "compare_sheets", "download"}
    for state in definition.states.values():
        for permission, roles in state.permissions.items():
            assert "auditor" not in roles or permission in reading or permission.startswith("view")
    assert all("auditor" not in move.roles for move in moves(definition))


@EVERY
def test_every_step_back_by_a_person_needs_a_reason(definition: Definition) -> None:
    order = list(definition.states)
    # Two steps lead on, to whoever asked and to a new publication, though the state is an earlier one.
    onwards = {"confirm_explanation", "publish_correction"}
    for move in moves(definition):
        back = any(
            order.index(move.target_from(source)) < order.index(source)
            for source in move.sources
            if not move.stays
        )
        if back and move.kind is Kind.USER and move.name not in onwards:
            assert "reason" in move.needs, move.name


@EVERY
def test_what_time_takes_over_is_frozen_and_only_when_time_is_over(definition: Definition) -> None:
    for move in moves(definition):
        if move.kind is Kind.TIMED:
            assert move.freezes == "self"
            assert {"entry_closed", "explanation_closed"} & set(move.guards)


# --- assessments ------------------------------------------------------------------------------------


@ASSESSMENT
def test_the_unit_sees_no_judgement_and_nobody_a_final_score_before_publication(
    definition: Definition,
) -> None:
    hidden = ["view_appraisal", "view_council", "view_votes", "view_appraisal_documents", "compare_sheets"]
    for state in BEFORE_PUBLICATION["assessment"]:
        assert not granted(definition, state, "view_final")
        for permission in hidden:
            assert not UNIT & granted(definition, state, permission)


@ASSESSMENT
def test_provisional_points_are_the_units_alone_and_only_while_it_explains(definition: Definition) -> None:
    for state in definition.states:
        who = granted(definition, state, "view_provisional")
        assert who <= UNIT
        assert not who or state in ("explaining", "awaiting_explanation_confirmation")


@ASSESSMENT
def test_what_the_council_says_about_a_complaint_waits_for_the_decision(definition: Definition) -> None:
    for state in {"reviewing_complaint", "corrected"} & definition.states.keys():
        for permission in ("view_council", "view_votes", "view_history", "compare_sheets"):
            assert not UNIT & granted(definition, state, permission)
        assert granted(definition, state, "view_final") == granted(definition, "published", "view_final")


@ASSESSMENT
def test_the_team_and_the_council_see_no_figures_before_the_leader_confirmed_them(
    definition: Definition,
) -> None:
    for state, permission in product(
        ["drafting", "awaiting_confirmation"], ["view", "view_evidence", "view_self_sheet", "view_history"]
    ):
        assert granted(definition, state, permission) <= UNIT | {"standing_body", "auditor"}


@ASSESSMENT
def test_only_the_specialist_edits_and_only_where_something_is_open(definition: Definition) -> None:
    for permission, state in {
        "edit_figures": "drafting",
        "attach_evidence": "drafting",
        "edit_explained": "explaining",
        "object": "explaining",
    }.items():
        for name in definition.states:
            expected = {"specialist"} if name == state and permission in definition.permissions else set()
            assert granted(definition, name, permission) == expected


@ASSESSMENT
def test_no_unit_judges(definition: Definition) -> None:
    judging = [
        "appraise",
        "settle_opinions",
        "ask",
        "answer_objection",
        "raise_open_point",
        "vote",
        "decide_point",
        "answer_complaint",
    ]
    for state, permission in product(definition.states, judging):
        assert not UNIT & granted(definition, state, permission)
    for move in moves(definition):
        if move.name not in OWN_STEPS:
            assert not UNIT & move.role_set


@ASSESSMENT
def test_no_judge_takes_a_step_of_the_unit(definition: Definition) -> None:
    assert set(definition.transitions) <= STEP_NAMES
    for name, role in OWN_STEPS.items():
        if name in definition.transitions:
            assert definition.transitions[name].roles == (role,)


@ASSESSMENT
def test_a_confirmation_is_the_leaders_and_bound_to_what_was_on_the_screen(definition: Definition) -> None:
    for name in ("confirm", "confirm_explanation"):
        move = definition.transitions[name]
        assert {"not_own_entries", "sheet_unchanged"} <= set(move.guards)
        assert "sheet_hash" in move.needs
        assert move.freezes == "self"


@ASSESSMENT
def test_without_confirmation_figures_move_on_only_when_time_is_over(definition: Definition) -> None:
    for move in moves(definition):
        if move.freezes == "self" and not move.name.startswith("confirm"):
            assert move.roles in (("standing_body",), ("system",))
            assert {"entry_closed", "explanation_closed"} & set(move.guards)


@ASSESSMENT
def test_nobody_appraises_the_unit_they_belong_to(definition: Definition) -> None:
    for move in moves(definition):
        if "appraiser" in move.roles:
            assert "no_conflict" in move.guards


@ASSESSMENT
def test_objections_and_differences_are_answered_before_the_appraisal_ends(definition: Definition) -> None:
    finish = definition.transitions["finish_appraisal"]
    if "object" in definition.permissions:
        assert "objections_answered" in finish.guards
    if "settle_opinions" in definition.permissions:
        assert "opinions_settled" in finish.guards


@ASSESSMENT
def test_the_council_decides_in_a_meeting_with_a_quorum(definition: Definition) -> None:
    for move in moves(definition):
        # Where units are compared, a correction of one moves the others: arithmetic, which nobody votes on.
        decides = move.name == "dismiss_complaint" or move.freezes == "council"
        if decides and move.kind is not Kind.CALLED:
            assert {"points_decided", "session_quorum"} <= set(move.guards)
            assert move.roles == ("council_secretary",)


@ASSESSMENT
def test_publication_is_the_rounds_affair(definition: Definition) -> None:
    """No button of a unit's file publishes; a complaint that is turned down leaves what was published."""
    for move in moves(definition):
        if move.freezes == "final" or move.target == "closed":
            assert move.kind is Kind.CALLED
    into = {move.name for move in moves(definition) if move.target == "published"}
    assert into <= {"publish", "publish_correction", "dismiss_complaint"}


@ASSESSMENT
def test_the_administrator_sees_no_scores_before_everybody_does(definition: Definition) -> None:
    for state in definition.states.values():
        for permission, roles in state.permissions.items():
            assert "administrator" not in roles or permission == "view_final"
    assert all("administrator" not in move.roles for move in moves(definition))


@ASSESSMENT
def test_the_sheet_sent_with_a_request_is_the_one_that_is_frozen(definition: Definition) -> None:
    ask = definition.transitions["ask_explanation"]
    assert ("send_provisional" in ask.effects) == (ask.freezes == "appraisal")
    assert ("send_provisional" in ask.effects) == ("view_provisional" in definition.permissions)


# --- rounds -----------------------------------------------------------------------------------------


@ROUND
def test_units_and_experts_see_no_ranking_before_publication(definition: Definition) -> None:
    hidden = ["view_ranking", "view_dossier", "view_decision", "view_analysis", "compare_units"]
    for state, permission in product(BEFORE_PUBLICATION["round"], hidden):
        assert not (UNIT | {"expert", "administrator"}) & granted(definition, state, permission)


@ROUND
def test_no_unit_ever_sees_a_dossier(definition: Definition) -> None:
    for state, permission in product(definition.states, ["view_dossier", "verify", "view_history"]):
        assert not UNIT & granted(definition, state, permission)


@ROUND
def test_who_submits_a_decision_does_not_approve_it_and_who_approves_does_not_number_it(
    definition: Definition,
) -> None:
    for ending in ("", "_correction"):
        if f"decide{ending}" not in definition.transitions:
            continue
        submit, decide, publish = (
            definition.transitions[f"{verb}{ending}"] for verb in ("submit", "decide", "publish")
        )
        assert (submit.roles, decide.roles, publish.roles) == (
            ("standing_body",),
            ("chairman",),
            ("secretariat",),
        )
        assert decide.guards == ("dossier_unchanged",)
        assert decide.needs == ("dossier_hash",)
        assert publish.needs == ("number",)


@ROUND
def test_what_is_published_was_decided(definition: Definition) -> None:
    for move in moves(definition):
        if move.target == "published" and "nothing_to_correct" not in move.guards:
            assert move.sources in (("decided",), ("correction_decided",))


@pytest.mark.parametrize("definition", [one for one in ASSESSMENTS if one.parent], ids=key)
def test_the_round_calls_the_steps_its_units_wait_for(definition: Definition) -> None:
    called = {
        "publish_assessments": "publish",
        "prepare_result": "follow_correction",
        "publish_corrections": "publish_correction",
        "close_assessments": "close",
    }
    versions = [one for one in ROUNDS if one.id == definition.parent]
    newest = max(versions, key=lambda one: one.version)
    effects = {effect for move in moves(newest) for effect in move.effects}
    for move in moves(definition):
        if move.kind is Kind.CALLED:
            assert any(name == move.name and effect in effects for effect, name in called.items())


# --- how it starts and ends -------------------------------------------------------------------------


@EVERY
def test_an_ended_item_waits_for_nobody(definition: Definition) -> None:
    for name in definition.final_states:
        assert not engine.available(definition, name, vocabulary.ROLES)
        for work in definition.worklists.values():
            assert name not in work.states
