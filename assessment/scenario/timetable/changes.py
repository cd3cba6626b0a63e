"""What a change to the timetable is: lines, trips, stops and their accessibility, as a planner names them.

A `line` is named by its route short name or its route id, a stop by its id. Times are seconds since midnight of the
service day. `days` are any of weekday, saturday, sunday and all (see `days`), or service ids of the feed.
`direction` is 0, 1 or "both". `row` is where the change stands in its file, for faults.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Direction = Literal[0, 1, "both"]
ALL_DAYS = ("all",)
WEEKDAYS_ONLY = ("weekday",)


@dataclass(frozen=True)
class NewStop:
    """A stop that is not in the feed; degrees WGS84; wheelchair_boarding None = not known."""

    id: str
    name: str
    lon: float
    lat: float
    wheelchair_boarding: bool | None = None


StopPlace = str | NewStop


@dataclass(frozen=True)
class StopOnLine:
    """Where a line calls at a new stop: after which stop, and how many minutes longer the trip gets."""

    line: str
    after: str
    extra_min: float


@dataclass(frozen=True)
class RemoveLine:
    """No trip of the line runs any more."""

    line: str
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class RemoveTrips:
    """The line's trips that start from from_s on and before to_s do not run on those days."""

    line: str
    from_s: int
    to_s: int
    days: tuple[str, ...] = ALL_DAYS
    direction: Direction = "both"
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class RetimeTrips:
    """The line's trips that start in the window run shift_min minutes later (negative: earlier)."""

    line: str
    from_s: int
    to_s: int
    shift_min: int
    days: tuple[str, ...] = ALL_DAYS
    direction: Direction = "both"
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Headway:
    """The line's trips that start in the window give way to copies of a typical one, every so many minutes."""

    line: str
    from_s: int
    to_s: int
    every_min: int
    direction: Direction = "both"
    days: tuple[str, ...] = ALL_DAYS
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class AddLine:
    """A new line along stops, by minutes from its first stop or by a speed; first and last are departures."""

    id: str
    name: str
    stops: tuple[StopPlace, ...]
    first_s: int
    last_s: int
    every_min: int
    minutes: tuple[float, ...] | None = None
    speed_kmh: float | None = None
    days: tuple[str, ...] = WEEKDAYS_ONLY
    both_directions: bool = True
    wheelchair_accessible: bool | None = None
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class ExtendLine:
    """Trips that end at a stop go on to further ones; minutes count from that stop. Return trips begin there."""

    line: str
    after: str
    stops: tuple[StopPlace, ...]
    minutes: tuple[float, ...] | None = None
    speed_kmh: float | None = None
    both_directions: bool = True
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class ShortenLine:
    """The line begins at from_stop or ends at to_stop, seen in its first direction; return trips likewise."""

    line: str
    from_stop: str | None = None
    to_stop: str | None = None
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class RerouteLine:
    """Between two of its stops the line takes another way; minutes count from the first, the last is the second's."""

    line: str
    between: tuple[str, str]
    via: tuple[StopPlace, ...] = ()
    minutes: tuple[float, ...] | None = None
    speed_kmh: float | None = None
    direction: Direction = "both"
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class MoveStop:
    """The stop is at another place; times stay."""

    stop: str
    lon: float
    lat: float
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class AddStop:
    """A new stop, and the lines that call there."""

    id: str
    name: str
    lon: float
    lat: float
    lines: tuple[StopOnLine, ...] = ()
    wheelchair_boarding: bool | None = None
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class RemoveStop:
    """No vehicle calls at the stop any more; times elsewhere stay."""

    stop: str
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class AccessibleStops:
    """A wheelchair can board at the stops, or at every stop of a line; a station stands for all its platforms."""

    stops: tuple[str, ...] | None = None
    line: str | None = None
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class AccessibleVehicles:
    """A wheelchair fits into every vehicle of the line."""

    line: str
    row: int | None = field(default=None, compare=False, repr=False)


TimetableChange = (
    RemoveLine
    | RemoveTrips
    | RetimeTrips
    | Headway
    | AddLine
    | ExtendLine
    | ShortenLine
    | RerouteLine
    | MoveStop
    | AddStop
    | RemoveStop
    | AccessibleStops
    | AccessibleVehicles
)
