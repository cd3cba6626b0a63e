"""Same-day visits: leave home, arrive while the service is open, stay long enough, be home the same day.

Outward journeys come from one backward search to the service, the ways home from one search over the day turned
around; both give every stop's Pareto-optimal journeys of the whole day, and each home merges those of the stops within
its walk.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessment.network.transit_network import TURNING_POINT_S, TransitNetwork
from assessment.travel_times.flexible import FlexibleRides, no_rides
from assessment.travel_times.pareto import UNREACHED
from assessment.travel_times.transit_access import TransitAccess
from assessment.travel_times.transit_search import StopProfiles, StopWalks, profile_search
from assessment.travel_times.visit_search import WALK, best_visits

IntArray = npt.NDArray[np.int32]

DAY_S = 24 * 3600


@dataclass(frozen=True)
class VisitRules:
    """When a service is open on the day, how long a visit takes, and by when one is home; all in seconds.

    openings: (opening, closing) pairs since midnight of the service day, in order and apart from each other.
    wait_limited: whether the wait at the service before the way home counts towards the longest journey; else only the
    way home itself does, and a visit with the one bus back late in the afternoon is a long day, but possible.
    """

    openings: tuple[tuple[int, int], ...]
    stay_s: int
    home_by_s: int = DAY_S
    wait_limited: bool = True


@dataclass(frozen=True)
class Visits:
    """The best same-day visit of every origin to one service, int32[origin]; UNREACHED where none is possible that day.

    away_s: time away from home. outward_departure_s, service_arrival_s, home_arrival_s: seconds since midnight.
    outward_options: Pareto-optimal outward journeys that allow a visit, walking all the way counted as one and each
    direct ride of a service taxi as one. first_departure_s, last_departure_s: the earliest and the latest departure
    from home that allow a visit. on_foot: whether walking both ways is the best. by_taxi: whether the best outward
    journey is a direct ride.
    """

    away_s: IntArray
    outward_departure_s: IntArray
    service_arrival_s: IntArray
    home_arrival_s: IntArray
    outward_options: IntArray
    first_departure_s: IntArray
    last_departure_s: IntArray
    on_foot: npt.NDArray[np.bool_]
    by_taxi: npt.NDArray[np.bool_]


def visits(
    access: TransitAccess,
    back: TransitNetwork,
    egress_s: IntArray,
    walk_s: IntArray,
    rules: VisitRules,
    rides: FlexibleRides | None = None,
) -> Visits:
    """Same-day visits from every origin to one service.

    access: the day's timetable as a profile uses it; back: its network turned around. egress_s: walks between every
    stop and the service. walk_s: the way walked whole, UNREACHED where too far. rides: what service taxis offer.
    """
    rides = rides or no_rides(walk_s.size)
    long_enough = [(opens, closes) for opens, closes in rules.openings if closes - opens >= rules.stay_s]
    if not long_enough:
        nowhere = np.full(walk_s.size, UNREACHED, np.int32)
        none = np.zeros(walk_s.size, np.int32)
        return Visits(nowhere, nowhere, nowhere, nowhere, none, nowhere, nowhere, none == 1, none == 1)
    openings = np.array(long_enough, np.int64)
    outward = _searched(access, access.network, access.between_stops, egress_s, 0, int(openings[-1, 1]) - rules.stay_s)
    first_leave_s = int(openings[0, 0]) + rules.stay_s
    homeward = _searched(
        access,
        back,
        access.between_stops_turned,
        egress_s,
        TURNING_POINT_S - rules.home_by_s,
        TURNING_POINT_S - first_leave_s,
    )
    found = best_visits(
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
        rides.direct_start,
        rides.direct_out,
        rides.direct_back,
        rides.feeder_start,
        _rows_of_stops(access.network, rides.feeder_stop),
        rides.feeder_out,
        rides.feeder_back,
        openings,
        rules.stay_s,
        rules.home_by_s,
        access.profile.max_time_s,
        access.profile.max_time_s if rules.wait_limited else DAY_S,
    )
    away, left, there, home, options, first, last, how, taxi = found
    return Visits(away, left, there, home, options, first, last, how == WALK, taxi == 1)


def _rows_of_stops(network: TransitNetwork, timetable_rows: IntArray) -> IntArray:
    """Rows of the day's stops for rows of the timetable's stops; -1 where no vehicle calls that day."""
    row_of_stop = np.full(int(max(network.stop.max(initial=0), timetable_rows.max(initial=0))) + 1, -1, np.int32)
    row_of_stop[network.stop] = np.arange(network.stop.size, dtype=np.int32)
    return row_of_stop[timetable_rows]


def _searched(
    access: TransitAccess, network: TransitNetwork, walks: StopWalks, egress_s: IntArray, from_s: int, until_s: int
) -> StopProfiles:
    return profile_search(
        network,
        walks,
        egress_s,
        from_s=from_s,
        until_s=until_s,
        transfer_slack_s=access.profile.transfer_slack_s,
        max_boardings=access.profile.max_boardings,
        max_time_s=access.profile.max_time_s,
    )
