"""Journeys one can tell: from any point to another, leg by leg, by the same rules as the figures.

The arrivals equal those of the travel times. Among journeys that arrive equally early the one that leaves last is told,
then the one with fewest vehicles, then with the fewest seconds on foot. Same-day visits are told by journey_visits.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from assessment.inputs.great_circle import great_circle_m
from assessment.inputs.streets import Streets
from assessment.inputs.timetable import Timetable
from assessment.network.linking import Points
from assessment.network.street_network import StreetNetwork, street_network
from assessment.network.transit_network import TransitNetwork, turned_around
from assessment.travel_times.departures import departure_minutes, nearest_rank
from assessment.travel_times.journey_legs import Journey, Leg, Place, RideLeg, WalkLeg
from assessment.travel_times.journey_search import Ends, Found, Ride, earliest_arrival, last_journey
from assessment.travel_times.pareto import UNREACHED
from assessment.travel_times.profile import TravellerProfile
from assessment.travel_times.reach import ReachEngine
from assessment.travel_times.transit_access import TransitAccess, transfer_limit_m, walk_limit_m
from assessment.travel_times.walks import WalkWays, walk_seconds

IntArray = npt.NDArray[np.int32]
FloatArray = npt.NDArray[np.float64]
PLACES_KEPT = 64


@dataclass(frozen=True)
class _StopWalks:
    """Walks between one place and every stop: seconds, UNREACHED where too far, and metres."""

    seconds: IntArray
    metres: FloatArray


class JourneyAccess:
    """What journeys of one traveller profile on one day are looked up in. May be shared between threads."""

    def __init__(
        self,
        timetable: Timetable,
        access: TransitAccess,
        ways: WalkWays,
        streets: Streets | None = None,
        date: datetime.date | None = None,
    ) -> None:
        """timetable: the one the access's network was made of. ways: those its walks were measured along.

        streets, date: what service taxis need, where they drive and on which day; without streets none is told.
        """
        self.timetable, self.access, self.ways = timetable, access, ways
        self.streets, self.date = streets, date
        self._kept = lru_cache(maxsize=PLACES_KEPT)(self._measured)

    @cached_property
    def back(self) -> TransitNetwork:
        """The day turned around, for the ways home."""
        return turned_around(self.access.network)

    @cached_property
    def cars(self) -> StreetNetwork | None:
        """The streets as a taxi drives them, None where there are none."""
        return None if self.streets is None else street_network(self.streets, "car")

    @cached_property
    def last_stop_of_trip(self) -> IntArray:
        """Row of the timetable's stops where each row of its trips ends, -1 for a trip without stop times."""
        times = self.timetable.stop_times
        ends = np.full(len(self.timetable.trips), -1, np.int32)
        ends[times["trip"].to_numpy()] = times["stop"].to_numpy()  # the last one written stands
        return ends

    def stop_walks(self, place: Place) -> _StopWalks:
        """Walks between a place and every stop."""
        return self._kept(place.lon, place.lat)

    def _measured(self, lon: float, lat: float) -> _StopWalks:
        profile, stops = self.access.profile, self.access.network.stop_points
        pairs = self.ways.within(point_of(lon, lat), stops, walk_limit_m(profile))
        seconds, metres = np.full(len(stops), UNREACHED, np.int32), np.full(len(stops), np.inf)
        seconds[pairs.column] = walk_seconds(pairs.cost, profile.walk_speed_ms, profile.max_walk_s)
        metres[pairs.column] = pairs.cost
        return _StopWalks(seconds, metres)

    def metres_between(self, one: Place, other: Place, limit_m: float) -> float:
        """Metres on foot from a place to another, inf where farther than the limit."""
        pairs = self.ways.within(point_of(one.lon, one.lat), point_of(other.lon, other.lat), limit_m)
        return float(pairs.cost[0]) if pairs.cost.size else np.inf

    def whole_walk_m(self, one: Place, other: Place) -> float:
        """Metres of the way walked whole, inf where farther than the profile walks."""
        return self.metres_between(one, other, walk_limit_m(self.access.profile))

    def ends(self, origin: Place, destination: Place) -> Ends:
        """The walks that a search between two places needs."""
        profile = self.access.profile
        whole_m = np.array([self.whole_walk_m(origin, destination)])
        longest_s = min(profile.max_walk_s, profile.max_time_s)
        whole_s = int(walk_seconds(whole_m, profile.walk_speed_ms, longest_s)[0])
        return Ends(self.stop_walks(origin).seconds, self.stop_walks(destination).seconds, whole_s)


