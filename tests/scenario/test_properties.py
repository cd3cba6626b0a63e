"""Whatever changes follow each other: a valid timetable or Refused; more service is never slower, less never faster."""

from __future__ import annotations

import datetime
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.errors import Refused
from assessment.inputs.timetable import Timetable
from assessment.inputs.timetable_digest import content_digest
from assessment.network.linking import Points
from assessment.network.transit_network import transit_network
from assessment.scenario import (
    AccessibleStops,
    AccessibleVehicles,
    AddLine,
    AddStop,
    ExtendLine,
    Headway,
    MoveStop,
    NewStop,
    RemoveLine,
    RemoveStop,
    RemoveTrips,
    RerouteLine,
    RetimeTrips,
    Scenario,
    ShortenLine,
    StopOnLine,
    TimetableChange,
    apply_scenario,
    parse_scenario,
    warnings_of,
    write_scenario,
)
from assessment.travel_times.matrix import transit_times
from assessment.travel_times.profile import traveller_profiles
from assessment.travel_times.walks import CrowFlies
from tests.impact.towns import LON, lat_at
from tests.scenario.village import SATURDAY, SUNDAY, WEDNESDAY, changed, village

lines = st.sampled_from(["1", "2", "R1", "new", "20", "none"])
stops = st.sampled_from(["A", "B", "C", "D", "E", "F", "P1", "P2", "P3", "Q1", "Q3", "S", "N", "N2", "zz"])
new_stops = st.builds(
    NewStop, st.sampled_from(["N", "N2", "A"]), st.just("Uusi"), st.just(LON + 0.005), st.floats(60.79, 60.83)
)
places = st.lists(st.one_of(stops, new_stops), max_size=4).map(tuple)
times = st.integers(0, 26 * 12).map(lambda five: five * 300)
odd_times = st.one_of(times, st.integers(-10, 200_000))
days = st.lists(
    st.sampled_from(["weekday", "saturday", "sunday", "all", "wd", "night", "none"]), min_size=1, max_size=2
).map(tuple)
directions = st.sampled_from([0, 1, "both"])
minutes = st.one_of(
    st.none(),
    st.lists(st.integers(0, 20), max_size=5).map(lambda legs: tuple(float(m) for m in np.cumsum([0, *legs]))),
    st.lists(st.floats(0, 30), max_size=5).map(tuple),
)
speeds = st.one_of(st.none(), st.floats(5, 90))
whole = st.integers(-30, 90)
changes = st.one_of(
    st.builds(RemoveLine, lines),
    st.builds(RemoveTrips, lines, times, odd_times, days, directions),
    st.builds(RetimeTrips, lines, times, odd_times, whole, days, directions),
    st.builds(Headway, lines, times, odd_times, whole, directions, days),
    st.builds(
        AddLine,
        st.sampled_from(["new", "new2", "R1"]),
        st.sampled_from(["20", "21", "2"]),
        places,
        times,
        odd_times,
        st.integers(0, 120),
        minutes,
        speeds,
        days,
        st.booleans(),
        st.sampled_from([None, True, False]),
    ),
    st.builds(ExtendLine, lines, stops, places, minutes, speeds, st.booleans()),
    st.builds(ShortenLine, lines, st.one_of(st.none(), stops), st.one_of(st.none(), stops)),
    st.builds(RerouteLine, lines, st.tuples(stops, stops), places, minutes, speeds, directions),
    st.builds(MoveStop, stops, st.floats(LON - 0.01, LON + 0.01), st.floats(60.79, 60.83)),
    st.builds(
        AddStop,
        st.sampled_from(["N", "N2", "N3"]),
        st.just("Uusi"),
        st.just(LON + 0.003),
        st.floats(60.79, 60.83),
        st.lists(st.builds(StopOnLine, lines, stops, st.floats(-1, 9)), max_size=2).map(tuple),
        st.sampled_from([None, True, False]),
    ),
    st.builds(RemoveStop, stops),
    st.builds(
        AccessibleStops, st.one_of(st.none(), st.lists(stops, max_size=2).map(tuple)), st.one_of(st.none(), lines)
    ),
    st.builds(AccessibleVehicles, lines),
)


