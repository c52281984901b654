"""How long a reason, an answer or a remark may be. A longer one is refused whole, never cut off unseen."""

from app.errors import InvalidInput
from app.messages import text_too_long

LONGEST_TEXT = 5000  # characters, about two pages


def require_length(text: str, field: str) -> None:
    """InvalidInput naming the field where the text is longer than is kept."""
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(text_too_long(len(text), LONGEST_TEXT), field=field, typed=text)
