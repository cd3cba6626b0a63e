"""Compiled search for the best same-day visit of every origin, over the journeys out and home of the stops in reach."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from assessment.compiled import kernel
from assessment.network.transit_network import TURNING_POINT_S
from assessment.travel_times.pareto import UNREACHED, grown, improves, merge

IntArray = npt.NDArray[np.int32]
OffsetArray = npt.NDArray[np.int64]

NOTHING, WALK, VEHICLE, RIDE = 0, 1, 2, 3


@kernel
def _taken_by_ride(
    departure_s: IntArray,
    arrival_s: IntArray,
    first: int,
    last: int,
    from_s: int,
    until_s: int,
    ride_s: int,
    out_departure_s: IntArray,
    out_arrival_s: IntArray,
) -> int:
    """A stop's journeys as seen from home when a ride leads to the stop; those one can leave for, and how many.

    The ride leaves home within from_s..until_s: for a later vehicle one waits at the stop.
    """
    n = 0
    if until_s < from_s:
        return n
    for k in range(first, last):
        leaves_s = departure_s[k] - ride_s
        if leaves_s < from_s:
            break
        if leaves_s >= until_s:
            # Of the vehicles one waits for, the last in the list arrives first.
            n = 0
            leaves_s = until_s
        out_departure_s[n] = leaves_s
        out_arrival_s[n] = arrival_s[k]
        n += 1
    return n


@kernel
def _gather(
    start: OffsetArray,
    departure_s: IntArray,
    arrival_s: IntArray,
    access_stop: IntArray,
    access_s: IntArray,
    first_access: int,
    last_access: int,
    feeder_stop: IntArray,
    feeder: IntArray,
    first_feeder: int,
    last_feeder: int,
    one_departure: IntArray,
    one_arrival: IntArray,
    two_departure: IntArray,
    two_arrival: IntArray,
) -> tuple[int, IntArray, IntArray, IntArray, IntArray]:
    """Merge the journeys of the stops within an origin's walk or ride; the list is in the first two arrays returned."""
    count = 0
    ridden_departure, ridden_arrival = np.empty(0, np.int32), np.empty(0, np.int32)
    for a in range(last_access - first_access + last_feeder - first_feeder):
        if a < last_access - first_access:
            stop, shift_s = access_stop[first_access + a], access_s[first_access + a]
            first, last = start[stop], start[stop + 1]
            from_departure, from_arrival = departure_s, arrival_s
        else:
            f = first_feeder + a - (last_access - first_access)
            stop, shift_s = feeder_stop[f], 0
            if stop < 0:
                continue
            n_here = start[stop + 1] - start[stop]
            if n_here > ridden_departure.size:
                ridden_departure, ridden_arrival = np.empty(n_here, np.int32), np.empty(n_here, np.int32)
            first = 0
            last = _taken_by_ride(
                departure_s,
                arrival_s,
                start[stop],
                start[stop + 1],
                feeder[f, 0],
                feeder[f, 1],
                feeder[f, 2],
                ridden_departure,
                ridden_arrival,
            )
            from_departure, from_arrival = ridden_departure, ridden_arrival
        if first == last:
            continue
        if not improves(one_departure, one_arrival, count, from_departure, from_arrival, first, last, shift_s):
            continue
        room = count + last - first
        if room > two_departure.size:
            two_departure, two_arrival = grown(two_departure, 0, room), grown(two_arrival, 0, room)
        count = merge(
            one_departure,
            one_arrival,
            count,
            from_departure,
            from_arrival,
            first,
            last,
            shift_s,
            two_departure,
            two_arrival,
        )
        one_departure, two_departure = two_departure, one_departure
        one_arrival, two_arrival = two_arrival, one_arrival
    return count, one_departure, one_arrival, two_departure, two_arrival


@kernel
def _home_at(
    home_d: IntArray,
    home_a: IntArray,
    n_home: int,
    ready_s: int,
    walk_s: int,
    rides: IntArray,
    first_ride: int,
    last_ride: int,
    max_time_s: int,
) -> tuple[int, int]:
    """Earliest arrival at home when ready to leave the service at ready_s, and how; UNREACHED if none.

    home_d, home_a: when ways home arrive and when they leave the service, both counted back from the turning point;
    the earliest arrival stands first and leaves first. rides: direct rides home (from, until, duration).
    """
    home_s, how = UNREACHED, NOTHING
    if walk_s < UNREACHED:
        home_s, how = ready_s + walk_s, WALK
    low, high = 0, n_home
    while low < high:
        middle = (low + high) >> 1
        if TURNING_POINT_S - home_a[middle] >= ready_s:
            high = middle
        else:
            low = middle + 1
    if low < n_home:
        by_vehicle_s = TURNING_POINT_S - home_d[low]
        if by_vehicle_s - ready_s <= max_time_s and by_vehicle_s < home_s:
            home_s, how = by_vehicle_s, VEHICLE
    for r in range(first_ride, last_ride):
        leaves_s = max(ready_s, rides[r, 0])
        by_ride_s = leaves_s + rides[r, 2]
        if leaves_s <= rides[r, 1] and by_ride_s - ready_s <= max_time_s and by_ride_s < home_s:
            home_s, how = by_ride_s, RIDE
    return home_s, how


