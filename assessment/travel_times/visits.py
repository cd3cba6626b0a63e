"""Same-day visits: leave home, arrive while the service is open, stay long enough, be home the same day.

Outward journeys come from one backward search to the service, the ways home from one search over the day turned
around; both give every stop's Pareto-optimal journeys of the whole day, and each home merges those of the stops within
its walk.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessment.compiled import kernel
from assessment.network.transit_network import TURNING_POINT_S, TransitNetwork
from assessment.travel_times.pareto import UNREACHED, grown, improves, merge
from assessment.travel_times.transit_access import TransitAccess
from assessment.travel_times.transit_search import StopProfiles, profile_search

IntArray = npt.NDArray[np.int32]
OffsetArray = npt.NDArray[np.int64]

DAY_S = 24 * 3600


@dataclass(frozen=True)
class VisitRules:
    """When a service is open on the day, how long a visit takes, and by when one is home; all in seconds.

    openings: (opening, closing) pairs since midnight of the service day, in order and apart from each other.
    """

    openings: tuple[tuple[int, int], ...]
    stay_s: int
    home_by_s: int = DAY_S


@dataclass(frozen=True)
class Visits:
    """The best same-day visit of every origin to one service, int32[origin]; UNREACHED where none is possible that day.

    away_s: time away from home. outward_departure_s, service_arrival_s, home_arrival_s: seconds since midnight.
    outward_options: Pareto-optimal outward journeys that allow a visit, walking all the way counted as one.
    on_foot: whether walking both ways is the best.
    """

    away_s: IntArray
    outward_departure_s: IntArray
    service_arrival_s: IntArray
    home_arrival_s: IntArray
    outward_options: IntArray
    on_foot: npt.NDArray[np.bool_]


def visits(
    access: TransitAccess, back: TransitNetwork, egress_s: IntArray, walk_s: IntArray, rules: VisitRules
) -> Visits:
    """Same-day visits from every origin to one service.

    access: the day's timetable as a profile uses it; back: its network turned around. egress_s: walks between every
    stop and the service. walk_s: the way walked whole, UNREACHED where too far.
    """
    long_enough = [(opens, closes) for opens, closes in rules.openings if closes - opens >= rules.stay_s]
    if not long_enough:
        nowhere = np.full(walk_s.size, UNREACHED, np.int32)
        none = np.zeros(walk_s.size, np.int32)
        return Visits(nowhere, nowhere, nowhere, nowhere, none, none == 1)
    openings = np.array(long_enough, np.int64)
    outward = _searched(access, access.network, egress_s, 0, int(openings[-1, 1]) - rules.stay_s)
    first_leave_s = int(openings[0, 0]) + rules.stay_s
    homeward = _searched(access, back, egress_s, TURNING_POINT_S - rules.home_by_s, TURNING_POINT_S - first_leave_s)
    found = _visits(
        outward.start,
        outward.departure_s,
        outward.arrival_s,
        homeward.start,
        homeward.departure_s,
        homeward.arrival_s,
        access.access_start,
        access.access_stop,
        access.access_s,
        walk_s,
        openings,
        rules.stay_s,
        rules.home_by_s,
        access.profile.max_time_s,
    )
    return Visits(found[0], found[1], found[2], found[3], found[4], found[5] == 1)


def _searched(
    access: TransitAccess, network: TransitNetwork, egress_s: IntArray, from_s: int, until_s: int
) -> StopProfiles:
    return profile_search(
        network,
        access.between_stops,
        egress_s,
        from_s=from_s,
        until_s=until_s,
        transfer_slack_s=access.profile.transfer_slack_s,
        max_boardings=access.profile.max_boardings,
        max_time_s=access.profile.max_time_s,
    )


@kernel
def _gather(
    start: OffsetArray,
    departure_s: IntArray,
    arrival_s: IntArray,
    access_stop: IntArray,
    access_s: IntArray,
    first_access: int,
    last_access: int,
    one_departure: IntArray,
    one_arrival: IntArray,
    two_departure: IntArray,
    two_arrival: IntArray,
) -> tuple[int, IntArray, IntArray, IntArray, IntArray]:
    """Merge the journeys of the stops within an origin's walk; the list is in the first pair of arrays returned."""
    count = 0
    for a in range(first_access, last_access):
        first, last = start[access_stop[a]], start[access_stop[a] + 1]
        if first == last:
            continue
        if not improves(one_departure, one_arrival, count, departure_s, arrival_s, first, last, access_s[a]):
            continue
        room = count + last - first
        if room > two_departure.size:
            two_departure, two_arrival = grown(two_departure, 0, room), grown(two_arrival, 0, room)
        count = merge(
            one_departure,
            one_arrival,
            count,
            departure_s,
            arrival_s,
            first,
            last,
            access_s[a],
            two_departure,
            two_arrival,
        )
        one_departure, two_departure = two_departure, one_departure
        one_arrival, two_arrival = two_arrival, one_arrival
    return count, one_departure, one_arrival, two_departure, two_arrival


