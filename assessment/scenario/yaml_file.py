"""Scenarios as YAML files (COMMANDS.md): read with every fault and its line, written so that people can keep them."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from assessment.errors import Fault, FaultLog, Refused
from assessment.inputs.opening_hours import is_valid
from assessment.inputs.yaml_text import line_of, read_yaml
from assessment.scenario.changes import (
    CHANGE_WORDS,
    Change,
    ChangeOpeningHours,
    CloseServicePoint,
    MoveServicePoint,
    OpenServicePoint,
    Scenario,
)

MAX_NAME_LENGTH = 80
# A cell of a spreadsheet that begins so is taken for a formula; a scenario's name stands in every row of impact.csv.
FORMULA_STARTS = ("=", "+", "-", "@")

TOP_FIELDS = ("name", "description", "changes")

_Place = tuple[str | int, ...]


@dataclass(frozen=True)
class _Field:
    """A field of a change: `text`, `longitude`, `latitude` or `hours`, and whether it must be given."""

    name: str
    type: str
    required: bool = True


_SERVICE_POINT = _Field("service_point", "text")
_LON_LAT = (_Field("lon", "longitude"), _Field("lat", "latitude"))
_NEW = (_Field("id", "text"), _Field("name", "text"), _Field("kind", "text"))

# Each kind of change: its fields and what it becomes. A further kind of change is a line in each and a dataclass.
CHANGE_FIELDS: Mapping[str, tuple[_Field, ...]] = {
    "close": (_SERVICE_POINT,),
    "open": (*_NEW, *_LON_LAT, _Field("opening_hours", "hours", required=False)),
    "move": (_SERVICE_POINT, *_LON_LAT),
    "opening_hours": (_SERVICE_POINT, _Field("opening_hours", "hours")),
}
_BUILT: Mapping[str, Callable[..., Change]] = {
    "close": CloseServicePoint,
    "open": OpenServicePoint,
    "move": MoveServicePoint,
    "opening_hours": ChangeOpeningHours,
}


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
        raise Refused([Fault("scenario_not_mapping", file, row=1, value=_shown(content))])
    reader = _Reader(file, lines, FaultLog())
    reader.unknown(content, TOP_FIELDS, "scenario_unknown_field", ())
    name = _name(content, reader)
    description = _description(content, reader)
    changes = _changes(content, reader)
    reader.log.raise_if_refused()
    return Scenario(name, description, changes, file)


def write_scenario(scenario: Scenario) -> str:
    """The scenario as YAML text, one line a change; reading it back gives an equal scenario."""
    changes = []
    for change in scenario.changes:
        word = CHANGE_WORDS[type(change)]
        values = {field.name: getattr(change, field.name) for field in CHANGE_FIELDS[word]}
        if values.get("opening_hours") == "" and word == "open":
            del values["opening_hours"]
        changes.append({word: values})
    document: dict[str, object] = {"name": scenario.name}
    if scenario.description:
        document["description"] = scenario.description
    document["changes"] = changes
    # None = collections of plain values on one line, all others as blocks: the form of COMMANDS.md.
    text: str = yaml.dump(
        document, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=100_000, default_flow_style=None
    )
    return text


class _Writer(yaml.SafeDumper):
    """Writes text that might be taken for a number in quotes."""


def _written_text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if re.match(r"[-+.0-9]", text) else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _written_text)


@dataclass(frozen=True)
class _Reader:
    """What reading a value needs to say where a fault is."""

    file: str
    lines: Mapping[_Place, int]
    log: FaultLog

    def add(self, code: str, place: _Place, value: object = None, **facts: str | int) -> None:
        """Add a fault about the value at a place; list positions are shown from 1."""
        field = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
        shown = None if value is None else _shown(value)
        row = line_of(place, self.lines)
        self.log.add(Fault(code, self.file, row=row, field=field or None, value=shown, facts=facts))

    def unknown(self, given: Mapping[object, object], known: Iterable[str], code: str, place: _Place) -> None:
        """Add a fault for every key that is none of the known ones."""
        known = tuple(known)
        for key in given:
            if key not in known:
                suggestion = _nearest(str(key), known)
                self.add(code, (*place, str(key)), str(key), known=", ".join(known), suggestion=suggestion)


def _name(content: Mapping[str, object], reader: _Reader) -> str:
    if content.get("name") is None:
        reader.add("scenario_missing_field", ("name",))
        return ""
    name = _text(content["name"], ("name",), reader) or ""
    if name and (len(name) > MAX_NAME_LENGTH or name.startswith(FORMULA_STARTS)):
        reader.add("scenario_name_bad", ("name",), name, limit=MAX_NAME_LENGTH)
    return name


def _description(content: Mapping[str, object], reader: _Reader) -> str:
    """A description may have several lines; blank is none."""
    description = content.get("description")
    if description is None:
        return ""
    if isinstance(description, str):
        return description
    return _text(description, ("description",), reader) or ""


def _changes(content: Mapping[str, object], reader: _Reader) -> tuple[Change, ...]:
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


def _change(item: object, place: _Place, reader: _Reader) -> Change | None:
    """One item of the list: a mapping of one word to its fields; None where a fault was added."""
    if not isinstance(item, dict) or len(item) != 1:
        reader.add("change_not_one_word", place, item if item is not None else "")
        return None
    word, body = next(iter(item.items()))
    if word not in CHANGE_FIELDS:
        suggestion = _nearest(str(word), CHANGE_FIELDS)
        reader.add("change_unknown_kind", place, str(word), known=", ".join(CHANGE_FIELDS), suggestion=suggestion)
        return None
    fields = CHANGE_FIELDS[word]
    place = (*place, word)
    if not isinstance(body, dict):
        shown = "" if body is None else body
        reader.add("change_no_fields", place, shown, expected=", ".join(field.name for field in fields))
        return None
    found_before = sum(reader.log.counts.values())
    reader.unknown(body, [field.name for field in fields], "change_unknown_field", place)
    values: dict[str, object] = {}
    for field in fields:
        absent = field.name not in body or (body[field.name] is None and field.type != "hours")
        if not absent:
            values[field.name] = _READERS[field.type](body[field.name], (*place, field.name), reader)
        elif field.required:
            reader.add("change_missing_field", (*place, field.name))
    if sum(reader.log.counts.values()) > found_before:
        return None
    return _BUILT[word](**values, line=line_of(place, reader.lines))


def _text(value: object, place: _Place, reader: _Reader) -> str | None:
    """One line of text; a whole number is text too, other values would not come back as they were written."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text.strip() or not text.isprintable():
        reader.add("change_bad_text", place, "" if value is None else value)
        return None
    return text


