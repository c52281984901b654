"""The history of a round and of its units: every chain whole, every step from where the last one ended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from dossier import messages
from dossier.archive import EVENTS, Archive, Refused, Shape, read_json
from dossier.chain import HASHED_COLUMNS, verify_chain
from dossier.contents import Contents, Group, Unit
from dossier.difference import Difference, differs

COLUMNS = frozenset((*HASHED_COLUMNS, "hash"))
LAST_STATE = "published"
DECIDING = ("decide", "decide_correction")
Subject = tuple[str, int]


@dataclass
class History:
    """What later checks need of one subject's events; the events themselves are not kept."""

    events: int = 0
    head: str = ""
    state: str | None = None
    step: tuple[int, str, str] | None = None  # the first step that does not begin where the last one ended
    sheets: list[str] = field(default_factory=list)  # hashes of sheets, in the order they were frozen
    withdrawals: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    decided: str | None = None  # hash of the result the last decision was on; earlier releases kept none
    unranked: tuple[str, str] | None = None  # kind and reason of the last word on being ranked

    def take(self, event: Any) -> None:
        """One more event."""
        self.events, self.head = self.events + 1, event.hash
        if event.kind == "transition":
            if self.state is not None and event.source != self.state and self.step is None:
                self.step = (event.sequence, str(event.source), self.state)
            self.state = str(event.target)
            if event.transition in DECIDING:
                self.decided = event.data.get("content_hash")
        hash_ = event.sheet_hash or event.data.get("sheet")
        if event.subject_type == "assessment" and isinstance(hash_, str):
            self.sheets.append(hash_)
        if event.kind in ("criterion_withdrawn", "criterion_restored"):
            key = (str(event.data.get("group")), str(event.data.get("code")))
            self.withdrawals[key] = (event.kind, event.comment or "")
        if event.kind in ("unit_unranked", "unit_ranked"):
            self.unranked = (event.kind, event.comment or "")


Histories = dict[Subject, History]


def check(archive: Archive, contents: Contents, found: Histories) -> Iterator[Difference]:
    """Every chain of the file, read in one pass; ``found`` is filled with what the events say."""
    places = {("round", contents.round_id): messages.HISTORY_OF_ROUND} | {
        ("assessment", unit.assessment): messages.HISTORY_OF.format(unit=unit.name) for unit in contents.units
    }
    for subject, events in groupby(_events(archive), key=lambda one: (one.subject_type, one.subject_id)):
        if subject not in places or subject in found:
            text = messages.STRANGE_HISTORY.format(subject=f"{subject[0]}:{subject[1]}")
            yield Difference(messages.HISTORY_OF_ROUND, text)
            continue
        found[subject] = History()
        yield from _check_chain(places[subject], events, found[subject])
    for subject, place in places.items():
        history = found.get(subject)
        if history is None:
            yield Difference(place, messages.NO_HISTORY)
            continue
        yield from _check_end(place, history, contents.chains.get(subject, (0, "")))
    yield from _check_decisions(contents, found)


def _events(archive: Archive) -> Iterator[SimpleNamespace]:
    for line in archive.lines(EVENTS):
        shape = Shape(EVENTS, read_json(EVENTS, line))
        if shape.data.keys() != COLUMNS:
            raise Refused(messages.SHAPE.format(name=EVENTS, field=", ".join(sorted(shape.data))[:200]))
        for name in ("subject_id", "sequence"):
            shape.whole(name)
        for name in ("subject_type", "at", "kind", "previous_hash", "hash"):
            shape.text(name)
        for name in ("comment", "sheet_hash"):
            shape.optional(name)
        shape.part("data")
        yield SimpleNamespace(**shape.data)


def _check_chain(place: str, events: Iterable[Any], history: History) -> Iterator[Difference]:
    def taken() -> Iterator[Any]:
        for event in events:
            history.take(event)
            yield event

    rows = taken()
    broken = verify_chain(rows)
    for _ in rows:  # the rest of a broken chain still says which sheets there were
        pass
    if broken is not None:
        text = messages.BREAKS[broken.fault].format(
            sequence=broken.sequence, stored=broken.stored, computed=broken.computed
        )
        yield Difference(place, text)


def _check_end(place: str, history: History, listed: tuple[int, str]) -> Iterator[Difference]:
    if history.step is not None:
        sequence, stored, reached = history.step
        yield differs(place, messages.STEP_SOURCE.format(sequence=sequence), stored, reached)
    if history.events != listed[0]:
        yield differs(place, messages.EVENTS, listed[0], history.events)
    elif history.head != listed[1]:
        yield differs(place, messages.HEAD, listed[1], history.head)
    if history.state != LAST_STATE:
        yield differs(place, messages.LAST_STATE, LAST_STATE, history.state)


def _check_decisions(contents: Contents, found: Histories) -> Iterator[Difference]:
    """Who is ranked and which criteria count, against the decisions in the history."""
    round_ = found.get(("round", contents.round_id), History())
    if round_.decided not in (None, contents.content_hash):
        yield differs(messages.HISTORY_OF_ROUND, messages.DECIDED_ON, contents.content_hash, round_.decided)
    for group in contents.groups:
        yield from _check_withdrawn(group, round_)
    for unit in contents.units:
        yield from _check_ranked(unit, found.get(("assessment", unit.assessment), History()))


def _check_withdrawn(group: Group, history: History) -> Iterator[Difference]:
    place = messages.GROUP.format(title=group.title)
    decided = {code: last for (title, code), last in history.withdrawals.items() if title == group.title}
    for one in group.withdrawn:
        kind, reason = decided.pop(one.code, (None, ""))
        if kind is None:
            yield Difference(place, messages.WITHDRAWN_UNRECORDED.format(code=one.code))
        elif kind != "criterion_withdrawn":
            yield Difference(place, messages.WITHDRAWN_RESTORED.format(code=one.code))
        elif reason != one.reason:
            yield _recorded(place, messages.WITHDRAWN_REASON.format(code=one.code), one.reason, reason)
    for code, (kind, _) in decided.items():
        if kind == "criterion_withdrawn":
            yield Difference(place, messages.WITHDRAWN_LEFT_OUT.format(code=code))


def _check_ranked(unit: Unit, history: History) -> Iterator[Difference]:
    kind, reason = history.unranked or ("unit_ranked", "")
    if unit.ranked != (kind == "unit_ranked"):
        text = messages.UNRANKED_UNRECORDED if not unit.ranked else messages.RANKED_UNRECORDED
        yield Difference(messages.ROUND, text.format(unit=unit.name))
    elif not unit.ranked and reason != (unit.reason or ""):
        yield _recorded(messages.ROUND, messages.UNRANKED_REASON.format(unit=unit.name), unit.reason, reason)


def _recorded(place: str, what: str, stored: object, recorded: object) -> Difference:
    return Difference(place, messages.RECORDED.format(what=what, stored=stored, computed=recorded))
