"""A document as a page of its own, shown in a frame that can run and reach nothing.

The style sheet is written into the page, and the page's security policy names it and every style
attribute by hash: nothing else is allowed, no script, no picture, no address.
"""

import base64
import hashlib
import re
from functools import cache
from typing import Any

from app.rendering import render_html
from app.rendering.html import TEMPLATE_FOLDER

LINK = '<link rel="stylesheet" href="nghi_dinh_30.css">'
STYLE_ATTRIBUTE = re.compile(r'\sstyle="([^"]*)"')
# The sheet of paper on a screen: @page speaks of printing only.
SCREEN = """
@media screen {
  html { background: #e6eaf0; }
  body { margin: 0; padding: 4mm; }
  section { box-sizing: border-box; width: 210mm; min-height: 297mm; margin: 0 auto 6mm; background: #fff;
    padding: 20mm 15mm 20mm 30mm; box-shadow: 0 1mm 4mm rgb(20 35 60 / 25%); }
  section.wide { width: 297mm; min-height: 210mm; }
}
@media screen and (max-width: 310mm) { section.wide { zoom: .7; } }
@media screen and (max-width: 215mm) { html { zoom: .62; } body { padding: 2mm; } }
@media screen and (max-width: 110mm) { html { zoom: .4; } }
"""


@cache
def _style() -> str:
    """The documents' style sheet with what the screen adds."""
    return (TEMPLATE_FOLDER / "nghi_dinh_30.css").read_text(encoding="utf-8") + SCREEN


def page(kind: str, data: Any) -> tuple[str, str]:
    """The document as HTML that stands alone, and the security policy it is served with."""
    html = render_html(kind, data)
    styles = {_style(), *STYLE_ATTRIBUTE.findall(html)}
    hashes = " ".join(sorted(f"'sha256-{_digest(style)}'" for style in styles))
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src 'unsafe-hashes' {hashes}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
            "sandbox",
        )
    )
    return html.replace(LINK, f"<style>{_style()}</style>", 1), policy


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
