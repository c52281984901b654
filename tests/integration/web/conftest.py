"""These tests add pages and templates of their own, so each has an application to itself."""

import pytest
from flask import Flask


@pytest.fixture
def apps() -> dict[str, Flask]:
    """No application is shared here."""
    return {}
