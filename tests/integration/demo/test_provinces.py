"""An Giang's and Ninh Thuận's rounds: who takes part, what their decisions provide for, the same bytes."""

from collections.abc import Iterator
from datetime import datetime, time
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import func, select

from app import catalog, clock
from app.accounts.actor import system_actor
from app.assessments.models import Assessment
from app.audit import verification as audit
from app.council.models import WithdrawnCriterion
from app.demo import figures, output, play, provisions
from app.demo.dice import Dice
from app.demo.general import Facts
from app.demo.presets import PRESETS, Preset
from app.demo.presets.ninh_thuan import PROVINCE_ONLY
from app.documents.models import Document
from app.extensions import db
from app.history import Event
from app.messages import demo as texts
from app.results import operations
from app.results import verification as results
from dossier.verification import answer
from frameworks.numbers import parse_value
from frameworks.validation import check_figures
from tests.integration.demo.conftest import Played, sqlite_app

UNITS = 3
AN_GIANG, NINH_THUAN = PRESETS["an_giang"], PRESETS["ninh_thuan"]
BOTH = (AN_GIANG, NINH_THUAN)
EVERY_UNIT = [(preset, group, unit) for preset in BOTH for group in preset.groups for unit in group.units]


class Told(NamedTuple):
    """A played round, and every file of tables and its summary as bytes."""

    played: Played
    files: dict[str, bytes]


def play_preset(template: Path, folder: Path, preset: Preset) -> Told:
    """A preset's round with a few units in a database of its own, with what it leaves behind."""
    app = sqlite_app(template, folder)
    out = folder / "out"
    out.mkdir()
    with app.app_context():
        play.build(preset.built, UNITS, preset)
        story = play.plan(preset.calendar, preset.seed, preset=preset)
        for _ in play.play(story):
            pass
        session = db.session()
        outcome = output.read(session, story.round_id)
        made = output.write_tables(outcome, out)
        for hook in preset.after:
            made += hook(session, story, outcome, out)
        told = {path.name: path.read_bytes() for path in made}
        told["summary"] = output.summary(session, story, outcome, []).encode()
        return Told(Played(app, story, outcome), told)


