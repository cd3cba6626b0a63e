"""Public transport: from every stop, for every departure of the day, the earliest arrival at one destination.

A backward profile search over the day's connections (Connection Scan, Dibbelt, Pajor, Strasser and Wagner 2018), in
rounds by the number of vehicles boarded as in RAPTOR (Delling, Pajor and Werneck 2012). Round k reads only what round
k - 1 completed and the run of each vehicle itself, so that connections with equal times need no particular order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessment.compiled import kernel
from assessment.network.transit_network import TransitNetwork
from assessment.travel_times.pareto import UNREACHED, earliest_arrival, grown, improves, merge

IntArray = npt.NDArray[np.int32]
OffsetArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class StopProfiles:
    """Per stop the journeys worth taking to one destination: start[i]:start[i + 1] are those of stop i.

    departure_s falls and arrival_s falls with it: leaving earlier, one arrives earlier or not at all.
    """

    start: OffsetArray
    departure_s: IntArray
    arrival_s: IntArray


@dataclass(frozen=True)
class StopWalks:
    """Walks between stops, by the stop one walks from; each stop itself with 0 s is among them."""

    start: OffsetArray
    to_stop: IntArray
    walk_s: IntArray


def profile_search(
    network: TransitNetwork,
    walks: StopWalks,
    egress_s: IntArray,
    *,
    from_s: int,
    until_s: int,
    transfer_slack_s: int,
    max_boardings: int,
    max_time_s: int,
) -> StopProfiles:
    """Pareto-optimal (departure, arrival) from every stop to one destination with at most max_boardings vehicles.

    egress_s: walk from each stop to the destination, UNREACHED where too far. Departures from from_s on, arrivals until
    until_s; journeys of more than max_time_s from the first vehicle's departure are left out.
    """
    # Departures fall along the arrays: the slice of those in [from_s, until_s].
    first = int(np.searchsorted(-network.departure_s, -until_s, side="left"))
    last = int(np.searchsorted(-network.departure_s, -from_s, side="right"))
    start, departure_s, arrival_s = _search(
        network.from_stop[first:last],
        network.to_stop[first:last],
        network.departure_s[first:last],
        network.arrival_s[first:last],
        network.trip[first:last],
        network.may_board[first:last],
        network.may_alight[first:last],
        network.n_trips,
        walks.start,
        walks.to_stop,
        walks.walk_s,
        egress_s,
        until_s,
        transfer_slack_s,
        max_boardings,
        max_time_s,
    )
    return StopProfiles(start, departure_s, arrival_s)


@kernel
def _search(
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
    walk_s: IntArray,
    egress_s: IntArray,
    until_s: int,
    slack_s: int,
    max_boardings: int,
    max_time_s: int,
) -> tuple[OffsetArray, IntArray, IntArray]:
    n_stops = egress_s.size
    n_connections = from_stop.size
    # Room for the new entries of a round: a stop has at most as many as vehicles one may board there.
    new_start = np.zeros(n_stops + 1, np.int64)
    alights = np.zeros(n_stops, np.bool_)
    for c in range(n_connections):
        if may_board[c]:
            new_start[from_stop[c] + 1] += 1
        if may_alight[c]:
            alights[to_stop[c]] = True
    for s in range(n_stops):
        new_start[s + 1] += new_start[s]
    new_departure = np.empty(new_start[n_stops], np.int32)
    new_arrival = np.empty(new_start[n_stops], np.int32)
    new_count = np.zeros(n_stops, np.int64)
    # board: from the stop, before any vehicle. alight: off a vehicle at the stop, the walk and the slack before the
    # next vehicle already taken off. Both hold what the completed rounds found.
    board_start = np.zeros(n_stops + 1, np.int64)
    board_departure = np.empty(0, np.int32)
    board_arrival = np.empty(0, np.int32)
    alight_start = np.zeros(n_stops + 1, np.int64)
    alight_departure = np.empty(0, np.int32)
    alight_arrival = np.empty(0, np.int32)
    compared = np.zeros(n_stops, np.int64)
    on_board = np.empty(n_trips, np.int32)
    for boarding in range(1, max_boardings + 1):
        on_board[:] = UNREACHED
        new_count[:] = 0
        compared[:] = board_start[:n_stops]
        n_new = 0
        for c in range(n_connections):
            arrives = on_board[trip[c]]
            stop = to_stop[c]
            if may_alight[c]:
                here = arrival_s[c]
                if egress_s[stop] < UNREACHED and here + egress_s[stop] < arrives:
                    arrives = here + egress_s[stop]
                if alight_start[stop] < alight_start[stop + 1]:
                    onward = earliest_arrival(
                        alight_departure, alight_arrival, alight_start[stop], alight_start[stop + 1], here
                    )
                    arrives = min(arrives, onward)
                on_board[trip[c]] = arrives
            if arrives > until_s or not may_board[c] or arrives - departure_s[c] > max_time_s:
                continue
            stop = from_stop[c]
            leaves = departure_s[c]
            k = compared[stop]
            while k < board_start[stop + 1] and board_departure[k] >= leaves:
                k += 1
            compared[stop] = k
            if k > board_start[stop] and board_arrival[k - 1] <= arrives:
                continue
            k = new_start[stop] + new_count[stop]
            if new_count[stop] > 0:
                if new_arrival[k - 1] <= arrives:
                    continue
                if new_departure[k - 1] == leaves:
                    k -= 1
                    new_count[stop] -= 1
                    n_new -= 1
            new_departure[k] = leaves
            new_arrival[k] = arrives
            new_count[stop] += 1
            n_new += 1
        if n_new == 0:
            break
        board_start, board_departure, board_arrival = _with_new(
            board_start, board_departure, board_arrival, new_start, new_count, new_departure, new_arrival, n_new
        )
        if boarding < max_boardings:
            alight_start, alight_departure, alight_arrival = _with_transfers(
                alight_start,
                alight_departure,
                alight_arrival,
                alights,
                walk_start,
                walk_stop,
                walk_s,
                slack_s,
                new_start,
                new_count,
                new_departure,
                new_arrival,
            )
    return board_start, board_departure, board_arrival


@kernel
def _with_new(
    start: OffsetArray,
    departure_s: IntArray,
    arrival_s: IntArray,
    new_start: OffsetArray,
    new_count: OffsetArray,
    new_departure: IntArray,
    new_arrival: IntArray,
    n_new: int,
) -> tuple[OffsetArray, IntArray, IntArray]:
    """Each stop's entries with a round's new ones merged in."""
    n_stops = start.size - 1
    out_start = np.zeros(n_stops + 1, np.int64)
    out_departure = np.empty(departure_s.size + n_new, np.int32)
    out_arrival = np.empty(departure_s.size + n_new, np.int32)
    n = 0
    for s in range(n_stops):
        n += merge(
            departure_s[start[s] : start[s + 1]],
            arrival_s[start[s] : start[s + 1]],
            start[s + 1] - start[s],
            new_departure,
            new_arrival,
            new_start[s],
            new_start[s] + new_count[s],
            0,
            out_departure[n:],
            out_arrival[n:],
        )
        out_start[s + 1] = n
    return out_start, out_departure[:n].copy(), out_arrival[:n].copy()


@kernel
def _with_transfers(
    start: OffsetArray,
    departure_s: IntArray,
    arrival_s: IntArray,
    alights: npt.NDArray[np.bool_],
    walk_start: OffsetArray,
    walk_stop: IntArray,
    walk_s: IntArray,
    slack_s: int,
    new_start: OffsetArray,
    new_count: OffsetArray,
    new_departure: IntArray,
    new_arrival: IntArray,
) -> tuple[OffsetArray, IntArray, IntArray]:
    """Each stop's onward journeys after alighting, with those that begin with a round's new entries merged in."""
    n_stops = start.size - 1
    out_start = np.zeros(n_stops + 1, np.int64)
    out_departure = np.empty(departure_s.size + new_departure.size, np.int32)
    out_arrival = np.empty(out_departure.size, np.int32)
    one_departure = np.empty(1024, np.int32)
    one_arrival = np.empty(1024, np.int32)
    two_departure = np.empty(1024, np.int32)
    two_arrival = np.empty(1024, np.int32)
    n = 0
    for s in range(n_stops):
        count = start[s + 1] - start[s]
        if alights[s]:
            if count > one_departure.size:
                one_departure, one_arrival = grown(one_departure, 0, count), grown(one_arrival, 0, count)
            one_departure[:count] = departure_s[start[s] : start[s + 1]]
            one_arrival[:count] = arrival_s[start[s] : start[s + 1]]
            for w in range(walk_start[s], walk_start[s + 1]):
                to = walk_stop[w]
                if new_count[to] == 0:
                    continue
                first, last = new_start[to], new_start[to] + new_count[to]
                shift_s = walk_s[w] + slack_s
                if not improves(one_departure, one_arrival, count, new_departure, new_arrival, first, last, shift_s):
                    continue
                room = count + last - first
                if room > two_departure.size:
                    two_departure, two_arrival = grown(two_departure, 0, room), grown(two_arrival, 0, room)
                count = merge(
                    one_departure,
                    one_arrival,
                    count,
                    new_departure,
                    new_arrival,
                    first,
                    last,
                    shift_s,
                    two_departure,
                    two_arrival,
                )
                one_departure, two_departure = two_departure, one_departure
                one_arrival, two_arrival = two_arrival, one_arrival
            if n + count > out_departure.size:
                out_departure, out_arrival = grown(out_departure, n, n + count), grown(out_arrival, n, n + count)
            out_departure[n : n + count] = one_departure[:count]
            out_arrival[n : n + count] = one_arrival[:count]
            n += count
        out_start[s + 1] = n
    return out_start, out_departure[:n].copy(), out_arrival[:n].copy()
