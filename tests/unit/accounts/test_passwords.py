"""Rules for passwords, and what is kept of them."""

import unicodedata

import pytest
from argon2 import PasswordHasher

from app.accounts import passwords
from app.messages import accounts as messages


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("ngan", messages.password_short(10)),
        ("chin-ky-t", messages.password_short(10)),
        ("x" * 201, messages.password_long(200)),
        ("Nguyen.Van.A", messages.PASSWORD_IS_USERNAME),
        ("1234567890", messages.PASSWORD_COMMON),
        ("MatKhau123", messages.PASSWORD_COMMON),
        ("ababababababab", messages.PASSWORD_COMMON),
        ("sông mã chảy xuôi", None),
        ("muoikytu-x", None),
    ],
)
def test_each_rule_has_its_own_message(password: str, reason: str | None) -> None:
    assert passwords.fault_of(password, "nguyen.van.a") == reason


def test_every_common_password_would_else_be_accepted() -> None:
    assert all(len(word) >= passwords.SHORTEST for word in passwords.common_passwords())
    assert all(word == word.casefold() for word in passwords.common_passwords())


def test_a_password_opens_only_its_own_hash() -> None:
    kept = passwords.hash_password("sông mã chảy xuôi")
    assert kept.startswith("$argon2id$") and "sông" not in kept
    assert passwords.opens(kept, "sông mã chảy xuôi")
    assert not passwords.opens(kept, "sông mã chảy ngược")
    assert not passwords.opens("!", "sông mã chảy xuôi")


def test_two_keyboards_type_one_password() -> None:
    kept = passwords.hash_password(unicodedata.normalize("NFC", "đổi mật khẩu"))
    assert passwords.opens(kept, unicodedata.normalize("NFD", "đổi mật khẩu"))


def test_one_time_passwords_differ_and_pass_the_rules() -> None:
    words = {passwords.one_time() for _ in range(200)}
    assert len(words) == 200
    assert all(passwords.fault_of(word, "ai.do") is None for word in words)


def test_old_parameters_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = passwords.hash_password("sông mã chảy xuôi")
    assert not passwords.is_outdated(kept)
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    assert passwords.is_outdated(kept)
