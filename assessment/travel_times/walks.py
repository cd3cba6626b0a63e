"""Walks between places: along the streets, or as the crow flies with a detour factor where there are no streets."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from assessment.inputs.great_circle import EARTH_RADIUS_M, great_circle_m
from assessment.network.linking import JoinedPlaces, Points, join_places
from assessment.network.street_network import StreetNetwork
from assessment.travel_times.pareto import UNREACHED
from assessment.travel_times.street_search import PlacePairs, costs_to_place, pairs_by_row, walks_within

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]

# A tenth of a microsecond: keeps the division 84 / 0.7 = 120.00000000000001 from costing a whole second.
_ROUNDING_S = 1e-7


class WalkWays(Protocol):
    """A way of telling how far one walks."""

    def within(self, sources: Points, targets: Points, limit_m: float) -> PlacePairs:
        """All walks of at most limit_m metres, by source."""

    def metres_to(self, place: Points, origins: Points) -> FloatArray:
        """Metres from every origin to one place, inf where there is no way."""


class CrowFlies:
    """Great-circle distance times a detour factor."""

    def __init__(self, detour: float) -> None:
        self.detour = detour

    def within(self, sources: Points, targets: Points, limit_m: float) -> PlacePairs:
        """All walks of at most limit_m metres, by source."""
        if not len(sources) or not len(targets):
            return PlacePairs(np.zeros(len(sources) + 1, np.int64), np.zeros(0, np.int32), np.zeros(0))
        # The chord is never longer than the arc, so that the tree finds all; the arc itself decides.
        near = cKDTree(_on_sphere(sources)).sparse_distance_matrix(
            cKDTree(_on_sphere(targets)),
            min(limit_m / self.detour * (1 + 1e-9) + 1e-6, 2 * EARTH_RADIUS_M),
            output_type="ndarray",
        )
        row, column = near["i"].astype(np.int32), near["j"].astype(np.int32)
        metres = self.detour * great_circle_m(
            sources.lon[row], sources.lat[row], targets.lon[column], targets.lat[column]
        )
        close = metres <= limit_m
        return pairs_by_row(len(sources), row[close], column[close], metres[close])

    def metres_to(self, place: Points, origins: Points) -> FloatArray:
        """Metres from every origin to one place."""
        return self.detour * great_circle_m(origins.lon, origins.lat, place.lon[0], place.lat[0])


class AlongStreets:
    """Distance along a walkable street network."""

    def __init__(self, network: StreetNetwork) -> None:
        self.network = network
        self._kept = lru_cache(maxsize=8)(lambda points: join_places(network, points))

    def _joined(self, points: Points) -> JoinedPlaces:
        """Where points join the streets; kept for sets of points, which are asked for again and again."""
        return self._kept(points) if len(points) > 1 else join_places(self.network, points)

    def within(self, sources: Points, targets: Points, limit_m: float) -> PlacePairs:
        """All walks of at most limit_m metres, by source; the smaller side is searched from."""
        from_places, to_places = self._joined(sources), self._joined(targets)
        if len(sources) <= len(targets):
            return walks_within(self.network, from_places, to_places, limit_m)
        return walks_within(self.network, to_places, from_places, limit_m).transposed(len(sources))

    def metres_to(self, place: Points, origins: Points) -> FloatArray:
        """Metres from every origin to one place, inf where there is no way."""
        joined, from_places = self._joined(place), self._joined(origins)
        over_streets_m = costs_to_place(self.network, joined, 0, from_places)
        return np.asarray(over_streets_m + from_places.straight_m + joined.straight_m[0], dtype=np.float64)


def walk_seconds(metres: FloatArray, walk_speed_ms: float, longest_s: int) -> IntArray:
    """Whole seconds, rounded up, that a walk takes; UNREACHED where longer than longest_s."""
    seconds = np.ceil(metres / walk_speed_ms - _ROUNDING_S)
    return np.where(seconds <= longest_s, np.where(np.isfinite(seconds), seconds, 0), UNREACHED).astype(np.int32)


def walks_in_seconds(
    pairs: PlacePairs, walk_speed_ms: float, longest_s: int
) -> tuple[npt.NDArray[np.int64], IntArray, IntArray]:
    """Pairs as (start, column, seconds), without those longer than longest_s."""
    seconds = walk_seconds(pairs.cost, walk_speed_ms, longest_s)
    kept = seconds < UNREACHED
    start = np.r_[0, np.cumsum(kept)][pairs.start]
    return start.astype(np.int64), pairs.column[kept], seconds[kept]


def _on_sphere(points: Points) -> FloatArray:
    """Points as metres from the earth's centre."""
    lon, lat = np.radians(points.lon), np.radians(points.lat)
    return EARTH_RADIUS_M * np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
