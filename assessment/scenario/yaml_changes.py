"""The fields of each kind of change in a scenario file: which there are, how they are read and written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any

from assessment.inputs.service_taxi_yaml import TAXI_FIELDS, TaxiReader, parse_service_taxi, written_service_taxi
from assessment.inputs.yaml_text import line_of
from assessment.scenario.changes import (
    CHANGE_WORDS,
    AddBookmobileStop,
    AddServiceTaxi,
    Change,
    ChangeOpeningHours,
    CloseServicePoint,
    MoveServicePoint,
    OpenServicePoint,
    RemoveBookmobileStop,
    RemoveServiceTaxi,
)
from assessment.scenario.timetable.changes import (
    AccessibleStops,
    AccessibleVehicles,
    AddLine,
    AddStop,
    ExtendLine,
    Headway,
    MoveStop,
    NewStop,
    RemoveLine,
    RemoveStop,
    RemoveTrips,
    RerouteLine,
    RetimeTrips,
    ShortenLine,
    StopOnLine,
)
from assessment.scenario.yaml_reader import (
    Place,
    Reader,
    direction,
    flag,
    hours,
    latitude,
    list_of,
    longitude,
    number,
    text_value,
    time,
    whole,
)


@dataclass(frozen=True)
class Field:
    """A field in the file: how it is read, and the attribute it becomes where that has another name."""

    name: str
    read: Callable[[object, Place, Reader], object]
    attribute: str = ""

    @property
    def becomes(self) -> str:
        """The attribute's name."""
        return self.attribute or self.name


def _mapping_of(made: type, known: tuple[Field, ...]) -> Callable[[object, Place, Reader], object]:
    """A reader of a mapping with these fields that becomes a `made`."""

    def read(value: object, place: Place, reader: Reader) -> object:
        if not isinstance(value, dict):
            expected = ", ".join(field.name for field in known)
            reader.add("change_no_fields", place, "" if value is None else value, expected=expected)
            return None
        values = read_fields(made, known, value, place, reader)
        return None if values is None else made(**values)

    return read


def read_fields(
    made: type, known: tuple[Field, ...], body: Mapping[object, object], place: Place, reader: Reader
) -> dict[str, Any] | None:
    """The values of a mapping's fields; None where a fault was added. A field must be there unless it has a default."""
    before = reader.found
    reader.unknown(body, [field.name for field in known], "change_unknown_field", place)
    required = {field.name for field in fields(made) if field.default is MISSING}
    values: dict[str, Any] = {}
    for field in known:
        given = body.get(field.name)
        if given is not None or (field.name in body and field.read is hours):
            values[field.becomes] = field.read(given, (*place, field.name), reader)
        elif field.becomes in required:
            reader.add("change_missing_field", (*place, field.name))
    return values if reader.found == before else None


def _text(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, text_value) for name in names)


_LON_LAT = (Field("lon", longitude), Field("lat", latitude))
_HOURS = Field("opening_hours", hours)
_BOARDING = Field("wheelchair_boarding", flag)
_NEW_STOP = (*_text("id", "name"), *_LON_LAT, _BOARDING)
_STOP_ON_LINE = (*_text("line", "after"), Field("extra_min", number))
_WINDOW = (Field("from", time, "from_s"), Field("to", time, "to_s"))
_DAYS = Field("days", list_of(text_value, single=True))
_DIRECTION = Field("direction", direction)
_TIMES = (Field("minutes", list_of(number)), Field("speed_kmh", number))
_BOTH = Field("both_directions", flag)


def _stop_place(value: object, place: Place, reader: Reader) -> object:
    """A stop by its id, or a new one."""
    read = _mapping_of(NewStop, _NEW_STOP) if isinstance(value, dict) else text_value
    return read(value, place, reader)


_STOPS = list_of(_stop_place)

