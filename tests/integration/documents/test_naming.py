"""Papers of a ministry that assesses provinces and other ministries: names, places, who carries it out."""

from typing import Any

import lxml.html
import pytest

from app import clock
from app.documents.building import common, naming
from app.rendering import load_sample, render_html
from app.units.models import Authority, Unit

MINISTRY = Authority(
    code="bo-so",
    name="Bộ Thông tin và Truyền thông",
    area_name="Bộ Thông tin và Truyền thông",
    place_name="Hà Nội",
    symbol="BTTTT",
    head_title="Bộ trưởng Bộ Thông tin và Truyền thông",
)
GROUPS = (
    "Các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ",
    "UBND các tỉnh, thành phố trực thuộc Trung ương",
)


@pytest.mark.parametrize(
    ("name", "issuer", "place"),
    [
        ("UBND tỉnh Cà Mau", "ỦY BAN NHÂN DÂN\nTỈNH CÀ MAU", "Cà Mau"),
        ("UBND thành phố Đà Nẵng", "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ ĐÀ NẴNG", "Đà Nẵng"),
        ("UBND thành phố Hồ Chí Minh", "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HỒ CHÍ MINH", "Thành phố Hồ Chí Minh"),
        ("Bộ Nội vụ", "BỘ NỘI VỤ", "Hà Nội"),
    ],
)
def test_those_assessed_by_a_ministry_stand_above_their_own_papers(
    name: str, issuer: str, place: str
) -> None:
    head = common.unit_letterhead(MINISTRY, Unit(name=name), clock.today())
    assert (head["parent"], head["issuer"], head["place"]) == (None, issuer, place)


def test_a_ministry_is_named_whole_and_without_an_area() -> None:
    assert common.full_authority(MINISTRY) == "BỘ THÔNG TIN VÀ TRUYỀN THÔNG"
    assert common.short_authority(MINISTRY) == "BỘ THÔNG TIN VÀ TRUYỀN THÔNG"
    assert common.committee_words(MINISTRY) == "Ủy ban nhân dân"
    assert naming.assessed(MINISTRY, GROUPS) == (
        "các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ và UBND các tỉnh, thành phố trực thuộc Trung ương"
    )
    assert naming.portal(MINISTRY) == "Cổng thông tin điện tử của Bộ Thông tin và Truyền thông"


def test_the_last_article_follows_the_decision_of_the_ministry() -> None:
    said = naming.executors(MINISTRY, "Cục trưởng Cục Tin học hóa", GROUPS)
    assert said == (
        "Thủ trưởng các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ; "
        "Chủ tịch UBND các tỉnh, thành phố trực thuộc Trung ương; "
        "Chánh Văn phòng Bộ, Cục trưởng Cục Tin học hóa và Thủ trưởng các cơ quan, đơn vị thuộc Bộ"
    )


def test_the_annex_has_a_column_for_everyone_who_gave_points() -> None:
    sample = load_sample("decision")
    group = sample["groups"][1]
    group["sources"] = ["Bộ đánh giá", "Đánh giá trên không gian mạng", "Đánh giá của chuyên gia"]
    group["withdrawn"] = ["I.4.3.2 Dữ liệu lớn"]
    for entry in group["entries"]:
        entry["sources"] = ["100.25", "20", "21/4"]
    page: Any = lxml.html.document_fromstring(render_html("decision", sample))
    annex = page.find_class("annex")[1]
    heads = [" ".join(cell.text_content().split()) for cell in annex.findall(".//th")]
    assert heads[2:6] == ["Tự đánh giá", *group["sources"]]
    assert "wide" in annex.get("class")
    first = [cell.text_content() for cell in annex.find(".//tbody").findall("tr")[0]]
    assert first[3:6] == ["100,25", "20,00", "5,25"]
    assert "không đưa vào đánh giá, xếp hạng đối với mọi đơn vị" in annex.text_content()
    assert "- I.4.3.2 Dữ liệu lớn." in annex.text_content()


def test_a_main_index_of_others_is_no_zero_of_the_unit() -> None:
    sample = load_sample("self_assessment_form")
    sample["mains"][0]["supplied"] = True
    page: Any = lxml.html.document_fromstring(render_html("self_assessment_form", sample))
    first, second = page.xpath("//table[contains(@class, 'grid')][1]/tbody/tr")[:2]
    assert [cell.text_content() for cell in first][3:] == ["Do nơi khác cung cấp"]
    assert len(second) == 5
