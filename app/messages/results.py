"""Sentences of the dossier and the results."""

DOSSIER_CHANGED = (
    "Hồ sơ trình đã thay đổi sau khi anh/chị mở, nên chưa duyệt. Xin tải lại trang, xem lại bảng xếp hạng "
    "rồi duyệt lại."
)
NOT_PUBLISHED = "Kết quả của kỳ đánh giá này chưa được công bố."
