"""What a file really is: its name made safe, its content looked at, both held against each other.

The name is only a claim. Each kind that is taken has a check of its own content; the library of
signatures serves to tell people what a refused file really is.
"""

import os
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from typing import BinaryIO

import puremagic

from app.messages import evidence as texts

LONGEST_NAME = 150  # characters; folders of Windows and of archives stop soon above
HEAD = 2048
OFFICE_PARTS = {
    ".docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
    ".xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
}
LARGEST_LIST = 1024 * 1024  # the list of parts inside an Office file is some kilobytes
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]')


class Refused(Exception):
    """This file is not taken; `reason` is a Vietnamese clause that follows the file's name."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def clean_name(name: str) -> str:
    """A file's own name without folders, control and direction signs, in one spelling of Vietnamese."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    kinds = ((sign, unicodedata.category(sign)) for sign in plain)
    visible = "".join(" " if kind[0] == "Z" else sign for sign, kind in kinds if kind[0] != "C")
    stem, extension = os.path.splitext(" ".join(_NOT_IN_NAMES.sub("_", visible).split()).strip(". "))
    return f"{stem.strip()[: LONGEST_NAME - len(extension)] or 'tai-lieu'}{extension.lower()[:12]}"


def extension_of(name: str) -> str:
    """The extension of a cleaned name, in lower case with its dot."""
    return os.path.splitext(name)[1]


def media_type(name: str, stream: BinaryIO, allowed: Mapping[str, frozenset[str]], largest: int) -> str:
    """The content's type when it is one that is taken and agrees with the name; raises Refused.

    `allowed` maps extensions to the types they may hold; `largest` is in bytes. The stream is left at its
    beginning.
    """
    extension = extension_of(name)
    if extension not in allowed:
        raise Refused(texts.wrong_extension(extension, allowed))
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    if size == 0:
        raise Refused(texts.EMPTY)
    if size > largest:
        raise Refused(texts.too_large(largest // (1024 * 1024)))
    head = stream.read(HEAD)
    try:
        if not CHECKS[extension](head, stream, extension):
            raise Refused(texts.wrong_content(extension, name_content(head)))
    finally:
        stream.seek(0)
    return sorted(allowed[extension])[0]


def name_content(head: bytes) -> str:
    """What people would call content that begins like this."""
    if head.startswith(b"\x7fELF"):
        return texts.CONTENT_NAMES[".elf"]
    if head.startswith(b"PK\x03\x04"):  # every Office file begins like this, an archive too
        return texts.CONTENT_NAMES[".zip"]
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return texts.UNKNOWN_CONTENT
    extension = found[0].extension if found else ""
    return texts.CONTENT_NAMES.get(extension) or extension or texts.UNKNOWN_CONTENT


def _is_pdf(head: bytes, _stream: BinaryIO, _extension: str) -> bool:
    return head.startswith(b"%PDF-")


def _is_png(head: bytes, _stream: BinaryIO, _extension: str) -> bool:
    return head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR"


def _is_jpeg(head: bytes, _stream: BinaryIO, _extension: str) -> bool:
    return head.startswith(b"\xff\xd8\xff")


def _is_office(head: bytes, stream: BinaryIO, extension: str) -> bool:
    """An Office file is an archive whose own list of parts says what it is; none with macros."""
    if not head.startswith(b"PK\x03\x04"):
        return False
    part, kind = OFFICE_PARTS[extension]
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" not in names:
                return False
            with archive.open("[Content_Types].xml") as listing:
                types = listing.read(LARGEST_LIST)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise Refused(texts.DAMAGED) from error
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(texts.MACROS)
    return part in names and kind.encode() in types


CHECKS: Mapping[str, Callable[[bytes, BinaryIO, str], bool]] = {
    ".pdf": _is_pdf,
    ".png": _is_png,
    ".jpg": _is_jpeg,
    ".jpeg": _is_jpeg,
    ".docx": _is_office,
    ".xlsx": _is_office,
}
