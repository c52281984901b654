"""Who may see which points, written down by hand from the decisions, and asked of plain rows: it knows
nothing of the policy or of the definitions, so that it can disagree with them."""

from collections.abc import Callable, Mapping
from datetime import date
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
        "appraising": {*UNIT, *OVERSEERS, "appraiser"},
        **dict.fromkeys(WITH_TEAM[1:], UNIT | OVERSEERS),  # it changes; the team has what was confirmed
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
#: Roles that are a person's own: nobody has them on loan.
NEVER_LENT = {"council_member", "expert", "auditor", "administrator"}
SEES_TASKS = {"standing_body", "auditor", "chairman"}
#: Where a source says something of its own.
NO_PROVISIONAL = {("ninh_thuan_assessment", 1), ("thanh_hoa_assessment", 1)}
EXPERTS_READ = {("national_assessment", 1)}
FIRST = ("thanh_hoa_assessment", 1)


def readers(workflow: tuple[str, int], permission: str, state: str) -> set[str]:
    """The roles that may see a kind of points of a unit in a state."""
    if permission == "view_provisional" and workflow in NO_PROVISIONAL:
        return set()
    found = READERS[permission].get(state, set())
    if permission == "view_self_sheet" and workflow == FIRST and state in WITH_TEAM:
        return found | {"appraiser"}
    if permission == "view_final" and found and workflow in EXPERTS_READ:
        return found | {"expert"}
    return found


class Oracle:
    """Answers from the rows of the watch; of who acts for somebody now (by a delegation), as they act."""

    def __init__(
        self, watch: Watch, round_id: int, acting: Mapping[int, int], today: Callable[[], date]
    ) -> None:
        self.watch, self.round_id = watch, round_id
        self.acting, self.today = acting, today

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

    def held(self, person: int) -> set[str]:
        """Every role of a person's own."""
        unit_role = self.account(person)["unit_role"]
        return self.granted(person) | ({unit_role} if unit_role else set())

    def lent(self, row: Mapping[str, Any]) -> set[str]:
        """The roles that a delegation gives: of those named what the principal has and the two may share.

        Nobody is both of a unit's two people, or judges units and belongs to one; the chair goes to a member.
        """
        asked = set(row["roles"].split(","))
        found = (asked & self.held(row["principal_id"])) - NEVER_LENT
        principal, delegate = self.account(row["principal_id"]), self.account(row["delegate_id"])
        theirs = self.held(row["delegate_id"])
        if "auditor" in theirs or principal["authority_id"] != delegate["authority_id"]:
            return set()
        if theirs & JUDGING or (
            principal["unit_id"] == delegate["unit_id"]
            and delegate["unit_role"] not in (None, principal["unit_role"])
        ):
            found -= UNIT
        if delegate["unit_role"]:
            found -= JUDGING
        return found if "council_member" in theirs else found - {"council_chair"}

    def in_force(self, row: Mapping[str, Any]) -> bool:
        """Whether a delegation holds today, both its days included."""
        first, last = str(row["starts_on"]), str(row["ends_on"])
        return row["ended_at"] is None and first <= self.today().isoformat() <= last

    def delegation(self, person: int) -> Mapping[str, Any] | None:
        """The delegation by which a person acts now; none who acts as themselves."""
        chosen = self.acting.get(person)
        rows = [row for row in self.watch.all("delegations") if row["id"] == chosen and self.in_force(row)]
        return rows[0] if rows and self.lent(rows[0]) else None

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
        """What a person is to one unit, by their own right or by that of whom they act for."""
        row, whose = self.delegation(person), person
        if row is not None:
            whose = row["principal_id"]
        account, unit = self.account(whose), assessment["unit_id"]
        if account["authority_id"] != self.round()["authority_id"]:
            return set()
        found = self.held(whose) if row is None else self.lent(row)
        if account["unit_id"] != unit:
            found = found - UNIT
        if self.in_conflict(person, unit) or self.in_conflict(whose, unit):
            found = found - JUDGING
        if self.round()["assigned_only"] and not self.assigned(whose, assessment):
            found = found - {"appraiser"}
        return found

    def may_task(self, person: int, task: Mapping[str, Any]) -> bool:
        """Whether a person may see a task: who follows all, and the unit's own once it is assigned."""
        row = self.delegation(person)
        account = self.account(person if row is None else row["principal_id"])
        if account["authority_id"] != task["authority_id"]:
            return False
        held = self.held(person) if row is None else self.lent(row)
        own = account["unit_id"] == task["unit_id"] and task["state"] not in ("drafting", "discarded")
        return bool(held & (SEES_TASKS | UNIT if own else SEES_TASKS))

    def may(self, person: int, permission: str, assessment: Mapping[str, Any]) -> bool:
        """Whether a person may see a kind of points of a unit now."""
        workflow = (assessment["workflow"], assessment["workflow_version"])
        return bool(self.roles(person, assessment) & readers(workflow, permission, str(assessment["state"])))
