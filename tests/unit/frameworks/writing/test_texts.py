"""A framework's text, its data and the text written from them say the same."""

import random
from copy import deepcopy
from fractions import Fraction
from pathlib import Path

import pytest

from frameworks.loader import load_all, parse_framework
from frameworks.writing import PlainProblem, edits, examine, read_plain, shipped_text, to_yaml
from frameworks.writing.comparing import compare, suggest
from frameworks.writing.outline import outline, read_rule, total_of
from frameworks.writing.plain import read_flow, to_flow
from frameworks.writing.trial import try_out

SHIPPED = sorted(load_all())
SMALL = (Path(__file__).parents[3] / "data" / "small.yaml").read_text(encoding="utf-8")


@pytest.fixture
def data() -> dict:
    return read_plain(SMALL)


def leaf(code: str = "1.9", **given: object) -> dict:
    return {
        "code": code,
        "level": "component",
        "title": "Tiêu chí mới",
        "max": "5",
        "rule": {"manual": {}},
        "basis": {"proposed": "thử"},
        **given,
    }


# --- one text, one hash ---------------------------------------------------------------------------------


@pytest.mark.parametrize("key", SHIPPED)
def test_every_shipped_framework_comes_back_with_its_hash(key: str) -> None:
    written = to_yaml(read_plain(shipped_text(key)))
    assert parse_framework(written).hash == parse_framework(shipped_text(key)).hash
    assert examine(written).ready


def test_what_is_like_a_number_a_date_or_nothing_stays_text() -> None:
    odd = {
        "a": "1.10",
        "b": "null",
        "c": "~",
        "d": "no",
        "e": None,
        "f": "2024-01-01",
        "g": "x: y\n# z",
        "h": "",
    }
    assert read_plain(to_yaml(odd)) == odd
    for value in (*odd.values(), ["a", "b c"], {"from": "90%", "share": "1/3"}, [{"const": "2"}, "x"]):
        assert read_flow(to_flow(value)) == value


def test_random_data_survive_being_written() -> None:
    dice = random.Random(7)
    signs = "aăđ 1:#-{}[],'\"&*!|>%@`?\n\t.=~"

    def some(depth: int) -> object:
        if depth == 0 or dice.random() < 0.4:
            return "".join(dice.choice(signs) for _ in range(dice.randrange(12)))
        if dice.random() < 0.5:
            return [some(depth - 1) for _ in range(dice.randrange(4))]
        return {f"k{n}": some(depth - 1) for n in range(dice.randrange(4))}

    for _ in range(300):
        given = {"x": some(4)}
        assert read_plain(to_yaml(given)) == given


@pytest.mark.parametrize("text", ["", "- a", "a: 1\na: 2", "a: [", "x: *y", "chỉ là chữ"])
def test_what_is_no_framework_file_is_told_and_never_raised(text: str) -> None:
    with pytest.raises(PlainProblem):
        read_plain(text)
    assert examine(text).problems


# --- edits ----------------------------------------------------------------------------------------------


def test_edits_never_change_what_they_are_given(data: dict) -> None:
    before = deepcopy(data)
    code = outline(data)[-1].code
    edits.set_head(data, {"title": "Khác", "max": "1"})
    edits.add_node(data, "1", leaf())
    edits.change_node(data, code, {"title": "Khác", "max": "77"})
    edits.change_node(data, "1", {"code": "7"})
    edits.move_node(data, code, -1)
    edits.remove_node(data, code)
    edits.set_rule(data, code, {"manual": {}}, {"source": "x"})
    edits.set_input(data, "moi", {"title": "Mới", "type": "count"})
    edits.remove_input(data, next(iter(data["inputs"])))
    edits.set_case(data, None, {"code": code, "figures": {}, "points": "0"})
    assert data == before


