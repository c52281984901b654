"""Where in a workbook stands what the loader calls “chỉ số 1.2 › quy tắc”: the sheet and the cell."""

import re
from dataclasses import dataclass, field

from app.messages import framework_workbook as texts
from app.spreadsheets.tables import Problem, place_of
from frameworks import messages
from frameworks.rules.reader import Problem as LoaderProblem

_FIELD = re.compile(r"\\\{[a-z_]+\\\}")
_QUOTED = re.compile(r"“([a-z_]+)”")


def _pattern(template: str) -> re.Pattern[str]:
    """What a message made from this template looks like; its values are the groups."""
    return re.compile(_FIELD.sub("(.+?)", re.escape(template)) + "$", re.DOTALL)


_NODE, _INPUT, _CASE, _VIEW, _SPECIAL, _BAND, _NODE_AT = (
    _pattern(template)
    for template in (
        messages.PLACE_NODE,
        messages.PLACE_INPUT,
        messages.PLACE_CASE,
        messages.PLACE_VIEW,
        messages.PLACE_SPECIAL,
        messages.PLACE_BAND,
        messages.PLACE_NODE_AT,
    )
)
_LISTED = ((_CASE, texts.CASES), (_VIEW, texts.VIEWS), (_SPECIAL, texts.SPECIAL), (_BAND, texts.BANDS))
#: The column of a mistake that names none, by what it says.
_COLUMN_OF = tuple(
    (_pattern(template), column)
    for template, column in (
        (messages.SUM_DIFFERS, "max"),
        (messages.DUPLICATE_CODE, "code"),
        (messages.ORPHAN_CODE, "parent"),
        (messages.BAD_LEVEL, "level"),
        (messages.LEVEL_ORDER, "level"),
        (messages.RULE_MISSING, "rule"),
        (messages.BASIS_MISSING, "basis_kind"),
        (messages.SUPPLIER, "supplier"),
        (messages.EFFECT_INSIDE, "effect"),
        (messages.JOINT_UNKNOWN, "joint_with"),
        (messages.JOINT_CYCLE, "joint_with"),
        (messages.BAD_TYPE, "type"),
        (messages.AT_MOST_UNKNOWN, "at_most"),
        (messages.AT_MOST_CYCLE, "at_most"),
        (messages.CHOICES_NEEDED, "choices"),
        (messages.CASE_CODE, "code"),
        (messages.CASE_INPUT, "figures"),
        (messages.CASE_VALUE, "figures"),
        (messages.VIEW_MAIN, "mains"),
        (messages.UNDECLARED_INPUT, "input"),
    )
)
#: Mistakes in what a rule is called rather than in its parameters.
_OF_RULE_NAME = tuple(
    map(_pattern, (messages.UNKNOWN_RULE, messages.BARE_MIN_MAX, messages.ONE_RULE.format()))
)
_OF_BASIS_KIND = (_pattern(messages.BASIS_KIND), _pattern(messages.UNKNOWN_KEY))
#: What the loader says only because a part of the tree could not be put together.
_FOLLOWING = tuple(
    map(_pattern, (messages.SUM_DIFFERS, messages.INPUT_UNUSED, messages.CASE_CODE, messages.VIEW_MAIN))
)


