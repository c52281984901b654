"""Official documents: plain data in, bytes out. Knows no models, no database and no Flask."""

from app.rendering.html import DocumentDataError, UnknownDocumentKind, load_sample, render_html
from app.rendering.kinds import DOCUMENT_KINDS, DocumentKind

__all__ = [
    "DOCUMENT_KINDS",
    "DocumentDataError",
    "DocumentKind",
    "UnknownDocumentKind",
    "load_sample",
    "render_html",
    "to_docx",
    "to_pdf",
]

# The two writers load their libraries when first called: the web process only names documents, the worker
# writes them.


def to_pdf(html: str) -> bytes:
    """The PDF of a document made by `render_html`. Raises `app.rendering.pdf.ForbiddenAddress` when the
    page asks for anything outside the documents' template folder."""
    from app.rendering import pdf

    return pdf.to_pdf(html)


def to_docx(html: str) -> bytes:
    """The .docx of a document made by `render_html`. Raises `app.rendering.docx_xml.UnknownMarkup` for
    elements and classes outside the vocabulary of the templates."""
    from app.rendering import docx

    return docx.to_docx(html)
