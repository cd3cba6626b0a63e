"""Town streets: irregular blocks between collector streets, filled with local streets, footways and steps."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import shapely
from scipy.spatial import Voronoi
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from assessment.demo.facts import Facts, Points
from assessment.demo.land import Floats, Land, living_density
from assessment.demo.street_lines import Line, resampled, trunk_space
from assessment.demo.street_names import StreetNames

BLOCK_SPACING_M = 470.0
STREETS_FROM_PER_KM2 = 230.0
TOWN_PER_KM2 = 700.0
CENTRE_PER_KM2 = 2600.0
OVERSHOOT_M = 4.0  # ends run past the street they meet, so that rounding never parts them; trimmed after joining
VERTEX_SPACING_M = 70.0
TRUNK_HALF_WIDTH_M = 28.0
WATER_HALF_WIDTH_M = 20.0


def town_streets(facts: Facts, land: Land, roads: list[Line]) -> list[Line]:
    """Streets of every place dense enough, not yet bent; none crosses water, only collectors meet a trunk road."""
    rng = np.random.default_rng(31)
    names = StreetNames(32)
    density, voronoi = _blocks(facts, land)
    wet = land.water.buffer(WATER_HALF_WIDTH_M)
    barred = shapely.union_all([wet, trunk_space(roads, TRUNK_HALF_WIDTH_M)])
    shapely.prepare(wet)
    shapely.prepare(barred)
    kept = density > STREETS_FROM_PER_KM2
    lines: list[Line] = []
    for (a, b), ends in zip(voronoi.ridge_points, voronoi.ridge_vertices, strict=True):
        if -1 in ends or not (kept[a] or kept[b]):
            continue
        here = max(density[a], density[b])
        collector = rng.random() < 0.34
        tags = {"highway": "tertiary" if collector else "residential", "name": names.street()}
        tags["maxspeed"] = "40" if collector or here < CENTRE_PER_KM2 else "30"
        tags["surface"] = "asphalt"
        lines.extend(_pieces(voronoi.vertices[ends], tags, wet))
    for index in np.flatnonzero(kept):
        region = voronoi.regions[voronoi.point_region[index]]
        if -1 not in region:
            block = Polygon(voronoi.vertices[region])
            lines.extend(_block_streets(block, float(density[index]), rng, names, wet, barred))
    return lines


def _blocks(facts: Facts, land: Land) -> tuple[Floats, Voronoi]:
    """Blocks around seeds on a shaken triangular lattice where people live: their density and Voronoi diagram."""
    rng = np.random.default_rng(33)
    x0, y0, x1, y1 = land.outline.bounds
    columns, lines = np.meshgrid(
        np.arange(x0, x1, BLOCK_SPACING_M), np.arange(y0, y1, BLOCK_SPACING_M * 0.866), indexing="ij"
    )
    seeds = np.column_stack([columns.ravel(), lines.ravel()])
    odd = np.round((seeds[:, 1] - y0) / (BLOCK_SPACING_M * 0.866)).astype(int) % 2 == 1
    seeds[odd, 0] += BLOCK_SPACING_M / 2
    seeds += rng.uniform(-0.3, 0.3, seeds.shape) * BLOCK_SPACING_M
    density = living_density(seeds, facts.settlements)
    near = density > STREETS_FROM_PER_KM2 / 30
    return density[near], Voronoi(seeds[near])


def _pieces(ends: Points, tags: dict[str, str], barred: BaseGeometry, joins_trunk: bool = True) -> Iterator[Line]:
    """The straight between two points with its overshoot, less what lies in the barred space."""
    along = ends[-1] - ends[0]
    length = float(np.hypot(*along))
    if length < 12.0:
        return
    step = along / length * OVERSHOOT_M
    line: BaseGeometry = LineString(np.array([ends[0] - step, ends[-1] + step]))
    if barred.intersects(line):
        line = line.difference(barred)
    for part in shapely.get_parts(line):
        if part.length > 30.0 or part.length > 0.8 * length:
            yield Line(resampled(part, VERTEX_SPACING_M), tags, joins_trunk)


def _block_streets(
    block: Polygon,
    density: float,
    rng: np.random.Generator,
    names: StreetNames,
    wet: BaseGeometry,
    barred: BaseGeometry,
) -> Iterator[Line]:
    """Parallel streets along the block's longest side and staggered cross streets, some only for walking."""
    ring = np.array(block.exterior.coords)
    sides = np.diff(ring, axis=0)
    longest = sides[int(np.argmax((sides**2).sum(axis=1)))]
    u = longest / np.hypot(*longest)
    v = np.array([-u[1], u[0]])
    centre = ring[:-1].mean(axis=0)
    reach_u, reach_v = np.ptp(ring @ u), np.ptp(ring @ v)
    gap = 104.0 if density > TOWN_PER_KM2 else 150.0
    count = max(1, int(reach_v / gap))
    offsets = (np.arange(count + 1) - count / 2) * (reach_v / (count + 0.6)) + rng.uniform(-12.0, 12.0, count + 1)
    one_way = density > CENTRE_PER_KM2
    for index, offset in enumerate(offsets):
        ends = np.array([centre + v * offset - u * reach_u, centre + v * offset + u * reach_u])
        inside = block.intersection(LineString(ends))
        if inside.length < 40.0 or block.exterior.distance(inside.centroid) < 32.0:
            continue
        xy = np.array(inside.coords)
        if inside.length > 150.0 and rng.random() < 0.22:
            cut = rng.uniform(0.35, 0.75)
            xy = np.array([xy[0], xy[0] + (xy[1] - xy[0]) * cut]) if rng.random() < 0.5 else xy
        tags = {"highway": "residential", "name": names.street(), "maxspeed": "30" if one_way else "40"}
        if rng.random() < 0.7:
            tags["surface"] = "asphalt"
        if one_way and index % 3 == 1:
            tags["oneway"] = "yes"
            xy = xy[::-1] if index % 2 else xy
        yield from _pieces(xy, tags, barred)
    for offset, following in pairwise(offsets):
        across = np.arange(-reach_u / 2 + rng.uniform(30.0, 140.0), reach_u / 2, 135.0 if density > 700 else 230.0)
        for place in across + rng.uniform(-30.0, 30.0, len(across)):
            foot = centre + u * place
            inside = block.intersection(LineString(np.array([foot + v * offset, foot + v * following])))
            if inside.length > 35.0:
                yield from _cross_street(np.array(inside.coords), rng, names, wet, barred)


