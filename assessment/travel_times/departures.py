"""From stop profiles to travel times: every departure minute of a window, then percentiles over the minutes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from assessment.compiled import kernel
from assessment.travel_times.pareto import UNREACHED
from assessment.travel_times.transit_search import StopProfiles

IntArray = npt.NDArray[np.int32]
OffsetArray = npt.NDArray[np.int64]


def nearest_rank(percentile: float, n: int) -> int:
    """Rank, from 1, of a percentile among n values: ceil(p / 100 x n), at least 1."""
    return max(1, math.ceil(Fraction(str(percentile)) * n / 100))


def departure_minutes(window: tuple[int, int]) -> tuple[int, int]:
    """First whole minute (as seconds) in [start, end) and how many there are."""
    first_s = -(-window[0] // 60) * 60
    return first_s, max(0, -(-(window[1] - first_s) // 60))


def times_by_percentile(
    profiles: StopProfiles,
    access_start: OffsetArray,
    access_stop: IntArray,
    access_s: IntArray,
    walk_s: IntArray,
    window: tuple[int, int],
    percentiles: Sequence[float],
    max_time_s: int,
) -> IntArray:
    """Travel times in seconds to one destination, int32[percentile, origin]; UNREACHED where not within max_time_s.

    access: walks from each origin to stops. walk_s: the way walked whole, UNREACHED where too far.
    """
    first_s, n_minutes = departure_minutes(window)
    ranks = np.array([nearest_rank(p, n_minutes) for p in percentiles], np.int64)
    return _percentiles(
        profiles.start,
        profiles.departure_s,
        profiles.arrival_s,
        access_start,
        access_stop,
        access_s,
        walk_s,
        first_s,
        n_minutes,
        ranks,
        max_time_s,
    )


@kernel
def _times_by_minute(
    start: OffsetArray,
    departure_s: IntArray,
    arrival_s: IntArray,
    access_stop: IntArray,
    access_s: IntArray,
    first_access: int,
    last_access: int,
    walk_s: int,
    first_s: int,
    max_time_s: int,
    times: IntArray,
) -> None:
    """Fill `times` with one origin's travel time for each departure minute."""
    n_minutes = times.size
    times[:] = UNREACHED
    for a in range(first_access, last_access):
        stop = access_stop[a]
        for k in range(start[stop], start[stop + 1]):
            spare_s = departure_s[k] - access_s[a] - first_s
            if spare_s < 0:
                break
            minute = min(spare_s // 60, n_minutes - 1)
            times[minute] = min(times[minute], arrival_s[k])
    earliest_s = UNREACHED
    longest_s = max_time_s if walk_s > max_time_s else walk_s
    for minute in range(n_minutes - 1, -1, -1):
        earliest_s = min(earliest_s, times[minute])
        # earliest_s stays UNREACHED until a vehicle is found: the difference is then far beyond any limit.
        taken_s = earliest_s - (first_s + 60 * minute)
        if taken_s <= longest_s:
            times[minute] = taken_s
        else:
            times[minute] = walk_s if walk_s <= max_time_s else UNREACHED


@kernel
def _ranked(times: IntArray, rank: int, max_time_s: int) -> int:
    """The rank-th smallest time, by halving the range: counting runs over plain arrays faster than sorting."""
    low, high = 0, max_time_s + 1
    while low < high:
        middle = (low + high) >> 1
        count = 0
        for i in range(times.size):
            count += times[i] <= middle
        if count >= rank:
            high = middle
        else:
            low = middle + 1
    return low if low <= max_time_s else UNREACHED


@kernel
def _percentiles(
    start: OffsetArray,
    departure_s: IntArray,
    arrival_s: IntArray,
    access_start: OffsetArray,
    access_stop: IntArray,
    access_s: IntArray,
    walk_s: IntArray,
    first_s: int,
    n_minutes: int,
    ranks: OffsetArray,
    max_time_s: int,
) -> IntArray:
    n_origins = walk_s.size
    out = np.empty((ranks.size, n_origins), np.int32)
    times = np.empty(n_minutes, np.int32)
    for origin in range(n_origins):
        reachable = walk_s[origin] <= max_time_s
        for a in range(access_start[origin], access_start[origin + 1]):
            reachable = reachable or start[access_stop[a]] < start[access_stop[a] + 1]
        if not reachable:
            # A service of another town: nothing to look at, minute by minute.
            out[:, origin] = UNREACHED
            continue
        _times_by_minute(
            start,
            departure_s,
            arrival_s,
            access_stop,
            access_s,
            access_start[origin],
            access_start[origin + 1],
            walk_s[origin],
            first_s,
            max_time_s,
            times,
        )
        for p in range(ranks.size):
            out[p, origin] = _ranked(times, ranks[p], max_time_s)
    return out
