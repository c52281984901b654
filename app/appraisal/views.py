"""What the pages of the appraisal show: plain data made from what the queries read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Any

from app.appraisal.comparison import CriterionRow
from app.appraisal.models import CriterionReview, Opinion
from app.appraisal.opinions import NOTHING, View
from app.appraisal.queries import UNDER_WAY, decision_version
from app.appraisal.raised import Raised
from app.appraisal.unit_file import UnitFile
from app.assessments.entry import show_value
from app.assessments.panels import anchor, file_shown, text_of
from app.assessments.queries import Opened
from app.assessments.suppliers import own
from app.clock import local
from app.messages import clock_and_day
from app.messages.appraisal import BY_GROUP, DECISION_TITLES, NOT_COUNTED
from app.messages.assigning import LANE_WORDS
from frameworks import wording
from frameworks.explain import explain_line
from frameworks.model import Framework, Node
from frameworks.numbers import format_vi, from_canonical
from frameworks.sheet import Sheet as Scores


@dataclass(frozen=True)
class Refused:
    """What a person typed at a criterion and why it was refused, to be shown again."""

    code: str
    field: str
    message: str
    typed: Mapping[str, str]


def shown(points: Fraction | None) -> str:
    """Points for reading; nothing for none."""
    return "" if points is None else wording.number(points)


def signed(difference: Fraction) -> str:
    """A difference of points with its sign: "+0,5", "−0,75"; nothing for none."""
    if not difference:
        return ""
    return ("+" if difference > 0 else "−") + shown(abs(difference))


def parents(framework: Framework) -> dict[str, Node]:
    """The node right above every node."""
    return {child.code: node for node in framework.nodes.values() for child in node.children}


def under(framework: Framework, main: Node) -> list[tuple[Node | None, list[Node]]]:
    """The criteria of a main index in printed order, in runs with the component they stand under."""
    above = parents(framework)
    runs: list[tuple[Node | None, list[Node]]] = []
    for code in framework.leaves_under[main.code]:
        leaf = framework.nodes[code]
        head: Node | None = above.get(code)
        while head is not None and head.level in ("criterion", "subcriterion"):
            head = above.get(head.code)
        head = head if head is not None and head.level == "component" else None
        if not runs or runs[-1][0] is not head:
            runs.append((head, []))
        runs[-1][1].append(leaf)
    return runs


def waits(leaf: Node) -> bool:
    """Whether a criterion's points come only once the figures of the whole group are known."""
    return leaf.rule is not None and bool(leaf.rule.comparing)


def given(
    opinion: Opinion | None, name: str, entered: Fraction, waiting: bool = False
) -> dict[str, Any] | None:
    """An independent opinion for reading, as a decision."""
    if opinion is None:
        return None
    told = CriterionReview(
        decision=opinion.decision,
        points=opinion.points,
        reason=opinion.reason,
        reviewed_at=opinion.given_at,
    )
    words = LANE_WORDS[opinion.lane]
    return {**(decision(told, name or words, entered, waiting) or {}), "lane": words}


def opinions_of(view: View, entered: Fraction, waiting: bool) -> list[dict[str, Any]]:
    """Both opinions of a criterion for reading; none before both are given."""
    return [shown for row, name in view.both if (shown := given(row, name, entered, waiting))]


def decision(
    review: CriterionReview | None, reviewer: str, entered: Fraction, waiting: bool = False
) -> dict[str, Any] | None:
    """A decision for reading, None where there is none yet; `waiting`: accepted figures give points later."""
    if review is None:
        return None
    moment = local(review.reviewed_at)
    excluded, later = review.decision == "na_accepted", waiting and review.decision == "accepted"
    return {
        "decision": review.decision,
        "title": DECISION_TITLES[review.decision],
        "points": review.points,
        "points_display": NOT_COUNTED if excluded else (BY_GROUP if later else shown(review.points)),
        "difference": "" if excluded or waiting else signed(review.points - entered),
        "reason": review.reason or "",
        "by": reviewer,
        "when": clock_and_day(moment),
    }


