"""Domain errors: each has a message for people in Vietnamese, data for the log, and one HTTP answer."""

from typing import Any


class DomainError(Exception):
    """Something a person asked for cannot be done; `message` tells them why and what they can do."""

    status = 400

    def __init__(self, message: str, **data: Any) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


class NotFound(DomainError):
    """It does not exist, or this person may not know that it does."""

    status = 404


class Forbidden(DomainError):
    """The person may see it but not do this; `data["rule"]` names the rule that refuses."""

    status = 403


class WrongState(DomainError):
    """The item has moved on; `data` says who moved it and when."""

    status = 409


class StaleVersion(DomainError):
    """Somebody changed it since the page was opened; `data` holds both contents where there are two."""

    status = 409


class GuardRefused(DomainError):
    """A condition does not hold; `data["reasons"]` lists what to do about it."""

    status = 422


class InvalidInput(DomainError):
    """A field cannot be accepted; `field` and `message` name it and the reason, `typed` keeps the text."""

    status = 422

    def __init__(self, message: str, *, field: str, typed: str | None = None, **data: Any) -> None:
        super().__init__(message, field=field, typed=typed, **data)
        self.field = field
        self.typed = typed


class TooLarge(DomainError):
    """An upload is above the limit."""

    status = 413


class TooManyAttempts(DomainError):
    """Sign-in is being tried too often."""

    status = 429
