"""Travel times from every origin to every destination, by the definitions of COMMANDS.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from os import cpu_count
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt

from assessment.network.linking import Points, join_places
from assessment.network.street_network import StreetNetwork
from assessment.network.transit_network import TransitNetwork, turned_around
from assessment.travel_times.pareto import UNREACHED
from assessment.travel_times.profile import TravellerProfile
from assessment.travel_times.street_search import costs_to_place
from assessment.travel_times.transit_access import (
    dense_seconds,
    egress_seconds,
    stop_metres,
    transfer_limit_m,
    transit_access,
    walk_limit_m,
)
from assessment.travel_times.visits import VisitRules, Visits, visits
from assessment.travel_times.walks import WalkWays, walk_seconds

IntArray = npt.NDArray[np.int32]
FloatArray = npt.NDArray[np.float64]
Mode = Literal["walk", "car", "transit"]
Progress = Callable[[float], None]
T = TypeVar("T")


def walk_times(origins: Points, destinations: Points, ways: WalkWays, profile: TravellerProfile) -> IntArray:
    """Walking seconds, int32[destination, origin]; UNREACHED beyond the profile's longest walk or journey."""
    longest_s = min(profile.max_walk_s, profile.max_time_s)
    pairs = ways.within(destinations, origins, longest_s * profile.walk_speed_ms)
    table = dense_seconds(pairs, len(origins), profile)
    return np.where(table <= longest_s, table, UNREACHED).astype(np.int32)


def car_times(
    origins: Points, destinations: Points, network: StreetNetwork, profile: TravellerProfile, progress: Progress | None
) -> IntArray:
    """Seconds by car, int32[destination, origin], the straight ways to and from the street walked."""
    from_places = join_places(network, origins)
    to_places = join_places(network, destinations)

    def column(row: int) -> IntArray:
        drive_s = costs_to_place(network, to_places, row, from_places)
        return car_seconds(drive_s, from_places.straight_m + to_places.straight_m[row], profile)

    return np.stack(in_parallel(column, range(len(destinations)), progress))


def car_seconds(drive_s: FloatArray, straight_m: FloatArray, profile: TravellerProfile) -> IntArray:
    """Whole seconds, rounded up, of a drive and the walks at its ends; UNREACHED beyond the longest journey."""
    return walk_seconds(drive_s * profile.walk_speed_ms + straight_m, profile.walk_speed_ms, profile.max_time_s)


def transit_times(
    origins: Points,
    destinations: Points,
    network: TransitNetwork,
    ways: WalkWays,
    profile: TravellerProfile,
    window: tuple[int, int],
    percentiles: Sequence[float],
    progress: Progress | None = None,
) -> IntArray:
    """Seconds by public transport, int32[percentile, destination, origin], over the departure minutes of a window."""
    metres = stop_metres(network, ways, origins, walk_limit_m(profile), transfer_limit_m(profile))
    access = transit_access(network, profile, metres)
    egress_s = egress_seconds(network, ways, destinations, profile)
    walk_s = walk_times(origins, destinations, ways, profile)
    columns = in_parallel(
        lambda row: access.times(egress_s[row], walk_s[row], window, percentiles), range(len(destinations)), progress
    )
    return np.stack(columns, axis=1)


def all_visits(
    origins: Points,
    destinations: Points,
    network: TransitNetwork,
    ways: WalkWays,
    profile: TravellerProfile,
    rules: VisitRules,
    progress: Progress | None = None,
) -> list[Visits]:
    """Same-day visits from every origin to every destination, by destination."""
    metres = stop_metres(network, ways, origins, walk_limit_m(profile), transfer_limit_m(profile))
    access, back = transit_access(network, profile, metres), turned_around(network)
    egress_s = egress_seconds(network, ways, destinations, profile)
    walk_s = walk_times(origins, destinations, ways, profile)
    return in_parallel(
        lambda row: visits(access, back, egress_s[row], walk_s[row], rules), range(len(destinations)), progress
    )


def in_parallel(work: Callable[[int], T], rows: Iterable[int], progress: Progress | None = None) -> list[T]:
    """Do independent work on all cores (the kernels run without the interpreter lock), results in the order of rows.

    progress gets the share done; what it raises ends the work.
    """
    with ThreadPoolExecutor(cpu_count()) as pool:
        futures = [pool.submit(work, row) for row in rows]
        try:
            for done, _ in enumerate(as_completed(futures), start=1):
                if progress is not None:
                    progress(done / len(futures))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
        return [future.result() for future in futures]
