"""Lists of journeys worth taking: (departure, arrival) pairs, none of which another beats on both.

In every list departures fall and arrivals fall with them: leaving earlier, one arrives earlier or not at all.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from assessment.compiled import kernel

IntArray = npt.NDArray[np.int32]

UNREACHED = 2**31 - 1


@kernel
def earliest_arrival(departure_s: IntArray, arrival_s: IntArray, first: int, last: int, ready_s: int) -> int:
    """Arrival of the last entry in first..last whose departure is not before ready_s (departures fall)."""
    low, high = first, last
    while low < high:
        middle = (low + high) >> 1
        if departure_s[middle] >= ready_s:
            low = middle + 1
        else:
            high = middle
    return arrival_s[low - 1] if low > first else UNREACHED


@kernel
def improves(
    old_departure_s: IntArray,
    old_arrival_s: IntArray,
    n_old: int,
    new_departure_s: IntArray,
    new_arrival_s: IntArray,
    first: int,
    last: int,
    shift_s: int,
) -> bool:
    """Whether any new entry, moved earlier by shift_s, arrives before what the old ones offer."""
    i = 0
    best_s = UNREACHED
    for j in range(first, last):
        departure_s = new_departure_s[j] - shift_s
        while i < n_old and old_departure_s[i] >= departure_s:
            best_s = old_arrival_s[i]
            i += 1
        if new_arrival_s[j] < best_s:
            return True
    return False


@kernel
def merge(
    old_departure_s: IntArray,
    old_arrival_s: IntArray,
    n_old: int,
    new_departure_s: IntArray,
    new_arrival_s: IntArray,
    first: int,
    last: int,
    shift_s: int,
    out_departure_s: IntArray,
    out_arrival_s: IntArray,
) -> int:
    """Pareto-optimal union of the old entries and the new ones moved earlier by shift_s; returns its size."""
    i, j, n = 0, first, 0
    best_s = UNREACHED
    while i < n_old or j < last:
        old_next = i < n_old
        if old_next and j < last:
            moved_s = new_departure_s[j] - shift_s
            if old_departure_s[i] == moved_s:
                old_next = old_arrival_s[i] <= new_arrival_s[j]
            else:
                old_next = old_departure_s[i] > moved_s
        if old_next:
            departure_s, arrival_s = old_departure_s[i], old_arrival_s[i]
            i += 1
        else:
            departure_s, arrival_s = new_departure_s[j] - shift_s, new_arrival_s[j]
            j += 1
        if arrival_s < best_s:
            best_s = arrival_s
            out_departure_s[n] = departure_s
            out_arrival_s[n] = arrival_s
            n += 1
    return n


@kernel
def grown(values: IntArray, used: int, room: int) -> IntArray:
    """The same values in an array with room for more."""
    bigger = np.empty(max(2 * values.size, room), np.int32)
    bigger[:used] = values[:used]
    return bigger
