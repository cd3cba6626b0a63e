"""Checks that a place given in a scenario is near the municipality."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import Point

from assessment.inputs.coordinates import to_metres
from assessment.inputs.municipality import Municipality
from assessment.scenario.faults import ChangeFaults

# A place this far outside the municipality is a slip of the pen (lon and lat swapped, another town's coordinates),
# yet a neighbour's library across the border is a fair alternative. Our judgement.
FAR_OUTSIDE_M = 20_000.0


class PlaceCheck:
    """Tells places that cannot be meant; called with a place, the change's faults and the field of its longitude."""

    def __init__(self, municipality: Municipality) -> None:
        self._municipality = municipality

    def __call__(self, lon: float, lat: float, faults: ChangeFaults, field: str = "lon") -> bool:
        """Whether it can be meant; adds `change_bad_coordinate`, `change_coordinates_swapped`, `change_far_away`."""
        if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):  # nan is refused too
            faults.add("change_bad_coordinate", field, f"{lon}, {lat}", limit=180)
            return False
        outside_m = self._metres_outside(lon, lat)
        if outside_m <= FAR_OUTSIDE_M:
            return True
        if abs(lon) <= 90.0 and self._metres_outside(lat, lon) <= FAR_OUTSIDE_M:
            faults.add("change_coordinates_swapped", field, f"{lon}, {lat}", lon=lat, lat=lon)
            return False
        km = "–" if not np.isfinite(outside_m) else str(round(outside_m / 1000.0))
        faults.add("change_far_away", field, f"{lon}, {lat}", km=km, limit_km=round(FAR_OUTSIDE_M / 1000.0))
        return False

    def _metres_outside(self, lon: float, lat: float) -> float:
        """Metres from the municipality's outline, 0 inside; the areas' bounds stand in where there is no outline."""
        areas, outline = self._municipality.areas, self._municipality.outline
        xs, ys = to_metres(np.array([lon]), np.array([lat]), areas.crs)
        x, y = float(xs[0]), float(ys[0])
        if not (np.isfinite(x) and np.isfinite(y)):
            return float("inf")
        if outline is not None:
            return float(shapely.distance(outline, Point(x, y)))
        west, south, east, north = areas.table.total_bounds
        return float(np.hypot(max(west - x, 0.0, x - east), max(south - y, 0.0, y - north)))
