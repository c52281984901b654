"""An event in plain Vietnamese: who did what as whom, what changed from what to what, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from app import catalog, clock
from app.history import Event
from app.messages import audit as texts
from frameworks import numbers
from frameworks.model import Framework
from workflows.model import Definition

# Fields that are told elsewhere in the line, or tell people nothing.
NOT_TOLD = frozenset(
    {
        "code",
        "name",
        "before",
        "after",
        "changes",
        "changed",
        "on_behalf",
        "unit_id",
        "round_id",
        "point",
        "variables",
    }
)
POINTS = frozenset({"points", "proposed", "proposed_points", "total", "mark", "mean"})

MIGRATED = "workflow_migrated"
HASH_SHOWN = 12  # the beginning of a hash is enough to compare by eye
# Fields that hold accounts by number.
PEOPLE = frozenset({"member", "present"})
REMEMBERED = 4096  # numbers in words: an export tells the same few of them thousands of times

Detail = tuple[str, str | None, str]


@dataclass(frozen=True)
class Subject:
    """What an event is about, as people call it, and what is needed to tell its content."""

    title: str
    framework: Framework | None = None


@dataclass(frozen=True)
class Names:
    """What events speak of: their subjects by type and number, people by the number of their account."""

    subjects: Mapping[tuple[str, int], Subject]
    people: Mapping[int, str]


def people_in(event: Event) -> set[int]:
    """The accounts an event knows by number only."""
    data = event.data if isinstance(event.data, dict) else {}
    found: set[int] = set()
    for key in PEOPLE & data.keys():
        value = data[key]
        found |= {one for one in (value if isinstance(value, list) else [value]) if type(one) is int}
    return found


def timeline(events: Iterable[Event], names: Names) -> list[dict[str, Any]]:
    """Events as the timeline component and the tables show them, in the order given."""
    return [told(event, names) for event in events]


def told(event: Event, names: Names) -> dict[str, Any]:
    """One event as people read it."""
    subject = names.subjects[event.subject_type, event.subject_id]
    data = named(event.data if isinstance(event.data, dict) else {}, names)
    local = clock.local(event.at)
    return {
        "title": title(event, data, subject.framework),
        "subject": subject.title,
        "subject_type": event.subject_type,
        "subject_id": event.subject_id,
        "sequence": event.sequence,
        "when": texts.second_and_day(local),
        "who": event.actor_name,
        "position": event.actor_title,
        "role": role_title(event.acting_role, definition_of(event)),
        "unit": event.actor_unit,
        "on_behalf": on_behalf(data),
        "comment": event.comment or "",
        "source": state_title(event, event.source),
        "target": state_title(event, event.target),
        "hash": event.sheet_hash or "",
        "event_hash": event.hash,
        "tone": tone(event),
        "details": details(event, data, subject.framework),
    }


def named(data: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The same data with people's names in the place of their numbers."""
    if PEOPLE.isdisjoint(data):
        return dict(data)

    def name(value: Any) -> Any:
        if isinstance(value, list):
            return [name(one) for one in value]
        return names.people.get(value, value) if type(value) is int else value

    return {key: name(value) if key in PEOPLE else value for key, value in data.items()}


def definition_of(event: Event) -> Definition | None:
    """The definition under which an event happened, in the version of that day."""
    workflow, _, version = (event.definition or "").partition("@")
    return catalog.find_workflow(workflow, int(version)) if version.isdecimal() else None


def on_behalf(data: Mapping[str, Any]) -> str:
    """For whom somebody acted: name and position."""
    whom = data.get("on_behalf")
    if not isinstance(whom, Mapping):
        return str(whom or "")
    return ", ".join(str(part) for part in (whom.get("name"), whom.get("title")) if part)


def title(event: Event, data: Mapping[str, Any], framework: Framework | None) -> str:
    """What was done: the step's name, or the kind of event with what it is about."""
    if event.transition:
        definition = definition_of(event)
        move = definition.transitions.get(event.transition) if definition else None
        return move.title if move else event.transition
    name = texts.KINDS.get(event.kind, f"{texts.UNKNOWN_KIND} ({event.kind})")
    about = object_of(data, framework)
    return f"{name}: {about}" if about else name


def object_of(data: Mapping[str, Any], framework: Framework | None) -> str:
    """The criterion or the figure an event is about."""
    if code := data.get("code"):
        node = framework.nodes.get(code) if framework else None
        return f"{code} {node.title}" if node else str(code)
    if name := data.get("name"):
        known = framework.inputs.get(name) if framework else None
        return known.title if known else str(name)
    return ""


def role_title(role: str, own: Definition | None = None) -> str:
    """The role's title as the event's workflow names it, else as any does."""
    for definition in filter(None, (own, *catalog.workflows().values())):
        if role in definition.roles:
            return definition.roles[role].title
    return role


def state_title(event: Event, state: str | None) -> str:
    """The title of a state in the event's workflow."""
    definition = definition_of(event) if state else None
    known = definition.states.get(state) if definition and state else None
    return known.title if known else state or ""


def tone(event: Event) -> str:
    """The colour of the line: steps blue, returns and what needs a reason amber."""
    if event.transition:
        return "amber" if event.comment else "blue"
    return ""


