"""Journeys against the figures they stand behind: travel times, visits, and every journey there is in random towns."""

from __future__ import annotations

import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.inputs.municipality import Municipality, read_municipality
from assessment.inputs.timetable import Timetable, read_timetable
from assessment.network.linking import Points
from assessment.network.transit_network import transit_network
from assessment.travel_times.journey_legs import Journey, Place, RideLeg, WalkLeg
from assessment.travel_times.journey_visits import visit_journey
from assessment.travel_times.journeys import (
    JourneyAccess,
    earliest_journey,
    journey_access,
    journey_at_median,
    latest_journey,
)
from assessment.travel_times.matrix import transit_times
from assessment.travel_times.profile import TravellerProfile, traveller_profiles
from assessment.travel_times.reach import ReachEngine
from assessment.travel_times.transit_access import egress_seconds, stop_metres, transit_access, walk_limit_m
from assessment.travel_times.transit_search import UNREACHED
from assessment.travel_times.visits import VisitRules, Visits, visits
from assessment.travel_times.walks import CrowFlies
from tests.reference.oracle import NEVER, Limits, straight_metres, walk_seconds
from tests.travel_times.test_journeys import access_to
from tests.travel_times.test_properties import DAY, WINDOW, WITHIN, Asked, Town, profile, towns, travellers

HOUR = 3600


def check_legs(journey: Journey, profile: TravellerProfile) -> None:
    """What holds of every journey: legs that follow one another, within every limit."""
    assert journey.ready_s <= journey.departure_s <= journey.arrival_s
    assert journey.travel_time_s <= profile.max_time_s
    assert journey.vehicles <= profile.max_boardings
    if not journey.legs:
        assert journey.total_s == 0
        return
    assert journey.legs[0].start_s == journey.departure_s
    assert journey.legs[-1].end_s == journey.arrival_s
    assert (journey.legs[0].from_place, journey.legs[-1].to_place) == (journey.origin, journey.destination) or (
        journey.vehicles > 0
    )
    for leg, following in pairwise(journey.legs):
        assert leg.to_place == following.from_place
        assert not (isinstance(leg, WalkLeg) and isinstance(following, WalkLeg))
        waited_s = following.start_s - leg.end_s
        assert waited_s == (following.waited_s if isinstance(following, RideLeg) else 0)
    rides = [place for place, leg in enumerate(journey.legs) if isinstance(leg, RideLeg)]
    for place, leg in enumerate(journey.legs):
        if isinstance(leg, WalkLeg):
            between = rides[:1] < [place] < rides[-1:]
            longest_s = profile.max_transfer_walk_s if between else profile.max_walk_s
            assert leg.end_s - leg.start_s == np.ceil(leg.metres / profile.walk_speed_ms - 1e-7) <= longest_s
        else:
            assert isinstance(leg, RideLeg)
            assert leg.waited_s >= (profile.transfer_slack_s if place > rides[0] else 0)
    total_s = sum(leg.end_s - leg.start_s for leg in journey.legs) + journey.waiting_s
    assert total_s == journey.total_s


def check_visit(by: JourneyAccess, home: Place, service: Place, rules: VisitRules, found: Visits, row: int) -> bool:
    """Compare a visit told with the figures of `visits`; say whether one is possible."""
    visit = visit_journey(by, home, service, rules)
    assert visit == visit_journey(by, home, service, rules, found, row)
    if visit is None:
        assert found.away_s[row] == UNREACHED
        return False
    assert visit.away_s == found.away_s[row] == visit.homeward.arrival_s - visit.outward.departure_s
    assert visit.outward.departure_s == found.outward_departure_s[row]
    assert visit.outward.arrival_s == visit.service_arrival_s == found.service_arrival_s[row]
    assert visit.homeward.arrival_s == found.home_arrival_s[row] <= rules.home_by_s
    assert (visit.outward.vehicles + visit.homeward.vehicles == 0) == bool(found.on_foot[row])
    assert max(visit.service_arrival_s, visit.opening_s) + rules.stay_s == visit.ready_s <= visit.closing_s
    for journey in (visit.outward, visit.homeward):
        check_legs(journey, by.access.profile)
    return True


# --- random towns ----------------------------------------------------------------------------------------------------

Key = tuple[int, int, int, int]  # arrival, minus departure, vehicles, seconds on foot


