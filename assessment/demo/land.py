"""The demo's land: a modelled outline, areas as weighted Voronoi cells in it, waters, and how densely people live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from assessment.demo.facts import Area, Facts, Points, Settlement, Water

OUTLINE_AREA_KM2 = 2883.0  # Kouvola's whole surface with its waters, National Land Survey of Finland
SAMPLE_SPACING_M = 600.0
WEIGHT_ROUNDS = 60
GRID_M = 0.1  # places of area borders are whole decimetres, so that neighbours meet exactly
ISLAND_M2 = 1.5e6

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Land:
    """The municipality's outline, areas and waters in EPSG:3067."""

    outline: Polygon
    areas: dict[str, BaseGeometry]
    water: BaseGeometry
    river: BaseGeometry


def smooth_ring(points: Points, rounds: int = 4) -> Points:
    """Round a closed ring's corners by Chaikin's cutting: each round puts two points on every side."""
    ring = points
    for _ in range(rounds):
        following = np.roll(ring, -1, axis=0)
        ring = np.stack([0.75 * ring + 0.25 * following, 0.25 * ring + 0.75 * following], axis=1).reshape(-1, 2)
    return ring


def smooth_line(points: Points, spacing_m: float) -> Points:
    """A curve through the points (centripetal Catmull-Rom): a vertex at each and about every `spacing_m` metres."""
    if len(points) == 2:
        count = max(1, round(float(np.hypot(*(points[1] - points[0]))) / spacing_m))
        share = np.linspace(0.0, 1.0, count + 1)[:, None]
        straight: Points = points[0] * (1 - share) + points[1] * share
        return straight
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    pieces = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        t0 = 0.0
        t1 = t0 + float(np.hypot(*(p1 - p0))) ** 0.5
        t2 = t1 + float(np.hypot(*(p2 - p1))) ** 0.5
        t3 = t2 + float(np.hypot(*(p3 - p2))) ** 0.5
        count = max(1, round(float(np.hypot(*(p2 - p1))) / spacing_m))
        t = np.linspace(t1, t2, count + 1)[:-1, None]
        a1 = (t1 - t) / (t1 - t0) * p0 + (t - t0) / (t1 - t0) * p1
        a2 = (t2 - t) / (t2 - t1) * p1 + (t - t1) / (t2 - t1) * p2
        a3 = (t3 - t) / (t3 - t2) * p2 + (t - t2) / (t3 - t2) * p3
        b1 = (t2 - t) / (t2 - t0) * a1 + (t - t0) / (t2 - t0) * a2
        b2 = (t3 - t) / (t3 - t1) * a2 + (t - t1) / (t3 - t1) * a3
        pieces.append((t2 - t) / (t2 - t1) * b1 + (t - t1) / (t2 - t1) * b2)
    return np.vstack([*pieces, points[-1:]])


def wobble(xy: Points, wave_m: float, seed: int, waves: int = 8) -> Floats:
    """A smooth field of about -1..1 over the plane, one value a point; the same for the same seed."""
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0.0, 2 * np.pi, waves)
    length = wave_m * rng.uniform(0.6, 1.7, waves)
    phase = rng.uniform(0.0, 2 * np.pi, waves)
    direction = np.stack([np.cos(angle), np.sin(angle)]) * (2 * np.pi / length)
    field: Floats = np.sin(xy @ direction + phase).sum(axis=1) / np.sqrt(waves / 2) / 2
    return field


def model_land(facts: Facts) -> Land:
    """Draw the outline, divide it into areas and lay the waters."""
    shore = _uneven(smooth_ring(facts.outline), 6500.0, 420.0, 13)
    ring = Polygon(shore)
    scale = (OUTLINE_AREA_KM2 * 1e6 / ring.area) ** 0.5
    centre = np.array([ring.centroid.x, ring.centroid.y])
    outline = Polygon(np.round((shore - centre) * scale + centre, 1))
    rivers = [LineString(smooth_line(w.points, 150.0)).buffer(w.width_m / 2) for w in _of_kind(facts, "river")]
    lakes = [Polygon(_uneven(smooth_ring(w.points), 1900.0, 230.0, 14)) for w in _of_kind(facts, "lake")]
    return Land(
        outline=outline,
        areas=_areas(outline, facts.areas, facts.settlements),
        water=shapely.union_all([*rivers, *lakes]),
        river=shapely.union_all(rivers),
    )


def _uneven(ring: Points, wave_m: float, height_m: float, seed: int) -> Points:
    """The ring with its sides moved smoothly in and out."""
    return ring + np.column_stack([wobble(ring, wave_m, seed), wobble(ring, wave_m, seed + 100)]) * height_m


def _of_kind(facts: Facts, kind: str) -> list[Water]:
    return [water for water in facts.water if water.kind == kind]


