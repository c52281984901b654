"""Pictures and tables of a definition: Mermaid text, a plain SVG, and who is granted what in each state.

The SVG needs no program and no style sheet (presentation attributes only, so a strict content policy
shows it too). States of a normal run stand in one column from top to bottom; states off that way stand
beside it. Every arrow carries a number, and the list beside the picture says what the number means;
steps the programme takes by itself are dashed, steps that stay hang under their box as a loop.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import escape

from workflows import messages
from workflows.layout import BOX_HEIGHT, BOX_WIDTH, Arrow, Box, Layout, arrange
from workflows.model import SYSTEM, Definition, Kind, Transition

_FONT = "'Liberation Sans', sans-serif"
_INK, _MUTED, _PAPER = "#1f2937", "#4b5563", "#ffffff"
_LIT, _LIT_INK = "#0b5cad", "#ffffff"
# One quiet colour for each stage: fill and border.
_STAGES: Mapping[str, tuple[str, str]] = {
    "setup": ("#f3f4f6", "#6b7280"),
    "self": ("#eaf3fc", "#3b7fc4"),
    "appraisal": ("#fdf5e4", "#b98117"),
    "council": ("#f3ecfa", "#7d53ab"),
    "final": ("#e9f6ec", "#3c8d52"),
    "drawing_up": ("#eaf3fc", "#3b7fc4"),
    "signing": ("#fdf5e4", "#b98117"),
    "issuing": ("#e9f6ec", "#3c8d52"),
    "assigning": ("#f3f4f6", "#6b7280"),
    "working": ("#eaf3fc", "#3b7fc4"),
    "ending": ("#e9f6ec", "#3c8d52"),
}
_NO_STAGE = ("#f3f4f6", "#6b7280")
_FORWARD, _BACK = "#374151", "#b4232a"
_LINE = 19
_LEGEND_WIDTH = 410
_WIDE = 54  # characters of a legend line before it is broken


@dataclass(frozen=True)
class PermissionRow:
    """One cell of the table state × permission: the roles that are granted it, in the definition's order."""

    state: str
    state_title: str
    permission: str
    permission_title: str
    roles: tuple[str, ...]
    role_titles: tuple[str, ...]


def permission_table(definition: Definition) -> list[PermissionRow]:
    """Every state × every permission of the definition, also where nobody is granted anything."""
    return [
        PermissionRow(
            state=state.name,
            state_title=state.title,
            permission=permission,
            permission_title=definition.permission_title(permission),
            roles=tuple(role for role in definition.roles if role in granted),
            role_titles=definition.role_titles(granted),
        )
        for state in definition.states.values()
        for permission in definition.permissions
        for granted in [state.permissions.get(permission, frozenset())]
    ]


@dataclass(frozen=True)
class PermissionLine:
    """One permission over all states: ``cells`` in the order of the states, one for each."""

    permission: str
    title: str
    cells: tuple[PermissionRow, ...]


def table(definition: Definition) -> list[PermissionLine]:
    """The whole table, a line for each permission, ready for a page."""
    cells: dict[str, list[PermissionRow]] = {name: [] for name in definition.permissions}
    for cell in permission_table(definition):
        cells[cell.permission].append(cell)
    return [
        PermissionLine(name, definition.permission_title(name), tuple(row)) for name, row in cells.items()
    ]


def mermaid(definition: Definition, current: str | None = None) -> str:
    """The states as Mermaid ``stateDiagram-v2`` text, the ``current`` one marked."""
    lines = ["stateDiagram-v2", "    direction TB"]
    lines += [f'    state "{_quoted(state.title)}" as {state.name}' for state in definition.states.values()]
    lines.append(f"    [*] --> {definition.initial}")
    for move in definition.transitions.values():
        for source in move.sources:
            by_itself = said_of_kind(definition, move, source)
            label = f"{move.title} ({by_itself})" if by_itself else move.title
            lines.append(f"    {source} --> {move.target_from(source)}: {_quoted(label)}")
    lines += [f"    {name} --> [*]" for name in definition.final_states]
    if current is not None and current in definition.states:
        lines += [
            f"    classDef current fill:{_LIT},color:{_LIT_INK},stroke:{_LIT}",
            f"    class {current} current",
        ]
    return "\n".join(lines) + "\n"


