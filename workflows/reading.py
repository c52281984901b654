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
# What PyYAML raises for a value that looks like a date, a number or a tag but is none: not errors of YAML.
_NO_VALUE = (ValueError, KeyError, IndexError, AttributeError, TypeError, OverflowError)
_LARGEST_NUMBER = 10**12
_DEEPEST = 50  # a definition needs five


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
    loader = None
    try:
        if _too_deep(text, parser):
            source.problems.append(Problem(messages.WHOLE_FILE, messages.TOO_DEEP))
            return source
        loader = parser(text)
        node = loader.get_single_node()
        if node is not None:
            source.data = _plain(loader, node, (), source, set())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        problem = getattr(error, "problem", None) or str(error)
        source.problems.append(Problem(messages.WHOLE_FILE, messages.not_yaml(problem), line))
    finally:
        if loader is not None:
            loader.dispose()
    return source


def _too_deep(text: str, parser: type[yaml.SafeLoader]) -> bool:
    """Are tables and lists nested beyond all measure? Reading them would end the whole process."""
    depth = 0
    for event in yaml.parse(text, Loader=parser):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                return True
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return False


def _plain(
    loader: yaml.SafeLoader, node: yaml.Node, path: Path, source: Source, seen: set[yaml.Node]
) -> object:
    """A node as plain data. A table or list named a second time by an alias is a problem: a definition says
    everything where it holds, and aliases inside each other grow without bound."""
    source.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return _scalar(loader, node, path, source)
    if node in seen:
        source.report(path, messages.NO_ALIAS)
        return None
    seen.add(node)
    if isinstance(node, yaml.SequenceNode):
        return [
            _plain(loader, item, (*path, str(index)), source, seen) for index, item in enumerate(node.value)
        ]
    result: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = str(_scalar(loader, key_node, path, source)) if isinstance(key_node, yaml.ScalarNode) else "?"
        inner = (*path, key)
        if key in result:
            source.problems.append(
                Problem(".".join(inner), _repeated(path, key), key_node.start_mark.line + 1)
            )
            continue
        source.lines[inner] = key_node.start_mark.line + 1
        result[key] = _plain(loader, value_node, inner, source, seen)
    return result


def _scalar(loader: yaml.SafeLoader, node: yaml.ScalarNode, path: Path, source: Source) -> object:
    """One value; what cannot be read, or is larger than any number of a definition, is a problem."""
    try:
        plain: object = loader.construct_object(node, deep=True)
    except _NO_VALUE:
        source.report(path, messages.no_value(str(node.value)))
        return None
    if isinstance(plain, int | float) and not -_LARGEST_NUMBER <= plain <= _LARGEST_NUMBER:
        source.report(path, messages.no_value(str(node.value)))
        return None
    return plain


def _repeated(path: Path, key: str) -> str:
    return messages.repeated_transition(key) if path == ("transitions",) else messages.repeated_key(key)
