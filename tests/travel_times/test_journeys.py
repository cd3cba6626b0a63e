"""Journeys of towns worked out on paper: every clock time, metre, name and wait."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assessment.inputs.timetable import Timetable, read_timetable
from assessment.network.linking import Points
from assessment.network.transit_network import transit_network
from assessment.travel_times.journey_legs import Journey, Place, RideLeg, WalkLeg
from assessment.travel_times.journey_visits import visit_journey
from assessment.travel_times.journeys import (
    JourneyAccess,
    earliest_journey,
    journey_at_median,
    latest_journey,
)
from assessment.travel_times.pareto import UNREACHED
from assessment.travel_times.profile import TravellerProfile
from assessment.travel_times.transit_access import stop_metres, transfer_limit_m, transit_access, walk_limit_m
from assessment.travel_times.visits import VisitRules, visits
from assessment.travel_times.walks import CrowFlies
from tests.reference import town
from tests.reference.small_feeds import SmallFeed, clock

WEDNESDAY = datetime.date(2026, 3, 4)
TOWN = TravellerProfile(
    "town", walk_speed_ms=1.0, max_walk_min=15, max_transfer_walk_min=5, transfer_slack_s=60, max_time_min=120
)


def at(text: str) -> int:
    """Read 08:10 or 08:10:30 as seconds."""
    hours, minutes, *rest = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + sum(rest)


def access_to(
    timetable: Timetable, profile: TravellerProfile = TOWN, date: datetime.date = WEDNESDAY, detour: float = 1.0
) -> JourneyAccess:
    network = transit_network(
        timetable, date, wheelchair=profile.wheelchair, unknown_accessible=profile.unknown_accessible
    )
    ways = CrowFlies(detour)
    nobody = Points(np.zeros(0), np.zeros(0))
    metres = stop_metres(network, ways, nobody, walk_limit_m(profile), transfer_limit_m(profile))
    return JourneyAccess(timetable, transit_access(network, profile, metres), ways)


@pytest.fixture(scope="module")
def timetable(tmp_path_factory: pytest.TempPathFactory) -> Timetable:
    return read_timetable([town.write_timetable(tmp_path_factory.mktemp("town") / "town.zip")])


PLACES = {name: Place(name, lon, lat) for name, lon, lat in town.places()}
HOME, WORK, SHOP = PLACES["home"], PLACES["work"], PLACES["shop"]


def told(journey: Journey | None) -> list[str]:
    """Every leg on a line, as one would write it on paper; metres in paper metres."""
    assert journey is not None
    lines = []
    for leg in journey.legs:
        if isinstance(leg, WalkLeg):
            metres = leg.metres / town.PAPER_METRE_M
            lines.append(f"walk {clock(leg.start_s)} {leg.from_name} - {leg.to_name} {metres:.0f} m {clock(leg.end_s)}")
        else:
            assert isinstance(leg, RideLeg)
            lines.append(
                f"{leg.trip_id} {clock(leg.board_s)} {leg.from_stop} - {leg.to_stop} {clock(leg.alight_s)}"
                f" waited {leg.waited_s}"
            )
    return lines


def test_two_buses_with_a_walk_and_a_wait_between(timetable: Timetable) -> None:
    journey = earliest_journey(access_to(timetable), HOME, WORK, at("08:00"))
    assert told(journey) == [
        "walk 08:05:00 home - Stop A 300 m 08:10:00",
        "fast 1 08:10:00 Stop A - Stop B 08:20:00 waited 0",
        "walk 08:20:00 Stop B - Stop C 200 m 08:23:20",
        "on 2 08:30:00 Stop C - Stop D 08:40:00 waited 400",
        "walk 08:40:00 Stop D - work 100 m 08:41:40",
    ]
    assert journey is not None
    assert (journey.ready_s, journey.departure_s, journey.arrival_s) == (at("08:00"), at("08:05"), at("08:41:40"))
    assert (journey.total_s, journey.travel_time_s, journey.waiting_s, journey.vehicles) == (2200, 2500, 400, 2)
    assert journey.walk_m == pytest.approx(600 * town.PAPER_METRE_M)
    ride = journey.legs[1]
    assert isinstance(ride, RideLeg)
    assert (ride.line, ride.headsign, ride.route_type, ride.from_place.stop_id) == ("1", "Stop B", 3, "A")


def test_who_misses_the_fast_bus_takes_the_slow_one(timetable: Timetable) -> None:
    journey = earliest_journey(access_to(timetable), HOME, WORK, at("08:06"))
    assert told(journey) == [
        "walk 08:10:00 home - Stop A 300 m 08:15:00",
        "slow 08:15:00 Stop A - Stop D 09:00:00 waited 0",
        "walk 09:00:00 Stop D - work 100 m 09:01:40",
    ]


def test_no_slack_catches_the_earlier_bus(timetable: Timetable) -> None:
    hurried = TravellerProfile("hurried", 1.0, 15, 5, 0, 4, 120)
    journey = earliest_journey(access_to(timetable, hurried), HOME, WORK, at("08:00"))
    assert "on 1 08:24:00 Stop C - Stop D 08:34:00 waited 40" in told(journey)


def test_walking_is_told_where_it_is_faster(timetable: Timetable) -> None:
    by = access_to(timetable)
    assert told(earliest_journey(by, HOME, SHOP, at("08:00"))) == ["walk 08:00:00 home - shop 700 m 08:11:40"]
    assert told(earliest_journey(by, HOME, SHOP, at("08:01"))) == [
        "walk 08:05:00 home - Stop A 300 m 08:10:00",
        "shop 08:10:00 Stop A - Stop F 08:12:00 waited 0",
    ]


def test_at_the_place_itself_there_is_no_leg(timetable: Timetable) -> None:
    journey = earliest_journey(access_to(timetable), HOME, HOME, at("08:00"))
    assert journey is not None
    assert (journey.legs, journey.travel_time_s) == ((), 0)


@pytest.mark.parametrize(
    ("arrive_by", "leaves", "arrives"),
    [
        ("08:41:40", "08:05", "08:41:40"),
        ("09:01:39", "08:05", "08:41:40"),
        ("09:11:39", "08:10", "09:01:40"),
        ("12:00", "08:35", "09:11:40"),
    ],
)
def test_the_latest_departure(timetable: Timetable, arrive_by: str, leaves: str, arrives: str) -> None:
    journey = latest_journey(access_to(timetable), HOME, WORK, at(arrive_by))
    assert journey is not None
    assert (journey.departure_s, journey.arrival_s) == (at(leaves), at(arrives))
    assert journey.ready_s == journey.departure_s


def test_nothing_arrives_before_the_first_bus(timetable: Timetable) -> None:
    assert latest_journey(access_to(timetable), HOME, WORK, at("08:41:39")) is None
    assert earliest_journey(access_to(timetable), HOME, WORK, at("08:36")) is None


def test_a_journey_too_long_gives_way_to_one_that_leaves_earlier(timetable: Timetable) -> None:
    """By 09:05 the slow bus leaves last, but takes 51:40; the fast one before it takes 36:40."""
    short = TravellerProfile("short", 1.0, 15, 5, 60, 4, 40)
    journey = latest_journey(access_to(timetable, short), HOME, WORK, at("09:05"))
    assert journey is not None
    assert (journey.departure_s, journey.arrival_s) == (at("08:05"), at("08:41:40"))


def test_stops_without_boarding_are_ridden_through(timetable: Timetable) -> None:
    by = access_to(timetable)
    assert told(earliest_journey(by, PLACES["h"], PLACES["i"], at("08:05"))) == [
        "no drop-off 08:35:00 Stop H - Stop I 08:40:00 waited 0"
    ]
    through = earliest_journey(by, PLACES["g"], PLACES["i"], at("08:05"))
    assert through is not None
    ride = through.legs[0]
    assert isinstance(ride, RideLeg)
    assert (ride.trip_id, ride.stops_passed) == ("no pickup", ("Stop H",))


def test_the_night_bus_of_the_day_before(timetable: Timetable) -> None:
    by = access_to(timetable)
    assert told(earliest_journey(by, PLACES["j"], PLACES["k"], 0)) == [
        "night 00:10:00 Stop J - Stop K 00:20:00 waited 0"
    ]
    assert told(earliest_journey(by, PLACES["j"], PLACES["k"], at("23:50"))) == [
        "night 24:10:00 Stop J - Stop K 24:20:00 waited 0"
    ]


@pytest.mark.parametrize(("known", "trip"), [(True, "unknown"), (False, "accessible")])
def test_a_wheelchair_waits_for_a_vehicle_it_may_use(timetable: Timetable, known: bool, trip: str) -> None:
    chair = TravellerProfile("chair", 1.0, 15, 5, 60, 4, 120, wheelchair=True, unknown_accessible=known)
    journey = earliest_journey(access_to(timetable, chair), PLACES["m"], PLACES["q"], at("08:00"))
    assert journey is not None
    assert [leg.trip_id for leg in journey.legs if isinstance(leg, RideLeg)] == [trip]


@pytest.mark.parametrize("case", [case for case in town.CASES if case.mode == "transit"], ids=lambda case: case.name)
def test_the_journey_behind_every_median_of_the_town(timetable: Timetable, case: town.Case) -> None:
    limits = case.limits
    profile = TravellerProfile(
        "case",
        limits.walk_speed_ms,
        limits.max_walk_min,
        limits.max_transfer_walk_min,
        limits.transfer_slack_s,
        limits.max_boardings,
        limits.max_time_min,
        limits.wheelchair,
        limits.unknown_accessible,
    )
    start, end = (PLACES[name] for name in case.way.split())
    window = tuple(at(moment) for moment in case.window.split("-"))
    by = access_to(timetable, profile, datetime.date.fromisoformat(case.date), limits.detour)
    journey = journey_at_median(by, start, end, (window[0], window[1]))
    expected = town.seconds(case.expected.split()[1])
    assert (None if journey is None else journey.travel_time_s) == expected


# One bus in, one bus out. Home 300 paper metres from V, the library 200 from T.
#   away: leaves 06:45:00, V 06:50 - T 07:30, library 07:33:20, open 10-18, ready 11:00, leaves 16:06:40, T 16:10 -
#   V 16:50, home 16:55:00: 10 h 10 min. From being ready to being home it is 5 h 55 min, which the longest journey has
#   to allow; with less of it there is no visit.
PATIENT = replace(TOWN, max_time_min=355)
V_AT, T_AT = 0, 20_000
VILLAGE_HOME = Place("home", town.LON, town.north(V_AT - 300), "home")
LIBRARY = Place("library", town.LON, town.north(T_AT + 200), "service")


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Timetable:
    feed = SmallFeed()
    feed.service("ALL")
    feed.stop("V", town.LON, town.north(V_AT))
    feed.stop("T", town.LON, town.north(T_AT))
    feed.trip("in", "V 06:50, T 07:30", trip_headsign="Centre")
    feed.trip("out", "T 16:10, V 16:50", trip_headsign="Village")
    return read_timetable([feed.write(tmp_path_factory.mktemp("village") / "village.zip")])


def test_a_day_in_the_village(village: Timetable) -> None:
    rules = VisitRules(((at("10:00"), at("18:00")),), 3600)
    visit = visit_journey(access_to(village, PATIENT), VILLAGE_HOME, LIBRARY, rules)
    assert visit is not None
    assert told(visit.outward) == [
        "walk 06:45:00 home - Stop V 300 m 06:50:00",
        "in 06:50:00 Stop V - Stop T 07:30:00 waited 0",
        "walk 07:30:00 Stop T - library 200 m 07:33:20",
    ]
    assert told(visit.homeward) == [
        "walk 16:06:40 library - Stop T 200 m 16:10:00",
        "out 16:10:00 Stop T - Stop V 16:50:00 waited 0",
        "walk 16:50:00 Stop V - home 300 m 16:55:00",
    ]
    assert (visit.service_arrival_s, visit.ready_s, visit.away_s) == (at("07:33:20"), at("11:00"), at("10:10"))
    assert (visit.opening_s, visit.closing_s, visit.stay_s) == (at("10:00"), at("18:00"), 3600)
    assert [leg.headsign for leg in visit.outward.legs if isinstance(leg, RideLeg)] == ["Centre"]


@pytest.mark.parametrize(
    ("openings", "home_by", "max_time_min"),
    [
        ("10:00-10:30", "24:00", 355),
        ("17:00-18:00", "24:00", 355),
        ("10:00-18:00", "16:54", 355),
        ("10:00-18:00", "24:00", 354),
    ],
)
def test_no_visit_in_the_village(village: Timetable, openings: str, home_by: str, max_time_min: float) -> None:
    opens, closes = (at(moment) for moment in openings.split("-"))
    rules = VisitRules(((opens, closes),), 3600, at(home_by))
    by = access_to(village, replace(TOWN, max_time_min=max_time_min))
    assert visit_journey(by, VILLAGE_HOME, LIBRARY, rules) is None


def test_a_neighbour_walks_both_ways(village: Timetable) -> None:
    """400 paper metres: leaves 09:53:20 to be there as the doors open, is home 11:06:40."""
    neighbour = Place("home", town.LON, town.north(T_AT + 600), "home")
    rules = VisitRules(((at("10:00"), at("18:00")),), 3600)
    visit = visit_journey(access_to(village), neighbour, LIBRARY, rules)
    assert visit is not None
    assert told(visit.outward) == ["walk 09:53:20 home - library 400 m 10:00:00"]
    assert told(visit.homeward) == ["walk 11:00:00 library - home 400 m 11:06:40"]
    assert visit.away_s == 4400


def test_the_second_opening_hours_of_a_day(village: Timetable) -> None:
    rules = VisitRules(((at("06:00"), at("08:00")), (at("14:00"), at("16:00"))), 3600)
    visit = visit_journey(access_to(village), VILLAGE_HOME, LIBRARY, rules)
    assert visit is not None
    assert (visit.opening_s, visit.ready_s) == (at("14:00"), at("15:00"))


@pytest.fixture(scope="module")
def choices(tmp_path_factory: pytest.TempPathFactory) -> Timetable:
    """Journeys that leave and arrive together and differ in vehicles and in walking only.

    From V at 08:00 to E by 08:30: "two" changes at M, "direct" does not. From V at 10:00 to the end 300 paper metres
    north of E: off at E 10:27 and 300 m on foot, or on to G 10:31 and 60 m: there 10:32 either way.
    """
    feed = SmallFeed()
    feed.service("ALL")
    for stop, paper_m in {"V": 0, "M": 10_000, "E": 20_000, "G": 20_360}.items():
        feed.stop(stop, town.LON, town.north(paper_m))
    feed.trip("first", "V 08:00, M 08:10")
    feed.trip("second", "M 08:20, E 08:30")
    feed.trip("direct", "V 08:00, E 08:30")
    feed.trip("on", "V 10:00, E 10:27, G 10:31")
    return read_timetable([feed.write(tmp_path_factory.mktemp("choices") / "choices.zip")])


def test_of_equal_journeys_the_one_with_fewest_vehicles(choices: Timetable) -> None:
    v, e = (Place(name, town.LON, town.north(paper_m)) for name, paper_m in (("v", 0), ("e", 20_000)))
    journey = earliest_journey(access_to(choices), v, e, at("07:50"))
    assert told(journey) == ["direct 08:00:00 Stop V - Stop E 08:30:00 waited 0"]


def test_of_equal_journeys_the_one_with_least_walking(choices: Timetable) -> None:
    v, end = (Place(name, town.LON, town.north(paper_m)) for name, paper_m in (("v", 0), ("end", 20_300)))
    journey = earliest_journey(access_to(choices), v, end, at("09:50"))
    assert told(journey) == [
        "on 10:00:00 Stop V - Stop G 10:31:00 waited 0",
        "walk 10:31:00 Stop G - end 60 m 10:32:00",
    ]


# V 08:00 - M 08:10, then 100 paper metres on foot to N, and N 08:11 - E 08:20 or N 08:30 - E 08:40. Without a rule one
# is ready at 08:10 + 100 s + 60 s = 08:12:40.
CHANGES = {
    "no rule": ([], "late", "08:11:40", 1100),
    "recommended": ([0, ""], "late", "08:11:40", 1100),
    "timed: the vehicle waits": ([1, ""], "soon", "08:11:00", 0),
    "ten minutes are needed": ([2, 600], "late", "08:11:40", 1100),
    "twenty minutes are just enough": ([2, 1200], "late", "08:11:40", 1100),
    "a second more is too long": ([2, 1201], "", "", 0),
    "not possible": ([3, ""], "", "", 0),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_rules_of_the_feed_for_changing(name: str, tmp_path: Path) -> None:
    rule, trip, walked_until, waited_s = CHANGES[name]
    feed = SmallFeed()
    feed.service("ALL")
    for stop, paper_m in {"V": 0, "M": 10_000, "N": 10_100, "E": 20_000}.items():
        feed.stop(stop, town.LON, town.north(paper_m))
    feed.trip("first", "V 08:00, M 08:10")
    feed.trip("soon", "N 08:11, E 08:20")
    feed.trip("late", "N 08:30, E 08:40")
    if rule:
        feed.add("transfers", from_stop_id="M", to_stop_id="N", transfer_type=rule[0], min_transfer_time=rule[1])
    patient = replace(TOWN, max_transfer_walk_min=25)
    by = access_to(read_timetable([feed.write(tmp_path / "feed.zip")]), patient)
    v, e = (Place(name, town.LON, town.north(paper_m)) for name, paper_m in (("v", 0), ("e", 20_000)))
    journey = earliest_journey(by, v, e, at("07:50"))
    if not trip:
        assert journey is None
        return
    assert told(journey)[1] == f"walk 08:10:00 Stop M - Stop N 100 m {walked_until}"
    assert told(journey)[2].startswith(f"{trip} ")
    assert told(journey)[2].endswith(f" waited {waited_s}")


def test_a_visit_by_service_taxi_is_not_told_as_one_by_bus(village: Timetable) -> None:
    rules = VisitRules(((at("10:00"), at("18:00")),), 3600)
    by = access_to(village, PATIENT)
    ends = by.ends(VILLAGE_HOME, LIBRARY)
    near = np.flatnonzero(ends.access_s < UNREACHED).astype(np.int32)
    access = replace(by.access, access_start=np.array([0, near.size]), access_stop=near, access_s=ends.access_s[near])
    found = visits(access, by.back, ends.egress_s, np.array([ends.walk_s], np.int32), rules)
    there = replace(found, outward_departure_s=np.array([at("09:00")]), service_arrival_s=np.array([at("09:40")]))
    home = replace(found, home_arrival_s=np.array([at("11:40")]))
    for by_taxi in (there, home):
        with pytest.raises(ValueError, match="something else than the timetable"):
            visit_journey(by, VILLAGE_HOME, LIBRARY, rules, by_taxi)
