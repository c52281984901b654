"""Where somebody could doubt a form: a figure lowered a little, what it would give, and in which words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from app.demo import phrases
from app.demo.dice import Dice
from app.demo.figures import Form, own_inputs, typed
from frameworks.computation import compute_leaf
from frameworks.model import Framework, Input, Node, Value
from frameworks.numbers import round_half_up
from frameworks.validation import check_figures

DECIMALS = 2  # points are set by people with two decimals


@dataclass(frozen=True)
class Doubt:
    """One criterion whose figure may be too high: the figure, what could be recognised, and its points."""

    code: str
    label: str
    field: Input
    reported: Value
    recognised: Value
    points: Fraction

    @property
    def typed_points(self) -> str:
        """The points as an appraiser types them."""
        return typed(POINTS, self.points)

    @property
    def typed_figure(self) -> str:
        """The corrected figure as the unit types it."""
        return typed(self.field, self.recognised)

    @property
    def question(self) -> str:
        """The team's question to the unit."""
        return phrases.QUESTION.format(title=self.field.title, value=typed(self.field, self.reported))

    def reason(self, late: bool = False) -> str:
        """Why the team gives other points."""
        if isinstance(self.reported, bool):
            return phrases.NOT_PROVEN
        if isinstance(self.recognised, str):
            return phrases.LOWER_LEVEL.format(level=self.field.choices[self.recognised])
        return (phrases.FEWER_LATE if late else phrases.FEWER).format(
            recognised=self.typed_figure, reported=typed(self.field, self.reported), unit=self.field.unit
        )


POINTS = Input(name="points", title="", unit="điểm", type="number", minimum=Fraction(0))


def doubts(form: Form, dice: Dice, count: int, *, correctable: bool = False) -> list[Doubt]:
    """So many criteria of a form that somebody doubts, in printed order."""
    leaves = form.framework.leaves
    found: dict[int, Doubt] = {}
    shares = [dice.share("doubts", leaf.code) for leaf in leaves]
    for place in sorted(range(len(leaves)), key=shares.__getitem__):
        if len(found) == count:
            break
        doubt = _doubt(form, leaves[place], dice)
        if doubt is not None and (not correctable or _can_be_corrected(form, doubt)):
            found[place] = doubt
    return [found[place] for place in sorted(found)]


def _can_be_corrected(form: Form, doubt: Doubt) -> bool:
    """Whether the unit could count this again without touching another criterion or contradicting itself."""
    name = doubt.field.name
    if doubt.field.type != "count" or name not in own_inputs(form.framework, form.framework.leaf(doubt.code)):
        return False
    return not check_figures(form.framework, {**form.figures, name: doubt.recognised}, [name])


def label_of(framework: Framework, code: str) -> str:
    """A criterion as people name it: its number, and its pillar where numbers begin anew in each."""
    first, _, number = code.partition(".")
    pillar = framework.nodes[first]
    return f"{number} ({pillar.title})" if pillar.level == "pillar" else code


def _doubt(form: Form, leaf: Node, dice: Dice) -> Doubt | None:
    if leaf.code in form.statuses() or not all(name in form.figures for name in leaf.inputs):
        return None
    if not form.judged_alone(leaf):
        return None
    before = compute_leaf(form.framework, leaf.code, form.figures).points
    names = dice.sample(leaf.inputs, len(leaf.inputs), leaf.code)
    for name, lowered in _lowered(form, names, dice.within(leaf.code)):
        points = compute_leaf(form.framework, leaf.code, {**form.figures, name: lowered}).points
        rounded = round_half_up(points, DECIMALS)
        if rounded < before:
            return Doubt(
                leaf.code,
                label_of(form.framework, leaf.code),
                form.framework.inputs[name],
                form.figures[name],
                lowered,
                rounded,
            )
    return None


def _lowered(form: Form, names: Iterable[str], dice: Dice) -> Iterator[tuple[str, Value]]:
    """Each figure a little lower, where it can be."""
    for name in names:
        value, field = form.figures[name], form.framework.inputs[name]
        if isinstance(value, bool):
            if value:
                yield name, False
        elif isinstance(value, str):
            levels = tuple(field.choices)
            if value != levels[-1]:
                yield name, levels[levels.index(value) + 1]
        elif field.type == "count" and value >= 1:
            kept = int(value) * dice.number(6, 9, name) // 10
            yield name, Fraction(min(kept, int(value) - 1))
