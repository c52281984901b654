"""Setting up a round: its dates, groups and frameworks, and the people who take part."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import catalog, clock, history, workflow
from app.accounts.actor import Actor
from app.accounts.models import Account, RoleGrant
from app.database import transaction
from app.errors import Forbidden, GuardRefused, InvalidInput, NotFound
from app.keeping import queries as kept
from app.messages import NOT_FOUND
from app.messages import accounts as account_messages
from app.messages import rounds as texts
from app.rounds import queries
from app.rounds.models import RESULT_PUBLIC, Round, RoundGroup
from app.rounds.ruling import Ruling, bands_problems, in_words, tie_break_problems
from app.rounds.ruling import kept as kept_of
from app.units.models import UnitGroup
from workflows import engine

ROUND_ROLES = (
    "appraiser",
    "council_chair",
    "council_member",
    "council_secretary",
    "secretariat",
    "chairman",
    "expert",
)
JUDGING_ROLES = ("appraiser", "council_chair", "council_member", "council_secretary", "expert")


@dataclass(frozen=True)
class Plan:
    """The dates and settings of a round; days are Vietnamese days, the last one included."""

    title: str
    opens_on: date
    entry_deadline: date
    appraisal_deadline: date
    council_on: date
    publish_before: date
    grace_days: int = 0
    explanation_days: int = 5
    decimals: int = 2
    casting_vote: bool = True
    quorum_percent: int = 50  # the council meets when more than this share of its members is there

    def check(self) -> None:
        """Refuse an empty title or days out of order."""
        if not self.title.strip():
            raise InvalidInput(texts.TITLE_NEEDED, field="title", typed=self.title)
        if not 50 <= self.quorum_percent <= 99:
            raise InvalidInput(texts.QUORUM_RANGE, field="quorum_percent", typed=str(self.quorum_percent))
        days = [
            self.opens_on,
            self.entry_deadline,
            self.appraisal_deadline,
            self.council_on,
            self.publish_before,
        ]
        if days != sorted(days):
            raise InvalidInput(texts.DATES_OUT_OF_ORDER, field="opens_on")


def create_round(actor: Actor, year: int, plan: Plan, assessed_by: str = catalog.ASSESSMENT_WORKFLOW) -> int:
    """Start preparing a round of the actor's authority; returns its id. One round runs at a time.

    `assessed_by` is the workflow of its units' assessments, in its newest version; the round runs under the
    one that names as its parent.
    """
    plan.check()
    of_unit = catalog.newest_workflows().get(assessed_by)
    if of_unit is None or of_unit.subject != "assessment":
        raise InvalidInput(texts.UNKNOWN_WORKFLOW, field="assessed_by", typed=assessed_by)
    with transaction() as session:
        if "standing_body" not in {role for role, where in actor.grants if where is None}:
            raise Forbidden(texts.ONLY_STANDING_BODY, rule="only the standing body creates a round")
        running = session.scalar(
            select(Round.id).where(
                Round.authority_id == actor.authority_id, Round.state.not_in(RESULT_PUBLIC)
            )
        )
        if running is not None:
            raise GuardRefused(texts.ROUND_RUNNING, reasons=[texts.ROUND_RUNNING])
        definition = catalog.newest_workflow(of_unit.parent or catalog.ROUND_WORKFLOW)
        round_ = Round(
            authority_id=actor.authority_id,
            year=year,
            state=definition.initial,
            workflow=definition.id,
            workflow_version=definition.version,
            variables=engine.initial_variables(definition),
            assessment_workflow=of_unit.id,
            assessment_workflow_version=of_unit.version,
            created_at=clock.now(),
            **asdict(plan),
        )
        session.add(round_)
        session.flush()
        history.append(
            session, "round", round_.id, "round_created", actor, "standing_body", data=_shown(plan)
        )
        return round_.id


def change_plan(
    actor: Actor, round_id: int, plan: Plan, *, reason: str = "", seen_version: int | None = None
) -> None:
    """Change dates and settings: freely while preparing; once open, deadlines move later, with a reason."""
    plan.check()
    with transaction() as session:
        round_ = queries.open_round(session, actor, round_id, lock=True)
        preparing = round_.state == "preparing"
        queries.open_round(session, actor, round_id, "configure" if preparing else "extend")
        workflow.check_version(session, round_, "round", seen_version)
        if not preparing:
            _check_running(round_, plan, reason)
        before = {name: str(getattr(round_, name)) for name in asdict(plan)}
        for name, value in asdict(plan).items():
            setattr(round_, name, value)
        after = _shown(plan)
        changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
        if changed:
            history.append(
                session,
                "round",
                round_id,
                "round_changed",
                actor,
                "standing_body",
                comment=reason.strip() or None,
                data={"changed": changed},
            )


def _check_running(round_: Round, plan: Plan, reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(texts.REASON_NEEDED, field="reason")
    for name in ("entry_deadline", "appraisal_deadline", "publish_before"):
        if getattr(plan, name) < getattr(round_, name):
            raise InvalidInput(texts.DEADLINE_EARLIER, field=name)
    if round_.state not in ("collecting", "appraising") and plan.quorum_percent != round_.quorum_percent:
        raise InvalidInput(texts.QUORUM_FIXED, field="quorum_percent", typed=str(plan.quorum_percent))
    fixed = ("opens_on", "decimals", "casting_vote")
    if any(getattr(plan, name) != getattr(round_, name) for name in fixed):
        raise InvalidInput(texts.FIXED_ONCE_OPEN, field="decimals")


def _shown(plan: Plan) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(plan).items()}


def add_group(actor: Actor, round_id: int, unit_group_id: int, framework_id: str) -> None:
    """Let a group of units take part, scored by exactly this framework: its id, or ``id@version``."""
    with transaction() as session:
        round_ = queries.open_round(session, actor, round_id, "configure", lock=True)
        group = session.get(UnitGroup, unit_group_id)
        if group is None or group.authority_id != round_.authority_id:
            raise InvalidInput(texts.UNKNOWN_GROUP, field="unit_group_id")
        framework = kept.usable(session, round_.authority_id, framework_id)
        if framework is None:
            raise InvalidInput(texts.UNKNOWN_FRAMEWORK, field="framework_id", typed=framework_id)
        groups = queries.groups_of(session, round_id)
        if unit_group_id in {row.unit_group_id for row in groups}:
            raise InvalidInput(texts.GROUP_TAKEN, field="unit_group_id")
        session.add(
            RoundGroup(
                round_id=round_id,
                unit_group_id=unit_group_id,
                title=group.title,
                position=max((row.position for row in groups), default=0) + 1,
                framework_id=framework.id,
                framework_version=framework.version,
                framework_hash=framework.hash,
            )
        )
        _record(session, round_, actor, "group_added", {"group": group.title, "framework": framework.id})


def remove_group(actor: Actor, round_id: int, group_id: int) -> None:
    """Take a group out of a round that is being prepared."""
    with transaction() as session:
        round_ = queries.open_round(session, actor, round_id, "configure", lock=True)
        group = session.get(RoundGroup, group_id)
        if group is None or group.round_id != round_id:
            raise NotFound(NOT_FOUND, group=group_id)
        session.delete(group)
        _record(session, round_, actor, "group_removed", {"group": group.title})


def rule_group(actor: Actor, round_id: int, group_id: int, ruled: Ruling) -> None:
    """Keep a group's bands and the order that tells equal totals apart, while the round is prepared."""
    with transaction() as session:
        round_ = queries.open_round(session, actor, round_id, "configure", lock=True)
        group = session.get(RoundGroup, group_id)
        if group is None or group.round_id != round_id:
            raise NotFound(NOT_FOUND, group=group_id)
        framework = catalog.of(group)
        bands = bands_problems(framework, ruled.bands) if ruled.bands is not None else []
        order = tie_break_problems(framework, ruled.mains)
        for problems, name in ((bands, "bands"), (order, "tie_break")):
            if problems:
                raise InvalidInput(" ".join(problems), field=name)
        before = group.bands, group.tie_break
        group.bands, group.tie_break = kept_of(framework, ruled)
        if (group.bands, group.tie_break) == before:
            return
        words, ties = in_words(group, framework)
        data = {"group": group.title, "bands": words, "tie_break": ties}
        _record(session, round_, actor, "group_ruled", data)