def every_journey(asked: Asked, limits: Limits, origin: int, destination: int, depart_s: int) -> list[Key]:
    """List all journeys there are, by trying every vehicle at every stop; nothing is left out for being worse."""
    places, running = asked.town.places, asked.running
    metres = straight_metres(limits.detour)
    access = walk_seconds(metres([places[origin]], running.stops), limits, limits.max_walk_min)[0]
    egress = walk_seconds(metres(running.stops, [places[destination]]), limits, limits.max_walk_min)[:, 0]
    between = walk_seconds(metres(running.stops, running.stops), limits, limits.max_transfer_walk_min)
    np.fill_diagonal(between, 0)

    def yes(mark: str) -> bool:
        return not limits.wheelchair or mark == "1" or (mark == "" and limits.unknown_accessible)

    usable = [yes(mark) for mark in running.stop_accessible]
    until_s = depart_s + limits.max_time_min * 60
    whole = walk_seconds(metres([places[origin]], [places[destination]]), limits, limits.max_walk_min)[0, 0]
    found = [(depart_s + whole, -depart_s, 0, whole)] if depart_s + whole <= until_s else []
    # standing at a stop from when on; walked so far; when one left home, None before the first vehicle
    standing = {(s, depart_s + access[s], access[s], None) for s in range(len(usable)) if access[s] < NEVER}
    for vehicles in range(1, limits.max_boardings + 1):
        alighted = set()
        for vehicle in running.vehicles:
            if not yes(vehicle.accessible):
                continue
            for place, call in enumerate(vehicle.calls):
                if not (call.may_board and usable[call.stop]):
                    continue
                for stop, ready_s, walked_s, left_s in standing:
                    if stop != call.stop or ready_s > call.departure_s:
                        continue
                    left = call.departure_s - walked_s if left_s is None else left_s
                    for off in vehicle.calls[place + 1 :]:
                        if off.may_alight and usable[off.stop] and off.arrival_s <= until_s:
                            alighted.add((off.stop, off.arrival_s, walked_s, left))
        standing = set()
        for stop, arrival_s, walked_s, left in alighted:
            if egress[stop] < NEVER and arrival_s + egress[stop] <= until_s:
                found.append((arrival_s + egress[stop], -left, vehicles, walked_s + egress[stop]))
            for to in range(len(usable)):
                if between[stop, to] < NEVER:
                    ready_s = arrival_s + between[stop, to] + limits.transfer_slack_s
                    standing.add((to, ready_s, walked_s + between[stop, to], left))
    return [tuple(int(value) for value in key) for key in found]


def key_of(journey: Journey) -> Key:
    on_foot_s = sum(leg.end_s - leg.start_s for leg in journey.legs if isinstance(leg, WalkLeg))
    return journey.arrival_s, -journey.departure_s, journey.vehicles, on_foot_s


def ends(asked: Asked) -> list[Place]:
    return [Place(*place) for place in asked.town.places]


def rides_are_run(asked: Asked, journey: Journey) -> bool:
    """Say whether a vehicle of the oracle's reading runs each ride and lets people on and off there."""
    names = [stop[0].removeprefix("0/") for stop in asked.running.stops]

    def run(leg: RideLeg) -> bool:
        return any(
            names[on.stop] == leg.from_place.stop_id
            and names[off.stop] == leg.to_place.stop_id
            and (on.departure_s, off.arrival_s, on.may_board, off.may_alight) == (leg.board_s, leg.alight_s, True, True)
            and [f"Stop {names[call.stop]}" for call in vehicle.calls[at + 1 : at + 1 + later]]
            == list(leg.stops_passed)
            for vehicle in asked.running.vehicles
            for at, on in enumerate(vehicle.calls)
            for later, off in enumerate(vehicle.calls[at + 1 :])
        )

    return all(run(leg) for leg in journey.legs if isinstance(leg, RideLeg))


@settings(WITHIN, max_examples=80)
@given(towns(), travellers, st.integers(*WINDOW))
def test_the_best_of_every_journey_there_is(town: Town, limits: Limits, depart_s: int) -> None:
    limits = limits.but(max_boardings=min(3, limits.max_boardings))
    asked = Asked(town)
    by = access_to(asked.timetable, profile(limits), DAY, limits.detour)
    places = ends(asked)
    for destination in range(1, len(places)):
        all_of_them = every_journey(asked, limits, 0, destination, depart_s)
        journey = earliest_journey(by, places[0], places[destination], depart_s)
        assert (journey is not None) == bool(all_of_them)
        if journey is not None:
            assert key_of(journey) == min(all_of_them)
            check_legs(journey, by.access.profile)
            assert rides_are_run(asked, journey)


