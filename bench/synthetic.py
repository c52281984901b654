"""A framework of any size and figures for it, made by rule: the mix of rules is that of a real one."""

import json
import random
from collections.abc import Iterator
from typing import Any

from frameworks.loader import parse_framework
from frameworks.model import Framework, Input

CHOICES = {"tot": "Tốt", "kha": "Khá", "chua": "Chưa có"}
CRITERIA_IN_A_COMPONENT = 13

# Of 130 criteria of the districts' framework 58 are ratios, 21 ratios to a target, 21 answers, 16 counts.
KINDS = (
    *(
        "ratio",
        "boolean",
        "ratio",
        "ratio_target",
        "ratio",
        "count",
        "ratio",
        "boolean",
        "ratio",
        "ratio_target",
    ),
    *("choice", "ratio", "tiers", "count", "ratio", "ratio_target", "boolean", "ratio", "threshold", "count"),
)

# The same with every second ratio comparing the units of the group: 20 of 100 criteria.
COMPARING = ("min_max", "proportional_to_best", "min_max", "z_score")
RECIPIENTS = 0.1  # of all units


def framework(criteria: int, compares: bool = False) -> Framework:
    """One main index with so many criteria, all of them on one page of the entry form.

    With ``compares`` a fifth of the criteria compare units, and two special rules give points others reached.
    """
    inputs: dict[str, Any] = {}
    kinds = _comparing_kinds() if compares else KINDS
    components = [
        _component(number, codes, kinds, inputs)
        for number, codes in enumerate(_shares(criteria, CRITERIA_IN_A_COMPONENT), start=1)
    ]
    main = {"code": "1", "level": "main", "title": "Chỉ số để đo", "max": criteria, "children": components}
    proposed = {"basis": {"proposed": "để đo"}}
    head = {
        "id": f"bench_{criteria}",
        "version": 1,
        "title": f"Bộ chỉ số {criteria} tiêu chí",
        "decision": {"body": "Chủ tịch UBND tỉnh", "number": None, "year": 2021, "annex": "Phụ lục I"},
        "max": criteria,
        "not_applicable": {"treatment": "exclude_and_rescale", **proposed},
        "default_zero": proposed,
    }
    data = {**head, "inputs": inputs, "tree": [main]}
    if compares:
        data["special"] = _special_rules(components, inputs)
    return parse_framework(json.dumps(data))  # JSON is YAML too, and writes no aliases


def _comparing_kinds() -> tuple[str, ...]:
    """The mix of rules with every second ratio turned into one that compares."""
    ratios = [place for place, kind in enumerate(KINDS) if kind == "ratio"]
    turned = dict(zip(ratios[1::2], COMPARING, strict=False))
    return tuple(turned.get(place, kind) for place, kind in enumerate(KINDS))


def _special_rules(components: list[dict[str, Any]], inputs: dict[str, Any]) -> list[dict[str, Any]]:
    """Each for every tenth unit and every tenth criterion; a general field of yes and no says for whom."""
    codes = [child["code"] for component in components for child in component["children"]]
    rules = []
    for number, treatment in enumerate(("highest_points", "highest_figure"), start=1):
        inputs[f"chung_{number}"] = {"title": f"Diện {number}", "type": "boolean", "general": f"TT.{number}"}
        rules.append(
            {
                "id": treatment,
                "title": f"Quy định riêng {number}",
                "treatment": treatment,
                "when": {"input": f"chung_{number}", "is": "true"},
                "leaves": codes[number::10],
                "basis": {"proposed": "để đo"},
            }
        )
    return rules


def _shares(whole: int, most: int) -> Iterator[range]:
    for start in range(0, whole, most):
        yield range(start, min(start + most, whole))


def _component(number: int, places: range, kinds: tuple[str, ...], inputs: dict[str, Any]) -> dict[str, Any]:
    code = f"1.{number}"
    totals = {"count": f"tong_{number}", "money": f"chi_{number}"}
    inputs[totals["count"]] = {
        "title": f"Tổng số dịch vụ của nhóm {number}",
        "unit": "dịch vụ",
        "type": "count",
    }
    inputs[totals["money"]] = {"title": f"Tổng chi của nhóm {number}", "unit": "triệu đồng", "type": "money"}
    children = [
        _criterion(f"{code}.{place}", kinds[which % len(kinds)], f"so_{which}", totals, inputs)
        for place, which in enumerate(places, start=1)
    ]
    title = f"Nhóm chỉ số thứ {number}"
    return {"code": code, "level": "component", "title": title, "max": len(children), "children": children}


def _criterion(
    code: str, kind: str, name: str, totals: dict[str, str], inputs: dict[str, Any]
) -> dict[str, Any]:
    types = {"boolean": "boolean", "choice": "choice", "ratio_target": "money"}
    type_ = types.get(kind, "count")
    title = f"Số liệu của tiêu chí {code} về ứng dụng công nghệ thông tin"
    inputs[name] = {"title": title, "unit": "triệu đồng" if type_ == "money" else "dịch vụ", "type": type_}
    if kind == "choice":
        inputs[name]["choices"] = CHOICES
    if kind in ("ratio", "ratio_target", "tiers", "threshold", *COMPARING):
        inputs[name]["at_most"] = totals[type_]
    return {
        "code": code,
        "level": "criterion",
        "title": f"Tỷ lệ thủ tục hành chính được cung cấp trực tuyến, tiêu chí {code}",
        "max": 1,
        "rule": _rule(kind, name, totals.get(type_, "")),
        "basis": {"proposed": "để đo"},
        "evidence": "Danh mục dịch vụ công, đường dẫn trên cổng dịch vụ công của tỉnh",
        "guidance": "Ghi số liệu đến ngày 31 tháng 12 của năm đánh giá.",
    }


def _rule(kind: str, name: str, total: str) -> dict[str, Any]:
    share = {"of": name, "to": total}
    steps = [{"from": "80%", "share": 1}, {"from": "50%", "share": "1/2"}, {"from": "20%", "share": "1/4"}]
    levels: dict[str, Any] = {"tot": {"share": 1}, "kha": {"share": "1/2"}, "chua": {"share": 0}}
    rules: dict[str, dict[str, Any]] = {
        "ratio": {"ratio": share},
        "ratio_target": {"ratio_target": {**share, "target": "70%"}},
        "tiers": {"tiers": {**share, "steps": steps}},
        "threshold": {"threshold": {**share, "at_least": "60%"}},
        "boolean": {"boolean": {"if": name}},
        **{compares: {compares: share} for compares in COMPARING},
        "count": {"count_capped": {"of": name, "each": "1/200"}},
        "choice": {"choice": {"of": name, "levels": levels}},
    }
    return rules[kind]


def figures(made: Framework, chance: random.Random) -> dict[str, str]:
    """One unit's figures as canonical text, every one of them given."""
    return {name: _figure(declared, chance) for name, declared in made.inputs.items()}


def _figure(declared: Input, chance: random.Random) -> str:
    if declared.general:
        return "true" if chance.random() < RECIPIENTS else "false"
    if declared.type == "boolean":
        return chance.choice(("true", "false"))
    if declared.type == "choice":
        return chance.choice(list(CHOICES))
    least, most = (0, 250) if declared.at_most or declared.name.startswith("so_") else (250, 5000)
    number = chance.randint(least, most)
    return f"{number}.{chance.randint(1, 9)}" if declared.type == "money" else str(number)
