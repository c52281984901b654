"""Panels already drawn: most of a form is as it was when the page was last opened, so it is kept as HTML.

A panel is kept under everything it shows, so what is kept can never be old; a changed figure has another
key. The reader's own mark against forged requests is put in when the page is sent.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from markupsafe import Markup

MOST = 3000  # panels of about eight kilobytes each, in every web process


class Drawn:
    """The panels drawn last, as many as `most`; each in the pieces between which the reader's mark stands."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, list[str]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def panel(self, key: Hashable, token: str, draw: Callable[[], str]) -> Markup:
        """The panel kept under `key`, drawn now if there is none; `token` is the reader's mark in it."""
        with self._lock:
            pieces = self._kept.get(key)
            if pieces is not None:
                self._kept.move_to_end(key)
        if pieces is None:
            pieces = str(draw()).split(token)
            with self._lock:
                self._kept[key] = pieces
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return Markup(token.join(pieces))  # drawn, and escaped, by our own template


drawn = Drawn()
