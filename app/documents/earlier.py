"""Papers drawn up by an earlier release: their data is kept as it was, and completed when it is read.

What a later release says more of did not exist then, so the completion is always "nothing"; the wording
that became data is the one the templates had.
"""

from collections.abc import Callable, Mapping
from typing import Any

from app.messages import documents as texts

Data = dict[str, Any]

_GROUP = ("sources", "shared", "special", "withdrawn", "unranked", "tie_break")


def completed(kind: str, data: Mapping[str, Any]) -> Data:
    """The data of a document with everything its template names today."""
    complete = _COMPLETIONS.get(kind)
    whole = complete(dict(data)) if complete is not None else dict(data)
    return {"acted": [], **whole}


def _each(data: Data, name: str, defaults: Data) -> Data:
    """The data with every entry of one of its lists completed."""
    return {**data, name: [{**defaults, **one} for one in data[name]]} if name in data else data


def _self_assessment_form(data: Data) -> Data:
    return {"general": [], **_each(data, "mains", {"supplied": False})}


def _council_minutes(data: Data) -> Data:
    told: Data = {"number": None, "concluding": True, "carried": []}
    whole = {"agenda": [], "discussion": [], "settled": [], **told, **data}
    points = _each(whole, "open_points", {"casting": False, "aside": [], "discussion": []})
    return _each(points, "groups", {"unranked": [], "withdrawn": []})


def _submission(data: Data) -> Data:
    return {"team": texts.TEAM.name, **_assessed(data)}


def _decision(data: Data) -> Data:
    whole = _each(data, "groups", {name: [] for name in _GROUP})
    groups = [_each(group, "entries", {"sources": [], "band": None}) for group in whole.get("groups", ())]
    portal = texts.portal_of(texts.PROVINCE_WORD.strip())
    return {"portal": portal, **_assessed(whole), **({"groups": groups} if groups else {})}


def _assessed(data: Data) -> Data:
    """Whom a province assesses was written out in the template."""
    if "province" not in data:
        return data
    rest = {name: value for name, value in data.items() if name != "province"}
    return {"assessed": texts.all_of(data["province"]), **rest}


_COMPLETIONS: Mapping[str, Callable[[Data], Data]] = {
    "self_assessment_form": _self_assessment_form,
    "council_minutes": _council_minutes,
    "submission": _submission,
    "decision": _decision,
}