def details(event: Event, data: Mapping[str, Any], framework: Framework | None) -> list[Detail]:
    """What changed, as (field, before, after); a plain fact has None before."""
    found: list[Detail] = []
    if event.kind == MIGRATED:
        return migrated(data)
    found += by_itself(event)
    if isinstance(data.get("variables"), Mapping):
        found += variables(event, data["variables"])
    if "before" in data or "after" in data:
        found += changes(event, data, framework)
    for key, (before, after) in (data.get("changes") or data.get("changed") or {}).items():
        if event.kind == "figures_imported" and framework and key in framework.inputs:
            figure = framework.inputs[key]
            texts_of = (figure_text(key, before, framework), figure_text(key, after, framework))
            found.append((figure.title, *texts_of))
            continue
        found.append((label(key), value_text(key, before), value_text(key, after)))
    found += [
        (label(key), None, value_text(key, value))
        for key, value in data.items()
        if key not in NOT_TOLD and value not in (None, "")
    ]
    return found


def by_itself(event: Event) -> list[Detail]:
    """Why the program took a step nobody pressed a button for."""
    definition = definition_of(event) if event.transition and event.actor_id is None else None
    move = definition.transitions.get(event.transition or "") if definition else None
    why = texts.BY_ITSELF.get(move.kind) if move else None
    return [(why, None, move.title)] if why and move else []


def variables(event: Event, changed: Mapping[str, Any]) -> list[Detail]:
    """What a step noted down with the item, by the definition's names: "Lần thẩm định: 2"."""
    definition = definition_of(event)
    known = definition.variables if definition else {}
    return [
        (known[name].title if name in known else label(name), None, value_text(name, value))
        for name, value in changed.items()
    ]


def migrated(data: Mapping[str, Any]) -> list[Detail]:
    """From which version of the workflow to which, and what became of the item's state."""
    versions = [str(data.get(key, "")) for key in ("from", "to")]
    found: list[Detail] = [(texts.MOVED_VERSION, versions[0], versions[1])]
    states = data.get("state")
    if isinstance(states, list) and len(states) == len(versions) and states[0] != states[1]:
        named_states = [
            state_of(version, str(state)) for version, state in zip(versions, states, strict=True)
        ]
        found.append((texts.MOVED_STATE, named_states[0], named_states[1]))
    return found


def state_of(key: str, state: str) -> str:
    """The title of a state in one version of a workflow."""
    workflow, _, version = key.partition("@")
    definition = catalog.find_workflow(workflow, int(version)) if version.isdecimal() else None
    known = definition.states.get(state) if definition else None
    return known.title if known else state


def changes(event: Event, data: Mapping[str, Any], framework: Framework | None) -> list[Detail]:
    """The fields that differ between before and after, or the one value that does."""
    before, after = data.get("before"), data.get("after")
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        old = before if isinstance(before, Mapping) else {}
        new = after if isinstance(after, Mapping) else {}
        return [
            (label(key), value_text(key, old.get(key)), value_text(key, new.get(key)))
            for key in dict.fromkeys([*old, *new])
            if old.get(key) != new.get(key)
        ]
    if event.kind == "figure":
        name = str(data.get("name", ""))
        return [(label("value"), figure_text(name, before, framework), figure_text(name, after, framework))]
    key = "choice" if event.kind == "vote" else "after"
    return [(label(key), value_text(key, before), value_text(key, after))]


def label(key: str) -> str:
    """A field's name in words."""
    return texts.FIELDS.get(key) or texts.WORDS.get(key) or key.replace("_", " ")


def figure_text(name: str, value: Any, framework: Framework | None) -> str:
    """A figure as it was typed: 1.234,5; Có; the words of a choice."""
    known = framework.inputs.get(name) if framework else None
    if value in (None, "") or known is None:
        return "" if value is None else str(value)
    try:
        real = numbers.from_canonical(known, str(value))
    except numbers.ValueProblem:  # the journal shows whatever it holds
        return str(value)
    if isinstance(real, bool):
        return texts.YES if real else texts.NO
    if isinstance(real, Fraction):
        return number_text(real)
    return (known.choices or {}).get(real, real)


def value_text(key: str, value: Any) -> str:
    """Any stored value in words; what is not known stands as it is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return texts.YES if value else texts.NO
    if not isinstance(value, str) and isinstance(value, Mapping):
        return texts.list_of({label(name): value_text(name, inner) for name, inner in value.items()})
    if not isinstance(value, str) and isinstance(value, Sequence):
        return ", ".join(value_text(key, inner) for inner in value)
    text = str(value)
    if key in POINTS:
        return points_text(text)
    if key.endswith("hash"):
        return f"{text[:HASH_SHOWN]}…"
    if key in ("role", "roles", "unit_role"):
        return role_title(text)
    return day_text(text) or texts.WORDS.get(text, text)


@lru_cache(REMEMBERED)
def number_text(number: Fraction) -> str:
    """A number as people write it: "1.234,5"."""
    return numbers.format_vi(number)


@lru_cache(REMEMBERED)
def points_text(text: str) -> str:
    """Exact points ("15/2") as people write them ("7,5")."""
    try:
        return numbers.format_vi(Fraction(text))
    except ValueError:
        return text


def day_text(text: str) -> str:
    """A stored day ("2024-11-30") as people write it, or nothing when it is no day."""
    if len(text) != len("2024-11-30"):
        return ""
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return ""
