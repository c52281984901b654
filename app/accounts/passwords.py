"""Passwords: hashing, the rules for choosing one, and passwords for one use.

Hashing is argon2id with the library's parameters: about 0.14 s and 64 MiB a password, so it is always done
outside a transaction.
"""

import hashlib
import secrets
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.messages import accounts as messages

SHORTEST = 10
LONGEST = 200
FEWEST_DIFFERENT = 4
DEMO_PASSWORD = "chuyen-doi-so-2021"  # of every account of the demonstration province
ONE_TIME_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that can be misread on paper

hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The text to keep of a password."""
    return hasher.hash(_plain(password))


def opens(password_hash: str, password: str) -> bool:
    """Whether the password is the one kept; a hash that is none opens to nobody."""
    try:
        return hasher.verify(password_hash, _plain(password))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether it was made with other parameters than today's."""
    return hasher.check_needs_rehash(password_hash)


@cache
def nobodys_hash() -> str:
    """A hash no password opens: checked for unknown names, so that they take as long as known ones."""
    return hasher.hash(secrets.token_hex(16))


def stand_in(username: str) -> str:
    """What is kept of a name nobody has: enough to count tries, too little to find the text again.

    People type their password there by mistake.
    """
    return "?" + hashlib.sha256(username.encode()).hexdigest()[:8]


def one_time() -> str:
    """A password to hand over on paper, for the first sign-in only: twelve letters, about 59 bits."""
    letters = "".join(secrets.choice(ONE_TIME_ALPHABET) for _ in range(12))
    return "-".join((letters[:4], letters[4:8], letters[8:]))


@cache
def common_passwords() -> frozenset[str]:
    """The passwords tried first by whoever guesses, ten letters and longer."""
    lines = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def fault_of(password: str, username: str) -> str | None:
    """Why a password cannot be chosen, in Vietnamese; None when it can.

    Long and unusual is what protects; rules about capitals and digits only make people write it down.
    """
    plain = _plain(password)
    folded = plain.casefold()
    if len(plain) < SHORTEST:
        return messages.password_short(SHORTEST)
    if len(plain) > LONGEST:
        return messages.password_long(LONGEST)
    if folded == username.casefold():
        return messages.PASSWORD_IS_USERNAME
    if len(set(folded)) < FEWEST_DIFFERENT or folded in common_passwords():
        return messages.PASSWORD_COMMON
    return None


def _plain(password: str) -> str:
    # The same letter typed on two keyboards may come composed or not.
    return unicodedata.normalize("NFC", password)
