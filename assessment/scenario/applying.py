"""Apply a scenario to a municipality: every change resolved first, all faults together, the baseline left as it was."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import Point

from assessment.errors import Fault, FaultLog
from assessment.inputs.coordinates import to_metres
from assessment.inputs.opening_hours import is_valid
from assessment.scenario.changes import (
    CHANGE_WORDS,
    Change,
    CloseServicePoint,
    MoveServicePoint,
    OpenServicePoint,
    Scenario,
)

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality

# A service this far outside the municipality is a slip of the pen (lon and lat swapped, another town's coordinates),
# yet a neighbour's library across the border is a fair alternative. Our judgement.
FAR_OUTSIDE_M = 20_000.0
MAX_SUGGESTIONS = 3


@dataclass
class _Point:
    """One service point while the changes are resolved."""

    values: dict[str, object]
    closed_by: int | None = None  # number of the change that closed it, 1 = first


def apply_scenario(scenario: Scenario, municipality: Municipality) -> Municipality:
    """The municipality with the scenario's changes made; the one given is not altered.

    A closed service point leaves the table, an opened one is added at its end, a moved one keeps its row. All changes
    are resolved in order before any is made. Raises Refused with every fault: `change_unknown_service_point`,
    `change_closed_service_point`, `change_id_exists`, `change_kind_like_known`, `change_coordinates_swapped`,
    `change_far_away`, `change_bad_opening_hours`, `change_bad_coordinate`. Raises RuntimeError when the baseline's
    digest differs afterwards, which is an error of ours.
    """
    before = municipality.digest()
    table = resolved(scenario, municipality)
    points = replace(municipality.service_points, table=table)
    changed = replace(municipality, service_points=points)
    if municipality.digest() != before:
        raise RuntimeError("applying a scenario altered its baseline")
    return changed


def resolved(scenario: Scenario, municipality: Municipality) -> pd.DataFrame:
    """The service point table after the changes, in file order with new points last. Raises Refused, see above."""
    baseline = municipality.service_points.table
    records = baseline.to_dict("records")
    points = {str(record["id"]): _Point({str(key): value for key, value in record.items()}) for record in records}
    kinds = sorted({*baseline["kind"].tolist(), *municipality.settings.kinds})
    log = FaultLog()
    for number, change in enumerate(scenario.changes, start=1):
        faults = _Faults(scenario, change, number, log)
        if isinstance(change, OpenServicePoint):
            _open(change, points, kinds, municipality, faults)
        else:
            point = _find(change.service_point, points, faults)
            _alter(change, point, municipality, faults, number)
    log.raise_if_refused()
    rows = [point.values for point in points.values() if point.closed_by is None]
    table = pd.DataFrame(rows, columns=list(baseline.columns))
    return table.astype(baseline.dtypes.to_dict())


@dataclass(frozen=True)
class _Faults:
    """Adds faults of one change with its file, line and place in the list."""

    scenario: Scenario
    change: Change
    number: int
    log: FaultLog

    def add(self, code: str, field: str, value: object, **facts: str | int | float) -> None:
        place = f"changes[{self.number}].{CHANGE_WORDS[type(self.change)]}.{field}"
        self.log.add(Fault(code, self.scenario.file, row=self.change.line, field=place, value=str(value), facts=facts))


def _open(
    change: OpenServicePoint, points: dict[str, _Point], kinds: list[str], municipality: Municipality, faults: _Faults
) -> None:
    if change.id in points:
        faults.add("change_id_exists", "id", change.id, name=str(points[change.id].values["name"]))
    if change.kind not in kinds:
        like = difflib.get_close_matches(change.kind, kinds, n=1, cutoff=0.8)
        if like:  # a new kind of service is a fair change, a misspelt one would silently serve nobody
            faults.add("change_kind_like_known", "kind", change.kind, suggestion=like[0])
    _check_place(change.lon, change.lat, municipality, faults)
    if change.opening_hours and not is_valid(change.opening_hours):
        faults.add("change_bad_opening_hours", "opening_hours", change.opening_hours)
    values: dict[str, object] = {
        "id": change.id,
        "name": change.name,
        "kind": change.kind,
        "lon": change.lon,
        "lat": change.lat,
        "opening_hours": change.opening_hours,
    }
    points.setdefault(change.id, _Point(values))


def _find(service_point: str, points: dict[str, _Point], faults: _Faults) -> _Point | None:
    point = points.get(service_point)
    if point is None:
        suggestions = _did_you_mean(service_point, points)
        faults.add("change_unknown_service_point", "service_point", service_point, suggestions=suggestions)
        return None
    if point.closed_by is not None:
        name = str(point.values["name"])
        faults.add("change_closed_service_point", "service_point", service_point, name=name, closed_by=point.closed_by)
        return None
    return point


def _alter(change: Change, point: _Point | None, municipality: Municipality, faults: _Faults, number: int) -> None:
    """Make the change on the point; None = not found, then only the change's own values are checked."""
    if isinstance(change, CloseServicePoint):
        if point is not None:
            point.closed_by = number
    elif isinstance(change, MoveServicePoint):
        _check_place(change.lon, change.lat, municipality, faults)
        if point is not None:
            point.values |= {"lon": change.lon, "lat": change.lat}
    elif not isinstance(change, OpenServicePoint):
        if change.opening_hours and not is_valid(change.opening_hours):
            faults.add("change_bad_opening_hours", "opening_hours", change.opening_hours)
        if point is not None:
            point.values |= {"opening_hours": change.opening_hours}


