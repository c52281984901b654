"""The published result of one unit: the four sheets side by side, each difference with its reason."""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.assessments.heads import head
from app.assessments.labels import full_label
from app.assessments.models import SHEET_STAGES
from app.assessments.queries import Opened
from app.assessments.reading import read_form
from app.assessments.sheets import as_published
from app.assessments.suppliers import own
from app.messages import assessments as texts
from frameworks import wording
from frameworks.computation import WITHDRAWN
from frameworks.numbers import number_from_canonical

Stored = Mapping[str, Any]


def result_page(session: Session, actor: Actor, opened: Opened) -> dict[str, Any]:
    """Self, appraisal, council and final points of every criterion and main index."""
    sheets = as_published(session, opened.assessment.id)
    contents = {stage: json.loads(sheet.content) for stage, sheet in sheets.items()}
    stages = [stage for stage in SHEET_STAGES if stage in contents]
    framework = opened.framework
    groups = [
        {
            "label": full_label(framework, main.code),
            "title": main.title,
            "maximum_display": wording.number(main.maximum),
            "points": [
                _text(_points(contents[stage], framework.leaves_under[main.code])) for stage in stages
            ],
            "rows": [
                _row(
                    contents,
                    stages,
                    code,
                    full_label(framework, code),
                    framework.nodes[code].title,
                    code not in own(framework).codes,
                )
                for code in framework.leaves_under[main.code]
            ],
        }
        for main in framework.mains
    ]
    return {
        **head(session, actor, opened, read_form(session, actor, opened)),
        "stages": [(stage, texts.STAGE_TITLES[stage]) for stage in stages],
        "totals": [
            (
                texts.STAGE_POINTS[stage],
                wording.number(sheets[stage].total),
                wording.number(number_from_canonical(contents[stage]["maximum"])),
            )
            for stage in stages
        ],
        "hashes": [(texts.STAGE_TITLES[stage], sheets[stage].content_hash) for stage in stages],
        "groups": groups,
    }


def _points(content: Stored, codes: tuple[str, ...]) -> Fraction:
    return sum((number_from_canonical(content["lines"][code]["points"]) for code in codes), Fraction(0))


def _text(points: Fraction) -> str:
    return wording.number(points)


def _row(
    contents: Mapping[str, Stored], stages: list[str], code: str, label: str, title: str, supplied: bool
) -> dict[str, Any]:
    """One criterion over the stages; a stage whose points differ from the one before says why.

    The unit's own sheet says nothing of a criterion whose figures others have `supplied`.
    """
    points = [number_from_canonical(contents[stage]["lines"][code]["points"]) for stage in stages]
    last = contents[stages[-1]]["lines"][code] if stages else {}
    return {
        "label": label,
        "title": title,
        "maximum_display": wording.number(number_from_canonical(last["maximum"])),
        "excluded": last["excluded"],
        "withdrawn": last.get("special") == WITHDRAWN,
        "points": [
            "–" if supplied and stage == "self" else _text(value)
            for stage, value in zip(stages, points, strict=True)
        ],
        "changed": [
            False,
            *(
                now != before and not (supplied and stage == "self")
                for stage, before, now in zip(stages, points, points[1:], strict=False)
            ),
        ],
        "supplied": texts.SUPPLIED if supplied else "",
        "reasons": _reasons(contents, stages, code),
    }


def _reasons(contents: Mapping[str, Stored], stages: list[str], code: str) -> list[dict[str, str]]:
    """Why points were changed: the team's reason, and the council's where it is another one."""
    found: list[dict[str, str]] = []
    before = None
    for stage in stages:
        why = contents[stage]["meta"]["differences"].get(code)
        if why and why != before:
            by = texts.by_vote(why["by"], why)
            found.append({"stage": texts.STAGE_TITLES[stage], "by": by, "reason": why["reason"]})
        before = why
    return found