@pytest.mark.parametrize("key", SHIPPED)
def test_a_maximum_that_no_longer_adds_up_is_reported_and_put_right_again(key: str) -> None:
    given = read_plain(shipped_text(key))
    row = next(row for row in outline(given) if row.is_leaf and row.maximum)
    wrong = edits.change_node(given, row.code, {"max": str(row.maximum + 1)})
    told = examine(to_yaml(wrong))
    assert not told.ready
    assert any("cộng lại" in problem.message and row.parent in problem.place for problem in told.problems)
    assert not next(one for one in outline(wrong) if one.code == row.parent).adds_up
    right = edits.change_node(wrong, row.code, {"max": row.node["max"]})
    assert examine(to_yaml(right)).framework.hash == parse_framework(shipped_text(key)).hash


@pytest.mark.parametrize("key", SHIPPED)
def test_a_node_with_another_code_takes_everything_that_names_it_along(key: str) -> None:
    given = read_plain(shipped_text(key))
    first = next(row for row in outline(given) if row.level == "main")
    new = first.code[:-1] + "99" if "." in first.code else "99"
    told = examine(to_yaml(edits.change_node(given, first.code, {"code": new})))
    assert told.ready, told.problems or told.differing
    back = edits.change_node(
        read_plain(to_yaml(edits.change_node(given, first.code, {"code": new}))), new, {"code": first.code}
    )
    assert back == given


def test_a_removed_node_takes_its_worked_cases_and_joint_rows(data: dict) -> None:
    given = read_plain(shipped_text("ninh_thuan_2021/chinh_quyen_so"))
    row = next(row for row in outline(given) if row.joint_with)
    pruned = edits.remove_node(given, row.joint_with)
    codes = {one.code for one in outline(pruned)}
    assert row.code not in codes and row.joint_with not in codes
    assert all(case["code"] in codes for case in pruned["cases"])


def test_moving_goes_as_far_as_there_is_room(data: dict) -> None:
    codes = [row.code for row in outline(data) if row.parent == "1"]
    assert len(codes) > 1

    def order(given: dict) -> list[str]:
        return [row.code for row in outline(given) if row.parent == "1"]

    assert order(edits.move_node(data, codes[0], -1)) == codes
    assert order(edits.move_node(data, codes[0], 1))[:2] == [codes[1], codes[0]]
    assert order(edits.move_node(data, codes[0], 99))[-1] == codes[0]


def test_adding_under_a_leaf_makes_it_a_sum(data: dict) -> None:
    code = next(row.code for row in outline(data) if row.is_leaf)
    found = edits.node_of(edits.add_node(data, code, leaf(f"{code}.1")), code)
    assert "rule" not in found and "basis" not in found
    assert [child["code"] for child in found["children"]] == [f"{code}.1"]


@pytest.mark.parametrize(
    "edit",
    [
        lambda data: edits.add_node(data, "1", leaf("1")),
        lambda data: edits.add_node(data, "1", leaf("")),
        lambda data: edits.add_node(data, "khong-co", leaf()),
        lambda data: edits.change_node(data, "khong-co", {"title": "x"}),
        lambda data: edits.change_node(data, "1", {"code": outline(data)[-1].code}),
        lambda data: edits.remove_node(data, "khong-co"),
        lambda data: edits.remove_input(data, "khong_co"),
        lambda data: edits.remove_case(data, 999),
        lambda data: edits.set_case(data, -1, {}),
    ],
)
def test_an_edit_without_a_place_is_refused_in_words(data: dict, edit: object) -> None:
    with pytest.raises(edits.EditRefused) as refusal:
        edit(data)
    assert refusal.value.message and refusal.value.field


# --- reading it -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", SHIPPED)
def test_the_outline_says_what_the_framework_says(key: str) -> None:
    framework, rows = parse_framework(shipped_text(key)), outline(read_plain(shipped_text(key)))
    nodes = {row.code: row for row in rows if not row.joint_with}
    assert list(nodes) == list(framework.nodes)
    assert all(row.adds_up for row in rows)
    assert total_of(read_plain(shipped_text(key))) == framework.maximum
    for leaf_ in framework.leaves:
        assert nodes[leaf_.code].rule == leaf_.rule.describe(framework.inputs)


