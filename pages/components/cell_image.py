"""Population cells as one picture over the map: each cell by its shade, drawn in the map's own projection.

Cells are squares of the national grid, the map is in Web Mercator: every pixel asks which cell it lies in. That is
worked out once a municipality; a new view only colours it anew. Times of places, no counts of people.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
from PIL import Image

from pages.components.municipality import municipality

if TYPE_CHECKING:
    import numpy.typing as npt

    from assessment.inputs.municipality import Municipality
    from pages.components.colours import Scale

WIDTH_PX = 1000
MERCATOR = 3857


@dataclass(frozen=True, eq=False)
class CellRaster:
    """Which cell each pixel shows: int32[height, width], -1 = none; bounds as [[south, west], [north, east]]."""

    cell: npt.NDArray[np.int32]
    bounds: tuple[tuple[float, float], tuple[float, float]]


def cell_raster(place: Municipality) -> CellRaster | None:
    """The raster of a municipality's cells; None where they are not squares of one size."""
    return _raster(place) if place.population.cell_size_m else None


@lru_cache(maxsize=2)
def _raster(place: Municipality) -> CellRaster:
    size = float(place.population.cell_size_m or 0.0)
    table = place.population.table
    column = np.floor(table["x"].to_numpy(dtype=np.float64) / size).astype(np.int64)
    row = np.floor(table["y"].to_numpy(dtype=np.float64) / size).astype(np.int64)
    first_column, first_row = int(column.min()), int(row.min())
    grid = np.full((int(row.max()) - first_row + 1, int(column.max()) - first_column + 1), -1, dtype=np.int32)
    grid[row - first_row, column - first_column] = np.arange(len(table), dtype=np.int32)

    crs = place.population.crs
    to_mercator = pyproj.Transformer.from_crs(crs, MERCATOR, always_xy=True)
    corners_x = np.array([first_column, first_column + grid.shape[1]], dtype=np.float64) * size
    corners_y = np.array([first_row, first_row + grid.shape[0]], dtype=np.float64) * size
    west, south, east, north = to_mercator.transform_bounds(corners_x[0], corners_y[0], corners_x[1], corners_y[1])
    height = round(WIDTH_PX * (north - south) / (east - west))
    across = west + (np.arange(WIDTH_PX) + 0.5) * (east - west) / WIDTH_PX
    down = north - (np.arange(height) + 0.5) * (north - south) / height
    x, y = pyproj.Transformer.from_crs(MERCATOR, crs, always_xy=True).transform(*np.meshgrid(across, down))
    its_column = np.floor(x / size).astype(np.int64) - first_column
    its_row = np.floor(y / size).astype(np.int64) - first_row
    inside = (its_column >= 0) & (its_column < grid.shape[1]) & (its_row >= 0) & (its_row < grid.shape[0])
    cell = np.full(x.shape, -1, dtype=np.int32)
    cell[inside] = grid[its_row[inside], its_column[inside]]
    to_degrees = pyproj.Transformer.from_crs(MERCATOR, 4326, always_xy=True)
    (low_lon, high_lon), (low_lat, high_lat) = to_degrees.transform([west, east], [south, north])
    return CellRaster(cell, ((low_lat, low_lon), (high_lat, high_lon)))


def cell_image(values: npt.NDArray[np.float64], scale: Scale, alt: str) -> dict[str, Any] | None:
    """The picture as a data address with its bounds; `values` one a cell, not-a-number leaves a cell unpainted."""
    raster = cell_raster(municipality())
    if raster is None:
        return None
    shades = list(scale.legend)
    colours = np.zeros((len(shades) + 1, 4), dtype=np.uint8)
    for number, shade in enumerate(shades):
        colours[number] = (*bytes.fromhex(shade.fill[1:]), 255)
    number_of = {shade.key: number for number, shade in enumerate(shades)}
    painted = np.array(
        [len(shades) if np.isnan(value) else number_of[scale.shade(float(value)).key] for value in values.tolist()]
        + [len(shades)],
        dtype=np.int32,
    )
    pixels = colours[painted[raster.cell]]
    out = io.BytesIO()
    Image.fromarray(pixels, "RGBA").quantize(len(shades) + 1).save(out, "PNG", optimize=False)
    address = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode("ascii")
    return {"url": address, "bounds": [list(corner) for corner in raster.bounds], "alt": alt}
