"""What somebody should look at before the council meets: jumps, equal figures, equal files.

Nothing here says that anything is wrong; it says where to look.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Generic, NamedTuple

from frameworks.analysis.table import Unit
from frameworks.model import Figures, Value


class Kind(StrEnum):
    """How a figure changed since last year."""

    ROSE = "rose"
    FELL = "fell"
    FROM_ZERO = "from_zero"
    TO_ZERO = "to_zero"
    DISAPPEARED = "disappeared"


class Jump(NamedTuple, Generic[Unit]):
    """A figure that jumped: whose, which, from what to what (None where it disappeared).

    ``ratio`` is current / previous, None from zero and where the figure disappeared.
    """

    unit: Unit
    name: str
    kind: Kind
    previous: Fraction
    current: Fraction | None
    ratio: Fraction | None


class SameFigures(NamedTuple, Generic[Unit]):
    """Units that gave the same figures on one criterion: two or more, in the given order.

    ``telling`` says how many of the figures are numbers other than 0 and 1.
    """

    code: str
    units: tuple[Unit, ...]
    figures: Mapping[str, Value | None]
    telling: int


class SharedFile(NamedTuple, Generic[Unit]):
    """A file that different units gave as evidence: its SHA-256, and each (unit, code) it was given for."""

    sha256: str
    places: tuple[tuple[Unit, str], ...]


def jumps(
    current: Mapping[Unit, Figures],
    previous: Mapping[Unit, Figures],
    factor: Fraction | int,
    least_change: Fraction | int = 0,
    names: Collection[str] | None = None,
) -> list[Jump[Unit]]:
    """The numbers that changed since last year by more than ``factor`` times, up or down.

    A number of last year that is gone, or that was 0 and no longer is, or the other way round, always
    counts as a jump; so does a change of sign.  A change of less than ``least_change`` (in the figure's
    own unit) is passed over, but not a disappearance.  Only ``names`` are looked at, if given: leave out
    inputs that are no longer asked.  Units without figures of last year are passed over, as is a figure
    that was not there last year, yes or no, and choices.  ValueError unless factor > 1.
    """
    if not factor > 1:
        raise ValueError(factor)
    found = []
    for unit, figures in current.items():
        for name, before, after in _numbers(previous.get(unit, {}), figures):
            if names is not None and name not in names:
                continue
            if after is not None and (after == before or abs(after - before) < least_change):
                continue
            kind = _kind(before, after, Fraction(factor))
            if kind is not None:
                ratio = after / before if after is not None and before else None
                found.append(Jump(unit, name, kind, before, after, ratio))
    return found


def _numbers(previous: Figures, current: Figures) -> Iterator[tuple[str, Fraction, Fraction | None]]:
    """The figures that were numbers last year and are numbers, or gone, this year."""
    for name, before in previous.items():
        after = current.get(name)
        if isinstance(before, Fraction) and (after is None or isinstance(after, Fraction)):
            yield name, before, after


def _kind(before: Fraction, after: Fraction | None, factor: Fraction) -> Kind | None:
    """How one number changed into a different one; None if by no more than the factor."""
    if after is None:
        return Kind.DISAPPEARED
    if before == 0:
        return Kind.FROM_ZERO
    if after == 0:
        return Kind.TO_ZERO
    if 1 / factor <= after / before <= factor:
        return None
    return Kind.ROSE if after > before else Kind.FELL


def same_on_criteria(
    figures: Mapping[Unit, Figures], inputs: Mapping[str, Sequence[str]], least_telling: int = 1
) -> list[SameFigures[Unit]]:
    """Units whose figures on one criterion are all equal, criterion by criterion.

    ``inputs`` names the inputs of each criterion by its code.  Equal zeros, ones, answers yes or no and
    choices are to be expected: at least ``least_telling`` of the figures must be other numbers.
    """
    return [
        same
        for code, names in inputs.items()
        for same in _same(code, names, figures)
        if same.telling >= least_telling
    ]


def same_throughout(
    figures: Mapping[Unit, Figures], inputs: Mapping[str, Sequence[str]], code: str = ""
) -> list[SameFigures[Unit]]:
    """Units whose figures are all equal over a whole set of criteria, blanks, yes or no included.

    ``inputs`` as in ``same_on_criteria``; the answer carries ``code`` as the name of the set.  Units that
    gave no figure at all are passed over.
    """
    names = tuple(dict.fromkeys(name for asked in inputs.values() for name in asked))
    return [
        same
        for same in _same(code, names, figures)
        if any(value is not None for value in same.figures.values())
    ]


def _same(code: str, names: Sequence[str], figures: Mapping[Unit, Figures]) -> Iterator[SameFigures[Unit]]:
    """The groups of two units or more with equal figures under these names."""
    groups: dict[tuple[tuple[type, Value | None], ...], list[Unit]] = {}
    for unit, given in figures.items():
        # The type is part of the key: in Python yes equals 1.
        key = tuple((type(given.get(name)), given.get(name)) for name in names)
        groups.setdefault(key, []).append(unit)
    for key, units in groups.items():
        if len(units) > 1:
            values = dict(zip(names, (value for _, value in key), strict=True))
            yield SameFigures(code, tuple(units), values, sum(map(_is_telling, values.values())))


def _is_telling(value: Value | None) -> bool:
    return isinstance(value, Fraction) and value not in (0, 1)


def shared_files(
    evidence: Mapping[Unit, Mapping[str, Collection[str]]], ignored: Collection[str] = ()
) -> list[SharedFile[Unit]]:
    """Files that more than one unit gave as evidence, by the SHA-256 of their content.

    ``evidence`` has the hashes (hexadecimal, in either case) by unit and code of criterion; ``ignored``
    lists files that everybody may well have, such as the province's own plan.  A file that one unit gave
    twice is not shared.
    """
    passed_over = {sha256.lower() for sha256 in ignored}
    places: dict[str, dict[tuple[Unit, str], None]] = {}
    for unit, by_code in evidence.items():
        for code, hashes in by_code.items():
            for sha256 in sorted(hashes):
                places.setdefault(sha256.lower(), {})[unit, code] = None
    return [
        SharedFile(sha256, tuple(where))
        for sha256, where in places.items()
        if sha256 not in passed_over and len({unit for unit, _ in where}) > 1
    ]
