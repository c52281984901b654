"""Sentences of what a round rules for a group: bands, and the order that tells equal totals apart."""

GOOD = ("Tốt", "Khá", "Trung bình", "Yếu")
LEADING = ("Dẫn dắt", "Nâng cao", "Hình thành", "Khởi động")
PERCENT, POINTS = "%", "điểm"
SAVED = "Đã lưu quy định xếp loại và thứ tự khi bằng điểm của nhóm."
MAIN_TWICE = "Một chỉ số chính chỉ chọn một lần trong thứ tự khi bằng điểm."
KINDS = {
    "framework": "Theo bộ chỉ số",
    "none": "Không xếp loại",
    "good": "Tốt ≥ 90 %, Khá ≥ 70 %, Trung bình ≥ 50 %, Yếu",
    "leading": "Dẫn dắt > 75 %, Nâng cao > 50 %, Hình thành > 25 %, Khởi động",
    "own": "Tự đặt từng mức",
}
_PLACES = {"bands": "Xếp loại", "bands.of": "Xếp loại"}


def band_row(number: int) -> str:
    """One of the bands by its place."""
    return f"Ngưỡng của mức {number}"


def title_needed(number: int) -> str:
    """A band without a title."""
    return f"Xin ghi tên của mức {number}."


def at(place: str, message: str) -> str:
    """A mistake with its place: "Mức xếp loại thứ 2: …"."""
    where = _PLACES.get(place, place)
    return f"{where[:1].upper()}{where[1:]}: {message}"


def above_maximum(maximum: str) -> str:
    """A bound in points that nobody can reach."""
    return f"Ngưỡng cao nhất lớn hơn điểm tối đa của bộ chỉ số ({maximum})."


def unknown_main(code: str) -> str:
    """A code that is no main index of the group's framework."""
    return f"Bộ chỉ số của nhóm không có chỉ số chính “{code}”."
