"""Which area each population cell is reported for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from assessment.inputs.areas import Areas
from assessment.inputs.coordinates import to_metres


def area_of_cells(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], areas: Areas) -> npt.NDArray[np.int64]:
    """The place of each cell's area in the table of areas, int64[n]; lon and lat of the cells' middles in degrees.

    A middle inside an area (or on its border: the first in the file) belongs to it, any other to the nearest area:
    a cell of 250 m on the shore has its middle in the water.
    """
    x, y = to_metres(lon, lat, areas.crs)
    points = np.asarray(shapely.points(x, y)).reshape(-1)
    tree = shapely.STRtree(areas.table.geometry.to_numpy())
    none = len(areas.table)
    found = np.full(len(points), none, dtype=np.int64)
    cell, area = tree.query(points, predicate="intersects")
    np.minimum.at(found, cell, area)
    outside = np.flatnonzero(found == none)
    if outside.size:
        cell, area = tree.query_nearest(points[outside], all_matches=True)
        np.minimum.at(found, outside[cell], area)
    return found
