"""`scripts/run.sh` as people use it: one command, restarts what dies, stops whole, starts again unchanged."""

import os
import re
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from app.messages.demo import SEEDING_ROUND
from config import PROJECT_DIR

START_SECONDS = 900  # the first start fills the database with the demonstration province


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.2)


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False


def environment(data: Path, port: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "DATA_DIR": str(data), "PORT": str(port)}


@contextmanager
def running(data: Path, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The programme while it runs; its output goes to a plain file, as from a scheduler."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [PROJECT_DIR / "scripts" / "run.sh"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment(data, port),
        )
        try:
            wait_until(
                lambda: process.poll() is not None or answers(port), START_SECONDS, "the first page answers"
            )
            assert process.poll() is None, log.read_text()
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(300)


def started(log: Path, name: str) -> list[int]:
    """The process numbers under which the supervisor has started a programme so far."""
    return [int(number) for number in re.findall(rf"spawned: '{name}' with pid (\d+)", log.read_text())]


def alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_command_runs_restarts_stops_and_starts_again(tmp_path: Path) -> None:
    data, port, log = tmp_path / "data", free_port(), tmp_path / "first.log"
    with running(data, port, log) as process:
        told = log.read_text(encoding="utf-8")
        assert SEEDING_ROUND in told and f"http://127.0.0.1:{port}" in told
        key = data / "secret_key"
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        first_key = key.read_bytes()

        for name in ("worker", "web"):
            os.kill(started(log, name)[0], signal.SIGKILL)
        wait_until(lambda: len(started(log, "worker")) > 1, 300, "the worker is started again")
        wait_until(lambda: len(started(log, "web")) > 1 and answers(port), 300, "the pages answer again")

        second = subprocess.run(
            [PROJECT_DIR / "scripts" / "run.sh"],
            capture_output=True,
            text=True,
            env=environment(data, port),
            check=False,
        )
        assert second.returncode == 1
        assert "đang chạy" in second.stderr

        process.send_signal(signal.SIGINT)
        assert process.wait(300) == 0, log.read_text()
        numbers = started(log, "web") + started(log, "worker")
        assert not [number for number in numbers if alive(number)]
        assert not answers(port)

    log = tmp_path / "second.log"
    with running(data, port, log):
        assert SEEDING_ROUND not in log.read_text(encoding="utf-8")  # the province is there already
        assert key.read_bytes() == first_key