def _areas(outline: Polygon, areas: Sequence[Area], settlements: Sequence[Settlement]) -> dict[str, BaseGeometry]:
    """Weighted Voronoi cells (power diagram) of the area centres and settlements, one union an area.

    The weights, one an area, are moved until each cell's surface is near the area's own; they are damped, because a
    small area between large ones must keep its settlements.
    """
    owner_of = {area.id: index for index, area in enumerate(areas)}
    sites = np.array([area.xy for area in areas] + [s.xy for s in settlements])
    owner = np.array([*range(len(areas)), *(owner_of[s.area] for s in settlements)])
    low, high = np.array(outline.bounds[:2]), np.array(outline.bounds[2:])
    grid = np.stack(np.meshgrid(*(np.arange(a, b, SAMPLE_SPACING_M) for a, b in zip(low, high, strict=True))), axis=-1)
    sample = grid.reshape(-1, 2)
    sample = sample[shapely.contains_xy(outline, sample[:, 0], sample[:, 1])]
    squares = ((sample[:, None, :] - sites[None, :, :]) ** 2).sum(axis=2)
    wanted = np.array([area.area_km2 for area in areas])
    wanted *= OUTLINE_AREA_KM2 / wanted.sum()
    between = ((sites[:, None, :] - sites[None, :, :]) ** 2).sum(axis=2)
    between[owner[:, None] == owner[None, :]] = np.inf
    limit = np.array([between[owner == index].min() for index in range(len(areas))]) * 0.4
    weight = np.zeros(len(areas))
    for _ in range(WEIGHT_ROUNDS):
        nearest = owner[np.argmin(squares - weight[owner], axis=1)]
        got = np.bincount(nearest, minlength=len(areas)) * SAMPLE_SPACING_M**2 / 1e6
        weight = np.clip(weight + 0.15e6 * (wanted - got), -limit, limit)
    cells = [_power_cell(index, sites, weight[owner], outline) for index in range(len(sites))]
    whole = [
        shapely.union_all([cell for cell, of in zip(cells, owner, strict=True) if of == index], grid_size=GRID_M)
        for index in range(len(areas))
    ]
    return {area.id: shape for area, shape in zip(areas, _without_islands(whole), strict=True)}


def _without_islands(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Give each small loose piece of an area to the neighbour that it shares the longest border with."""
    shapes = list(shapes)
    for index, shape in enumerate(shapes):
        parts = sorted(shapely.get_parts(shape), key=lambda part: -float(part.area))
        kept = [part for part in parts if part is parts[0] or part.area > ISLAND_M2]
        for part in parts:
            if not any(part is other for other in kept):
                borders = [0.0 if i == index else part.intersection(s).length for i, s in enumerate(shapes)]
                neighbour = int(np.argmax(borders))
                shapes[neighbour] = shapely.union_all([shapes[neighbour], part], grid_size=GRID_M)
        shapes[index] = shapely.union_all(kept, grid_size=GRID_M)
    return shapes


def _power_cell(index: int, sites: Points, weight: Floats, outline: Polygon) -> BaseGeometry:
    """The part of the outline nearest to one site, by squared distance minus the site's weight."""
    x0, y0, x1, y1 = outline.bounds
    ring = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
    site = sites[index]
    order = np.argsort(((sites - site) ** 2).sum(axis=1), kind="stable")
    for other in order[1:]:
        normal = sites[other] - site
        if not normal.any():
            continue
        # |p-s|^2 - w_s <= |p-o|^2 - w_o  is  2 p.(o-s) <= |o|^2 - |s|^2 + w_s - w_o
        bound = float((sites[other] ** 2).sum() - (site**2).sum() + weight[index] - weight[other])
        ring = _cut(ring, 2 * normal, bound)
        if len(ring) < 3:
            return Polygon()
    return Polygon(ring).intersection(outline, grid_size=GRID_M)


def _cut(ring: Points, normal: Points, bound: float) -> Points:
    """The part of a convex ring where normal . p <= bound (Sutherland and Hodgman)."""
    excess = ring @ normal - bound
    kept: list[Points] = []
    for here, there, a, b in zip(ring, np.roll(ring, -1, axis=0), excess, np.roll(excess, -1), strict=True):
        if a <= 0:
            kept.append(here)
        if (a < 0 < b) or (b < 0 < a):
            kept.append(here + (there - here) * (a / (a - b)))
    return np.array(kept).reshape(-1, 2)


def living_density(xy: Points, settlements: Sequence[Settlement]) -> Floats:
    """Modelled residents a km2 at each point: a bell over each settlement, bent so that no town is a circle."""
    bent = xy + np.column_stack([wobble(xy, 1400.0, 11), wobble(xy, 1400.0, 12)]) * 190.0
    density = np.zeros(len(xy))
    for s in settlements:
        squared = ((bent - np.array(s.xy)) ** 2).sum(axis=1) / s.spread_m**2
        density += s.residents / (2 * np.pi * (s.spread_m / 1000.0) ** 2) * np.exp(-squared / 2)
    return density
