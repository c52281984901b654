"""A round's file taken apart, changed like a forger would, and put together again with fitting hashes."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
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


def spoil(parts: Parts, dice: Random) -> str:
    """Put something else in one place of one JSON part; returns which part."""
    name = dice.choice([name for name in parts if name.endswith(".json")])
    data = json.loads(parts[name])
    owner, key = dice.choice(list(_places(data)))
    others = [None, True, 0, -1, "", "x", "1/0", "9" * 5000, [], ["x"], {}, {"x": 1}]
    owner[key] = dice.choice(
        [one for one in others if one != owner[key] or type(one) is not type(owner[key])]
    )
    parts[name] = canonical_json(data).encode()
    return name


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    for key in list(data) if isinstance(data, dict) else range(len(data)):
        yield data, key
        if isinstance(data[key], dict | list):
            yield from _places(data[key])
