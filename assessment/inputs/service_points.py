"""Service points: where a service is given, its kind and its opening hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.errors import Fault, FaultLog, Severity
from assessment.inputs.coordinates import positions
from assessment.inputs.opening_hours import fault_in
from assessment.inputs.provenance import Source, source_of
from assessment.inputs.table import Table, carry_over
from assessment.inputs.tables import read_table

COLUMNS = ("id", "name", "kind", "lon", "lat", "opening_hours", "mobile", "stay_min")

MAX_STAY_MIN = 24 * 60


@dataclass(frozen=True, eq=False)
class ServicePoints:
    """Service points in the order of their file.

    `table` has index 0..n-1 and columns id (str, unique), name (str), kind (str), lon, lat (float64, degrees WGS84),
    opening_hours (OpenStreetMap syntax; "" = not known), mobile (bool: a stop of a service that moves, such as a
    bookmobile; it is there in its opening hours only) and stay_min (float64, shortest useful visit in minutes; NaN = as
    usual for its kind).
    """

    table: pd.DataFrame
    source: Source
    faults: tuple[Fault, ...] = ()

    def __len__(self) -> int:
        return len(self.table)


def read_service_points(path: Path, described: Mapping[str, object] | None = None) -> ServicePoints:
    """Read service points with `id,name,kind,lon,lat,opening_hours` and, where given, `mobile` and `stay_min`.

    Other columns are ignored. Raises Refused with every fault: `column_missing`, `id_missing`, `id_twice`,
    `kind_missing`, `opening_hours_invalid`, `mobile_invalid`, `mobile_without_hours`, `stay_invalid` and those of
    coordinates. Warns `name_missing`.
    """
    table = read_table(path)
    log = FaultLog()
    carry_over(table.faults, log)
    ids = table.identifiers(("id",), log)
    kinds = _texts(table, "kind", log, "kind_missing", Severity.ERROR)
    names = _texts(table, "name", log, "name_missing", Severity.WARNING)
    hours = _opening_hours(table, log)
    mobile = _mobile(table, hours, log)
    stay_min = _stay_min(table, log)
    lon, lat = positions(table, log)
    log.raise_if_refused()
    names = [name or ids[i] for i, name in enumerate(names)]
    columns = dict(zip(COLUMNS, (list(ids), names, kinds, lon, lat, hours, mobile, stay_min), strict=True))
    return ServicePoints(pd.DataFrame(columns), source_of(path, described), log.faults)


def _texts(table: Table, column: str, log: FaultLog, code: str, severity: Severity) -> list[str]:
    name = table.require((column,), log)
    if name is None:
        return [""] * len(table)
    values = table.text(name).tolist()
    for row, value in zip(table.rows.tolist(), values, strict=True):
        if not value:
            log.add(Fault(code, table.file, severity=severity, row=row, field=table.written(name)))
    return values


def _opening_hours(table: Table, log: FaultLog) -> list[str]:
    """Opening hours as text; the column may be absent, then none are known."""
    name = table.column(("opening_hours",))
    if name is None:
        log.add(Fault("opening_hours_column_missing", table.file, severity=Severity.WARNING, field="opening_hours"))
        return [""] * len(table)
    values = table.text(name).tolist()
    for row, value in zip(table.rows.tolist(), values, strict=True):
        place = fault_in(value)
        if place is not None:
            facts = {"place": place}
            field = table.written(name)
            log.add(Fault("opening_hours_invalid", table.file, row=row, field=field, value=value, facts=facts))
    return values


_YES, _NO = frozenset({"1", "true", "yes"}), frozenset({"", "0", "false", "no"})


def _mobile(table: Table, hours: list[str], log: FaultLog) -> npt.NDArray[np.bool_]:
    """Which points are stops of a service that moves; without hours nobody would know when it is there."""
    name = table.column(("mobile",))
    if name is None:
        return np.zeros(len(table), dtype=np.bool_)
    values = [value.lower() for value in table.text(name).tolist()]
    for row, value, open_hours in zip(table.rows.tolist(), values, hours, strict=True):
        if value not in _YES | _NO:
            log.add(Fault("mobile_invalid", table.file, row=row, field=table.written(name), value=value))
        elif value in _YES and not open_hours:
            log.add(Fault("mobile_without_hours", table.file, row=row, field="opening_hours"))
    return np.array([value in _YES for value in values], dtype=np.bool_)


def _stay_min(table: Table, log: FaultLog) -> npt.NDArray[np.float64]:
    """The shortest useful visit of each point in minutes, NaN where none is given."""
    name = table.column(("stay_min",))
    if name is None:
        return np.full(len(table), np.nan)
    minutes = table.numbers(name, log)
    for i in np.flatnonzero((minutes < 0) | (minutes > MAX_STAY_MIN)):
        facts = {"limit": MAX_STAY_MIN}
        value = f"{minutes[i]:g}"
        log.add(Fault("stay_invalid", table.file, row=int(table.rows[i]), field=name, value=value, facts=facts))
    return minutes
