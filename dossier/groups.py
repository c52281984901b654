"""What compares the units of a group, made again from all their council sheets."""

from collections.abc import Iterator, Mapping
from typing import Any

from dossier import messages
from dossier.contents import Group, Unit
from dossier.difference import Difference, differs
from dossier.sheets import Judged
from dossier.standing import group_data
from frameworks.binding import BindingError
from frameworks.cohort import assess, needs_group
from frameworks.model import Framework
from frameworks.sheet import ScoringError

Data = Mapping[str, Any]


def check(group: Group, framework: Framework, units: Mapping[Unit, Judged]) -> Iterator[Difference]:
    """The scales, what is withdrawn, what special rules gave; then that every council sheet says the same."""
    place = messages.GROUP.format(title=group.title)
    withdrawn = [one.code for one in group.withdrawn]
    if group.binding is None and not withdrawn and not needs_group(framework):
        yield from _check_units(place, {"scales": {}, "withdrawn": [], "grants": {}}, units, bound=False)
        return
    try:
        members = {unit.code: judged.member for unit, judged in units.items()}
        again = group_data(assess(framework, members, withdrawn))
    except (BindingError, ScoringError) as error:
        yield Difference(place, messages.NOT_COMPUTED.format(problem=error))
        return
    if group.binding is None:
        yield Difference(place, messages.NO_BINDING)
    else:
        names = {unit.code: unit.name for unit in units}
        yield from _check_binding(place, group.binding, again, framework, names)
    yield from _check_units(place, again, units, bound=True)


def _check_binding(
    place: str, stored: Data, again: Data, framework: Framework, names: Mapping[str, str]
) -> Iterator[Difference]:
    if stored.get("withdrawn") != again["withdrawn"]:
        yield differs(
            place, messages.WITHDRAWN, _listed(stored.get("withdrawn")), _listed(again["withdrawn"])
        )
    codes = [leaf.code for leaf in framework.leaves]
    codes += sorted(stored["scales"].keys() - set(codes))
    for code in codes:
        before, now = stored["scales"].get(code), again["scales"].get(code)
        if before != now:
            yield _scale_difference(place, code, before, now)
    for unit in sorted(stored["grants"].keys() | again["grants"].keys()):
        before, now = stored["grants"].get(unit, {}), again["grants"].get(unit, {})
        for code in sorted(before.keys() | now.keys()):
            if before.get(code) != now.get(code):
                what = messages.GRANT.format(unit=names.get(unit, unit), code=code)
                yield differs(place, what, _granted(before.get(code)), _granted(now.get(code)))


def _scale_difference(place: str, code: str, before: object, now: object) -> Difference:
    """The first number of a scale that is another one; the whole scale where their shapes differ."""
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for stored, computed in zip(before, now, strict=True):
            if not isinstance(stored, dict):
                break
            for name in sorted(stored.keys() | computed.keys()):
                if stored.get(name) != computed.get(name):
                    what = messages.SCALE.format(code=code, name=name)
                    return differs(place, what, stored.get(name), computed.get(name))
    return differs(place, messages.SCALE_WHOLE.format(code=code), before, now)


def _check_units(
    place: str, again: Data, units: Mapping[Unit, Judged], *, bound: bool
) -> Iterator[Difference]:
    """Every council sheet was made under what the group came to."""
    for unit, judged in units.items():
        if judged.cohort is None:
            if bound:
                yield differs(place, messages.SHEET_BINDING.format(unit=unit.name), None, messages.SOME)
            continue
        if not bound:
            yield differs(place, messages.SHEET_BINDING.format(unit=unit.name), messages.SOME, None)
            continue
        what = messages.SHEET_BINDING.format(unit=unit.name)
        for part in ("scales", "withdrawn"):
            if judged.cohort.get(part) != again[part]:
                yield differs(place, what, judged.cohort.get(part), again[part])
        granted = again["grants"].get(unit.code, {})
        if judged.cohort.get("grants") != granted:
            yield differs(
                place, messages.SHEET_GRANTS.format(unit=unit.name), judged.cohort.get("grants"), granted
            )


def _listed(codes: object) -> object:
    return ", ".join(map(str, codes)) if isinstance(codes, list) else codes


def _granted(grant: Any) -> object:
    return f"{grant.get('points')} ({grant.get('rule')})" if isinstance(grant, dict) else grant