@dataclass
class Places:
    """The rows and columns of everything, gathered while the workbook is read."""

    columns: dict[str, dict[str, int]] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)
    head: dict[str, int] = field(default_factory=dict)
    inputs: dict[str, int] = field(default_factory=dict)
    nodes: dict[str, int] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)

    def cell(self, sheet: str, row: int, key: str) -> str:
        """How a cell is called; of a column that is not there, the row's first."""
        return place_of(sheet, row, self.columns.get(sheet, {}).get(key, 1))

    def follows(self, problem: LoaderProblem) -> bool:
        """Whether the loader says this only because something before it could not be read."""
        return any(pattern.match(problem.message) for pattern in _FOLLOWING)

    def told(self, problem: LoaderProblem) -> Problem:
        """The same mistake at its cell."""
        return Problem(self._place(problem), problem.message)

    def order(self, problem: Problem) -> tuple[int, int, str]:
        """Sheets in their order, cells from the top down."""
        sheets = list(texts.HEADINGS)
        position = next((at for at, name in enumerate(sheets) if f"“{name}”" in problem.place), -1)
        numbers = re.findall(r"[0-9]+", problem.place.rpartition("”")[2])
        return position, int(numbers[0]) if numbers else 0, problem.place

    def _place(self, problem: LoaderProblem) -> str:
        head, *steps = problem.place.split(messages.PLACE_STEP)
        if match := _NODE.match(self._named(head)):
            return self._in_node(match[1], steps, problem.message)
        if match := _INPUT.match(head):
            column = "choices" if steps else self._column(texts.INPUTS, problem.message, "title")
            return self.cell(texts.INPUTS, self.inputs.get(match[1], 1), column)
        for pattern, sheet in _LISTED:
            if match := pattern.match(head):
                return self._in_list(sheet, int(match[1]), steps, problem.message)
        return self._in_head(head, steps, problem)

    def _named(self, place: str) -> str:
        """A node without a readable place of its own (a joint row) by its code."""
        match = _NODE_AT.match(place)
        if match is None:
            return place
        above = _NODE.match(match[1])
        siblings = self.children.get(above[1] if above else "", [])
        position = int(match[2]) if match[2].isdigit() else 0
        if not 0 < position <= len(siblings):
            return place
        return messages.PLACE_NODE.format(code=siblings[position - 1])

    def _in_node(self, code: str, steps: list[str], message: str) -> str:
        row = self.nodes.get(code, self.first.get(texts.NODES, 1))
        if not steps:
            column = self._column(texts.NODES, message, "code")
        elif steps[0] == messages.PLACE_BASIS:
            of_kind = any(pattern.match(message) for pattern in _OF_BASIS_KIND)
            column = "basis_kind" if of_kind else "basis"
        else:
            named = len(steps) == 1 and any(pattern.match(message) for pattern in _OF_RULE_NAME)
            column = "rule" if named else "parameters"
        return self.cell(texts.NODES, row, column)

    def _in_list(self, sheet: str, position: int, steps: list[str], message: str) -> str:
        rows = self.rows.get(sheet, [])
        row = rows[position - 1] if 0 < position <= len(rows) else 1
        default = {texts.CASES: "figures", texts.BANDS: "from", texts.SPECIAL: "leaves"}.get(sheet, "code")
        if steps:
            default = "basis" if steps[0] == messages.PLACE_BASIS else "is"
        return self.cell(sheet, row, self._column(sheet, message, default))

    def _in_head(self, head: str, steps: list[str], problem: LoaderProblem) -> str:
        """A mistake of the head, or of a sheet as a whole; else the loader's own words."""
        for place, sheet in (
            (messages.PLACE_TREE, texts.NODES),
            ("inputs", texts.INPUTS),
            ("cases", texts.CASES),
        ):
            if head == place:
                return self.cell(sheet, self.first.get(sheet, 1), "code")
        if head.startswith("bands"):
            return self.cell(texts.BANDS, self.first.get(texts.BANDS, 1), "from")
        block = "" if head == messages.PLACE_HEAD else f"{head}."
        quoted = _QUOTED.findall(problem.message)
        names = [*quoted, "basis"] if steps else quoted
        names.append("max" if _COLUMN_OF[0][0].match(problem.message) else "treatment")
        for name in names:
            if row := self.head.get(f"{block}{name}"):
                return self.cell(texts.HEAD, row, "value")
        if block or head == messages.PLACE_HEAD:
            return self.cell(texts.HEAD, self.first.get(texts.HEAD, 1), "value")
        return texts.ELSEWHERE.format(place=problem.place)

    def _column(self, sheet: str, message: str, default: str) -> str:
        known = texts.HEADINGS[sheet]
        for pattern, column in _COLUMN_OF:
            if column in known and pattern.match(message):
                return column
        return next((name for name in _QUOTED.findall(message) if name in known), default)
