"""Loading: what a good file gives, and every mistake told with its place."""

# ruff: noqa: E501  (one mistake, one line: the tables are read across)

from collections.abc import Mapping
from fractions import Fraction as F
from pathlib import Path

import pytest

from frameworks.cases import check_cases
from frameworks.loader import FrameworkError, load_all, load_framework, parse_framework
from frameworks.yaml_text import YamlProblem, read_yaml_text
from tests.unit.frameworks.building import SMALL, rule_and_problems, small


def mistakes(text: str) -> list[str]:
    """The mistakes of a file, each as "place: message"."""
    with pytest.raises(FrameworkError) as refused:
        parse_framework(text)
    return [f"{problem.place}: {problem.message}" for problem in refused.value.problems]


def changed(*changes: tuple[str, str]) -> str:
    """The small framework with some text replaced."""
    text = SMALL
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return text


def test_a_good_file() -> None:
    framework = small()
    assert (framework.id, framework.version, framework.maximum) == ("thu/nho", 2, 20)
    assert list(framework.nodes) == ["1", "1.1", "1.2", "1.2.a", "1.3", "2", "2.1", "2.2", "2.10"]
    assert [leaf.code for leaf in framework.leaves] == ["1.1", "1.2.a", "1.3", "2.1", "2.2", "2.10"]
    assert [main.code for main in framework.mains] == ["1", "2"]
    assert framework.nodes["1.2.a"].label == "a"
    assert [leaf.code for leaf in framework.leaves_using("dvc_tong")] == ["2.1"]
    assert framework.inputs["dvc_muc_3"].at_most == ("dvc_tong",)
    assert framework.inputs["dvc_muc_3"].minimum == 0
    adopted = framework.nodes["1.2.a"].basis
    assert adopted is not None and (adopted.kind, adopted.framework, adopted.code) == (
        "adopted",
        "ninhthuan_cqs",
        "1.1.2",
    )
    assert framework.decision.number is None and framework.decision.year == "2021"
    assert check_cases(framework) == []
    with pytest.raises(KeyError):
        framework.leaf("1")


def test_numbers_are_read_as_written() -> None:
    rule = small().leaf("1.2.a").rule
    assert rule is not None
    assert rule.evaluate({"so_hoi_thao": F(3)}).points == F(3, 10)


def test_labels_leave_out_the_pillar() -> None:
    text = SMALL.replace('code: "1"', "code: CQS.1").replace("code: 1.", "code: CQS.1.")
    text = text.replace('code: "2"', "code: CQS.2").replace("code: 2.", "code: CQS.2.")
    tree, cases = text.split("tree:\n")[1].split("cases:\n")
    inner = "".join(f"  {line}\n" for line in tree.splitlines())
    head = text.split("tree:\n")[0]
    framework = parse_framework(
        f"{head}tree:\n- code: CQS\n  level: pillar\n  title: Chính quyền số\n  max: 20\n  children:\n{inner}cases:\n{cases}"
    )
    labels = {code: node.label for code, node in framework.nodes.items()}
    assert (labels["CQS"], labels["CQS.1"], labels["CQS.1.2.a"], labels["CQS.2.10"]) == (
        "CQS",
        "1",
        "a",
        "2.10",
    )


