"""Travelling in a wheelchair with three states (yes, no, unknown) on the Caltrain timetable, through the command.

A stop or vehicle that may not be used must count for nothing: whatever is found must be the same without it. So each
answer is laid beside the oracle's, and beside that of the same feed with those stops and trips taken out, asked for
without a wheelchair.

Caltrain marks every stop (15 of 95 not accessible) and leaves trips of the weekend blank, but marks no trip "no" and
no stop unknown. The second feed is the same with some marks rubbed out and some turned to "no".
"""

from __future__ import annotations

import copy
import datetime
from pathlib import Path

import numpy as np
import pytest

from tests.reference import visits_oracle
from tests.reference.asked import ask, differing, expected_seconds, seconds_of_table
from tests.reference.asked_visits import ask_visits
from tests.reference.asked_visits import differing as differing_visits
from tests.reference.oracle import NEVER, Limits, Place, read_running, read_tables
from tests.reference.small_feeds import SmallFeed
from tests.travel_times.test_against_oracle import near_stops

Tables = dict[str, list[dict[str, str]]]
FAR = Limits(max_walk_min=45)
SATURDAY, WEDNESDAY, WINDOW = "2016-04-09", "2016-04-06", "08:30-10:30"
READINGS = {"unknown is yes": True, "unknown is no": False}


def write(tables: Tables, path: Path) -> Path:
    feed = SmallFeed()
    feed.tables = copy.deepcopy(tables)  # type: ignore[assignment]
    return feed.write(path)


def marks_changed(tables: Tables) -> Tables:
    """Rub out every fifth mark of stops and trips, turn every fourth trip to "no"; the same ones on every run."""
    changed = copy.deepcopy(tables)
    for number, row in enumerate(changed["stops"]):
        if number % 5 == 3:
            row["wheelchair_boarding"] = "" if number % 2 else "0"
    for number, row in enumerate(changed["trips"]):
        if number % 4 == 1:
            row["wheelchair_accessible"] = "2"
        elif number % 5 == 3:
            row["wheelchair_accessible"] = "0" if number % 2 else ""
    for row in changed["stops"]:  # a platform without a mark would take its station's
        if row["parent_station"] and row["wheelchair_boarding"] in ("", "0"):
            row["parent_station"] = ""
    return changed


def taken_out(tables: Tables, unknown: bool) -> Tables:
    """Leave only the stops and trips that may be used; a vehicle passes the stops taken out without calling."""
    usable = {"1", "", "0"} if unknown else {"1"}
    kept = copy.deepcopy(tables)
    stops = {row["stop_id"] for row in kept["stops"] if row["wheelchair_boarding"] in usable}
    trips = {row["trip_id"] for row in kept["trips"] if row["wheelchair_accessible"] in usable}
    kept["stop_times"] = [r for r in kept["stop_times"] if r["stop_id"] in stops and r["trip_id"] in trips]
    called = [row["trip_id"] for row in kept["stop_times"]]
    trips = {trip for trip in trips if called.count(trip) > 1}
    kept["trips"] = [row for row in kept["trips"] if row["trip_id"] in trips]
    kept["stop_times"] = [row for row in kept["stop_times"] if row["trip_id"] in trips]
    called_at = {row["stop_id"] for row in kept["stop_times"]}
    kept["stops"] = [r for r in kept["stops"] if r["stop_id"] in called_at]
    for row in kept["stops"]:
        row["parent_station"] = ""
    return kept


@pytest.fixture(scope="module")
def feeds(shared_data: Path) -> dict[str, tuple[Tables, str]]:
    """The tables of both feeds, each with a day on which the marks matter."""
    tables = read_tables(shared_data / "gtfs" / "caltrain_2016.zip")
    tables = {
        name: tables[name]
        for name in ("agency", "calendar", "calendar_dates", "routes", "stop_times", "stops", "trips")
    }
    return {"as it is": (tables, SATURDAY), "marks changed": (marks_changed(tables), WEDNESDAY)}


@pytest.fixture(scope="module")
def places(shared_data: Path) -> tuple[list[Place], list[Place]]:
    feed = [shared_data / "gtfs" / "caltrain_2016.zip"]
    return near_stops(feed, 20, seed=31), near_stops(feed, 10, seed=32)


def times(folder: Path, feed: Path, date: str, limits: Limits, places: tuple[list[Place], list[Place]]) -> np.ndarray:
    origins, destinations = places
    asked = {"origins": origins, "destinations": destinations, "date": date, "window": WINDOW}
    table = ask(folder, timetables=[feed], mode="transit", options=limits.options(), **asked)
    return seconds_of_table(table, origins, destinations)


@pytest.mark.parametrize("name", ["as it is", "marks changed"])
def test_what_may_not_be_used_counts_for_nothing(name: str, feeds, places, tmp_path: Path) -> None:
    tables, date = feeds[name]
    feed = write(tables, tmp_path / "feed.zip")
    anyone = times(tmp_path, feed, date, FAR, places)
    found = {}
    for reading, unknown in READINGS.items():
        limits = FAR.but(wheelchair=True, unknown_accessible=unknown)
        found[reading] = times(tmp_path, feed, date, limits, places)
        expected = expected_seconds(
            [feed], origins=places[0], destinations=places[1], date=date, window=WINDOW, limits=limits
        )
        assert not differing(found[reading], expected, *places)
        without = write(taken_out(tables, unknown), tmp_path / f"without {unknown}.zip")
        np.testing.assert_array_equal(times(tmp_path, without, date, FAR, places), found[reading])
        assert (found[reading] >= anyone).all()
        assert (found[reading] > anyone).mean() > 0.05  # something is closed to the wheelchair
    hopeful, cautious = found["unknown is yes"], found["unknown is no"]
    assert (hopeful <= cautious).all()
    assert (hopeful < cautious).mean() > 0.05
    assert (hopeful < NEVER).mean() > 0.2


def test_a_platform_without_a_mark_takes_its_stations(feeds, places, tmp_path: Path) -> None:
    """The marks moved from the platforms to their stations: nothing changes."""
    tables, date = feeds["as it is"]
    moved = copy.deepcopy(tables)
    by_id = {row["stop_id"]: row for row in moved["stops"]}
    children: dict[str, list[dict[str, str]]] = {}
    for row in moved["stops"]:
        if row["parent_station"]:
            children.setdefault(row["parent_station"], []).append(row)
    rubbed_out = 0
    for station, rows in children.items():
        if len({row["wheelchair_boarding"] for row in rows}) == 1:
            by_id[station]["wheelchair_boarding"] = rows[0]["wheelchair_boarding"]
            for row in rows:
                row["wheelchair_boarding"] = ""
                rubbed_out += 1
    assert rubbed_out > 40
    limits = FAR.but(wheelchair=True, unknown_accessible=False)
    before = times(tmp_path, write(tables, tmp_path / "before.zip"), date, limits, places)
    after = times(tmp_path, write(moved, tmp_path / "after.zip"), date, limits, places)
    np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("name", ["as it is", "marks changed"])
def test_same_day_visits(name: str, feeds, places, tmp_path: Path) -> None:
    """Both readings against the oracle and against the feed without what may not be used; hope is never worse."""
    tables, date = feeds[name]
    feed = write(tables, tmp_path / "feed.zip")
    origins, destinations = places[0][:12], places[1][:6]
    running = read_running([feed], datetime.date.fromisoformat(date))
    asked = {"origins": origins, "destinations": destinations, "date": date, "opening": "09:00-17:00"}
    found = {}
    for reading, unknown in READINGS.items():
        limits = FAR.but(wheelchair=True, unknown_accessible=unknown)
        rules = [visits_oracle.Rules.told("09:00-17:00")]
        expected = visits_oracle.visits(running, origins, destinations, limits, rules)[0]
        found[reading] = ask_visits(tmp_path, timetables=[feed], options=limits.options(), **asked)
        assert not differing_visits(found[reading], expected, origins, destinations)
        without = write(taken_out(tables, unknown), tmp_path / f"without {unknown}.zip")
        assert ask_visits(tmp_path, timetables=[without], options=FAR.options(), **asked) == found[reading]
    away = {
        reading: np.array([NEVER if a.away_s is None else a.away_s for a in answers.values()])
        for reading, answers in found.items()
    }
    assert (away["unknown is yes"] <= away["unknown is no"]).all()
    assert (away["unknown is yes"] < away["unknown is no"]).any()
