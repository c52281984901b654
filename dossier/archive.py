"""The file itself: a .zip whose bytes depend on nothing but what is in it, and its careful reading.

Parts stand in order of their names with one fixed moment; the manifest comes last, for it names the
hash of every other part.  Reading believes nothing: sizes, names and hashes are checked first.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from dossier import FORMAT, messages
from dossier.canonical import canonical_json

MEGABYTE = 1024 * 1024
LARGEST_FILE = 512 * MEGABYTE
LARGEST_WHOLE = 4096 * MEGABYTE  # unpacked; a round of thousands of units with a hundred criteria fits
LARGEST_PART = 1024 * MEGABYTE  # the history
LARGEST_SMALL_PART = 64 * MEGABYTE  # any other part
LONGEST_LINE = 16 * MEGABYTE
MOST_PARTS = 200_000
CHUNK = MEGABYTE
MOMENT = (1980, 1, 1, 0, 0, 0)
LEVEL = 6
MANIFEST, EVENTS, IMPORTS, RESULT, UNITS = (
    "manifest.json",
    "events.jsonl",
    "imports.json",
    "result.json",
    "units.json",
)
NEEDED = (EVENTS, IMPORTS, RESULT, UNITS)
HALF_LETTER = re.compile(r"\\u[dD]")  # perhaps half of a pair, which no text can hold
NAMES = re.compile(
    r"(?:manifest\.json|events\.jsonl|imports\.json|result\.json|units\.json"
    r"|frameworks/[^/\\]+@\d+\.yaml|groups/\d+\.json"
    r"|sheets/[^/\\]+/(?:self|appraisal|council|final)-\d+\.json)"
)


class Refused(ValueError):
    """A file that is no whole dossier of a round; the text says in Vietnamese what is wrong with it."""


class Writer:
    """Writes parts in the order given, which must be that of their names, and the manifest after them."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = ZipFile(target, "w", ZIP_DEFLATED, compresslevel=LEVEL)
        self._hashes: dict[str, str] = {}

    def add(self, name: str, content: Iterable[str]) -> None:
        """One part of these pieces of text."""
        if self._hashes and name <= next(reversed(self._hashes)):
            raise ValueError(f"{name} comes too late")
        self._hashes[name] = self._write(name, content)

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """The manifest, with the hash of every part, and the end of the file."""
        self._write(MANIFEST, [canonical_json({**manifest, "format": FORMAT, "parts": self._hashes})])
        self._zip.close()

    def _write(self, name: str, content: Iterable[str]) -> str:
        info = ZipInfo(name, MOMENT)
        info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
        digest = hashlib.sha256()
        with self._zip.open(info, "w") as part:
            for piece in content:
                data = piece.encode()
                digest.update(data)
                part.write(data)
        return digest.hexdigest()


