"""Cà Mau 2022 on the public page: what was published beside what the rules give, each difference named."""

from typing import Any

import pytest
from flask import Flask
from lxml import html

from app import catalog, csv_text
from app.calculator import comparing
from app.calculator.comparing import Comparison
from app.extensions import db
from app.messages import calculator as texts
from tests import linting
from tests.conftest import build_app


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application with an empty database: the page needs no round."""
    folder = tmp_path_factory.mktemp("ca-mau")
    app = build_app(folder, f"sqlite:///{folder / 'a.db'}")
    with app.app_context():
        db.create_all()
    return app


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return comparing.compare(catalog.framework(comparing.FRAMEWORK))


def test_every_difference_is_named(comparison: Comparison) -> None:
    named = {one.code: (comparing.signed(one.difference), one.kind) for one in comparison.sums}
    assert named == {
        "1": ("0", "equal"),
        "2": ("0", "equal"),
        "3": ("−0,004", "rounding"),
        "4": ("+0,01", "rounding"),
        "5": ("0", "equal"),
        "6": ("+4,98", "unexplained"),
        "7": ("−0,165", "unexplained"),
        "8": ("−0,015", "rounding"),
        "total": ("+4,836", "unexplained"),
    }
    assert all(one.note for one in comparison.sums if one.kind != "equal")


def test_every_printed_component_is_reached(comparison: Comparison) -> None:
    assert len(comparison.components) == 116
    assert [one.code for one in comparison.components if not one.equal] == []


def test_the_page_shows_both_side_by_side(app: Flask) -> None:
    visitor = app.test_client()
    answer = visitor.get("/may-tinh-diem/doi-chieu/ca-mau-2022")
    assert answer.status_code == 200 and linting.faults(answer.text) == []
    page: Any = html.document_fromstring(answer.text)
    mains, components = page.xpath("//table")
    sixth = [" ".join(cell.text_content().split()) for cell in mains.xpath(".//tbody/tr[6]/*")]
    assert sixth[1:] == ["200", "72,777", "72,78", "77,76", "+4,98", "Công bố khác tổng thành phần"]
    assert len(components.xpath(".//tbody/tr")) == 116
    assert "không phải số liệu thật" in page.text_content()
    assert "doi-chieu/ca-mau-2022" in visitor.get("/may-tinh-diem").text


def test_the_file_has_a_row_for_each_main_index_the_total_and_each_component(comparison: Comparison) -> None:
    rows = list(comparing.csv_rows(comparison))
    assert len(rows) == 9 + 116
    assert [str(cell) for cell in rows[5][1:9]] == [
        *("6", comparison.sums[5].title, "200", "72.77667", "72.78", "77.76", "4.98"),
        "Công bố khác tổng thành phần",
    ]
    written = csv_text.write(texts.COMPARED_HEAD, rows)
    assert "60.735,-0.165," in written and "'-" not in written
    assert rows[8][1] == "" and str(rows[8][6]) == "468.9"
