"""Small files of every kind, made on the spot."""

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 40
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40 + b"\xff\xd9"
EXE = b"MZ\x90\x00" + b"\x00" * 300
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600

_KINDS = {
    "docx": (
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
}


def archive(**parts: str) -> bytes:
    """A zip archive of these parts; `__` in a name stands for a slash, `___` for a point."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, text in parts.items():
            file.writestr(name.replace("___", ".").replace("__", "/"), text)
    return buffer.getvalue()


def office(kind: str, *more: str) -> bytes:
    """A Word or Excel file with nothing in it, and more parts by name."""
    part, content_type = _KINDS[kind]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        listing = f'<Types><Override PartName="/{part}" ContentType="{content_type}"/></Types>'
        file.writestr("[Content_Types].xml", listing)
        for name in (part, *more):
            file.writestr(name, "<x/>")
    return buffer.getvalue()