def _quoted(title: str) -> str:
    """A title without the characters that mean something to Mermaid."""
    return title.replace('"', "'").replace(":", " –").replace(";", ",")


def said_of_kind(definition: Definition, move: Transition, source: str) -> str:
    """What sets a step off when no person does («khi hết hạn nhập số liệu»); empty for a person's."""
    if move.kind is Kind.TIMED:
        deadline = definition.deadline_of(move, source)
        return messages.when_over(deadline.title) if deadline else messages.BY_ITSELF
    if move.kind is Kind.CALLED:
        return messages.called(definition.subject)
    return messages.BY_ITSELF if move.kind is Kind.AUTOMATIC else ""


def svg(definition: Definition, current: str | None = None, visited: Collection[str] = ()) -> str:
    """A self-contained SVG, the ``current`` state lit, those ``visited`` ticked; sizes in CSS pixels."""
    layout = arrange(definition)
    marker = f"mui-ten-{definition.id}-{definition.version}"
    legend, legend_height = _legend(definition, layout, marker)
    width = layout.width + _LEGEND_WIDTH
    height = max(layout.height, legend_height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{escape(_summary(definition, current, visited))}" '
        f'font-family="{_FONT}" font-size="14" fill="{_INK}">',
        "<defs>",
        _marker(f"{marker}-xuoi", _FORWARD),
        _marker(f"{marker}-nguoc", _BACK),
        "</defs>",
        f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>',
    ]
    parts += [_line(arrow, marker) for arrow in layout.arrows]
    for box in layout.boxes.values():
        parts.append(_box(definition, box, box.state == current))
        if box.state in visited and box.state != current:
            parts.append(_tick(box, _stage(definition.states[box.state].stage)[1]))
    parts += [_number(arrow) for arrow in layout.arrows]
    parts += [f'<g transform="translate({layout.width} 0)">', *legend, "</g>", "</svg>"]
    return "\n".join(parts) + "\n"


def _summary(definition: Definition, current: str | None, visited: Collection[str]) -> str:
    state = definition.states.get(current) if current is not None else None
    passed = [known.title for name, known in definition.states.items() if name in visited and name != current]
    return messages.picture(definition.title, state.title if state else None, passed)


def _stage(stage: str) -> tuple[str, str]:
    return _STAGES.get(stage, _NO_STAGE)


def _tick(box: Box, colour: str) -> str:
    """A filled mark on the upper right corner of a state the item has been in."""
    x, y = box.x + BOX_WIDTH - 12, box.y + 12
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="8" fill="{colour}"/>'
        f'<path d="M{x - 4:g} {y:g}l3 3l5 -6" fill="none" stroke="{_PAPER}" stroke-width="2"/>'
    )


def _marker(name: str, colour: str) -> str:
    return (
        f'<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        f'orient="auto"><path d="M0 0L10 5L0 10z" fill="{colour}"/></marker>'
    )


def _box(definition: Definition, box: Box, lit: bool) -> str:
    state = definition.states[box.state]
    fill, border = _stage(state.stage)
    ink = _INK
    if lit:
        fill, border, ink = _LIT, _LIT, _LIT_INK
    shape = (
        f'<rect x="{box.x}" y="{box.y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="9" fill="{fill}" '
        f'stroke="{border}" stroke-width="{3 if lit else 1.6}"/>'
    )
    if state.final:
        shape += (
            f'<rect x="{box.x + 4}" y="{box.y + 4}" width="{BOX_WIDTH - 8}" height="{BOX_HEIGHT - 8}" rx="6" '
            f'fill="none" stroke="{ink if lit else border}" stroke-width="1"/>'
        )
    lines = _balanced(state.title, 22)
    middle = box.y + BOX_HEIGHT / 2 + 5 - (len(lines) - 1) * 9
    texts = [
        f'<text x="{box.x + BOX_WIDTH / 2:g}" y="{middle + index * 18:g}" text-anchor="middle" '
        f'font-size="15" font-weight="bold" fill="{ink}">{escape(line)}</text>'
        for index, line in enumerate(lines)
    ]
    return shape + "".join(texts)