class Archive:
    """A file opened for reading: every part listed, of a believable size and with the hash it is listed with.

    Raises Refused.
    """

    def __init__(self, path: Path) -> None:
        try:
            size = path.stat().st_size
            if size > LARGEST_FILE:
                raise Refused(messages.TOO_LARGE.format(found=size, limit=LARGEST_FILE))
            self._zip = ZipFile(path)
        except OSError as error:
            raise Refused(messages.NOT_FOUND.format(path=path, problem=error.strerror or error)) from error
        except (BadZipFile, ValueError, NotImplementedError) as error:
            if isinstance(error, Refused):
                raise
            raise Refused(messages.NOT_ZIP) from error
        try:
            self._infos = self._listed()
            self.manifest = self.json(MANIFEST)
            self._check_hashes()
        except Refused:
            self._zip.close()
            raise

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @property
    def names(self) -> list[str]:
        """The names of all parts, in order."""
        return sorted(self._infos)

    def text(self, name: str) -> str:
        """A part's text.  Raises Refused when it is missing or no UTF-8."""
        return self._decoded(name, b"".join(self._chunks(name)))

    def lines(self, name: str) -> Iterable[str]:
        """A part's lines, one at a time."""
        rest = b""
        for chunk in self._chunks(name):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from (self._decoded(name, line) for line in whole if line)
            if len(rest) > LONGEST_LINE:
                raise Refused(messages.NOT_JSON.format(name=name))
        if rest:
            yield self._decoded(name, rest)

    def json(self, name: str) -> Any:
        """A part's data; no binary floats, no endless nesting."""
        return read_json(name, self.text(name))

    def _decoded(self, name: str, line: bytes) -> str:
        try:
            return line.decode()
        except UnicodeDecodeError as error:
            raise Refused(messages.DAMAGED.format(name=name)) from error

    def _listed(self) -> dict[str, ZipInfo]:
        """The parts by name; what could not be one is refused before a byte of it is unpacked."""
        infos = self._zip.infolist()
        if len(infos) > MOST_PARTS:
            raise Refused(messages.TOO_MANY_PARTS.format(found=len(infos), limit=MOST_PARTS))
        found: dict[str, ZipInfo] = {}
        for info in infos:
            name = info.filename
            if name in found:
                raise Refused(messages.TWICE.format(name=name))
            if not NAMES.fullmatch(name):
                raise Refused(messages.STRANGE_PART.format(name=name))
            if info.flag_bits & 1 or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise Refused(messages.PACKED_OTHERWISE.format(name=name))
            limit = LARGEST_PART if name == EVENTS else LARGEST_SMALL_PART
            if info.file_size > limit:
                raise Refused(messages.PART_TOO_LARGE.format(name=name, found=info.file_size, limit=limit))
            found[name] = info
        whole = sum(info.file_size for info in infos)
        if whole > LARGEST_WHOLE:
            raise Refused(messages.UNPACKS_TOO_LARGE.format(found=whole, limit=LARGEST_WHOLE))
        return found

    def _chunks(self, name: str) -> Iterable[bytes]:
        """A part unpacked piece by piece; never more than the size it is listed with."""
        info = self._infos.get(name)
        if info is None:
            raise Refused(messages.MISSING_PART.format(name=name))
        try:
            with self._zip.open(info) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
        except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise Refused(messages.DAMAGED.format(name=name)) from error

    def _check_hashes(self) -> None:
        shape = Shape(MANIFEST, self.manifest)
        if (found := shape.whole("format")) != FORMAT:
            program = shape.text("program_version")
            raise Refused(messages.FORMAT.format(found=found, known=FORMAT, program=program))
        listed = shape.part("parts")
        for name in sorted({*listed.data, *NEEDED}):
            if name not in self._infos:
                raise Refused(messages.MISSING_PART.format(name=name))
        for name in self.names:
            if name == MANIFEST:
                continue
            if name not in listed.data:
                raise Refused(messages.UNLISTED_PART.format(name=name))
            digest = hashlib.sha256()
            for chunk in self._chunks(name):
                digest.update(chunk)
            stored, computed = listed.text(name), digest.hexdigest()
            if stored != computed:
                raise Refused(messages.WRONG_HASH.format(name=name, stored=stored, computed=computed))


def read_json(name: str, text: str) -> Any:
    """Plain data.  Raises Refused, naming the part, for anything that is none."""
    try:
        data = json.loads(text, parse_float=_no_float, parse_constant=_no_float)
        if HALF_LETTER.search(text):
            canonical_json(data).encode()
        return data
    except (ValueError, RecursionError) as error:
        raise Refused(messages.NOT_JSON.format(name=name)) from error


def _no_float(text: str) -> object:
    raise ValueError(text)


class Shape:
    """A mapping out of a part, read field by field; what is missing or of another kind is refused by name."""

    def __init__(self, part_name: str, data: object, field: str = "") -> None:
        self.part_name = part_name
        if not isinstance(data, dict):
            raise Refused(messages.SHAPE.format(name=part_name, field=field or "{}"))
        self.data: dict[str, Any] = data

    def text(self, field: str) -> str:
        """A text."""
        value = self._of(field, str)
        assert isinstance(value, str)
        return value

    def optional(self, field: str) -> str | None:
        """A text or nothing."""
        return None if self.data.get(field) is None else self.text(field)

    def whole(self, field: str) -> int:
        """A whole number."""
        value = self._of(field, int)
        assert isinstance(value, int)
        return value

    def flag(self, field: str) -> bool:
        """Yes or no."""
        value = self.data.get(field)
        if not isinstance(value, bool):
            raise Refused(messages.SHAPE.format(name=self.part_name, field=field))
        return value

    def part(self, field: str) -> "Shape":
        """A mapping inside."""
        return Shape(self.part_name, self.data.get(field), field)

    def parts(self, field: str) -> list["Shape"]:
        """A list of mappings inside."""
        value = self._of(field, list)
        assert isinstance(value, list)
        return [Shape(self.part_name, one, field) for one in value]

    def _of(self, field: str, kind: type) -> object:
        value = self.data.get(field)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise Refused(messages.SHAPE.format(name=self.part_name, field=field))
        return value
