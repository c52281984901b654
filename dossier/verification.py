"""A round's file recomputed: equal, or every place that is not, in a fixed order.

Frameworks, histories, sheets unit by unit, what compares the units of each group, figures handed in by
others, and last the result.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from dossier import groups, histories, messages, results
from dossier.archive import Archive, Refused
from dossier.contents import Contents, Group, Unit, framework_name, group_name, read
from dossier.difference import Difference, differs
from dossier.histories import Histories
from dossier.sheets import Judged, Sheets
from frameworks import RULES_VERSION
from frameworks.loader import FrameworkError, parse_framework
from frameworks.model import Framework


@dataclass(frozen=True)
class Answer:
    """What is said of a file; ``equal`` decides the exit code."""

    equal: bool
    text: str


class Verification:
    """One file being gone through.  Raises Refused for a file that cannot be judged at all."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.contents: Contents = read(archive)
        self.events = self.sheets = 0
        if not self.contents.same_rules:
            raise Refused(
                messages.RULES_VERSION.format(
                    found=self.contents.rules_version,
                    known=RULES_VERSION,
                    program=self.contents.program_version,
                )
            )

    def differences(self) -> Iterator[Difference]:
        """Every difference, the first ones nearest to what caused the others."""
        contents, frameworks = self.contents, dict[str, Framework]()
        yield from self._check_frameworks(frameworks)
        found: Histories = {}
        yield from histories.check(self.archive, contents, found)
        self.events = sum(one.events for one in found.values())
        judged: dict[str, Judged] = {}
        sheets = Sheets(self.archive, contents, found)
        by_position = {group.position: group for group in contents.groups}
        for unit in contents.units:
            group = by_position[unit.group]
            if group.framework in frameworks:
                yield from sheets.check(unit, group, frameworks[group.framework], judged)
        self.sheets = sheets.count
        members = {group: self._members(group, judged) for group in contents.groups}
        for group, units in members.items():
            if units is not None and group.framework in frameworks:
                yield from groups.check(group, frameworks[group.framework], units)
        yield from self._check_imports(judged)
        computed = [
            results.ranked(group, frameworks[group.framework], units, contents.decimals)
            if units is not None and group.framework in frameworks
            else None
            for group, units in members.items()
        ]
        yield from results.check(contents, computed)

    def _check_frameworks(self, found: dict[str, Framework]) -> Iterator[Difference]:
        """Each framework loads, is the one it is called, and has the hash its groups were scored under."""
        for group in self.contents.groups:
            place = messages.FRAMEWORK.format(name=group.framework)
            if group.framework in found:
                framework = found[group.framework]
            else:
                text = self.archive.text(framework_name(group.framework_id, group.framework_version))
                try:
                    framework = parse_framework(text)
                except FrameworkError as error:
                    problem = error.problems[0]
                    yield Difference(place, f"{problem.place}: {problem.message}")
                    continue
                except (ValueError, RecursionError):
                    yield Difference(place, messages.NOT_COMPUTED.format(problem=messages.TOO_LONG))
                    continue
            named = f"{framework.id}@{framework.version}"
            if named != group.framework:
                yield differs(place, messages.FRAMEWORK_NAME, group.framework, named)
            elif framework.hash != group.framework_hash:
                yield differs(place, messages.FRAMEWORK_HASH, group.framework_hash, framework.hash)
            if not {main.code for main in framework.mains}.issuperset(group.mains):
                name = group_name(group.position)
                raise Refused(messages.SHAPE.format(name=name, field="tie_break"))
            found[group.framework] = framework

    def _members(self, group: Group, judged: dict[str, Judged]) -> dict[Unit, Judged] | None:
        """The units of a group in order; None when one of them has no sheets that count."""
        units = [unit for unit in self.contents.units if unit.group == group.position]
        if any(unit.code not in judged for unit in units):
            return None
        return {unit: judged[unit.code] for unit in units}

    def _check_imports(self, judged: dict[str, Judged]) -> Iterator[Difference]:
        """Every figure handed in leads to its letter, and is in the unit's sheet."""
        names = {unit.code: unit.name for unit in self.contents.units}
        for unit, figures in self.contents.imported.items():
            for name, number in figures.items():
                said = {"unit": names.get(unit, unit), "name": name, "number": number}
                if number not in self.contents.imports:
                    yield Difference(messages.IMPORTS, messages.IMPORT_UNKNOWN.format(**said))
                if unit in judged and name not in judged[unit].member.figures:
                    yield Difference(messages.IMPORTS, messages.IMPORT_NO_FIGURE.format(**said))


def answer(path: Path, *, every: bool = False) -> Answer:
    """The whole answer for people: equal, the first difference (or ``every`` one), or why it is refused."""
    try:
        with Archive(path) as archive:
            verification = Verification(archive)
            found = list(islice(verification.differences(), None if every else 1))
    except Refused as refusal:
        return Answer(False, str(refusal))
    contents = verification.contents
    if found:
        return Answer(False, "\n".join(f"{contents.title} – {one}" for one in found))
    decision = messages.NO_DECISION
    if contents.decision is not None:
        number, date = contents.decision
        decision = messages.DATED.format(number=number, date="/".join(reversed(date.split("-"))))
    text = messages.EQUAL.format(
        title=contents.title,
        sheets=verification.sheets,
        events=verification.events,
        hash=contents.content_hash,
        decision=decision,
    )
    return Answer(True, text)
