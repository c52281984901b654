"""Who hands a criterion's figures in, as people call them."""

from collections.abc import Mapping

TITLES: Mapping[str, str] = {
    "unit": "Đơn vị",
    "body": "Cơ quan khác",
    "ministry": "Bộ, ngành trung ương",
    "survey": "Điều tra xã hội",
    "cyberspace": "Đánh giá trên không gian mạng",
    "experts": "Chuyên gia",
    "import": "Hệ thống khác",
}
"""As the head of a table or the beginning of a sentence says it."""


def inside(supplier: str) -> str:
    """The same inside a sentence."""
    title = TITLES[supplier]
    return title[0].lower() + title[1:]