def test_the_hash_is_of_the_content() -> None:
    assert (
        parse_framework("# một ghi chú\n" + SMALL.replace("version: 2", "version:   2")).hash == small().hash
    )
    assert parse_framework(SMALL.replace("version: 2", "version: 3")).hash != small().hash


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([("max: 14", "max: 13")], "chỉ số 2: Điểm tối đa là 13 nhưng các chỉ số con cộng lại là 14."),
        ([("max: 20", "max: 21")], "phần đầu: Điểm tối đa là 21 nhưng các chỉ số con cộng lại là 20."),
        ([("code: 1.3", "code: 1.1")], "chỉ số 1.1: Mã 1.1 dùng hai lần."),
        ([("code: 1.3", "code: 2.3")], "chỉ số 2.3: Mã 2.3 không nằm dưới mã của chỉ số cha 1."),
        ([("rule: {boolean: {if: co_chuyen_muc}}, ", "")], "chỉ số 1.1: Chỉ số được cho điểm phải có quy tắc (“rule”)."),
        ([(", basis: {source: mục 1}", "")], "chỉ số 1.1: Chỉ số được cho điểm phải có căn cứ (“basis”)."),
        (
            [("    title: Hội thảo\n", "    title: Hội thảo\n    rule: {manual: {}}\n")],
            "chỉ số 1.2: Chỉ số có chỉ số con thì không có “rule”: điểm là tổng điểm các chỉ số con.",
        ),
        ([("{if: co_chuyen_muc}", "{if: co_muc}")], "chỉ số 1.1 › quy tắc: Dùng số liệu “co_muc” chưa khai báo trong “inputs”."),
        ([("{if: co_chuyen_muc}", "{if: co_muc}")], "số liệu co_chuyen_muc: Đã khai báo nhưng không quy tắc nào dùng."),
        ([("{if: co_chuyen_muc}", "{when: co_chuyen_muc}")], "chỉ số 1.1 › quy tắc: Không hiểu tham số “when”; các tham số: if."),
        (
            [("{if: co_chuyen_muc}", "{if: chi}")],
            "chỉ số 1.1 › quy tắc: Số liệu “chi” có kiểu money; ở đây cần kiểu: boolean.",
        ),
        (
            [("type: count}\n  dvc_muc_3", "type: count, at_most: dvc_muc_3}\n  dvc_muc_3")],
            "số liệu dvc_tong: “at_most” thành vòng: dvc_tong ≤ dvc_muc_3 ≤ dvc_tong.",
        ),
        ([("at_most: dvc_tong", "at_most: tong")], "số liệu dvc_muc_3: “at_most” nêu số liệu “tong” chưa khai báo hoặc không phải là số."),
        ([("each: 0.1", "each: 0,1")], "chỉ số 1.2.a › quy tắc: Không hiểu tham số “1”; các tham số: cap, each, of."),
        ([("each: 0.1", "each: '0,1'")], "chỉ số 1.2.a › quy tắc: “each”: “0,1” không phải là số (viết như 5, 0.25, 1/4 hoặc 25%)."),
        ([("thang: {points: 0.5}", "nam: {points: 0.5}")], "chỉ số 1.3 › quy tắc: Mức “thang” của số liệu “muc” chưa có điểm."),
        ([("thang: {points: 0.5}", "nam: {points: 0.5}")], "chỉ số 1.3 › quy tắc: Mức “nam” không có trong “choices” của số liệu “muc”."),
        ([("points: 0.5", "points: 2.5")], "chỉ số 1.3 › quy tắc: levels.thang: điểm phải từ 0 đến điểm tối đa (2)."),
        ([("level: subcriterion", "level: component")], "chỉ số 1.2.a: Cấp component không thể nằm dưới cấp criterion."),
        ([("level: subcriterion", "level: leaf")], "chỉ số 1.2.a: Cấp “leaf” không có; các cấp: pillar, main, component, criterion, subcriterion."),
        ([("title: Chuyên mục", "name: Chuyên mục")], "chỉ số 1.1: Thiếu “title”."),
        ([("type: money", "type: float")], "số liệu chi: Kiểu “float” không có; các kiểu: count, number, money, percent, boolean, choice, text."),
        ([("exclude_and_rescale", "ignore")], "not_applicable: “treatment” phải là exclude_and_rescale hoặc full_points."),
        ([("version: 2", "version: hai")], "phần đầu: “version”: “hai” không phải là số nguyên dương."),
        ([("{source: mục 1}", "{source: mục 1, proposed: ta}")], "chỉ số 1.1 › căn cứ: Phải có đúng một trong: source, adopted, proposed."),
        ([("framework: ninhthuan_cqs, ", "")], "chỉ số 1.2.a › căn cứ: “adopted” phải nêu “framework” và “code”."),
        ([("code: 2.1, figures", "code: '2', figures")], "ví dụ thứ 1: Mã “2” không phải là chỉ số được cho điểm."),
        ([("dvc_muc_3: 45", "dvc_muc_3: 4.5")], "ví dụ thứ 1: Số liệu “dvc_muc_3”: “Số DVCTT mức độ 3”: phải là số nguyên, không có phần thập phân."),
        ([("version: 2", "version: 2\nversion: 3")], "dòng 4: Khóa “version” viết hai lần."),
        ([("title: Hoạt động", "title: Hoạt động\n  x: [")], "dòng"),
    ],
)  # fmt: skip
def test_one_mistake(changes: list[tuple[str, str]], told: str) -> None:
    assert any(one.startswith(told) for one in mistakes(changed(*changes))), mistakes(changed(*changes))


