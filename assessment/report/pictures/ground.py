"""The ground of a map: areas and outline of a frozen map in pixels, with the scale bar that belongs to them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import shape as shape_of
from shapely.geometry.base import BaseGeometry

from assessment.inputs.points_inside import points_inside
from assessment.report.pictures.drawing import FRAME, SMALL, SOFT_INK, ring

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assessment.records.frozen_maps import FrozenMap
    from assessment.report.figure_words import Reader
    from assessment.report.pictures.drawing import Drawing
    from assessment.report.pictures.labels import Box

KM_PER_DEGREE = 6371.0088 * math.pi / 180.0
# Where to look for a free place around the middle.
_STEPS = (
    (0, 0),
    *((across * far, down * far) for far in (16, 26) for across, down in ((1, 0), (-1, 0), (0, -1), (0, 1))),
)
_BAR_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class Window:
    """A rectangle of a drawing: its upper left corner and its size in pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, eq=False)
class Ground:
    """A map drawn into a window. `shapes`: areas in pixels by id; `window`: what labels may lie in."""

    shapes: Mapping[str, BaseGeometry]
    outline: BaseGeometry
    window: Window
    px_per_km: float
    origin: tuple[float, float, float]  # km east of 0, km north of 0, cosine of the middle's latitude
    corner: tuple[float, float]

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a place in degrees lies, in pixels."""
        east, north, cosine = self.origin
        x = self.corner[0] + (lon * KM_PER_DEGREE * cosine - east) * self.px_per_km
        y = self.corner[1] + (north - lat * KM_PER_DEGREE) * self.px_per_km
        return x, y

    def shows(self, x: float, y: float) -> bool:
        """Whether a place in pixels lies in the window."""
        window = self.window
        return window.x <= x <= window.x + window.width and window.y <= y <= window.y + window.height


def shape_ratio(frozen_map: FrozenMap) -> float:
    """How wide a map is to its height, on the ground; 1 where it has nothing."""
    west, south, east, north = _read(_Same(frozen_map)).bounds
    height = north - south
    return (east - west) * math.cos(math.radians((south + north) / 2)) / height if height > 0 else 1.0


def ground_of(frozen_map: FrozenMap, window: Window, margin: float = 4.0, finest_px: float = 0.4) -> Ground:
    """The map fitted into the window, north up, drawn true to scale about its middle.

    Corners nearer than `finest_px` to a straight border are left out; neighbours keep their common borders.
    """
    return _ground(_Same(frozen_map), window, margin, finest_px)


@lru_cache(maxsize=16)
def _ground(of: _Same, window: Window, margin: float, finest_px: float) -> Ground:
    read = _read(of)
    west, south, east, north = read.bounds
    cosine = math.cos(math.radians((south + north) / 2))
    width_km = max((east - west) * KM_PER_DEGREE * cosine, 0.01)
    height_km = max((north - south) * KM_PER_DEGREE, 0.01)
    px_per_km = min((window.width - 2 * margin) / width_km, (window.height - 2 * margin) / height_km)
    corner = (
        window.x + (window.width - width_km * px_per_km) / 2,
        window.y + (window.height - height_km * px_per_km) / 2,
    )
    origin = (west * KM_PER_DEGREE * cosine, north * KM_PER_DEGREE, cosine)

    def to_pixels(degrees: np.ndarray) -> np.ndarray:
        x = corner[0] + (degrees[:, 0] * KM_PER_DEGREE * cosine - origin[0]) * px_per_km
        y = corner[1] + (origin[1] - degrees[:, 1] * KM_PER_DEGREE) * px_per_km
        return np.column_stack([x, y])

    shapes = [_valid(shapely.transform(shape, to_pixels)) for shape in read.shapes]
    if shapes and finest_px > 0:
        shapes = _fewer_corners(shapes, finest_px)
    outline = shapely.simplify(_valid(shapely.transform(read.outline, to_pixels)), finest_px)
    by_id = {area.id: shape for area, shape in zip(of.frozen_map.areas, shapes, strict=True)}
    return Ground(by_id, outline, window, px_per_km, origin, corner)


def path_of(shape: BaseGeometry) -> str:
    """A shape's borders as a path; what is no surface has none."""
    pieces = shapely.get_parts(shape)
    pieces = pieces[shapely.get_type_id(pieces) == shapely.GeometryType.POLYGON]
    rings = shapely.get_rings(pieces) if len(pieces) else ()
    return "".join(ring(shapely.get_coordinates(one)[:-1]) for one in rings)


