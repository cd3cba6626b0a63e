"""Each service point as an alternative leaves it: open, closed, moved, with other hours, or new."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assessment.scenario import (
    AddBookmobileStop,
    ChangeOpeningHours,
    CloseServicePoint,
    MoveServicePoint,
    OpenServicePoint,
    RemoveBookmobileStop,
    Scenario,
)

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality


@dataclass(frozen=True)
class ServiceState:
    """A service point and what has become of it.

    `from_lon`, `from_lat`: where it was before it moved. `mobile`: a stop of the bookmobile, there in its hours only.
    """

    id: str
    name: str
    kind: str
    lon: float
    lat: float
    opening_hours: str
    state: str = "open"
    from_lon: float | None = None
    from_lat: float | None = None
    mobile: bool = False


def baseline_names(municipality: Municipality) -> dict[str, str]:
    """Names of today's service points by id."""
    table = municipality.service_points.table
    return dict(zip(table["id"], table["name"], strict=True))


def service_states(municipality: Municipality, scenario: Scenario, kind: str) -> list[ServiceState]:
    """The service points of a kind, those closed included, after the changes in order."""
    return [state for state in all_states(municipality, scenario) if state.kind == kind]


def all_states(municipality: Municipality, scenario: Scenario) -> list[ServiceState]:
    """The service points of every kind, those closed included, after the changes in order."""
    table = municipality.service_points.table
    mobile = table["mobile"].tolist() if "mobile" in table else [False] * len(table)
    columns = [table[column].tolist() for column in ("id", "name", "kind", "lon", "lat", "opening_hours")]
    states = {
        point: ServiceState(point, name, its_kind, lon, lat, hours, mobile=bool(moves))
        for point, name, its_kind, lon, lat, hours, moves in zip(*columns, mobile, strict=True)
    }
    for change in scenario.changes:
        match change:
            case CloseServicePoint(service_point=point) | RemoveBookmobileStop(service_point=point):
                states[point] = replace(states[point], state="closed")
            case MoveServicePoint(service_point=point, lon=lon, lat=lat):
                old = states[point]
                came_from = (old.lon, old.lat) if old.from_lon is None else (old.from_lon, old.from_lat)
                states[point] = replace(
                    old,
                    lon=lon,
                    lat=lat,
                    from_lon=came_from[0],
                    from_lat=came_from[1],
                    state="new" if old.state == "new" else "moved",
                )
            case ChangeOpeningHours(service_point=point, opening_hours=hours):
                old = states[point]
                states[point] = replace(old, opening_hours=hours, state="hours" if old.state == "open" else old.state)
            case OpenServicePoint(id=point, name=name, kind=its_kind, lon=lon, lat=lat, opening_hours=hours):
                states[point] = ServiceState(point, name, its_kind, lon, lat, hours, "new")
            case AddBookmobileStop(id=point, name=name, kind=its_kind, lon=lon, lat=lat, opening_hours=hours):
                states[point] = ServiceState(point, name, its_kind, lon, lat, hours, "new", mobile=True)
    return list(states.values())


def is_mobile(municipality: Municipality, service_point: str) -> bool:
    """Whether a service point of today is a stop of the bookmobile; those an alternative adds are named so."""
    table = municipality.service_points.table
    mine = table["id"] == service_point
    if not mine.any():
        return service_point.startswith("bookmobile-")
    return bool(table["mobile"][mine].iloc[0]) if "mobile" in table else False
