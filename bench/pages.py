"""The entry form with all its criteria on one page, against Flask answering a constant, both by gunicorn."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, perf_counter, sleep

from bench import world
from bench.measuring import Batch, Measure, Size, compare
from config import PROJECT_DIR

CONFIGURATION = PROJECT_DIR / "scripts" / "gunicorn.conf.py"
STARTS_WITHIN = 60  # seconds


def measure(folder: Path, size: Size) -> list[Measure]:
    """Over the loopback with the programme's own server settings, one process each. Such a process closes
    the connection after every answer, so each request, of both, opens its own."""
    here = world.build(folder, size.criteria_on_page)
    environment = {"BENCH_FOLDER": str(folder), "BENCH_CRITERIA": str(size.criteria_on_page)}
    with (
        _serving("bench.floors:constant()", folder, environment) as floor_port,
        _serving("bench.world:served()", folder, environment) as port,
    ):
        page = f"/danh-gia/{here.assessment_id}"
        length = len(_get(port, page, here.cookie))
        return [
            compare(
                f"Trang nhập {size.criteria_on_page} tiêu chí",
                "Flask trả về một hằng",
                _batch(floor_port, "/", "", size),
                _batch(port, page, here.cookie, size),
                size.rounds,
                aim=6.0,
                extra={"page_bytes": length},
            )
        ]


def _get(port: int, path: str, cookie: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status} {body[:500].decode(errors='replace')}")
    return body


def _batch(port: int, path: str, cookie: str, size: Size) -> Batch:
    def batch() -> float:
        started = perf_counter()
        for _ in range(size.pages):
            _get(port, path, cookie)
        return (perf_counter() - started) / size.pages

    return batch


@contextmanager
def _serving(application: str, folder: Path, environment: dict[str, str]) -> Iterator[int]:
    """A gunicorn of one process with the application, ready to answer; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    log = folder / f"gunicorn-{port}.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", str(CONFIGURATION), application],
            cwd=PROJECT_DIR,
            env={**os.environ, **environment, "PORT": str(port), "WEB_WORKERS": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(server, port, log)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = monotonic() + STARTS_WITHIN
    while monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            sleep(0.05)
    raise RuntimeError(f"gunicorn did not start: {log.read_text(errors='replace')[-2000:]}")
