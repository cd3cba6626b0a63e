"""Scenarios as YAML files (COMMANDS.md): read with every fault and its line, written so that people can keep them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from assessment.errors import Fault, FaultLog, Refused
from assessment.inputs.yaml_text import read_yaml
from assessment.scenario.changes import CHANGE_WORDS, Change, Scenario
from assessment.scenario.yaml_changes import field_names, read_change, written_change
from assessment.scenario.yaml_reader import Place, Reader, nearest, shown, text_value

MAX_NAME_LENGTH = 80
# A cell of a spreadsheet that begins so is taken for a formula; a scenario's name stands in every row of impact.csv.
FORMULA_STARTS = ("=", "+", "-", "@")

TOP_FIELDS = ("name", "description", "changes")


def read_scenario(path: Path) -> Scenario:
    """Read a scenario file. Raises Refused with every fault found, each with its line."""
    return parse_scenario(text_of(path), path.name)


def text_of(path: Path) -> str:
    """The text of a scenario file as it stands. Raises Refused: `scenario_unreadable`, `scenario_encoding`."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused([Fault("scenario_encoding", path.name)]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise Refused([Fault("scenario_unreadable", path.name, facts={"reason": reason})]) from error


def parse_scenario(text: str, file: str = "scenario.yaml") -> Scenario:
    """The scenario written in a text; `file` is its name in faults. Raises Refused with every fault found.

    What is no YAML, or gives a key twice, is refused at once by inputs.yaml_text; all other faults come together.
    What needs the municipality (does the service point exist?) is checked by `apply_scenario`.
    """
    content, lines = read_yaml(text, file)
    if content is None or content == "":
        raise Refused([Fault("scenario_empty", file)])
    if not isinstance(content, dict):
        raise Refused([Fault("scenario_not_mapping", file, row=1, value=shown(content))])
    reader = Reader(file, lines, FaultLog())
    reader.unknown(content, TOP_FIELDS, "scenario_unknown_field", ())
    name = _name(content, reader)
    description = _description(content, reader)
    changes = _changes(content, reader)
    reader.log.raise_if_refused()
    return Scenario(name, description, changes, file)


def write_scenario(scenario: Scenario) -> str:
    """The scenario as YAML text, one line a change; reading it back gives an equal scenario."""
    document: dict[str, object] = {"name": scenario.name}
    if scenario.description:
        document["description"] = scenario.description
    document["changes"] = [_OneLine(written_change(change)) for change in scenario.changes]
    # None = an empty list of changes on its key's line: the form of COMMANDS.md.
    text: str = yaml.dump(
        document, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=100_000, default_flow_style=None
    )
    return text


class _OneLine(dict[str, object]):
    """A change: its word as a block, its fields on the same line whatever they hold."""


class _Fields(dict[str, object]):
    """The fields of a change."""


class _Writer(yaml.SafeDumper):
    """Writes text that might be taken for a number in quotes."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _written_text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if re.match(r"[-+.0-9]", text) else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _written_change(writer: yaml.SafeDumper, change: _OneLine) -> yaml.MappingNode:
    fields = {word: _Fields(values) for word, values in change.items() if isinstance(values, dict)}
    return writer.represent_mapping("tag:yaml.org,2002:map", fields, flow_style=False)


def _written_fields(writer: yaml.SafeDumper, values: _Fields) -> yaml.MappingNode:
    return writer.represent_mapping("tag:yaml.org,2002:map", dict(values), flow_style=True)


_Writer.add_representer(str, _written_text)
_Writer.add_representer(_OneLine, _written_change)
_Writer.add_representer(_Fields, _written_fields)


def _name(content: Mapping[str, object], reader: Reader) -> str:
    if content.get("name") is None:
        reader.add("scenario_missing_field", ("name",))
        return ""
    name = text_value(content["name"], ("name",), reader) or ""
    if name and (len(name) > MAX_NAME_LENGTH or name.startswith(FORMULA_STARTS)):
        reader.add("scenario_name_bad", ("name",), name, limit=MAX_NAME_LENGTH)
    return name


def _description(content: Mapping[str, object], reader: Reader) -> str:
    """A description may have several lines; blank is none."""
    description = content.get("description")
    if description is None:
        return ""
    if isinstance(description, str):
        return description
    return text_value(description, ("description",), reader) or ""


def _changes(content: Mapping[str, object], reader: Reader) -> tuple[Change, ...]:
    if "changes" not in content:
        reader.add("scenario_missing_field", ("changes",))
        return ()
    items = content["changes"]
    if items is None:
        return ()
    if not isinstance(items, list):
        reader.add("scenario_changes_not_list", ("changes",), items)
        return ()
    read = [_change(item, ("changes", number), reader) for number, item in enumerate(items)]
    return tuple(change for change in read if change is not None)


def _change(item: object, place: Place, reader: Reader) -> Change | None:
    """One item of the list: a mapping of one word to its fields; None where a fault was added."""
    if not isinstance(item, dict) or len(item) != 1:
        reader.add("change_not_one_word", place, item if item is not None else "")
        return None
    word, body = next(iter(item.items()))
    words = tuple(CHANGE_WORDS.values())
    if word not in words:
        reader.add(
            "change_unknown_kind", place, str(word), known=", ".join(words), suggestion=nearest(str(word), words)
        )
        return None
    place = (*place, word)
    if not isinstance(body, dict):
        shown_body = "" if body is None else body
        reader.add("change_no_fields", place, shown_body, expected=", ".join(field_names(word)))
        return None
    return read_change(word, body, place, reader)