def test_all_mistakes_are_told_at_once() -> None:
    text = changed(("max: 14", "max: 13"), ("code: 1.3", "code: 1.1"), ("{if: co_chuyen_muc}", "{if: khac}"))
    told = mistakes(text)
    assert len(told) >= 4
    assert len({one.split(":")[0] for one in told}) >= 4


KINDS = {"a": "count", "b": "count", "k": "boolean", "l": "boolean", "m": "choice", "p": "percent"}


@pytest.mark.parametrize(
    ("spec", "part"),
    [
        ({"min-max": {"of": "a"}}, "min_max (đơn vị thấp nhất được 0 điểm) hay proportional_to_best"),
        ({"min_max": {"of": "a", "direction": "up"}}, "“direction”: “up” không có"),
        ({"z_score": {"of": "a", "low": "2", "high": "1"}}, "“low” phải nhỏ hơn “high”"),
        ({"imported": {"of": "a"}}, "cần kiểu: number, percent"),
        ({"gated": {"if": "k", "rule": {"manual": {}}}}, "manual chỉ dùng cho quy tắc của cả chỉ số"),
        ({"python": {"run": "1"}}, "Không có quy tắc “python”"),
        ({"ratio": {}, "boolean": {}}, "đúng một tên"),
        ("ratio", "đúng một tên"),
        ({"ratio": "a/b"}, "phải là một khối"),
        ({"ratio": {"of": "a"}}, "Thiếu tham số “to”"),
        ({"ratio": {"of": "a", "to": "a", "zero_denominator": "max"}}, "các lựa chọn: zero, full, not_applicable"),
        ({"ratio": {"of": "a", "to": "b", "above_one": "keep"}}, "các lựa chọn: cap, expected"),
        ({"ratio": {"of": "a", "to": {"const": "0"}}}, "phải lớn hơn 0"),
        ({"ratio": {"of": ["a", "a"], "to": "b"}}, "một số liệu hai lần"),
        ({"ratio": {"of": ["a", "p"], "to": "b"}}, "lẫn số phần trăm"),
        ({"ratio": {"of": {"x": "1"}, "to": "b"}}, "tên số liệu, danh sách tên"),
        ({"ratio_target": {"of": "a", "to": "b", "target": "0"}}, "“target” phải lớn hơn 0"),
        ({"ratio_target": {"of": "p", "target": "50"}}, "lớn hơn 100 %"),
        ({"checklist": {"parts": [{"if": "k", "share": "1/2"}, {"if": "l", "share": "0.4"}]}}, "bằng 0,9, phải bằng 1"),
        ({"checklist": {"parts": [{"if": "k", "share": "1/2"}, {"if": "k", "share": "1/2"}]}}, "nêu hai lần"),
        ({"checklist": {"parts": []}}, "ít nhất một mục"),
        ({"checklist": {"parts": ["k"]}}, "“parts[1]” phải là một khối"),
        ({"checklist": {"parts": [{"if": "k", "weight": "1"}]}}, "Không hiểu tham số “parts.weight”"),
        ({"tiers": {"of": "a", "steps": [{"from": "1", "share": "1"}, {"from": "2", "share": "1/2"}]}}, "nhiều điểm hơn"),
        ({"tiers": {"of": "a", "steps": [{"from": "1", "share": "1"}, {"from": "1", "share": "1"}]}}, "nêu hai lần"),
        ({"tiers": {"of": "a", "steps": [{"from": "1"}]}}, "đúng một trong share, points"),
        ({"count_capped": {"of": "a", "each": "1", "cap": "11"}}, "“cap” lớn hơn điểm tối đa (10)"),
        ({"lower_is_better": {"of": "a", "best": "5", "worst": "1"}}, "“best” phải nhỏ hơn “worst”"),
        ({"composite_sum": {"parts": [{"share": "1/2", "rule": {"boolean": {"if": "k"}}},
                                      {"share": "1/4", "rule": {"boolean": {"if": "l"}}}]}}, "chỉ được 7,5 điểm"),
        ({"composite_sum": {"parts": [{"rule": {"boolean": {"if": "k"}}}]}}, "ít nhất hai phần"),
        ({"composite_sum": {"parts": [{"rule": {"manual": {}}}, {"rule": {"boolean": {"if": "k"}}}]}}, "manual chỉ dùng"),
        ({"either": {"parts": [{"boolean": {"if": "k"}},
                               {"ratio": {"of": "a", "to": "b", "zero_denominator": "not_applicable"}}]}},
         "not_applicable chỉ dùng"),
        ({"either": {"parts": [{"boolean": {"if": "k"}}, {"ratios": {}}]}}, "Không có quy tắc “ratios”"),
        ({"choice": {"of": "m", "levels": "x"}}, "“levels” phải là một khối"),
    ],
)  # fmt: skip
def test_mistakes_in_rules(spec: Mapping[str, object], part: str) -> None:
    _, problems = rule_and_problems(spec, 10, KINDS)
    assert any(part in problem.message for problem in problems), problems


