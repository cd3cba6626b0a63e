"""Public transport from many origins, for one traveller profile: everything that does not depend on the destination."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessment.network.linking import Points
from assessment.network.transit_network import TransitNetwork
from assessment.travel_times.changing import stop_walks, turned_walks
from assessment.travel_times.departures import departure_minutes, times_by_percentile
from assessment.travel_times.pareto import UNREACHED
from assessment.travel_times.profile import TravellerProfile
from assessment.travel_times.street_search import PlacePairs
from assessment.travel_times.transit_search import StopProfiles, StopWalks, profile_search
from assessment.travel_times.walks import WalkWays, walk_seconds, walks_in_seconds

IntArray = npt.NDArray[np.int32]


@dataclass(frozen=True)
class StopMetres:
    """Walks in metres that all profiles share: from origins to stops and between stops, up to limits in metres."""

    stops: Points
    to_stops: PlacePairs
    between_stops: PlacePairs
    walk_limit_m: float
    transfer_limit_m: float

    def cover(self, network: TransitNetwork, profile: TravellerProfile) -> bool:
        """Whether they are of the network's stops and reach as far as the profile walks."""
        stops = network.stop_points
        return (
            self.walk_limit_m >= walk_limit_m(profile)
            and self.transfer_limit_m >= transfer_limit_m(profile)
            and np.array_equal(self.stops.lon, stops.lon)
            and np.array_equal(self.stops.lat, stops.lat)
        )


def walk_limit_m(profile: TravellerProfile) -> float:
    """Metres that the profile walks at most to a stop or whole."""
    return profile.max_walk_s * profile.walk_speed_ms


def transfer_limit_m(profile: TravellerProfile) -> float:
    """Metres that the profile walks at most between two stops."""
    return profile.max_transfer_walk_s * profile.walk_speed_ms


def stop_metres(
    network: TransitNetwork, ways: WalkWays, origins: Points, limit_m: float, transfer_m: float
) -> StopMetres:
    """Measure the walks from origins to stops and between stops up to the limits."""
    stops = network.stop_points
    to_stops, between = ways.within(origins, stops, limit_m), ways.within(stops, stops, transfer_m)
    return StopMetres(stops, to_stops, between, limit_m, transfer_m)


@dataclass(frozen=True)
class TransitAccess:
    """One profile's walks in seconds, and the timetable they lead to; `_turned` for the day turned around."""

    network: TransitNetwork
    profile: TravellerProfile
    access_start: npt.NDArray[np.int64]
    access_stop: IntArray
    access_s: IntArray
    between_stops: StopWalks
    between_stops_turned: StopWalks

    def stop_profiles(self, egress_s: IntArray, window: tuple[int, int]) -> StopProfiles:
        """Every stop's journeys to a destination that is egress_s from each stop."""
        first_s, n_minutes = departure_minutes(window)
        return profile_search(
            self.network,
            self.between_stops,
            egress_s,
            from_s=first_s,
            until_s=first_s + 60 * (n_minutes - 1) + self.profile.max_time_s,
            transfer_slack_s=self.profile.transfer_slack_s,
            max_boardings=self.profile.max_boardings,
            max_time_s=self.profile.max_time_s,
        )

    def times(
        self, egress_s: IntArray, walk_s: IntArray, window: tuple[int, int], percentiles: Sequence[float]
    ) -> IntArray:
        """Travel times in seconds from every origin, int32[percentile, origin]; walk_s is the way walked whole."""
        return times_by_percentile(
            self.stop_profiles(egress_s, window),
            self.access_start,
            self.access_stop,
            self.access_s,
            walk_s,
            window,
            percentiles,
            self.profile.max_time_s,
        )


def transit_access(network: TransitNetwork, profile: TravellerProfile, metres: StopMetres) -> TransitAccess:
    """Turn walks in metres into one profile's seconds, within its limits."""
    start, stop, seconds = walks_in_seconds(metres.to_stops, profile.walk_speed_ms, profile.max_walk_s)
    between = stop_walks(
        metres.between_stops,
        profile.walk_speed_ms,
        profile.max_transfer_walk_s,
        network.transfers,
        profile.transfer_slack_s,
    )
    # Walking is the same both ways; the feed's rules need not be.
    turned = turned_walks(between) if len(network.transfers) else between
    return TransitAccess(network, profile, start, stop, seconds, between, turned)


def egress_seconds(network: TransitNetwork, ways: WalkWays, places: Points, profile: TravellerProfile) -> IntArray:
    """Walks from every stop to each place, int32[place, stop]; UNREACHED where longer than the profile walks."""
    stops = network.stop_points
    pairs = ways.within(places, stops, walk_limit_m(profile))
    return dense_seconds(pairs, network.n_stops, profile)


def dense_seconds(pairs: PlacePairs, n_columns: int, profile: TravellerProfile) -> IntArray:
    """Pairs as a whole table of walking seconds, UNREACHED where there is none within the profile's longest walk."""
    table = np.full((pairs.start.size - 1, n_columns), UNREACHED, np.int32)
    row = np.repeat(np.arange(pairs.start.size - 1), np.diff(pairs.start))
    table[row, pairs.column] = walk_seconds(pairs.cost, profile.walk_speed_ms, profile.max_walk_s)
    return table