@kernel
def best_visits(
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
    direct_start: OffsetArray,
    direct_out: IntArray,
    direct_back: IntArray,
    feeder_start: OffsetArray,
    feeder_stop: IntArray,
    feeder_out: IntArray,
    feeder_back: IntArray,
    openings: OffsetArray,
    stay_s: int,
    home_by_s: int,
    max_time_s: int,
    max_home_s: int,
) -> IntArray:
    """By origin: away, outward departure, arrival there, arrival home, options, first and last departure, how, taxi.

    `how` is WALK where one walks both ways.
    """
    n_origins = walk_s.size
    answers = np.empty((9, n_origins), np.int32)
    out_d, out_a = np.empty(1024, np.int32), np.empty(1024, np.int32)
    home_d, home_a = np.empty(1024, np.int32), np.empty(1024, np.int32)
    spare_d, spare_a = np.empty(1024, np.int32), np.empty(1024, np.int32)
    for origin in range(n_origins):
        n_out, out_d, out_a, spare_d, spare_a = _gather(
            out_start,
            out_departure,
            out_arrival,
            access_stop,
            access_s,
            access_start[origin],
            access_start[origin + 1],
            feeder_stop,
            feeder_out,
            feeder_start[origin],
            feeder_start[origin + 1],
            out_d,
            out_a,
            spare_d,
            spare_a,
        )
        n_home, home_d, home_a, spare_d, spare_a = _gather(
            back_start,
            back_departure,
            back_arrival,
            access_stop,
            access_s,
            access_start[origin],
            access_start[origin + 1],
            feeder_stop,
            feeder_back,
            feeder_start[origin],
            feeder_start[origin + 1],
            home_d,
            home_a,
            spare_d,
            spare_a,
        )
        walk = walk_s[origin] if walk_s[origin] <= max_time_s else UNREACHED
        first_ride, last_ride = direct_start[origin], direct_start[origin + 1]
        away, left, there, home, options, how, taxi = UNREACHED, UNREACHED, UNREACHED, UNREACHED, 0, NOTHING, 0
        earliest, latest = UNREACHED, UNREACHED
        # Journeys one may begin at any moment: on foot all day long (f = -1), by direct ride within its hours. The best
        # moment to arrive is the first possible, the last, or just so that a way home leaves when one is ready.
        for f in range(first_ride - 1, last_ride):
            on_foot = f < first_ride
            if on_foot:
                duration, from_s, until_s = walk, 0, home_by_s
            else:
                duration, from_s, until_s = direct_out[f, 2], direct_out[f, 0], direct_out[f, 1]
            if duration > max_time_s:
                continue
            possible = 0
            for o in range(openings.shape[0]):
                lowest = max(openings[o, 0], from_s + duration)
                highest = min(openings[o, 1] - stay_s, until_s + duration)
                for c in range(2 + n_home + 2 * (last_ride - first_ride)):
                    if c == 0:
                        arrives = lowest
                    elif c == 1:
                        arrives = highest
                    elif c < 2 + n_home:
                        arrives = min(TURNING_POINT_S - home_a[c - 2] - stay_s, highest)
                    else:
                        r = first_ride + (c - 2 - n_home) // 2
                        arrives = min(direct_back[r, (c - 2 - n_home) % 2] - stay_s, highest)
                    if arrives < lowest or arrives > highest:
                        continue
                    ready = arrives + stay_s
                    back, way = _home_at(
                        home_d, home_a, n_home, ready, walk, direct_back, first_ride, last_ride, max_home_s
                    )
                    if back > home_by_s:
                        continue
                    departs = arrives - duration
                    possible = 1
                    earliest = min(earliest, departs)
                    latest = departs if latest == UNREACHED else max(latest, departs)
                    # Of equals, walking both ways is the answer, then the earliest departure.
                    manner = WALK if on_foot and way == WALK else NOTHING
                    equal = back - departs == away
                    if back - departs < away or (equal and (manner > how or (manner == how and departs < left))):
                        away, left, there, home, how = back - departs, departs, arrives, back, manner
                        taxi = 0 if on_foot else 1
            options += possible
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
                back, way = _home_at(
                    home_d, home_a, n_home, ready, walk, direct_back, first_ride, last_ride, max_home_s
                )
                if back > home_by_s:
                    continue
                possible = 1
                earliest = min(earliest, departs)
                latest = departs if latest == UNREACHED else max(latest, departs)
                # Walking both ways stays the answer where a vehicle is no better.
                if back - departs < away or (back - departs == away and departs < left and how != WALK):
                    away, left, there, home, how, taxi = back - departs, departs, arrives, back, NOTHING, 0
            options += possible
        answers[0, origin] = away
        answers[1, origin] = left
        answers[2, origin] = there
        answers[3, origin] = home
        answers[4, origin] = options
        answers[5, origin] = earliest
        answers[6, origin] = latest
        answers[7, origin] = how
        answers[8, origin] = taxi
    return answers