class UnitPage:
    """The appraisal of one unit: every criterion with what the unit says beside what the team decides."""

    def __init__(
        self,
        opened: Opened,
        file: UnitFile,
        raised: Sequence[Raised],
        *,
        editable: bool,
        may_ask: bool,
        may_raise: bool,
        refused: Refused | None = None,
        mine: frozenset[str] | None = None,
        holders: Mapping[str, Sequence[str]] | None = None,
        opinions: Mapping[tuple[int, str], View] | None = None,
        may_settle: bool = False,
        person: int | None = None,
    ) -> None:
        self.opened, self.file, self.refused = opened, file, refused
        self.mine, self.holders, self.opinions = mine, holders or {}, opinions or {}
        self.may_settle, self.person = may_settle, person
        self.editable, self.may_ask, self.may_raise = editable, may_ask, may_raise
        self.framework = opened.framework
        self.self_scores: Scores = file.content.scores()
        self.entered_total = file.entered.scores().rescaled_total
        self.scores: Scores = file.appraised.scores()
        self.raised = {point.code: point for point in raised}
        self.above = parents(self.framework)

    @property
    def may_read_objections(self) -> bool:
        """Whether the reader is of those who answer the unit's objections, or watch over them."""
        return bool(self.opened.roles & {"appraiser", "standing_body", "auditor"})

    @property
    def reviewed(self) -> int:
        """How many criteria have a decision."""
        return sum(self.is_decided(leaf.code) for leaf in self.framework.leaves)

    def opinion(self, code: str) -> View:
        """What the person may know of the independent opinions of a criterion."""
        view = self.opinions.get((self.opened.assessment.id, code), NOTHING)
        return view if view.complete or self.is_mine(code) else NOTHING

    def is_decided(self, code: str) -> bool:
        """Whether there is a decision; where two judge independently, this person's own opinion counts."""
        return code in self.file.reviews or self.opinion(code).own is not None

    def is_mine(self, code: str) -> bool:
        """Whether the criterion is the person's to judge."""
        return self.mine is None or code in self.mine

    def main(self, code: str | None) -> Node:
        """The main index asked for, the first one by default."""
        mains = self.framework.mains
        return next((node for node in mains if node.code == code), mains[0])

    def tabs(self, main: Node) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The pillars (none where there is one tree), and the main indexes of the present one, each with how
        much of it is decided; addresses are the page's own business."""
        root = next(root for root in self.framework.roots if main in root.walk())
        if root.level != "pillar":
            return [], [self._tab(node, main) for node in self.framework.mains]
        pillars = []
        for one in self.framework.roots:
            first = next(node for node in one.walk() if node.level == "main")
            pillars.append({**self._tab(one, root), "title": one.title, "code": first.code})
        inside = {node.code for node in root.walk()}
        return pillars, [self._tab(node, main) for node in self.framework.mains if node.code in inside]

    def _tab(self, node: Node, present: Node) -> dict[str, Any]:
        codes = self.framework.leaves_under[node.code]
        done = sum(self.is_decided(code) for code in codes)
        return {
            "code": node.code,
            "title": f"{node.label}. {node.title}",
            "active": node is present,
            "badge": f"{done}/{len(codes)}",
            "done": done == len(codes),
        }

    def waiting(self, main: Node) -> int:
        """How many criteria of a main index can be accepted in one go: undecided, and not claimed away."""
        return sum(
            self.is_mine(code) and not self.is_decided(code) and not self._claimed(code)
            for code in self.framework.leaves_under[main.code]
        )

    def _claimed(self, code: str) -> bool:
        return self.file.content.statuses.get(code) == "na_claimed"

    def groups(self, main: Node) -> list[dict[str, Any]]:
        """The criteria of a main index, by component."""
        return [
            {"head": head, "criteria": [self.criterion(leaf) for leaf in leaves]}
            for head, leaves in under(self.framework, main)
        ]

    def criterion(self, leaf: Node) -> dict[str, Any]:
        """One criterion."""
        file, code = self.file, leaf.code
        line, entry = self.self_scores.lines[code], file.entries.get(code)
        review = file.reviews.get(code)
        status = str(line.status)
        parent = self.above.get(code)
        words = text_of(self.framework).criteria[code]
        refused = self.refused if self.refused and self.refused.code == code else None
        opinion = self.opinion(code)
        own = None if review or opinion.complete else given(opinion.own, "", line.points, waits(leaf))
        return {
            **words,
            "assessment_id": self.opened.assessment.id,
            "parent": parent.title if parent and parent.level == "criterion" else "",
            "entered": line.points,
            "entered_display": BY_GROUP if waits(leaf) else shown(line.points),
            "waits": waits(leaf),
            "status": status,
            "excluded": line.excluded,
            "claimed": self._claimed(code),
            "explanation": explain_line(leaf, self.framework, file.content.figures, line.status),
            "warnings": [warning.message for warning in line.warnings],
            "figures": [self._figure(words) for words in text_of(self.framework).figures[code]],
            "declared_reason": (entry.reason or "") if entry and status in ("no_data", "na_claimed") else "",
            "note": (entry.note or "") if entry else "",
            "files": [file_shown(one, editable=False) for one in file.files.get(code, [])],
            "questions": file.questions.get(code, []),
            "draft": file.drafts.get(code, ""),
            "raised": self.raised.get(code),
            "review": decision(review, file.reviewers.get(code, ""), line.points, waits(leaf)) or own,
            "version": decision_version(self.opened.assessment, review or opinion.own),
            "editable": self.editable and self.is_mine(code) and not opinion.complete,
            "holders": self.holders.get(code, []),
            "mine": self.is_mine(code),
            "pending": own is not None,
            "opinions": opinions_of(opinion, line.points, waits(leaf)),
            "may_settle": self.may_settle and opinion.complete and not opinion.given_by(self.person),
            "agreed": review is not None,
            "may_ask": self.may_ask and (self.is_mine(code) or "standing_body" in self.opened.roles),
            "may_raise": self.may_raise,
            "refused": refused,
        }

    def _figure(self, words: Mapping[str, Any]) -> dict[str, Any]:
        field = self.framework.inputs[words["name"]]
        value = self.file.values.get(field.name)
        return {
            **words,
            "unit": field.unit if field.is_number else "",
            "value": show_value(field, value) if value is not None else "",
            "provenance": self.file.provenance.get(field.name, ""),
        }

    def supplied_points(self) -> Fraction | None:
        """The points of figures that others handed in; None where there are no such criteria."""
        leaves = own(self.framework).supplied
        lines = self.self_scores.lines
        return sum((lines[leaf.code].points for leaf in leaves), Fraction(0)) if leaves else None

    def summary(self) -> dict[str, Any]:
        """Totals so far: what has no decision yet counts as entered."""
        decimals = self.opened.round.decimals
        excluded = self.framework.maximum - self.scores.counted_maximum
        change = self.scores.rescaled_total - self.self_scores.rescaled_total
        return {
            "self": format_vi(self.entered_total, decimals),
            "supplied": shown(self.supplied_points()),
            "appraised": format_vi(self.scores.rescaled_total, decimals),
            "change": ("+" if change > 0 else "−") + format_vi(abs(change), decimals) if change else "",
            "maximum": shown(self.framework.maximum),
            "excluded": shown(excluded) if excluded else "",
            "raw": format_vi(self.scores.total, decimals),
            "counted": shown(self.scores.counted_maximum),
            "provisional": self.opened.assessment.state in UNDER_WAY,
            "done": self.reviewed,
            "leaves": len(self.framework.leaves),
        }

    def questions_to_send(self) -> list[dict[str, str]]:
        """What is written down to be asked, in printed order."""
        words = text_of(self.framework)
        return [
            {
                **words.criteria[leaf.code],
                "question": self.file.drafts[leaf.code],
                "main": words.main[leaf.code],
            }
            for leaf in self.framework.leaves
            if leaf.code in self.file.drafts
        ]