def journey_access(engine: ReachEngine, profile: TravellerProfile) -> JourneyAccess:
    """The journeys of an engine's day; raises Refused where it has no timetable."""
    access = engine.transit_access(profile)
    assert engine.timetable is not None  # transit_access has refused
    ways = engine.walk_ways(step_free=profile.wheelchair)
    return JourneyAccess(engine.timetable, access, ways, engine.streets, engine.date)


def earliest_journey(by: JourneyAccess, origin: Place, destination: Place, depart_s: int) -> Journey | None:
    """The journey that arrives first for whoever may leave at depart_s; None where not reached within the limits."""
    ends = by.ends(origin, destination)
    arrival_s = earliest_arrival(by.access, ends, depart_s)
    if arrival_s is None:
        return None
    found = last_journey(by.access, ends, depart_s, arrival_s)
    assert found is not None  # what arrives then exists
    return told_journey(by, origin, destination, found, depart_s, arrival_s)


def latest_journey(
    by: JourneyAccess, origin: Place, destination: Place, arrive_by_s: int, leave_from_s: int = 0
) -> Journey | None:
    """The journey that leaves last and is there by arrive_by_s; of those that leave then, the first to arrive."""
    ends = by.ends(origin, destination)
    while (found := last_journey(by.access, ends, leave_from_s, arrive_by_s)) is not None:
        arrival_s = earliest_arrival(by.access, ends, found.departure_s)
        if arrival_s is not None:
            best = last_journey(by.access, ends, found.departure_s, arrival_s)
            assert best is not None
            return told_journey(by, origin, destination, best, best.departure_s, arrival_s)
        # It takes too long in all. So does every other one that arrives as late, as none of them leaves later; one that
        # leaves and arrives earlier may not.
        arrive_by_s = _arrival_s(by, ends, found) - 1
    return None


def journey_at_median(by: JourneyAccess, origin: Place, destination: Place, window: tuple[int, int]) -> Journey | None:
    """The journey behind a median travel time: of the first departure minute that takes just that; None if infinite.

    Its travel_time_s is the figure on screen.
    """
    ends = by.ends(origin, destination)
    first_s, n_minutes = departure_minutes(window)
    if n_minutes == 0:
        return None
    minutes = first_s + 60 * np.arange(n_minutes, dtype=np.int64)
    profiles = by.access.stop_profiles(ends.egress_s, window)
    stop = np.repeat(np.arange(by.access.network.n_stops), np.diff(profiles.start))
    usable = ends.access_s[stop] < UNREACHED
    departure_s = profiles.departure_s[usable].astype(np.int64) - ends.access_s[stop[usable]]
    arrival_s = profiles.arrival_s[usable].astype(np.int64)
    order = np.argsort(departure_s, kind="stable")
    # The earliest arrival among all that leave then or later.
    earliest_s = np.r_[np.minimum.accumulate(arrival_s[order][::-1])[::-1], UNREACHED]
    taken_s = earliest_s[np.searchsorted(departure_s[order], minutes)] - minutes
    taken_s = np.minimum(taken_s, ends.walk_s)
    taken_s = np.where(taken_s <= by.access.profile.max_time_s, taken_s, UNREACHED)
    median_s = np.sort(taken_s)[nearest_rank(50.0, n_minutes) - 1]
    if median_s == UNREACHED:
        return None
    return earliest_journey(by, origin, destination, int(minutes[np.flatnonzero(taken_s == median_s)[0]]))


def point_of(lon: float, lat: float) -> Points:
    """One place as points."""
    return Points(np.array([lon]), np.array([lat]))


def _arrival_s(by: JourneyAccess, ends: Ends, found: Found) -> int:
    if not found.rides:
        return found.departure_s + ends.walk_s
    day, alight = by.access.network, found.rides[-1].alight
    return int(day.arrival_s[alight] + ends.egress_s[day.to_stop[alight]])


