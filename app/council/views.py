"""What the pages of the council show: plain data made from what the queries read."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from app import catalog, policy
from app.accounts.actor import Actor
from app.accounts.models import Account
from app.appraisal.unit_file import UnitFile
from app.appraisal.views import shown, signed
from app.assessments.panels import anchor, text_of
from app.assessments.queries import Opened
from app.council.bindings import GroupState
from app.council.floor import Floor
from app.council.models import AgendaItem, Attendance, CouncilSession
from app.council.operations import count_votes
from app.council.queries import PointView
from app.council.sheets import lay_over
from app.council.table import Table
from app.council.totals import Difference, UnitTotals
from app.messages import cohort as group_texts
from app.messages.appraisal import DECISION_TITLES, NOT_COUNTED
from app.messages.council import (
    CHOICE_TITLES,
    OUTCOME_TITLES,
    SOURCE_TITLES,
    meeting_state,
    quorum_rule,
    votes_missing,
)
from app.rounds.models import RoundGroup
from frameworks.computation import WITHDRAWN
from frameworks.model import Framework, Node
from frameworks.numbers import format_vi

BEFORE_COUNCIL = frozenset({"in_council", "reviewing_complaint"})


def meeting_line(meeting: CouncilSession, people: Mapping[int, str]) -> dict[str, Any]:
    """One meeting in the list."""
    return {
        "id": meeting.id,
        "number": meeting.number,
        "held_on": meeting.held_on,
        "starts_at": meeting.starts_at or "",
        "invited_at": meeting.invited_at,
        "begun": meeting.opened_at is not None,
        "names_shown": meeting.names_shown,
        "place": meeting.place,
        "chair": people.get(meeting.chair_id, ""),
        "secretary": people.get(meeting.secretary_id, ""),
        "state": meeting_state(meeting.opened_at is not None, meeting.closed_at is not None),
        "tone": "neutral" if meeting.closed_at else ("green" if meeting.opened_at else "blue"),
        "running": meeting.opened_at is not None and meeting.closed_at is None,
        "closed": meeting.closed_at is not None,
        "conclusion": meeting.conclusion or "",
    }


def attendance_lines(
    members: Sequence[Account], noted: Mapping[int, Attendance], typed: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Every member with whether they are there; what was typed and refused is shown again."""
    lines = []
    for member in members:
        row = noted.get(member.id)
        present, reason = (row.present, row.reason or "") if row else (True, "")
        if typed is not None:
            present = typed.get(f"co_mat_{member.id}") == "1"
            reason = typed.get(f"reason_{member.id}", "")
        lines.append(
            {
                "id": member.id,
                "name": member.full_name,
                "title": member.position_title,
                "present": present,
                "noted": row is not None,
                "reason": reason,
            }
        )
    return lines


def quorum_line(table: Floor) -> dict[str, Any]:
    """How many are there, of how many, and whether that is enough."""
    return {
        "present": len(table.present),
        "expected": len(table.members),
        "needed": table.needed,
        "enough": table.enough,
        "rule": quorum_rule(table.round.quorum_percent),
        "noted": bool(table.attendance),
    }


def agenda_lines(items: Sequence[AgendaItem]) -> list[dict[str, Any]]:
    """The agenda; the first item not done yet is the one the meeting is at."""
    at = next((item.id for item in items if item.done_at is None), None)
    return [
        {
            "id": item.id,
            "number": item.position,
            "title": item.title,
            "presenter": item.presenter,
            "point_id": item.point_id,
            "done": item.done_at is not None,
            "now": item.id == at,
            "first": item.position == 1,
            "last": item is items[-1],
        }
        for item in items
    ]


def pillar_of(framework: Framework, code: str) -> str:
    """The title of the pillar a node stands under; nothing where the framework has but one tree."""
    root = next(root for root in framework.roots if any(node.code == code for node in root.walk()))
    return root.title if root.level == "pillar" else ""


