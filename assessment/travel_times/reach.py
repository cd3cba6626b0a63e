"""Travel times of a municipality's cells to service points, one column a service point, kept for the next question.

Closing a service point needs no search at all, opening one needs one: results are per service point and combined.
"""

from __future__ import annotations

import datetime
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from assessment.errors import Fault, Refused
from assessment.inputs.service_taxi import ServiceTaxi
from assessment.inputs.streets import Streets
from assessment.inputs.timetable import Timetable, require_service
from assessment.network.linking import JoinedPlaces, Points, join_places
from assessment.network.street_network import StreetMode, StreetNetwork, street_network
from assessment.network.transit_network import TransitNetwork, transit_network, turned_around
from assessment.travel_times.flexible import FlexibleRides
from assessment.travel_times.matrix import Progress, car_seconds, in_parallel
from assessment.travel_times.profile import TravellerProfile
from assessment.travel_times.street_search import costs_to_place
from assessment.travel_times.taxi_rides import Drives, taxi_rides
from assessment.travel_times.transit_access import (
    StopMetres,
    TransitAccess,
    egress_seconds,
    stop_metres,
    transfer_limit_m,
    transit_access,
    walk_limit_m,
)
from assessment.travel_times.visits import VisitRules, Visits, visits
from assessment.travel_times.walks import AlongStreets, CrowFlies, WalkWays, walk_seconds

IntArray = npt.NDArray[np.int32]
FloatArray = npt.NDArray[np.float64]
Wanted: TypeAlias = tuple[str, TravellerProfile, float, float]

MEDIAN = (50.0,)
# A column of 10,000 cells takes 40 kB: room for some hundred service points, six profiles and three modes.
COLUMNS_KEPT = 10_000


@dataclass(frozen=True)
class _WalkWay:
    ways: WalkWays
    metres: StopMetres | None = None


