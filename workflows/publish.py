"""Publishing shipped versions: ``python -m workflows.publish`` adds what is new to ``published.yaml``.

Running items are pinned to their version, so its content may never change: the list keeps the hash of
each, and loading refuses a file that no longer fits. Entries are only ever added.
"""

import sys
from pathlib import Path

from workflows import messages
from workflows.loader import (
    DEFINITIONS,
    PUBLISHED,
    DefinitionError,
    file_name,
    read_published,
    unsealed_versions,
)
from workflows.reading import Problem


def seal(directory: Path | str | None = None) -> list[str]:
    """Add every version of ``directory`` that is not in its list yet; return what was added (``id@version``).

    Raises :class:`~workflows.loader.DefinitionError`, writing nothing, for a definition that does not load
    or that differs from what was published under its version.
    """
    folder = Path(directory or DEFINITIONS)
    known = read_published(folder) or {}
    versions = unsealed_versions(folder)
    for definition in versions.values():
        if known.get(definition.key, definition.hash) != definition.hash:
            name = file_name(definition.id, definition.version)
            raise DefinitionError(name, [Problem("version", messages.changed_published(definition.key))])
    added = {
        versions[pair].key: versions[pair].hash
        for pair in sorted(versions)
        if versions[pair].key not in known
    }
    if added:
        lines = [
            f"# {messages.PUBLISHED_HEAD}",
            *(f"{key}: {value}" for key, value in (known | added).items()),
        ]
        (folder / PUBLISHED).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return list(added)


def main() -> int:
    """The command: 0 when all shipped versions are published now, 1 when one is refused."""
    try:
        added = seal()
    except DefinitionError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{messages.publishing(added)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
