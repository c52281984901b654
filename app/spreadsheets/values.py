"""A cell as a value of an input: exact numbers as they are, everything else as a person typed it."""

from decimal import Decimal
from fractions import Fraction

from app.spreadsheets.tables import Cell
from frameworks.model import Input, Value
from frameworks.numbers import ValueProblem, format_vi, parse_points, parse_value, range_problem


def value(cell: Cell, input: Input) -> Value:
    """The cell's value for this input; raises ValueProblem, whose `message` is Vietnamese.

    ``1.234`` typed as text is one thousand two hundred and thirty-four; a number cell that holds 1.234 is
    a little over one.
    """
    if not cell.exact or not input.is_number:
        return parse_value(input, cell.text)
    number = Fraction(Decimal(cell.text))
    problem = range_problem(input, number)
    if problem is not None:
        raise ValueProblem(problem[1])
    return number


def points(cell: Cell) -> Fraction:
    """The cell as points from 0 up; raises ValueProblem."""
    return parse_points(format_vi(Fraction(Decimal(cell.text))) if cell.exact else cell.text)
