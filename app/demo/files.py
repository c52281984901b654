"""Small real files for evidence: a page of text as PDF, and a picture of a screen as PNG."""

import re
import struct
import zlib
from html import escape

from app.demo.dice import Dice

WIDTH, HEIGHT = 240, 150
PAPER, INK = (250, 250, 248), ((23, 78, 134), (196, 62, 45), (90, 110, 130))
LONGEST_NAME = 70

_PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title><style>
@page {{ size: A5; margin: 18mm }} body {{ font: 11pt "Times New Roman", "Liberation Serif", serif }}
h1 {{ font-size: 13pt; text-align: center }} p {{ text-align: justify }}</style></head>
<body><p><b>{unit}</b></p><h1>{title}</h1><p>{text}</p></body></html>"""
_TEXT = (
    "Tài liệu kiểm chứng kèm theo Phiếu tự đánh giá mức độ chuyển đổi số năm {year} của {unit}. "
    "Nội dung do phần mềm tạo ra để minh họa, không phải văn bản của cơ quan nào."
)


def page(unit: str, year: int) -> bytes:
    """A page of text in the unit's name, as PDF."""
    from weasyprint import HTML  # loading it takes as long as half a round without files

    text = _TEXT.format(unit=unit, year=year)
    html = _PAGE.format(title="TÀI LIỆU KIỂM CHỨNG", unit=escape(unit.upper()), text=escape(text))
    written: bytes = HTML(string=html).write_pdf()
    return written


def picture(dice: Dice) -> bytes:
    """A chart such as a statistics screen shows, as PNG."""
    rows = [[PAPER] * WIDTH for _ in range(HEIGHT)]
    for bar in range(8):
        top = HEIGHT - 12 - dice.number(15, 115, "bar", bar)
        for y in range(top, HEIGHT - 12):
            rows[y][14 + bar * 27 : 32 + bar * 27] = [INK[bar % len(INK)]] * 18
    raw = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in rows)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(raw, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def name_for(evidence: str) -> str:
    """A file's name after what the framework asks for: the beginning of the sentence."""
    start = re.split(r"[.;,:]| kèm | và | hoặc ", evidence.strip(), maxsplit=1)[0]
    return start[:LONGEST_NAME].strip() or "Tài liệu kiểm chứng"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
