"""Reading a framework's workbook back into plain data: whole, or refused with every mistake by cell."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.keeping import cells
from app.keeping.places import Places
from app.messages import framework_workbook as texts
from app.spreadsheets import reading
from app.spreadsheets.tables import Cell, Problem, Row, Table, Unreadable, place_of
from frameworks.loader import FrameworkError, framework_of
from frameworks.writing import Plain, PlainProblem
from frameworks.writing.plain import read_flow

#: Columns that a sheet cannot be read without; the others may be missing.
NEEDED = {
    texts.HEAD: ("key", "value"),
    texts.INPUTS: ("name", "title", "type"),
    texts.NODES: ("code", "parent", "level", "title", "max", "rule", "parameters", "basis_kind", "basis"),
    texts.CASES: ("code", "figures", "points"),
    texts.VIEWS: ("code", "kind", "title", "mains", "max"),
    texts.BANDS: ("from", "title"),
    texts.SPECIAL: ("id", "title", "treatment", "input", "is", "leaves", "basis_kind", "basis"),
}
#: Sheets that may be left out: most frameworks have none of these.
OPTIONAL = frozenset({texts.CASES, texts.VIEWS, texts.BANDS, texts.SPECIAL})
IGNORED = frozenset({texts.HELP})


@dataclass
class Line:
    """One row of a sheet: its cells by key, its number, and where mistakes in it go."""

    sheet: str
    number: int
    filled: Mapping[str, Cell]
    places: Places
    problems: list[Problem]

    def text(self, key: str) -> str:
        """What stands in a column, with words of closed sets and numbers as files have them."""
        cell = self.filled.get(key)
        if cell is None:
            return ""
        if cell.exact and key in cells.CODES and "." in cell.text:
            self.problem(key, texts.CODE_IS_NUMBER)
        if key in cells.NUMBERS:
            return cells.number_in_file(cell.text)
        return cells.meant(self.sheet, key, cell.text)

    def read(self, key: str, read: Callable[[str], Any], empty: Any) -> Any:
        """A cell written as in files; what cannot be read is noted and ``empty`` given."""
        text = self.text(key)
        if not text:
            return empty
        try:
            return read(text)
        except PlainProblem as error:
            self.problem(key, texts.UNREADABLE_CELL.format(text=_short(text), problem=error.message))
            return empty

    def problem(self, key: str, message: str) -> None:
        """Note a mistake in one of this row's cells."""
        self.problems.append(Problem(self.places.cell(self.sheet, self.number, key), message))

    def kept(self, *keys: str) -> Plain:
        """The filled ones of these columns."""
        return {key: self.text(key) for key in keys if key in self.filled}


@dataclass
class _Tree:
    """The rows of the tree while they are put together."""

    lines: list[Line] = field(default_factory=list)
    nodes: dict[str, Plain] = field(default_factory=dict)
    by_code: dict[str, Line] = field(default_factory=dict)
    broken: bool = False


def read(name: str, content: bytes) -> Plain:
    """The plain data of a workbook that holds a whole, right framework.

    Raises Unreadable with everything that is wrong; nothing is ever taken of a file with a mistake.
    """
    tables = {table.sheet: table for table in reading.read(name, content)}
    problems: list[Problem] = []
    places = Places()
    for sheet in tables:
        if sheet not in texts.HEADINGS and sheet not in IGNORED:
            problems.append(Problem(_sheet(sheet), texts.UNKNOWN_SHEET))
    lines = {sheet: list(_lines(sheet, tables.get(sheet), places, problems)) for sheet in texts.HEADINGS}
    structural = len(problems)
    data, broken = _data(lines, places, problems)
    try:
        framework_of(data)
    except FrameworkError as error:
        hidden = bool(broken or structural)
        problems += [places.told(one) for one in error.problems if not (hidden and places.follows(one))]
    if problems:
        raise Unreadable(sorted(dict.fromkeys(problems), key=places.order))
    return data


def _sheet(name: str) -> str:
    return place_of(name, 1, 1).rpartition(", ")[0]


# ---------------------------------------------------------------- rows of a sheet


