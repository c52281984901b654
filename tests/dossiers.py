"""A round's file taken apart, changed like a forger would, and put together again with fitting hashes."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from dossier.archive import MANIFEST
from dossier.canonical import canonical_json

Parts = dict[str, bytes]


def taken_apart(path: Path) -> Parts:
    """The parts by name."""
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def put_together(parts: Parts, path: Path, *, sealed: bool = True) -> Path:
    """A file of these parts; sealed, its manifest names the hash of each."""
    if sealed:
        manifest = json.loads(parts[MANIFEST])
        manifest["parts"] = {
            name: hashlib.sha256(data).hexdigest() for name, data in parts.items() if name != MANIFEST
        }
        parts[MANIFEST] = canonical_json(manifest).encode()
    with ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def change(parts: Parts, name: str, how: Callable[[Any], object]) -> None:
    """Change the data of a part in place."""
    data = json.loads(parts[name])
    how(data)
    parts[name] = canonical_json(data).encode()


def events(parts: Parts) -> list[dict[str, Any]]:
    """The history, in order."""
    return [json.loads(line) for line in parts["events.jsonl"].splitlines()]


def keep_events(parts: Parts, rows: list[dict[str, Any]]) -> None:
    """Another history."""
    parts["events.jsonl"] = "".join(canonical_json(row) + "\n" for row in rows).encode()
