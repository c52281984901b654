"""Pictures and tables of a definition: Mermaid text, a plain SVG, and who is granted what in each state.

The SVG needs no program and no style sheet (presentation attributes only, so a strict content policy
shows it too). States of a normal run stand in one column from top to bottom; states off that way stand
beside it. Every arrow carries a number, and the list beside the picture says what the number means.
"""

from collections.abc import Mapping
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
}
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


def mermaid(definition: Definition, current: str | None = None) -> str:
    """The states as Mermaid ``stateDiagram-v2`` text, the ``current`` one marked."""
    lines = ["stateDiagram-v2", "    direction TB"]
    lines += [f'    state "{_quoted(state.title)}" as {state.name}' for state in definition.states.values()]
    lines.append(f"    [*] --> {definition.initial}")
    for move in definition.transitions.values():
        lines += [
            f"    {source} --> {move.target_from(source)}: {_quoted(move.title)}" for source in move.sources
        ]
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


def svg(definition: Definition, current: str | None = None) -> str:
    """A self-contained SVG of the states, the ``current`` one lit; sizes in CSS pixels."""
    layout = arrange(definition)
    legend, legend_height = _legend(definition, layout)
    width = layout.width + _LEGEND_WIDTH
    height = max(layout.height, legend_height)
    marker = f"mui-ten-{definition.id}-{definition.version}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{escape(_summary(definition, current))}" '
        f'font-family="{_FONT}" font-size="14" fill="{_INK}">',
        "<defs>",
        _marker(f"{marker}-xuoi", _FORWARD),
        _marker(f"{marker}-nguoc", _BACK),
        "</defs>",
        f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>',
    ]
    parts += [_line(arrow, marker) for arrow in layout.arrows]
    parts += [_box(definition, box, box.state == current) for box in layout.boxes.values()]
    parts += [_number(arrow) for arrow in layout.arrows]
    parts += [f'<g transform="translate({layout.width} 0)">', *legend, "</g>", "</svg>"]
    return "\n".join(parts) + "\n"


def _summary(definition: Definition, current: str | None) -> str:
    state = definition.states.get(current) if current is not None else None
    return messages.picture(definition.title, state.title if state else None)


def _marker(name: str, colour: str) -> str:
    return (
        f'<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        f'orient="auto"><path d="M0 0L10 5L0 10z" fill="{colour}"/></marker>'
    )


def _box(definition: Definition, box: Box, lit: bool) -> str:
    state = definition.states[box.state]
    fill, border = _STAGES[state.stage]
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
    lines = _wrapped(state.title, 24)
    middle = box.y + BOX_HEIGHT / 2 + 5 - (len(lines) - 1) * 9
    texts = [
        f'<text x="{box.x + BOX_WIDTH / 2:g}" y="{middle + index * 18:g}" text-anchor="middle" '
        f'font-size="15" font-weight="bold" fill="{ink}">{escape(line)}</text>'
        for index, line in enumerate(lines)
    ]
    return shape + "".join(texts)


def _line(arrow: Arrow, marker: str) -> str:
    colour, end = (_BACK, "nguoc") if arrow.back else (_FORWARD, "xuoi")
    dash = ' stroke-dasharray="6 4"' if arrow.transition.kind is not Kind.USER else ""
    way = "M" + "L".join(f"{x:g} {y:g}" for x, y in arrow.points)
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


def _legend(definition: Definition, layout: Layout) -> tuple[list[str], float]:
    """The list of numbered steps, grouped by the state they leave, and its height."""
    drawn: dict[str, dict[int, Arrow]] = {}
    for arrow in layout.arrows:
        drawn.setdefault(arrow.source, {})[arrow.number] = arrow
    parts: list[str] = []
    y = 34.0
    for state in definition.states.values():
        arrows = drawn.get(state.name)
        if not arrows:
            continue
        parts.append(f'<text x="8" y="{y:g}" font-weight="bold">{escape(state.title)}</text>')
        y += _LINE + 4
        for number, arrow in sorted(arrows.items()):
            parts.append(_badge(20, y - 5, number, arrow.back))
            for line, muted in _described(definition, arrow.transition):
                colour = _MUTED if muted else _INK
                parts.append(f'<text x="40" y="{y:g}" font-size="13" fill="{colour}">{escape(line)}</text>')
                y += _LINE - 1
            y += 5
        y += 9
    return parts, y


def _described(definition: Definition, move: Transition) -> list[tuple[str, bool]]:
    """The legend lines of a step: its title, then who takes it in muted ink."""
    people = definition.role_titles(role for role in move.roles if role != SYSTEM)
    who = messages.join(people, "hoặc") or definition.roles[SYSTEM].title
    return [(line, False) for line in _wrapped(move.title, _WIDE)] + [
        (line, True) for line in _wrapped(who, _WIDE)
    ]


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= width or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines
