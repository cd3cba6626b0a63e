"""Same-day visits of a village, every answer worked out on paper (see village.py for who lives where).

The library is open Mo-Fr 10:00-18:00, a visit takes 60 minutes. Walks take ceil(metres / speed) seconds:

    metres        adult 1.2   85+ 0.75
    505 near          421        674     home to library
    295 village       246        394     home to stop B
     95               80         127     stop A to library; far to the bookmobile

Wednesday, bus only.
  near: on foot both ways, 421 + 3600 + 421 = 4442 s. One option: walking.
  village, adult: leaves 08:30:00 - 246 = 08:25:54, at the library 09:01:20, ready at 11:00, bus 13:00, home 13:34:06:
    away 18492 s. One option, so that it is the first and the last departure.
  village, 85+: 08:23:26 to 13:36:34: away 18788 s.  far: no visit.
  With a visit 100 + 60 of 200; 85+ 20 of 30. Median of all 4442 s (100 of 200); of 85+ 18788 s (20 of 30).
  Options on average (100 + 60 + 0) / 200 = 0.8.

Tuesday, the taxi too: pick-up window 1800 s, drive at 10 m/s times 1.5, 300 s; 9:00-15:00.
  far: 1800 + ceil(1200.5 x 1.5) + 300 = 3901 s each way. Out 3901, stay 3600, back 3901: away 11402 s, first at 09:00,
    home 12:10:02. The last ride home leaves 15:00 - 3901 s = 13:54:59: last departure 11:49:58. One option.
  village: 1800 + ceil(929.5 x 1.5) + 300 = 3495 s. Best for an adult: taxi there, bus home. Ready at 13:00 - 80 =
    12:58:40, there 11:58:40, from home 11:00:25, home 13:34:06: away 9221 s. First departure by bus 08:25:54; last by
    taxi both ways: ride home 14:01:45, there 13:01:45, from home 12:03:30. Two options.
    85+: ready 12:57:53, from home 10:59:38, home 13:36:34: away 9416 s.
  With a visit: all 200, 30 of 85+. Options (100 + 60 x 2 + 40) / 200 = 1.3.

Thursday, the bookmobile 14:00-15:00 near far, a visit of 20 minutes: 80 + 1200 + 80 = 1360 s; 85+ 1454 s.
  With a visit: all 200.

Wheelchair users (shares of prevalence.csv: under 65 0.002, 0.003, 0.005; 85+ 0.04, 0.06, 0.09) on Wednesday: near walks
(505 m of 840). Stop B is not known to be accessible. Cautiously only near's: 0.3, at least 0.2, at most 0.5. Hopefully
village's too: at most 0.5 + 40 x 0.005 + 20 x 0.09 = 2.5.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math

import pytest

from assessment.assess import Baseline, Impact, Query, assess, prepare, sensitivity
from assessment.errors import Refused
from assessment.impact.readings import known_accessibility, taxis_for
from assessment.scenario import (
    AccessibleStops,
    ChangeOpeningHours,
    CloseServicePoint,
    OpenServicePoint,
    RemoveBookmobileStop,
    RemoveLine,
    RemoveServiceTaxi,
    RemoveTrips,
    RetimeTrips,
    Scenario,
)
from assessment.travel_times.profile import traveller_profiles
from tests.impact import village as v
from tests.impact.towns import WINDOW

NOTHING = Scenario("VE0")
NEVER = math.inf


def baseline_on(date: dt.date, **changes: object) -> Baseline:
    query = Query(date, WINDOW, modes=("walk", "transit"), groups=("all", "age_85_", "wheelchair_users"))
    return prepare(v.village(**changes), query)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def wednesday() -> Baseline:
    return baseline_on(v.WEDNESDAY)


@pytest.fixture(scope="module")
def tuesday() -> Baseline:
    return baseline_on(v.TUESDAY)


@pytest.fixture(scope="module")
def thursday() -> Baseline:
    return baseline_on(v.THURSDAY)


def figure(impact: Impact, measure: str, group: str = "all") -> tuple[float, float]:
    table = impact.table
    rows = table[
        (table["area_id"] == "all")
        & (table["group"] == group)
        & (table["measure"] == measure)
        & (table["mode"] == "transit")
    ]
    assert len(rows) == 1
    return float(rows["baseline"].iloc[0]), float(rows["value"].iloc[0])


def visits(impact: Impact, group: str) -> dict[str, list[object]]:
    return impact.cells.visit_changes(impact.alternatives[0], "library", group).to_dict("list")


@pytest.mark.parametrize(
    ("day", "group", "away_s", "services"),
    [
        ("wednesday", "all", (4442, 18492, NEVER), ("L", "L", "")),
        ("wednesday", "age_85_", (4948, 18788, NEVER), ("L", "L", "")),
        ("tuesday", "all", (4442, 9221, 11402), ("L", "L", "L")),
        ("tuesday", "age_85_", (4948, 9416, 11402), ("L", "L", "L")),
        ("thursday", "all", (4442, 18492, 1360), ("L", "L", "M")),
        ("thursday", "age_85_", (4948, 18788, 1454), ("L", "L", "M")),
    ],
)
def test_time_away_and_where(
    day: str, group: str, away_s: tuple[float, ...], services: tuple[str, ...], request: pytest.FixtureRequest
) -> None:
    impact = assess(request.getfixturevalue(day), [NOTHING])
    found = visits(impact, group)
    assert found["away_min_before"] == found["away_min_after"] == [one / 60 for one in away_s]
    assert tuple(found["service_after"]) == services
    assert found["possible_after"] == ["yes" if one < NEVER else "no" for one in away_s]


def test_clock_times_and_options(wednesday: Baseline, tuesday: Baseline) -> None:
    on_wednesday, on_tuesday = (visits(assess(one, [NOTHING]), "all") for one in (wednesday, tuesday))
    bus = 8 * 3600 + 25 * 60 + 54
    assert on_wednesday["departure_s_after"][1] == bus
    assert on_wednesday["first_departure_s_after"][1] == on_wednesday["last_departure_s_after"][1] == bus
    assert on_wednesday["arrival_s_after"][1] == 9 * 3600 + 80
    assert on_wednesday["home_s_after"][1] == 13 * 3600 + 34 * 60 + 6
    assert on_wednesday["options_after"] == [1, 1, 0]
    assert on_wednesday["on_foot_after"] == [True, False, False]
    assert on_tuesday["options_after"] == [1, 2, 1]
    assert on_tuesday["by_taxi_after"] == [False, True, True]
    assert on_tuesday["departure_s_after"][1:] == [11 * 3600 + 25, 9 * 3600]
    assert on_tuesday["home_s_after"][2] == 12 * 3600 + 10 * 60 + 2
    assert on_tuesday["first_departure_s_after"][1:] == [bus, 9 * 3600]
    assert on_tuesday["last_departure_s_after"][1:] == [12 * 3600 + 3 * 60 + 30, 11 * 3600 + 49 * 60 + 58]
    assert math.isnan(on_wednesday["departure_s_after"][2])


@pytest.mark.parametrize(
    ("day", "group", "measure", "expected"),
    [
        ("wednesday", "all", "residents_with_visit", 160),
        ("wednesday", "age_85_", "residents_with_visit", 20),
        ("wednesday", "all", "visit_away_median_min", 4442 / 60),
        ("wednesday", "age_85_", "visit_away_median_min", 18788 / 60),
        ("wednesday", "all", "visit_away_mean_min", (100 * 4442 + 40 * 18492 + 20 * 18788) / 160 / 60),
        ("wednesday", "all", "visit_options_mean", 0.8),
        ("tuesday", "all", "residents_with_visit", 200),
        ("tuesday", "age_85_", "residents_with_visit", 30),
        ("tuesday", "all", "visit_options_mean", 1.3),
        ("thursday", "all", "residents_with_visit", 200),
        ("wednesday", "wheelchair_users", "residents_with_visit", 0.3),
        ("wednesday", "wheelchair_users", "residents_with_visit_low", 0.2),
        ("wednesday", "wheelchair_users", "residents_with_visit_high", 2.5),
    ],
)
def test_figures(day: str, group: str, measure: str, expected: float, request: pytest.FixtureRequest) -> None:
    impact = assess(request.getfixturevalue(day), [NOTHING])
    assert figure(impact, measure, group) == pytest.approx((expected, expected), abs=1e-5)
    assert figure(impact, "residents_losing_every_visit", group) == (0, 0)
    assert figure(impact, "residents_gaining_a_visit", group) == (0, 0)


@pytest.mark.parametrize(
    ("day", "changes", "losing", "gaining", "longer_30", "longer_60"),
    [
        # The bus home goes: who has no taxi that day has no visit.
        ("wednesday", (RemoveTrips("1", 12 * 3600, 14 * 3600),), 60, 0, 0, 0),
        # With the taxi they go both ways by taxi: 10,590 s, 1,369 s more than before; 85+ 1,174 s more.
        ("tuesday", (RemoveTrips("1", 12 * 3600, 14 * 3600),), 0, 0, 0, 0),
        # The bus there 40 minutes earlier: as much longer away.
        ("wednesday", (RetimeTrips("1", 8 * 3600, 9 * 3600, -40),), 0, 0, 60, 0),
        # Open from 12:30: ready at 13:30, after the bus.
        ("wednesday", (ChangeOpeningHours("L", "Mo-Fr 12:30-18:00"),), 60, 0, 0, 0),
        ("wednesday", (CloseServicePoint("L"),), 160, 0, 0, 0),
        # Far's keep the bookmobile.
        ("thursday", (CloseServicePoint("L"),), 160, 0, 0, 0),
        ("thursday", (RemoveBookmobileStop("M"),), 40, 0, 0, 0),
        ("tuesday", (RemoveServiceTaxi("taxi"),), 40, 0, 60, 60),
        (
            "wednesday",
            (OpenServicePoint("new", "Uusi", "library", v.LON, v.on_road(v.FAR_M), "We 10:00-12:00"),),
            0,
            40,
            0,
            0,
        ),
        # A library whose hours nobody knows gives nobody a visit.
        ("wednesday", (OpenServicePoint("new", "Uusi", "library", v.LON, v.on_road(v.FAR_M)),), 0, 0, 0, 0),
    ],
)
def test_what_changes_do(
    day: str,
    changes: tuple[object, ...],
    losing: float,
    gaining: float,
    longer_30: float,
    longer_60: float,
    request: pytest.FixtureRequest,
) -> None:
    baseline: Baseline = request.getfixturevalue(day)
    impact = assess(baseline, [Scenario("VE1", "", changes)])  # type: ignore[arg-type]
    names = (
        "residents_losing_every_visit",
        "residents_gaining_a_visit",
        "residents_away_longer_by_30_min",
        "residents_away_longer_by_60_min",
    )
    assert [figure(impact, name)[1] for name in names] == [losing, gaining, longer_30, longer_60]
    with_visit = figure(impact, "residents_with_visit")
    assert with_visit[1] - with_visit[0] == gaining - losing


def test_visits_are_told_apart_from_travel_times(wednesday: Baseline) -> None:
    """No bus runs from 9 to 11: by travel time nobody in the village gets there, and nobody loses anything."""
    impact = assess(wednesday, [Scenario("VE1", "", (RemoveTrips("1", 12 * 3600, 14 * 3600),))])
    assert figure(impact, "residents_lost") == (0, 0)
    assert figure(impact, "residents_within_60_min") == (100, 100)
    assert figure(impact, "residents_losing_every_visit") == (0, 60)


def test_a_bookmobile_is_no_service_that_travel_times_lead_to(thursday: Baseline) -> None:
    impact = assess(thursday, [NOTHING])
    assert figure(impact, "residents_within_15_min") == (100, 100)
    assert impact.cells.changes("VE0", "library", "walk", "all")["nearest_before"].tolist() == ["L", "L", "L"]


def test_a_changed_timetable_leaves_the_baseline_and_its_engine_alone(wednesday: Baseline) -> None:
    before = wednesday.municipality.digest()
    engines = []
    for _ in range(2):
        changed = assess(wednesday, [Scenario("VE1", "", (RemoveTrips("1", 12 * 3600, 14 * 3600),))])
        engines.append(list(wednesday.engines._results.values()))
        undone = assess(wednesday, [NOTHING])
        assert (undone.table["change"].dropna() == 0).all()
    assert figure(changed, "residents_with_visit") == (160, 100)
    assert wednesday.municipality.digest() == before
    assert engines[0] == engines[1]  # the same change finds its engine again
    back = assess(
        wednesday, [Scenario("VE1", "", (RetimeTrips("1", 0, 9 * 3600, 5), RetimeTrips("1", 0, 9 * 3600, -5)))]
    )
    assert (back.table["change"].dropna() == 0).all()


def test_a_scenario_that_leaves_no_service_is_refused(wednesday: Baseline) -> None:
    scenarios = [Scenario("VE1", "", (RemoveLine("1"),), "one.yaml"), Scenario("VE2", "", (CloseServicePoint("x"),))]
    with pytest.raises(Refused) as refused:
        assess(wednesday, scenarios)
    assert [(one.code, one.file) for one in refused.value.faults] == [
        ("scenario_without_service", "one.yaml"),
        ("change_unknown_service_point", "scenario.yaml"),
    ]


def test_a_day_without_service_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        baseline_on(dt.date(2026, 3, 7))
    assert [one.code for one in refused.value.faults] == ["date_without_service"]


def test_a_closed_day_gives_no_visit_and_hours_not_known_tell_nothing() -> None:
    sunday = assess(baseline_on(v.SUNDAY), [NOTHING])
    assert figure(sunday, "residents_with_visit") == (0, 0)
    unknown = assess(baseline_on(v.WEDNESDAY, hours=""), [NOTHING])
    # The bookmobile's hours are known: it does not come on Wednesdays. The library's are not, and that is told.
    assert figure(unknown, "residents_with_visit") == (0, 0)
    assert unknown.provenance["visits"]["hours_unknown"] == {"library": ["L"]}  # type: ignore[index]
    silent = assess(baseline_on(v.WEDNESDAY, hours=""), [Scenario("VE1", "", (RemoveBookmobileStop("M"),))])
    assert not silent.table["measure"].isin(["residents_with_visit"]).any()
    with pytest.raises(KeyError):
        visits(silent, "all")


def test_visits_may_be_left_out(wednesday: Baseline) -> None:
    impact = assess(wednesday, [NOTHING], dataclasses.replace(wednesday.query, visits=False))
    assert not impact.table["measure"].astype("str").str.contains("visit|away").any()
    assert impact.cells.visits_before == {}


def test_who_may_use_a_taxi() -> None:
    profiles = traveller_profiles()
    chair = profiles["manual_wheelchair"]
    hoping = dataclasses.replace(chair, unknown_accessible=True)
    marks = {mark: v.taxi(wheelchair=mark) for mark in (0, 1, 2)}
    assert [bool(taxis_for(chair, [marks[mark]])) for mark in (0, 1, 2)] == [False, True, False]
    assert [bool(taxis_for(hoping, [marks[mark]])) for mark in (0, 1, 2)] == [True, True, False]
    assert taxis_for(profiles["adult"], [marks[2]]) == (marks[2],)
    old = v.taxi(profiles=("age_85_",))
    assert taxis_for(profiles["adult"], [old]) == ()
    assert taxis_for(profiles["age_85_"], [old]) == (old,)
    impact = assess(baseline_on(v.TUESDAY, taxis=(old,)), [NOTHING])
    assert visits(impact, "all")["away_min_after"] == [4442 / 60, 18492 / 60, NEVER]
    assert figure(impact, "residents_with_visit") == (170, 170)


def test_what_is_known_of_accessibility_is_counted_by_day(wednesday: Baseline) -> None:
    known = known_accessibility(v.timetable(), v.WEDNESDAY)
    assert (known.stops, known.stops_accessible, known.stops_unknown) == (2, 1, 1)
    assert (known.trips, known.trips_accessible, known.trips_unknown) == (2, 2, 0)
    assert known_accessibility(v.timetable(), v.SUNDAY).trips_unknown_share == 1
    impact = assess(wednesday, [NOTHING])
    assert impact.provenance["accessibility"] == known.account()
    assert known.account()["stops_unknown_share"] == 0.5


def test_a_stop_made_accessible_closes_the_gap_between_the_readings() -> None:
    impact = assess(baseline_on(v.WEDNESDAY), [Scenario("VE1", "", (AccessibleStops(stops=("B",)),))])
    # village: 40 x 0.003 + 20 x 0.06 = 1.32 beside near's 0.3
    assert figure(impact, "residents_with_visit", "wheelchair_users") == pytest.approx((0.3, 1.62), abs=1e-5)
    assert figure(impact, "residents_gaining_a_visit", "wheelchair_users")[1] == pytest.approx(1.32, abs=1e-5)
    # Read hopefully it was accessible all the time: nobody gains.
    assert figure(impact, "residents_gaining_a_visit_low", "wheelchair_users")[1] == 0


def test_sensitivity_on_paper(wednesday: Baseline) -> None:
    """Closing takes 160 of 200 their visit, whatever is assumed."""
    query = dataclasses.replace(wednesday.query, kinds=("library",), groups=("all",))
    told: list[float] = []
    table = sensitivity(wednesday, Scenario("VE1", "", (CloseServicePoint("L"),)), query, progress=told.append)
    table = table.set_index(["factor", "measure"])
    for factor in ("walk_speed_ms", "max_walk_m", "max_boardings", "stay_min"):
        losing = table.loc[(factor, "residents_losing_every_visit"), ["low", "figure", "high"]].tolist()
        assert losing == [160, 160, 160]
        assert table.loc[(factor, "residents_with_visit"), ["low", "figure", "high"]].tolist() == [0, 0, 0]
    assert told == sorted(told)
    assert told[-1] == 1


def test_a_stay_longer_than_the_opening_leaves_no_visit(wednesday: Baseline) -> None:
    """Open 10:00-11:00: a visit of 60 minutes just fits, one of 90 does not."""
    query = dataclasses.replace(wednesday.query, kinds=("library",), groups=("all",))
    short = Scenario("VE2", "", (ChangeOpeningHours("L", "Mo-Fr 10:00-11:00"),))
    table = sensitivity(wednesday, short, query).set_index(["factor", "measure"])
    assert table.loc[("stay_min", "residents_with_visit"), ["low", "figure", "high"]].tolist() == [160, 160, 0]
    with pytest.raises(ValueError, match="one kind and one group"):
        sensitivity(wednesday, short, wednesday.query)


def test_waiting_long_for_the_one_bus_home_is_a_long_day_but_a_visit(wednesday: Baseline) -> None:
    """The bus home at 17:00: ready at 11:00, home at 17:34:06, away 9:08:12; the ride itself takes half an hour."""
    impact = assess(wednesday, [Scenario("VE1", "", (RetimeTrips("1", 12 * 3600, 14 * 3600, 240),))])
    assert visits(impact, "all")["away_min_after"] == [4442 / 60, (18492 + 4 * 3600) / 60, NEVER]
    assert figure(impact, "residents_losing_every_visit") == (0, 0)
    assert figure(impact, "residents_away_longer_by_60_min") == (0, 60)


def test_sensitivity_can_be_cancelled(wednesday: Baseline) -> None:
    class Cancelled(Exception):
        pass

    def cancel(done: float) -> None:
        raise Cancelled

    query = dataclasses.replace(wednesday.query, kinds=("library",), groups=("age_85_",))
    with pytest.raises(Cancelled):
        sensitivity(wednesday, NOTHING, query, progress=cancel)
