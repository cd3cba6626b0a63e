"""Service points: where a service is given, its kind and its opening hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from assessment.errors import Fault, FaultLog, Severity
from assessment.inputs.coordinates import positions
from assessment.inputs.opening_hours import fault_in
from assessment.inputs.provenance import Source, source_of
from assessment.inputs.table import Table, carry_over
from assessment.inputs.tables import read_table

COLUMNS = ("id", "name", "kind", "lon", "lat", "opening_hours")


@dataclass(frozen=True, eq=False)
class ServicePoints:
    """Service points in the order of their file.

    `table` has index 0..n-1 and columns id (str, unique), name (str), kind (str), lon, lat (float64, degrees WGS84) and
    opening_hours (OpenStreetMap syntax; "" = not known).
    """

    table: pd.DataFrame
    source: Source
    faults: tuple[Fault, ...] = ()

    def __len__(self) -> int:
        return len(self.table)


def read_service_points(path: Path, described: Mapping[str, object] | None = None) -> ServicePoints:
    """Read service points with `id,name,kind,lon,lat,opening_hours`; other columns are ignored.

    Raises Refused with every fault: `column_missing`, `id_missing`, `id_twice`, `kind_missing`,
    `opening_hours_invalid` and those of coordinates. Warns `name_missing`.
    """
    table = read_table(path)
    log = FaultLog()
    carry_over(table.faults, log)
    ids = table.identifiers(("id",), log)
    kinds = _texts(table, "kind", log, "kind_missing", Severity.ERROR)
    names = _texts(table, "name", log, "name_missing", Severity.WARNING)
    hours = _opening_hours(table, log)
    lon, lat = positions(table, log)
    log.raise_if_refused()
    names = [name or ids[i] for i, name in enumerate(names)]
    columns = dict(zip(COLUMNS, (list(ids), names, kinds, lon, lat, hours), strict=True))
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
