"""Reads the values of a scenario file one by one; what is wrong with them is told with its line and place."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from assessment.errors import Fault, FaultLog
from assessment.inputs.opening_hours import is_valid
from assessment.inputs.yaml_text import line_of

Place = tuple[str | int, ...]

_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?::([0-5][0-9]))?")
MAX_HOURS = 48
MAX_LIST = 500
"""No line has more stops; a longer list is a mistake."""


@dataclass(frozen=True)
class Reader:
    """What reading a value needs to say where a fault is."""

    file: str
    lines: Mapping[Place, int]
    log: FaultLog

    @property
    def found(self) -> int:
        """How many faults were found so far."""
        return sum(self.log.counts.values())

    def add(self, code: str, place: Place, value: object = None, **facts: str | int) -> None:
        """Add a fault about the value at a place; list positions are shown from 1."""
        field = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
        text = None if value is None else shown(value)
        row = line_of(place, self.lines)
        self.log.add(Fault(code, self.file, row=row, field=field or None, value=text, facts=facts))

    def unknown(self, given: Mapping[object, object], known: Iterable[str], code: str, place: Place) -> None:
        """Add a fault for every key that is none of the known ones."""
        known = tuple(known)
        for key in given:
            if key not in known:
                facts = {"known": ", ".join(known), "suggestion": nearest(str(key), known)}
                self.add(code, (*place, str(key)), str(key), **facts)


def text_value(value: object, place: Place, reader: Reader) -> str | None:
    """One line of text; a whole number is text too, other values would not come back as they were written."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text.strip() or not text.isprintable():
        reader.add("change_bad_text", place, "" if value is None else value)
        return None
    return text


def hours(value: object, place: Place, reader: Reader) -> str | None:
    """Opening hours; blank = not known."""
    text = "" if value is None else value
    if not isinstance(text, str) or not text.isprintable() or not is_valid(text.strip()):
        reader.add("change_bad_opening_hours", place, text)
        return None
    return text.strip()


def number(value: object, place: Place, reader: Reader) -> float | None:
    """A finite number."""
    try:
        found = math.nan if isinstance(value, bool) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if not math.isfinite(found):
        reader.add("change_bad_number", place, value)
        return None
    return found


def whole(value: object, place: Place, reader: Reader) -> int | None:
    """A whole number."""
    found = number(value, place, reader)
    if found is not None and not found.is_integer():
        reader.add("change_not_whole", place, value)
        return None
    return None if found is None else int(found)


def _degrees(value: object, place: Place, reader: Reader, limit: int) -> float | None:
    degrees = number(value, place, reader)
    if degrees is not None and abs(degrees) > limit:
        reader.add("change_bad_coordinate", place, value, limit=limit)
        return None
    return degrees


def longitude(value: object, place: Place, reader: Reader) -> float | None:
    """Degrees east."""
    return _degrees(value, place, reader, 180)


def latitude(value: object, place: Place, reader: Reader) -> float | None:
    """Degrees north."""
    return _degrees(value, place, reader, 90)


def time(value: object, place: Place, reader: Reader) -> int | None:
    """A time of the service day, HH:MM up to 48:00, in seconds."""
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    seconds = int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0) if match else -1
    if not 0 <= seconds <= MAX_HOURS * 3600:
        reader.add("change_bad_time", place, value)
        return None
    return seconds


def flag(value: object, place: Place, reader: Reader) -> bool | None:
    """true or false."""
    if not isinstance(value, bool):
        reader.add("change_bad_choice", place, value, known="true, false")
        return None
    return value


def direction(value: object, place: Place, reader: Reader) -> object:
    """0, 1 or both."""
    if value in ("0", "1") or (value in (0, 1) and not isinstance(value, bool | float)):
        return int(value)
    if value != "both":
        reader.add("change_bad_choice", place, value, known="0, 1, both")
        return None
    return value


def list_of(
    read: Callable[[object, Place, Reader], object], count: int | None = None, single: bool = False
) -> Callable[[object, Place, Reader], tuple[object, ...] | None]:
    """A reader of a list of such values, of a fixed count where given; `single`: one value alone is a list too."""

    def read_list(value: object, place: Place, reader: Reader) -> tuple[object, ...] | None:
        if single and not isinstance(value, list):
            value = [value]
        if not isinstance(value, list) or len(value) > MAX_LIST or (count is not None and len(value) != count):
            reader.add("change_bad_list", place, value, n="–" if count is None else count)
            return None
        before = reader.found
        items = tuple(read(item, (*place, n), reader) for n, item in enumerate(value))
        return items if reader.found == before else None

    return read_list


def shown(value: object) -> str:
    """What was written, for a fault's value."""
    if isinstance(value, dict):
        return "{…}"
    return "[…]" if isinstance(value, list | tuple | set) else str(value)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like the one written; where none is like it, all of them."""
    return ", ".join(difflib.get_close_matches(word, list(known), n=1) or known)
