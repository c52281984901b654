"""The words of framework files beside the tree of rules: what each gives, and what is refused."""

# ruff: noqa: E501  (one mistake, one line: the tables are read across)

from fractions import Fraction as F

import pytest

from frameworks.cases import check_cases
from frameworks.explain import describe_rule
from frameworks.loader import parse_framework
from frameworks.model import Input
from frameworks.numbers import LONGEST_TEXT, ValueProblem, canonical, from_canonical, parse_value
from frameworks.validation import check_figures, related_inputs
from tests.unit.frameworks.building import rule, rule_and_problems
from tests.unit.frameworks.grouping import GROUP, figures, group
from tests.unit.frameworks.test_loader import mistakes as told_of

FRAMEWORK = group()
TREE = "tree:\n"
LAST = "  - {code: 2.2, level: criterion, title: Hồ sơ, max: 30, rule: {ratio: {of: ho_so, to: tong}},\n     basis: {proposed: để thử}}\n"
JOINT = (
    LAST + "  - {code: 2.3, level: criterion, title: Hồ sơ khác, joint_with: 2.2, note: chung công thức}\n"
)


def mistakes(*changes: tuple[str, str]) -> list[str]:
    """What is wrong with the framework of groups, changed."""
    text = GROUP
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return told_of(text)


def test_what_the_words_give() -> None:
    assert [one.name for one in FRAMEWORK.general] == ["truc_thuoc", "co_dvctt", "dac_thu", "ten"]
    assert FRAMEWORK.inputs["truc_thuoc"].general == "TT.4"
    assert [leaf.code for leaf in FRAMEWORK.counted_leaves] == ["1.1", "1.2", "1.3", "1.4", "2.1", "2.2"]
    assert [(leaf.code, sign) for leaf, sign in FRAMEWORK.adjusting_leaves] == [("T.1", 1), ("P.1", -1)]
    assert FRAMEWORK.adjusting_codes == {"T.1", "P.1"}
    assert [(view.code, view.kind, view.mains) for view in FRAMEWORK.views] == [
        ("chung", "group", ("1",)),
        ("ca_hai", "pillar", ("1", "2")),
    ]
    assert [(one.id, one.treatment, one.value, one.leaves) for one in FRAMEWORK.special] == [
        ("khong_truc_thuoc", "highest_points", 0, ("1.3", "1.4")),
        ("khong_dvctt", "highest_figure", False, ("2.2", "2.1")),
        ("dac_thu", "maximum", True, ("1.3", "2.2")),
    ]


def test_a_joint_row_has_no_points_of_its_own() -> None:
    framework = group((LAST, JOINT))
    (row,) = framework.nodes["2.2"].joint
    assert (row.code, row.label, row.title, row.note) == ("2.3", "2.3", "Hồ sơ khác", "chung công thức")
    assert "2.3" not in framework.nodes and framework.maximum == 100
    assert framework.nodes["2.1"].joint == ()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "joint_with: 2.9",
            "chỉ số con thứ 3: Chỉ số 2.3 tính chung với 2.9, nhưng 2.9 không phải chỉ số được cho điểm",
        ),
        ("joint_with: 1.1", "chỉ số con thứ 3: Chỉ số 2.3 tính chung với 1.1"),
        ("joint_with: '2'", "chỉ số con thứ 3: Chỉ số 2.3 tính chung với 2,"),
        ("joint_with: 2.3", "chỉ số con thứ 3: Các chỉ số tính chung thành vòng: 2.3 → 2.3."),
        ("joint_with: 2.2, max: 3", "chỉ số con thứ 3: Không hiểu khóa “max”"),
        ("joint_with: null", "chỉ số con thứ 3: Thiếu “joint_with”."),
    ],
)
def test_joint_rows_that_are_refused(row: str, told: str) -> None:
    found = mistakes((LAST, JOINT.replace("joint_with: 2.2, note: chung công thức", row)))
    assert any(told in one for one in found), found


