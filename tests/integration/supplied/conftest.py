"""A province under way whose framework has parts that others hand in."""

import io
from collections.abc import Mapping
from datetime import date

import pytest
from flask import Flask
from openpyxl import Workbook

from app import catalog, clock
from app.accounts.models import Account
from app.rounds.models import RoundGroup
from app.supplied import operations
from app.supplied.operations import Letter, Previewed
from tests.factories import Maker, World

LETTER = Letter("Cục Thống kê", "12/CTK-TH", date(2020, 11, 5))
OWN = {"dan_so": "1.000", "dvc_tong": "60", "dvc_truc_tuyen": "45", "dien_thoai": "500"}  # 7,5 + 2,5 points


class Assisted(World):
    """A world in which a survey, a tool and two experts hand in what the units do not."""

    def __init__(self, make: Maker) -> None:
        super().__init__(make)
        framework = catalog.framework("supplied")
        self.framework = framework
        self.group_row = make.session.query(RoundGroup).filter_by(round_id=self.round.id).one()
        self.group_row.framework_id = framework.id
        self.group_row.framework_version = framework.version
        self.group_row.framework_hash = framework.hash
        make.session.commit()
        self.experts = [
            make.account(self.authority, roles=["expert"], round_=self.round, full_name=f"Chuyên Gia {n}")
            for n in ("Một", "Hai")
        ]
        self.own_expert: Account = make.account(
            self.authority, roles=["expert"], round_=self.round, unit_id=self.unit.id
        )

    @property
    def group_id(self) -> int:
        """The group that is scored by the framework with suppliers."""
        return self.group_row.id

    def preview(self, content: bytes, supplier: str = "survey", name: str = "so-lieu.xlsx") -> Previewed:
        """The standing body brings a file."""
        return operations.preview(self.actor("standing_body"), self.group_id, supplier, LETTER, name, content)

    def hand_in(self, rows: Mapping[str, Mapping[str, object]], supplier: str = "survey") -> tuple[int, int]:
        """The standing body brings a file and confirms what it saw."""
        found = self.preview(workbook(rows), supplier)
        assert not found.outcome.problems, found.outcome.problems
        return operations.confirm(
            self.actor("standing_body"),
            self.group_id,
            supplier,
            LETTER,
            found.filename,
            found.kept,
            found.outcome.seen,
        )


def workbook(rows: Mapping[str, Mapping[str, object]]) -> bytes:
    """A file of figures: values by unit and heading."""
    headings = list(dict.fromkeys(name for row in rows.values() for name in row))
    book = Workbook()
    sheet = book.active
    sheet.append(["Đơn vị", *headings])
    for cell in sheet[1]:
        cell.number_format = "@"
    for unit, row in rows.items():
        sheet.append([unit, *(row.get(name) for name in headings)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def assisted(app: Flask, make: Maker, monkeypatch: pytest.MonkeyPatch) -> Assisted:
    """The world with suppliers."""
    assert clock.today() > LETTER.day
    return Assisted(make)