@pytest.fixture(scope="module")
def an_giang_once(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    return play_preset(sqlite_template, tmp_path_factory.mktemp("an-giang"), AN_GIANG)


@pytest.fixture(scope="module")
def ninh_thuan_once(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    return play_preset(sqlite_template, tmp_path_factory.mktemp("ninh-thuan"), NINH_THUAN)


def inside(told: Told) -> Iterator[Told]:
    """A played round with its database."""
    with told.played.app.app_context():
        yield told
        db.session.remove()


@pytest.fixture
def an_giang(an_giang_once: Told) -> Iterator[Told]:
    """An Giang's round."""
    yield from inside(an_giang_once)


@pytest.fixture
def ninh_thuan(ninh_thuan_once: Told) -> Iterator[Told]:
    """Ninh Thuận's round."""
    yield from inside(ninh_thuan_once)


@pytest.fixture(params=["an_giang_once", "ninh_thuan_once"])
def told(request: pytest.FixtureRequest) -> Iterator[Told]:
    """Each of the two rounds."""
    yield from inside(request.getfixturevalue(request.param))


# --- who takes part -----------------------------------------------------------------------------------------


def test_an_giang_has_20_departments_and_11_districts() -> None:
    departments, districts = AN_GIANG.groups
    assert [len(group.units) for group in (departments, districts)] == [20, 11]
    assert sum(unit.name.startswith("UBND huyện ") for unit in districts.units) == 7
    assert sum(unit.name.startswith(("UBND thành phố ", "UBND thị xã ")) for unit in districts.units) == 4


def test_ninh_thuan_has_its_city_and_six_districts() -> None:
    (districts,) = NINH_THUAN.groups
    assert [unit.name for unit in districts.units][0] == "UBND thành phố Phan Rang - Tháp Chàm"
    assert sum(unit.name.startswith("UBND huyện ") for unit in districts.units) == 6


@pytest.mark.parametrize("preset", BOTH, ids=lambda preset: preset.name)
def test_codes_and_usernames_are_told_apart(preset: Preset) -> None:
    units = [unit.code for group in preset.groups for unit in group.units]
    codes = [*units, *(unit.code for unit in preset.bodies)]
    assert len(set(codes)) == len(codes)
    assert preset.authority.standing_body in codes
    assert {staff.unit for staff in preset.staff if staff.unit} <= set(codes)
    assert len({staff.username for staff in preset.staff}) == len(preset.staff)
    known = {*preset.ranges.given, *preset.ranges.sizes, *preset.ranges.maturity_shift}
    assert known <= set(units)


@pytest.mark.parametrize(
    ("preset", "group", "unit"), EVERY_UNIT, ids=[f"{one.name}-{unit.code}" for one, _, unit in EVERY_UNIT]
)
def test_every_form_can_be_entered(preset: Preset, group: object, unit: object) -> None:
    framework = catalog.framework(group.framework)  # type: ignore[attr-defined]
    facts = Facts(unit.code, unit.name, *preset.contacts)  # type: ignore[attr-defined]
    form = figures.fill(framework, facts.code, Dice(preset.seed, 1), preset.ranges, facts)
    assert check_figures(framework, form.figures) == []
    for name, value in form.figures.items():
        assert parse_value(framework.inputs[name], form.typed(name)) == value
    assert all(entry.reason for entry in form.declared)
    assert 0 < form.sheet().total < framework.maximum


@pytest.mark.parametrize("preset", BOTH, ids=lambda preset: preset.name)
def test_spans_speak_of_inputs_that_exist(preset: Preset) -> None:
    for group in preset.groups:
        framework = catalog.framework(group.framework)
        spans = preset.ranges.spans[group.framework.rpartition("/")[2]]
        assert set(spans) <= set(framework.inputs)
        for span in spans.values():
            assert {span.of, span.less} - {None} <= set(framework.inputs)


# --- the round ----------------------------------------------------------------------------------------------


def test_it_ends_published_and_comes_out_the_same(told: Told, tmp_path: Path) -> None:
    session, outcome = db.session(), told.played.outcome
    assert outcome.round.state == "published"
    assert set(session.scalars(select(Assessment.state))) == {"published"}
    assert all(len(group.rows) == UNITS for group in outcome.groups)
    assert audit.verify(session).faults == []
    assert list(results.verify(session, outcome.round)) == []
    exported = tmp_path / "ho-so.zip"
    day = told.played.story.calendar.publish_before
    with clock.at(datetime.combine(day, time(7), clock.LOCAL_ZONE)), exported.open("w+b") as target:
        operations.export_dossier(system_actor(outcome.round.authority_id), outcome.round.id, target)
    found = answer(exported, every=True)
    assert found.equal, found.text


def test_everything_happened_in_the_days_of_the_round(told: Told) -> None:
    moments = list(db.session().scalars(select(Event.at).order_by(Event.id)))
    calendar = told.played.story.calendar
    assert moments == sorted(moments)
    assert moments[0].date() < calendar.opens_on
    assert moments[-1].date() <= calendar.publish_before


def test_awkward_cases_happen_where_units_suffice(told: Told) -> None:
    happened = {case for case, _ in told.played.story.events}
    assert {"late", "taken_over", "na_accepted", "dossier_returned"} <= happened
    assert happened <= {*texts.CASES, *texts.CASES_OF_GROUPS}
    assert ("withdrawn" in happened) == (told.played.story.preset is NINH_THUAN)


def test_papers_cite_the_province_and_its_decision(told: Told) -> None:
    rows = db.session().scalars(
        select(Document).where(Document.state == "issued", Document.assessment_id.is_(None))
    )
    papers = {document.kind: document.data for document in rows}
    decision = papers["decision"]
    assert told.played.story.preset.authority.area_name in decision["assessed"]
    own = "1407/QĐ-UBND" if told.played.story.preset is AN_GIANG else "Kế hoạch tháng 02 năm 2021"
    assert any(own in basis for basis in decision["bases"])
    assert any(own in basis for basis in papers["submission"]["bases"])
    assert "Thanh Hóa" not in str(papers)
    team = "Tổ giúp việc" if told.played.story.preset is AN_GIANG else "Tổ thẩm định"
    assert papers["submission"]["team"] == team


def test_a_form_bears_the_address_of_the_general_information(told: Told) -> None:
    rows = db.session().scalars(select(Document).where(Document.kind == "self_assessment_form"))
    addresses = {document.data["unit"]["address"] for document in rows}
    if told.played.story.preset is AN_GIANG:
        assert len(addresses) == 2 * UNITS and all("tỉnh An Giang" in one for one in addresses)
    else:
        assert addresses == {None}


def test_the_same_seed_gives_the_same_bytes(told: Told, sqlite_template: Path, tmp_path: Path) -> None:
    again = play_preset(sqlite_template, tmp_path, told.played.story.preset)
    with again.played.app.app_context():
        assert again.files == told.files
        assert again.played.outcome.result.content_hash == told.played.outcome.result.content_hash
        db.session.remove()


# --- An Giang: Điều 7, pillars ------------------------------------------------------------------------------


def test_each_provision_gives_its_unit_points(an_giang: Told) -> None:
    departments = an_giang.played.outcome.groups[0]
    found = {(one.unit, one.code): one for one in provisions.given(an_giang.played.outcome, departments)}
    without_bodies = {code for unit, code in found if unit == "ttt"}
    assert without_bodies == {"3.1", "4.3", "5.3", "5.4", "6.9", "6.10"}
    without_services = {code for unit, code in found if unit == "vpubnd"} - {"2.5", "6.13"}
    assert without_services == {"6.5", "6.6", "6.7"}
    for code in ("2.5", "6.13"):
        one = found["vpubnd", code]
        assert one.points == one.maximum and one.provision == texts.IN_FULL
    summary = an_giang.files["summary"].decode()
    for khoan in ("Điều 7 khoản 2", "Điều 7 khoản 3", texts.IN_FULL):
        assert khoan in summary


def test_points_given_are_those_of_the_best_other_unit(an_giang: Told) -> None:
    outcome = an_giang.played.outcome
    given = {(one.unit, one.code): one.points for one in provisions.given(outcome, outcome.groups[0])}
    lines = an_giang.files["diem-so.csv"].decode("utf-8-sig").splitlines()
    others = [line.split(",") for line in lines[1:] if not line.startswith("ttt,")]
    assert given["ttt", "5.4"] == max(Fraction(row[6]) for row in others if row[1] == "5.4")


def test_districts_have_three_pillars_that_share_their_foundations(an_giang: Told) -> None:
    head, *rows = an_giang.files["tru-cot-huyen.csv"].decode("utf-8-sig").splitlines()
    assert [title in head for title in ("Chính quyền số (495)", "Kinh tế số (430)", "Xã hội số (485)")]
    assert len(rows) == UNITS
    decision = db.session().scalars(select(Document).where(Document.kind == "decision")).all()[-1]
    annex = decision.data["groups"][1]
    assert [pillar["title"] for pillar in annex["pillars"]] == ["Chính quyền số", "Kinh tế số", "Xã hội số"]
    assert len(annex["shared"]) == 5
    assert any("Thanh tra tỉnh" in sentence for sentence in decision.data["groups"][0]["special"])


# --- Ninh Thuận: what exists once in the province --------------------------------------------------------


def test_what_only_the_province_has_is_left_out_for_all(ninh_thuan: Told) -> None:
    session = db.session()
    rows = session.scalars(select(WithdrawnCriterion)).all()
    assert {row.code for row in rows} == set(PROVINCE_ONLY)
    assert {(row.with_data, row.units) for row in rows} == {(0, UNITS)}
    framework = catalog.framework("ninh_thuan_2021/chinh_quyen_so")
    left = framework.maximum - sum(framework.leaf(code).maximum for code in PROVINCE_ONLY)
    assert {row.maximum for row in ninh_thuan.played.outcome.groups[0].rows} == {left}


def test_bodies_that_appraise_are_not_assessed(ninh_thuan: Told) -> None:
    session = db.session()
    assert session.scalar(select(func.count()).select_from(Assessment)) == UNITS
    assert not {"stttt", "snv"} & set(ninh_thuan.played.outcome.codes.values())


@pytest.mark.soak
@pytest.mark.parametrize(
    ("preset", "sizes"), [(AN_GIANG, [20, 11]), (NINH_THUAN, [7])], ids=["an_giang", "ninh_thuan"]
)
def test_the_whole_round_with_its_tie(
    preset: Preset, sizes: list[int], sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.UNITS", None)
    told = play_preset(sqlite_template, tmp_path, preset)
    with told.played.app.app_context():
        assert [len(group.rows) for group in told.played.outcome.groups] == sizes
        assert len(told.played.outcome.ties()) == 1
        session = db.session()
        assert audit.verify(session).faults == []
        assert list(results.verify(session, told.played.outcome.round)) == []
        db.session.remove()
