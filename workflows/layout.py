"""Where the boxes and arrows of a picture go: a small layered layout for workflows.

The order of states in the file is the order of a normal run. An arrow that leads to a later state is
forward, any other goes back. Layers are the longest forward ways from the start; the longest of all is
the spine, drawn as the first column, and states off it stand in columns to its right. Arrows between
neighbours of one column are straight; all others run at right angles through a lane of their own.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from workflows.model import Definition, Transition

Point = tuple[float, float]

BOX_WIDTH, BOX_HEIGHT = 214, 62
_ROW, _COLUMN = 118, 280
_MARGIN, _LANE, _PORT = 26, 30, 44
# Loops of steps that stay hang under their box, left and right of where the straight arrows leave it.
_LOOP_WIDTH, _LOOP_DEPTH, _LOOP_APART, _LOOP_FIRST, _CLEAR = 14, 28, 24, 16, 22


@dataclass(frozen=True)
class Box:
    """A state's box: ``x`` and ``y`` of its upper left corner, and its place in the grid."""

    state: str
    layer: int
    column: int
    x: float
    y: float


@dataclass(frozen=True)
class Arrow:
    """One way of one transition: its corners, the place of its number, and whether it goes back."""

    transition: Transition
    source: str
    number: int
    back: bool
    points: tuple[Point, ...]
    label: Point


@dataclass(frozen=True)
class Layout:
    """All boxes and arrows, inside ``width`` × ``height``."""

    boxes: Mapping[str, Box]
    arrows: tuple[Arrow, ...]
    width: float
    height: float


@dataclass(frozen=True)
class _Way:
    """One arrow before it has corners; ``upper`` and ``lower`` are its ends as they stand on the page."""

    number: int
    transition: Transition
    source: Box
    target: Box

    @property
    def upper(self) -> Box:
        return min(self.source, self.target, key=lambda box: box.layer)

    @property
    def lower(self) -> Box:
        return self.target if self.upper is self.source else self.source

    @property
    def span(self) -> int:
        return self.lower.layer - self.upper.layer


def arrange(definition: Definition) -> Layout:
    """Lay out a definition; the same definition always gives the same picture."""
    grid = _grid(definition)
    columns = 1 + max(column for _layer, column in grid.values())
    layers = 1 + max(layer for layer, _column in grid.values())
    # Lanes to the left are only for arrows that pass by a neighbour on the spine, so they are counted first.
    lanes = sum(
        1
        for move in definition.transitions.values()
        for source in move.sources
        if not move.stays and _by_left_lane(grid[source], grid[move.target_from(source)])
    )
    left = _MARGIN + lanes * _LANE
    boxes = {
        name: Box(name, layer, column, left + column * _COLUMN, _MARGIN + layer * _ROW)
        for name, (layer, column) in grid.items()
    }
    order = {name: index for index, name in enumerate(definition.states)}
    router = _Router(boxes, left + (columns - 1) * _COLUMN + BOX_WIDTH)
    arrows = tuple(
        Arrow(
            transition=way.transition,
            source=way.source.state,
            number=way.number,
            back=order[way.target.state] < order[way.source.state],
            points=points,
            label=label,
        )
        for way, points, label in router.route(_ways(definition, boxes))
    )
    width = max([router.right, *(x for arrow in arrows for x, _y in arrow.points)]) + 2 * _MARGIN
    lowest = max(
        [_MARGIN + (layers - 1) * _ROW + BOX_HEIGHT, *(y for arrow in arrows for _x, y in arrow.points)]
    )
    return Layout(boxes, arrows, width, lowest + _MARGIN)


def _ways(definition: Definition, boxes: Mapping[str, Box]) -> list[_Way]:
    return [
        _Way(number, move, boxes[source], boxes[move.target_from(source)])
        for number, move in enumerate(definition.transitions.values(), start=1)
        for source in move.sources
    ]


def _grid(definition: Definition) -> dict[str, tuple[int, int]]:
    """Layer and column of every state."""
    order = {name: index for index, name in enumerate(definition.states)}
    ahead = {
        name: sorted({target for target in targets if order[target] > order[name]}, key=order.__getitem__)
        for name, targets in (
            (name, [move.target_from(name) for move in moves]) for name, moves in definition.leaving.items()
        )
    }
    layer = dict.fromkeys(order, 0)
    for name in order:
        for target in ahead[name]:
            layer[target] = max(layer[target], layer[name] + 1)
    # How good it is to go on from a state: reaching an end counts first, then the number of steps.
    worth: dict[str, tuple[bool, int]] = {}
    for name in reversed(order):
        best = max((worth[target] for target in ahead[name]), default=(False, 0))
        worth[name] = (best[0] or definition.states[name].final, best[1] + 1)
    spine = [definition.initial]
    while ahead[spine[-1]]:
        spine.append(max(ahead[spine[-1]], key=worth.__getitem__))
    return _columns(definition, layer, set(spine))


