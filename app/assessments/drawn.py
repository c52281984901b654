"""Panels already drawn: most of a form is as it was when the page was last opened, so it is kept as HTML.

A panel is kept under everything it shows, so what is kept can never be old; a changed figure has another
key. The reader's own mark against forged requests is put in when the page is sent.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

MOST = 3000  # panels of about eight kilobytes each, in every web process
MARK = "\x00csrf\x00"


class Drawn:
    """The panels drawn last, as many as `most`."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def panel(self, key: Hashable, draw: Callable[[], str]) -> Markup:
        """The panel kept under `key`, drawn now if there is none."""
        token = generate_csrf()
        with self._lock:
            html = self._kept.get(key)
            if html is not None:
                self._kept.move_to_end(key)
        if html is None:
            html = str(draw()).replace(token, MARK)
            with self._lock:
                self._kept[key] = html
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return Markup(html.replace(MARK, token))  # drawn, and escaped, by our own template


drawn = Drawn()