def _check_place(lon: float, lat: float, municipality: Municipality, faults: _Faults) -> None:
    if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):  # nan is refused too
        faults.add("change_bad_coordinate", "lon", f"{lon}, {lat}", limit=180)
        return
    outside_m = _metres_outside(lon, lat, municipality)
    if outside_m <= FAR_OUTSIDE_M:
        return
    if abs(lon) <= 90.0 and _metres_outside(lat, lon, municipality) <= FAR_OUTSIDE_M:
        faults.add("change_coordinates_swapped", "lon", f"{lon}, {lat}", lon=lat, lat=lon)
        return
    km = "–" if not np.isfinite(outside_m) else str(round(outside_m / 1000.0))
    faults.add("change_far_away", "lon", f"{lon}, {lat}", km=km, limit_km=round(FAR_OUTSIDE_M / 1000.0))


def _metres_outside(lon: float, lat: float, municipality: Municipality) -> float:
    """Metres from the municipality's outline, 0 inside; the areas' bounds stand in where there is no outline."""
    xs, ys = to_metres(np.array([lon]), np.array([lat]), municipality.areas.crs)
    x, y = float(xs[0]), float(ys[0])
    if not (np.isfinite(x) and np.isfinite(y)):
        return float("inf")
    if municipality.outline is not None:
        return float(shapely.distance(municipality.outline, Point(x, y)))
    west, south, east, north = municipality.areas.table.total_bounds
    return float(np.hypot(max(west - x, 0.0, x - east), max(south - y, 0.0, y - north)))


def _did_you_mean(written: str, points: dict[str, _Point]) -> str:
    """The ids, with names, most like what was written, by id or by name; the first ones where nothing is like it."""
    names = {str(point.values["name"]).casefold(): key for key, point in points.items()}
    by_id = difflib.get_close_matches(written, list(points), n=MAX_SUGGESTIONS, cutoff=0.5)
    by_name = difflib.get_close_matches(written.casefold(), list(names), n=MAX_SUGGESTIONS, cutoff=0.5)
    found = list(dict.fromkeys([*by_id, *(names[name] for name in by_name)])) or list(points)
    return _listed((key, str(points[key].values["name"])) for key in found[:MAX_SUGGESTIONS]) or "–"


def _listed(points: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{key} ({name})" for key, name in points)