def test_joint_rows_in_a_circle() -> None:
    circle = JOINT.replace("joint_with: 2.2", "joint_with: 2.4") + JOINT.replace(LAST, "").replace(
        "code: 2.3", "code: 2.4"
    ).replace("joint_with: 2.2", "joint_with: 2.3")
    assert any("thành vòng: 2.3 → 2.4 → 2.3." in one for one in mistakes((LAST, circle)))


def test_a_joint_row_goes_with_a_criterion_and_not_with_another_row() -> None:
    chain = JOINT + JOINT.replace(LAST, "").replace("code: 2.3", "code: 2.4").replace(
        "joint_with: 2.2", "joint_with: 2.3"
    )
    assert any("Chỉ số 2.4 tính chung với 2.3" in one for one in mistakes((LAST, chain)))


def test_a_joint_row_has_a_code_of_its_own() -> None:
    assert any(
        "Mã 2.1 dùng hai lần." in one for one in mistakes((LAST, JOINT.replace("code: 2.3", "code: 2.1")))
    )
    assert any(
        "Mã 3.1 không nằm dưới" in one for one in mistakes((LAST, JOINT.replace("code: 2.3", "code: 3.1")))
    )


VIEW = 'title: Trụ cột, mains: ["1", "2"], max: 100}'
BASIS = "leaves: [1.3, 1.4], basis: {source: Điều 7.2}"
ORDINARY = "rule: {ratio: {of: ho_so, to: tong}}"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        # views
        (VIEW, VIEW.replace("100", "99"), "nhóm, trụ cột thứ 2: Điểm tối đa là 99 nhưng các chỉ số con cộng lại là 100."),
        (VIEW, VIEW.replace('"2"', '"9"'), "nhóm, trụ cột thứ 2: Không có chỉ số chính “9”."),
        (VIEW, VIEW.replace('"2"', "2.2"), "nhóm, trụ cột thứ 2: Không có chỉ số chính “2.2”."),
        (VIEW, VIEW.replace('"2"', '"1"').replace("100", "120"), "nhóm, trụ cột thứ 2: “mains” nêu 1 hai lần."),
        (VIEW, VIEW.replace(', mains: ["1", "2"]', ""), "nhóm, trụ cột thứ 2: Điểm tối đa là 100 nhưng"),
        ("kind: pillar", "kind: column", "nhóm, trụ cột thứ 2: “kind”: “column” không có; các lựa chọn: group, pillar."),
        ("code: ca_hai", "code: chung", "nhóm, trụ cột thứ 2: Mã chung dùng hai lần."),
        # special rules
        (BASIS, "leaves: [1.3, 1.4]", "quy định đặc biệt thứ 1: Chỉ số được cho điểm phải có căn cứ (“basis”)."),
        (BASIS, BASIS.replace("1.4", "1.9"), "quy định đặc biệt thứ 1: Mã “1.9” không phải là chỉ số được cho điểm."),
        (BASIS, BASIS.replace("1.4", '"1"'), "quy định đặc biệt thứ 1: Mã “1” không phải là chỉ số được cho điểm."),
        (BASIS, BASIS.replace("1.4", "1.3"), "quy định đặc biệt thứ 1: “leaves” nêu 1.3 hai lần."),
        (BASIS, BASIS.replace("leaves: [1.3, 1.4], ", ""), "quy định đặc biệt thứ 1: “leaves” phải là một danh sách"),
        ("treatment: highest_points", "treatment: best", "quy định đặc biệt thứ 1: “treatment”: “best” không có"),
        ("id: khong_dvctt", "id: dac_thu", "quy định đặc biệt thứ 3: Mã dac_thu dùng hai lần."),
        ("{input: truc_thuoc, is: 0}", "{input: la, is: 0}", "quy định đặc biệt thứ 1 › when: Dùng số liệu “la” chưa khai báo"),
        ("{input: truc_thuoc, is: 0}", "{input: truc_thuoc}", "quy định đặc biệt thứ 1 › when: Thiếu “is”."),
        ("{input: truc_thuoc, is: 0}", "{input: truc_thuoc, is: khong}", "quy định đặc biệt thứ 1 › when: “khong” không phải là số"),
        ("{input: co_dvctt, is: false}", "{input: co_dvctt, is: no}", "quy định đặc biệt thứ 2 › when: “Có cung cấp DVCTT”: chỉ chọn"),
        ("{input: truc_thuoc, is: 0}", "truc_thuoc", "quy định đặc biệt thứ 1 › when: Phải là một khối"),
        # who hands figures in
        (ORDINARY, ORDINARY + ", supplier: bo", "chỉ số 2.2: Nguồn cung cấp “bo” không có; các nguồn: unit, body, ministry, survey, cyberspace, experts, import."),
        (ORDINARY, ORDINARY.replace("ho_so", "su_co") + ", supplier: survey", "số liệu su_co: Do hai nguồn cung cấp: survey, unit. Một số liệu chỉ có một nguồn."),
        # general information
        ("type: text, general: TT.1", "type: text", "số liệu ten: Kiểu text chỉ dùng cho thông tin chung (“general”)."),
        ("type: text, general: TT.1", "type: text, general: TT.1, max: 3", "số liệu ten: Chỉ số liệu là số mới có"),
        ("{min_max: {of: tin}}", "{min_max: {of: ten}}", "chỉ số 1.1 › quy tắc: Số liệu “ten” có kiểu text"),
        ("inputs:\n", "inputs:\n  thua: {title: Thừa, type: count}\n", "số liệu thua: Đã khai báo nhưng không quy tắc nào dùng."),
        # bonus and penalty
        ("title: Hồ sơ, max: 30", "title: Hồ sơ, max: 30, effect: bonus", "chỉ số 2.2: “effect” chỉ đặt ở chỉ số cao nhất của cây."),
        ("effect: bonus", "effect: gift", "chỉ số T: “effect”: “gift” không có; các lựa chọn: counted, bonus, penalty."),
        ("effect: bonus", "effect: counted", "phần đầu: Điểm tối đa là 100 nhưng các chỉ số con cộng lại là 105."),
        ("max: 100\n", "max: 100\nbonus_capped: true\n", "phần đầu: “bonus_capped”: “true” không có; các lựa chọn: no, yes."),
        # exclusive bounds
        (ORDINARY, "rule: {threshold: {of: ho_so, to: tong, at_least: 1/2, boundary: open}}", "chỉ số 2.2 › quy tắc: “boundary”: “open” không có"),
        ("views:\n", "view:\n", "phần đầu: Không hiểu khóa “view”"),
    ],
)  # fmt: skip
def test_one_mistake(before: str, after: str, told: str) -> None:
    found = mistakes((before, after))
    assert any(one.startswith(told) for one in found), found


