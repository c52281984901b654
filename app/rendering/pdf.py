"""HTML to PDF with WeasyPrint: PDF/A-3u, fonts embedded, nothing fetched but the documents' own files."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from app.rendering.html import TEMPLATE_FOLDER

PDF_VARIANT = "pdf/a-3u"

_MEDIA_TYPES = {".css": "text/css", ".png": "image/png", ".svg": "image/svg+xml"}


class ForbiddenAddress(FatalURLFetchingError):
    """A document asked for a file that is not its own. Stops the rendering."""


class DocumentFiles(URLFetcher):
    """Serves style sheets and pictures from the documents' template folder, nothing else."""

    def __init__(self, folder: Path = TEMPLATE_FOLDER) -> None:
        super().__init__(allowed_protocols=("file",), allow_redirects=False)
        self._folder = folder.resolve()

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The file behind `url`; raises ForbiddenAddress for every other scheme, host, folder or type."""
        parts = urlsplit(url)
        if parts.scheme.lower() != "file" or parts.netloc:
            raise ForbiddenAddress(f"not a file of the documents: {url}")
        path = Path(unquote(parts.path)).resolve()
        media_type = _MEDIA_TYPES.get(path.suffix.lower())
        if media_type is None or not path.is_relative_to(self._folder) or not path.is_file():
            raise ForbiddenAddress(f"not a file of the documents: {url}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": media_type})


@contextmanager
def _few_collections() -> Iterator[None]:
    """Layout makes millions of long-lived boxes; walking them again and again costs a quarter of the time."""
    thresholds = gc.get_threshold()
    freezes = gc.get_freeze_count() == 0  # what the process froze for itself stays frozen
    if freezes:
        gc.freeze()
    gc.set_threshold(200_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        if freezes:
            gc.unfreeze()


def to_pdf(html: str) -> bytes:
    """The PDF of a document made by `render_html`. Raises ForbiddenAddress when the page asks for
    anything outside the documents' template folder."""
    with _few_collections(), warnings.catch_warnings():
        # WeasyPrint leaves the colour profile of PDF/A to the garbage collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        page = HTML(string=html, base_url=f"{TEMPLATE_FOLDER.as_uri()}/", url_fetcher=DocumentFiles())
        rendered: bytes = page.write_pdf(pdf_variant=PDF_VARIANT)
    return rendered
