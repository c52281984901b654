"""Who may see which points, written down by hand from the decisions, and asked of plain rows: it knows
nothing of the policy or of the definitions, so that it can disagree with them."""

from collections.abc import Mapping
from typing import Any

from tests.integration.random_rounds.watching import Watch

UNIT = {"specialist", "leader"}
COUNCIL = {"council_member", "council_chair", "council_secretary"}
OVERSEERS = {"standing_body", "auditor"}
JUDGING = {"appraiser", "expert", *COUNCIL}
ENTRY = ("drafting", "awaiting_confirmation")
WITH_TEAM = ("appraising", "explaining", "awaiting_explanation_confirmation")
ON_AGAIN = ("reviewing_complaint", "corrected")
PUBLIC = ("published", "closed", *ON_AGAIN)
LATER = {"appraised": {"council_secretary"}, "in_council": COUNCIL, "settled": {*COUNCIL, "chairman"}}
EVERYBODY = {*UNIT, "appraiser", *COUNCIL, *OVERSEERS, "chairman"}
READERS: dict[str, dict[str, set[str]]] = {
    # What the unit entered and the points it comes to.
    "view_self_sheet": {
        **dict.fromkeys(ENTRY, UNIT | OVERSEERS),
        **dict.fromkeys(WITH_TEAM, {*UNIT, *OVERSEERS, "appraiser"}),
        **{state: {*UNIT, *OVERSEERS, "appraiser", *more} for state, more in LATER.items()},
        **dict.fromkeys(PUBLIC, EVERYBODY),
    },
    # What the team decided.
    "view_appraisal": {
        **dict.fromkeys(WITH_TEAM, {*OVERSEERS, "appraiser"}),
        **{state: {*OVERSEERS, "appraiser", *more} for state, more in LATER.items()},
        **dict.fromkeys(PUBLIC, EVERYBODY),
    },
    # What the council decided; after publication that of a complaint is the council's again.
    "view_council": {
        "appraised": {*OVERSEERS, "council_secretary"},
        "in_council": OVERSEERS | COUNCIL,
        "settled": {*OVERSEERS, *COUNCIL, "chairman"},
        **dict.fromkeys(("published", "closed"), EVERYBODY),
        **dict.fromkeys(ON_AGAIN, {*OVERSEERS, *COUNCIL, "chairman"}),
    },
    # The result.
    "view_final": dict.fromkeys(PUBLIC, {*EVERYBODY, "secretariat", "administrator"}),
    # The provisional points that a unit is asked to explain.
    "view_provisional": dict.fromkeys(WITH_TEAM[1:], UNIT),
}
#: Where a source says something of its own.
NO_PROVISIONAL = {("ninh_thuan_assessment", 1), ("thanh_hoa_assessment", 1)}
EXPERTS_READ = {("national_assessment", 1)}


def readers(workflow: tuple[str, int], permission: str, state: str) -> set[str]:
    """The roles that may see a kind of points of a unit in a state."""
    if permission == "view_provisional" and workflow in NO_PROVISIONAL:
        return set()
    found = READERS[permission].get(state, set())
    if permission == "view_final" and found and workflow in EXPERTS_READ:
        return found | {"expert"}
    return found


class Oracle:
    """Answers from the rows of the watch."""

    def __init__(self, watch: Watch, round_id: int) -> None:
        self.watch, self.round_id = watch, round_id

    def round(self) -> Mapping[str, Any]:
        """The round's row."""
        return next(row for row in self.watch.all("rounds") if row["id"] == self.round_id)

    def units(self) -> list[Mapping[str, Any]]:
        """The rows of its units' assessments."""
        return [row for row in self.watch.all("assessments") if row["round_id"] == self.round_id]

    def account(self, person: int) -> Mapping[str, Any]:
        """A person's row."""
        return next(row for row in self.watch.all("accounts") if row["id"] == person)

    def granted(self, person: int) -> set[str]:
        """The roles a person was given in the round and still has."""
        return {
            row["role"]
            for row in self.watch.all("role_grants")
            if row["account_id"] == person
            and row["ended_at"] is None
            and row["round_id"] in (None, self.round_id)
        }

    def in_conflict(self, person: int, unit: int) -> bool:
        """Whether a person belongs to a unit or said they may not judge it."""
        return self.account(person)["unit_id"] == unit or any(
            row["account_id"] == person and row["unit_id"] == unit and row["withdrawn_at"] is None
            for row in self.watch.all("conflict_declarations")
            if row["round_id"] == self.round_id
        )

    def assigned(self, person: int, assessment: Mapping[str, Any]) -> bool:
        """Whether any part of a unit is a person's to appraise."""
        return any(
            row["account_id"] == person
            and row["ended_at"] is None
            and (
                row["unit_id"] == assessment["unit_id"]
                or (row["unit_id"] is None and row["round_group_id"] == assessment["round_group_id"])
            )
            for row in self.watch.all("local_roles")
        )

    def roles(self, person: int, assessment: Mapping[str, Any]) -> set[str]:
        """What a person is to one unit."""
        account, unit = self.account(person), assessment["unit_id"]
        if account["authority_id"] != self.round()["authority_id"]:
            return set()
        found = self.granted(person)
        if account["unit_id"] == unit and account["unit_role"]:
            found = found | {account["unit_role"]}
        if self.in_conflict(person, unit):
            found = found - JUDGING
        if self.round()["assigned_only"] and not self.assigned(person, assessment):
            found = found - {"appraiser"}
        return found

    def may(self, person: int, permission: str, assessment: Mapping[str, Any]) -> bool:
        """Whether a person may see a kind of points of a unit now."""
        workflow = (assessment["workflow"], assessment["workflow_version"])
        return bool(self.roles(person, assessment) & readers(workflow, permission, str(assessment["state"])))
