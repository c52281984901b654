"""A small workflow that uses every part of the syntax, for tests that break it or walk through it."""

from workflows.loader import DefinitionError, parse_definition
from workflows.model import Definition

RICH = """\
id: giai_trinh
version: 1
title: Giải trình có nhóm, biến và bước tự động
basis: Thử nghiệm
subject: assessment
parent: ky
initial: drafting
roles:
  specialist: {scope: unit, title: Chuyên viên}
  leader: {scope: unit, title: Lãnh đạo}
  appraiser: {scope: round, title: Tổ viên}
  standing_body: {scope: round, title: Thường trực}
  system: {scope: system, title: Hệ thống}
groups:
  unit: {title: Người của đơn vị, roles: [specialist, leader]}
  team: {title: Tổ thẩm định, roles: [appraiser]}
variables:
  returns: {title: Số lần trả lại, type: whole, initial: 0}
  last_reason: {title: Lý do gần nhất, type: text}
  late: {title: Quá hạn, type: flag, initial: false}
  confirmed_at: {title: Lúc xác nhận, type: moment}
  confirmed_by: {title: Người xác nhận, type: text, initial: chưa ai}
permissions: [view, edit_figures, remind]
deadlines:
  entry: {title: Hết hạn nhập, remind_days: [3], remind: ["@unit"], escalate: [standing_body]}
states:
  drafting:
    title: Đang nhập
    stage: self
    deadline: entry
    permissions:
      view: ["@unit", "@team", standing_body, specialist]
      edit_figures: [specialist]
      remind: [standing_body]
  awaiting_confirmation:
    title: Chờ xác nhận
    stage: self
    like: drafting
    deadline: entry
    permissions:
      edit_figures: []
  appraising:
    title: Đang thẩm định
    stage: appraisal
    like: awaiting_confirmation
    permissions:
      remind: [appraiser]
  appraised:
    title: Đã thẩm định
    stage: appraisal
    like: appraising
  closed:
    title: Khép lại
    stage: final
    final: true
    permissions: {view: ["@unit", standing_body]}
transitions:
  submit: {title: Trình, from: drafting, to: awaiting_confirmation, by: [specialist], when: [form_complete]}
  nudge:
    title: Đôn đốc
    from: [drafting, awaiting_confirmation, appraising]
    stays: true
    by: [standing_body, appraiser]
    permission: remind
    then: [tell_unit]
  give_back:
    title: Trả lại
    from: awaiting_confirmation
    to: drafting
    by: ["@unit", "@team"]
    groups: [unit]
    needs: [reason]
    sets:
      returns: {add: 1}
      last_reason: {field: reason}
  confirm:
    title: Xác nhận
    from: awaiting_confirmation
    to: appraising
    by: [leader]
    sets:
      late: false
      confirmed_at: {now: true}
      confirmed_by: {actor: true}
  run_out:
    title: Hết hạn
    kind: timed
    deadline: entry
    from: [drafting, awaiting_confirmation]
    to: appraising
    when: [entry_closed]
    sets: {late: true, last_reason: "", returns: 0, confirmed_at: null}
  finish: {title: Tự kết thúc, kind: automatic, from: appraising, to: appraised, when: [criteria_appraised]}
  close: {title: Tự khép lại, kind: automatic, from: appraised, to: closed, when: [points_decided]}
worklists:
  mine: {title: Việc của đơn vị, states: [drafting], roles: ["@unit"]}
"""


def rich(old: str = "", new: str = "") -> str:
    """The workflow's text, with one place changed."""
    assert not old or RICH.count(old) == 1, old
    return RICH.replace(old, new) if old else RICH


def parsed(old: str = "", new: str = "") -> Definition:
    """The workflow, with one place changed."""
    return parse_definition(rich(old, new), "giai_trinh.v1.yaml")


def problems_of(text: str) -> list[str]:
    """What the loader has against a text; empty when it takes it."""
    try:
        parse_definition(text, "giai_trinh.v1.yaml")
    except DefinitionError as refused:
        return [str(problem) for problem in refused.problems]
    return []
