"""`flask rounds verify` and `export` go through every published version; what was touched is named."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.models import Sheet
from app.council.models import OpenPoint
from app.messages import results as texts
from app.results.models import ResultRow, ResultVersion
from tests import complaints
from tests.factories import World
from tests.integration.results.test_verify import verify
from tests.tampering import without_triggers


@pytest.fixture
def corrected(world: World) -> World:
    """A round corrected once."""
    complaints.corrected(world)
    return world


@pytest.fixture
def unguarded(session: Session, database: str, corrected: World) -> Iterator[Session]:
    """The database as somebody with its password finds it."""
    yield from without_triggers(session, database)


def test_both_versions_come_out_the_same(app: Flask, corrected: World) -> None:
    result = verify(app)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("step", ["reviewed", "settled", "submitted", "decided"])
def test_what_is_published_verifies_while_it_is_being_corrected(app: Flask, world: World, step: str) -> None:
    getattr(complaints, step)(world)
    result = verify(app)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("place", [0, 1])
def test_a_changed_row_of_either_version_is_named(
    app: Flask, corrected: World, unguarded: Session, place: int
) -> None:
    number = unguarded.scalars(select(ResultVersion.number).order_by(ResultVersion.number)).all()[place]
    version = select(ResultVersion.id).where(ResultVersion.number == number).scalar_subquery()
    unguarded.execute(
        sa.update(ResultRow)
        .where(ResultRow.result_id == version, ResultRow.assessment_id == corrected.assessment.id)
        .values(total=19)
    )
    unguarded.commit()
    result = verify(app)
    assert result.exit_code == 1
    assert texts.in_version(number, "Sở Tư pháp") in result.output


@pytest.mark.parametrize("number", [1, 2])
def test_a_changed_council_sheet_of_either_version_is_named(
    app: Flask, corrected: World, unguarded: Session, number: int
) -> None:
    unguarded.execute(
        sa.update(Sheet)
        .where(
            Sheet.assessment_id == corrected.assessment.id, Sheet.stage == "council", Sheet.number == number
        )
        .values(total=20)
    )
    unguarded.commit()
    result = verify(app)
    assert result.exit_code == 1
    assert texts.in_version(number, texts.sheet_place("Sở Tư pháp", "council")) in result.output


def test_a_changed_decision_of_the_council_is_found(app: Flask, corrected: World, unguarded: Session) -> None:
    unguarded.execute(sa.update(OpenPoint).where(OpenPoint.source == "complaint").values(proposed_points=8))
    unguarded.commit()
    result = verify(app)
    assert result.exit_code == 1 and texts.in_version(2, "") in result.output
    assert texts.in_version(1, "") not in result.output


@pytest.mark.parametrize("version", [None, "1", "2"])
def test_each_version_is_exported_to_a_file_that_verifies(
    app: Flask, corrected: World, tmp_path: Path, version: str | None
) -> None:
    target = tmp_path / "ho-so.zip"
    chosen = ["--version", version] if version else []
    runner = app.test_cli_runner()
    export = ["rounds", "export", str(corrected.round.id), "-o", str(target), *chosen]
    exported = runner.invoke(args=export)
    assert exported.exit_code == 0, exported.output
    checked = runner.invoke(args=["rounds", "verify", str(target)])
    assert checked.exit_code == 0, checked.output
    again = tmp_path / "lan-nua.zip"
    assert runner.invoke(args=[*export[:4], str(again), *chosen]).exit_code == 0
    assert again.read_bytes() == target.read_bytes()


def test_a_version_not_published_is_not_exported(app: Flask, world: World, tmp_path: Path) -> None:
    complaints.submitted(world)
    exported = app.test_cli_runner().invoke(
        args=["rounds", "export", str(world.round.id), "-o", str(tmp_path / "x.zip"), "--version", "2"]
    )
    assert exported.exit_code == 1