@pytest.mark.parametrize("word", ["views", "special"])
@pytest.mark.parametrize("given", ["{a: b}", "[]", "chung"])
def test_lists_are_lists(word: str, given: str) -> None:
    text = GROUP.split("views:\n")[0] + f"{word}: {given}\n"
    assert any(one.startswith(f"{word}: “{word}” phải là một danh sách") for one in told_of(text))


def test_a_cap_on_bonus_points_is_a_plain_yes_or_no() -> None:
    assert group(("max: 100\n", "max: 100\nbonus_capped: yes\n")).bonus_capped
    assert not group(("max: 100\n", "max: 100\nbonus_capped: no\n")).bonus_capped
    assert not FRAMEWORK.bonus_capped


def test_general_fields_need_no_rule() -> None:
    framework = group(("inputs:\n", "inputs:\n  dia_chi: {title: Địa chỉ, type: text, general: TT.2}\n"))
    assert framework.leaves_using("dia_chi") == ()
    assert framework.supplier_of["dia_chi"] == "unit"
    assert related_inputs(framework, "dia_chi") == {"dia_chi"}


def test_who_hands_in_a_figure() -> None:
    framework = group((ORDINARY, ORDINARY + ", supplier: ministry"))
    assert framework.nodes["2.2"].supplier == "ministry"
    assert {name: framework.supplier_of[name] for name in ("ho_so", "tong", "tin")} == {
        "ho_so": "ministry",
        "tong": "ministry",
        "tin": "unit",
    }


