"""Rules about addresses and sessions."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app import clock, security

NOW = datetime(2024, 11, 12, 3, 0, tzinfo=UTC)
LIFETIME, IDLE = timedelta(hours=8), timedelta(hours=1)


@pytest.mark.parametrize(
    "target",
    ["/viec-can-lam", "/tai-khoan?tim=hoa&trang=2", "/tai-khoan/5#khoa", "/t%C3%ACm"],
)
def test_paths_of_this_site_are_followed(target: str) -> None:
    assert security.safe_next(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "viec-can-lam",
        "https://lua-dao.example/",
        "//lua-dao.example/",
        "/\\lua-dao.example",
        "\\\\lua-dao.example",
        "/\t/lua-dao.example",
        "/a\r\nSet-Cookie: x=1",
        " /viec-can-lam",
        "javascript:alert(1)",
        "http:/lua-dao.example",
    ],
)
def test_other_addresses_are_not_followed(target: str | None) -> None:
    assert security.safe_next(target) is None


def test_a_session_begins_empty() -> None:
    stored: dict[str, Any] = {"csrf_token": "cũ", "left": "behind"}
    with clock.at(NOW):
        security.start_session(stored, 7, 3)
    assert stored[security.WHO] == "7:3"
    assert "csrf_token" not in stored and "left" not in stored


@pytest.mark.parametrize(
    ("minutes", "over"),
    [(0, False), (60, False), (61, True)],
)
def test_a_session_rests_for_an_hour_at_most(minutes: int, over: bool) -> None:
    stored: dict[str, Any] = {}
    with clock.at(NOW):
        security.start_session(stored, 7, 3)
    with clock.at(NOW + timedelta(minutes=minutes)):
        assert security.session_over(stored, LIFETIME, IDLE) is over


def test_a_session_in_use_still_ends() -> None:
    stored: dict[str, Any] = {}
    with clock.at(NOW):
        security.start_session(stored, 7, 3)
    for minutes in range(0, 8 * 60 + 1, 30):
        with clock.at(NOW + timedelta(minutes=minutes)):
            assert not security.session_over(stored, LIFETIME, IDLE)
            security.note_activity(stored)
    with clock.at(NOW + timedelta(hours=8, seconds=1)):
        assert security.session_over(stored, LIFETIME, IDLE)


def test_activity_is_noted_once_a_minute() -> None:
    stored: dict[str, Any] = {}
    with clock.at(NOW):
        security.start_session(stored, 7, 3)
    with clock.at(NOW + timedelta(seconds=59)):
        security.note_activity(stored)
    assert stored[security.SEEN_AT] == NOW.timestamp()


def test_a_session_without_times_is_over() -> None:
    with clock.at(NOW):
        assert security.session_over({security.WHO: "7:3"}, LIFETIME, IDLE)


def test_no_inline_script_or_style_and_no_frame() -> None:
    policy = security.CONTENT_SECURITY_POLICY
    assert "unsafe" not in policy and "*" not in policy
    for rule in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in policy
