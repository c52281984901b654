"""The average in the submission: exact to the printed decimal, however many units there are."""

from fractions import Fraction

from app.documents.building.publication import _result_group
from app.results.models import ResultRow
from app.rounds.models import RoundGroup

UNITS = 400
DENOMINATOR = 10**12 + 39  # each unit's own, so that the sum's grows with every unit


def test_the_average_of_many_exact_totals_can_be_printed() -> None:
    group = RoundGroup(id=1, title="UBND các xã")
    rows = [
        ResultRow(
            round_group_id=1,
            unit_name=f"Xã {number}",
            maximum=Fraction(100),
            total=Fraction(50) + Fraction(1, DENOMINATOR + 2 * number),
            published="50.00",
            rank=1,
            ranked=True,
        )
        for number in range(UNITS)
    ]
    told = _result_group(group, rows, 2)
    assert told["average_points"] == "50"
    assert told["units"] == UNITS


def test_the_average_is_rounded_half_up_once() -> None:
    group = RoundGroup(id=1, title="UBND các xã")
    totals = (Fraction("10.005"), Fraction("10.004"), Fraction("10.006"))
    rows = [
        ResultRow(
            round_group_id=1,
            unit_name=f"Xã {number}",
            maximum=Fraction(100),
            total=total,
            published="10.01",
            rank=1,
            ranked=True,
        )
        for number, total in enumerate(totals)
    ]
    assert _result_group(group, rows, 2)["average_points"] == "1001/100"
