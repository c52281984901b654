"""Small frameworks and rules for the tests of the scoring core."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from frameworks import rules
from frameworks.loader import parse_framework
from frameworks.model import Framework, Input
from frameworks.rules.base import Rule
from frameworks.rules.reader import Problem, Reader

CHOICES = {"cao": "Mức cao", "vua": "Mức vừa", "thap": "Mức thấp"}


def declared(kinds: Mapping[str, str]) -> dict[str, Input]:
    """Inputs by name, of these types."""
    return {
        name: Input(
            name=name,
            title=f"Số liệu {name}",
            unit="mục",
            type=kind,
            choices=CHOICES if kind == "choice" else {},
            minimum=Fraction(0) if kind not in ("boolean", "choice") else None,
            maximum=Fraction(100) if kind == "percent" else None,
        )
        for name, kind in kinds.items()
    }


def rule_and_problems(
    spec: Mapping[str, object], maximum: Fraction | int, kinds: Mapping[str, str]
) -> tuple[Rule | None, list[Problem]]:
    """The rule of this spec (all scalars text, as in files) and what is wrong with it."""
    problems: list[Problem] = []
    reader = Reader({}, Fraction(maximum), declared(kinds), "quy tắc", problems)
    return rules.build_rule(spec, reader), problems


def rule(spec: Mapping[str, object], maximum: Fraction | int, kinds: Mapping[str, str]) -> Rule:
    """A rule without mistakes."""
    built, problems = rule_and_problems(spec, maximum, kinds)
    assert not problems, problems
    assert built is not None
    return built


SMALL = """
id: thu/nho
version: 2
title: Bộ chỉ số thử
decision: {body: Chủ tịch UBND tỉnh, number: null, year: 2021, annex: Phụ lục I}
max: 20
not_applicable: {treatment: exclude_and_rescale, basis: {proposed: để thử}}
default_zero: {basis: {source: mục V.3.c}}
inputs:
  co_chuyen_muc: {title: Có chuyên mục, type: boolean}
  so_hoi_thao: {title: Số hội thảo, unit: cuộc, type: count}
  dvc_tong: {title: Tổng số dịch vụ công, unit: dịch vụ, type: count}
  dvc_muc_3: {title: Số DVCTT mức độ 3, unit: dịch vụ, type: count, at_most: dvc_tong}
  chi: {title: Chi cho CNTT, unit: triệu đồng, type: money}
  muc: {title: Mức cập nhật, type: choice, choices: {tuan: Hằng tuần, thang: Hằng tháng}}
tree:
- code: "1"
  level: main
  title: Nhận thức
  max: 6
  children:
  - {code: 1.1, level: criterion, title: Chuyên mục, max: 1, rule: {boolean: {if: co_chuyen_muc}}, basis: {source: mục 1}}
  - code: 1.2
    level: criterion
    title: Hội thảo
    max: 3
    children:
    - code: 1.2.a
      level: subcriterion
      title: Số hội thảo
      max: 3
      rule: {count_capped: {of: so_hoi_thao, each: 0.1}}
      basis: {adopted: {framework: ninhthuan_cqs, code: 1.1.2, note: cùng tiêu chí}}
  - {code: 1.3, level: criterion, title: Cập nhật, max: 2,
     rule: {choice: {of: muc, levels: {tuan: {share: 1}, thang: {points: 0.5}}}}, basis: {proposed: theo tên}}
- code: "2"
  level: main
  title: Hoạt động
  max: 14
  children:
  - {code: 2.1, level: criterion, title: Tỷ lệ DVCTT, max: 10, rule: {ratio: {of: dvc_muc_3, to: dvc_tong}}, basis: {proposed: theo tên}}
  - {code: 2.2, level: criterion, title: Chi, max: 3, rule: {ratio_target: {of: chi, to: {const: 70}, target: 50%}}, basis: {proposed: theo tên}}
  - {code: 2.10, level: criterion, title: Khác, max: 1, rule: {manual: {}}, basis: {proposed: theo tên}}
cases:
- {code: 2.1, figures: {dvc_tong: 60, dvc_muc_3: 45}, points: 7.5}
- {code: 1.2.a, figures: {so_hoi_thao: 3}, points: 0.3}
"""  # noqa: E501


def small() -> Framework:
    """A framework of six leaves and as many rules."""
    return parse_framework(SMALL)