# ---------------------------------------------------------------- imported points

KINDS = {"n": "number", "p": "percent", "a": "count"}


def imported(limits: str) -> str:
    text = GROUP.replace("inputs:\n", f"inputs:\n  diem: {{title: Điểm khảo sát, type: number{limits}}}\n", 1)
    return text.replace(ORDINARY, "rule: {imported: {of: diem}}, supplier: survey").replace(
        "  ho_so: {title: Hồ sơ trực tuyến, unit: hồ sơ, type: count, at_most: tong}\n"
        "  tong: {title: Tổng hồ sơ, unit: hồ sơ, type: count}\n", ""
    )  # fmt: skip


def test_imported_points_are_declared_from_zero_to_the_maximum() -> None:
    framework = parse_framework(imported(", min: 0, max: 30"))
    leaf = framework.leaf("2.2").rule
    assert leaf is not None
    assert [leaf.evaluate({"diem": F(x)}).points for x in (0, 12, 30)] == [0, 12, 30]
    assert leaf.measure({"diem": F(12)}) == 12
    assert "từ 0 đến 30" in describe_rule(framework.leaf("2.2"), framework)


@pytest.mark.parametrize("limits", ["", ", max: 20", ", min: 1, max: 30", ", min: -1, max: 30", ", max: 31"])
def test_any_other_range_is_refused(limits: str) -> None:
    told = "chỉ số 2.2 › quy tắc: Số liệu “diem” phải là phần trăm, hoặc là số từ 0 đến điểm tối đa (30)."
    assert told in told_of(imported(limits))


def test_an_imported_percent_is_a_share() -> None:
    built = rule({"imported": {"of": "p"}}, 8, KINDS)
    assert [built.evaluate({"p": F(x)}).points for x in ("0", "62.5", "100")] == [0, 5, 8]
    assert rule_and_problems({"imported": {"of": "a"}}, 8, KINDS)[1]


# ---------------------------------------------------------------- exclusive bounds

AB = {"a": "count", "b": "count"}
STEPS = {"of": "a", "to": "b", "steps": [{"from": "1/2", "share": "1/2"}, {"from": "80%", "share": "1"}]}


@pytest.mark.parametrize(
    ("boundary", "expected"), [("inclusive", [0, 5, 5, 10, 10]), ("exclusive", [0, 0, 5, 5, 10])]
)
def test_who_stands_exactly_on_a_bound(boundary: str, expected: list[int]) -> None:
    built = rule({"tiers": {**STEPS, "boundary": boundary}}, 10, AB)
    shares = ("49.9", "50", "50.1", "80", "80.1")
    assert [built.evaluate({"a": F(x), "b": F(100)}).points for x in shares] == expected
    assert rule({"tiers": STEPS}, 10, AB).evaluate({"a": F(80), "b": F(100)}).points == 10


def test_exclusive_bounds_in_words() -> None:
    inputs = {name: Input(name, f"Số {name}", "", "count") for name in AB}
    tiers = rule({"tiers": {**STEPS, "boundary": "exclusive"}}, 10, AB)
    assert (
        tiers.describe(inputs)
        == "Số a / Số b: trên 80 % được 10 điểm; trên 50 % được 5 điểm; còn lại: 0 điểm"
    )
    assert tiers.explain({"a": F(8), "b": F(10)}, inputs) == "8/10 = 80 %, thuộc mức trên 50 % → 5 điểm"
    assert tiers.explain({"a": F(5), "b": F(10)}, inputs) == "5/10 = 50 %, chưa trên mức thấp nhất → 0 điểm"
    spec = {"of": "a", "to": "b", "at_least": "80%", "boundary": "exclusive"}
    threshold = rule({"threshold": spec}, 10, AB)
    assert threshold.describe(inputs) == "Số a / Số b trên 80 % thì được 10 điểm, chưa trên thì 0 điểm"
    assert threshold.explain({"a": F(8), "b": F(10)}, inputs) == "8/10 = 80 %, chưa trên mức 80 % → 0 điểm"
    assert threshold.explain({"a": F(9), "b": F(10)}, inputs) == "9/10 = 90 %, trên mức 80 % → 10 điểm"