def _line(arrow: Arrow, marker: str) -> str:
    way = "M" + "L".join(f"{x:g} {y:g}" for x, y in arrow.points)
    return _way(way, arrow.transition.kind is not Kind.USER, arrow.back, marker)


def _way(way: str, dashed: bool, back: bool, marker: str) -> str:
    colour, end = (_BACK, "nguoc") if back else (_FORWARD, "xuoi")
    dash = ' stroke-dasharray="6 4"' if dashed else ""
    return (
        f'<path d="{way}" fill="none" stroke="{colour}" stroke-width="1.6" stroke-linejoin="round"{dash} '
        f'marker-end="url(#{marker}-{end})"/>'
    )


def _number(arrow: Arrow) -> str:
    x, y = arrow.label
    return _badge(x, y, arrow.number, arrow.back)


def _badge(x: float, y: float, number: int, back: bool) -> str:
    colour = _BACK if back else _FORWARD
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="10" fill="{_PAPER}" stroke="{colour}" stroke-width="1.4"/>'
        f'<text x="{x:g}" y="{y + 4:g}" text-anchor="middle" font-size="11" fill="{colour}">{number}</text>'
    )


def _legend(definition: Definition, layout: Layout, marker: str) -> tuple[list[str], float]:
    """What the lines mean, then the numbered steps, grouped by the state they leave; and the height."""
    drawn: dict[str, dict[int, Arrow]] = {}
    for arrow in layout.arrows:
        drawn.setdefault(arrow.source, {})[arrow.number] = arrow
    parts, y = _key(layout, marker, 34.0)
    for state in definition.states.values():
        arrows = drawn.get(state.name)
        if not arrows:
            continue
        parts.append(f'<text x="8" y="{y:g}" font-weight="bold">{escape(state.title)}</text>')
        y += _LINE + 4
        for number, arrow in sorted(arrows.items()):
            parts.append(_badge(20, y - 5, number, arrow.back))
            for line, muted in _described(definition, arrow):
                colour = _MUTED if muted else _INK
                parts.append(f'<text x="40" y="{y:g}" font-size="13" fill="{colour}">{escape(line)}</text>')
                y += _LINE - 1
            y += 5
        y += 9
    return parts, y


def _described(definition: Definition, arrow: Arrow) -> list[tuple[str, bool]]:
    """The legend lines of a step: its title, then in muted ink who takes it, or what sets it off."""
    move = arrow.transition
    people = definition.role_titles(role for role in move.roles if role != SYSTEM)
    who = said_of_kind(definition, move, arrow.source) or messages.join(people, "hoặc")
    title = messages.staying(move.title) if move.stays else move.title
    return [(line, False) for line in _wrapped(title, _WIDE)] + [
        (line, True) for line in _wrapped(who, _WIDE)
    ]


def _key(layout: Layout, marker: str, y: float) -> tuple[list[str], float]:
    """What the lines mean: only those kinds that the picture has."""
    arrows = layout.arrows
    samples = [
        (
            any(one.transition.kind is Kind.USER and not one.back for one in arrows),
            False,
            False,
            messages.BY_PEOPLE,
        ),
        (any(one.transition.kind is not Kind.USER for one in arrows), True, False, messages.BY_PROGRAMME),
        (any(one.back for one in arrows), False, True, messages.GOES_BACK),
    ]
    parts = []
    for present, dashed, back, text in samples:
        if present:
            parts.append(_way(f"M8 {y - 5:g}L44 {y - 5:g}", dashed, back, marker))
            parts.append(f'<text x="54" y="{y:g}" font-size="13" fill="{_MUTED}">{escape(text)}</text>')
            y += _LINE
    return parts, y + 9


def _balanced(text: str, width: int) -> list[str]:
    """As few lines as :func:`_wrapped` makes, none much longer than the others."""
    lines = _wrapped(text, width)
    narrower = width
    while len(tighter := _wrapped(text, narrower)) == len(lines) and narrower > 1:
        lines, narrower = tighter, narrower - 1
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= width or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines
