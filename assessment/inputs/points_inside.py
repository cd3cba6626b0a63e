"""Which points lie in a shape that several threads may look at at once.

shapely prepares a shape for good when it is first asked (`contains_xy`, `prepare`), and GEOS builds the index of a
prepared shape at its first use without a lock, while other threads run: two of them at one shape write into memory
that the other has freed, and the whole process ends. So a shape that is shared is never prepared; each asks of a copy.
"""

from __future__ import annotations

from typing import TypeAlias, TypeVar, cast

import numpy as np
import numpy.typing as npt
import shapely

Shape = TypeVar("Shape", bound=shapely.Geometry)
Coordinates: TypeAlias = float | npt.NDArray[np.float64]


def own_copy(shape: Shape) -> Shape:
    """The same shape as an object that no other thread has, not prepared."""
    return cast(Shape, shapely.from_wkb(shapely.to_wkb(shape)))


def points_inside(shape: shapely.Geometry, x: Coordinates, y: Coordinates) -> npt.NDArray[np.bool_]:
    """Whether points lie within a shape, bool in the form of x and y; in any thread."""
    return np.asarray(shapely.contains_xy(own_copy(shape), np.asarray(x), np.asarray(y)))
