"""Visits by service taxi are told with their rides: a village worked out on paper, and the demo's taxi zones."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely

from assessment.impact.readings import taxis_for
from assessment.inputs.municipality import Municipality, read_municipality
from assessment.inputs.opening_hours import open_intervals
from assessment.inputs.service_taxi import ServiceTaxi
from assessment.travel_times.journey_legs import Journey, Place, RideLeg, TaxiLeg, WalkLeg
from assessment.travel_times.journey_visits import visit_journey
from assessment.travel_times.journeys import journey_access
from assessment.travel_times.pareto import UNREACHED
from assessment.travel_times.profile import traveller_profiles
from assessment.travel_times.reach import ReachEngine
from assessment.travel_times.visits import VisitRules
from tests.impact import village as v

HOUR = 3600


def at(text: str) -> int:
    """Read 08:10 or 08:10:30 as seconds."""
    hours, minutes, *rest = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + sum(rest)


def clock(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}:{second % 60:02d}"


def told(journey: Journey) -> list[str]:
    """Every leg on a line."""
    lines = []
    for leg in journey.legs:
        span = f"{clock(leg.start_s)}-{clock(leg.end_s)}"
        if isinstance(leg, TaxiLeg):
            by = f" {leg.service_taxi}, comes by {clock(leg.pickup_by_s)}, waited {leg.waited_s}"
            lines.append(f"taxi {span} {leg.from_place.name} - {leg.to_place.name}{by}")
        elif isinstance(leg, RideLeg):
            lines.append(f"bus {span} {leg.from_stop} - {leg.to_stop}, waited {leg.waited_s}")
        else:
            lines.append(f"walk {span} {leg.from_name} - {leg.to_name}")
    return lines


def engine_of(municipality: Municipality, date: datetime.date) -> ReachEngine:
    cells = municipality.population.table
    lon, lat = cells["lon"].to_numpy(float).copy(), cells["lat"].to_numpy(float).copy()
    return ReachEngine(lon, lat, municipality.streets, municipality.timetable, date, (9 * HOUR, 11 * HOUR))


def village_visit(home: int, taxi: ServiceTaxi, date: datetime.date = v.TUESDAY) -> tuple[list[str], list[str]]:
    """The adult's visit from a home of the village, told; it equals the one looked for afresh."""
    municipality = v.village()
    engine = engine_of(municipality, date)
    adult = replace(traveller_profiles()["adult"], max_time_min=400)
    point = municipality.service_points.table.iloc[0]
    service = Place("library", point["lon"], point["lat"], "service")
    rules = VisitRules(((10 * HOUR, 18 * HOUR),), HOUR)
    found = engine.visits(adult, service.lon, service.lat, rules, (taxi,))
    place = Place("home", engine.origins.lon[home], engine.origins.lat[home], "home")
    by = journey_access(engine, adult)
    visit = visit_journey(by, place, service, rules, found, home, (taxi,))
    assert visit is not None
    assert visit == visit_journey(by, place, service, rules, taxis=(taxi,))
    assert visit.away_s == found.away_s[home] == visit.homeward.arrival_s - visit.outward.departure_s
    return told(visit.outward), told(visit.homeward)


def test_taxi_both_ways_and_taxi_there_bus_home() -> None:
    """By the figures of tests/impact/test_visits_of_a_village.py."""
    assert village_visit(2, v.taxi()) == (
        ["taxi 09:00:00-10:05:01 home - library Asiointitaksi, comes by 09:30:00, waited 0"],
        ["taxi 11:05:01-12:10:02 library - home Asiointitaksi, comes by 11:35:01, waited 0"],
    )
    there, home = village_visit(1, v.taxi())
    assert there == ["taxi 11:00:25-11:58:40 home - library Asiointitaksi, comes by 11:30:25, waited 0"]
    assert home == [
        "walk 12:58:40-13:00:00 library - Stop A",
        "bus 13:00:00-13:30:00 Stop A - Stop B, waited 0",
        "walk 13:30:00-13:34:06 Stop B - home",
    ]


def test_taxi_to_the_bus_and_from_the_bus() -> None:
    """Far home, bus at B 08:30 - A 09:00 and A 13:00 - B 13:30; a taxi from 7 to 15 takes people to and from B.

    The drive to B is 905.5 m less, at 10 m/s: 295 + 905.5... worked out from the legs: it ends a minute before the bus
    at the latest, and begins a minute after the other bus at the earliest.
    """
    feeder = v.taxi(destinations=(), feeder_stops=("B",), start_s=7 * HOUR)
    there, home = village_visit(2, feeder)
    assert [line.split(" ")[0] for line in there] == ["taxi", "bus", "walk"]
    assert there[0].split(" ")[1].endswith("-08:29:00")
    assert there[1:] == ["bus 08:30:00-09:00:00 Stop B - Stop A, waited 60", "walk 09:00:00-09:01:20 Stop A - library"]
    assert home[:2] == ["walk 12:58:40-13:00:00 library - Stop A", "bus 13:00:00-13:30:00 Stop A - Stop B, waited 0"]
    assert home[2].startswith("taxi 13:31:00-")
    assert home[2].endswith("Stop B - home Asiointitaksi, comes by 14:01:00, waited 60")


