"""What service taxis offer one home on the way to one service and back, so that a ride can be told with its taxi."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assessment.inputs.service_taxi import ServiceTaxi
from assessment.network.linking import Points, join_places
from assessment.network.transit_network import TURNING_POINT_S
from assessment.travel_times.flexible import DURATION, LEAVE_FROM, LEAVE_UNTIL, FlexibleRides
from assessment.travel_times.journey_legs import Journey, Place, RideLeg, TaxiLeg
from assessment.travel_times.journey_search import Ends, last_journey
from assessment.travel_times.journeys import JourneyAccess, point_of, stop_place, told_journey
from assessment.travel_times.pareto import UNREACHED
from assessment.travel_times.taxi_rides import Drives, taxi_rides


@dataclass(frozen=True)
class Offers:
    """Service taxis and the rides of each between a home and a service."""

    taxis: tuple[ServiceTaxi, ...]
    rides: tuple[FlexibleRides, ...]


NO_OFFERS = Offers((), ())


def offers_of(by: JourneyAccess, home: Place, service: Place, taxis: Sequence[ServiceTaxi]) -> Offers:
    """The rides of the taxis that run on the day; none where there are no streets to drive on."""
    running = tuple(taxi for taxi in taxis if by.date is None or taxi.runs_on(by.date))
    if not running or by.cars is None:
        return NO_OFFERS
    return Offers(running, tuple(rides_of(by, home, service, (taxi,)) for taxi in running))


def rides_of(by: JourneyAccess, home: Place, service: Place, taxis: Sequence[ServiceTaxi]) -> FlexibleRides:
    """What taxis offer between a home and a service, all together, as the search takes it."""
    assert by.cars is not None  # no offers without streets
    stops, origin = by.timetable.stops, point_of(home.lon, home.lat)
    return taxi_rides(
        taxis,
        origin,
        Drives(by.cars, join_places(by.cars, origin)),
        (service.lon, service.lat),
        Points(stops["lon"].to_numpy(float), stops["lat"].to_numpy(float)),
        dict(zip(stops["stop_id"].tolist(), range(len(stops)), strict=True)),
        by.access.profile.transfer_slack_s,
    )


def direct_outward(offers: Offers, home: Place, service: Place, leave_s: int, there_s: int) -> Journey | None:
    """The direct ride that leaves home and arrives at the service at those moments; None if there is none."""
    for taxi, rides in zip(offers.taxis, offers.rides, strict=True):
        for ride in rides.direct_out.tolist():
            if ride[LEAVE_FROM] <= leave_s <= ride[LEAVE_UNTIL] and leave_s + ride[DURATION] == there_s:
                leg = _leg(taxi, home, service, leave_s, ride[DURATION])
                return Journey(home, service, leave_s, leave_s, there_s, (leg,))
    return None


def direct_homeward(offers: Offers, service: Place, home: Place, ready_s: int, home_s: int) -> Journey | None:
    """The direct ride home, from ready_s on, that is there at home_s; None if there is none."""
    for taxi, rides in zip(offers.taxis, offers.rides, strict=True):
        for ride in rides.direct_back.tolist():
            leave_s = home_s - ride[DURATION]
            if max(ready_s, ride[LEAVE_FROM]) <= leave_s <= ride[LEAVE_UNTIL]:
                leg = _leg(taxi, service, home, leave_s, ride[DURATION])
                return Journey(service, home, ready_s, leave_s, home_s, (leg,))
    return None


def feeder_outward(
    by: JourneyAccess, offers: Offers, home: Place, service: Place, leave_s: int, there_s: int
) -> Journey | None:
    """A ride to a stop and vehicles from there, between those moments; None if there is none."""
    slack_s, egress_s = by.access.profile.transfer_slack_s, by.stop_walks(service).seconds
    for taxi, row, (from_s, until_s, with_slack_s) in _feeders(by, offers, outward=True):
        if not from_s <= leave_s <= until_s:
            continue
        ends = Ends(_only(by, row), egress_s, UNREACHED)
        found = last_journey(by.access, ends, leave_s + with_slack_s, there_s)
        if found is None:
            continue
        stop, off_s = stop_place(by, row), leave_s + with_slack_s - slack_s
        onward = told_journey(by, stop, service, found, off_s, there_s)
        if onward.arrival_s != there_s:
            continue
        first = onward.legs[0]
        assert isinstance(first, RideLeg)  # one boards at the stop itself
        legs = (_waiting(first, off_s), *onward.legs[1:])
        ride = _leg(taxi, home, stop, leave_s, with_slack_s - slack_s)
        return Journey(home, service, leave_s, leave_s, there_s, (ride, *legs))
    return None


def feeder_homeward(
    by: JourneyAccess, offers: Offers, service: Place, home: Place, ready_s: int, home_s: int
) -> Journey | None:
    """Vehicles to a stop and a ride home from there, from ready_s on and home at home_s; the last to leave."""
    slack_s, access_s = by.access.profile.transfer_slack_s, by.stop_walks(service).seconds
    best: Journey | None = None
    for taxi, row, (turned_from_s, turned_until_s, with_slack_s) in _feeders(by, offers, outward=False):
        # Turned around, the ride begins when one is home.
        if not turned_from_s <= TURNING_POINT_S - home_s <= turned_until_s:
            continue
        starts_s = home_s - (with_slack_s - slack_s)
        ends = Ends(access_s, _only(by, row), UNREACHED)
        found = last_journey(by.access, ends, ready_s, starts_s - slack_s)
        if found is None or (best is not None and found.departure_s <= best.departure_s):
            continue
        stop = stop_place(by, row)
        first = told_journey(by, service, stop, found, ready_s, starts_s)
        ride = _leg(taxi, stop, home, starts_s, home_s - starts_s, starts_s - first.arrival_s)
        best = Journey(service, home, ready_s, first.departure_s, home_s, (*first.legs, ride))
    return best


def _feeders(
    by: JourneyAccess, offers: Offers, *, outward: bool
) -> Iterator[tuple[ServiceTaxi, int, tuple[int, int, int]]]:
    """Every ride to or from a stop that a vehicle calls at that day: its taxi, the stop's row and its moments."""
    day = by.access.network
    row_of = {int(timetable_row): row for row, timetable_row in enumerate(day.stop.tolist())}
    for taxi, rides in zip(offers.taxis, offers.rides, strict=True):
        moments = rides.feeder_out if outward else rides.feeder_back
        for stop, ride in zip(rides.feeder_stop.tolist(), moments.tolist(), strict=True):
            if stop in row_of:
                yield taxi, row_of[stop], (ride[LEAVE_FROM], ride[LEAVE_UNTIL], ride[DURATION])


def _only(by: JourneyAccess, row: int) -> np.ndarray:
    """Walks that lead to one stop only, and there at once."""
    walks = np.full(by.access.network.n_stops, UNREACHED, np.int32)
    walks[row] = 0
    return walks


def _waiting(leg: RideLeg, since_s: int) -> RideLeg:
    """The ride with the wait since one came to its stop."""
    return replace(leg, waited_s=leg.board_s - since_s)


def _leg(
    taxi: ServiceTaxi, from_place: Place, to_place: Place, start_s: int, duration_s: int, waited_s: int = 0
) -> TaxiLeg:
    return TaxiLeg(
        taxi.name,
        from_place,
        to_place,
        start_s,
        start_s + taxi.pickup_window_s,
        start_s + duration_s,
        taxi.booking,
        waited_s,
        taxi.price_eur,
    )
