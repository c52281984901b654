"""Every sheet of a unit: the one its history names, and the same again from its own figures."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import quote

from dossier import messages
from dossier.archive import Archive
from dossier.canonical import sha256_of
from dossier.contents import STAGES, Contents, Group, Unit, sheet_name
from dossier.difference import Difference, differs
from dossier.histories import Histories, History
from dossier.standing import Details, details
from frameworks import sheet as scoring
from frameworks.cohort import Member
from frameworks.model import Framework
from frameworks.numbers import from_canonical

NUMBERED = re.compile(r"sheets/([^/]+)/(\w+)-(\d+)\.json")


@dataclass(frozen=True)
class Judged:
    """What a unit's sheets give for its group and for the result."""

    member: Member
    cohort: Mapping[str, Any] | None  # what the council sheet says of the group
    sheet_hash: str
    self_total: Fraction
    appraisal_total: Fraction
    total: Fraction
    excluded: Fraction
    details: Details


@dataclass(frozen=True)
class Read:
    """One sheet that came out the same again."""

    text: str
    stored: scoring.StoredSheet
    sheet: scoring.Sheet


class Sheets:
    """Goes through the sheets of a round, unit by unit."""

    def __init__(self, archive: Archive, contents: Contents, histories: Histories) -> None:
        self.archive = archive
        self.count = 0
        self._histories = histories
        self._owners = {
            hash_: unit
            for unit in reversed(contents.units)
            for hash_ in histories.get(("assessment", unit.assessment), History()).sheets
        }
        self._numbers: dict[tuple[str, str], list[int]] = {}
        for name in archive.names:
            if match := NUMBERED.fullmatch(name):
                self._numbers.setdefault((match[1], match[2]), []).append(int(match[3]))

    def check(
        self, unit: Unit, group: Group, framework: Framework, found: dict[str, Judged]
    ) -> Iterator[Difference]:
        """Every sheet of a unit; ``found`` gets what they give when all that count could be read."""
        named = self._histories.get(("assessment", unit.assessment), History()).sheets
        texts = {
            (stage, number): self.archive.text(sheet_name(unit.code, stage, number))
            for stage in STAGES
            for number in sorted(self._numbers.get((quote(unit.code, safe=""), stage), []))
        }
        hashes = {key: sha256_of(text) for key, text in texts.items()}
        lost = [hash_ for hash_ in named if hash_ not in hashes.values()]
        last: dict[str, Read] = {}
        for stage in STAGES:
            numbers = [number for one, number in texts if one == stage]
            yield from _check_numbers(unit, stage, numbers)
            reached = 0
            for number in numbers:
                self.count += 1
                place = messages.SHEET.format(unit=unit.name, stage=messages.STAGES[stage], number=number)
                hash_ = hashes[stage, number]
                last.pop(stage, None)
                if hash_ not in named and hash_ in self._owners:
                    other = self._owners[hash_].name
                    yield Difference(
                        place, messages.SHEET_OF_OTHER.format(other=other, found=hash_, unit=unit.name)
                    )
                    del lost[:1]
                    continue
                yield from _check_sheet(place, stage, texts[stage, number], framework, last)
                if hash_ not in named:
                    stored = lost.pop(0) if lost else messages.ABSENT
                    text = messages.SHEET_UNRECORDED.format(stored=stored, computed=hash_)
                    yield Difference(place, text)
                    continue
                reached, late = _reached(named, hash_, reached)
                if late:
                    yield Difference(place, messages.SHEETS_OUT_OF_ORDER.format(computed=hash_))
        for hash_ in lost:
            place = messages.HISTORY_OF.format(unit=unit.name)
            yield Difference(place, messages.SHEET_LOST.format(stored=hash_))
        if len(last) == len(STAGES):
            yield from _check_final(unit, last)
            found[unit.code] = _judged(unit, group, framework, last)


def _check_numbers(unit: Unit, stage: str, numbers: Sequence[int]) -> Iterator[Difference]:
    """Sheets of a stage are numbered from 1 without a gap."""
    place = messages.UNIT_SHEETS.format(unit=unit.name, stage=messages.STAGES[stage])
    if not numbers:
        yield Difference(place, messages.NO_SHEET)
    missing = next((number for number in range(1, len(numbers) + 1) if number not in numbers), None)
    if missing is not None:
        yield Difference(place, messages.NUMBER_MISSING.format(number=missing))


def _check_sheet(
    place: str, stage: str, text: str, framework: Framework, last: dict[str, Read]
) -> Iterator[Difference]:
    """One sheet: the same again from its own figures, and of the stage it stands under."""
    try:
        stored = scoring.from_canonical_sheet(text)
        again = scoring.recompute(text, framework)
    except scoring.SheetError as error:
        yield Difference(place, str(error))
        return
    except ValueError:  # a number so long that it is not read
        yield Difference(place, messages.NOT_COMPUTED.format(problem=messages.TOO_LONG))
        return
    if again.sheet is not None:
        last[stage] = Read(text, stored, again.sheet)
    if not again.equal:
        yield Difference(place, again.difference or messages.NO_SHEET)
    if stored.meta.get("stage") != stage:
        yield differs(place, messages.STAGE, stored.meta.get("stage"), stage)


def _reached(named: Sequence[str], hash_: str, reached: int) -> tuple[int, bool]:
    """How far in the history the sheets have come, and whether this one would go back in it."""
    try:
        return named.index(hash_, reached), False
    except ValueError:
        return reached, True


def _check_final(unit: Unit, last: Mapping[str, Read]) -> Iterator[Difference]:
    """The sheet of the points reached is the council's, under another name."""
    council, final = (dict(last[stage].stored.data) for stage in ("council", "final"))
    council["meta"], final["meta"] = (
        {name: value for name, value in dict(one["meta"]).items() if name != "stage"}
        for one in (council, final)
    )
    if council != final:
        place = messages.UNIT_SHEETS.format(unit=unit.name, stage=messages.STAGES["final"])
        yield differs(
            place,
            messages.FINAL_DIFFERS,
            last["final"].stored.rescaled_total,
            last["council"].stored.rescaled_total,
        )


def _judged(unit: Unit, group: Group, framework: Framework, last: Mapping[str, Read]) -> Judged:
    council = last["council"]
    stored, sheet = council.stored, council.sheet
    figures = {name: from_canonical(framework.inputs[name], text) for name, text in stored.figures.items()}
    computed = scoring.to_canonical(sheet, sheet.framework, figures, stored.meta)
    return Judged(
        member=Member(
            figures,
            stored.statuses,
            stored.overrides,
            counted=unit.ranked,
        ),
        cohort=stored.data.get("cohort"),
        sheet_hash=sha256_of(council.text),
        self_total=last["self"].sheet.rescaled_total,
        appraisal_total=last["appraisal"].sheet.rescaled_total,
        total=sheet.rescaled_total,
        excluded=sheet.maximum - sheet.counted_maximum,
        details=details(framework, group.mains, computed),
    )
