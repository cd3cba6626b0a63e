"""Makes one change to the timetable after another, and tells those that repeat or contradict an earlier one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from assessment.scenario.faults import ChangeFaults
from assessment.scenario.timetable.accessibility import accessible_stops, accessible_vehicles
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
from assessment.scenario.timetable.draft import Draft
from assessment.scenario.timetable.lines import add_line, remove_line
from assessment.scenario.timetable.routes import extend_line, reroute_line, shorten_line
from assessment.scenario.timetable.stops import add_stop, move_stop, remove_stop
from assessment.scenario.timetable.trips import headway, overlapping, remove_trips, retime_trips

_MAKERS: Mapping[type, Callable[[Any, Draft, ChangeFaults], None]] = MappingProxyType(
    {
        RemoveLine: remove_line,
        RemoveTrips: remove_trips,
        RetimeTrips: retime_trips,
        Headway: headway,
        AddLine: add_line,
        ExtendLine: extend_line,
        ShortenLine: shorten_line,
        RerouteLine: reroute_line,
        MoveStop: move_stop,
        AddStop: add_stop,
        RemoveStop: remove_stop,
        AccessibleStops: accessible_stops,
        AccessibleVehicles: accessible_vehicles,
    }
)


class TimetableChanges:
    """The changes made so far, each with its number in the list."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._made: list[tuple[int, TimetableChange]] = []

    def make(self, change: TimetableChange, faults: ChangeFaults) -> None:
        """Make a change, or add its faults; adds `change_repeated`, `change_contradicts`."""
        for number, earlier in self._made:
            if change == earlier:
                faults.add("change_repeated", "line" if hasattr(change, "line") else "stop", "", first=number)
                return
            if self._contradicts(change, earlier):
                faults.add("change_contradicts", "line" if hasattr(change, "line") else "stop", "", first=number)
                return
        self._made.append((faults.number, change))
        _MAKERS[type(change)](change, self.draft, faults)

    def _contradicts(self, change: TimetableChange, earlier: TimetableChange) -> bool:
        """Whether both say how the same thing is to be, each in its own way."""
        match change, earlier:
            case MoveStop(), MoveStop():
                return change.stop == earlier.stop
            case RerouteLine(), RerouteLine():
                same_way = "both" in (change.direction, earlier.direction) or change.direction == earlier.direction
                return self._same_line(change.line, earlier.line) and change.between == earlier.between and same_way
            case Headway(), Headway():
                return self._same_line(change.line, earlier.line) and overlapping(change, earlier)
        return False

    def _same_line(self, one: str, other: str) -> bool:
        return one == other or bool(self._routes(one) & self._routes(other))

    def _routes(self, written: str) -> set[int]:
        names = zip(self.draft.route_id, self.draft.line_name, strict=True)
        return {row for row, both in enumerate(names) if written in both}
