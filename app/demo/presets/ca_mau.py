"""Cà Mau's year 2022 under Decision 922/QĐ-BTTTT: the province scored from its figures, and nothing doubted.

Most figures, and the two units that stand for the lowest and the best of 63 provinces, are inferred from the
points that plan 213/KH-UBND prints. The published points stand beside ours in a file and in the summary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from app import catalog, csv_text
from app.calculator import ca_mau, comparing
from app.demo.days import Calendar
from app.demo.presets.model import GroupPlan, LegalBasisPlan, UnitPlan, Words
from app.demo.presets.quoc_gia import QUOC_GIA
from app.demo.ranges import Ranges
from app.messages import calculator as texts
from frameworks.model import Value

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.demo.output import Outcome
    from app.demo.story import Story

UNIT = "camau"
INFERRED = {"thapnhat": "lowest", "caonhat": "best"}  # code of the unit -> its name in the data
FILE = "doi-chieu-ca-mau-2022.csv"
STANDING_BODY = "ccdsqg"


class Figures(Mapping[str, Mapping[str, Value]]):
    """Each unit's figures, read when they are first asked for."""

    def __getitem__(self, code: str) -> Mapping[str, Value]:
        result = ca_mau.load(catalog.framework(comparing.FRAMEWORK))
        return result.figures if code == UNIT else result.others[INFERRED[code]]

    def __iter__(self) -> Iterator[str]:
        return iter((UNIT, *INFERRED))

    def __len__(self) -> int:
        return 1 + len(INFERRED)


def write_comparison(_session: Session, _story: Story, _outcome: Outcome, folder: Path) -> Sequence[Path]:
    """The table of main indexes, total and components, printed beside computed."""
    path = folder / FILE
    rows = comparing.csv_rows(comparing.compare(catalog.framework(comparing.FRAMEWORK)))
    path.write_bytes(csv_text.write(texts.COMPARED_HEAD, rows).encode())
    return [path]


def compared(outcome: Outcome) -> list[str]:
    """The section of the summary: ours, as printed, as published, and why they differ."""
    comparison = comparing.compare(catalog.framework(comparing.FRAMEWORK))
    row = next(row for group in outcome.groups for row in group.rows if outcome.codes[row.unit_id] == UNIT)
    if row.total != comparison.sums[-1].computed:
        raise RuntimeError("the round gives Cà Mau other points than its figures")
    head, *lines = (
        (one.title if one.code == comparing.TOTAL else f"{one.code}. {one.title}", *_cells(one))
        for one in comparison.sums
    )
    table = ["| " + " | ".join(cells) + " |" for cells in (texts.COMPARED_TABLE, head, *lines)]
    return [
        f"## {texts.COMPARED_TITLE}",
        texts.COMPARED_NOTE.format(file=FILE),
        "\n".join([table[0], "|---|---:|---:|---:|---:|---|", *table[1:]]),
        texts.COMPARED_COMPONENTS.format(equal=comparison.equal, all=len(comparison.components)),
        *(
            f"- {texts.TOTAL if one.code == comparing.TOTAL else one.code}: {one.note}"
            for one in comparison.sums
            if one.note
        ),
    ]


def _cells(one: comparing.Sum) -> tuple[str, ...]:
    points: tuple[Fraction, ...] = (one.computed, one.components, one.published)
    shown = (comparing.points(value) for value in points)
    return (*shown, comparing.signed(one.difference), texts.DIFFERENCES[one.kind])


CA_MAU = replace(
    QUOC_GIA,
    name="ca_mau",
    workflow="ca_mau_assessment",
    authority=replace(QUOC_GIA.authority, standing_body=STANDING_BODY),
    groups=(
        GroupPlan(
            "tinh",
            "UBND các tỉnh, thành phố trực thuộc Trung ương",
            comparing.FRAMEWORK,
            (
                UnitPlan(UNIT, "UBND", "UBND tỉnh Cà Mau", "Chủ tịch UBND tỉnh Cà Mau"),
                UnitPlan("thapnhat", "TN", "Đơn vị thấp nhất (suy ra)", "Người đứng đầu"),
                UnitPlan("caonhat", "CN", "Đơn vị cao nhất (suy ra)", "Người đứng đầu"),
            ),
        ),
    ),
    bodies=(
        UnitPlan(STANDING_BODY, "CĐSQG", "Cục Chuyển đổi số quốc gia", "Cục trưởng"),
        *QUOC_GIA.bodies[1:],
    ),
    staff=tuple(
        replace(
            staff,
            unit=STANDING_BODY if staff.unit == QUOC_GIA.authority.standing_body else staff.unit,
            title=staff.title.replace("Cục Tin học hóa", "Cục Chuyển đổi số quốc gia"),
        )
        for staff in QUOC_GIA.staff
        if staff.role != "expert"
    ),
    legal_bases=(
        LegalBasisPlan(
            "Nghị định số 48/2022/NĐ-CP ngày 26 tháng 7 năm 2022 của Chính phủ quy định chức năng, nhiệm vụ, "
            "quyền hạn và cơ cấu tổ chức của Bộ Thông tin và Truyền thông",
            date(2022, 9, 12),
        ),
        QUOC_GIA.legal_bases[1],
        LegalBasisPlan(
            "Quyết định số 922/QĐ-BTTTT ngày 20 tháng 5 năm 2022 của Bộ trưởng Bộ Thông tin và Truyền thông "
            "phê duyệt Đề án “Xác định Bộ chỉ số đánh giá chuyển đổi số của các bộ, cơ quan ngang bộ, cơ "
            "quan thuộc Chính phủ, các tỉnh, thành phố trực thuộc Trung ương và của quốc gia”",
            date(2022, 5, 20),
            None,
            "decision,submission",
        ),
    ),
    built=datetime(2023, 2, 6, 2, tzinfo=UTC),
    calendar=Calendar(
        year=2022,
        opens_on=date(2023, 3, 6),
        entry_deadline=date(2023, 4, 5),
        grace_days=3,
        appraisal_deadline=date(2023, 5, 19),
        council_on=date(2023, 6, 29),
        publish_before=date(2023, 7, 31),
    ),
    seed=2022,
    ranges=Ranges(given=Figures(), exact=frozenset({UNIT, *INFERRED})),
    supplied=(),
    withdrawn=(),
    plain=True,
    words=Words(
        round_title="Tính lại điểm chuyển đổi số năm {year} của tỉnh Cà Mau từ số liệu",
        place=QUOC_GIA.words.place,
        conclusion=(
            "Hội đồng thống nhất kết quả tính điểm từ số liệu của UBND tỉnh Cà Mau.\n"
            "Hai đơn vị thấp nhất, cao nhất được suy ra từ điểm đã công bố, chỉ để tính các chỉ số so sánh "
            "giữa các tỉnh, không phải kết quả của tỉnh nào.\n"
            "Giao Cục Chuyển đổi số quốc gia hoàn thiện hồ sơ, trình Bộ trưởng công bố trước ngày {day}."
        ),
        numbers=("52", "57", "1278"),
        cases=QUOC_GIA.words.cases,
    ),
    after=(write_comparison,),
    sections=(compared,),
)