@settings(WITHIN, max_examples=60)
@given(towns(), travellers, st.integers(*WINDOW))
def test_the_latest_of_every_journey_there_is(town: Town, limits: Limits, arrive_by_s: int) -> None:
    limits = limits.but(max_boardings=min(2, limits.max_boardings))
    arrive_by_s += 600
    asked = Asked(town)
    by = access_to(asked.timetable, profile(limits), DAY, limits.detour)
    places = ends(asked)
    for destination in range(1, len(places)):
        # Leaving at 0 with no limit to the whole finds all; how long each takes from its own departure decides.
        free = every_journey(asked, limits.but(max_time_min=6000), 0, destination, 0)
        allowed = [
            key for key in free if key[2] and key[0] <= arrive_by_s and key[0] + key[1] <= limits.max_time_min * 60
        ]
        walks = [key[3] for key in free if key[2] == 0 and key[3] <= limits.max_time_min * 60]
        allowed += [(arrive_by_s, walk_s - arrive_by_s, 0, walk_s) for walk_s in walks if walk_s <= arrive_by_s]
        best = min(
            ((-departure, arrival, *rest) for arrival, departure, *rest in allowed), default=None, key=last_first
        )
        journey = latest_journey(by, places[0], places[destination], arrive_by_s)
        assert (journey is None) == (best is None)
        if journey is not None and best is not None:
            arrival_s, minus_departure_s, vehicles, on_foot_s = key_of(journey)
            assert (-minus_departure_s, arrival_s, vehicles, on_foot_s) == best


def last_first(key: tuple[int, ...]) -> tuple[int, ...]:
    departure_s, *rest = key
    return (-departure_s, *rest)


@settings(WITHIN, max_examples=40)
@given(towns(), travellers)
def test_every_minute_takes_what_the_travel_times_say(town: Town, limits: Limits) -> None:
    asked = Asked(town)
    by = access_to(asked.timetable, profile(limits), DAY, limits.detour)
    places = ends(asked)
    times = asked.by_minute(limits)
    median = asked.seconds(limits, percentiles=(50,))[0]
    for destination, end in enumerate(places):
        for number, minute in enumerate(range(*WINDOW, 60)):
            journey = earliest_journey(by, places[0], end, minute)
            assert (UNREACHED if journey is None else journey.travel_time_s) == times[number, destination, 0]
        told = journey_at_median(by, places[0], end, WINDOW)
        assert (UNREACHED if told is None else told.travel_time_s) == median[destination, 0]


