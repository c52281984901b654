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
    return complete(dict(data)) if complete is not None else dict(data)


def _self_assessment_form(data: Data) -> Data:
    mains = [{"supplied": False, **main} for main in data["mains"]]
    return {"general": [], **data, "mains": mains}


def _council_minutes(data: Data) -> Data:
    groups = [{"unranked": [], "withdrawn": [], **group} for group in data["groups"]]
    return {**data, "groups": groups}


def _submission(data: Data) -> Data:
    return {"team": texts.TEAM.name, **_assessed(data)}


def _decision(data: Data) -> Data:
    groups = [
        {
            **{name: [] for name in _GROUP},
            **group,
            "entries": [{"sources": [], "band": None, **entry} for entry in group["entries"]],
        }
        for group in data["groups"]
    ]
    return {"portal": texts.portal_of(texts.PROVINCE_WORD.strip()), **_assessed(data), "groups": groups}


def _assessed(data: Data) -> Data:
    """Whom a province assesses was written out in the template."""
    if "assessed" in data:
        return data
    rest = {name: value for name, value in data.items() if name != "province"}
    return {"assessed": texts.all_of(data["province"]), **rest}


_COMPLETIONS: Mapping[str, Callable[[Data], Data]] = {
    "self_assessment_form": _self_assessment_form,
    "council_minutes": _council_minutes,
    "submission": _submission,
    "decision": _decision,
}