@st.composite
def way(draw: st.DrawFn, with_start: bool, ends: int = 0) -> dict[str, object]:
    """Stops with a speed, or with as many minutes as they need."""
    along = draw(st.lists(st.sampled_from("ABCDEF"), min_size=2 if with_start else 1, max_size=4, unique=True))
    if draw(st.booleans()):
        return {"stops": tuple(along), "speed_kmh": draw(st.floats(10, 60))}
    legs = draw(st.lists(st.integers(2, 9), min_size=len(along) + ends, max_size=len(along) + ends))
    return {
        "stops": tuple(along),
        "minutes": tuple(float(m) for m in np.cumsum([0, *legs[1:]] if with_start else legs)),
    }


def _rerouted(way: dict[str, object], between: tuple[str, str], direction: object) -> RerouteLine:
    via = tuple(stop for stop in way["stops"] if stop not in between)  # type: ignore[attr-defined]
    return RerouteLine("1", between, via, speed_kmh=30.0, direction=direction)  # type: ignore[arg-type]


early, late = st.sampled_from([0, 7 * 3600, 8 * 3600]), st.sampled_from([31_000, 36_001, 86_400])
known_lines = st.sampled_from(["1", "R1", "1", "2", "new"])
known_days = st.sampled_from([("all",), ("weekday",), ("saturday",), ("saturday", "sunday"), ("night",)])
known_pairs = st.sampled_from([("A", "C"), ("B", "D"), ("A", "D"), ("C", "B"), ("A", "B")])
likely = st.one_of(
    st.builds(RemoveTrips, known_lines, early, late, known_days, st.just("both")),
    st.builds(RetimeTrips, known_lines, early, late, st.integers(-30, 90), known_days, st.just("both")),
    st.builds(Headway, known_lines, early, late, st.integers(20, 90), directions, known_days),
    way(True).map(
        lambda way: AddLine("new", "20", first_s=25_200, last_s=36_000, every_min=45, days=("all",), **way)  # type: ignore[arg-type]
    ),
    st.builds(lambda way, after: ExtendLine("1", after, **way), way(False), st.sampled_from(["D", "C", "B"])),
    st.builds(ShortenLine, known_lines, st.none(), st.sampled_from(["C", "B", "P2"])),
    st.builds(ShortenLine, known_lines, st.sampled_from(["C", "B", "P2"]), st.none()),
    st.builds(_rerouted, way(False), known_pairs, directions),
    st.builds(
        lambda after, extra: AddStop("N", "Uusi", LON + 0.003, 60.81, (StopOnLine("1", after, extra),)),
        st.sampled_from(["A", "B", "C"]),
        st.floats(1, 9),
    ),
    st.builds(RemoveStop, st.sampled_from("ABCD")),
)


def check_valid(timetable: Timetable) -> None:
    calls = timetable.stop_times
    trip = calls["trip"].to_numpy()
    assert (np.diff(trip) >= 0).all()
    assert np.bincount(trip, minlength=len(timetable.trips)).min(initial=2) >= 2
    assert calls["stop"].between(0, len(timetable.stops) - 1).all()
    assert timetable.trips["route"].between(0, len(timetable.routes) - 1).all()
    arrival, departure = calls["arrival_s"].to_numpy(), calls["departure_s"].to_numpy()
    assert {arrival.dtype, departure.dtype, trip.dtype, calls["stop"].to_numpy().dtype} == {np.dtype(np.int32)}
    assert (arrival <= departure).all()
    assert (arrival[1:] >= departure[:-1])[trip[1:] == trip[:-1]].all()
    assert arrival.min(initial=0) >= 0
    for name, table in (("trip_id", timetable.trips), ("stop_id", timetable.stops), ("route_id", timetable.routes)):
        assert table[name].is_unique
    known = {*timetable.calendar["service_id"], *timetable.calendar_dates["service_id"]}
    assert set(timetable.trips["service_id"]) <= known
    assert timetable.calendar["service_id"].is_unique


def possible(changes: list[TimetableChange]) -> Scenario:
    """The changes in order, those left out that cannot be made."""
    scenario = Scenario("VE1")
    for change in changes:
        try:
            apply_scenario(scenario.with_change(change), village())
        except Refused as refused:
            assert refused.faults
            continue
        scenario = scenario.with_change(change)
    return scenario


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(likely, likely, changes), min_size=1, max_size=5))
def test_any_changes_give_a_valid_timetable_or_are_refused(made: list[TimetableChange]) -> None:
    town = village()
    assert town.timetable is not None
    content = content_digest(town.timetable)
    scenario = possible(made)
    after = apply_scenario(scenario, town).timetable
    assert after is not None
    check_valid(after)
    assert content_digest(town.timetable) == content
    assert parse_scenario(write_scenario(scenario)) == scenario
    assert apply_scenario(scenario, town).timetable.digest() == after.digest()  # type: ignore[union-attr]
    warnings_of(scenario, town, SUNDAY)
    transit_network(after, SATURDAY)


