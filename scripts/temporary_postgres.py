#!/usr/bin/env python3
"""Runs a command beside a PostgreSQL of its own:  temporary_postgres.py FOLDER_OF_PROGRAMS COMMAND...

The command finds the database's address in TEST_POSTGRES_URL. The cluster lies in a temporary folder,
listens on 127.0.0.1 at a free port with a password of its own, does without safety on disk, and is gone
when the command ends. PostgreSQL refuses to run as root: then it runs as `postgres` or `nobody`.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

USER = "test"
DATABASE = "postgres"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
}


class Cluster:
    """A PostgreSQL cluster that lives as long as a `with` block."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
        self.password = secrets.token_hex(16)
        self.port = free_port()
        self.identity = unprivileged_identity()

    def __enter__(self) -> "Cluster":
        try:
            self.create()
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{USER}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def create(self) -> None:
        password_file = self.folder / "password"
        password_file.write_text(self.password)
        if self.identity:
            for path in (self.folder, password_file):
                os.chown(path, self.identity["user"], self.identity["group"])
        self.run(
            "initdb",
            f"--pgdata={self.data}",
            f"--username={USER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        )

    def start(self) -> None:
        settings = SETTINGS | {"port": str(self.port), "unix_socket_directories": str(self.folder)}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self.run(
            "pg_ctl", "start", f"--pgdata={self.data}", f"--options={options}", "--wait", "--timeout=60",
            f"--log={self.folder / 'log'}",
        )  # fmt: skip

    def remove(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", "stop", f"--pgdata={self.data}", "--mode=immediate", "--wait")
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs; on failure its words and the server's log are shown."""
        with open(self.folder / "output", "wb") as output:
            done = subprocess.run(
                [self.programs / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                env={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(self.folder)},
                check=False,
                **self.identity,
            )
        if done.returncode:
            words = [p.read_text(errors="replace") for p in (self.folder / "output", self.folder / "log")
                     if p.exists()]  # fmt: skip
            raise SystemExit(f"LỖI: {program} của PostgreSQL không chạy được.\n" + "\n".join(words))


def unprivileged_identity() -> dict[str, Any]:
    """Arguments for subprocess that drop the rights of root; none for other people."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise SystemExit("LỖI: PostgreSQL không chạy bằng tài khoản root, mà máy không có tài khoản nobody.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_beside(cluster: Cluster, command: list[str], environment: Mapping[str, str]) -> int:
    """Run the command to its end; a TERM sent to us goes on to it, and Ctrl-C reaches it by itself."""
    child = subprocess.Popen(command, env={**environment, "TEST_POSTGRES_URL": cluster.url})
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    code = child.wait()
    return code if code >= 0 else 128 - code


def stop_early(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(143)


def main() -> int:
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    signal.signal(signal.SIGTERM, stop_early)
    with Cluster(Path(sys.argv[1])) as cluster:
        return run_beside(cluster, sys.argv[2:], os.environ)


if __name__ == "__main__":
    sys.exit(main())