@pytest.mark.parametrize(
    "tree",
    [None, "chữ", [], ["x"], [{"children": "x"}], [{"rule": "x", "max": "a"}], [{"rule": {"min-max": {}}}]],
)
def test_an_outline_can_be_drawn_of_anything(data: dict, tree: object) -> None:
    assert isinstance(outline({**data, "tree": tree}), list)
    assert not examine(to_yaml({**data, "tree": tree})).ready


# --- comparing --------------------------------------------------------------------------------------------


def test_added_removed_and_changed_rows_stand_beside_each_other(data: dict) -> None:
    rows = [row for row in outline(data) if row.is_leaf]
    new = edits.change_node(data, rows[0].code, {"title": "Tên mới", "max": "3"})
    new = edits.add_node(edits.remove_node(new, rows[1].code), "1", leaf("1.9"))
    pairs = compare(outline(data), outline(new))
    by_state = {
        pair.state: pair
        for pair in pairs
        if (pair.left or pair.right).code in (rows[0].code, rows[1].code, "1.9")
    }
    assert by_state["added"].right.code == "1.9"
    assert by_state["removed"].left.code == rows[1].code
    assert {"title", "maximum"} <= {change.field for change in by_state["changed"].changes}
    assert all(pair.state == "same" for pair in compare(outline(data), outline(data)))


def test_a_criterion_that_moved_is_found_by_its_mapping(data: dict) -> None:
    code = next(row.code for row in outline(data) if row.is_leaf and row.parent == "1")
    moved = edits.change_node(data, code, {"code": "1.77"})
    pair = next(
        pair
        for pair in compare(outline(data), outline(moved), {code: "1.77"})
        if pair.right and pair.right.code == "1.77"
    )
    assert pair.left.code == code
    assert [change.field for change in pair.changes] == ["code"]


def test_suggestions_prefer_the_same_title_and_use_everything_once() -> None:
    left, right = (outline(read_plain(shipped_text(f"an_giang_2024/{one}"))) for one in ("so", "huyen"))
    found = suggest(left, right)
    assert len({one.left.code for one in found}) == len({one.right.code for one in found}) == len(found) > 15
    assert all(one.reason == "same" for one in suggest(left, left))
    assert all(one.likeness >= Fraction(3, 5) for one in found)


# --- trying out -------------------------------------------------------------------------------------------


def test_a_rule_is_tried_with_figures_as_people_type_them() -> None:
    framework = parse_framework(shipped_text("thanh_hoa_2021/so"))
    inputs = framework.inputs
    rule, problems = read_rule({"ratio": {"of": "dvc_muc_3", "to": "dvc_tong"}}, Fraction(10), inputs)
    assert not problems
    tried = try_out(rule, inputs, {"dvc_muc_3": "1.234", "dvc_tong": "2.468"})
    assert tried.points == 5 and "50 %" in tried.explanation
    assert try_out(rule, inputs, {"dvc_muc_3": "3"}).points == 0
    assert set(try_out(rule, inputs, {"dvc_muc_3": "ba", "dvc_tong": "-1"}).problems) == {
        "dvc_muc_3",
        "dvc_tong",
    }


def test_a_comparing_rule_is_tried_within_a_group() -> None:
    inputs = parse_framework(shipped_text("thanh_hoa_2021/so")).inputs
    rule, _ = read_rule({"min_max": {"of": "dvc_tong"}}, Fraction(10), inputs)
    others = [{"dvc_tong": "0"}, {"dvc_tong": "40"}, {"dvc_tong": "hỏng"}]
    assert try_out(rule, inputs, {"dvc_tong": "30"}, others).points == Fraction(15, 2)
    assert try_out(rule, inputs, {"dvc_tong": ""}, others).points == 0