openings = st.lists(st.integers(0, 40).map(lambda n: 60 * n), min_size=2, max_size=4, unique=True).map(
    lambda edges: tuple(zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)


@settings(WITHIN, max_examples=80)
@given(towns(), travellers, openings, st.sampled_from([0, 60, 300]), st.sampled_from([1500, 3000, 86_400]))
def test_visits_are_told_as_they_are_counted(
    town: Town, limits: Limits, openings: tuple[tuple[int, int], ...], stay_s: int, home_by_s: int
) -> None:
    asked = Asked(town)
    rules = VisitRules(openings, stay_s, home_by_s)
    by = access_to(asked.timetable, profile(limits), DAY, limits.detour)
    places = ends(asked)
    homes = Points(np.array([p.lon for p in places]), np.array([p.lat for p in places]))
    check_visits(by, places, homes, places[0], rules)


def check_visits(by: JourneyAccess, homes: list[Place], at: Points, service: Place, rules: VisitRules) -> int:
    """Compare every home's visit with `visits` asked of all homes at once; count those possible."""
    walker = by.access.profile
    day = by.access.network
    limit_m = walk_limit_m(walker)
    metres = stop_metres(day, by.ways, at, limit_m, walker.max_transfer_walk_s * walker.walk_speed_ms)
    access = transit_access(day, walker, metres)
    place = Points(np.array([service.lon]), np.array([service.lat]))
    egress_s = egress_seconds(day, by.ways, place, walker)[0]
    walk_s = np.array([by.ends(home, service).walk_s for home in homes], np.int32)
    found = visits(access, by.back, egress_s, walk_s, rules)
    return sum(check_visit(by, home, service, rules, found, row) for row, home in enumerate(homes))


# --- Kuopio ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kuopio(shared_data: Path) -> Timetable:
    path = shared_data / "gtfs" / "kuopio_2017.zip"
    if not path.exists():
        pytest.skip("the timetable of Kuopio is not on this machine")
    return read_timetable([path])


def near_stops(timetable: Timetable, number: int, seed: int) -> list[Place]:
    rng = np.random.default_rng(seed)
    # The more often a stop is served, the likelier.
    rows = timetable.stops.iloc[rng.choice(timetable.stop_times["stop"].to_numpy(), number)]
    shift = rng.uniform(-0.006, 0.006, (number, 2))
    return [
        Place(f"p{n}", lon + 2 * east, lat + north)
        for n, (lon, lat, (east, north)) in enumerate(zip(rows["lon"], rows["lat"], shift, strict=True))
    ]


@pytest.mark.parametrize(
    "walker",
    [
        TravellerProfile("default"),
        TravellerProfile("slow", 0.6, 12, 6, 120, 3, 150),
        TravellerProfile("same stop", 1.0, 20, 0, 60, 5, 60),
    ],
    ids=lambda walker: walker.name,
)
def test_kuopio(kuopio: Timetable, walker: TravellerProfile) -> None:
    date = datetime.date(2017, 3, 8)
    by = access_to(kuopio, walker, date, 1.3)
    homes, services = near_stops(kuopio, 25, 5), near_stops(kuopio, 4, 6)
    at = Points(np.array([p.lon for p in homes]), np.array([p.lat for p in homes]))
    to = Points(np.array([p.lon for p in services]), np.array([p.lat for p in services]))
    network = transit_network(kuopio, date)
    minutes = [7 * HOUR, 12 * HOUR + 35 * 60, 22 * HOUR + 50 * 60]
    reached = 0
    for minute in minutes:
        times = transit_times(at, to, network, CrowFlies(1.3), walker, (minute, minute + 60), (50.0,))[0]
        for column, service in enumerate(services):
            for row, home in enumerate(homes):
                journey = earliest_journey(by, home, service, minute)
                assert (UNREACHED if journey is None else journey.travel_time_s) == times[column, row]
                if journey is not None:
                    check_legs(journey, walker)
                    again = latest_journey(by, home, service, journey.arrival_s, minute)
                    assert again is not None
                    assert (again.legs, again.departure_s) == (journey.legs, journey.departure_s)
                    reached += journey.vehicles > 0
    assert reached > 30
    rules = VisitRules(((9 * HOUR, 12 * HOUR), (13 * HOUR, 18 * HOUR)), HOUR)
    assert check_visits(by, homes, at, services[0], rules) > 3


# --- the demo, along its streets -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def municipality(demo_folder: Path) -> Municipality:
    return read_municipality(demo_folder)


@pytest.mark.parametrize("name", ["adult", "age_85_", "walking_frame", "manual_wheelchair"])
def test_every_figure_of_the_demo_opens_down_to_a_journey(municipality: Municipality, name: str) -> None:
    cells, points = municipality.population.table, municipality.service_points.table
    lon, lat = cells["lon"].to_numpy(float)[::97].copy(), cells["lat"].to_numpy(float)[::97].copy()
    date = municipality.settings.default_date
    engine = ReachEngine(lon, lat, municipality.streets, municipality.timetable, date, (9 * HOUR, 11 * HOUR))
    walker = traveller_profiles()[name]
    by = journey_access(engine, walker)
    rules = VisitRules(((10 * HOUR, 16 * HOUR),), HOUR)
    reached = possible = 0
    for service_row in points[points["kind"] == "library"].head(2).itertuples():
        service = Place(service_row.name, service_row.lon, service_row.lat, "service")
        column = engine.column("transit", walker, service.lon, service.lat)
        found = engine.visits(walker, service.lon, service.lat, rules)
        for row in range(lon.size):
            home = Place("home", lon[row], lat[row], "home")
            journey = journey_at_median(by, home, service, engine.window)
            assert (UNREACHED if journey is None else journey.travel_time_s) == column[row]
            if journey is not None:
                check_legs(journey, walker)
            reached += journey is not None
            possible += check_visit(by, home, service, rules, found, row)
    assert reached > 2
    assert possible > 2
