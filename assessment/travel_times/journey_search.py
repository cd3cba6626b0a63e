"""One journey between two moments: which vehicles, where on and where off.

Scans of the day's connections in rounds by the number of vehicles, as transit_search does it, but for one pair of
places, forwards for the earliest arrival and backwards for the latest departure. Of the journeys that leave last and
arrive in time the fewest vehicles count, then the fewest seconds on foot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessment.compiled import kernel
from assessment.network.transit_network import TransitNetwork
from assessment.travel_times.pareto import UNREACHED
from assessment.travel_times.transit_access import TransitAccess
from assessment.travel_times.transit_search import StopWalks

IntArray = npt.NDArray[np.int32]
OffsetArray = npt.NDArray[np.int64]
_NEVER = -(2**31) + 1  # as a latest moment: there is none
_NEED_UNKNOWN = 127  # more vehicles than anyone boards


@dataclass(frozen=True)
class Ends:
    """Walks of one pair of places in seconds: to every stop, from every stop, and whole; UNREACHED where too far."""

    access_s: IntArray
    egress_s: IntArray
    walk_s: int


@dataclass(frozen=True)
class Ride:
    """One vehicle: the connections (rows of the network) at which one boards and after which one gets off."""

    board: int
    alight: int


@dataclass(frozen=True)
class Found:
    """A journey found: when one leaves, and the rides; no ride where one walks all the way."""

    departure_s: int
    rides: tuple[Ride, ...]


def earliest_arrival(access: TransitAccess, ends: Ends, depart_s: int) -> int | None:
    """When one arrives at the earliest who leaves at depart_s or later, within the longest journey; None if never."""
    profile = access.profile
    until_s = depart_s + profile.max_time_s
    walked_s = depart_s + ends.walk_s if ends.walk_s <= profile.max_time_s else UNREACHED
    first, last = _between(access.network, depart_s, until_s)
    day, walks = access.network, access.between_stops
    arrival_s = int(
        _earliest(
            day.from_stop[first:last],
            day.to_stop[first:last],
            day.departure_s[first:last],
            day.arrival_s[first:last],
            day.trip[first:last],
            day.may_board[first:last],
            day.may_alight[first:last],
            day.n_trips,
            walks.start,
            walks.to_stop,
            change_seconds(access),
            ends.access_s,
            ends.egress_s,
            depart_s,
            until_s,
            profile.max_boardings,
        )
    )
    earliest_s = min(arrival_s, walked_s)
    return earliest_s if earliest_s < UNREACHED else None


def change_seconds(access: TransitAccess) -> IntArray:
    """What each change between vehicles takes at least, in the order of the walks between stops; never below zero."""
    return (access.between_stops.walk_s + np.int32(access.profile.transfer_slack_s)).astype(np.int32)


def last_journey(access: TransitAccess, ends: Ends, leave_from_s: int, arrive_by_s: int) -> Found | None:
    """The journey that leaves last among those from leave_from_s on that arrive by arrive_by_s.

    Of several the fewest vehicles, then the fewest seconds on foot. How long it takes in all is not looked at.
    """
    first, last = _between(access.network, leave_from_s, arrive_by_s)
    day, walks, changes = access.network, access.between_stops, change_seconds(access)
    departure_s, n_vehicles, need = _latest(
        day.from_stop[first:last],
        day.to_stop[first:last],
        day.departure_s[first:last],
        day.arrival_s[first:last],
        day.trip[first:last],
        day.may_board[first:last],
        day.may_alight[first:last],
        day.n_trips,
        walks.start,
        walks.to_stop,
        changes,
        ends.access_s,
        ends.egress_s,
        leave_from_s,
        arrive_by_s,
        access.profile.max_boardings,
    )
    # Whoever walks all the way can leave so that he arrives at the last moment.
    walk_departure_s = arrive_by_s - ends.walk_s if ends.walk_s < UNREACHED else _NEVER
    if walk_departure_s >= max(leave_from_s, departure_s):
        return Found(walk_departure_s, ())
    if n_vehicles == 0:
        return None
    rides = _least_walking(access, ends, (first, last), int(departure_s), arrive_by_s, int(n_vehicles), need)
    return Found(int(departure_s), rides)


def _between(network: TransitNetwork, from_s: int, until_s: int) -> tuple[int, int]:
    """The slice of connections that leave in [from_s, until_s]; departures fall along the arrays."""
    first = int(np.searchsorted(-network.departure_s, -until_s, side="left"))
    last = int(np.searchsorted(-network.departure_s, -from_s, side="right"))
    return first, max(first, last)


def _least_walking(
    access: TransitAccess,
    ends: Ends,
    part: tuple[int, int],
    departure_s: int,
    arrive_by_s: int,
    n_vehicles: int,
    need: npt.NDArray[np.int8],
) -> tuple[Ride, ...]:
    """The rides with the fewest seconds on foot among the journeys of n_vehicles between two moments; there is one."""
    first, last = part
    day = access.network
    stop = np.flatnonzero(ends.access_s < UNREACHED).astype(np.int32)
    on_foot_s = ends.access_s[stop]
    # Who may stand at which stop from when on, after how long a walk, coming off which ride of the round before.
    standing = _sorted(stop, departure_s + on_foot_s, on_foot_s, np.full(stop.size, -1, np.int32))
    rounds = []
    for number in range(1, n_vehicles + 1):
        found = _ride(
            day.from_stop[first:last],
            day.to_stop[first:last],
            day.departure_s[first:last],
            day.arrival_s[first:last],
            day.trip[first:last],
            day.may_board[first:last],
            day.may_alight[first:last],
            day.n_trips,
            need,
            n_vehicles - number,
            *standing,
            ends.egress_s,
            arrive_by_s,
        )
        rounds.append(found)
        if number < n_vehicles:
            standing = _after_changes(access.between_stops, change_seconds(access), *found, day, first)
    row, rides = 0, []
    for board, alight, _, parent in reversed(rounds):
        rides.append(Ride(int(board[row]) + first, int(alight[row]) + first))
        row = int(parent[row])
    return tuple(reversed(rides))


Standing = tuple[OffsetArray, IntArray, IntArray, IntArray]


def _after_changes(
    walks: StopWalks,
    change_s: IntArray,
    board: IntArray,
    alight: IntArray,
    on_foot_s: IntArray,
    parent: IntArray,
    day: TransitNetwork,
    first: int,
) -> Standing:
    """Where and from when on one may board next, after each ride of a round."""
    stop = day.to_stop[first + alight]
    counts = walks.start[stop + 1] - walks.start[stop]
    ride = np.repeat(np.arange(stop.size, dtype=np.int32), counts)
    within = np.arange(ride.size) - np.repeat(np.cumsum(counts) - counts, counts)
    walk = walks.start[stop][ride] + within
    ready_s = day.arrival_s[first + alight][ride] + change_s[walk]
    # A change that the feed says is waited for gives the slack back: less than no walk.
    return _sorted(walks.to_stop[walk], ready_s, on_foot_s[ride] + np.maximum(walks.walk_s[walk], 0), ride)


def _sorted(stop: IntArray, ready_s: IntArray, on_foot_s: IntArray, ride: IntArray) -> Standing:
    """By stop and moment; each entry knows the least walk of those at its stop until its moment."""
    order = np.lexsort((ride, on_foot_s, ready_s, stop))
    stop, ready_s = stop[order].astype(np.int32), ready_s[order].astype(np.int32)
    on_foot_s, ride = on_foot_s[order].astype(np.int32), ride[order].astype(np.int32)
    _least_so_far(stop, on_foot_s, ride)
    # One number a (stop, moment), so that one search finds the last entry before a moment.
    return stop.astype(np.int64) * 2**32 + ready_s, stop, on_foot_s, ride


@kernel
def _least_so_far(stop: IntArray, on_foot_s: IntArray, ride: IntArray) -> None:
    for i in range(1, stop.size):
        if stop[i] == stop[i - 1] and on_foot_s[i - 1] <= on_foot_s[i]:
            on_foot_s[i] = on_foot_s[i - 1]
            ride[i] = ride[i - 1]


@kernel
def _earliest(
    from_stop: IntArray,
    to_stop: IntArray,
    departure_s: IntArray,
    arrival_s: IntArray,
    trip: IntArray,
    may_board: npt.NDArray[np.bool_],
    may_alight: npt.NDArray[np.bool_],
    n_trips: int,
    walk_start: OffsetArray,
    walk_stop: IntArray,
    change_s: IntArray,
    access_s: IntArray,
    egress_s: IntArray,
    depart_s: int,
    until_s: int,
    max_boardings: int,
) -> int:
    """Earliest arrival by vehicle, at most until_s; UNREACHED if none."""
    n_stops = access_s.size
    best_s = UNREACHED
    ready_s = np.full(n_stops, UNREACHED, np.int32)
    for s in range(n_stops):
        if access_s[s] < UNREACHED:
            ready_s[s] = depart_s + access_s[s]
    arrived_s = np.empty(n_stops, np.int32)
    on_board = np.empty(n_trips, np.bool_)
    for boarding in range(1, max_boardings + 1):
        on_board[:] = False
        arrived_s[:] = UNREACHED
        for c in range(from_stop.size - 1, -1, -1):
            if may_board[c] and ready_s[from_stop[c]] <= departure_s[c]:
                on_board[trip[c]] = True
            stop = to_stop[c]
            if not on_board[trip[c]] or not may_alight[c]:
                continue
            arrived_s[stop] = min(arrived_s[stop], arrival_s[c])
            if egress_s[stop] < UNREACHED and arrival_s[c] + egress_s[stop] <= until_s:
                best_s = min(best_s, arrival_s[c] + egress_s[stop])
        if boarding == max_boardings:
            break
        ready_s[:] = UNREACHED
        for s in range(n_stops):
            if arrived_s[s] >= best_s:
                continue
            for w in range(walk_start[s], walk_start[s + 1]):
                to = walk_stop[w]
                ready_s[to] = min(ready_s[to], arrived_s[s] + change_s[w])
    return best_s


@kernel
def _latest(
    from_stop: IntArray,
    to_stop: IntArray,
    departure_s: IntArray,
    arrival_s: IntArray,
    trip: IntArray,
    may_board: npt.NDArray[np.bool_],
    may_alight: npt.NDArray[np.bool_],
    n_trips: int,
    walk_start: OffsetArray,
    walk_stop: IntArray,
    change_s: IntArray,
    access_s: IntArray,
    egress_s: IntArray,
    leave_from_s: int,
    arrive_by_s: int,
    max_boardings: int,
) -> tuple[int, int, npt.NDArray[np.int8]]:
    """Latest departure by vehicle, the fewest vehicles it takes (0: none does), and each connection's need.

    A connection's need is how many vehicles, this one included, whoever rides it needs at least to arrive in time.
    """
    n_stops = access_s.size
    best_s, fewest = _NEVER, 0
    need = np.full(from_stop.size, _NEED_UNKNOWN, np.int8)
    boards_s = np.empty(n_stops, np.int32)  # the last departure at a stop that is in time, in this round
    alights_s = np.full(n_stops, _NEVER, np.int32)  # the last moment to be off a vehicle at a stop
    for s in range(n_stops):
        if egress_s[s] < UNREACHED:
            alights_s[s] = arrive_by_s - egress_s[s]
    on_board = np.empty(n_trips, np.bool_)
    for boarding in range(1, max_boardings + 1):
        on_board[:] = False
        boards_s[:] = _NEVER
        for c in range(from_stop.size):
            if may_alight[c] and arrival_s[c] <= alights_s[to_stop[c]]:
                on_board[trip[c]] = True
            if not on_board[trip[c]]:
                continue
            need[c] = min(need[c], boarding)
            if not may_board[c]:
                continue
            stop = from_stop[c]
            boards_s[stop] = max(boards_s[stop], departure_s[c])
            if access_s[stop] < UNREACHED:
                leaves_s = departure_s[c] - access_s[stop]
                if leaves_s >= leave_from_s and leaves_s > best_s:
                    best_s, fewest = leaves_s, boarding
        if boarding == max_boardings:
            break
        for s in range(n_stops):
            alights_s[s] = _NEVER
            for w in range(walk_start[s], walk_start[s + 1]):
                to = walk_stop[w]
                if boards_s[to] > _NEVER:
                    alights_s[s] = max(alights_s[s], boards_s[to] - change_s[w])
    return best_s, fewest, need


@kernel
def _ride(
    from_stop: IntArray,
    to_stop: IntArray,
    departure_s: IntArray,
    arrival_s: IntArray,
    trip: IntArray,
    may_board: npt.NDArray[np.bool_],
    may_alight: npt.NDArray[np.bool_],
    n_trips: int,
    need: npt.NDArray[np.int8],
    n_after: int,
    standing: OffsetArray,
    standing_stop: IntArray,
    standing_walk_s: IntArray,
    standing_ride: IntArray,
    egress_s: IntArray,
    arrive_by_s: int,
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Rides of one round, n_after to follow: boarded at, off after, seconds on foot, ride before; the last: the best.

    Where no round follows one ride is left, the one with the least walk to the end.
    """
    room = from_stop.size
    board, alight = np.empty(room, np.int32), np.empty(room, np.int32)
    walk_s, parent = np.empty(room, np.int32), np.empty(room, np.int32)
    n = 0
    trip_walk_s = np.full(n_trips, UNREACHED, np.int32)
    trip_board = np.empty(n_trips, np.int32)
    trip_parent = np.empty(n_trips, np.int32)
    best_s = UNREACHED
    for c in range(from_stop.size - 1, -1, -1):
        if need[c] > n_after + 1:
            continue
        t = trip[c]
        if may_board[c]:
            stop = from_stop[c]
            k = np.searchsorted(standing, np.int64(stop) * 2**32 + departure_s[c], side="right") - 1
            if k >= 0 and standing_stop[k] == stop and standing_walk_s[k] < trip_walk_s[t]:
                trip_walk_s[t] = standing_walk_s[k]
                trip_board[t] = c
                trip_parent[t] = standing_ride[k]
        if trip_walk_s[t] == UNREACHED or not may_alight[c]:
            continue
        on_foot_s = trip_walk_s[t]
        if n_after == 0:
            stop = to_stop[c]
            if egress_s[stop] == UNREACHED or arrival_s[c] + egress_s[stop] > arrive_by_s:
                continue
            on_foot_s += egress_s[stop]
            if on_foot_s >= best_s:
                continue
            best_s, n = on_foot_s, 0
        board[n] = trip_board[t]
        alight[n] = c
        walk_s[n] = on_foot_s
        parent[n] = trip_parent[t]
        n += 1
    return board[:n], alight[:n], walk_s[:n], parent[:n]
