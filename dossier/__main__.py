"""``python -m dossier FILE [--all]``: recompute a round's file where nothing else of the programme runs."""

import sys
from pathlib import Path

from dossier import messages
from dossier.verification import answer


def main(arguments: list[str]) -> int:
    """0 when equal, 1 when not or when the file is refused, 2 for a wrong call."""
    paths = [one for one in arguments if one != "--all"]
    if len(paths) != 1 or paths[0].startswith("-"):
        sys.stderr.write(messages.USAGE + "\n")
        return 2
    said = answer(Path(paths[0]), every="--all" in arguments)
    (sys.stdout if said.equal else sys.stderr).write(said.text + "\n")
    return 0 if said.equal else 1


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