def _cross_street(
    ends: Points, rng: np.random.Generator, names: StreetNames, wet: BaseGeometry, barred: BaseGeometry
) -> Iterator[Line]:
    """A street, a yard road, a footway (some with steps in the middle) or nothing between two parallel streets."""
    lot = rng.random()
    if lot < 0.47:
        yield from _pieces(ends, {"highway": "residential", "name": names.street(), "maxspeed": "30"}, barred)
    elif lot < 0.57:
        yard = np.array([ends[0], ends[0] + (ends[-1] - ends[0]) * 0.6])
        yield from _pieces(yard, {"highway": "service", "service": "driveway"}, barred)
    elif lot < 0.80:
        kind = "footway" if lot < 0.70 else ("cycleway" if lot < 0.75 else "path")
        tags = {"highway": kind}
        tags |= {"surface": "gravel"} if kind == "path" else {"surface": "asphalt", "lit": "yes"}
        said = rng.random()
        if said < 0.25 and kind != "path":
            tags["wheelchair"] = "yes"
        elif said < 0.32:
            tags["wheelchair"] = "no"
        if kind == "footway" and rng.random() < 0.16:
            yield from _with_steps(ends, tags, wet)
        else:
            yield from _pieces(ends, tags, wet, joins_trunk=False)


def _with_steps(ends: Points, tags: dict[str, str], wet: BaseGeometry) -> Iterator[Line]:
    along = ends[-1] - ends[0]
    length = float(np.hypot(*along))
    half = 6.0 / length
    first, second = ends[0] + along * (0.5 - half), ends[0] + along * (0.5 + half)
    whole = LineString(ends)
    if wet.intersects(whole):
        return
    plain = {key: value for key, value in tags.items() if key != "wheelchair"}
    step = along / length * OVERSHOOT_M
    yield Line(np.array([ends[0] - step, first]), plain, False)
    yield Line(np.array([first, second]), {"highway": "steps", "step_count": "24", "surface": "concrete"}, False)
    yield Line(np.array([second, ends[-1] + step]), plain, False)
