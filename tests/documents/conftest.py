"""Every sample document, rendered once for all tests that read it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest

from app.rendering import DOCUMENT_KINDS, load_sample, render_html, to_docx, to_pdf


@dataclass(frozen=True)
class Rendered:
    """One sample in all its forms."""

    kind: str
    html: str
    pdf: bytes
    docx: bytes


@cache
def _render(kind: str) -> Rendered:
    html = render_html(kind, load_sample(kind))
    return Rendered(kind, html, to_pdf(html), to_docx(html))


@pytest.fixture(params=sorted(DOCUMENT_KINDS))
def sample(request: pytest.FixtureRequest) -> Rendered:
    """Each kind's sample in turn."""
    return _render(request.param)


@pytest.fixture
def rendered() -> Callable[[str], Rendered]:
    """The sample of a named kind."""
    return _render