def told_journey(
    by: JourneyAccess, origin: Place, destination: Place, found: Found, ready_s: int, arrival_s: int
) -> Journey:
    """The legs of what was found. A journey may begin or end at a stop, where one boards or gets off without a walk."""
    if not found.rides:
        metres = by.whole_walk_m(origin, destination)
        walk = _walk(origin, destination, metres, found.departure_s, arrival_s)
        return Journey(origin, destination, ready_s, found.departure_s, arrival_s, walk)
    day = by.access.network
    legs: list[Leg] = []
    at, now_s = origin, found.departure_s
    from_stops, to_stops = by.stop_walks(origin), by.stop_walks(destination)
    for ride in found.rides:
        stop_row = int(day.from_stop[ride.board])
        stop = stop_place(by, stop_row)
        if at.stop_id == stop.stop_id:
            metres, walk_s = 0.0, 0
        elif at is origin:
            metres, walk_s = float(from_stops.metres[stop_row]), int(from_stops.seconds[stop_row])
        else:
            metres, walk_s = _changing(by, at, stop, int(day.departure_s[ride.board]) - now_s)
        legs += _walk(at, stop, metres, now_s, now_s + walk_s)
        legs.append(_ride_leg(by, ride, now_s + walk_s))
        at, now_s = legs[-1].to_place, legs[-1].end_s
    if at.stop_id == destination.stop_id:
        return Journey(origin, destination, ready_s, found.departure_s, now_s, tuple(legs))
    last_row = int(day.to_stop[found.rides[-1].alight])
    end_s = now_s + int(to_stops.seconds[last_row])
    legs += _walk(at, destination, float(to_stops.metres[last_row]), now_s, end_s)
    return Journey(origin, destination, ready_s, found.departure_s, end_s, tuple(legs))


def _changing(by: JourneyAccess, at: Place, stop: Place, longest_s: int) -> tuple[float, int]:
    """Metres and seconds of the walk between two vehicles that leaves longest_s for it.

    By the feed's rules a vehicle may wait for who changes, or stops may be joined that the streets do not join: the
    walk told then ends when the vehicle leaves, or is the straight line.
    """
    profile = by.access.profile
    # A hair more than the limit keeps rounding from losing a walk that the search knows.
    metres = by.metres_between(at, stop, transfer_limit_m(profile) * (1 + 1e-9) + 1e-6)
    if not np.isfinite(metres):
        metres = float(great_circle_m(at.lon, at.lat, stop.lon, stop.lat))
    return metres, min(longest_s, int(walk_seconds(np.array([metres]), profile.walk_speed_ms, UNREACHED)[0]))


def _walk(from_place: Place, to_place: Place, metres: float, start_s: int, end_s: int) -> tuple[WalkLeg, ...]:
    """A walk as a leg; staying where one is is none."""
    return (WalkLeg(from_place, to_place, metres, start_s, end_s),) if end_s > start_s or metres > 0 else ()


def stop_place(by: JourneyAccess, row: int) -> Place:
    """A stop of the day by its row in the network."""
    day, stops = by.access.network, by.timetable.stops
    stop = int(day.stop[row])
    name = str(stops["name"].iat[stop]) or str(stops["stop_id"].iat[stop])
    return Place(
        name, float(day.stop_points.lon[row]), float(day.stop_points.lat[row]), "stop", str(stops["stop_id"].iat[stop])
    )


def _ride_leg(by: JourneyAccess, ride: Ride, at_stop_s: int) -> RideLeg:
    day, timetable = by.access.network, by.timetable
    vehicle = day.trip[ride.board]
    # Departures fall along the arrays: what the vehicle runs between stands before where one boards.
    run = np.flatnonzero(day.trip[ride.alight : ride.board + 1] == vehicle)[::-1] + ride.alight
    trip = int(day.trip_row[vehicle])
    route = timetable.routes.iloc[timetable.trips["route"].to_numpy()[trip]]
    end = int(by.last_stop_of_trip[trip])
    return RideLeg(
        line=str(route["short_name"] or route["long_name"] or route["route_id"]),
        headsign=str(timetable.trips["headsign"].iat[trip] or timetable.stops["name"].iat[end]),
        route_type=int(route["route_type"]),
        from_place=stop_place(by, int(day.from_stop[ride.board])),
        to_place=stop_place(by, int(day.to_stop[ride.alight])),
        board_s=int(day.departure_s[ride.board]),
        alight_s=int(day.arrival_s[ride.alight]),
        trip_id=str(timetable.trips["trip_id"].iat[trip]),
        stops_passed=tuple(stop_place(by, int(row)).name for row in day.to_stop[run[:-1]]),
        waited_s=int(day.departure_s[ride.board]) - at_stop_s,
    )
