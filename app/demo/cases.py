"""Which unit meets which awkward case: the same ones each time, and others when those do not take part."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """A case and the units that meet it where they take part; else one of the group that is least busy.

    Where no group has this code, a unit of any group meets it. `alone` keeps a unit free of every other case
    before the council; `keeps_points` may befall the units of the tie, whose points nobody touches.
    """

    name: str
    group: str
    units: Sequence[str]
    alone: bool = False
    keeps_points: bool = False


CASES = (
    Case("tie", "huyen", ("hatrung", "ngason")),
    Case("taken_over", "huyen", ("muonglat",), alone=True),
    Case("explanation_closed", "huyen", ("nhuxuan",)),
    Case("explanation_returned", "huyen", ("ngoclac",)),
    Case("explained", "so", ("sxd", "syt", "stc")),
    Case("late", "huyen", ("quanson",), keeps_points=True),
    Case("grace", "huyen", ("thachthanh",), keeps_points=True),
    Case("returned", "so", ("snv", "sct"), keeps_points=True),
    Case("returned_huyen", "huyen", ("thoxuan",), keeps_points=True),
    Case("recalled", "so", ("skhdt",), keeps_points=True),
    Case("recalled_huyen", "huyen", ("hoanghoa",), keeps_points=True),
    Case("casting_vote", "huyen", ("tpth",)),
    Case("voted_up", "so", ("stnmt",)),
    Case("voted_down", "huyen", ("yendinh",)),
    Case("kept", "so", ("sgtvt",)),
    Case("member_stands_aside", "so", ("snv",)),
    Case("conflict_declared", "huyen", ("trieuson",), keeps_points=True),
)


# One unit meets no two cases of a set.
EXCLUSIVE = (
    frozenset({"late", "grace"}),
    frozenset({"returned", "recalled"}),
    frozenset({"explained", "explanation_returned", "explanation_closed"}),
)
FEWEST_FOR_TIE = 5  # units of all groups: with fewer, the tie would leave nobody for the other cases


class Cast:
    """The cases handed out among the units that take part; a case that finds no unit does not happen.

    `kept_out` names units that a case must not befall, by the name of the case.
    """

    def __init__(
        self,
        units: Mapping[str, Sequence[str]],
        kept_out: Mapping[str, Collection[str]] | None = None,
        cases: Sequence[Case] = CASES,
    ) -> None:
        self._names: dict[str, list[str]] = {code: [] for codes in units.values() for code in codes}
        self._alone: set[str] = set()
        self._kept_out = kept_out or {}
        for case in cases:
            if case.name == "tie" and len(self._names) < FEWEST_FOR_TIE:
                continue
            members = units.get(case.group) or [*self._names]
            others = [code for group, codes in units.items() if group != case.group for code in codes]
            if case.name == "tie" and case.group not in units:
                members, others = max(units.values(), key=len), []  # units of two groups are never compared
            self._hand_out(case, members, others)

    def has(self, unit_code: str, *names: str) -> bool:
        """Whether a unit meets one of these cases (in whichever group)."""
        met = self._names[unit_code]
        return any(name.removesuffix("_huyen") in names for name in met)

    def names(self, unit_code: str) -> list[str]:
        """The cases a unit meets."""
        return self._names[unit_code]

    def units(self, name: str) -> list[str]:
        """The units that meet a case."""
        return [code for code, met in self._names.items() if name in met]

    def _hand_out(self, case: Case, members: Sequence[str], others: Sequence[str]) -> None:
        present = [code for code in case.units if code in members and code not in self._barred(case)]
        if case.name == "tie" and len(present) < len(case.units):
            present = []
        wanted = len(case.units) if case.name == "tie" else 1
        chosen = present or self._least_busy(case, members, others)[:wanted]
        if case.name == "tie" and len(chosen) < wanted:
            return
        for code in chosen:
            self._names[code].append(case.name)
            if case.alone:
                self._alone.add(code)

    def _least_busy(self, case: Case, members: Sequence[str], others: Sequence[str]) -> list[str]:
        """The units that may stand in, those with the fewest cases first, if need be of the other group."""
        free = [code for code in members if self._may_meet(code, case)]
        free = free or [code for code in others if self._may_meet(code, case)]
        free.reverse()  # the first units are the ones people look at first
        return sorted(free, key=lambda code: len(self._names[code]))

    def _barred(self, case: Case) -> Collection[str]:
        return self._kept_out.get(case.name, ())

    def _may_meet(self, code: str, case: Case) -> bool:
        if code in self._barred(case):
            return False
        if code in self._alone or (case.alone and self._names[code]) or self._excluded(code, case):
            return False
        return case.keeps_points or case.name == "tie" or "tie" not in self._names[code]

    def _excluded(self, code: str, case: Case) -> bool:
        name = case.name.removesuffix("_huyen")
        return any(self.has(code, *(kinds - {name})) for kinds in EXCLUSIVE if name in kinds)
