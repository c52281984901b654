"""Files that people try to upload."""

from pathlib import Path

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(44) + b"\x80\x00\x00\x00"
PROGRAM += bytes(64) + b"PE\x00\x00\x64\x86" + bytes(200)


def kept(folder: Path, name: str, content: bytes) -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content)
    return path


def huge(folder: Path, megabytes: int) -> Path:
    """A PDF of this size that takes no room on the disk."""
    path = kept(folder, "bao-cao-lon.pdf", PDF)
    with path.open("r+b") as file:
        file.truncate(megabytes * 1024 * 1024)
    return path
