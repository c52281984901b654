"""What Flask alone costs: the floors that pages and saves are held against."""

import sqlite3
from pathlib import Path
from typing import Any

from flask import Flask, jsonify, request

CONSTANT = "Phần mềm đánh giá, xếp hạng mức độ chuyển đổi số"
SAVE = "UPDATE figures SET value = ?, version = version + 1 WHERE name = ?"


def constant() -> Flask:
    """Flask answering always the same."""
    app = Flask("bench.constant")

    @app.get("/")
    def answer() -> str:
        return CONSTANT

    return app


def one_row(path: Path, names: list[str]) -> Flask:
    """Flask with sqlite3 itself: a row saved and committed with the settings of the programme's own file;
    nobody is asked who they are, nothing is checked, computed or recorded."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("CREATE TABLE figures (name TEXT PRIMARY KEY, value TEXT, version INTEGER NOT NULL)")
    connection.executemany("INSERT INTO figures VALUES (?, NULL, 0)", [(name,) for name in names])
    connection.commit()
    app = Flask("bench.one_row")

    @app.post("/")
    def save() -> Any:
        connection.execute(SAVE, (request.form["value"], request.form["name"]))
        connection.commit()
        return jsonify(ok=True)

    return app
