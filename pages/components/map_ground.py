"""What lies under the figures on the map: outline, areas, main roads and place names, all the municipality's own.

Worked out once a municipality and kept as text ready for the browser: no tiles, nothing from elsewhere.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from assessment.inputs.street_tags import HIGHWAY_CLASSES
from pages.components.area_table import area_names

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality
    from assessment.inputs.streets import Streets

DECIMALS = 5  # of a degree: about half a metre here
AREA_TOLERANCE_M = 40.0  # a pixel at the closest zoom that still shows a whole area
ROAD_TOLERANCE_M = 40.0
MAIN_ROADS = {"motorway": 1, "trunk": 1, "primary": 1, "secondary": 2}
WGS84 = 4326


def ground(municipality: Municipality) -> str:
    """The ground as a JSON object: bounds, outline, areas (id and name), roads (rank) and places (name, rank)."""
    crs = municipality.areas.crs
    to_wgs84 = _Turn(pyproj.Transformer.from_crs(crs, WGS84, always_xy=True))
    outline = municipality.outline
    table = municipality.areas.table
    names = area_names(table)
    shapes = shapely.coverage_simplify(table.geometry.to_numpy(), AREA_TOLERANCE_M)
    areas = [
        _feature(to_wgs84(shape), {"area": str(area), "name": names[str(area)]})
        for shape, area in zip(shapes, table["id"], strict=True)
    ]
    around = outline if outline is not None else shapely.union_all(table.geometry.to_numpy())
    west, south, east, north = to_wgs84(around).bounds
    content = {
        "bounds": [[round(south, 4), round(west, 4)], [round(north, 4), round(east, 4)]],
        "outline": _feature(to_wgs84(shapely.simplify(around, AREA_TOLERANCE_M)), {}),
        "areas": {"type": "FeatureCollection", "features": areas},
        "roads": {"type": "FeatureCollection", "features": _roads(municipality.streets, crs)},
        "places": [
            {"name": place.name, "lon": place.lon, "lat": place.lat, "rank": place.rank}
            for place in sorted(municipality.settings.places, key=lambda place: place.rank)
        ],
    }
    return browser_json(content)


def browser_json(content: Any) -> str:
    """JSON that may stand inside a script: no character that could end it."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _roads(streets: Streets | None, crs: Any) -> list[dict[str, Any]]:
    """The main roads, joined into long lines and simplified: rank 1 for main roads, 2 for regional ones."""
    if streets is None:
        return []
    features = []
    to_wgs84 = _Turn(pyproj.Transformer.from_crs(crs, WGS84, always_xy=True))
    x, y = pyproj.Transformer.from_crs(WGS84, crs, always_xy=True).transform(streets.node_lon, streets.node_lat)
    for rank in (1, 2):
        classes = [HIGHWAY_CLASSES.index(name) for name, its_rank in MAIN_ROADS.items() if its_rank == rank]
        wanted = np.isin(streets.highway, classes)
        start, end = streets.segment_from[wanted], streets.segment_to[wanted]
        ends = np.stack([np.stack([x[start], y[start]], axis=1), np.stack([x[end], y[end]], axis=1)], axis=1)
        if not len(ends):
            continue
        lines = shapely.line_merge(shapely.MultiLineString(list(ends)))
        features.append(_feature(to_wgs84(shapely.simplify(lines, ROAD_TOLERANCE_M)), {"rank": rank}))
    return features


class _Turn:
    """Turns a shape from one reference system to another."""

    def __init__(self, transformer: pyproj.Transformer) -> None:
        self._transformer = transformer

    def __call__(self, shape: Any) -> Any:
        return shapely.transform(shape, lambda points: np.stack(self._transformer.transform(*points.T), axis=1))


def _feature(shape: Any, properties: dict[str, Any]) -> dict[str, Any]:
    geometry = json.loads(shapely.to_geojson(shape))
    geometry["coordinates"] = _rounded(geometry["coordinates"])
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, float | int):
        return round(coordinates, DECIMALS)
    return [_rounded(part) for part in coordinates]
