"""The ranking: who sees it when, how ties are printed, and the file to the last byte."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app import catalog
from app.accounts.models import Account
from app.messages import results as texts
from tests import rankings, stages
from tests.factories import Maker, World
from tests.queries import counted
from tests.rankings import TiedWorld

ActAs = Callable[[Account], FlaskClient]
ROUND_STATES = catalog.workflow(catalog.ROUND_WORKFLOW).states
TOTALS = ("17,55", "15,05", "13,55")


@pytest.fixture
def tied(make: Maker) -> TiedWorld:
    return TiedWorld(make)


@pytest.mark.parametrize("stage", stages.STAGES)
def test_the_ranking_opens_as_the_workflow_says(stage: str, world: World, act_as: ActAs) -> None:
    stages.STAGES[stage](world)
    world.make.session.refresh(world.round)
    granted = ROUND_STATES[world.round.state].permissions.get("view_ranking", frozenset())
    for role in ("specialist", "leader", *World.STAFF):
        browser = act_as(world.person(role))
        for path in (f"/xep-hang/{world.round.id}", f"/xep-hang/{world.round.id}.csv"):
            answer = browser.get(path)
            assert answer.status_code == (200 if role in granted else 403), (role, path)
            if role not in granted:
                assert "15,05" not in answer.text and "13,55" not in answer.text


def test_another_authoritys_ranking_does_not_exist(world: World, make: Maker, act_as: ActAs) -> None:
    stages.published(world)
    stranger = act_as(make.account(make.authority(), roles=["standing_body", "auditor"]))
    assert stranger.get(f"/xep-hang/{world.round.id}").status_code == 404
    assert stranger.get(f"/xep-hang/{world.round.id}.csv").status_code == 404


def test_ties_share_a_rank_and_the_next_is_skipped(tied: TiedWorld, act_as: ActAs) -> None:
    rankings.concluded(tied)
    page = act_as(tied.person("standing_body")).get(f"/xep-hang/{tied.round.id}").text
    assert f"Kết quả {texts.STANDING['concluded'].lower()}" in page
    body = page.split("<tbody>")[1].split("</tbody>")[0].split("<tr")[1:]
    names = ("Sở Y tế", "Sở Xây dựng", "Thanh tra tỉnh", "Sở Tư pháp")
    for row, rank, name, total in zip(
        body, ("1", "2", "2", "4"), names, ("17,55", "15,05", "15,05", "13,55"), strict=True
    ):
        assert f'">{rank}</span>' in row and name in row and f"<strong>{total}</strong>" in row


def test_the_file_is_exact(tied: TiedWorld, act_as: ActAs) -> None:
    rankings.submitted(tied)
    answer = act_as(tied.person("chairman")).get(f"/xep-hang/{tied.round.id}.csv")
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="{texts.ranking_file(tied.round.year)}"'
    )
    assert (
        answer.data
        == (
            "\ufeff"
            + "\r\n".join(
                [
                    ",".join(texts.CSV_RANKING),
                    '"Các sở, ban, ngành",1,Sở Y tế,20.00,15.05,15.05,17.55,0.00',
                    '"Các sở, ban, ngành",2,Sở Xây dựng,20.00,15.05,15.05,15.05,0.00',
                    '"Các sở, ban, ngành",2,Thanh tra tỉnh,20.00,15.05,15.05,15.05,0.00',
                    '"Các sở, ban, ngành",4,Sở Tư pháp,20.00,15.05,12.55,13.55,0.00',
                    "",
                ]
            )
        ).encode()
    )


def test_what_was_submitted_is_shown_as_it_was(tied: TiedWorld, act_as: ActAs) -> None:
    rankings.submitted(tied)
    tied.unit.name = "Sở Tư pháp và Hộ tịch"
    tied.make.session.commit()
    page = act_as(tied.person("chairman")).get(f"/xep-hang/{tied.round.id}").text
    assert texts.STANDING["submitted"].lower() in page and "Hộ tịch" not in page
    assert stages.dossier_hash(tied) in page


def test_the_address_without_a_round_leads_to_the_present_one(world: World, act_as: ActAs) -> None:
    stages.concluded(world)
    answer = act_as(world.person("auditor")).get("/xep-hang")
    assert answer.location == f"/xep-hang/{world.round.id}"


@pytest.mark.parametrize("stage", ["concluded", "submitted"])
def test_the_number_of_questions_is_the_same_for_two_units_and_four(
    stage: str, make: Maker, act_as: ActAs
) -> None:
    counts = []
    for kind, drive in ((World, stages.STAGES[stage]), (TiedWorld, getattr(rankings, stage))):
        world = kind(make)
        drive(world)
        browser = act_as(world.person("auditor"))
        browser.get(f"/xep-hang/{world.round.id}")
        with counted() as statements:
            assert browser.get(f"/xep-hang/{world.round.id}").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 10
