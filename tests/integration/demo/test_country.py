"""The national round and Cà Mau's year: who takes part, and small rounds played to the end."""

import csv
import io
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import catalog
from app.audit import verification as audit
from app.council.models import WithdrawnCriterion
from app.demo import country, output, play
from app.demo.presets import PRESETS, Preset
from app.demo.presets.ca_mau import FILE, UNIT
from app.documents.models import Document
from app.extensions import db
from app.history import Event
from app.results import verification as results
from app.supplied.models import ExpertMark, FigureImport
from frameworks.sheet import from_canonical_sheet
from tests.integration.demo.conftest import Played, sqlite_app

QUOC_GIA, CA_MAU = PRESETS["quoc_gia"], PRESETS["ca_mau"]
UNITS = 3
WITHDRAWN = "CQS.4.3.2"


def play_preset(template: Path, folder: Path, preset: Preset) -> Played:
    """A preset's round with a few units, in a database of its own."""
    app = sqlite_app(template, folder)
    with app.app_context():
        play.build(preset.built, UNITS, preset)
        story = play.plan(preset.calendar, preset.seed, preset=preset)
        for _ in play.play(story):
            pass
        return Played(app, story, output.read(db.session(), story.round_id))


@pytest.fixture(scope="module")
def national_once(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play_preset(sqlite_template, tmp_path_factory.mktemp("national"), QUOC_GIA)


@pytest.fixture(scope="module")
def ca_mau_once(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play_preset(sqlite_template, tmp_path_factory.mktemp("ca-mau"), CA_MAU)


@pytest.fixture
def national(national_once: Played) -> Iterator[Played]:
    """The national round, with its database."""
    with national_once.app.app_context():
        yield national_once


@pytest.fixture
def year_2022(ca_mau_once: Played) -> Iterator[Played]:
    """Cà Mau's year, with its database."""
    with ca_mau_once.app.app_context():
        yield ca_mau_once


# --- who takes part -----------------------------------------------------------------------------------------


def test_the_country_has_63_provinces_five_of_them_cities() -> None:
    names = [name for _, name, _ in country.PROVINCES]
    assert len(names) == len(set(names)) == 63
    assert sum(name.startswith("thành phố ") for name in names) == 5
    assert sum(name.startswith("tỉnh ") for name in names) == 58
    assert "tỉnh Hà Tây" not in names and "tỉnh Thừa Thiên Huế" in names


def test_ministries_in_scope_are_there_and_the_six_left_out_are_not() -> None:
    names = [name for _, _, name, _ in country.MINISTRIES]
    assert len(names) == len(set(names)) == 24
    assert sum(name.startswith("Bộ ") for name in names) == 18
    assert {"Ủy ban Dân tộc", "Ngân hàng Nhà nước Việt Nam", "Thanh tra Chính phủ", "Văn phòng Chính phủ"} < {
        *names
    }
    assert len(set(country.LEFT_OUT)) == 6
    assert not set(country.LEFT_OUT) & set(names)


def test_no_code_is_given_twice_and_groups_run_on_their_frameworks() -> None:
    codes = [unit.code for group in QUOC_GIA.groups for unit in group.units]
    codes += [unit.code for unit in QUOC_GIA.bodies]
    assert len(codes) == len(set(codes)) == 63 + 24 + 5
    assert QUOC_GIA.frameworks == {"bo": "qd_1726_2020/bo", "tinh": "qd_1726_2020/tinh"}


def test_every_figure_that_the_ranges_name_is_one_of_the_framework() -> None:
    for code, framework in QUOC_GIA.frameworks.items():
        inputs = catalog.framework(framework).inputs
        assert [name for name in QUOC_GIA.ranges.spans[code] if name not in inputs] == []


# --- the national round -------------------------------------------------------------------------------------


def test_the_national_round_ends_published_and_can_be_recomputed(national: Played) -> None:
    session = db.session()
    assert national.outcome.round.state == "published"
    assert national.story.decision == "412/QĐ-BTTTT"
    assert [len(group.rows) for group in national.outcome.groups] == [UNITS, UNITS]
    assert audit.verify(session).faults == []
    assert list(results.verify(session, national.outcome.round)) == []


def test_points_of_others_come_by_letter_or_from_three_experts(national: Played) -> None:
    session = db.session()
    letters = session.execute(
        select(
            FigureImport.supplier, FigureImport.provider, FigureImport.letter_number, FigureImport.filename
        )
    ).all()
    assert {(row.supplier, row.filename) for row in letters} == {
        *(
            (supplier, f"{supplier}-{group}.csv")
            for supplier in ("survey", "cyberspace")
            for group in ("bo", "tinh")
        ),
        ("experts", "experts-bo.csv"),
    }
    assert all(row.provider and row.letter_number for row in letters)
    marks = session.scalar(select(func.count()).select_from(ExpertMark))
    experts = session.scalar(select(func.count(func.distinct(ExpertMark.account_id))))
    assert (marks, experts) == (3 * UNITS * 23, 3)


def test_a_withdrawn_criterion_makes_the_maximum_smaller_for_all(national: Played) -> None:
    session = db.session()
    (row,) = session.scalars(select(WithdrawnCriterion))
    assert row.code == WITHDRAWN and row.with_data * 2 < row.units and row.reason
    assert session.scalar(select(func.count()).where(Event.kind == "criterion_withdrawn")) == 1
    ministries, provinces = national.outcome.groups
    assert {row.maximum for row in provinces.rows} == {997}
    assert {row.maximum for row in ministries.rows} == {500}


def test_the_columns_of_the_result_add_up_to_the_points_achieved(national: Played, tmp_path: Path) -> None:
    wanted = select(Document).where(Document.kind == "decision", Document.state == "issued")
    paper = db.session().scalars(wanted).one()
    for group in paper.data["groups"]:
        assert len(group["sources"]) == 3 and group["sources"][0] == "Bộ Thông tin và Truyền thông đánh giá"
        for entry in group["entries"]:
            together = sum((Fraction(str(value)) for value in entry["sources"]), Fraction(0))
            assert together == Fraction(str(entry["council_points"]))
    (path, *_) = output.write_tables(national.outcome, tmp_path)
    head, *lines = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    assert head[-3:] == ["BTTTT đánh giá", "Không gian mạng", "Chuyên gia"]
    assert len(lines) == UNITS
    shown = output.screen_table(national.outcome, national.outcome.groups[0])
    assert "Không gian mạng" in shown and "Chuyên gia" in shown


def test_the_same_seed_gives_the_same_bytes(national: Played, sqlite_template: Path, tmp_path: Path) -> None:
    tables = national.tables(tmp_path / "first")
    again = play_preset(sqlite_template, tmp_path, QUOC_GIA)
    with again.app.app_context():
        assert again.tables(tmp_path / "second") == tables
    assert again.outcome.result.content_hash == national.outcome.result.content_hash


# --- Cà Mau -------------------------------------------------------------------------------------------------


def test_ca_mau_is_scored_from_its_figures_and_nothing_is_doubted(year_2022: Played) -> None:
    session = db.session()
    (group,) = year_2022.outcome.groups
    rows = {year_2022.outcome.codes[row.unit_id]: row for row in group.rows}
    assert rows[UNIT].published == "464.06"
    assert all("(suy ra)" in row.unit_name for code, row in rows.items() if code != UNIT)
    assert {case for case, _ in year_2022.story.events} == {"dossier_returned"}
    for stages in year_2022.outcome.sheets.values():
        assert from_canonical_sheet(stages["final"].content).meta["differences"] == {}
    assert audit.verify(session).faults == []
    assert list(results.verify(session, year_2022.outcome.round)) == []


def test_ca_mau_s_differences_stand_in_a_file_and_in_the_summary(year_2022: Played, tmp_path: Path) -> None:
    session = db.session()
    (hook,) = CA_MAU.after
    (path,) = hook(session, year_2022.story, year_2022.outcome, tmp_path)
    assert path == tmp_path / FILE == tmp_path / "doi-chieu-ca-mau-2022.csv"
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    differences = {row[1]: row[7] for row in rows if row[0] == "Chỉ số chính"}
    assert differences["6"] == "4.98" and differences["7"] == "-0.165"
    text = output.summary(session, year_2022.story, year_2022.outcome, [Path(FILE)])
    assert "## Đối chiếu: Cà Mau 2022" in text
    assert (
        "| 6. Hoạt động chính quyền số | 72,777 | 72,78 | 77,76 | +4,98 | Công bố khác tổng thành phần |"
        in text
    )
    assert "| Tổng điểm | 464,059 | 464,064 | 468,9 | +4,836 |" in text
