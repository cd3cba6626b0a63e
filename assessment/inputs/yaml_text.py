"""YAML as people write it by hand: plain values, no tricks, and the line that every value stands on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NoReturn

import yaml

from assessment.errors import Fault, Refused

Path = tuple[str | int, ...]

# Far beyond any file written by hand; PyYAML's time grows with the square of how deep brackets stand in each other.
MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 50


class _PlainLoader(yaml.SafeLoader):
    """Only null, true, false and decimal numbers are more than text (YAML 1.2): 091, 9:30 and no stay as written."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - the library's own name


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)


def read_yaml(text: str, file: str) -> tuple[object, Mapping[Path, int]]:
    """The document's content, and the line (from 1) of every value by its path of keys and list positions.

    Raises Refused: `yaml_invalid` (with the line), `yaml_alias` (anchors and aliases are not needed and can be made to
    grow without end), `yaml_too_complex`, `yaml_key_twice`.
    """
    try:
        _must_be_simple(text, file)
        loader = _PlainLoader(text)
        node = loader.get_single_node()
        if node is None:
            return None, {}
        lines: dict[Path, int] = {}
        twice: list[Fault] = []
        _visit(node, (), file, lines, twice)
        if twice:
            raise Refused(twice)
        return loader.construct_document(node), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _refuse(file, mark.line + 1 if mark else None, error.problem or error.context or "", error)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        _refuse(file, None, str(error).splitlines()[0][:80] if str(error) else type(error).__name__, error)


def _must_be_simple(text: str, file: str) -> None:
    """Refuse what nobody writes by hand before it costs time: great length, deep nesting, aliases."""
    if len(text) > MAX_CHARACTERS:
        raise Refused([Fault("yaml_too_complex", file)])
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise Refused([Fault("yaml_alias", file, row=_line(event))])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise Refused([Fault("yaml_too_complex", file, row=_line(event))])


def line_of(path: Path, lines: Mapping[Path, int]) -> int | None:
    """The line of a path, or of the nearest part of it that stands in the file."""
    for length in range(len(path), -1, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def _visit(node: yaml.Node, path: Path, file: str, lines: dict[Path, int], twice: list[Fault]) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            _visit(item, (*path, i), file, lines, twice)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*path, str(key.value))
            line = key.start_mark.line + 1
            if inner in lines:
                twice.append(Fault("yaml_key_twice", file, row=line, field=".".join(map(str, inner))))
            lines[inner] = line
            _visit(value, inner, file, lines, twice)


def _refuse(file: str, row: int | None, reason: str, error: Exception) -> NoReturn:
    raise Refused([Fault("yaml_invalid", file, row=row, facts={"reason": reason})]) from error


def _line(event: yaml.Event) -> int | None:
    return event.start_mark.line + 1 if event.start_mark is not None else None