def test_a_denominator_may_not_be_negative() -> None:
    text = changed(
        ("dvc_tong: {title: Tổng số dịch vụ công, unit: dịch vụ, type: count}",
         "dvc_tong: {title: Tổng, unit: dịch vụ, type: number, min: -1}"),
    )  # fmt: skip
    assert any("Mẫu số “dvc_tong” có thể âm" in one for one in mistakes(text))


def test_a_case_that_is_wrong_is_told() -> None:
    framework = parse_framework(changed(("points: 7.5", "points: 7")))
    assert [problem.message for problem in check_cases(framework)] == [
        "Chỉ số 2.1: tính được 7,5 điểm, ví dụ ghi 7 điểm."
    ]


def test_scalars_stay_text() -> None:
    data, repeated = read_yaml_text("{a: 0.1, b: 4.10, c: no, d: 2021-01-01, e: ~, f: , g: 1e3, h: 010}")
    assert data == {
        "a": "0.1",
        "b": "4.10",
        "c": "no",
        "d": "2021-01-01",
        "e": None,
        "f": None,
        "g": "1e3",
        "h": "010",
    }
    assert repeated == []


@pytest.mark.parametrize(
    "text", ["a: &x [1]\nb: *x", "a: !!python/object/apply:os.getcwd []", "a: [", "\x00"]
)
def test_yaml_that_is_refused(text: str) -> None:
    with pytest.raises(YamlProblem):
        read_yaml_text(text)


def test_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SMALL, encoding="utf-8")
    assert list(load_all(tmp_path)) == ["thu/nho"]
    (tmp_path / "b.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "c.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(FrameworkError) as refused:
        load_all(tmp_path)
    assert [problem.place for problem in refused.value.problems] == ["tệp b.yaml", "tệp c.yaml › dòng 1"]
    with pytest.raises(FrameworkError):
        load_framework(tmp_path / "none.yaml")
    (tmp_path / "d.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(FrameworkError):
        load_framework(tmp_path / "d.yaml")
