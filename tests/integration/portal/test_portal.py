"""The public pages: nothing before publication, everything published after it, to the last byte."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.messages import portal as texts
from tests import rankings, stages
from tests.factories import Maker, World
from tests.queries import counted
from tests.rankings import TiedWorld

ActAs = Callable[[Account], FlaskClient]
HOME = "/ket-qua"


def addresses(world: World) -> list[str]:
    """Every public address of the world's round."""
    base = f"{HOME}/{world.authority.code}/{world.round.year}"
    return [base, f"{base}?nhom=1&tim=so", f"{base}/bang-xep-hang.csv", f"{base}/{world.unit.code}"]


def said(answer: TestResponse) -> str:
    """The page without the number under which the log knows the request."""
    return re.sub("[0-9a-f]{16}", "", answer.text)


@pytest.fixture
def tied(make: Maker) -> TiedWorld:
    return TiedWorld(make)


@pytest.mark.parametrize("stage", [stage for stage in stages.STAGES if stage != "published"])
def test_nothing_is_told_before_publication(
    stage: str, world: World, client: FlaskClient, act_as: ActAs
) -> None:
    empty = said(client.get(HOME))
    stages.STAGES[stage](world)
    assert said(client.get(HOME)) == empty, "not even that there is a round"
    unknown = client.get(f"{HOME}/khong-co/{world.round.year}")
    assert unknown.status_code == 404
    for address in addresses(world):
        for browser in (client, act_as(world.person("chairman"))):
            answer = browser.get(address)
            assert answer.status_code == 404, address
            assert said(answer) == said(unknown), "an unpublished round looks like one that does not exist"
            assert "Cache-Control" in answer.headers and answer.headers["Cache-Control"] == "no-store"


def test_unknown_years_units_and_authorities_look_alike(
    world: World, make: Maker, client: FlaskClient
) -> None:
    stages.published(world)
    other = make.authority()
    base = f"{HOME}/{world.authority.code}"
    pages = {
        said(client.get(address))
        for address in (
            f"{base}/1999",
            f"{base}/{world.round.year}/khong-co",
            f"{HOME}/{other.code}/{world.round.year}",
            f"{HOME}/{other.code}/{world.round.year}/bang-xep-hang.csv",
        )
    }
    assert len(pages) == 1 and "Không tìm thấy" in pages.pop()


def test_the_published_ranking_names_its_decision(tied: TiedWorld, client: FlaskClient) -> None:
    rankings.published(tied)
    home = client.get(HOME).text
    assert tied.round.title in home and "Quyết định số 01/QĐ-UBND ngày" in home
    page = client.get(addresses(tied)[0]).text
    assert "Quyết định số 01/QĐ-UBND ngày" in page
    body = page.split("<tbody>")[1].split("</tbody>")[0].split("<tr")[1:]
    for row, rank, total in zip(body, "1224", ("17,55", "15,05", "15,05", "13,55"), strict=True):
        assert f'">{rank}</span>' in row and f"<strong>{total}</strong>" in row
    assert "12,55" not in page, "the team's own points are not part of the publication"
    for private in ("Nguyễn Văn", "nguoi1", "/danh-gia/", "/tham-dinh"):
        assert private not in page, private


def test_the_list_is_searched_and_filtered(tied: TiedWorld, make: Maker, client: FlaskClient) -> None:
    rankings.published(tied)
    base = addresses(tied)[0]
    found = client.get(base, query_string={"tim": "xay dung"}).text
    assert "Sở Xây dựng" in found and "Sở Tư pháp" not in found
    assert "Không có đơn vị nào có tên “zz”" in client.get(base, query_string={"tim": "zz"}).text
    assert "<tbody>" not in client.get(base, query_string={"nhom": "7"}).text
    assert client.get(base, query_string={"nhom": "x"}).status_code == 200
    escaped = client.get(base, query_string={"tim": "<script>"}).text
    assert "<script>" not in escaped.replace('<script type="module"', "")


def test_the_file_is_exact(tied: TiedWorld, client: FlaskClient) -> None:
    tied.unit.name = "@Sở Tư pháp"
    tied.make.session.commit()
    rankings.published(tied)
    codes = [unit.code for unit in tied.units]
    answer = client.get(addresses(tied)[2])
    name = texts.ranking_file(tied.authority.code, tied.round.year)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    group = '"Các sở, ban, ngành"'
    assert (
        answer.data
        == (
            "\ufeff"
            + "\r\n".join(
                [
                    ",".join(texts.CSV_RANKING),
                    f"{group},1,{codes[1]},Sở Y tế,20.00,15.05,17.55,17.55",
                    f"{group},2,{codes[2]},Sở Xây dựng,20.00,15.05,15.05,15.05",
                    f"{group},2,{codes[3]},Thanh tra tỉnh,20.00,15.05,15.05,15.05",
                    f"{group},4,{codes[0]},'@Sở Tư pháp,20.00,15.05,13.55,13.55",
                    "",
                ]
            )
        ).encode()
    )
    filtered = client.get(addresses(tied)[2], query_string={"tim": "thanh tra"})
    assert filtered.get_data(as_text=True).count("\r\n") == 2


def test_a_unit_shows_its_points_by_main_index(tied: TiedWorld, client: FlaskClient) -> None:
    rankings.published(tied)
    page = client.get(addresses(tied)[3]).text
    for text in ("Chuyển đổi nhận thức", "Hoạt động", "5,00", "10,05", "8,55", "13,55", "15,05"):
        assert text in page, text
    assert '<p class="tile-value">4<span class="tile-of">/4</span></p>' in page
    assert "1.1" not in page.split("<tbody>")[1], "criteria are not published, main indexes are"


def test_pages_are_kept_for_a_minute_and_asked_again_by_their_tag(
    tied: TiedWorld, client: FlaskClient, act_as: ActAs
) -> None:
    rankings.published(tied)
    for address in (HOME, *addresses(tied)):
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert "Set-Cookie" not in answer.headers
        again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304 and not again.data
        signed_in = act_as(tied.person("chairman")).get(address)
        assert signed_in.text == answer.text and "Set-Cookie" not in signed_in.headers


def test_the_number_of_questions_does_not_grow_with_the_units(make: Maker, client: FlaskClient) -> None:
    counts = []
    for kind, drive in ((World, stages.published), (TiedWorld, rankings.published)):
        world = kind(make)
        drive(world)
        with counted() as statements:
            for address in addresses(world):
                assert client.get(address).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 20
