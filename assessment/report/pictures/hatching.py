"""Patterns drawn as lines and dots of their own, cut to a shape: every program that shows SVG shows them alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from assessment.inputs.points_inside import points_inside
from assessment.report.pictures.colours import DOTS_INK, DOTS_OPACITY, HATCH_INK, HATCH_OPACITY
from assessment.report.pictures.drawing import number, segments

if TYPE_CHECKING:
    from assessment.report.pictures.colours import Shade
    from assessment.report.pictures.drawing import Drawing

# A pattern so dense that it would hide its colour and swell the drawing is no pattern.
_CLOSEST = 3.0
_MOST_DOTS = 20_000


def draw_pattern(drawing: Drawing, shape: BaseGeometry, shade: Shade, scale: float = 1.0) -> None:
    """The pattern of a shade over a shape in pixels; `scale` draws it denser on small pictures."""
    if not shade.pattern or shape.is_empty:
        return
    gap = max(_CLOSEST, shade.gap * scale)
    if shade.pattern == "hatch":
        drawing.path(
            segments(hatch_lines(shape, gap)),
            stroke=HATCH_INK,
            stroke_width=1.6 * max(scale, 0.7),
            stroke_opacity=HATCH_OPACITY,
        )
    elif shade.pattern == "dots":
        drawing.path(
            _dots(shape, gap, 0.1),
            stroke=DOTS_INK,
            stroke_width=3.0 * max(scale, 0.7),
            stroke_opacity=DOTS_OPACITY,
            stroke_linecap="round",
        )
    elif shade.pattern == "dashes":
        drawing.path(_dots(shape, gap, 0.4 * gap), stroke="#5b6570", stroke_width=1.2)


def draw_shaded(
    drawing: Drawing, x: float, y: float, width: float, height: float, shade: Shade, scale: float = 1.0
) -> None:
    """A rectangle in a shade: a bar, a piece of one, a swatch of a legend."""
    if width <= 0 or height <= 0:
        return
    drawing.rect(x, y, width, height, shade.fill)
    draw_pattern(drawing, shapely.box(x, y, x + width, y + height), shade, scale)


def hatch_lines(shape: BaseGeometry, gap: float) -> np.ndarray:
    """Lines rising to the right, `gap` pixels apart, cut to the shape: their ends, n x 4; neighbours' lines meet."""
    west, north, east, south = shape.bounds
    step = gap * 2.0**0.5
    sums = np.arange(np.ceil((west + north) / step), np.floor((east + south) / step) + 1) * step
    if not len(sums):
        return np.zeros((0, 4))
    ends = np.empty((len(sums), 2, 2))
    ends[:, 0, 0], ends[:, 0, 1] = sums - south, south
    ends[:, 1, 0], ends[:, 1, 1] = sums - north, north
    pieces = shapely.get_parts(shapely.intersection(shapely.MultiLineString(list(ends)), shape))
    pieces = pieces[shapely.get_type_id(pieces) == shapely.GeometryType.LINESTRING]
    pieces = pieces[shapely.length(pieces) > 0.5]
    if not len(pieces):
        return np.zeros((0, 4))
    first, last = shapely.get_point(pieces, 0), shapely.get_point(pieces, -1)
    return np.column_stack([shapely.get_x(first), shapely.get_y(first), shapely.get_x(last), shapely.get_y(last)])


def _dots(shape: BaseGeometry, gap: float, length: float) -> str:
    """Short strokes in rows, every other row shifted by half a gap, within the shape."""
    west, north, east, south = shape.bounds
    if (east - west) * (south - north) > _MOST_DOTS * gap * gap:
        return ""
    rows = np.arange(np.floor(north / gap), np.ceil(south / gap) + 1)
    columns = np.arange(np.floor(west / gap) - 1, np.ceil(east / gap) + 1)
    row, column = np.meshgrid(rows, columns, indexing="ij")
    x, y = (column + 0.5 + 0.5 * (row % 2)) * gap - length / 2, (row + 0.5) * gap
    inside = points_inside(shape, np.stack([x, x + length]), np.stack([y, y])).all(axis=0)
    step = f"h{number(length)}"
    return "".join(
        f"M{number(a)} {number(b)}{step}" for a, b in zip(x[inside].tolist(), y[inside].tolist(), strict=True)
    )
