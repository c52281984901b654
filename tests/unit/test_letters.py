"""Every event has its file under templates/emails; what it makes is whole, and fetches nothing."""

import ast
import re
from pathlib import Path

import pytest
from flask import Flask

from app.mail_server import Letter
from app.messages.notifications import TEXTS
from app.notifications import letters
from app.schedule.models import REMINDER_KINDS
from config import PROJECT_DIR
from tests.conftest import build_app

FOLDER = PROJECT_DIR / "templates" / "emails"
LINK = "https://cds.tinh.gov.vn/thong-bao/7"
DATA = {
    "unit": "Sở Tư pháp",
    "round": "Kỳ 2024",
    "document": "Biên bản thẩm định",
    "task": "Công khai dữ liệu mở",
    "who": "Nguyễn Văn A",
    "due": "30/11/2024",
    "left": "còn 3 ngày làm việc",
    "count": "2",
}
OWN_WORDS = {"title": "Mời họp", "text": "Phiên họp lúc 8 giờ."}


def asked_for() -> set[str]:
    """The kinds that operations name when they have somebody told."""
    found = set()
    for path in (PROJECT_DIR / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func).endswith("put")):
                continue
            if any(isinstance(one, ast.Constant) and one.value == "notify" for one in node.args):
                found |= {
                    one.value.value
                    for one in node.keywords
                    if one.arg == "kind" and isinstance(one.value, ast.Constant)
                }
    return found


KINDS = sorted({*TEXTS, *asked_for(), *(f"deadline.{kind}" for kind in REMINDER_KINDS)})


@pytest.fixture(scope="module")
def writing(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application, only for its templates."""
    return build_app(tmp_path_factory.mktemp("letters"), "sqlite://")


def letter(app: Flask, kind: str, **more: str) -> Letter:
    """The mail about a notice."""
    words = {} if kind in TEXTS else OWN_WORDS
    with app.app_context():
        return letters.of_notice(
            kind, {**DATA, **words, **more}, name="Trần Thị B", authority="Ủy ban nhân dân tỉnh", link=LINK
        )


def test_no_event_lacks_its_file() -> None:
    assert "council.invited" in asked_for()
    lacking = [kind for kind in KINDS if not (FOLDER / f"{kind}.txt").is_file()]
    assert lacking == [], "write templates/emails/<kind>.txt: what to do, and what the link is called"


def test_no_file_lacks_its_event() -> None:
    files = {path.stem for path in FOLDER.glob("[a-z]*.txt")} - {"general", "test"}
    told = {kind for kind in files if kind.startswith(("appraisal.", "council.", "deadline."))}
    assert files - told <= set(TEXTS)


@pytest.mark.parametrize("kind", [*KINDS, "another.rooms"])
def test_a_mail_is_whole_in_both_forms(writing: Flask, kind: str) -> None:
    mail = letter(writing, kind)
    assert mail.subject
    assert "{" not in mail.subject + mail.text
    for text in (mail.text, mail.html):
        assert "Kính gửi anh/chị Trần Thị B," in text
        assert text.count(LINK) == 1
        assert len(re.findall(r"https?://", text)) == 1
        assert "Thời hạn: hết ngày 30/11/2024." in text
        assert ("Việc cần làm" in text) != ("Thư này để anh/chị biết" in text)
    assert not re.search(r"<(img|link|script|style|iframe|object)\b|url\(|src=", mail.html)
    assert mail.html.startswith("<!DOCTYPE html>")
    assert not re.search(r"\n{3}", mail.text)


def test_both_forms_name_the_same_steps(writing: Flask) -> None:
    mail = letter(writing, "assessment.submit.leader")
    steps = re.findall(r"^  \d\. (.+)$", mail.text, re.MULTILINE)
    assert len(steps) == 2
    assert re.findall(r"<li[^>]*>(.+)</li>", mail.html) == steps


def test_a_name_with_markup_is_shown_as_it_is(writing: Flask) -> None:
    mail = letter(writing, "assessment.submit.leader", who="<b>A & B</b>")
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in mail.html
    assert "<b>A & B</b>" in mail.text


def test_files_hold_words_only() -> None:
    for path in FOLDER.glob("[a-z]*.txt"):
        assert not re.search(r"\b(hạng|điểm số|xếp loại)\b|\d", Path(path).read_text("utf-8")), path.name