def add_member(actor: Actor, round_id: int, account_id: int, role: str) -> None:
    """Give a person a role in the round. A unit's own two accounts do not judge."""
    with transaction() as session:
        round_ = queries.open_round(session, actor, round_id, "manage_people", lock=True)
        if role not in ROUND_ROLES:
            raise InvalidInput(texts.UNKNOWN_ROLE, field="role", typed=role)
        if actor.behalf is not None and account_id in actor.people:  # no delegate gives more than was lent
            raise Forbidden(account_messages.NOT_ONESELF, rule="rounds.own_roles", actor=actor.id)
        account = session.get(Account, account_id)
        if account is None or account.authority_id != round_.authority_id or not account.is_active:
            raise InvalidInput(texts.UNKNOWN_ACCOUNT, field="account_id")
        if account.unit_role and role in JUDGING_ROLES:
            raise InvalidInput(texts.UNIT_ACCOUNT, field="account_id")
        held = session.scalar(
            select(func.count()).where(
                RoleGrant.account_id == account_id,
                RoleGrant.round_id == round_id,
                RoleGrant.role == role,
                RoleGrant.ended_at.is_(None),
            )
        )
        if held:
            raise InvalidInput(texts.ALREADY_MEMBER, field="account_id")
        session.add(
            RoleGrant(
                account_id=account_id,
                round_id=round_id,
                role=role,
                granted_at=clock.now(),
                granted_by=actor.id,
            )
        )
        _record(session, round_, actor, "member_granted", {"person": account.full_name, "role": role})


def end_member(actor: Actor, round_id: int, grant_id: int) -> None:
    """End a person's role in the round; what they did stays in the record."""
    with transaction() as session:
        round_ = queries.open_round(session, actor, round_id, "manage_people", lock=True)
        grant = session.get(RoleGrant, grant_id)
        if grant is None or grant.round_id != round_id or grant.ended_at is not None:
            raise NotFound(NOT_FOUND, grant=grant_id)
        grant.ended_at = clock.now()
        name = session.scalar(select(Account.full_name).where(Account.id == grant.account_id))
        _record(session, round_, actor, "member_ended", {"person": name or "", "role": grant.role})


def _record(session: Session, round_: Round, actor: Actor, kind: str, data: dict[str, str]) -> None:
    history.append(session, "round", round_.id, kind, actor, "standing_body", data=data)
