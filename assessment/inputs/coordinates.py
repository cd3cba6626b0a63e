"""Where things are: longitude and latitude checked at the door, and the metric system used inside.

Outside, positions are longitude and latitude in degrees (WGS84). Inside, they are metres: EPSG:3067 (ETRS-TM35FIN) in
Finland, elsewhere the local UTM zone, because EPSG:3067 holds only in its own area of use.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer

from assessment.errors import Fault, FaultLog

if TYPE_CHECKING:
    from assessment.inputs.table import Table

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FINLAND_CRS = CRS.from_epsg(3067)
# EPSG registry, area of use of 3067: west, south, east, north in degrees.
FINLAND_BOUNDS = (19.08, 58.84, 31.59, 70.09)
# The same in metres of EPSG:3067, rounded outwards: easting and northing.
_FINLAND_EAST_M = (40_000.0, 770_000.0)
_FINLAND_NORTH_M = (6_500_000.0, 7_850_000.0)

# No system of coordinates on the Earth reaches farther, in degrees or metres.
_FARTHEST = 1e9

LONGITUDES = ("lon", "longitude", "lng")
LATITUDES = ("lat", "latitude")


def metric_crs(lon: Floats, lat: Floats) -> CRS:
    """The metric system for these places: EPSG:3067 when their middle lies in Finland, else the local UTM zone."""
    middle_lon, middle_lat = float(np.mean(lon)), float(np.mean(lat))
    west, south, east, north = FINLAND_BOUNDS
    if west <= middle_lon <= east and south <= middle_lat <= north:
        return FINLAND_CRS
    zone = min(int((middle_lon + 180) // 6) + 1, 60)
    return CRS.from_epsg((32600 if middle_lat >= 0 else 32700) + zone)


def to_metres(lon: Floats, lat: Floats, crs: CRS) -> tuple[Floats, Floats]:
    """x and y in metres of the metric system (inf where the system does not reach)."""
    x, y = Transformer.from_crs("OGC:CRS84", crs, always_xy=True).transform(lon, lat)
    return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)


def to_degrees(x: Floats, y: Floats, crs: CRS) -> tuple[Floats, Floats]:
    """Longitude and latitude of places given in metres (inf where the system does not reach)."""
    lon, lat = Transformer.from_crs(crs, "OGC:CRS84", always_xy=True).transform(x, y)
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def in_metres(geometry: gpd.GeoSeries, crs: CRS) -> tuple[npt.NDArray[np.object_], Flags]:
    """Shapes in metres, and which of them the metric system reaches."""
    shapes = geometry.to_crs(crs).to_numpy()
    return shapes, _is_whole(shapes)


def _is_whole(shapes: npt.NDArray[np.object_]) -> Flags:
    """Which shapes are there, not empty, and have no coordinate farther than any system on the Earth reaches."""
    coordinates, shape = shapely.get_coordinates(shapes, return_index=True)
    whole = np.asarray(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)), dtype=bool)
    with np.errstate(invalid="ignore"):
        whole[shape[~(np.abs(coordinates) < _FARTHEST).all(axis=1)]] = False
    return whole


def positions(table: Table, log: FaultLog) -> tuple[Floats, Floats]:
    """Longitude and latitude of every row, from its geometry (an area's middle) or its columns lon and lat.

    NaN where a row has none. Adds a fault for everything that makes a position unusable.
    """
    if table.geometry is not None:
        geometry = in_degrees(table, table.geometry, log)
        with np.errstate(all="ignore"):  # a shape that is no shape has no middle, which is told below
            lon, lat = _middles(geometry)
        nowhere = ~shapely.is_missing(geometry.to_numpy()) & ~(np.isfinite(lon) & np.isfinite(lat))
        for row in table.rows[nowhere].tolist():
            log.add(Fault("geometry_missing", table.file, row=row, field="geometry"))
        lon[nowhere], lat[nowhere] = np.nan, np.nan
        fields: tuple[str, str] = ("geometry", "geometry")
    else:
        lon_name, lat_name = table.require(LONGITUDES, log), table.require(LATITUDES, log)
        if lon_name is None or lat_name is None:
            return np.full(len(table), np.nan), np.full(len(table), np.nan)
        lon = table.numbers(lon_name, log, blank_is_fault=True)
        lat = table.numbers(lat_name, log, blank_is_fault=True)
        fields = (table.written(lon_name), table.written(lat_name))
    check_degrees(lon, lat, table.rows, table.file, fields, log)
    return lon, lat


def in_degrees(table: Table, geometry: gpd.GeoSeries, log: FaultLog) -> gpd.GeoSeries:
    """A table's geometry in longitude and latitude; None where it is empty, broken or cannot be placed.

    Adds `geometry_missing` for those rows and `crs_contradicts` where coordinates deny the system they claim.
    """
    usable = _is_whole(geometry.to_numpy())
    if usable.any() and geometry.crs.is_projected:
        bounds = geometry[usable].total_bounds
        if np.all(np.abs(bounds[[0, 2]]) <= 180) and np.all(np.abs(bounds[[1, 3]]) <= 90):
            shown = f"{bounds[0]:g}, {bounds[1]:g}"
            facts = {"crs": geometry.crs.name}
            log.add(Fault("crs_contradicts", table.file, field="crs", value=shown, facts=facts))
            return gpd.GeoSeries([None] * len(table), crs="OGC:CRS84")
    if not usable.all():
        geometry = geometry.where(usable, None)
    for i in np.flatnonzero(~usable):
        log.add(Fault("geometry_missing", table.file, row=int(table.rows[i]), field="geometry"))
    # A geographic system with metres in it cannot be transformed: check_degrees says what is wrong with the numbers.
    if geometry.crs.is_geographic and usable.any() and np.abs(geometry[usable].total_bounds).max() > 400:
        return geometry
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        degrees = geometry.to_crs("OGC:CRS84")
    reached = _is_whole(degrees.to_numpy())
    for i in np.flatnonzero(usable & ~reached):
        log.add(Fault("geometry_missing", table.file, row=int(table.rows[i]), field="geometry"))
    return degrees if reached.all() else degrees.where(reached, None)


def check_degrees(
    lon: Floats, lat: Floats, rows: npt.NDArray[np.int64], file: str, fields: tuple[str, str], log: FaultLog
) -> None:
    """Add a fault for every position that cannot be meant, saying what it looks like.

    `coordinates_in_metres` (looks like EPSG:3067), `coordinates_swapped` (a Finnish place with longitude and latitude
    exchanged), `coordinates_zero` (0, 0) and `coordinate_out_of_range`. When half of the file looks the same way, it
    is said once for the whole file. Places elsewhere in the world are no fault.
    """
    given = ~(np.isnan(lon) | np.isnan(lat))
    outside = given & ~((np.abs(lon) <= 180) & (np.abs(lat) <= 90))
    metres = outside & (like_finnish_metres(lon, lat) | like_finnish_metres(lat, lon))
    swapped = given & ~outside & _in_finland(lat, lon)
    # Longitude 60-70, latitude 20-31 is also a real place: only call it swapped among Finnish places or alone.
    if 2 * np.count_nonzero(swapped | _in_finland(lon, lat)) < np.count_nonzero(given):
        swapped[:] = False
    zero = given & (lon == 0) & (lat == 0)
    for code, where in (
        ("coordinates_in_metres", metres),
        ("coordinates_swapped", swapped),
        ("coordinates_zero", zero),
        ("coordinate_out_of_range", outside & ~metres),
    ):
        found = np.flatnonzero(where)
        if found.size > 1 and 2 * found.size >= np.count_nonzero(given):
            log.add(_position_fault(code, file, None, fields, lon[found[0]], lat[found[0]], found.size))
            continue
        for i in found:
            log.add(_position_fault(code, file, int(rows[i]), fields, lon[i], lat[i], 1))


def _position_fault(
    code: str, file: str, row: int | None, fields: tuple[str, str], lon: float, lat: float, count: int
) -> Fault:
    field = fields[0] if fields[0] == fields[1] else ", ".join(fields)
    return Fault(code, file, row=row, field=field, value=f"{lon:.10g}, {lat:.10g}", facts={"count": count})


def _in_finland(lon: Floats, lat: Floats) -> Flags:
    west, south, east, north = FINLAND_BOUNDS
    return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))


def like_finnish_metres(east: Floats, north: Floats) -> Flags:
    """Which positions look like metres of EPSG:3067 in Finland."""
    in_east = (east >= _FINLAND_EAST_M[0]) & (east <= _FINLAND_EAST_M[1])
    return np.asarray(in_east & (north >= _FINLAND_NORTH_M[0]) & (north <= _FINLAND_NORTH_M[1]))


def _middles(geometry: gpd.GeoSeries) -> tuple[Floats, Floats]:
    """A point's own position, else the middle: the centroid where it lies inside, else a point that does.

    The middle is taken in metres, so that a square's middle is its middle.
    """
    shapes = geometry.to_numpy()
    lon, lat = np.full(len(shapes), np.nan), np.full(len(shapes), np.nan)
    usable = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    point = usable & (shapely.get_type_id(shapes) == shapely.GeometryType.POINT)
    lon[point], lat[point] = shapely.get_x(shapes[point]), shapely.get_y(shapes[point])
    wide = np.flatnonzero(usable & ~point)
    if wide.size == 0:
        return lon, lat
    west, south, east, north = shapely.bounds(shapes[wide]).T
    # Where a shape leaves the world of degrees, its farthest corner stands for it: check_degrees says what is wrong.
    beyond = (np.maximum(np.abs(west), np.abs(east)) > 180) | (np.maximum(np.abs(south), np.abs(north)) > 90)
    lon[wide] = np.where(beyond, np.where(np.abs(west) > np.abs(east), west, east), (west + east) / 2)
    lat[wide] = np.where(beyond, np.where(np.abs(south) > np.abs(north), south, north), (south + north) / 2)
    wide = wide[~beyond]
    if wide.size == 0:
        return lon, lat
    crs = metric_crs(lon[wide], lat[wide])
    metric, reached = in_metres(gpd.GeoSeries(shapes[wide], crs="OGC:CRS84"), crs)
    wide, metric = wide[reached], metric[reached]
    middle = shapely.centroid(metric)
    outside = ~shapely.intersects(middle, shapely.make_valid(metric))
    if outside.any():
        middle[outside] = shapely.point_on_surface(metric[outside])
    lon[wide], lat[wide] = to_degrees(shapely.get_x(middle), shapely.get_y(middle), crs)
    return lon, lat
