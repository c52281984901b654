"""What the worker says on the command line."""

HELP_ONCE = "Làm một việc đang chờ rồi dừng."
HELP_DRAIN = "Làm hết các việc đang chờ rồi dừng."


def outcome(done: int, failed: int) -> str:
    """How many messages were carried out and how many failed."""
    if failed:
        return f"Đã làm xong {done} việc, {failed} việc chưa làm được (sẽ làm lại; xem nhật ký tiến trình)."
    return f"Đã làm xong {done} việc." if done else "Không có việc nào đang chờ."