def _lines(sheet: str, table: Table | None, places: Places, problems: list[Problem]) -> Iterator[Line]:
    if table is None:
        if sheet not in OPTIONAL:
            problems.append(Problem(_sheet(sheet), texts.NO_SHEET))
        return
    head, *rows = table.rows
    columns = _columns(sheet, table, head, problems)
    places.columns[sheet] = {key: column for column, key in columns.items()}
    places.first[sheet] = head.number + 1
    for row in rows:
        for column, cell in row.cells.items():
            if column not in columns and column not in head.cells:
                problems.append(Problem(cell.place, texts.NO_TITLE))
        filled = {columns[column]: cell for column, cell in row.cells.items() if column in columns}
        if filled:
            yield Line(sheet, row.number, filled, places, problems)


def _columns(sheet: str, table: Table, head: Row, problems: list[Problem]) -> dict[int, str]:
    """Which key each column holds, by its heading."""
    keys = {heading.casefold(): key for key, heading in texts.HEADINGS[sheet].items()}
    found: dict[int, str] = {}
    for column, cell in head.cells.items():
        key = keys.get(cell.text.casefold())
        if key is None:
            known = ", ".join(texts.HEADINGS[sheet].values())
            problems.append(
                Problem(cell.place, texts.UNKNOWN_HEADING.format(text=_short(cell.text), known=known))
            )
        elif key in found.values():
            problems.append(Problem(cell.place, texts.SAME_HEADING.format(text=cell.text)))
        else:
            found[column] = key
    for key in NEEDED[sheet]:
        if key not in found.values():
            heading = texts.HEADINGS[sheet][key]
            problems.append(Problem(table.place(head.number, 1), texts.NO_HEADING.format(heading=heading)))
    return found


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


# ---------------------------------------------------------------- from rows to data


def _data(lines: Mapping[str, list[Line]], places: Places, problems: list[Problem]) -> tuple[Plain, bool]:
    """Everything the sheets say, and whether part of the tree could not be put together."""
    head = _head(lines[texts.HEAD])
    bands = head.pop("bands", {})
    data: Plain = {**head, "inputs": _inputs(lines[texts.INPUTS])}
    tree = _tree(lines[texts.NODES])
    data["tree"] = _children("", tree, places)
    steps = [line.kept("from", "title") for line in lines[texts.BANDS]]
    places.rows[texts.BANDS] = [line.number for line in lines[texts.BANDS]]
    if bands or steps:
        data["bands"] = {**bands, "of": steps}
    listed = {
        "views": (texts.VIEWS, _view),
        "special": (texts.SPECIAL, _special),
        "cases": (texts.CASES, _case),
    }
    for key, (sheet, made) in listed.items():
        places.rows[sheet] = [line.number for line in lines[sheet]]
        if lines[sheet]:
            data[key] = [made(line) for line in lines[sheet]]
    return data, tree.broken


def _head(lines: list[Line]) -> Plain:
    head: Plain = {}
    seen: dict[str, str] = {}
    for line in lines:
        key, value = line.text("key"), line.text("value")
        if key not in texts.HEAD_LABELS:
            if key or value:
                known = ", ".join(texts.HEAD_LABELS)
                line.problem("key", texts.UNKNOWN_KEY.format(key=_short(key), known=known))
            continue
        if key in seen:
            line.problem("key", texts.SAME_KEY.format(key=key, other=seen[key]))
            continue
        seen[key] = line.places.cell(line.sheet, line.number, "key")
        line.places.head[key] = line.number
        if not value:
            continue
        block, _, inner = key.rpartition(".")
        holder = head.setdefault(block, {}) if block else head
        holder[inner] = _head_value(line, inner)
    return head


def _head_value(line: Line, key: str) -> Any:
    text = line.text("value")
    if text == texts.NOTHING_WRITTEN:
        return None
    if key == "basis":
        return line.read("value", cells.pairs_in_file, {})
    return cells.number_in_file(text) if key == "max" else text


def _inputs(lines: list[Line]) -> Plain:
    found: Plain = {}
    for line in lines:
        name = line.text("name")
        if not name:
            line.problem("name", texts.KEY_NEEDED.format(heading=texts.HEADINGS[line.sheet]["name"]))
            continue
        if name in found:
            other = line.places.cell(line.sheet, line.places.inputs[name], "name")
            line.problem("name", texts.SAME_CODE.format(code=name, other=other))
            continue
        line.places.inputs[name] = line.number
        spec = line.kept("title", "type", "unit", "definition", "guidance", "min", "max", "general")
        if "at_most" in line.filled:
            text = line.text("at_most")
            spec["at_most"] = line.read("at_most", read_flow, "") if text.startswith("[") else text
        if "choices" in line.filled:
            spec["choices"] = line.read("choices", cells.pairs_in_file, {})
        found[name] = spec
    return found