class Voting:
    """What is the same for every point of a meeting: who votes, and how ties are settled."""

    def __init__(self, actor: Actor, floor: Floor) -> None:
        self.actor, self.floor = actor, floor
        self.round, self.meeting = floor.round, floor.meeting

    @property
    def casting(self) -> int | None:
        """Whose vote settles a tie."""
        return self.meeting.chair_id if self.meeting and self.round.casting_vote else None

    def _may_return(self, view: PointView, member: Account) -> bool:
        """Whether the person may take back that a member stepped out of a point."""
        if member.id not in self.floor.may_return(view):
            return False
        permission = "vote" if member.id == self.actor.id else "decide_point"
        return policy.can(self.actor, permission, view.assessment, self.round)

    def point(self, view: PointView) -> dict[str, Any]:
        """One open point for reading and voting."""
        at = self.floor.at(view)
        return {
            "id": view.point.id,
            "anchor": f"vd-{view.point.id}",
            "version": view.point.version,
            "assessment_id": view.assessment.id,
            "unit": view.unit.name,
            "open": _is_open(view),
            "source": SOURCE_TITLES[view.point.source],
            "question": view.point.question,
            "raised_by": view.raised_by,
            "reason": view.point.reason or "",
            **_criterion(view.group, view.point.code, view.entered, view.appraised),
            "main": text_of(catalog.of(view.group)).main[view.point.code],
            "criterion_anchor": anchor(view.point.code),
            "appraisal_reason": (view.review.reason or "") if view.review else "",
            "proposed": shown(view.point.proposed_points),
            **self._voters(view, at),
            **self._counts(view, at),
            **self._allowed(view, at),
            **self._outcome(view, at),
            "notes": [
                {"id": note.id, "speaker": note.speaker, "content": note.content}
                for note in self.floor.notes.get(view.point.id, ())
            ],
        }

    def _voters(self, view: PointView, at: Table) -> dict[str, Any]:
        """Who votes on a point, how each voted where that may be seen, and who steps out."""
        seen = policy.can(self.actor, "view_votes", view.assessment, self.round)
        present = self.floor.present
        choices = view.votes if seen else {}
        return {
            "voters": [
                {
                    "id": member.id,
                    "name": member.full_name,
                    "choice": choices.get(member.id, ""),
                    "choice_title": CHOICE_TITLES.get(choices.get(member.id, ""), ""),
                    "casting": member.id == self.casting,
                }
                for member in at.voters
            ],
            "votes_seen": seen,
            "own": view.votes.get(self.actor.id or 0, ""),
            "aside": [
                {
                    "id": member.id,
                    "name": member.full_name,
                    "reason": at.aside[member.id],
                    "present": member.id in present,
                    "may_return": self._may_return(view, member),
                }
                for member in self.floor.members
                if member.id in at.aside
            ],
        }

    def _counts(self, view: PointView, at: Table) -> dict[str, Any]:
        """How many voted which way, and whose vote is missing."""
        missing = [member.full_name for member in at.voters if member.id not in view.votes]
        return {
            "counts": [(key, title, view.count(key)) for key, title in CHOICE_TITLES.items()],
            "cast": len(view.votes),
            "expected": len(at.voters),
            "missing": votes_missing(missing) if missing and _is_open(view) else "",
        }

    def _allowed(self, view: PointView, at: Table) -> dict[str, Any]:
        """What the person may do with a point, and why nothing can be decided on it now; `forms` are those
        that stand at it while a meeting with its quorum runs."""
        open_ = _is_open(view)
        may_vote = (
            policy.can(self.actor, "vote", view.assessment, self.round)
            and open_
            and self.actor.behalf is None
            and any(member.id == self.actor.id for member in at.voters)
        )
        may_decide = policy.can(self.actor, "decide_point", view.assessment, self.round) and open_
        blocked = (at.refusal or "") if open_ and self.meeting else ""
        complete = all(member.id in view.votes for member in at.voters)
        forms = {
            "vote": may_vote,
            "hands": may_decide,
            "decide": may_decide and complete,
            "step_out": may_vote or may_decide,
        }
        before_council = view.assessment.state in BEFORE_COUNCIL
        return {
            "before_council": before_council,
            "may_decide": may_decide,
            "blocked": blocked,
            "forms": [name for name, here in forms.items() if here and before_council and not blocked],
        }

    def _outcome(self, view: PointView, at: Table) -> dict[str, Any]:
        """Where the votes lead while a point is open; afterwards what was decided."""
        votes = {key: choice for key, choice in view.votes.items() if key not in at.aside}
        tie = view.count("for") == view.count("against") and bool(view.votes)
        outcome = count_votes(votes, self.casting) if _is_open(view) else view.point.outcome or "keep"
        return {
            "tie": tie,
            "by_casting": tie and self.casting is not None,
            "outcome": outcome,
            "outcome_title": OUTCOME_TITLES[outcome],
        }


def _is_open(view: PointView) -> bool:
    return view.point.state == "open"


def _criterion(group: RoundGroup, code: str, entered: Fraction, appraised: Fraction | None) -> dict[str, Any]:
    """A criterion of a group's framework, with the unit's points and the team's."""
    framework = catalog.of(group)
    words = text_of(framework)
    return {
        "code": code,
        "label": words.labels[code],
        "title": words.criteria[code]["title"],
        "pillar": pillar_of(framework, code),
        "maximum": shown(framework.nodes[code].maximum),
        "entered": shown(entered),
        "appraised": NOT_COUNTED if appraised is None else shown(appraised),
    }


def unit_line(row: UnitTotals, decimals: int) -> dict[str, Any]:
    """One unit with its totals and what still stands in the way."""
    definition = catalog.of_item(row.assessment)
    labels = text_of(row.framework).labels
    change = row.council_total - row.appraised_total
    return {
        "id": row.assessment.id,
        "name": row.unit.name,
        "group": row.group.title,
        "group_id": row.group.id,
        "state": row.assessment.state,
        "state_title": definition.states[row.assessment.state].title,
        "self": format_vi(row.self_total, decimals),
        "appraised": format_vi(row.appraised_total, decimals),
        "council": format_vi(row.council_total, decimals),
        "change": ("+" if change > 0 else "−") + format_vi(abs(change), decimals) if change else "",
        "maximum": shown(row.maximum),
        "ranked": row.assessment.ranked,
        "open": [labels[code] for code in row.open_codes],
        "adjusted": row.adjusted,
    }


