"""What a file really is, whatever it calls itself."""

import io

import pytest

from app.evidence.inspection import Refused, clean_name, media_type
from config import ALLOWED_UPLOADS
from tests.integration.evidence.files import EXE, JPG, OLD_WORD, PDF, PNG, archive, office

LARGEST = 1024 * 1024


def kind(name: str, data: bytes) -> str:
    return media_type(clean_name(name), io.BytesIO(data), ALLOWED_UPLOADS, LARGEST)


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("Quyết định.pdf", PDF, "application/pdf"),
        ("ẢNH.PNG", PNG, "image/png"),
        ("a.jpg", JPG, "image/jpeg"),
        ("a.jpeg", JPG, "image/jpeg"),
        ("Tờ trình.docx", office("docx"), next(iter(ALLOWED_UPLOADS[".docx"]))),
        ("Số liệu.xlsx", office("xlsx"), next(iter(ALLOWED_UPLOADS[".xlsx"]))),
    ],
)
def test_what_is_taken(name: str, data: bytes, expected: str) -> None:
    assert kind(name, data) == expected


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("hoa-don.pdf", EXE, "nội dung là chương trình chạy trên Windows"),
        ("hoa-don.exe", EXE, "không được nhận"),
        ("trang.pdf", b"<html><script>alert(1)</script></html>", "trang web"),
        ("anh.png", JPG, "nội dung là"),
        ("anh.jpg", PNG, "nội dung là"),
        ("cu.docx", OLD_WORD, "đời cũ"),
        ("cu.doc", OLD_WORD, "không được nhận"),
        ("nen.docx", archive(a___txt="x"), "tệp nén"),
        ("bang.docx", office("xlsx"), "nội dung là"),
        ("van-ban.xlsx", office("docx"), "nội dung là"),
        ("macro.docx", office("docx", "word/vbaProject.bin"), "macro"),
        ("hong.docx", office("docx")[:80], "bị hỏng"),
        ("rong.pdf", b"", "rỗng"),
        ("lon.pdf", PDF + b"0" * LARGEST, "lớn hơn 1 MB"),
        ("khong-duoi", PDF, "tệp không có đuôi"),
        ("la.pdf", b"hello", "không rõ loại"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # packed bytes tell the time
)
def test_what_is_refused_and_why(name: str, data: bytes, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        kind(name, data)
    assert words in refusal.value.reason


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("C:\\Users\\hanh\\Quyết định 12.PDF", "Quyết định 12.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("bao\u202egpj.pdf", "baogpj.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("  nhiều   khoảng\u00a0trắng .pdf", "nhiều khoảng trắng.pdf"),
        ("Quye\u0302\u0301t.pdf", "Quyết.pdf"),
        (".pdf", "pdf"),
        ("", "tai-lieu"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_made_safe(given: str, clean: str) -> None:
    assert clean_name(given) == clean
