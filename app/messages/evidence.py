"""Sentences about evidence files: what is taken, and why one file was not."""

from collections.abc import Iterable, Sequence

NO_FILE = "Chưa chọn tệp nào để tải lên."
EMPTY = "tệp rỗng, không có nội dung."
DAMAGED = "tệp bị hỏng hoặc không mở được. Xin mở lại bằng phần mềm soạn thảo, lưu lại rồi tải lên."
MACROS = "tệp có chứa macro nên không nhận. Xin lưu lại ở dạng không có macro (.docx, .xlsx)."
UNKNOWN_CONTENT = "không rõ loại"
LOST_FILE = "Tệp này không còn trong kho lưu trữ. Xin báo cơ quan thường trực."

# What people call a kind of content that is often renamed to something else.
CONTENT_NAMES = {
    ".exe": "chương trình chạy trên Windows (.exe)",
    ".html": "trang web (.html)",
    ".zip": "tệp nén (.zip)",
    ".rar": "tệp nén (.rar)",
    ".7z": "tệp nén (.7z)",
    ".doc": "văn bản Office đời cũ (.doc, .xls)",
    ".pptx": "bài trình chiếu (.pptx)",
    ".elf": "chương trình (.elf)",
}
_KINDS = {
    ".pdf": "PDF",
    ".docx": "Word (.docx)",
    ".xlsx": "Excel (.xlsx)",
    ".png": "ảnh PNG",
    ".jpg": "ảnh JPG",
    ".jpeg": "ảnh JPG",
}


def kinds(extensions: Iterable[str]) -> str:
    """The kinds of files that are taken: "PDF, Word (.docx), …"."""
    return ", ".join(dict.fromkeys(_KINDS.get(extension, extension) for extension in extensions))


def hint(extensions: Iterable[str], megabytes: int, files: int) -> str:
    """What stands under the button for uploads."""
    names = ", ".join(extension.removeprefix(".") for extension in extensions)
    return f"Nhận {names}; mỗi tệp tối đa {megabytes} MB, mỗi tiêu chí tối đa {files} tệp."


def wrong_extension(extension: str, extensions: Iterable[str]) -> str:
    """A kind of file that is not taken at all."""
    name = f"loại tệp “{extension}”" if extension else "tệp không có đuôi"
    return f"{name} không được nhận. Chỉ nhận: {kinds(extensions)}."


def wrong_content(extension: str, found: str) -> str:
    """The name says one kind, the content is another."""
    claimed = _KINDS.get(extension, extension)
    return f"tên tệp ghi là {claimed} nhưng nội dung là {found}. Xin tải lên đúng tệp gốc."


def too_large(megabytes: int) -> str:
    """A file above the limit."""
    return f"tệp lớn hơn {megabytes} MB. Xin giảm dung lượng hoặc tách thành nhiều tệp."


def too_many(limit: int) -> str:
    """The criterion has all the files it can have."""
    return f"tiêu chí đã đủ {limit} tệp. Xin gỡ bớt tệp không cần rồi tải lên lại."


def twice(filename: str) -> str:
    """The same content is attached to the criterion already."""
    return f"nội dung tệp này đã có ở tiêu chí, tên “{filename}”."


def refused(filename: str, reason: str) -> str:
    """One file's refusal, named."""
    return f"“{filename}”: {reason}"


def outcome(added: int, refusals: Sequence[str]) -> str:
    """What became of an upload of several files."""
    done = f"Đã tải lên {added} tệp." if added else ""
    if not refusals:
        return done
    return " ".join(part for part in (done, f"Không nhận {len(refusals)} tệp:", *refusals) if part)


def removed(filename: str) -> str:
    """A file was taken away."""
    return f"Đã gỡ tài liệu “{filename}”."


def size(bytes_: int) -> str:
    """A size as people read it: 512 B, 120 KB, 3,4 MB."""
    if bytes_ < 1024:
        return f"{bytes_} B"
    if bytes_ < 1024 * 1024:
        return f"{round(bytes_ / 1024)} KB"
    return f"{bytes_ / 1024 / 1024:.1f} MB".replace(".", ",")
