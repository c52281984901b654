"""SQLite files of the tests."""

import sqlite3
from contextlib import closing
from pathlib import Path


def copy_database(source: Path, target: Path) -> None:
    """Give a database the whole content of another one.

    SQLite does it itself: a connection that some thread still holds sees another transaction. Were the
    file replaced under it, its log would be taken for the new file's, and reading would fail.
    """
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        written.execute("PRAGMA synchronous=OFF")
        read.backup(written)
