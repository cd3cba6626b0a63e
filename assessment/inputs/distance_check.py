"""Whether two inputs lie in the same part of the world: a feed of another city is refused, not read as access lost."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from assessment.errors import Fault, Refused
from assessment.inputs.great_circle import great_circle_m

FloatArray = npt.NDArray[np.float64]

# Farther than any daily journey of this program (180 minutes), nearer than the next country.
TOGETHER_WITHIN_KM = 100.0


def must_be_near(
    file: str, lon: FloatArray, lat: FloatArray, other_file: str, other_lon: FloatArray, other_lat: FloatArray
) -> None:
    """Raise Refused (`inputs_far_apart`) when no point of one file is near the middle half of the other's points."""
    if not len(lon) or not len(other_lon):
        return
    # Medians are not moved by a few stray points.
    middle = float(np.median(other_lon)), float(np.median(other_lat))
    away_m = great_circle_m(lon, lat, np.float64(middle[0]), np.float64(middle[1]))
    spread_m = great_circle_m(other_lon, other_lat, np.float64(middle[0]), np.float64(middle[1]))
    nearest_km = (float(away_m.min()) - float(np.percentile(spread_m, 95))) / 1000
    if nearest_km > TOGETHER_WITHIN_KM:
        raise Refused([Fault("inputs_far_apart", file, facts={"other": other_file, "distance_km": round(nearest_km)})])
