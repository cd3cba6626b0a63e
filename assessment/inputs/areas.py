"""Areas that results are reported for: postal areas, statistical areas or area centres' surroundings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from assessment.errors import Fault, FaultLog, Refused, Severity
from assessment.inputs.coordinates import check_degrees, in_degrees, in_metres, metric_crs
from assessment.inputs.provenance import Source, source_of
from assessment.inputs.table import Table, carry_over
from assessment.inputs.tables import read_table

# Our own name first; then Paavo's (Statistics Finland), newer and older.
ID_NAMES = ("id", "area_id", "postinumeroalue", "posti_alue")
NAME_NAMES = ("name", "nimi")


@dataclass(frozen=True, eq=False)
class Areas:
    """Areas in the order of their file.

    `table` is a GeoDataFrame with index 0..n-1 and columns id (str, unique), name (str) and geometry (valid Polygon or
    MultiPolygon in metres of `crs`: EPSG:3067 in Finland).
    """

    table: gpd.GeoDataFrame
    crs: CRS
    source: Source
    faults: tuple[Fault, ...] = ()

    def __len__(self) -> int:
        return len(self.table)


def read_areas(
    path: Path,
    described: Mapping[str, object] | None = None,
    crs: CRS | None = None,
    *,
    anonymous: bool = False,
) -> Areas:
    """Read areas from GeoPackage, GeoJSON or GeoParquet with `id,name`; a missing name falls back to the id.

    An outline is read as `anonymous` areas, which need neither: rows stand for ids.

    Raises Refused with every fault: `geometry_column_missing`, `column_missing`, `id_missing`, `id_twice`,
    `geometry_missing`, `geometry_not_area`, `too_far_apart` and those of coordinates. Warns
    `geometry_mended` (an outline that crossed itself) and `name_missing`.
    """
    table = read_table(path)
    log = FaultLog()
    carry_over(table.faults, log)
    if table.geometry is None:
        raise Refused([*table.faults, Fault("geometry_column_missing", table.file, field="geometry")])
    if anonymous:
        ids = tuple(str(row) for row in table.rows)
        names = list(ids)
    else:
        ids = table.identifiers(ID_NAMES, log)
        names = _names(table, ids, log)
    degrees = in_degrees(table, table.geometry, log)
    bounds = shapely.bounds(degrees.to_numpy())
    for lon, lat in (bounds[:, [0, 1]].T, bounds[:, [2, 3]].T):
        if not log.refused:
            check_degrees(lon, lat, table.rows, table.file, ("geometry", "geometry"), log)
    log.raise_if_refused()
    crs = crs or metric_crs((bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2)
    metric, reached = in_metres(degrees, crs)
    for row in table.rows[~reached].tolist():
        log.add(Fault("too_far_apart", table.file, row=row, field="geometry"))
    log.raise_if_refused()
    shapes = _valid_polygons(metric, table, log)
    log.raise_if_refused()
    frame = gpd.GeoDataFrame({"id": list(ids), "name": names}, geometry=shapes, crs=crs)
    return Areas(frame, crs, source_of(path, described), log.faults)


def _names(table: Table, ids: tuple[str, ...], log: FaultLog) -> list[str]:
    name = table.column(NAME_NAMES)
    if name is None:
        log.add(Fault("name_missing", table.file, severity=Severity.WARNING, field="name"))
        return list(ids)
    names = table.text(name).tolist()
    for i, text in enumerate(names):
        if not text:
            row = int(table.rows[i])
            log.add(Fault("name_missing", table.file, severity=Severity.WARNING, row=row, field=table.written(name)))
    return [text or ids[i] for i, text in enumerate(names)]


def _valid_polygons(shapes: np.ndarray, table: Table, log: FaultLog) -> np.ndarray:
    """Polygons mended where their outline crosses itself; adds `geometry_not_area` for everything without an area."""
    broken = ~shapely.is_valid(shapes)
    if broken.any():
        mended = shapely.make_valid(shapes[broken])
        shapes = shapes.copy()
        shapes[broken] = [_only_polygons(shape) for shape in mended]
    for i, shape in enumerate(shapes):
        row = int(table.rows[i])
        if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty or shape.area <= 0:
            log.add(Fault("geometry_not_area", table.file, row=row, field="geometry", value=shape.geom_type))
        elif broken[i]:
            log.add(Fault("geometry_mended", table.file, severity=Severity.WARNING, row=row, field="geometry"))
    return shapes


def _only_polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """Mending may leave loose lines beside the areas: only the areas are kept."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else shape