# ---------------------------------------------------------------- cases with other units

CASE = "cases:\n- {code: 1.1, figures: {tin: 5}, others: [{tin: 1}, {tin: 9}], points: 10}\n"


def test_a_case_names_the_other_units() -> None:
    framework = parse_framework(GROUP + CASE)
    assert [dict(one) for one in framework.cases[0].others] == [{"tin": 1}, {"tin": 9}]
    assert check_cases(framework) == []
    wrong = parse_framework(GROUP + CASE.replace("points: 10", "points: 9"))
    assert [one.message for one in check_cases(wrong)] == ["Chỉ số 1.1: tính được 10 điểm, ví dụ ghi 9 điểm."]


def test_a_case_of_a_special_rule() -> None:
    case = (
        "cases:\n- {code: 2.2, figures: {co_dvctt: 'false'}, others: [{ho_so: 46, tong: 50}], points: 27.6}\n"
    )
    assert check_cases(parse_framework(GROUP + case)) == []


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ("{tin: 1}", "ví dụ thứ 1: “others” phải là một danh sách"),
        ("[]", "ví dụ thứ 1: “others” phải là một danh sách"),
        ("[5]", "ví dụ thứ 1: “figures” phải là một khối"),
        ("[{la: 5}]", "ví dụ thứ 1: Số liệu “la” chưa khai báo."),
        ("[{tin: 1.5}]", "ví dụ thứ 1: Số liệu “tin”: “Số tin”: phải là số nguyên"),
    ],
)
def test_other_units_that_are_refused(others: str, told: str) -> None:
    found = told_of(GROUP + CASE.replace("[{tin: 1}, {tin: 9}]", others))
    assert any(one.startswith(told) for one in found), found


# ---------------------------------------------------------------- texts of the general information

TEXT = FRAMEWORK.inputs["ten"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Sở Y tế", "Sở Y tế"),
        ("  Sở \t Y\n tế\u00a0 ", "Sở Y tế"),
        ("Diện tích 5 m², ½ số máy", "Diện tích 5 m², ½ số máy"),
        ("So\u031b\u0309 Y te\u0302\u0301", "Sở Y tế"),
        ("1.234,5", "1.234,5"),
        ("Có", "Có"),
        ("a\x00b\x07", "ab"),
        ("x" * LONGEST_TEXT, "x" * LONGEST_TEXT),
    ],
)
def test_a_text_is_kept_as_typed(typed: str, kept: str) -> None:
    value = parse_value(TEXT, typed)
    assert value == kept
    assert from_canonical(TEXT, canonical(value)) == kept
    assert check_figures(FRAMEWORK, {"ten": value}) == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "“Tên đơn vị”: chưa nhập giá trị."),
        (" \n ", "“Tên đơn vị”: chưa nhập giá trị."),
        ("\x00", "“Tên đơn vị”: chưa nhập giá trị."),
        ("x" * (LONGEST_TEXT + 1), "“Tên đơn vị”: không quá 300 ký tự."),
    ],
)
def test_texts_that_are_refused(typed: str, told: str) -> None:
    with pytest.raises(ValueProblem) as refused:
        parse_value(TEXT, typed)
    assert refused.value.message == told


def test_texts_are_checked_with_the_other_figures() -> None:
    assert check_figures(FRAMEWORK, figures(ten="Sở Y tế")) == []
    assert check_figures(FRAMEWORK, figures(ten="Sở Y tế"), ["ten"]) == []
    for wrong in ("x" * (LONGEST_TEXT + 1), F(5), True):
        (fault,) = check_figures(FRAMEWORK, figures(ten=wrong))
        assert (fault.input, fault.code) == ("ten", "type")
    (fault,) = check_figures(FRAMEWORK, figures(ten="Sở Y tế", ho_so=F(70)))
    assert (fault.input, fault.other, fault.code) == ("ho_so", "tong", "at_most")