def _hours(value: object, place: _Place, reader: _Reader) -> str | None:
    """Opening hours; blank = not known."""
    text = "" if value is None else value
    if not isinstance(text, str) or not text.isprintable() or not is_valid(text.strip()):
        reader.add("change_bad_opening_hours", place, text)
        return None
    return text.strip()


def _degrees(value: object, place: _Place, reader: _Reader, limit: int) -> float | None:
    try:
        degrees = math.nan if isinstance(value, bool) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        degrees = math.nan
    if not math.isfinite(degrees):
        reader.add("change_bad_number", place, value)
        return None
    if abs(degrees) > limit:
        reader.add("change_bad_coordinate", place, value, limit=limit)
        return None
    return degrees


def _longitude(value: object, place: _Place, reader: _Reader) -> float | None:
    return _degrees(value, place, reader, 180)


def _latitude(value: object, place: _Place, reader: _Reader) -> float | None:
    return _degrees(value, place, reader, 90)


_READERS: Mapping[str, Callable[[object, _Place, _Reader], object]] = {
    "text": _text,
    "hours": _hours,
    "longitude": _longitude,
    "latitude": _latitude,
}


def _shown(value: object) -> str:
    """What was written, for a fault's value."""
    if isinstance(value, dict):
        return "{…}"
    return "[…]" if isinstance(value, list | tuple | set) else str(value)


def _nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like the one written; where none is like it, all of them."""
    return ", ".join(difflib.get_close_matches(word, list(known), n=1) or known)
