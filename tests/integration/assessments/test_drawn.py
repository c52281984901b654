"""Panels kept drawn: nothing old, nothing of another reader, no more than the limit."""

from collections.abc import Callable

from flask import Flask, g
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.assessments.drawn import Drawn
from tests import stages
from tests.factories import World
from tests.integration.assessments.test_pages import Page, path

ActAs = Callable[[Account], FlaskClient]


def test_a_panel_is_drawn_once_for_each_content() -> None:
    kept, drawings = Drawn(), []

    def draw() -> str:
        drawings.append(1)
        return '<input value="token-a"><p>1</p><input value="token-a">'

    first = kept.panel("1", "token-a", draw)
    again = kept.panel("1", "token-b", draw)
    assert first == draw()
    assert again == '<input value="token-b"><p>1</p><input value="token-b">'
    assert len(drawings) == 2  # one of them is the comparison above
    kept.panel("2", "token-a", draw)
    assert len(drawings) == 3


def test_the_panels_asked_for_last_are_kept() -> None:
    kept = Drawn(most=2)
    for key in ("a", "b", "a", "c"):
        kept.panel(key, "t", lambda: "x")
    drawings: list[str] = []
    kept.panel("a", "t", lambda: drawings.append("a") or "x")
    kept.panel("b", "t", lambda: drawings.append("b") or "x")
    assert drawings == ["b"] and len(kept) == 2


def test_each_reader_gets_a_mark_of_their_own(world: World, app: Flask, act_as: ActAs) -> None:
    one, other = act_as(world.specialist), act_as(world.specialist)
    app.config["WTF_CSRF_ENABLED"] = True
    texts = []
    for client in (one, other):
        g.pop("csrf_token", None)  # the test's own context outlives a request; a real one does not
        texts.append(client.get(path(world)).text)
    marks = [{form["csrf_token"] for form in Page(text).forms.values()} for text in texts]
    assert len(marks[0]) == len(marks[1]) == 1 and marks[0] != marks[1]
    values = {"name": "so_hoi_thao", "value": "4", "csrf_token": marks[0].pop()}
    g.pop("csrf_token", None)
    assert one.post(path(world, "/so-lieu"), data=values).status_code == 302
    g.pop("csrf_token", None)
    assert other.post(path(world, "/so-lieu"), data={**values, "value": "5"}).status_code == 400


def test_who_may_only_read_gets_no_fields_after_who_may_write(world: World, act_as: ActAs) -> None:
    stages.fill(world, world.assessment)
    assert "data-save" in act_as(world.specialist).get(path(world)).text
    assert "data-save" not in act_as(world.leader).get(path(world)).text
