"""What other rooms do when figures of others change: the appraisal takes its decisions on them anew."""

from collections.abc import Callable, Collection

from sqlalchemy.orm import Session

#: Told the session, the assessment and the criteria whose figures have changed.
Listener = Callable[[Session, int, Collection[str]], None]

_listeners: list[Listener] = []


def listen(*listeners: Listener) -> None:
    """Let these be told of every change, inside its transaction."""
    _listeners[:] = listeners


def tell(session: Session, assessment_id: int, codes: Collection[str]) -> None:
    """The figures of these criteria have changed."""
    for listener in _listeners:
        listener(session, assessment_id, codes)
