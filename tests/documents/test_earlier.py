"""Papers drawn up by the first release still come out, with nothing in them that was not said then."""

import json

import pytest

from app.documents.earlier import completed
from app.rendering import DOCUMENT_KINDS, load_sample, render_html
from config import PROJECT_DIR
from tests.documents.shapes import mistakes

EARLIER = sorted((PROJECT_DIR / "tests/data/documents_1_0").glob("*.json"))


@pytest.mark.parametrize("path", EARLIER, ids=lambda path: path.stem)
def test_a_paper_of_the_first_release_has_all_that_is_named_today(path):
    data = completed(path.stem, json.loads(path.read_text()))
    assert mistakes(data, DOCUMENT_KINDS[path.stem].shape, path.stem) == []
    html = render_html(path.stem, data)
    assert "Không xếp hạng" not in html and "Thông tin chung" not in html


def test_the_wording_of_then_stays():
    decision = json.loads((PROJECT_DIR / "tests/data/documents_1_0/decision.json").read_text())
    html = render_html("decision", completed("decision", decision))
    assert f"các cơ quan, đơn vị, địa phương {decision['province']}" in html
    assert "Cổng thông tin điện tử của tỉnh" in html


@pytest.mark.parametrize("kind", sorted(DOCUMENT_KINDS))
def test_a_paper_of_today_is_complete_already(kind):
    assert completed(kind, load_sample(kind)) == load_sample(kind)
