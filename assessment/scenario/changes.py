"""What a change is, to service points, bookmobile stops, service taxis or the timetable; a scenario lists changes.

`row` is where a change stands in its file, for faults. Changes to the timetable are in `timetable.changes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from assessment.inputs.service_taxi import ServiceTaxi
from assessment.scenario.timetable.changes import (
    AccessibleStops,
    AccessibleVehicles,
    AddLine,
    AddStop,
    ExtendLine,
    Headway,
    MoveStop,
    RemoveLine,
    RemoveStop,
    RemoveTrips,
    RerouteLine,
    RetimeTrips,
    ShortenLine,
    TimetableChange,
)


@dataclass(frozen=True)
class CloseServicePoint:
    """The service point gives no service any more."""

    service_point: str
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class OpenServicePoint:
    """A new service point; lon and lat in WGS84 degrees, opening hours in OpenStreetMap's syntax, "" = not known."""

    id: str
    name: str
    kind: str
    lon: float
    lat: float
    opening_hours: str = ""
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class MoveServicePoint:
    """The service point moves to another place; lon and lat in WGS84 degrees."""

    service_point: str
    lon: float
    lat: float
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class ChangeOpeningHours:
    """The service point is open at other hours; OpenStreetMap's syntax, "" = not known."""

    service_point: str
    opening_hours: str
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class AddBookmobileStop:
    """A stop of a bookmobile: the service is there in these hours only. stay_min: shortest useful visit."""

    id: str
    name: str
    lon: float
    lat: float
    opening_hours: str
    kind: str = "library"
    stay_min: float | None = None
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class RemoveBookmobileStop:
    """The bookmobile does not stop there any more."""

    service_point: str
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class AddServiceTaxi:
    """A new service taxi."""

    taxi: ServiceTaxi
    row: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class RemoveServiceTaxi:
    """The service taxi does not run any more."""

    taxi: str
    row: int | None = field(default=None, compare=False, repr=False)


ServicePointChange = (
    CloseServicePoint
    | OpenServicePoint
    | MoveServicePoint
    | ChangeOpeningHours
    | AddBookmobileStop
    | RemoveBookmobileStop
)
ServiceTaxiChange = AddServiceTaxi | RemoveServiceTaxi
Change = ServicePointChange | ServiceTaxiChange | TimetableChange

# The word that names each kind of change in a scenario file.
CHANGE_WORDS: Mapping[type, str] = MappingProxyType(
    {
        CloseServicePoint: "close",
        OpenServicePoint: "open",
        MoveServicePoint: "move",
        ChangeOpeningHours: "opening_hours",
        RemoveLine: "remove_line",
        RemoveTrips: "remove_trips",
        RetimeTrips: "retime_trips",
        Headway: "headway",
        AddLine: "add_line",
        ExtendLine: "extend_line",
        ShortenLine: "shorten_line",
        RerouteLine: "reroute_line",
        MoveStop: "move_stop",
        AddStop: "add_stop",
        RemoveStop: "remove_stop",
        AccessibleStops: "accessible_stops",
        AccessibleVehicles: "accessible_vehicles",
        AddServiceTaxi: "add_service_taxi",
        RemoveServiceTaxi: "remove_service_taxi",
        AddBookmobileStop: "add_bookmobile_stop",
        RemoveBookmobileStop: "remove_bookmobile_stop",
    }
)


@dataclass(frozen=True)
class Scenario:
    """An alternative: its name (VE1), a description and the changes in order; `file` is its file, for faults."""

    name: str
    description: str = ""
    changes: tuple[Change, ...] = ()
    file: str = field(default="scenario.yaml", compare=False, repr=False)

    def with_change(self, change: Change) -> Scenario:
        """The scenario with one more change at its end."""
        return replace(self, changes=(*self.changes, change))

    def without_change(self, index: int) -> Scenario:
        """The scenario without the change at that place: undo is nothing but this. Raises IndexError."""
        if not 0 <= index < len(self.changes):
            raise IndexError(index)
        return replace(self, changes=self.changes[:index] + self.changes[index + 1 :])