def difference_line(row: Difference) -> dict[str, Any]:
    """One criterion on which unit and team differ."""
    return {
        "id": row.assessment.id,
        "unit": row.unit.name,
        "anchor": anchor(row.review.code),
        **_criterion(row.group, row.review.code, row.entered, row.appraised),
        "difference": "" if row.appraised is None else signed(row.appraised - row.entered),
        "decision": DECISION_TITLES[row.review.decision],
        "reason": row.review.reason or "",
        "by": row.reviewer,
        "raised": row.raised,
    }


class UnitSides:
    """A unit's points side by side: its own, the team's, the council's."""

    def __init__(
        self,
        opened: Opened,
        file: UnitFile,
        points: Sequence[PointView],
        group: GroupState | None = None,
    ) -> None:
        self.opened, self.file, self.framework = opened, file, opened.framework
        self.points = points
        decided = sorted(
            (view.point for view in points if view.point.outcome == "adjust"),
            key=lambda point: (point.decided_at, point.id),
        )
        self.own = file.content.scores()
        self.team = file.appraised.scores()
        self.council_content = lay_over(file.appraised, decided)
        if group is not None:  # what compares the units, as it stands now
            self.council_content = group.lay(self.council_content, opened.unit.code)
        self.council = self.council_content.scores()
        self.open = {view.point.code for view in points if view.point.state == "open"}
        self.settled = {view.point.code: view.point for view in points if view.point.state == "decided"}

    def totals(self) -> dict[str, str]:
        """The three totals."""
        decimals = self.opened.round.decimals
        return {
            "self": format_vi(self.own.rescaled_total, decimals),
            "appraised": format_vi(self.team.rescaled_total, decimals),
            "council": format_vi(self.council.rescaled_total, decimals),
            "maximum": shown(self.framework.maximum),
            "council_maximum": shown(self.council.maximum),
        }

    def mains(self, only_differences: bool) -> list[dict[str, Any]]:
        """The main indexes with their criteria, or with those alone on which somebody differs or asks."""
        shown_mains = []
        for main in self.framework.mains:
            codes = self.framework.leaves_under[main.code]
            lines = [self._line(self.framework.nodes[code]) for code in codes]
            if only_differences:
                lines = [line for line in lines if line["differs"]]
            if lines:
                shown_mains.append({**self._main(main), "lines": lines})
        return shown_mains

    def _main(self, main: Node) -> dict[str, Any]:
        return {
            "label": main.label,
            "title": main.title,
            "pillar": pillar_of(self.framework, main.code),
            "maximum": shown(main.maximum),
            "council_maximum": self._reduced(main),
            "entered": shown(self.own.node_points(main.code)),
            "appraised": shown(self.team.node_points(main.code)),
            "council": shown(self.council.node_points(main.code)),
        }

    def _reduced(self, main: Node) -> str:
        """The maximum that is left of a main index where criteria under it are withdrawn."""
        left = self.council.framework.nodes[main.code].maximum
        return shown(left) if left != main.maximum else ""

    def _line(self, leaf: Node) -> dict[str, Any]:
        code = leaf.code
        own, team, council = self.own.lines[code], self.team.lines[code], self.council.lines[code]
        review, point = self.file.reviews.get(code), self.settled.get(code)
        changed_by_team = review is not None and review.decision != "accepted"
        withdrawn = council.special == WITHDRAWN
        return {
            "code": code,
            "anchor": anchor(code),
            "label": text_of(self.framework).labels[code],
            "title": leaf.title,
            "maximum": shown(leaf.maximum),
            "entered": self._points(own.points, own.excluded),
            "appraised": self._points(team.points, team.excluded),
            "council": "–" if withdrawn else self._points(council.points, council.excluded),
            "withdrawn": withdrawn,
            "special": self._special(council.special),
            "team_changed": changed_by_team,
            "council_changed": council.points != team.points or council.excluded != team.excluded,
            "reason": (review.reason or "") if review and changed_by_team else "",
            "council_reason": (point.reason or "") if point else "",
            "open": code in self.open,
            "differs": changed_by_team or point is not None or code in self.open or bool(council.special),
        }

    def _special(self, special: str) -> str:
        """Why a line stands apart: withdrawn for all, or points of a special rule."""
        if special == WITHDRAWN:
            return group_texts.WITHDRAWN
        return next((rule.title for rule in self.framework.special if rule.id == special), "")

    @staticmethod
    def _points(points: Fraction, excluded: bool) -> str:
        return NOT_COUNTED if excluded else shown(points)
