"""The one text of some plain data: what is hashed, stored and compared."""

import hashlib
import json
from typing import Any

_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_json(value: Any) -> str:
    """Sorted keys, no spaces, Vietnamese letters as they are: equal data have equal bytes."""
    return _canonical.encode(value)


def sha256_of(text: str) -> str:
    """SHA-256 (hex) of a text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()
