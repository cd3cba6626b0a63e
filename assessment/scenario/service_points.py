"""Resolves the changes to service points (close, open, move, other opening hours) and to bookmobile stops."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assessment.inputs.municipality import Municipality
from assessment.inputs.opening_hours import is_valid
from assessment.inputs.service_points import MAX_STAY_MIN
from assessment.scenario.changes import (
    AddBookmobileStop,
    ChangeOpeningHours,
    CloseServicePoint,
    MoveServicePoint,
    OpenServicePoint,
    RemoveBookmobileStop,
    ServicePointChange,
)
from assessment.scenario.faults import ChangeFaults, did_you_mean, in_range


@dataclass
class _Point:
    """One service point while the changes are resolved."""

    values: dict[str, object]
    closed_by: int | None = None  # number of the change that closed it, 1 = first


class ServicePointsDraft:
    """The service points while their changes are made."""

    def __init__(self, municipality: Municipality, check_place: Callable[..., bool]) -> None:
        self._baseline = municipality.service_points.table
        self._check_place = check_place
        records = self._baseline.to_dict("records")
        self._points = {str(r["id"]): _Point({str(key): value for key, value in r.items()}) for r in records}
        self._kinds = sorted({*self._baseline["kind"].tolist(), *municipality.settings.kinds})

    def make(self, change: ServicePointChange, faults: ChangeFaults) -> None:
        """Make a change, or add its faults."""
        if isinstance(change, OpenServicePoint | AddBookmobileStop):
            self._open(change, faults)
            return
        point = self._find(change.service_point, faults)
        if isinstance(change, CloseServicePoint | RemoveBookmobileStop):
            if point is not None and isinstance(change, RemoveBookmobileStop) and not point.values.get("mobile"):
                facts = {"name": str(point.values["name"])}
                faults.add("change_not_mobile", "service_point", change.service_point, **facts)
            elif point is not None:
                point.closed_by = faults.number
        elif isinstance(change, MoveServicePoint):
            self._check_place(change.lon, change.lat, faults)
            if point is not None:
                point.values |= {"lon": change.lon, "lat": change.lat}
        elif isinstance(change, ChangeOpeningHours):
            _check_hours(change.opening_hours, faults)
            if point is not None and point.values.get("mobile") and not change.opening_hours:
                faults.add("change_mobile_without_hours", "opening_hours", "", name=str(point.values["name"]))
            if point is not None:
                point.values |= {"opening_hours": change.opening_hours}

    def table(self) -> pd.DataFrame:
        """The service points as they are now, in file order with new ones last."""
        rows = [point.values for point in self._points.values() if point.closed_by is None]
        usual = {"mobile": False, "stay_min": math.nan}
        types: dict[Any, Any] = self._baseline.dtypes.to_dict()
        if any("mobile" in row for row in rows):  # a table made by hand may be without
            types = types | {"mobile": np.dtype(bool), "stay_min": np.dtype(float)}
        table = pd.DataFrame([usual | row for row in rows], columns=list(types))
        return table.astype(types)

    def _open(self, change: OpenServicePoint | AddBookmobileStop, faults: ChangeFaults) -> None:
        if change.id in self._points:
            faults.add("change_id_exists", "id", change.id, name=str(self._points[change.id].values["name"]))
        if change.kind not in self._kinds:
            like = difflib.get_close_matches(change.kind, self._kinds, n=1, cutoff=0.8)
            if like:  # a new kind of service is a fair change, a misspelt one would silently serve nobody
                faults.add("change_kind_like_known", "kind", change.kind, suggestion=like[0])
        self._check_place(change.lon, change.lat, faults)
        _check_hours(change.opening_hours, faults)
        names = ("id", "name", "kind", "lon", "lat", "opening_hours")
        values = {name: getattr(change, name) for name in names}
        if isinstance(change, AddBookmobileStop):
            if not change.opening_hours:
                faults.add("change_mobile_without_hours", "opening_hours", "", name=change.name)
            if change.stay_min is not None:
                in_range(change.stay_min, 0, MAX_STAY_MIN, faults, "stay_min")
            values |= {"mobile": True, "stay_min": math.nan if change.stay_min is None else change.stay_min}
        self._points.setdefault(change.id, _Point(values))

    def _find(self, service_point: str, faults: ChangeFaults) -> _Point | None:
        point = self._points.get(service_point)
        if point is None:
            names = {key: str(known.values["name"]) for key, known in self._points.items()}
            suggestions = did_you_mean(service_point, names)
            faults.add("change_unknown_service_point", "service_point", service_point, suggestions=suggestions)
            return None
        if point.closed_by is not None:
            facts: dict[str, str | int] = {"name": str(point.values["name"]), "closed_by": point.closed_by}
            faults.add("change_closed_service_point", "service_point", service_point, **facts)
            return None
        return point


def _check_hours(opening_hours: str, faults: ChangeFaults) -> None:
    if opening_hours and not is_valid(opening_hours):
        faults.add("change_bad_opening_hours", "opening_hours", opening_hours)