CHANGE_FIELDS: Mapping[type, tuple[Field, ...]] = {
    CloseServicePoint: _text("service_point"),
    OpenServicePoint: (*_text("id", "name", "kind"), *_LON_LAT, _HOURS),
    MoveServicePoint: (*_text("service_point"), *_LON_LAT),
    ChangeOpeningHours: (*_text("service_point"), _HOURS),
    RemoveLine: _text("line"),
    RemoveTrips: (*_text("line"), *_WINDOW, _DAYS, _DIRECTION),
    RetimeTrips: (*_text("line"), *_WINDOW, Field("shift_min", whole), _DAYS, _DIRECTION),
    Headway: (*_text("line"), _DIRECTION, *_WINDOW, Field("every_min", whole), _DAYS),
    AddLine: (
        *_text("id", "name"),
        Field("stops", _STOPS),
        *_TIMES,
        Field("first", time, "first_s"),
        Field("last", time, "last_s"),
        Field("every_min", whole),
        _DAYS,
        _BOTH,
        Field("wheelchair_accessible", flag),
    ),
    ExtendLine: (*_text("line", "after"), Field("stops", _STOPS), *_TIMES, _BOTH),
    ShortenLine: _text("line", "from_stop", "to_stop"),
    RerouteLine: (
        *_text("line"),
        Field("between", list_of(text_value, count=2)),
        Field("via", _STOPS),
        *_TIMES,
        _DIRECTION,
    ),
    MoveStop: (*_text("stop"), *_LON_LAT),
    AddStop: (
        *_text("id", "name"),
        *_LON_LAT,
        Field("lines", list_of(_mapping_of(StopOnLine, _STOP_ON_LINE))),
        _BOARDING,
    ),
    RemoveStop: _text("stop"),
    AccessibleStops: (Field("stops", list_of(text_value)), *_text("line")),
    AccessibleVehicles: _text("line"),
    RemoveServiceTaxi: _text("taxi"),
    AddBookmobileStop: (*_text("id", "name"), *_LON_LAT, _HOURS, *_text("kind"), Field("stay_min", number)),
    RemoveBookmobileStop: _text("service_point"),
}
_KIND_OF_WORD = {word: kind for kind, word in CHANGE_WORDS.items()}


def field_names(word: str) -> tuple[str, ...]:
    """The fields that a change of this word has in a file."""
    kind = _KIND_OF_WORD[word]
    return TAXI_FIELDS if kind is AddServiceTaxi else tuple(field.name for field in CHANGE_FIELDS[kind])


def read_change(word: str, body: Mapping[object, object], place: Place, reader: Reader) -> Change | None:
    """The change that a word and its fields tell; None where a fault was added."""
    row = line_of(place, reader.lines)
    kind = _KIND_OF_WORD[word]
    if kind is AddServiceTaxi:
        before = reader.found
        taxi = parse_service_taxi(body, place, TaxiReader(reader.file, reader.lines, reader.log, None))
        return AddServiceTaxi(taxi, row) if taxi is not None and reader.found == before else None
    values = read_fields(kind, CHANGE_FIELDS[kind], body, place, reader)
    made: Change | None = None if values is None else kind(**values, row=row)
    return made


def written_change(change: Change) -> dict[str, object]:
    """The change as plain values: its word and its fields; what is as usual is left out."""
    word = CHANGE_WORDS[type(change)]
    if isinstance(change, AddServiceTaxi):
        return {word: written_service_taxi(change.taxi)}
    return {word: _written(change, CHANGE_FIELDS[type(change)])}


def _written(made: Any, known: tuple[Field, ...]) -> dict[str, object]:
    usual = {field.name: field.default for field in fields(made)}
    values: dict[str, object] = {}
    for field in known:
        value = getattr(made, field.becomes)
        if value is None or (value == usual[field.becomes] and field.becomes not in _ALWAYS_WRITTEN):
            continue
        if field.read is time:
            value = _clock(value)
        elif field is _DAYS and len(value) == 1:
            value = value[0]
        values[field.name] = _plain(value)
    return values


# Told even where it is as usual: a reader should not have to know what that is.
_ALWAYS_WRITTEN = ("days", "via")


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, NewStop):
        return _written(value, _NEW_STOP)
    if isinstance(value, StopOnLine):
        return _written(value, _STOP_ON_LINE)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 and not re.match("-0", str(value)):
        return int(value)
    return value


def _clock(seconds: int) -> str:
    tail = f":{seconds % 60:02d}" if seconds % 60 else ""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}{tail}"
