"""Small towns made by hand for tests: all on one meridian, so that metres on foot are read off the line."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box

from assessment.inputs.areas import Areas
from assessment.inputs.coordinates import FINLAND_CRS, to_metres
from assessment.inputs.municipality import Municipality
from assessment.inputs.municipality_settings import MunicipalitySettings
from assessment.inputs.population import Population
from assessment.inputs.provenance import Source
from assessment.inputs.service_points import ServicePoints

LON, LAT = 26.7, 60.8
DETOUR = 1.3
DEGREES_A_METRE = 180.0 / (np.pi * 6_371_008.8)

DATE = dt.date(2026, 3, 4)
WINDOW = (9 * 3600, 11 * 3600)


def lat_at(walk_m: float) -> float:
    """The latitude that many metres of walking (crow-fly times the detour) north of the line's origin."""
    return LAT + walk_m / DETOUR * DEGREES_A_METRE


def line_town(
    cells: Mapping[str, Sequence[float]],
    services: Mapping[str, tuple[str, float, str]],
    borders_m: Sequence[float],
    columns: Sequence[str] = ("population", "age_65_74", "age_75_84", "age_85_"),
) -> Municipality:
    """A town on the line, without streets or timetable.

    cells: id -> (metres on the line, then counts in the order of `columns`; NaN = masked). services: id -> (kind,
    metres, opening hours). borders_m: where areas a, b, c … end on the line, the first from far south.
    """
    table = pd.DataFrame({"id": list(cells), "lon": LON, "lat": [lat_at(row[0]) for row in cells.values()]})
    table["x"], table["y"] = to_metres(table["lon"].to_numpy(), table["lat"].to_numpy(), FINLAND_CRS)
    for place, column in enumerate(columns, start=1):
        table[column] = [float(row[place]) for row in cells.values()]
    edges = [-1e5, *borders_m]
    x, y = to_metres(np.full(len(edges), LON), np.array([lat_at(edge) for edge in edges]), FINLAND_CRS)
    shapes = [box(x[i] - 2e4, y[i], x[i] + 2e4, y[i + 1]) for i in range(len(borders_m))]
    ids = [chr(ord("a") + i) for i in range(len(shapes))]
    areas = gpd.GeoDataFrame({"id": ids, "name": [f"Area {i}" for i in ids]}, geometry=shapes, crs=FINLAND_CRS)
    points = pd.DataFrame(
        {
            "id": list(services),
            "name": [f"Service {i}" for i in services],
            "kind": [row[0] for row in services.values()],
            "lon": LON,
            "lat": [lat_at(row[1]) for row in services.values()],
            "opening_hours": [row[2] for row in services.values()],
            "mobile": False,
            "stay_min": np.nan,
        }
    )
    settings = MunicipalitySettings(name="Line", number="999", default_date=DATE)
    source = Source("made-by-hand.csv", "0" * 64)
    return Municipality(
        "Line",
        "999",
        None,
        Population(table, tuple(columns), None, FINLAND_CRS, source),
        Areas(areas, FINLAND_CRS, dataclasses.replace(source, file="areas.gpkg")),
        ServicePoints(points, dataclasses.replace(source, file="service_points.csv")),
        None,
        None,
        settings,
        None,
    )