def test_one_waits_at_the_stop_for_a_taxi_that_begins_later() -> None:
    late = v.taxi(destinations=(), feeder_stops=("B",), start_s=14 * HOUR, end_s=20 * HOUR, directions="homeward")
    early = v.taxi(id="early", destinations=(), feeder_stops=("B",), start_s=7 * HOUR, end_s=8 * HOUR + 20 * 60)
    municipality = v.village()
    engine = engine_of(municipality, v.TUESDAY)
    adult = replace(traveller_profiles()["adult"], max_time_min=400)
    point = municipality.service_points.table.iloc[0]
    service = Place("library", point["lon"], point["lat"], "service")
    rules = VisitRules(((10 * HOUR, 18 * HOUR),), HOUR)
    taxis = (early, late)
    found = engine.visits(adult, service.lon, service.lat, rules, taxis)
    home = Place("home", engine.origins.lon[2], engine.origins.lat[2], "home")
    visit = visit_journey(journey_access(engine, adult), home, service, rules, found, 2, taxis)
    assert visit is not None
    assert told(visit.outward)[0].split(" ")[1].endswith("-08:20:00")
    assert told(visit.outward)[1].endswith("waited 600")
    assert told(visit.homeward)[2].startswith("taxi 14:00:00-")
    assert told(visit.homeward)[2].endswith("waited 1800")


def test_a_visit_whose_taxi_is_not_given_is_refused_and_one_that_does_not_run_offers_nothing() -> None:
    municipality = v.village()
    adult = traveller_profiles()["adult"]
    point = municipality.service_points.table.iloc[0]
    service = Place("library", point["lon"], point["lat"], "service")
    rules = VisitRules(((10 * HOUR, 18 * HOUR),), HOUR)
    tuesday, wednesday = (engine_of(municipality, date) for date in (v.TUESDAY, v.WEDNESDAY))
    home = Place("home", tuesday.origins.lon[2], tuesday.origins.lat[2], "home")
    found = tuesday.visits(adult, service.lon, service.lat, rules, (v.taxi(),))
    with pytest.raises(ValueError, match="the taxis given"):
        visit_journey(journey_access(tuesday, adult), home, service, rules, found, 2)
    assert visit_journey(journey_access(wednesday, adult), home, service, rules, taxis=(v.taxi(),)) is None


# --- the demo --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def municipality(demo_folder: Path) -> Municipality:
    return read_municipality(demo_folder)


def check_way(journey: Journey, start_s: int, end_s: int) -> None:
    """The legs follow one another in place and time."""
    assert (journey.departure_s, journey.arrival_s) == (start_s, end_s)
    assert journey.legs[0].start_s == start_s
    assert journey.legs[-1].end_s == end_s
    for leg, following in pairwise(journey.legs):
        assert leg.to_place == following.from_place
        waited_s = 0 if isinstance(following, WalkLeg) else following.waited_s
        assert following.start_s - leg.end_s == waited_s


@pytest.mark.parametrize(
    ("weekday", "name", "feeding", "wait_limited"),
    [
        (0, "age_75_84", False, True),
        (2, "age_85_", True, False),
        (2, "age_85_", True, True),
        (3, "age_85_", False, False),
    ],
)
def test_visits_of_the_demos_taxi_zones(
    municipality: Municipality, weekday: int, name: str, feeding: bool, wait_limited: bool
) -> None:
    """Direct rides as the demo has them, or a taxi of the same zone to the busiest stops near by."""
    date = municipality.settings.default_date
    date += datetime.timedelta(days=weekday - date.weekday())
    walker = traveller_profiles()[name]
    own = [taxi for taxi in municipality.service_taxis if taxi.runs_on(date)]
    if feeding:
        stops, middle = municipality.timetable.stops, own[0].zone.representative_point()  # type: ignore[union-attr]
        away = np.hypot((stops["lon"] - middle.x) / 2, stops["lat"] - middle.y).to_numpy()
        calls = np.bincount(municipality.timetable.stop_times["stop"], minlength=len(stops))  # type: ignore[union-attr]
        nearest = np.argsort(away)[:150]
        near = tuple(stops["stop_id"].to_numpy()[nearest[np.argsort(-calls[nearest])[:8]]].tolist())
        hours = {"start_s": 6 * HOUR, "end_s": 19 * HOUR, "pickup_window_s": 300}
        own = [replace(own[0], destination_zone=None, feeder_stops=near, **hours)]
    taxis = taxis_for(walker, own)
    engine = engine_of(municipality, date)
    inside = np.flatnonzero(shapely.contains_xy(own[0].zone, engine.origins.lon, engine.origins.lat))
    by = journey_access(engine, walker)
    ways: Counter[str] = Counter()
    point = municipality.service_points.table.set_index("id").loc["library-main"]
    rules = VisitRules(tuple(open_intervals(str(point["opening_hours"]), date)), HOUR, wait_limited=wait_limited)
    service = Place(str(point["name"]), float(point["lon"]), float(point["lat"]), "service")
    found = engine.visits(walker, service.lon, service.lat, rules, taxis)
    for number, row in enumerate(inside[:: max(1, inside.size // 40)].tolist()):
        home = Place("home", engine.origins.lon[row], engine.origins.lat[row], "home")
        visit = visit_journey(by, home, service, rules, found, row, taxis)
        if number % 8 == 0:
            assert visit == visit_journey(by, home, service, rules, taxis=taxis)
        if visit is None:
            assert found.away_s[row] == UNREACHED
            continue
        check_way(visit.outward, found.outward_departure_s[row], found.service_arrival_s[row])
        check_way(visit.homeward, visit.homeward.departure_s, found.home_arrival_s[row])
        assert visit.ready_s <= visit.homeward.departure_s
        for way, journey in (("out", visit.outward), ("home", visit.homeward)):
            ways[way + "".join(f" {type(leg).__name__}" for leg in journey.legs if not isinstance(leg, WalkLeg))] += 1
    taxi_ways = ("out TaxiLeg RideLeg", "home RideLeg TaxiLeg") if feeding else ("out TaxiLeg", "home TaxiLeg")
    assert all(ways[way] for way in taxi_ways), ways