def _columns(definition: Definition, layer: Mapping[str, int], spine: set[str]) -> dict[str, tuple[int, int]]:
    """Layer and column: the spine first, the other states of a row beside it in the order of the file.

    Where the row's state of the spine also leads to an end further down, an end in the row stands further
    out, or the way down would run through it.
    """
    grid = {name: (layer[name], 0) for name in spine}
    ends = sorted(set(definition.final_states) - spine, key=lambda name: -layer[name])
    taken: dict[int, int] = defaultdict(int)
    for name in [*ends, *(name for name in definition.states if name not in {*spine, *ends})]:
        passed = [
            grid[end][1]
            for end in ends
            if end in grid and layer[end] > layer[name] and name in ends
            for source in spine
            if layer[source] == layer[name]
            and end in {move.target_from(source) for move in definition.leaving[source]}
        ]
        taken[layer[name]] = max([taken[layer[name]], *passed]) + 1
        grid[name] = (layer[name], taken[layer[name]])
    return {name: grid[name] for name in definition.states}


def _by_left_lane(source: tuple[int, int], target: tuple[int, int]) -> bool:
    return source[1] == target[1] == 0 and abs(source[0] - target[0]) != 1


class _Router:
    """Gives every arrow its corners. Ports are shared out on each side so that arrows do not touch."""

    def __init__(self, boxes: Mapping[str, Box], right: float) -> None:
        self.boxes, self.right = boxes, right
        self.ports: dict[tuple[str, str], list[tuple[tuple[int, int], int]]] = defaultdict(list)

    def route(self, ways: list[_Way]) -> list[tuple[_Way, tuple[Point, ...], Point]]:
        """Corners and place of the number for every way, in the order given."""
        kinds = [self._kind(way) for way in ways]
        lanes = {
            side: self._lanes([index for index, kind in enumerate(kinds) if kind == side], ways)
            for side in ("left", "right")
        }
        for index, (way, kind) in enumerate(zip(ways, kinds, strict=True)):
            self._claim(index, way, kind, lanes.get(kind, {}).get(index, 0))
        result = []
        for index, (way, kind) in enumerate(zip(ways, kinds, strict=True)):
            points = self._points(index, way, kind, lanes.get(kind, {}).get(index, 0))
            result.append((way, points, _bottom(points) if kind == "loop" else _middle(points)))
        return result

    def _kind(self, way: _Way) -> str:
        source, target = way.source, way.target
        if way.transition.stays:
            return "loop"
        if source.column == target.column:
            if way.span == 1:
                return "straight"
            return "left" if source.column == 0 else "right"
        if way.span == 0:
            return "level"
        side = way.lower
        hidden = any(
            (box.column == side.column and way.upper.layer <= box.layer < side.layer)
            or (box.layer == way.upper.layer and way.upper.column < box.column < side.column)
            for box in self.boxes.values()
        )
        return "right" if hidden or side.column < way.upper.column else "elbow"

    @staticmethod
    def _lanes(indices: list[int], ways: list[_Way]) -> dict[int, int]:
        """Lane 0 is nearest to the boxes; short ways take the near lanes."""
        nearest = sorted(indices, key=lambda index: (ways[index].span, index))
        return {index: lane for lane, index in enumerate(nearest)}

    def _claim(self, index: int, way: _Way, kind: str, lane: int) -> None:
        """Ask for a port on each box; the key orders the ports of one side so that arrows do not cross."""
        upper, lower = way.upper.state, way.lower.state
        if kind == "loop":
            self.ports[upper, "loops"].append(((0, index), index))
        elif kind == "straight":
            self.ports[upper, "below"].append(((0, 0), index))
        elif kind == "elbow":
            self.ports[upper, "right"].append(((1, -index), index))
            # The way that comes from highest up ends furthest right: the ways from below it do not reach it.
            self.ports[lower, "above"].append(((-way.upper.layer, index), index))
        elif kind == "level":
            self.ports[min(upper, lower), max(upper, lower)].append(((0, 0), index))
        else:
            self.ports[upper, kind].append(((0, -lane), index))
            self.ports[lower, kind].append(((2, lane), index))

    def _port(self, box: str, side: str, index: int) -> float:
        """The place of a port as a fraction of the side's length."""
        claims = [claimed for _key, claimed in sorted(self.ports[box, side])]
        return (claims.index(index) + 1) / (len(claims) + 1)

    def _points(self, index: int, way: _Way, kind: str, lane: int) -> tuple[Point, ...]:
        upper, lower = way.upper, way.lower
        if kind == "loop":
            return self._loop_points(index, upper)
        if kind == "straight":
            claims = [claimed for _key, claimed in sorted(self.ports[upper.state, "below"])]
            shift = (claims.index(index) - (len(claims) - 1) / 2) * _PORT
            x = upper.x + BOX_WIDTH / 2 + shift
            points: tuple[Point, ...] = ((x, upper.y + BOX_HEIGHT), (x, lower.y))
        elif kind == "elbow":
            y = upper.y + BOX_HEIGHT * self._port(upper.state, "right", index)
            x = lower.x + BOX_WIDTH * self._port(lower.state, "above", index)
            points = ((upper.x + BOX_WIDTH, y), (x, y), (x, lower.y))
        elif kind == "level":
            first, last = sorted((upper, lower), key=lambda box: box.column)
            pair = sorted((upper.state, lower.state))
            y = first.y + BOX_HEIGHT * self._port(pair[0], pair[1], index)
            points = ((first.x + BOX_WIDTH, y), (last.x, y))
            return points if way.source is first else points[::-1]
        else:
            points = self._lane_points(index, upper, lower, kind, lane)
        return points if way.source is upper else points[::-1]

    def _loop_points(self, index: int, box: Box) -> tuple[Point, ...]:
        """Down from the box, across, and up again; what does not fit in one row hangs lower down."""
        claims = [claimed for _key, claimed in sorted(self.ports[box.state, "loops"])]
        places = self._loop_places(box)
        row, place = divmod(claims.index(index), len(places))
        x = box.x + places[place]
        edge = box.y + BOX_HEIGHT
        low = edge + _LOOP_DEPTH * (row + 1)
        left, right = x - _LOOP_WIDTH / 2, x + _LOOP_WIDTH / 2
        return ((left, edge), (left, low), (right, low), (right, edge))

    def _loop_places(self, box: Box) -> list[float]:
        """Places for loops along the lower side, from both ends inwards, clear of the straight arrows."""
        straight = len(self.ports[box.state, "below"])
        taken = [BOX_WIDTH / 2 + (number - (straight - 1) / 2) * _PORT for number in range(straight)]
        found: list[float] = []
        for step in range(BOX_WIDTH // 2 // _LOOP_APART):
            near = _LOOP_FIRST + step * _LOOP_APART
            found += [near, BOX_WIDTH - near]
        clear = [x for x in found if all(abs(x - other) >= _CLEAR for other in taken)]
        lefts, rights = [x for x in clear if x < BOX_WIDTH / 2], [x for x in clear if x > BOX_WIDTH / 2]
        return lefts + rights or [_LOOP_FIRST]

    def _lane_points(self, index: int, upper: Box, lower: Box, side: str, lane: int) -> tuple[Point, ...]:
        above = upper.y + BOX_HEIGHT * self._port(upper.state, side, index)
        below = lower.y + BOX_HEIGHT * self._port(lower.state, side, index)
        if side == "left":
            x = upper.x - (lane + 1) * _LANE
            return ((upper.x, above), (x, above), (x, below), (lower.x, below))
        x = self.right + (lane + 1) * _LANE
        return ((upper.x + BOX_WIDTH, above), (x, above), (x, below), (lower.x + BOX_WIDTH, below))


def _bottom(points: tuple[Point, ...]) -> Point:
    """The middle of a loop's lowest part."""
    (left, low), (right, _low) = points[1:3]
    return ((left + right) / 2, low)


def _middle(points: tuple[Point, ...]) -> Point:
    """The middle of the longest upright part, or of the whole when none is upright."""
    upright = [(a, b) for a, b in zip(points, points[1:], strict=False) if a[0] == b[0]]
    a, b = max(upright or [(points[0], points[-1])], key=lambda part: abs(part[0][1] - part[1][1]))
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
