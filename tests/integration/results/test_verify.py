"""`flask rounds verify`: what is published comes out the same again, and whatever was touched is named."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from app.assessments.models import CurrentSheet, Figure, Sheet
from app.messages import results as texts
from app.results.models import ResultRow, ResultVersion
from tests import rankings, stages
from tests.factories import Maker, World
from tests.rankings import TiedWorld
from tests.tampering import without_triggers


@pytest.fixture
def tied(make: Maker) -> TiedWorld:
    """A published round."""
    world = TiedWorld(make)
    rankings.published(world)
    return world


@pytest.fixture
def unguarded(session: Session, database: str, tied: TiedWorld) -> Iterator[Session]:
    """The database as somebody with its password finds it: the triggers are out of the way."""
    yield from without_triggers(session, database)


def verify(app: Flask, *arguments: str) -> Result:
    """Run the command."""
    return app.test_cli_runner().invoke(args=["rounds", "verify", *arguments])


def test_a_published_round_comes_out_the_same(app: Flask, tied: TiedWorld) -> None:
    for arguments in ((), (str(tied.round.id),), (str(tied.round.year),)):
        result = verify(app, *arguments)
        assert result.exit_code == 0, result.output
        assert texts.verified(tied.round.title) in result.output


def test_a_later_name_of_a_unit_is_no_difference(app: Flask, tied: TiedWorld, session: Session) -> None:
    tied.unit.name = "Sở Tư pháp và Hộ tịch"
    session.commit()
    assert verify(app).exit_code == 0


def test_there_may_be_nothing_to_verify(app: Flask, world: World) -> None:
    stages.concluded(world)
    assert verify(app).exit_code == 0 and texts.NOTHING_TO_VERIFY in verify(app).output
    assert verify(app, "1999").exit_code == 1


def test_a_changed_figure_is_named(app: Flask, tied: TiedWorld, session: Session) -> None:
    session.execute(
        sa.update(Figure)
        .where(Figure.assessment_id == tied.assessment.id, Figure.name == "dvc_truc_tuyen")
        .values(value="60")
    )
    session.commit()
    result = verify(app, str(tied.round.id))
    assert result.exit_code == 1
    place = texts.sheet_place("Sở Tư pháp", "self")
    assert f"{place}: {texts.tables_differ(texts.FIGURE, 'dvc_truc_tuyen', '45', '60')}" in result.output
    assert len(result.output.splitlines()) == 1, "the first difference is enough"
    assert len(verify(app, "--all").output.splitlines()) == 4, "the figure is in all four sheets"


def test_a_changed_sheet_is_named(app: Flask, tied: TiedWorld, unguarded: Session) -> None:
    sheet = unguarded.scalars(
        sa.select(Sheet)
        .join(CurrentSheet, CurrentSheet.sheet_id == Sheet.id)
        .where(CurrentSheet.assessment_id == tied.other_assessment.id, CurrentSheet.stage == "council")
    ).one()
    content = sheet.content.replace('"dvc_truc_tuyen":"45"', '"dvc_truc_tuyen":"50"')
    assert content != sheet.content
    unguarded.execute(sa.update(Sheet).where(Sheet.id == sheet.id).values(content=content))
    unguarded.commit()
    result = verify(app)
    place = texts.sheet_place("Sở Y tế", "council")
    assert result.exit_code == 1 and f"{place}: {texts.HASH_DIFFERS}" in result.output


def test_a_changed_total_of_a_sheet_is_named(app: Flask, tied: TiedWorld, unguarded: Session) -> None:
    unguarded.execute(
        sa.update(Sheet)
        .where(Sheet.assessment_id == tied.assessment.id, Sheet.stage == "final")
        .values(total=20)
    )
    unguarded.commit()
    result = verify(app)
    place = texts.sheet_place("Sở Tư pháp", "final")
    assert result.exit_code == 1
    assert f"{place}: {texts.differs(texts.TOTAL, 20, '271/20')}" in result.output


@pytest.mark.parametrize(
    ("column", "value"), [("rank", 1), ("total", 19), ("published", "19.00"), ("self_total", 3)]
)
def test_a_changed_row_of_the_result_is_named(
    column: str, value: object, app: Flask, tied: TiedWorld, unguarded: Session
) -> None:
    unguarded.execute(
        sa.update(ResultRow)
        .where(
            ResultRow.assessment_id == tied.other_assessment.id if column != "rank" else ResultRow.rank == 4
        )
        .values({column: value})
    )
    unguarded.commit()
    result = verify(app)
    unit = "Sở Tư pháp" if column == "rank" else "Sở Y tế"
    assert result.exit_code == 1 and f"{unit}: {texts.ROW_FIELDS[column]} đã lưu là" in result.output


def test_a_changed_name_or_hash_is_found(app: Flask, tied: TiedWorld, unguarded: Session) -> None:
    unguarded.execute(sa.update(ResultRow).where(ResultRow.rank == 1).values(unit_name="Sở Khác"))
    unguarded.commit()
    result = verify(app)
    assert result.exit_code == 1 and texts.RESULT_HASH_DIFFERS in result.output
    unguarded.execute(sa.update(ResultRow).where(ResultRow.rank == 1).values(unit_name="Sở Y tế"))
    unguarded.execute(sa.update(ResultVersion).values(content_hash="0" * 64))
    unguarded.commit()
    assert texts.RESULT_HASH_DIFFERS in verify(app).output
