"""Changing vehicles: the walks between stops, and what the feed's own rules (transfers.txt) say of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from assessment.travel_times.street_search import PlacePairs
from assessment.travel_times.transit_search import StopWalks
from assessment.travel_times.walks import walks_in_seconds

IntArray = npt.NDArray[np.int32]

# GTFS transfer_type; 0, a recommended place to change, is a walk like any other.
TIMED, MINIMUM_TIME, NOT_POSSIBLE = 1, 2, 3


def stop_walks(pairs: PlacePairs, walk_speed_ms: float, longest_s: int, transfers: IntArray, slack_s: int) -> StopWalks:
    """Walks between stops in seconds, without the slack that every change needs beside them.

    Staying at the same stop takes none, wherever the streets are. transfers: int32[n, 4] as in TransitNetwork. A timed
    change needs no time at all, so that its walk is the slack given back; one with a least time needs that where it is
    more than walk and slack, and may be made where its time is within the longest walk though the streets know no way;
    one that is not possible is left out.
    """
    start, to_stop, walk_s = walks_in_seconds(pairs, walk_speed_ms, longest_s)
    n_stops = start.size - 1
    from_stop = np.repeat(np.arange(n_stops, dtype=np.int32), np.diff(start))
    other = from_stop != to_stop
    stops = np.arange(n_stops, dtype=np.int32)
    from_stop, to_stop = np.r_[stops, from_stop[other]], np.r_[stops, to_stop[other]]
    walk_s = np.r_[np.zeros(n_stops, np.int32), walk_s[other]]
    if len(transfers):
        from_stop, to_stop, walk_s = _by_rules(from_stop, to_stop, walk_s, transfers, slack_s, longest_s, n_stops)
    return _ordered(n_stops, from_stop, to_stop, walk_s)


def turned_walks(walks: StopWalks) -> StopWalks:
    """The same walks by the stop one walks to, for a day turned around."""
    n_stops = walks.start.size - 1
    from_stop = np.repeat(np.arange(n_stops, dtype=np.int32), np.diff(walks.start))
    return _ordered(n_stops, walks.to_stop, from_stop, walks.walk_s)


def _by_rules(
    from_stop: IntArray,
    to_stop: IntArray,
    walk_s: IntArray,
    transfers: IntArray,
    slack_s: int,
    longest_s: int,
    n_stops: int,
) -> tuple[IntArray, IntArray, IntArray]:
    """The walks as the feed's rules alter them."""
    keys = from_stop.astype(np.int64) * n_stops + to_stop
    rule_keys = transfers[:, 0].astype(np.int64) * n_stops + transfers[:, 1]
    # A slow change that the streets know no way for: the feed's own time stands for the walk.
    slow = (transfers[:, 2] == MINIMUM_TIME) & (transfers[:, 3] <= longest_s) & ~np.isin(rule_keys, keys)
    from_stop, to_stop = np.r_[from_stop, transfers[slow, 0]], np.r_[to_stop, transfers[slow, 1]]
    walk_s, keys = np.r_[walk_s, np.zeros(int(slow.sum()), np.int32)], np.r_[keys, rule_keys[slow]]
    order = np.argsort(rule_keys, kind="stable")
    found = np.minimum(np.searchsorted(rule_keys[order], keys), len(rule_keys) - 1)
    rule = transfers[order][found]
    ruled = rule_keys[order][found] == keys
    timed, least = ruled & (rule[:, 2] == TIMED), ruled & (rule[:, 2] == MINIMUM_TIME)
    walk_s = np.where(timed, -slack_s, np.where(least, np.maximum(walk_s, rule[:, 3] - slack_s), walk_s))
    possible = ~(ruled & (rule[:, 2] == NOT_POSSIBLE))
    return from_stop[possible], to_stop[possible], walk_s[possible].astype(np.int32)


def _ordered(n_stops: int, from_stop: IntArray, to_stop: IntArray, walk_s: IntArray) -> StopWalks:
    """Walks by stop, the nearest first: they offer the best onward journeys, after which most need no merging."""
    order = np.lexsort((walk_s, from_stop))
    start = np.zeros(n_stops + 1, np.int64)
    np.cumsum(np.bincount(from_stop, minlength=n_stops), out=start[1:])
    return StopWalks(start, to_stop[order], walk_s[order])
