"""Pictures and the table of permissions."""

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest

from workflows import graph
from workflows.layout import BOX_HEIGHT, BOX_WIDTH, arrange
from workflows.loader import load_versions
from workflows.model import Definition

BOTH = pytest.mark.parametrize("definition", load_versions().values(), ids=lambda definition: definition.key)
SVG = "{http://www.w3.org/2000/svg}"


@BOTH
def test_mermaid_names_every_state_and_way(definition: Definition) -> None:
    text = graph.mermaid(definition, definition.initial)
    assert text.startswith("stateDiagram-v2\n")
    for state in definition.states.values():
        assert f" as {state.name}\n" in text
    ways = sum(len(move.sources) for move in definition.transitions.values())
    assert text.count(" --> ") == ways + 1 + len(definition.final_states)
    assert f"class {definition.initial} current" in text
    assert "classDef" not in graph.mermaid(definition)


@BOTH
def test_svg_is_well_formed_and_shows_every_title(definition: Definition) -> None:
    for current in [None, *definition.states]:
        picture = graph.svg(definition, current)
        root = ElementTree.fromstring(picture)
        words = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
        for state in definition.states.values():
            assert all(word in words for word in state.title.split())
        for move in definition.transitions.values():
            assert move.title in words
        lit = [rect for rect in root.iter(f"{SVG}rect") if rect.get("fill") == "#0b5cad"]
        assert len(lit) == (current is not None)
        assert "Liberation Sans" in root.get("font-family", "")
        # A strict content policy refuses style attributes and style sheets; nothing may be fetched.
        assert not re.search(r"style=|<style|href|<script", picture)
        if current is not None:
            assert f"đang ở bước «{definition.states[current].title}»" in root.get("aria-label", "")


@BOTH
def test_svg_ids_are_unique_and_belong_to_the_definition(definition: Definition) -> None:
    ids = re.findall(r'id="([^"]+)"', graph.svg(definition))
    assert len(ids) == len(set(ids))
    assert all(definition.id in name for name in ids)


@BOTH
def test_the_same_definition_gives_the_same_picture(definition: Definition) -> None:
    assert graph.svg(definition, definition.initial) == graph.svg(definition, definition.initial)


@BOTH
def test_nothing_overlaps_and_all_lies_inside(definition: Definition) -> None:
    layout = arrange(definition)
    for one, other in combinations(layout.boxes.values(), 2):
        assert abs(one.x - other.x) >= BOX_WIDTH or abs(one.y - other.y) >= BOX_HEIGHT
    for one_arrow, other_arrow in combinations(layout.arrows, 2):
        (x, y), (u, v) = one_arrow.label, other_arrow.label
        assert (x - u) ** 2 + (y - v) ** 2 >= 20**2  # numbers are circles of radius 10
        assert one_arrow.points != other_arrow.points
    for arrow in layout.arrows:
        for x, y in arrow.points:
            assert 0 < x < layout.width
            assert 0 < y < layout.height
        for box in layout.boxes.values():
            assert not (
                box.x < arrow.label[0] < box.x + BOX_WIDTH and box.y < arrow.label[1] < box.y + BOX_HEIGHT
            )


@BOTH
def test_arrows_begin_and_end_at_their_boxes(definition: Definition) -> None:
    layout = arrange(definition)
    for arrow in layout.arrows:
        target = arrow.transition.target_from(arrow.source)
        for state, (x, y) in [(arrow.source, arrow.points[0]), (target, arrow.points[-1])]:
            box = layout.boxes[state]
            assert box.x <= x <= box.x + BOX_WIDTH
            assert box.y <= y <= box.y + BOX_HEIGHT


@BOTH
def test_the_table_has_every_state_and_permission_once(definition: Definition) -> None:
    rows = graph.permission_table(definition)
    assert len(rows) == len(definition.states) * len(definition.permissions)
    assert len({(row.state, row.permission) for row in rows}) == len(rows)
    for row in rows:
        assert set(row.roles) == definition.states[row.state].permissions.get(row.permission, frozenset())
        assert len(row.role_titles) == len(row.roles)
        assert row.permission_title
