"""Says what a file is and what is wrong with it, before anything uses it (the `check` command)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import shapely

from assessment.errors import Fault, Refused
from assessment.inputs.areas import NAME_NAMES, read_areas
from assessment.inputs.population import read_population
from assessment.inputs.population_columns import TOTAL_NAMES, is_expected
from assessment.inputs.service_points import read_service_points
from assessment.inputs.service_taxi_files import read_service_taxis
from assessment.inputs.streets import read_streets
from assessment.inputs.table import Table
from assessment.inputs.tables import read_table
from assessment.inputs.timetable import read_timetable

KINDS = ("timetable", "population", "service-points", "areas", "streets", "service-taxi")

Extent = tuple[float, float, float, float]


@dataclass(frozen=True)
class Examined:
    """What was found in a file: its kind (None = not known), how many of what, where, and every fault.

    `counts` holds numbers by name (cells, residents, masked_cells; areas; service_points; nodes, segments; stops,
    routes, trips; service_taxis). `extent` is west, south, east, north in degrees, None when the file was refused.
    """

    kind: str | None
    faults: tuple[Fault, ...]
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    extent: Extent | None = None


def check_file(path: Path, kind: str | None = None) -> tuple[Fault, ...]:
    """Every fault of a file, read as the given kind (one of KINDS) or as the one its content looks like."""
    return examine_file(path, kind).faults


def examine_file(path: Path, kind: str | None = None) -> Examined:
    """What a file holds and every fault in it; never raises Refused, because the faults are the answer."""
    try:
        kind = kind or kind_of(path)
    except Refused as refused:
        return Examined(None, refused.faults)
    if kind is None or kind not in _EXAMINERS:
        value = kind or path.name
        return Examined(
            None, (Fault("file_kind_unknown", path.name, value=value, facts={"expected": ", ".join(KINDS)}),)
        )
    try:
        return _EXAMINERS[kind](path)
    except Refused as refused:
        return Examined(kind, refused.faults)


def kind_of(path: Path) -> str | None:
    """The kind of data that a file looks like, or None. Raises Refused when it cannot be read at all."""
    if path.is_dir() or path.suffix.lower() == ".zip":
        return "timetable"
    if path.suffix.lower() in (".pbf", ".osm"):
        return "streets"
    if path.suffix.lower() in (".yaml", ".yml"):
        return "service-taxi"
    table = read_table(path)
    if table.column(("kind", "opening_hours")) is not None:
        return "service-points"
    areal = _has_polygons(table)
    if table.column(TOTAL_NAMES) is not None and not (areal and table.column(NAME_NAMES)):
        return "population"
    return "areas" if areal else None


def _has_polygons(table: Table) -> bool:
    if table.geometry is None:
        return False
    kinds = shapely.get_type_id(table.geometry.to_numpy())
    return bool(np.isin(kinds, [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON]).any())


def _population(path: Path) -> Examined:
    found = read_population(path)
    counts = found.table[[name for name in found.count_columns if is_expected(name)]]
    numbers = {
        "cells": len(found),
        "residents": round(float(np.nansum(counts["population"].to_numpy()))),
        "masked_cells": int(counts.isna().any(axis=1).sum()),
    }
    return Examined("population", found.faults, numbers, _extent(found.table["lon"], found.table["lat"]))


def _service_points(path: Path) -> Examined:
    found = read_service_points(path)
    numbers = {"service_points": len(found), "kinds": int(found.table["kind"].nunique())}
    return Examined("service-points", found.faults, numbers, _extent(found.table["lon"], found.table["lat"]))


def _areas(path: Path) -> Examined:
    found = read_areas(path)
    west, south, east, north = (float(edge) for edge in found.table.geometry.to_crs("OGC:CRS84").total_bounds)
    return Examined("areas", found.faults, {"areas": len(found)}, (west, south, east, north))


def _streets(path: Path) -> Examined:
    found = read_streets(path)
    numbers = {"nodes": len(found.node_lon), "segments": len(found.segment_from)}
    return Examined("streets", (), numbers, _extent(found.node_lon, found.node_lat))


def _timetable(path: Path) -> Examined:
    """A timetable; a feed of on-demand trips alone is looked at as service taxis."""
    try:
        found = read_timetable([path])
    except Refused as refused:
        if any(fault.code == "trips_all_on_demand" for fault in refused.faults):
            return _service_taxi(path)
        raise
    numbers = {"stops": len(found.stops), "routes": len(found.routes), "trips": len(found.trips)}
    return Examined("timetable", found.faults, numbers, _extent(found.stops["lon"], found.stops["lat"]))


def _service_taxi(path: Path) -> Examined:
    try:
        found = read_service_taxis(path)
    except Refused as refused:
        return Examined("service-taxi", refused.faults)
    corners = np.vstack([shapely.get_coordinates(taxi.zone) for taxi in found.taxis])
    extent = _extent(corners[:, 0], corners[:, 1])
    return Examined("service-taxi", found.faults, {"service_taxis": len(found)}, extent)


def _extent(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Extent:
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    return float(np.nanmin(lon)), float(np.nanmin(lat)), float(np.nanmax(lon)), float(np.nanmax(lat))


_EXAMINERS: Mapping[str, Callable[[Path], Examined]] = MappingProxyType(
    {
        "timetable": _timetable,
        "population": _population,
        "service-points": _service_points,
        "areas": _areas,
        "streets": _streets,
        "service-taxi": _service_taxi,
    }
)
