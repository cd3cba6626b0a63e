"""Changes in words: catalogue keys and the facts that fill their gaps; the words themselves are put in at the edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from assessment.scenario.changes import (
    CHANGE_WORDS,
    AddBookmobileStop,
    AddServiceTaxi,
    Change,
    ChangeOpeningHours,
    MoveServicePoint,
    OpenServicePoint,
    RemoveServiceTaxi,
    Scenario,
    ServicePointChange,
)
from assessment.scenario.timetable.changes import (
    AccessibleStops,
    AddLine,
    AddStop,
    Direction,
    ExtendLine,
    Headway,
    MoveStop,
    NewStop,
    RemoveStop,
    RemoveTrips,
    RerouteLine,
    RetimeTrips,
    ShortenLine,
    StopPlace,
)
from assessment.scenario.timetable.days import ALL, KINDS
from assessment.scenario.timetable.trips import clock

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality
    from assessment.inputs.timetable import Timetable

_Facts = dict[str, str | float]


@dataclass(frozen=True)
class ChangeInWords:
    """A change for the screen: the catalogue key (`change.close`) and the facts that fill its gaps."""

    key: str
    facts: Mapping[str, str | float]


def describe(
    scenario: Scenario,
    names: Mapping[str, str],
    timetable: Timetable | None = None,
    taxis: Mapping[str, str] | None = None,
) -> tuple[ChangeInWords, ...]:
    """The changes in order as catalogue keys and facts.

    `names`: the baseline's service point names by id, `taxis` those of its service taxis; `timetable` tells the names
    of stops and lines. What an earlier change opened or added is known by the name given there, what nobody knows by
    its id.
    """
    known = _Names(dict(names), dict(taxis or {}), timetable)
    told = []
    for change in scenario.changes:
        known.learn(change)
        ending, facts = known.facts(change)
        told.append(ChangeInWords(f"change.{CHANGE_WORDS[type(change)]}{ending}", MappingProxyType(facts)))
    return tuple(told)


def describe_for(scenario: Scenario, municipality: Municipality) -> tuple[ChangeInWords, ...]:
    """The changes in order, with the names that the municipality knows."""
    points = municipality.service_points.table
    names = dict(zip(points["id"].tolist(), points["name"].tolist(), strict=True))
    taxis = {taxi.id: taxi.name for taxi in municipality.service_taxis}
    return describe(scenario, names, municipality.timetable, taxis)


class _Names:
    """What things are called, so far."""

    def __init__(self, points: dict[str, str], taxis: dict[str, str], timetable: Timetable | None) -> None:
        self.points, self.taxis, self.timetable = points, taxis, timetable
        self.stops: dict[str, str] = {}
        self.lines: dict[str, str] = {}
        if timetable is not None:
            stops, routes = timetable.stops, timetable.routes
            self.stops = dict(zip(stops["stop_id"].tolist(), stops["name"].tolist(), strict=True))
            self.lines = dict(zip(routes["route_id"].tolist(), routes["short_name"].tolist(), strict=True))

    def learn(self, change: Change) -> None:
        """Take in the names that a change gives."""
        if isinstance(change, OpenServicePoint | AddBookmobileStop):
            self.points[change.id] = change.name
        elif isinstance(change, AddServiceTaxi):
            self.taxis[change.taxi.id] = change.taxi.name
        elif isinstance(change, AddLine):
            self.lines[change.id] = change.name
        elif isinstance(change, AddStop):
            self.stops[change.id] = change.name
        for place in (*(getattr(change, "stops", None) or ()), *getattr(change, "via", ())):
            if isinstance(place, NewStop):
                self.stops[place.id] = place.name

    def stop(self, place: StopPlace) -> str:
        """What a stop is called."""
        return place.name if isinstance(place, NewStop) else self.stops.get(place) or place

    def stop_list(self, places: Sequence[StopPlace]) -> str:
        """What stops are called."""
        return ", ".join(self.stop(place) for place in places)

    def line(self, written: str, direction: Direction = "both") -> str:
        """What a line is called; with a direction also where that goes to: "3 → Anjala"."""
        name = self.lines.get(written) or written
        if direction == "both" or self.timetable is None:
            return name
        routes, trips = self.timetable.routes, self.timetable.trips
        rows = ((routes["route_id"] == written) | (routes["short_name"] == written)).to_numpy().nonzero()[0]
        signs = trips["headsign"][trips["route"].isin(rows) & (trips["direction_id"] == direction)]
        return f"{name} → {signs.iloc[0]}" if len(signs) and signs.iloc[0] else f"{name} ({direction})"

    def facts(self, change: Change) -> tuple[str, _Facts]:
        """The ending of the change's key, and its facts."""
        if isinstance(change, ServicePointChange):
            return "", self._of_service_point(change)
        match change:
            case AddServiceTaxi():
                return "", {"id": change.taxi.id, "name": change.taxi.name}
            case RemoveServiceTaxi():
                return "", {"id": change.taxi, "name": self.taxis.get(change.taxi) or change.taxi}
            case RemoveTrips() | Headway():
                facts = self._of_window(change)
                if isinstance(change, Headway):
                    facts["every_min"] = change.every_min
                return _days(change.days), facts
            case RetimeTrips():
                way = "_later" if change.shift_min > 0 else "_earlier"
                return way + _days(change.days), self._of_window(change) | {"minutes": abs(change.shift_min)}
            case AddLine():
                facts = {"line": change.name, "every_min": change.every_min, "days": ", ".join(change.days)}
                facts |= {"from_time": clock(change.first_s), "to_time": clock(change.last_s)}
                ends = (self.stop(place) for place in (change.stops[:1] + change.stops[-1:] if change.stops else ()))
                facts["ends"] = "–".join(ends)
                return _days(change.days), facts
            case ExtendLine():
                facts = {"line": self.line(change.line), "after": self.stop(change.after)}
                return "", facts | {"stop": self.stop(change.stops[-1]) if change.stops else "–"}
            case ShortenLine():
                end = change.to_stop or change.from_stop or "–"
                ending = "_to" if change.to_stop is not None else "_from"
                return ending, {"line": self.line(change.line), "stop": self.stop(end)}
            case RerouteLine():
                facts = {"line": self.line(change.line, change.direction), "stops": self.stop_list(change.via)}
                facts |= {"from_stop": self.stop(change.between[0]), "to_stop": self.stop(change.between[-1])}
                return "" if change.via else "_straight", facts
            case AddStop():
                lines = ", ".join(dict.fromkeys(self.line(entry.line) for entry in change.lines))
                return "_on_lines" if lines else "", {"stop": change.name, "lines": lines}
            case MoveStop() | RemoveStop():
                return "", {"stop": self.stop(change.stop)}
            case AccessibleStops():
                if change.line is not None:
                    return "_line", {"line": self.line(change.line)}
                return "", {"stops": self.stop_list(change.stops or ())}
        return "", {"line": self.line(change.line)}

    def _of_window(self, change: RemoveTrips | RetimeTrips | Headway) -> _Facts:
        return {
            "line": self.line(change.line, change.direction),
            "from_time": clock(change.from_s),
            "to_time": clock(change.to_s),
            "days": ", ".join(change.days),
        }

    def _of_service_point(self, change: ServicePointChange) -> _Facts:
        if isinstance(change, OpenServicePoint | AddBookmobileStop):
            facts: _Facts = {"id": change.id, "name": change.name, "kind": change.kind}
            return facts | {"lon": change.lon, "lat": change.lat, "opening_hours": change.opening_hours}
        facts = {"id": change.service_point, "name": self.points.get(change.service_point) or change.service_point}
        if isinstance(change, MoveServicePoint):
            facts |= {"lon": change.lon, "lat": change.lat}
        elif isinstance(change, ChangeOpeningHours):
            facts["opening_hours"] = change.opening_hours or "–"
        return facts


def _days(days: Sequence[str]) -> str:
    """The ending of a key that says on which days: none for all."""
    if ALL in days or set(KINDS) <= set(days):
        return ""
    return f"_{days[0]}" if len(days) == 1 and days[0] in KINDS else "_some_days"