def anchor_of(shape: BaseGeometry, taken: Sequence[Box] = ()) -> tuple[float, float]:
    """A place well inside a shape for what names it: its middle where that lies inside and is not taken."""
    point = shape.centroid
    if not shape.contains(point):
        point = shape.representative_point()
    x, y = float(point.x), float(point.y)
    for across, down in _STEPS:
        free = not any(
            west - 3 < x + across < east + 3 and north - 3 < y + down < south + 3 for west, north, east, south in taken
        )
        if free and ((not across and not down) or bool(points_inside(shape, x + across, y + down))):
            return x + across, y + down
    return x, y


def draw_outline(drawing: Drawing, ground: Ground, width: float = 1.8) -> None:
    """The municipality's border over its areas."""
    drawing.path(path_of(ground.outline), stroke=FRAME, stroke_width=width, stroke_linejoin="round")


def draw_scale_bar(drawing: Drawing, reader: Reader, ground: Ground, x: float, y: float, longest: float) -> None:
    """A scale bar with its length in kilometres, its base at y."""
    fitting = [km for km in _BAR_KM if km * ground.px_per_km <= longest]
    if not fitting:
        return  # a map of next to nothing
    length = fitting[-1] * ground.px_per_km
    drawing.path(f"M{x:.1f} {y - 5:.1f}V{y:.1f}H{x + length:.1f}V{y - 5:.1f}", stroke=SOFT_INK, stroke_width=1.5)
    words = reader.t("picture.kilometres", value=reader.number(fitting[-1], 0 if fitting[-1] >= 1 else 1))
    drawing.text(x + length + 5, y + 1, words, SMALL, fill=SOFT_INK)


class _Same:
    """A map by its identity: many pictures are drawn on one."""

    def __init__(self, frozen_map: FrozenMap) -> None:
        self.frozen_map = frozen_map

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.frozen_map is self.frozen_map

    def __hash__(self) -> int:
        return id(self.frozen_map)


@dataclass(frozen=True, eq=False)
class _Read:
    """A map's shapes in degrees, with west, south, east and north of them all."""

    shapes: tuple[BaseGeometry, ...]
    outline: BaseGeometry
    bounds: tuple[float, float, float, float]


@lru_cache(maxsize=4)
def _read(of: _Same) -> _Read:
    shapes = tuple(_shape(area.geometry) for area in of.frozen_map.areas)
    outline = _shape(of.frozen_map.outline)
    there = [one for one in (outline, *shapes) if not one.is_empty]
    west, south, east, north = shapely.total_bounds(there).tolist() if there else (0.0, 0.0, 0.0, 0.0)
    return _Read(shapes, outline, (west, south, east, north))


def _shape(geometry: Mapping[str, Any]) -> BaseGeometry:
    return shape_of(dict(geometry)) if geometry else shapely.Polygon()


def _valid(shape: BaseGeometry) -> BaseGeometry:
    """A shape that may be cut: rounding can make a border touch itself."""
    return shape if shape.is_valid else shapely.make_valid(shape)


def _fewer_corners(shapes: list[BaseGeometry], finest_px: float) -> list[BaseGeometry]:
    surfaces = all(shape.geom_type in ("Polygon", "MultiPolygon") for shape in shapes)
    simple = shapely.coverage_simplify(shapes, finest_px) if surfaces else shapely.simplify(shapes, finest_px)
    # An area smaller than what is left out must not vanish.
    return [new if new.is_valid and not new.is_empty else old for new, old in zip(simple, shapes, strict=True)]