def _view(line: Line) -> Plain:
    return {**line.kept("code", "kind", "title", "max"), "mains": cells.listed_in_file(line.text("mains"))}


def _special(line: Line) -> Plain:
    rule = line.kept("id", "title", "treatment")
    rule["when"] = line.kept("input", "is")
    rule["leaves"] = cells.listed_in_file(line.text("leaves"))
    return _with_basis(rule, line)


def _case(line: Line) -> Plain:
    case = line.kept("code", "points", "note")
    case["figures"] = line.read("figures", cells.pairs_in_file, {})
    if "others" in line.filled:
        others = line.read("others", read_flow, None)
        if isinstance(others, list):
            case["others"] = others
        else:
            line.problem("others", texts.NOT_LIST)
    return case


def _with_basis(holder: Plain, line: Line) -> Plain:
    kind = line.text("basis_kind")
    if kind:
        holder["basis"] = line.read("basis", lambda text: cells.basis_in_file(kind, text), {kind: ""})
    elif "basis" in line.filled:
        line.problem("basis_kind", texts.BASIS_ALONE)
    return holder


# ---------------------------------------------------------------- the tree


def _tree(lines: list[Line]) -> _Tree:
    """Every row as a node of its own; codes that lead nowhere or round in a circle are noted."""
    tree = _Tree()
    for line in lines:
        code = line.text("code")
        if not code:
            line.problem("code", texts.KEY_NEEDED.format(heading=texts.HEADINGS[line.sheet]["code"]))
            tree.broken = True
            continue
        if code in tree.by_code:
            other = line.places.cell(line.sheet, tree.by_code[code].number, "code")
            line.problem("code", texts.SAME_CODE.format(code=code, other=other))
            tree.broken = True
            continue
        line.places.nodes[code] = line.number
        tree.by_code[code] = line
        tree.nodes[code] = _node(line)
        tree.lines.append(line)
    _check_parents(tree)
    return tree


def _check_parents(tree: _Tree) -> None:
    told: set[str] = set()
    for line in tree.lines:
        code, parent = line.text("code"), line.text("parent")
        if parent and parent not in tree.nodes:
            line.problem("parent", texts.UNKNOWN_PARENT.format(code=parent))
            tree.broken = True
        if not parent and "joint_with" in line.filled:
            line.problem("parent", texts.PARENT_OF_JOINT)
            tree.broken = True
        path = [code]
        while (above := tree.by_code.get(path[-1])) and (step := above.text("parent")) and step not in path:
            path.append(step)
        last = tree.by_code.get(path[-1])
        if last is not None and last.text("parent") == code and code not in told:
            told |= set(path)
            line.problem("parent", texts.PARENT_CYCLE.format(codes=" → ".join((*path, code))))
            tree.broken = True


def _children(parent: str, tree: _Tree, places: Places) -> list[Plain]:
    """The nodes under a code, whole; what hangs nowhere is left out (and has been noted)."""
    found = []
    for line in tree.lines:
        if line.text("parent") != parent:
            continue
        code = line.text("code")
        node = tree.nodes[code]
        below = _children(code, tree, places)
        places.children.setdefault(parent, []).append(code)
        found.append({**node, "children": below} if below else node)
    return found


def _node(line: Line) -> Plain:
    node = line.kept(
        *("code", "label", "level", "title", "max", "printed_max", "printed"),
        *("evidence", "guidance", "supplier", "note", "effect", "joint_with"),
    )
    kind = line.text("rule")
    if kind:
        parameters = line.read("parameters", _parameters, None)
        node["rule"] = {kind: parameters}
    elif "parameters" in line.filled:
        line.problem("rule", texts.PARAMETERS_ALONE)
    return _with_basis(node, line)


def _parameters(text: str) -> Any:
    found = read_flow(text)
    if not isinstance(found, dict):
        raise PlainProblem(texts.NOT_PARAMETERS)
    return found
