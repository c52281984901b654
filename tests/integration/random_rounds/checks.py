"""What must hold after every step, checked against what the step changed."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app import catalog, jobs, policy
from app.assessments.models import Assessment
from app.assessments.queries import visible
from app.audit.verification import verify
from app.extensions import db
from app.history import FIRST_HASH, Event, event_hash
from app.rounds.models import Round
from tests.integration.random_rounds.cast import Players
from tests.integration.random_rounds.lending import NO_ROLE, Lending
from tests.integration.random_rounds.oracle import JUDGING, READERS, Oracle
from tests.integration.random_rounds.watching import Change, Watch
from workflows import engine
from workflows.model import Kind

Changes = Mapping[str, Change]
#: Rows of these are written once: events, sheets, lines of a result, what was published of a workflow.
NEVER_CHANGED = ("events", "sheets", "result_rows", "workflow_versions", "register_entries")
#: Who takes part in one of these judges the unit, and may have no conflict with it.
JUDGED = {"review", "opinion", "opinions_differ", "question", "point_raised", "vote", "point_decided",
          "objection_answer"}  # fmt: skip
JUDGING_STEPS = {"finish_appraisal", "ask_explanation", "settle", "bring_to_council", "settle_complaint"}
ITEMS = {
    "assessment": "assessments",
    "round": "rounds",
    "document": "documents",
    "task": "improvement_tasks",
}
MIGRATED = "workflow_migrated"
ANYBODY: Any = object()  # nothing is known of who acted, and for whom


class Record:
    """The journal as it was written: the end of every chain, and the state its steps lead to."""

    def __init__(self, watch: Watch) -> None:
        self.ends: dict[tuple[str, int], tuple[int, str]] = {}
        self.states: dict[tuple[str, int], str] = {}
        self.variables: dict[tuple[str, int], dict[str, Any]] = {}
        self.entered: set[tuple[int, int]] = set()  # (unit, person) who typed figures
        self.taken: Counter[tuple[str, str]] = Counter()
        self.on_behalf: Counter[str] = Counter()  # events of people acting for others, by role
        for kind, table in ITEMS.items():
            for row in watch.all(table):
                self.states[kind, row["id"]] = row["state"]
                self.variables[kind, row["id"]] = json.loads(row["variables"])
        for event in db.session.execute(select(*Event.__table__.c).order_by(Event.id)).mappings():
            self.ends[event["subject_type"], event["subject_id"]] = (event["sequence"], event["hash"])
        db.session.rollback()

    def follow(self, event: Mapping[str, Any]) -> None:
        """One more event: it joins its chain, and its step goes from the state that was reached."""
        item = (event["subject_type"], event["subject_id"])
        sequence, previous = self.ends.get(item, (0, FIRST_HASH))
        assert event["sequence"] == sequence + 1, f"{item}: an event is missing"
        assert event["previous_hash"] == previous, f"{item}: an event is not linked"
        assert event_hash(event) == event["hash"], f"{item}: an event was edited"
        self.ends[item] = (event["sequence"], event["hash"])
        if event["data"].get("on_behalf"):
            self.on_behalf[event["acting_role"]] += 1
        if event["kind"] == "figure":
            self.entered.add((event["subject_id"], event["actor_id"]))
        if event["kind"] == "document_drafted" and event["subject_type"] == "document":
            self.states[item], self.variables[item] = event["data"]["state"], {}
        elif event["kind"] == "task_drafted":
            definition = catalog.workflow(catalog.TASK_WORKFLOW)
            self.states[item] = definition.initial
            self.variables[item] = dict(engine.initial_variables(definition))
        elif event["kind"] == "transition":
            assert self.states[item] == event["source"], f"{item}: a step from another state"
            self.states[item] = event["target"]
            self.taken[event["definition"], event["transition"]] += 1
            self.variables[item] = {**self.variables[item], **event["data"].get("variables", {})}
        elif event["kind"] == MIGRATED:
            definition = catalog.workflow(*split(event["definition"]))
            assert event["data"]["state"][0] == self.states[item], f"{item}: moved from another state"
            self.states[item] = event["data"]["state"][1]
            kept = self.variables[item]
            first = engine.initial_variables(definition)
            self.variables[item] = {name: kept.get(name, value) for name, value in first.items()}


def split(name: str) -> tuple[str, int]:
    """Id and version of ``id@version``."""
    workflow, _, version = name.partition("@")
    return workflow, int(version)


class Checks:
    """The invariants; each says in its message what does not hold."""

    def __init__(self, players: Players, watch: Watch) -> None:
        self.players, self.watch = players, watch
        self.oracle = Oracle(watch, players.round_id, players.acting, players.today)
        self.lending = Lending(players, self.oracle)
        self.record = Record(watch)

    def after(self, changes: Changes, principal: int | None = ANYBODY) -> None:
        """Everything that a step may have broken; `principal` is whom the person acted for, if known."""
        events = self.new_events(changes)
        for event in events:
            self.record.follow(event)
            self.person_and_role(event)
            self.without_conflict(event)
            self.lending.own_unit(event)
            self.lending.not_voting(event)
            if principal is not ANYBODY:
                self.lending.in_both_names(event, principal)
        if "delegations" in changes:
            self.lending.remember()
        self.replay(changes)
        self.frozen(changes)
        self.one_open()
        self.outbox(changes)

    def new_events(self, changes: Changes) -> list[Mapping[str, Any]]:
        """What the step wrote into the journal, as it is read."""
        if "events" not in changes:
            return []
        ids = [key[0] for key in changes["events"].added]
        rows = db.session.execute(select(*Event.__table__.c).where(Event.id.in_(ids)).order_by(Event.id))
        found = list(rows.mappings())
        db.session.rollback()
        return found

    def replay(self, changes: Changes) -> None:
        """The steps lead to the stored state and variables of every item."""
        for kind, table in ITEMS.items():
            if table not in changes:
                continue
            for row in self.watch.all(table):
                item = (kind, row["id"])
                assert self.record.states.get(item) == row["state"], f"{item}: replay gives another state"
                told, stored = self.record.variables[item], json.loads(row["variables"])
                assert told == stored, f"{item}: replay gives {told}, stored is {stored}"

    def frozen(self, changes: Changes) -> None:
        """What is written once has stayed as it was; so has every published result."""
        for name in NEVER_CHANGED:
            change = changes.get(name)
            assert change is None or not (change.removed or change.changed), f"{name} has changed: {change}"
        for before, after in (
            changes["result_versions"].changed.values() if "result_versions" in changes else ()
        ):
            old = changes["result_versions"].told(before)
            assert old["state"] not in ("published", "returned"), f"a result has changed: {old} → {after}"
        assert not changes.get("result_versions", Change(())).removed

    def one_open(self) -> None:
        """At most one open decision of each kind."""
        self._at_most_one(
            "result_versions", ("round_id",), lambda row: row["state"] in ("submitted", "decided")
        )
        self._at_most_one("open_points", ("assessment_id", "code"), lambda row: row["state"] == "open")
        self._at_most_one("complaints", ("assessment_id",), lambda row: row["state"] in ("open", "reviewing"))
        self._at_most_one("explanation_requests", ("assessment_id",), lambda row: row["closed_at"] is None)
        self._at_most_one(
            "council_sessions", ("round_id",), lambda row: row["opened_at"] and not row["closed_at"]
        )
        self._at_most_one("current_sheets", ("assessment_id", "stage"), lambda row: True)

    def _at_most_one(self, table: str, place: Iterable[str], counts: Any) -> None:
        found = Counter(tuple(row[name] for name in place) for row in self.watch.all(table) if counts(row))
        several = {key for key, number in found.items() if number > 1}
        assert not several, f"{table}: more than one at {several}"

    def person_and_role(self, event: Mapping[str, Any]) -> None:
        """Every event names a person and a role of theirs that may do this; or the program, for its own."""
        role, person = event["acting_role"], event["actor_id"]
        where = f"{event['kind']} {event['transition'] or ''} of {event['subject_type']}"
        assert (person is None) == (role == "system"), f"{where}: {person} as {role}"
        if person is not None:
            account = self.oracle.account(person)
            held = self.lending.roles(event)
            if event["subject_type"] == "account":  # what somebody did to an account, as whoever they are
                held = held or NO_ROLE
            assert role in held, f"{where}: {account['full_name']} was never {role}"
        if event["kind"] != "transition":
            return
        definition = catalog.workflow(*split(event["definition"]))
        move = next(
            one
            for one in definition.transitions.values()
            if one.name == event["transition"] and event["source"] in one.sources
        )
        if move.kind is not Kind.USER:
            assert person is None, f"{where}: a step of the program was taken by a person"
            return
        assert role in move.role_set, f"{where}: {role} may not take it"
        if move.permission:
            allowed = engine.roles_permitted(definition, event["source"], move.permission)
            assert role in allowed, f"{where}: {role} has no {move.permission} in {event['source']}"

    def without_conflict(self, event: Mapping[str, Any]) -> None:
        """Nobody judges a unit they have a conflict with; nobody confirms what they entered."""
        if event["subject_type"] != "assessment" or event["actor_id"] is None:
            return
        unit = self.players.units[event["subject_id"]]
        if event["transition"] in ("confirm", "confirm_explanation"):
            whom = (event["data"].get("on_behalf") or {}).get("id")
            typed = {(event["subject_id"], event["actor_id"]), (event["subject_id"], whom)}
            assert not typed & self.record.entered, f"{event['actor_name']} confirms what they entered"
        if event["kind"] not in JUDGED and event["transition"] not in JUDGING_STEPS:
            return
        whom = (event["data"].get("on_behalf") or {}).get("id")
        people = {event["actor_id"], whom} - {None} if event["acting_role"] in JUDGING else set()
        if event["kind"] == "vote":
            people.add(event["data"]["member"])
        for person in people:
            name = self.players.names[person]
            assert not self.oracle.in_conflict(person, unit), f"{event['kind']}: {name} has a conflict"

    def outbox(self, changes: Changes) -> None:
        """Whatever waits has somebody who carries it out, and nothing was given up."""
        if "outbox_messages" not in changes:
            return
        for row in self.watch.all("outbox_messages"):
            assert row["topic"] in jobs.HANDLERS, f"nobody carries out {row['topic']}"
            assert row["dead_at"] is None, f"{row['topic']} was given up: {row['error']}"

    def sight(self, people: Iterable[str], listed: tuple[str, str]) -> None:
        """The policy, and one list's SQL, say of people and units what the oracle says."""
        session, rows = db.session(), {row["id"]: row for row in self.oracle.units()}
        actors = {name: self.players.actor(name) for name in {*people, listed[0]}}
        round_ = session.get_one(Round, self.players.round_id)
        stored = {one.id: one for one in session.scalars(select(Assessment).where(Assessment.id.in_(rows)))}
        for name in actors:
            actor = actors[name]
            for key, row in rows.items():
                for permission in READERS:
                    said = policy.can(actor, permission, stored[key], round_)
                    right = self.oracle.may(self.players.people[name], permission, row)
                    assert said == right, f"{name}, {permission}, {row['state']}: policy says {said}"
        name, permission = listed
        found = select(Assessment.id).where(visible(actors[name], round_, permission))
        right_ids = {
            key for key, row in rows.items() if self.oracle.may(self.players.people[name], permission, row)
        }
        assert set(session.scalars(found)) == right_ids, f"{name}, {permission}: a list shows other units"
        session.rollback()

    def whole(self) -> None:
        """Everything again, by the programme's own check and by the whole database."""
        report = verify(db.session())
        db.session.rollback()
        assert not report.faults, report.faults
        assert report.events
        assert not self.watch.missed(), "something was written that the watch did not see"
