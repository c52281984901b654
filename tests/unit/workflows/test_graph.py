"""Pictures and the table of permissions."""

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.unit.workflows.definitions import parsed
from workflows import graph
from workflows.layout import BOX_HEIGHT, BOX_WIDTH, arrange
from workflows.loader import load_all, load_versions
from workflows.model import Definition

EACH = [*load_versions().values(), parsed()]
BOTH = pytest.mark.parametrize("definition", EACH, ids=lambda definition: definition.key)
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


# --- kinds of steps ---------------------------------------------------------------------------------

SMALL = parsed()


def words(picture: str) -> list[str]:
    """Every text of a picture."""
    return ["".join(text.itertext()) for text in ElementTree.fromstring(picture).iter(f"{SVG}text")]


def test_a_step_that_stays_hangs_as_a_loop_under_each_of_its_states() -> None:
    layout = arrange(SMALL)
    loops = [arrow for arrow in layout.arrows if arrow.transition.name == "nudge"]
    assert [loop.source for loop in loops] == ["drafting", "awaiting_confirmation", "appraising"]
    for loop in loops:
        box = layout.boxes[loop.source]
        first, *_middle, last = loop.points
        assert first[1] == last[1] == box.y + BOX_HEIGHT
        assert loop.label[1] > box.y + BOX_HEIGHT
        assert not loop.back
    assert "Đôn đốc (giữ nguyên bước)" in words(graph.svg(SMALL))


def test_many_steps_that_stay_do_not_lie_on_each_other() -> None:
    notes = "".join(
        f"  note_{n}: {{title: Ghi {n}, from: [drafting, closed], stays: true, by: [standing_body]}}\n"
        for n in range(6)
    )
    definition = parsed("worklists:\n", notes + "worklists:\n")
    test_nothing_overlaps_and_all_lies_inside(definition)
    test_arrows_begin_and_end_at_their_boxes(definition)


def test_what_the_programme_does_is_dashed_and_says_when() -> None:
    picture = graph.svg(SMALL)
    told = words(picture)
    assert "khi hết hạn nhập" in told
    assert told.count("tự động") == 2
    by_itself = sum(len(SMALL.transitions[name].sources) for name in ("run_out", "finish", "close"))
    assert picture.count("stroke-dasharray") == by_itself + 1  # and the sample in the key
    assert "tự động, theo bước của kỳ đánh giá" in words(graph.svg(EACH[0]))


def test_mermaid_says_what_sets_a_step_off() -> None:
    text = graph.mermaid(SMALL)
    assert "drafting --> appraising: Hết hạn (khi hết hạn nhập)" in text
    assert "appraising --> appraised: Tự kết thúc (tự động)" in text
    assert "drafting --> drafting: Đôn đốc\n" in text


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Hết hạn thẩm định", "khi hết hạn thẩm định"),
        ("Hạn công bố kết quả", "khi hết hạn công bố kết quả"),
        ("Giải trình", "khi hết hạn giải trình"),
    ],
)
def test_a_deadline_reads_well_however_it_is_named(title: str, said: str) -> None:
    definition = parsed("entry: {title: Hết hạn nhập,", f"entry: {{title: {title},")
    assert graph.said_of_kind(definition, definition.transitions["run_out"], "drafting") == said


def test_states_the_item_has_been_in_are_ticked_and_named() -> None:
    visited = ["drafting", "awaiting_confirmation", "appraising"]
    root = ElementTree.fromstring(graph.svg(SMALL, "appraising", visited))
    ticks = [one for one in root.iter(f"{SVG}circle") if one.get("r") == "8"]
    assert len(ticks) == 2
    assert root.get("aria-label", "").endswith(
        "; đang ở bước «Đang thẩm định»; đã qua «Đang nhập» và «Chờ xác nhận»"
    )


# --- the table as a page shows it ---------------------------------------------------------------------


@BOTH
def test_the_table_has_a_line_for_each_permission_and_a_cell_for_each_state(definition: Definition) -> None:
    lines = graph.table(definition)
    assert [line.permission for line in lines] == list(definition.permissions)
    for line in lines:
        assert [cell.state for cell in line.cells] == list(definition.states)
        for cell in line.cells:
            assert cell.permission == line.permission
            assert set(cell.roles) == definition.states[cell.state].permissions.get(line.permission, set())


def test_a_permission_is_called_what_it_is_for_this_kind_of_item() -> None:
    titles = {line.permission: line.title for line in graph.table(SMALL)}
    assert titles["remind"] == "Đôn đốc người đang phải xử lý"


def _parts(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float, float, float]]:
    """The straight parts of a way as left, top, right, bottom."""
    return [
        (min(x, u), min(y, v), max(x, u), max(y, v))
        for (x, y), (u, v) in zip(points, points[1:], strict=False)
    ]


@BOTH
def test_no_arrow_crosses_another_or_runs_through_a_box(definition: Definition) -> None:
    layout = arrange(definition)
    for one, other in combinations(layout.arrows, 2):
        for left, top, right, bottom in _parts(one.points):
            for x, y, u, v in _parts(other.points):
                level, upright = left < x == u < right and y < top == bottom < v, x < left == right < u
                crossed = level or (upright and top < y == v < bottom)
                assert not crossed, (one.number, one.source, other.number, other.source)
    for arrow in layout.arrows:
        for left, top, right, bottom in _parts(arrow.points):
            for box in layout.boxes.values():
                beside = right <= box.x or left >= box.x + BOX_WIDTH
                assert beside or bottom <= box.y or top >= box.y + BOX_HEIGHT, (arrow.number, box.state)


def test_the_pictures_in_the_docs_are_those_of_the_newest_versions() -> None:
    """Drawn anew by: flask workflows graph ID -o docs/quy-trinh/ID.svg"""
    folder = Path(__file__).parents[3] / "docs" / "quy-trinh"
    newest = load_all()
    assert {path.stem for path in folder.glob("*.svg")} == set(newest)
    told = (folder.parent / "workflow.md").read_text(encoding="utf-8")
    for name, definition in newest.items():
        assert (folder / f"{name}.svg").read_text(encoding="utf-8") == graph.svg(definition), name
        assert f"(quy-trinh/{name}.svg)" in told
