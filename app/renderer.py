"""Rendering in a child process that is thrown away now and then.

WeasyPrint keeps memory it has once used, and a fault in its libraries ends the process it runs in: both
happen here to a child, never to the worker.
"""

import logging
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, Self

DOCUMENTS_PER_CHILD = 25
SECONDS_PER_DOCUMENT = 300

log = logging.getLogger(__name__)


class RendererLost(Exception):
    """The child died or took too long; the next document gets a new child."""


def render_files(kind: str, data: Any) -> dict[str, bytes]:
    """The document's bytes by format (docx, pdf), both from the same HTML."""
    # Here and not above: the worker itself shall not carry what only its child needs.
    from app.rendering import render_html, to_docx, to_pdf

    html = render_html(kind, data)
    return {"docx": to_docx(html), "pdf": to_pdf(html)}


def _begin_child() -> None:
    """Let the worker decide when the child ends, and end with the worker if that one is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class Renderer:
    """Renders documents, in a child process unless told otherwise; leaving the context ends the child."""

    def __init__(self, *, in_process: bool = False) -> None:
        self._in_process = in_process
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def render(self, kind: str, data: Any) -> dict[str, bytes]:
        """The document's bytes by format. Raises RendererLost when the child died or hung."""
        if self._in_process:
            return render_files(kind, data)
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                max_workers=1,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin_child,
                max_tasks_per_child=DOCUMENTS_PER_CHILD,
            )
        try:
            return self._pool.submit(render_files, kind, data).result(SECONDS_PER_DOCUMENT)
        except (BrokenProcessPool, TooSlow) as error:
            self._abandon()
            raise RendererLost(f"{kind}: {type(error).__name__}") from error

    def close(self) -> None:
        """End the child, once it has nothing to do."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def _abandon(self) -> None:
        """Kill a child that no longer answers (it ignores milder signals) and forget it."""
        log.error("the rendering process is lost and is replaced")
        for child in multiprocessing.active_children():
            child.kill()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