def criterion_line(
    framework: Framework,
    leaf: Node,
    row: CriterionRow,
    *,
    editable: bool,
    raised: Raised | None,
    refused: Refused | None = None,
    opinion: View = NOTHING,
) -> dict[str, Any]:
    """One unit's line in the table of a criterion."""
    figures = {name: from_canonical(framework.inputs[name], value) for name, value in row.values.items()}
    status = row.status
    own = None if row.review or opinion.complete else given(opinion.own, "", row.entered, waits(leaf))
    return {
        "id": row.assessment.id,
        "anchor": f"dv-{row.assessment.id}",
        "unit": row.unit.name,
        "state": row.assessment.state,
        "values": [
            show_value(framework.inputs[name], row.values[name]) if name in row.values else ""
            for name in leaf.inputs
        ],
        "entered": row.entered,
        "entered_display": BY_GROUP if waits(leaf) else shown(row.entered),
        "waits": waits(leaf),
        "provisional": shown(row.provisional) if row.provisional is not None else "",
        "explanation": explain_line(leaf, framework, figures, status),
        "status": status,
        "claimed": row.claimed,
        "declared_reason": (row.entry.reason or "")
        if row.entry and status in ("no_data", "na_claimed")
        else "",
        "note": (row.entry.note or "") if row.entry else "",
        "evidence": row.evidence,
        "question": row.question,
        "raised": raised,
        "review": decision(row.review, row.reviewer, row.entered, waits(leaf)) or own,
        "version": decision_version(row.assessment, row.review or opinion.own),
        "pending": own is not None,
        "differs": row.review is None and opinion.complete,
        "editable": editable and not opinion.complete,
        "refused": refused,
        "code": leaf.code,
        "maximum_display": shown(leaf.maximum),
        "main": text_of(framework).main[leaf.code],
        "criterion_anchor": anchor(leaf.code),
    }


def spread(points: Sequence[Fraction]) -> dict[str, str] | None:
    """Least, middle and greatest of some points; None of nothing."""
    if not points:
        return None
    return {
        "least": shown(min(points)),
        "middle": shown(Fraction(median(points))),
        "greatest": shown(max(points)),
    }
