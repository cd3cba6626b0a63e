"""Whether the files of one data folder belong together: in the same part of the world, cells inside areas."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from assessment.errors import Fault, FaultLog, Severity
from assessment.inputs.areas import Areas
from assessment.inputs.coordinates import to_metres
from assessment.inputs.great_circle import great_circle_m
from assessment.inputs.population import Population

Floats = npt.NDArray[np.float64]

FAR_KM = 100.0  # no resident of a municipality has its own service farther away than this


def frame_of(areas: Areas) -> tuple[float, float, float, float]:
    """West, south, east and north of the areas in degrees."""
    west, south, east, north = areas.table.geometry.to_crs("OGC:CRS84").total_bounds
    return float(west), float(south), float(east), float(north)


def distances_km(lon: Floats, lat: Floats, frame: tuple[float, float, float, float]) -> Floats:
    """How far each place lies outside the frame, 0 inside it."""
    west, south, east, north = frame
    return great_circle_m(lon, lat, np.clip(lon, west, east), np.clip(lat, south, north)) / 1000


def check_near(
    file: str,
    lon: Floats,
    lat: Floats,
    frame: tuple[float, float, float, float],
    log: FaultLog,
    *,
    may_reach_beyond: bool = False,
) -> bool:
    """Add `far_from_areas` when the whole file lies more than 100 km from the areas: another city, or mixed-up CRS.

    Single places that far away are the warning `some_far_from_areas`, unless the file may reach beyond the
    municipality as streets and timetables of a whole country do. Says whether the file lies near.
    """
    given = np.isfinite(lon) & np.isfinite(lat)  # a timetable's boarding areas need no position
    lon, lat = lon[given], lat[given]
    if lon.size == 0:
        return True
    distance = distances_km(lon, lat, frame)
    far = distance > FAR_KM
    if far.all():
        nearest = int(np.argmin(distance))
        facts = {"distance_km": round(float(distance[nearest]))}
        log.add(Fault("far_from_areas", file, value=f"{lon[nearest]:.5f}, {lat[nearest]:.5f}", facts=facts))
        return False
    if far.any() and not may_reach_beyond:
        farthest = int(np.argmax(distance))
        log.add(
            Fault(
                "some_far_from_areas",
                file,
                severity=Severity.WARNING,
                value=f"{lon[farthest]:.5f}, {lat[farthest]:.5f}",
                facts={"count": int(far.sum()), "distance_km": round(float(distance[farthest]))},
            )
        )
    return True


def check_cells_in_areas(population: Population, areas: Areas, log: FaultLog) -> None:
    """Add `no_cells_in_areas` when no cell lies in any area, which no result could come of.

    Some outside are the warning `cells_outside_areas`, with about how many are known to live there: small counts of
    people are not told here either.
    """
    x, y = to_metres(population.table["lon"].to_numpy(), population.table["lat"].to_numpy(), areas.crs)
    reached = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    tree = shapely.STRtree(areas.table.geometry.to_numpy())
    inside = np.zeros(len(population), dtype=bool)
    points = shapely.points(x[reached], y[reached])
    inside[reached[tree.query(points, predicate="intersects")[0]]] = True
    if inside.all():
        return
    facts: dict[str, str | int | float] = {
        "count": int((~inside).sum()),
        "residents": max(10, 10 * round(float(np.nansum(population.table["population"].to_numpy()[~inside])) / 10)),
        "areas_file": areas.source.file,
    }
    if inside.any():
        log.add(Fault("cells_outside_areas", population.source.file, severity=Severity.WARNING, facts=facts))
    else:
        log.add(Fault("no_cells_in_areas", population.source.file, facts=facts))