class ReachEngine:
    """Networks of one municipality on one date and window, and the columns of travel times computed so far.

    May be shared between threads: what it keeps is added under a lock and never altered.
    """

    def __init__(
        self,
        origins_lon: FloatArray,
        origins_lat: FloatArray,
        streets: Streets | None,
        timetable: Timetable | None,
        date: datetime.date,
        window: tuple[int, int],
        detour: float = 1.3,
    ) -> None:
        """Raise Refused when there is a timetable but none of it runs on the date."""
        if timetable is not None:
            require_service(timetable, date)
        self.origins = Points(origins_lon, origins_lat)
        self.streets, self.timetable, self.date, self.window, self.detour = streets, timetable, date, window, detour
        self._columns: OrderedDict[Wanted, IntArray] = OrderedDict()
        self._metres: OrderedDict[tuple[bool, float, float], FloatArray] = OrderedDict()
        self._drives: OrderedDict[tuple[float, float], tuple[FloatArray, FloatArray]] = OrderedDict()
        self._street_networks: dict[StreetMode, StreetNetwork] = {}
        self._ways: dict[bool, _WalkWay] = {}
        self._transit: dict[tuple[bool, bool], TransitNetwork] = {}
        self._access: dict[TravellerProfile, TransitAccess] = {}
        self._drivers: JoinedPlaces | None = None
        self._visits: OrderedDict[object, Visits] = OrderedDict()
        self._turned: dict[int, TransitNetwork] = {}
        self._offers: OrderedDict[object, FlexibleRides] = OrderedDict()
        # One for all engines over the same streets, made when first asked for.
        self._taxi_drives: list[Drives] = []
        self._preparing = threading.RLock()
        self._keeping = threading.Lock()

    def column(self, mode: str, profile: TravellerProfile, lon: float, lat: float) -> IntArray:
        """Seconds from every origin to one place: int32, read-only; UNREACHED where not within the profile's limits.

        By public transport the median over the departure minutes. On foot only the longest journey is a limit, not the
        longest walk to a stop. Raises Refused where the mode needs streets or a timetable and there are none.
        """
        key = (mode, profile, lon, lat)
        with self._keeping:
            if key in self._columns:
                self._columns.move_to_end(key)
                return self._columns[key]
        compute = {"walk": self._walk, "car": self._car, "transit": self._by_transit}[mode]
        seconds: IntArray = compute(profile, lon, lat)
        seconds.flags.writeable = False
        self._keep(self._columns, key, seconds)
        return seconds

    def visits(
        self,
        profile: TravellerProfile,
        lon: float,
        lat: float,
        rules: VisitRules,
        taxis: tuple[ServiceTaxi, ...] = (),
    ) -> Visits:
        """Same-day visits from every origin to one place, on the engine's date; kept like columns.

        taxis: the service taxis that the traveller may use; those that do not run on the date offer nothing.
        """
        running = tuple(taxi for taxi in taxis if taxi.runs_on(self.date))
        key = (profile, lon, lat, rules, running)
        with self._keeping:
            if key in self._visits:
                return self._visits[key]
        access = self.transit_access(profile)
        egress_s, walk_s = self._egress(access, lon, lat)
        rides = self._rides(running, lon, lat, profile.transfer_slack_s) if running else None
        found = visits(access, self._turned_around(access), egress_s, walk_s, rules, rides)
        self._keep(self._visits, key, found)
        return found

    def with_timetable(self, timetable: Timetable) -> ReachEngine:
        """An engine of the same origins and day over another timetable; what rests on streets only is shared.

        Raises Refused when the timetable has no service on the date.
        """
        other = ReachEngine(
            self.origins.lon, self.origins.lat, self.streets, timetable, self.date, self.window, self.detour
        )
        other.origins = self.origins
        other._metres, other._drives, other._keeping = self._metres, self._drives, self._keeping
        other._street_networks, other._drivers = self._street_networks, self._drivers
        other._taxi_drives = self._taxi_drives
        other._preparing = self._preparing
        other._ways = dict(self._ways)
        other._columns = OrderedDict((key, value) for key, value in self._columns.items() if key[0] != "transit")
        return other

    def prefetch(self, wanted: Iterable[Wanted], progress: Progress | None = None) -> None:
        """Compute the columns not known yet, on all cores; what progress raises ends the work."""
        with self._keeping:
            missing = [key for key in dict.fromkeys(wanted) if key not in self._columns]
        transit_profiles = {profile for mode, profile, _, _ in missing if mode == "transit"}
        for profile in sorted(transit_profiles, key=walk_limit_m, reverse=True):
            self.transit_access(profile)
        in_parallel(lambda row: self.column(*missing[row]), range(len(missing)), progress)

    def walk_metres(self, lon: float, lat: float, *, step_free: bool = False) -> FloatArray:
        """Metres on foot from every origin to one place; inf where there is no way."""
        key = (step_free, lon, lat)
        with self._keeping:
            if key in self._metres:
                return self._metres[key]
        metres = self._walk_ways(step_free).ways.metres_to(_one(lon, lat), self.origins)
        metres.flags.writeable = False
        self._keep(self._metres, key, metres)
        return metres

    def _walk(self, profile: TravellerProfile, lon: float, lat: float) -> IntArray:
        metres = self.walk_metres(lon, lat, step_free=profile.wheelchair)
        return walk_seconds(metres, profile.walk_speed_ms, profile.max_time_s)

    def _car(self, profile: TravellerProfile, lon: float, lat: float) -> IntArray:
        key = (lon, lat)
        with self._keeping:
            found = self._drives.get(key)
        if found is None:
            network, drivers = self._car_network()
            place = join_places(network, _one(lon, lat))
            found = (costs_to_place(network, place, 0, drivers), drivers.straight_m + place.straight_m[0])
            self._keep(self._drives, key, found)
        return car_seconds(*found, profile)

    def _by_transit(self, profile: TravellerProfile, lon: float, lat: float) -> IntArray:
        access = self.transit_access(profile)
        egress_s, walk_s = self._egress(access, lon, lat)
        seconds: IntArray = access.times(egress_s, walk_s, self.window, MEDIAN)[0]
        return seconds

    def _egress(self, access: TransitAccess, lon: float, lat: float) -> tuple[IntArray, IntArray]:
        """Walks from every stop to a place, and from every origin, within the profile's longest walk."""
        profile = access.profile
        ways = self.walk_ways(step_free=profile.wheelchair)
        egress_s: IntArray = egress_seconds(access.network, ways, _one(lon, lat), profile)[0]
        metres = self.walk_metres(lon, lat, step_free=profile.wheelchair)
        return egress_s, walk_seconds(metres, profile.walk_speed_ms, profile.max_walk_s)

    def _rides(self, taxis: tuple[ServiceTaxi, ...], lon: float, lat: float, slack_s: int) -> FlexibleRides:
        """What the taxis offer on the way to one place."""
        if self.timetable is None:
            raise Refused([Fault("timetable_needed", "timetable.zip")])
        key = (taxis, lon, lat, slack_s)
        with self._keeping:
            if key in self._offers:
                return self._offers[key]
        stops = self.timetable.stops
        rides = taxi_rides(
            taxis,
            self.origins,
            self._drives_of_taxis(),
            (lon, lat),
            Points(stops["lon"].to_numpy(float), stops["lat"].to_numpy(float)),
            dict(zip(stops["stop_id"].tolist(), range(len(stops)), strict=True)),
            slack_s,
        )
        self._keep(self._offers, key, rides)
        return rides

    def _drives_of_taxis(self) -> Drives:
        with self._preparing:
            if not self._taxi_drives:
                self._taxi_drives.append(Drives(*self._car_network()))
            return self._taxi_drives[0]

    def _car_network(self) -> tuple[StreetNetwork, JoinedPlaces]:
        """The streets for cars, and where the origins join them."""
        with self._preparing:
            network = self._street_network("car")
            if self._drivers is None:
                self._drivers = join_places(network, self.origins)
            return network, self._drivers

    def _turned_around(self, access: TransitAccess) -> TransitNetwork:
        with self._preparing:
            # Networks are few and live as long as the engine, so that an id stands for one network.
            if id(access.network) not in self._turned:
                self._turned[id(access.network)] = turned_around(access.network)
            return self._turned[id(access.network)]

    def walk_ways(self, *, step_free: bool = False) -> WalkWays:
        """How one walks here: along the streets where there are any."""
        return self._walk_ways(step_free).ways

    def transit_access(self, profile: TravellerProfile) -> TransitAccess:
        """The timetable as a profile may use it; prepared once."""
        with self._preparing:
            known = self._access.get(profile)
            if known is None:
                if self.timetable is None:
                    raise Refused([Fault("timetable_needed", "timetable.zip")])
                way = self._walk_ways(profile.wheelchair)
                marks = (profile.wheelchair, profile.wheelchair and profile.unknown_accessible)
                if marks not in self._transit:
                    self._transit[marks] = transit_network(
                        self.timetable, self.date, wheelchair=marks[0], unknown_accessible=marks[1]
                    )
                network = self._transit[marks]
                metres = way.metres
                if metres is None or not metres.cover(network, profile):
                    metres = stop_metres(
                        network, way.ways, self.origins, walk_limit_m(profile), transfer_limit_m(profile)
                    )
                    self._ways[profile.wheelchair] = replace(way, metres=metres)
                known = self._access[profile] = transit_access(network, profile, metres)
            return known

    def _walk_ways(self, step_free: bool) -> _WalkWay:
        with self._preparing:
            if step_free not in self._ways:
                ways: WalkWays = CrowFlies(self.detour)
                if self.streets is not None:
                    ways = AlongStreets(self._street_network("walk_step_free" if step_free else "walk"))
                self._ways[step_free] = _WalkWay(ways)
            return self._ways[step_free]

    def _street_network(self, mode: StreetMode) -> StreetNetwork:
        if self.streets is None:
            raise Refused([Fault("streets_needed", "streets.osm.pbf")])
        if mode not in self._street_networks:
            self._street_networks[mode] = street_network(self.streets, mode)
        return self._street_networks[mode]

    def _keep(self, kept: OrderedDict, key: object, value: object) -> None:  # type: ignore[type-arg]
        """Add to what is kept, the oldest leaving first."""
        with self._keeping:
            kept[key] = value
            while len(kept) > COLUMNS_KEPT:
                kept.popitem(last=False)


def _one(lon: float, lat: float) -> Points:
    return Points(np.array([lon]), np.array([lat]))
