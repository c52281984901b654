"""How a framework's plain data stand in cells, the same for writing and for reading.

Every value of a file has one writing in a cell, and reading that cell gives the value back: numbers stay
the digits of the file, words of closed sets are Vietnamese, lists and mappings are written as in files.
"""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from app.messages import framework_workbook as texts
from app.spreadsheets.text import plain_number
from frameworks.writing.plain import PlainProblem, read_flow, to_flow

#: Columns that hold numbers, and columns that hold a word of a closed set.
NUMBERS = frozenset({"max", "printed_max", "min", "points", "from"})
WORDS: dict[tuple[str, str], Mapping[str, str]] = {
    (texts.INPUTS, "type"): texts.TYPES,
    (texts.NODES, "level"): texts.LEVELS,
    (texts.NODES, "basis_kind"): texts.BASIS_KINDS,
    (texts.NODES, "supplier"): texts.SUPPLIERS,
    (texts.NODES, "effect"): texts.EFFECTS,
    (texts.VIEWS, "kind"): texts.VIEW_KINDS,
    (texts.SPECIAL, "treatment"): texts.TREATMENTS,
    (texts.SPECIAL, "basis_kind"): texts.BASIS_KINDS,
}
#: Columns that name criteria: a number cell would turn 1.10 into 1.1.
CODES = frozenset({"code", "parent", "joint_with", "mains", "leaves", "label"})

_COMMA = re.compile(r"(-?[0-9]+),([0-9]+)(%?)")
_LONGEST_NUMBER = 15  # digits a spreadsheet keeps


def worded(sheet: str, key: str, value: str) -> str:
    """A value of a closed set in Vietnamese; anything else as it stands."""
    return WORDS.get((sheet, key), {}).get(value, value)


def meant(sheet: str, key: str, text: str) -> str:
    """The value a Vietnamese word stands for; anything else as it stands, for the loader to judge."""
    words = WORDS.get((sheet, key), {})
    folded = text.casefold()
    return next((value for value, word in words.items() if word.casefold() == folded), text)


def number_in_file(text: str) -> str:
    """A number as typed into a cell (0,25) as files write it (0.25); anything else as it stands."""
    match = _COMMA.fullmatch(text)
    return f"{match[1]}.{match[2]}{match[3]}" if match else text


def number_in_cell(text: str) -> Decimal | str:
    """A number cell where reading it gives back exactly this text; else the text itself."""
    try:
        number = Decimal(text)
        same = plain_number(number) == text and len(number.as_tuple().digits) <= _LONGEST_NUMBER
    except (InvalidOperation, ValueError):
        return text
    return number if same else text


def pairs_in_cell(pairs: object) -> str:
    """A mapping, one pair a line; what is no mapping on one line."""
    if not isinstance(pairs, Mapping):
        return "" if pairs is None else to_flow(pairs)
    if not pairs:
        return "{}"
    return "\n".join(f"{to_flow(key)}: {to_flow(value)}" for key, value in pairs.items())


def pairs_in_file(text: str) -> dict[str, Any]:
    """The mapping of such a cell.  Raises PlainProblem."""
    found = read_flow(text)
    if not isinstance(found, dict):
        raise PlainProblem(texts.NOT_PAIRS)
    return found


def listed_in_cell(values: object) -> str:
    """A list of codes or names: ``1, 2, 3``."""
    return ", ".join(map(str, values)) if isinstance(values, list) else str(values or "")


def listed_in_file(text: str) -> list[str]:
    """The list of such a cell."""
    return [one.strip() for one in text.split(",") if one.strip()]


def basis_in_cells(basis: object) -> tuple[str, str]:
    """Kind and content of a basis."""
    if not isinstance(basis, Mapping) or len(basis) != 1:
        return "", "" if basis is None else to_flow(basis)
    kind, content = next(iter(basis.items()))
    return str(kind), content if isinstance(content, str) else pairs_in_cell(content)


def basis_in_file(kind: str, content: str) -> dict[str, Any]:
    """The basis of two such cells.  Raises PlainProblem."""
    return {kind: pairs_in_file(content) if kind == "adopted" else content}
