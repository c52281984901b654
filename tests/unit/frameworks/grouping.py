"""A framework whose units are compared with each other, for the tests of groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from frameworks.cohort import Assessed, Member
from frameworks.loader import parse_framework
from frameworks.model import Figures, Framework, Value
from frameworks.rules.base import Rule

#: Comparing rules, ordinary ones, three special rules, views, bonus and penalty: 100 points in all.
GROUP = """
id: thu/nhom
version: 1
title: Bộ chỉ số so sánh các đơn vị
decision: {body: Chủ tịch UBND tỉnh, number: null, year: 2021, annex: Phụ lục I}
max: 100
not_applicable: {treatment: exclude_and_rescale, basis: {proposed: để thử}}
inputs:
  tin: {title: Số tin, unit: tin, type: count}
  chi: {title: Chi, unit: triệu đồng, type: money}
  su_co: {title: Số sự cố, unit: sự cố, type: count}
  ho_so: {title: Hồ sơ trực tuyến, unit: hồ sơ, type: count, at_most: tong}
  tong: {title: Tổng hồ sơ, unit: hồ sơ, type: count}
  cong: {title: Có cổng, type: boolean}
  thuong: {title: Sáng kiến, unit: sáng kiến, type: count}
  phat: {title: Vi phạm, unit: vi phạm, type: count}
  truc_thuoc: {title: Số đơn vị trực thuộc, unit: đơn vị, type: count, general: TT.4}
  co_dvctt: {title: Có cung cấp DVCTT, type: boolean, general: TT.5}
  dac_thu: {title: Đơn vị đặc thù, type: boolean, general: TT.6}
  ten: {title: Tên đơn vị, type: text, general: TT.1}
tree:
- code: "1"
  level: main
  title: Chung
  max: 60
  children:
  - {code: 1.1, level: criterion, title: Tin, max: 20, rule: {min_max: {of: tin}}, basis: {proposed: để thử}}
  - {code: 1.2, level: criterion, title: Chi, max: 20, rule: {proportional_to_best: {of: chi}},
     basis: {proposed: để thử}}
  - {code: 1.3, level: criterion, title: Cổng, max: 10, rule: {boolean: {if: cong}},
     basis: {proposed: để thử}}
  - {code: 1.4, level: criterion, title: Khác, max: 10, rule: {manual: {}}, basis: {proposed: để thử}}
- code: "2"
  level: main
  title: Hoạt động
  max: 40
  children:
  - {code: 2.1, level: criterion, title: Sự cố, max: 10, rule: {z_score: {of: su_co, direction: lower}},
     basis: {proposed: để thử}}
  - {code: 2.2, level: criterion, title: Hồ sơ, max: 30, rule: {ratio: {of: ho_so, to: tong}},
     basis: {proposed: để thử}}
- code: T
  level: main
  title: Điểm thưởng
  max: 5
  effect: bonus
  children:
  - {code: T.1, level: criterion, title: Sáng kiến, max: 5, rule: {count_capped: {of: thuong, each: 1}},
     basis: {proposed: để thử}}
- code: P
  level: main
  title: Điểm trừ
  max: 8
  effect: penalty
  children:
  - {code: P.1, level: criterion, title: Vi phạm, max: 8, rule: {count_capped: {of: phat, each: 2}},
     basis: {proposed: để thử}}
views:
- {code: chung, kind: group, title: Nhóm chung, mains: "1", max: 60}
- {code: ca_hai, kind: pillar, title: Trụ cột, mains: ["1", "2"], max: 100}
special:
- {id: khong_truc_thuoc, title: Không có đơn vị trực thuộc, treatment: highest_points,
   when: {input: truc_thuoc, is: 0}, leaves: [1.3, 1.4], basis: {source: Điều 7.2}}
- {id: khong_dvctt, title: Không cung cấp DVCTT, treatment: highest_figure,
   when: {input: co_dvctt, is: false}, leaves: [2.2, 2.1], basis: {source: Điều 7.3}}
- {id: dac_thu, title: Đặc thù, treatment: maximum,
   when: {input: dac_thu, is: true}, leaves: [1.3, 2.2], basis: {source: Điều 7.4}}
"""

ALL_FIGURES: Mapping[str, Value] = {
    "tin": Fraction(10),
    "chi": Fraction(50),
    "su_co": Fraction(4),
    "ho_so": Fraction(45),
    "tong": Fraction(60),
    "cong": True,
    "thuong": Fraction(0),
    "phat": Fraction(0),
    "truc_thuoc": Fraction(3),
    "co_dvctt": True,
    "dac_thu": False,
}


def group(*changes: tuple[str, str]) -> Framework:
    """The framework, with some of its text replaced."""
    text = GROUP
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return parse_framework(text)


def figures(**given: Value | None) -> dict[str, Value | None]:
    """A unit's figures, all of them there but for what is given otherwise (None: no data)."""
    return {**ALL_FIGURES, **given}


def in_group(rule: Rule, units: Sequence[Figures]) -> Rule:
    """The rule bound to the values of these units, all of which count."""
    columns = zip(*(rule.compared(one) for one in units), strict=True)
    values = [[value for value in column if value is not None] for column in columns]
    pairs = zip(rule.comparing, values, strict=True)
    return rule.bound(iter([one.scale_of(column) if column else {} for one, column in pairs]))


def member(counted: bool = True, statuses: Mapping[str, str] | None = None, **given: Any) -> Member:
    overrides = given.pop("overrides", {})
    return Member(figures(**given), statuses or {}, overrides, counted)


def points(assessed: Assessed[str], code: str) -> dict[str, Fraction]:
    """The points of every unit at one leaf."""
    return {unit: sheet.lines[code].points for unit, sheet in assessed.sheets.items()}


def three(**changed: Member) -> dict[str, Member]:
    """Three units with 0, 5 and 10 news, 25, 50 and 100 million spent."""
    return {
        "a": member(tin=Fraction(0), chi=Fraction(25)),
        "b": member(tin=Fraction(5), chi=Fraction(50)),
        "c": member(tin=Fraction(10), chi=Fraction(100)),
        **changed,
    }
