"""Every step that tells people has its words, for each group of people it tells."""

import pytest

from app import catalog
from app.messages.notifications import TEXTS, text
from app.notifications.operations import AUDIENCES

TELLING = [
    (definition.subject, move.name, effect)
    for definition in catalog.workflows().values()
    for move in definition.transitions.values()
    for effect in move.effects
    if effect.startswith("tell_")
]
DATA = {
    "unit": "Sở Tư pháp",
    "round": "Kỳ 2024",
    "document": "Biên bản thẩm định",
    "task": "Công khai dữ liệu mở",
    "who": "Nguyễn Văn A",
    "reason": "x",
    "due": "30/11/2024",
}
CALLED = {"assessment": "unit", "round": "round", "document": "document", "task": "unit"}


@pytest.mark.parametrize(("subject", "step", "effect"), TELLING)
def test_a_step_has_words_for_those_it_tells(subject: str, step: str, effect: str) -> None:
    kind = f"{subject}.{step}.{effect.removeprefix('tell_')}"
    title, sentence = text(kind, DATA)
    assert DATA[CALLED[subject]] in title
    assert sentence.endswith(".")
    assert "{" not in title + sentence


def test_no_words_are_left_over() -> None:
    of_steps = {f"{subject}.{step}.{effect.removeprefix('tell_')}" for subject, step, effect in TELLING}
    of_days = {f"task.late.{who}" for who in ("unit", "leader", "standing_body")} | {"task.due_soon.unit"}
    assert set(TEXTS) == of_steps | of_days


def test_every_telling_effect_has_its_people() -> None:
    assert {effect for _, _, effect in TELLING} <= set(AUDIENCES)


def test_a_day_is_named_only_where_there_is_one() -> None:
    kind = "assessment.ask_explanation.unit"
    assert "trước hết ngày 30/11/2024" in text(kind, DATA)[1]
    assert "ngày" not in text(kind, {**DATA, "due": None})[1]


def test_a_notification_of_another_room_brings_its_own_words() -> None:
    assert text("reminder", {"title": "Sắp hết hạn", "text": "Còn 3 ngày."}) == ("Sắp hết hạn", "Còn 3 ngày.")
