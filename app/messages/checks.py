"""Sentences of `flask check`."""

ALL_WELL = "Bộ chỉ số, quy trình, mẫu trang, phân quyền và các bước tự động đều đúng."


def at(place: str, message: str) -> str:
    """A fault and where it is."""
    return f"{place}: {message}"


def no_policy(endpoint: str) -> str:
    """A page nobody is let into."""
    return f"Trang {endpoint} chưa có trong bảng phân quyền nên không ai mở được."


def no_page(endpoint: str) -> str:
    """An entry of the policy that protects nothing."""
    return f"Bảng phân quyền nêu trang {endpoint} nhưng không có trang này."


def no_guard(subject: str, name: str) -> str:
    """A condition nobody can judge."""
    return f"Điều kiện {subject}.{name} chưa được lập trình."


def unknown_guard(subject: str, name: str) -> str:
    """A judgement nobody asks for."""
    return f"Điều kiện {subject}.{name} được lập trình nhưng không có trong bảng từ của quy trình."


def no_effect(subject: str, name: str) -> str:
    """A consequence nobody carries out."""
    return f"Bước kèm theo {subject}.{name} chưa được lập trình."