@kernel
def _home_at(home_d: IntArray, home_a: IntArray, n_home: int, ready_s: int, walk_s: int, max_time_s: int) -> int:
    """Earliest arrival at home when ready to leave the service at ready_s, on foot or by vehicle; UNREACHED if none.

    home_d, home_a: when ways home arrive and when they leave the service, both counted back from the turning point;
    the earliest arrival stands first and leaves first.
    """
    home_s = ready_s + walk_s if walk_s < UNREACHED else UNREACHED
    low, high = 0, n_home
    while low < high:
        middle = (low + high) >> 1
        if TURNING_POINT_S - home_a[middle] >= ready_s:
            high = middle
        else:
            low = middle + 1
    if low < n_home:
        by_vehicle_s = TURNING_POINT_S - home_d[low]
        if by_vehicle_s - ready_s <= max_time_s:
            home_s = min(home_s, by_vehicle_s)
    return home_s


@kernel
def _visits(
    out_start: OffsetArray,
    out_departure: IntArray,
    out_arrival: IntArray,
    back_start: OffsetArray,
    back_departure: IntArray,
    back_arrival: IntArray,
    access_start: OffsetArray,
    access_stop: IntArray,
    access_s: IntArray,
    walk_s: IntArray,
    openings: OffsetArray,
    stay_s: int,
    home_by_s: int,
    max_time_s: int,
) -> IntArray:
    """Rows: time away, outward departure, arrival at the service, arrival at home, options, on foot; by origin."""
    n_origins = walk_s.size
    answers = np.empty((6, n_origins), np.int32)
    out_d, out_a = np.empty(1024, np.int32), np.empty(1024, np.int32)
    home_d, home_a = np.empty(1024, np.int32), np.empty(1024, np.int32)
    spare_d, spare_a = np.empty(1024, np.int32), np.empty(1024, np.int32)
    for origin in range(n_origins):
        first, last = access_start[origin], access_start[origin + 1]
        n_out, out_d, out_a, spare_d, spare_a = _gather(
            out_start, out_departure, out_arrival, access_stop, access_s, first, last, out_d, out_a, spare_d, spare_a
        )
        n_home, home_d, home_a, spare_d, spare_a = _gather(
            back_start,
            back_departure,
            back_arrival,
            access_stop,
            access_s,
            first,
            last,
            home_d,
            home_a,
            spare_d,
            spare_a,
        )
        walk = walk_s[origin] if walk_s[origin] <= max_time_s else UNREACHED
        away, left, there, home, options, on_foot = UNREACHED, UNREACHED, UNREACHED, UNREACHED, 0, 0
        walked_out = 0
        # Walking both ways comes first, so that a vehicle must be better than it.
        if walk < UNREACHED:
            for o in range(openings.shape[0]):
                arrives = max(openings[o, 0], walk)
                ready = arrives + stay_s
                if ready > openings[o, 1] or ready + walk > home_by_s:
                    continue
                walked_out = 1
                if stay_s + 2 * walk < away:
                    away, left, there, home, on_foot = stay_s + 2 * walk, arrives - walk, arrives, ready + walk, 1
        for j in range(n_out - 1, -1, -1):
            departs, arrives = out_d[j], out_a[j]
            # One who can walk it as fast does not take the bus: it is no option of its own.
            if departs < 0 or arrives - departs > max_time_s or arrives - departs >= walk:
                continue
            possible = 0
            for o in range(openings.shape[0]):
                ready = max(arrives, openings[o, 0]) + stay_s
                if ready > openings[o, 1]:
                    continue
                back = _home_at(home_d, home_a, n_home, ready, walk, max_time_s)
                if back > home_by_s:
                    continue
                possible = 1
                if back - departs < away:
                    away, left, there, home, on_foot = back - departs, departs, arrives, back, 0
            options += possible
        # Walking there and riding home: the best moment to be ready is just when a way home leaves.
        if walk < UNREACHED:
            for j in range(n_home):
                for o in range(openings.shape[0]):
                    ready = min(TURNING_POINT_S - home_a[j], openings[o, 1])
                    arrives = ready - stay_s
                    if arrives < openings[o, 0] or arrives < walk:
                        continue
                    back = _home_at(home_d, home_a, n_home, ready, walk, max_time_s)
                    if back > home_by_s:
                        continue
                    walked_out = 1
                    if back - (arrives - walk) < away:
                        away, left, there, home, on_foot = back - (arrives - walk), arrives - walk, arrives, back, 0
        answers[0, origin] = away
        answers[1, origin] = left
        answers[2, origin] = there
        answers[3, origin] = home
        answers[4, origin] = options + walked_out
        answers[5, origin] = on_foot
    return answers