ORIGINS = Points(np.full(9, LON + 0.002), np.array([lat_at(metres) for metres in range(-500, 4000, 500)]))
SERVICES = Points(np.full(4, LON), np.array([lat_at(metres) for metres in (50, 1100, 2050, 3000)]))
WINDOW = (9 * 3600, 9 * 3600 + 20 * 60)
EVERY_MINUTE = tuple(100 * (n + 1) / 20 for n in range(20))


def journeys_s(timetable: Timetable, date: datetime.date, wheelchair: bool = False) -> np.ndarray:
    """Seconds from every origin to every service, at each departure minute, the shortest first."""
    profile = traveller_profiles()["adult"]
    if wheelchair:
        profile = replace(profile, wheelchair=True, unknown_accessible=False)
    network = transit_network(timetable, date, wheelchair=wheelchair)
    return transit_times(ORIGINS, SERVICES, network, CrowFlies(1.3), profile, WINDOW, EVERY_MINUTE)


BEFORE = {date: journeys_s(changed(), date) for date in (WEDNESDAY, SATURDAY)}

some_stops = st.lists(st.sampled_from(["A", "B", "C", "D", "E", "F"]), min_size=2, max_size=4, unique=True).map(tuple)


@settings(max_examples=30, deadline=None)
@given(some_stops, st.floats(15, 60), st.integers(5, 60), st.sampled_from([WEDNESDAY, SATURDAY]))
def test_an_added_line_makes_no_journey_longer(
    along: tuple[str, ...], speed: float, every: int, date: datetime.date
) -> None:
    line = AddLine("new", "20", along, 8 * 3600, 11 * 3600, every, speed_kmh=speed, days=("all",))
    after = apply_scenario(Scenario("VE1", "", (line,)), village()).timetable
    assert after is not None
    assert (journeys_s(after, date) <= BEFORE[date]).all()


fewer = st.one_of(
    st.builds(RemoveLine, st.sampled_from(["1", "2"])),
    st.builds(RemoveStop, st.sampled_from(["A", "B", "C", "D"])),
    st.builds(RemoveTrips, st.just("1"), times, times, days, directions),
    st.builds(ShortenLine, st.just("1"), st.sampled_from([None, "B"]), st.sampled_from([None, "C", "B"])),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(fewer, min_size=1, max_size=3), st.sampled_from([WEDNESDAY, SATURDAY]))
def test_what_is_removed_makes_no_journey_shorter(made: list[TimetableChange], date: datetime.date) -> None:
    after = apply_scenario(possible(made), village()).timetable
    assert after is not None
    assert (journeys_s(after, date) >= BEFORE[date]).all()


def test_the_journeys_compared_are_by_bus() -> None:
    gone = changed('remove_line: {line: "1"}')
    assert (journeys_s(gone, WEDNESDAY) > BEFORE[WEDNESDAY]).mean() > 0.2
    more = changed(
        "add_line: {id: n, name: N, stops: [A, B, C, D], speed_kmh: 40, first: '08:00', last: '11:00', every_min: 5}"
    )
    assert (journeys_s(more, WEDNESDAY) < BEFORE[WEDNESDAY]).mean() > 0.2


def test_accessible_stops_and_vehicles_open_journeys_for_wheelchairs_and_close_none() -> None:
    before = journeys_s(changed(), WEDNESDAY, wheelchair=True)
    stops_only = changed('accessible_stops: {line: "1"}')
    both = changed('accessible_stops: {line: "1"}', 'accessible_vehicles: {line: "1"}')
    assert np.array_equal(journeys_s(stops_only, WEDNESDAY, wheelchair=True), before)
    after = journeys_s(both, WEDNESDAY, wheelchair=True)
    assert (after <= before).all()
    assert (after < before).any()


@pytest.mark.parametrize("direction", [0, 1])
def test_a_denser_headway_of_the_same_trips_is_never_slower(direction: int) -> None:
    twice_as_often = changed(
        f'headway: {{line: "1", direction: {direction}, from: "07:00", to: "10:01", every_min: 30, days: weekday}}'
    )
    # 07:00, 08:00 … and 07:30, 08:30 are among the new departures.
    assert (journeys_s(twice_as_often, WEDNESDAY) <= BEFORE[WEDNESDAY]).all()
