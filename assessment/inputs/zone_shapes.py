"""Zones of service taxis: polygons in degrees, from GeoJSON written inline or from a file of areas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from assessment.errors import Fault, FaultLog, Severity
from assessment.inputs.areas import ID_NAMES
from assessment.inputs.coordinates import check_degrees, in_degrees
from assessment.inputs.tables import read_table

Zone = shapely.Polygon | shapely.MultiPolygon


def zone_of_geojson(geometry: object, file: str, row: int | None, field: str, log: FaultLog) -> Zone | None:
    """A GeoJSON geometry (parsed JSON) as a valid polygon in degrees; None when it is none (logged)."""
    try:
        text = json.dumps(geometry, allow_nan=False)
        shape = shapely.from_geojson(text, on_invalid="ignore") if isinstance(geometry, Mapping) else None
    except (TypeError, ValueError, RecursionError):
        shape = None
    return checked_zone(shape, file, row, field, log)


def checked_zone(shape: BaseGeometry | None, file: str, row: int | None, field: str, log: FaultLog) -> Zone | None:
    """A valid polygon in degrees, or None with `geometry_missing`, `geometry_not_area` or a fault of coordinates.

    One that crosses itself is mended with the warning `geometry_mended`.
    """
    if shape is None or shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        log.add(Fault("geometry_missing", file, row=row, field=field))
        return None
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        log.add(Fault("geometry_not_area", file, row=row, field=field, value=shape.geom_type))
        return None
    corners = shapely.get_coordinates(shape)
    of_zone = FaultLog()
    # One fault a zone is enough: its corner farthest out stands for it.
    outermost = int(np.argmax(np.abs(corners).max(axis=1)))
    lon, lat = corners[[outermost], 0], corners[[outermost], 1]
    check_degrees(lon, lat, np.array([row or 1]), file, (field, field), of_zone)
    if of_zone.refused:
        log.add(of_zone.faults[0])
        return None
    shape = shapely.force_2d(shape)
    if not shape.is_valid:
        parts = shapely.get_parts(shapely.make_valid(shape))
        shape = shapely.union_all([part for part in parts if part.geom_type in ("Polygon", "MultiPolygon")])
        log.add(Fault("geometry_mended", file, severity=Severity.WARNING, row=row, field=field))
    if shape.area <= 0 or not isinstance(shape, shapely.Polygon | shapely.MultiPolygon):
        log.add(Fault("geometry_not_area", file, row=row, field=field, value=shape.geom_type))
        return None
    return shape


def zones_of_file(path: Path, log: FaultLog) -> dict[str, Zone]:
    """The polygons of a file of areas by id, in degrees; a file without ids gives each row's number.

    Raises Refused when the file cannot be read at all.
    """
    table = read_table(path)
    for fault in table.faults:
        log.add(fault)
    if table.geometry is None:
        log.add(Fault("geometry_column_missing", table.file, field="geometry"))
        return {}
    named = table.column(ID_NAMES) is not None
    ids = table.identifiers(ID_NAMES, log) if named else tuple(str(row) for row in table.rows)
    shapes = in_degrees(table, table.geometry, log).to_numpy()
    zones = {}
    for name, row, shape in zip(ids, table.rows.tolist(), shapes, strict=True):
        if shape is not None:  # a broken one is logged already
            zone = checked_zone(shape, table.file, row, "geometry", log)
            if zone is not None:
                zones[name] = zone
    return zones
