"""Comparing a document's data with the shape declared for its kind."""

from typing import Any, get_args, get_origin, get_type_hints, is_typeddict


def mistakes(value: Any, shape: Any, place: str) -> list[str]:
    """Where a value differs from its declared shape."""
    if is_typeddict(shape):
        hints = get_type_hints(shape)
        if not isinstance(value, dict) or set(value) != set(hints):
            return [f"{place}: {sorted(set(hints) ^ set(value))}"]
        return [one for key, hint in hints.items() for one in mistakes(value[key], hint, f"{place}.{key}")]
    if get_origin(shape) is list:
        (item,) = get_args(shape)
        if not isinstance(value, list):
            return [f"{place}: no list"]
        return [
            one for number, entry in enumerate(value) for one in mistakes(entry, item, f"{place}[{number}]")
        ]
    choices = get_args(shape) or (shape,)
    if type(value) in choices:
        return []
    if any(is_typeddict(choice) for choice in choices):
        return mistakes(value, next(choice for choice in choices if is_typeddict(choice)), place)
    return [f"{place}: {value!r}"]
