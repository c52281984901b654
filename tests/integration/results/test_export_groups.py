"""The file of a round whose units are compared with each other: scales, criteria withdrawn, letters."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.assessments.models import Figure
from app.results import operations
from dossier.verification import answer
from tests import cohorts, dossiers
from tests.cohorts import CohortWorld
from tests.dossiers import Parts
from tests.factories import Maker


@pytest.fixture
def world(make: Maker) -> CohortWorld:
    """A published round of a comparing framework: one unit is not ranked, criteria are withdrawn."""
    world = CohortWorld(make)
    cohorts.published(world)
    return world


@pytest.fixture
def file(world: CohortWorld, tmp_path: Path) -> Path:
    """Its file."""
    path = tmp_path / "ho-so.zip"
    with path.open("w+b") as target:
        operations.export_dossier(world.actor("auditor"), world.round.id, target)
    return path


@pytest.fixture
def parts(file: Path) -> Parts:
    """The file taken apart."""
    return dossiers.taken_apart(file)


def first(parts: Parts, path: Path) -> str:
    """The first difference of a forged file."""
    found = answer(dossiers.put_together(parts, path / "sua.zip"))
    assert not found.equal
    return found.text


def test_it_comes_out_the_same(app: Flask, file: Path, parts: Parts) -> None:
    found = answer(file, every=True)
    assert found.equal, found.text
    group = json.loads(parts["groups/1.json"])
    assert group["binding"]["scales"] and group["withdrawn"]
    done = app.test_cli_runner().invoke(args=["rounds", "verify", str(file)])
    assert done.exit_code == 0, done.output


def test_a_changed_scale_is_named(parts: Parts, tmp_path: Path) -> None:
    def stretch(data: Any) -> None:
        scale = data["binding"]["scales"]["1.2"][0]
        scale["highest"] = "99"

    dossiers.change(parts, "groups/1.json", stretch)
    text = first(parts, tmp_path)
    assert "thang so sánh của chỉ số 1.2, highest: hồ sơ ghi 99, tính lại được" in text


def test_a_scale_changed_in_a_sheet_is_named(world: CohortWorld, parts: Parts, tmp_path: Path) -> None:
    sheets = sorted(name for name in parts if name.startswith(f"sheets/{world.units[0].code}/council-"))

    def stretch(data: Any) -> None:
        data["cohort"]["scales"]["1.2"][0]["highest"] = "99"

    dossiers.change(parts, sheets[-1], stretch)
    assert "Sở Tư pháp, phiếu của Hội đồng" in first(parts, tmp_path)


def test_a_group_without_its_scales_is_named(parts: Parts, tmp_path: Path) -> None:
    dossiers.change(parts, "groups/1.json", lambda data: data.update(binding=None))
    assert "thiếu thang so sánh giữa các đơn vị" in first(parts, tmp_path)


def test_a_changed_reason_of_a_withdrawal_is_named(parts: Parts, tmp_path: Path) -> None:
    reason = json.loads(parts["groups/1.json"])["withdrawn"][0]["reason"]
    dossiers.change(parts, "groups/1.json", lambda data: data["withdrawn"][0].update(reason="Không ưng"))
    text = first(parts, tmp_path)
    assert "lý do loại chỉ số" in text and f"hồ sơ ghi Không ưng, nhật ký ghi {reason}" in text


def test_a_withdrawal_left_out_is_named(parts: Parts, tmp_path: Path) -> None:
    dossiers.change(parts, "groups/1.json", lambda data: data["withdrawn"].pop(0))
    assert "đã bị loại khỏi xếp hạng, hồ sơ không ghi" in first(parts, tmp_path)


def test_a_withdrawal_nobody_decided_is_named(parts: Parts, tmp_path: Path) -> None:
    def withdraw(data: Any) -> None:
        data["withdrawn"].append({"code": "1.1", "reason": "Không ưng"})

    dossiers.change(parts, "groups/1.json", withdraw)
    assert "nhật ký không ghi quyết định loại chỉ số 1.1" in first(parts, tmp_path)


def test_a_unit_ranked_against_the_decision_is_named(parts: Parts, tmp_path: Path) -> None:
    def rank(data: Any) -> None:
        unit = next(one for one in data["units"] if not one["ranked"])
        unit.update(ranked=True, reason=None)

    dossiers.change(parts, "units.json", rank)
    assert "không được xếp hạng, hồ sơ ghi có xếp hạng" in first(parts, tmp_path)


def test_another_reason_for_not_ranking_is_named(parts: Parts, tmp_path: Path) -> None:
    def change(data: Any) -> None:
        next(one for one in data["units"] if not one["ranked"]).update(reason="Không ưng")

    dossiers.change(parts, "units.json", change)
    assert "lý do không xếp hạng" in first(parts, tmp_path)


def test_figures_of_others_lead_to_their_letter(
    session: Session, world: CohortWorld, parts: Parts, tmp_path: Path
) -> None:
    handed = session.scalar(sa.select(sa.func.count()).where(Figure.import_id.is_not(None)))
    imports = json.loads(parts["imports.json"])
    assert handed == sum(len(figures) for figures in imports["figures"].values())
    for one in imports["imports"]:
        assert one["letter_number"] and len(one["sha256"]) == 64
    if handed:
        dossiers.change(parts, "imports.json", lambda data: data.update(imports=[]))
        assert "không có trong hồ sơ" in first(parts, tmp_path)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nothing_in_a_spoilt_file_breaks_the_check(parts: Parts, tmp_path: Path) -> None:
    """Whatever stands where, the answer is a sentence; in sheets and in the result nothing goes unseen."""
    dice = Random(3)
    for number in range(150):
        spoilt = dict(parts)
        name = dossiers.spoil(spoilt, dice)
        found = answer(dossiers.put_together(spoilt, tmp_path / f"{number}.zip"), every=True)
        assert found.text
        assert not found.equal or not name.startswith(("sheets/", "result")), name
