"""Two frozen sheets compared: every figure, kind of empty, point, reason and total that differs."""

from fractions import Fraction as F

from hypothesis import given, settings
from hypothesis import strategies as st

from frameworks.model import Figures
from frameworks.sheet import Status, StoredSheet, compute, from_canonical_sheet, to_canonical
from frameworks.sheet_difference import FigureChange, compare
from tests.unit.frameworks.building import small

FRAMEWORK = small()
FULL: Figures = {"co_chuyen_muc": True, "so_hoi_thao": F(4), "dvc_tong": F(60), "dvc_muc_3": F(45)}
WHY = {"by": "Nguyễn Văn A", "reason": "Thiếu tài liệu"}


def sheet(
    figures: Figures,
    statuses: dict[str, Status] | None = None,
    points: dict[str, F] | None = None,
    why: dict[str, dict[str, str]] | None = None,
) -> StoredSheet:
    """A frozen sheet."""
    computed = compute(FRAMEWORK, figures, statuses or {}, points or {})
    return from_canonical_sheet(to_canonical(computed, FRAMEWORK, figures, {"differences": why or {}}))


def test_a_sheet_does_not_differ_from_itself() -> None:
    assert compare(sheet(FULL), sheet(FULL), FRAMEWORK).equal


def test_a_figure_is_told_at_every_criterion_that_reads_it() -> None:
    found = compare(sheet(FULL), sheet({**FULL, "dvc_muc_3": F(30)}), FRAMEWORK)
    change = FigureChange("dvc_muc_3", "45", "30")
    readers = [leaf.code for leaf in FRAMEWORK.leaves_using("dvc_muc_3")]
    assert [line.code for line in found.changed] == readers
    assert all(line.figures == (change,) for line in found.changed)
    assert sum(line.change for line in found.lines) == found.totals["total"][1] - found.totals["total"][0]


def test_points_of_a_person_come_with_their_reason() -> None:
    found = compare(sheet(FULL), sheet(FULL, points={"1.1": F(1, 3)}, why={"1.1": WHY}), FRAMEWORK)
    (line,) = found.changed
    assert line.before is not None and line.after is not None
    assert (line.before.points, line.after.points, line.after.why) == (F(1), F(1, 3), WHY)
    assert line.change == F(-2, 3)


def test_another_reason_for_the_same_points_is_a_difference() -> None:
    one = sheet(FULL, points={"1.1": F(1, 3)}, why={"1.1": WHY})
    other = sheet(FULL, points={"1.1": F(1, 3)}, why={"1.1": {**WHY, "reason": "Khác"}})
    assert [line.code for line in compare(one, other, FRAMEWORK).changed] == ["1.1"]


def test_kinds_of_empty_are_compared() -> None:
    found = compare(sheet({}), sheet({}, {"1.1": Status.NO_DATA}), FRAMEWORK)
    (line,) = found.changed
    assert line.before is not None and line.after is not None
    assert (line.before.status, line.after.status) == ("blank", "no_data")


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["dvc_tong", "dvc_muc_3", "so_hoi_thao"]), st.integers(0, 99).map(F)))
def test_the_other_way_round_everything_is_turned(figures: Figures) -> None:
    one, other = sheet(FULL), sheet(figures)
    there, back = compare(one, other, FRAMEWORK), compare(other, one, FRAMEWORK)
    assert [line.code for line in there.changed] == [line.code for line in back.changed]
    assert [-line.change for line in there.lines] == [line.change for line in back.lines]
    assert there.equal == (one.data == other.data)
