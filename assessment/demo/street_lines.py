"""Lines that become streets, and the main roads drawn along their corridors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from assessment.demo.facts import Facts, Points
from assessment.demo.land import Land, living_density, smooth_line, wobble

MAIN_ROAD_SPACING_M = 55.0
BUILT_UP_PER_KM2 = 350.0  # modelled density from which a road is a town street
CENTRE_PER_KM2 = 1900.0
CYCLEWAY_OFFSET_M = 13.0


@dataclass(frozen=True)
class Line:
    """A street's centre line in EPSG:3067 and its OpenStreetMap tags; `joins_trunk` is no for underpasses."""

    xy: Points
    tags: dict[str, str]
    joins_trunk: bool = True


def bend(xy: Points) -> Points:
    """Move points smoothly by some tens of metres, the same everywhere, so that no street is ruled straight."""
    wide = np.column_stack([wobble(xy, 1500.0, 21), wobble(xy, 1500.0, 22)]) * 32.0
    near = np.column_stack([wobble(xy, 420.0, 23), wobble(xy, 420.0, 24)]) * 9.0
    return xy + wide + near


def main_roads(facts: Facts, land: Land) -> list[Line]:
    """The regional roads inside the outline, with slower limits and cycleways where people live; not yet bent."""
    lines: list[Line] = []
    for road in facts.roads:
        xy = smooth_line(road.points, MAIN_ROAD_SPACING_M)
        density = living_density(xy, facts.settlements)
        level = np.digitize(density, [BUILT_UP_PER_KM2, CENTRE_PER_KM2])
        level[~shapely.contains_xy(land.outline, xy[:, 0], xy[:, 1])] = -1
        for start, stop, here in _runs(level):
            if here < 0:
                continue
            tags = {"highway": road.highway, "name": road.name, "surface": "asphalt"}
            if road.ref:
                tags["ref"] = road.ref
            tags["maxspeed"] = str(_limit(road.highway, road.maxspeed, here))
            if here > 0:
                tags["lit"] = "yes"
            lines.append(Line(xy[start:stop], tags))
            if here > 0 and road.highway != "trunk" and stop - start > 4:
                beside = LineString(xy[start:stop]).offset_curve(CYCLEWAY_OFFSET_M)
                lines.extend(
                    Line(np.array(part.coords), {"highway": "cycleway", "surface": "asphalt", "lit": "yes"})
                    for part in shapely.get_parts(beside)
                )
    return lines


def _limit(highway: str, maxspeed: int, level: int) -> int:
    """Speed limit, km/h: trunk roads slow to 80 among houses, others to 50 and in centres to 40."""
    if level == 0:
        return maxspeed
    if highway == "trunk":
        return min(maxspeed, 80)
    return min(maxspeed, 50 if level == 1 else 40)


def _runs(level: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """Stretches of equal level as (start, stop, level); neighbours share their boundary vertex."""
    start = 0
    for index in range(1, len(level) + 1):
        if index == len(level) or level[index] != level[start]:
            stop = min(index + 1, len(level)) if level[start] >= 0 else index
            if stop - start >= 2:
                yield start, stop, int(level[start])
            start = index


def trunk_space(lines: list[Line], half_width_m: float) -> BaseGeometry:
    """The strip along the trunk roads that small streets keep out of."""
    return shapely.union_all(
        [LineString(line.xy).buffer(half_width_m) for line in lines if line.tags["highway"] == "trunk"]
    )


def resampled(line: BaseGeometry, spacing_m: float) -> Points:
    """The line's points, with further points so that none are more than about `spacing_m` apart."""
    return np.array(shapely.segmentize(line, spacing_m).coords)
