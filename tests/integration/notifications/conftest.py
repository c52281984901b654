"""A mail server that the application of a test sends to."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.mailbox import Mailbox, serving


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    """What the mail server has taken."""
    with serving(app) as box:
        yield box
