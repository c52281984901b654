"""Reading YAML into plain data while remembering the line of every value.

PyYAML alone lets the second of two equal keys win silently, which would hide a whole transition; here
an equal key is a problem like any other.
"""

from dataclasses import dataclass, field

import yaml

from workflows import messages

Path = tuple[str, ...]

# The parser in C reads the same language several times as fast; PyYAML may be built without it.
FAST: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Problem:
    """One mistake of a definition: ``place`` is the dotted path in the file, ``line`` counts from 1."""

    place: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        return messages.problem(self.place, self.line, self.message)


@dataclass
class Source:
    """The content of one file, the line where each value begins, and the mistakes found so far."""

    data: object = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def report(self, path: Path, message: str) -> None:
        """Record a mistake at ``path``; the line is that of the nearest enclosing value."""
        near = path
        while near and near not in self.lines:
            near = near[:-1]
        self.problems.append(Problem(".".join(path) or messages.WHOLE_FILE, message, self.lines.get(near)))


def read(text: str) -> Source:
    """Parse ``text``; syntax errors and equal keys become problems of the returned source.

    What the fast parser refuses is read again by the other one, whose messages say more.
    """
    source = _read(text, FAST)
    return source if source.data is not None else _read(text, yaml.SafeLoader)


def _read(text: str, parser: type[yaml.SafeLoader]) -> Source:
    source = Source()
    loader = parser(text)
    try:
        node = loader.get_single_node()
        if node is not None:
            source.data = _plain(loader, node, (), source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        problem = getattr(error, "problem", None) or str(error)
        source.problems.append(Problem(messages.WHOLE_FILE, messages.not_yaml(problem), line))
    finally:
        loader.dispose()
    return source


def _plain(loader: yaml.SafeLoader, node: yaml.Node, path: Path, source: Source) -> object:
    source.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        result: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = str(loader.construct_object(key_node, deep=True))
            inner = (*path, key)
            if key in result:
                source.problems.append(
                    Problem(".".join(inner), _repeated(path, key), key_node.start_mark.line + 1)
                )
                continue
            source.lines[inner] = key_node.start_mark.line + 1
            result[key] = _plain(loader, value_node, inner, source)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_plain(loader, item, (*path, str(index)), source) for index, item in enumerate(node.value)]
    plain: object = loader.construct_object(node, deep=True)
    return plain


def _repeated(path: Path, key: str) -> str:
    return messages.repeated_transition(key) if path == ("transitions",) else messages.repeated_key(key)
