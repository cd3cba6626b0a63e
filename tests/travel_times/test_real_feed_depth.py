"""What real feeds do: the same timetable told in two ways must give the same answers, to the byte, by the command.

Frequencies and their trips written out; a calendar and its dates written out; the runs past midnight of the day before
and the same runs as today's; several feeds and the same merged by hand, or one feed taken apart. And the blank times of
Porto Alegre.
"""

from __future__ import annotations

import copy
import csv
import datetime
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from assessment.inputs.timetable import read_timetable
from tests.reference import oracle
from tests.reference.asked import ask
from tests.reference.asked_visits import ask_visits
from tests.reference.oracle import DAY_S, Limits, Place, read_tables, seconds_of, services_on
from tests.reference.small_feeds import SmallFeed, clock
from tests.travel_times.test_against_oracle import near_stops

Tables = dict[str, list[dict[str, str]]]
LIMITS = Limits()
NEEDED = ("agency", "calendar", "calendar_dates", "routes", "stop_times", "stops", "trips", "frequencies")


def tables_of(path: Path) -> Tables:
    tables = read_tables(path)
    return {name: tables[name] for name in NEEDED if name in tables}


def write(tables: Tables, path: Path) -> Path:
    feed = SmallFeed()
    feed.tables = copy.deepcopy(tables)  # type: ignore[assignment]
    return feed.write(path)


def answers(
    folder: Path,
    feeds: list[Path],
    places: tuple[list[Place], list[Place]],
    date: str,
    window: str,
    visits: bool = True,
) -> tuple[bytes, bytes]:
    """Return the bytes that `travel-times` and `visits` write."""
    asked = {"origins": places[0], "destinations": places[1], "timetables": feeds, "date": date}
    ask(folder, mode="transit", window=window, options=LIMITS.options(), **asked)
    if not visits:
        return (folder / "times.csv").read_bytes(), b""
    ask_visits(folder, opening="08:00-18:00", options=LIMITS.options(), **asked)
    return (folder / "times.csv").read_bytes(), (folder / "visits.csv").read_bytes()


def share_filled(table: bytes) -> float:
    """Return the share of rows whose last cell says something."""
    rows = list(csv.reader(table.decode().splitlines()))[1:]
    return sum(row[2] != "" for row in rows) / len(rows)


@pytest.fixture(scope="module")
def kuopio(shared_data: Path) -> Path:
    return shared_data / "gtfs" / "kuopio_2017.zip"


@pytest.fixture(scope="module")
def places(kuopio: Path) -> tuple[list[Place], list[Place]]:
    return near_stops([kuopio], 15, seed=51), near_stops([kuopio], 5, seed=52)


def test_frequencies_equal_their_trips_written_out(kuopio: Path, places, tmp_path: Path) -> None:
    """Sixty patterns of Kuopio, each in two windows of different headways and one past midnight."""
    tables = tables_of(kuopio)
    running = services_on(tables, datetime.date(2017, 3, 8))
    called: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in tables["stop_times"]:
        called[row["trip_id"]].append(row)
    patterns = [row for row in tables["trips"] if row["service_id"] in running][::17][:60]
    assert len(patterns) == 60
    written_out = {**tables, "trips": [], "stop_times": []}
    short = {**tables, "trips": [], "stop_times": [], "frequencies": []}
    for number, trip in enumerate(patterns):
        rows = sorted(called[trip["trip_id"]], key=lambda row: int(row["stop_sequence"]))
        first = seconds_of(rows[0]["departure_time"])
        short["trips"].append(trip)
        short["stop_times"] += rows
        for start, end, headway_s in (
            (6 * 3600 + 60 * number, 9 * 3600, 1200),
            (9 * 3600 + 60 * number, 18 * 3600 + 60 * number, 2700),
            (23 * 3600, 25 * 3600 + 1, 3600),  # 23:00, 24:00 and 25:00: the end itself is left out
        ):
            short["frequencies"].append(
                {
                    "trip_id": trip["trip_id"],
                    "start_time": clock(start),
                    "end_time": clock(end),
                    "headway_secs": str(headway_s),
                    "exact_times": str(number % 2),
                }
            )
            for departure in range(start, end, headway_s):
                name = f"{trip['trip_id']} at {departure}"
                written_out["trips"].append({**trip, "trip_id": name})
                for row in rows:
                    moved = {
                        column: clock(seconds_of(row[column]) - first + departure)
                        for column in ("arrival_time", "departure_time")
                    }
                    written_out["stop_times"].append({**row, **moved, "trip_id": name})
    feeds = [write(short, tmp_path / "short.zip")], [write(written_out, tmp_path / "written_out.zip")]
    one, other = (answers(tmp_path, feed, places, "2017-03-08", "07:50-08:20") for feed in feeds)
    assert one == other
    assert share_filled(one[0]) > 0.3
    assert share_filled(one[1]) > 0.3
    night, other_night = (answers(tmp_path, feed, places, "2017-03-09", "00:00-00:40", False) for feed in feeds)
    assert night == other_night
    assert share_filled(night[0]) > 0.1


def test_a_calendar_equals_its_dates_written_out(kuopio: Path, places, tmp_path: Path) -> None:
    """On a plain day and on the First of May, a Monday, when services are taken out and put in by exception."""
    tables = tables_of(kuopio)
    first, last = (datetime.datetime.strptime(day, "%Y%m%d").date() for day in ("20170425", "20170505"))
    days = [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]
    dates_only = {name: rows for name, rows in tables.items() if name != "calendar"}
    dates_only["calendar_dates"] = [
        {"service_id": service, "date": day.strftime("%Y%m%d"), "exception_type": "1"}
        for day in days
        for service in sorted(services_on(tables, day))
    ]
    exceptions = {row["exception_type"] for row in tables["calendar_dates"] if row["date"] == "20170501"}
    assert exceptions == {"1", "2"}
    feeds = [kuopio], [write(dates_only, tmp_path / "dates.zip")]
    said = set()
    for date in ("2017-05-01", "2017-05-03"):
        one, other = (answers(tmp_path, feed, places, date, "10:00-10:20") for feed in feeds)
        assert one == other
        assert share_filled(one[0]) > 0.3
        said.add(one)
    assert len(said) == 2  # the holiday is not like the Wednesday after it


def test_runs_past_midnight_are_those_of_the_morning(kuopio: Path, places, tmp_path: Path) -> None:
    """Friday's runs past 24:00 on Saturday, and the same runs written as Saturday's of their own."""
    tables = tables_of(kuopio)
    saturday = datetime.date(2017, 3, 11)
    today, yesterday = services_on(tables, saturday), services_on(tables, saturday - datetime.timedelta(days=1))
    alone = {**tables, "trips": [], "stop_times": []}
    del alone["calendar"]
    alone["calendar_dates"] = [{"service_id": "SAT", "date": "20170311", "exception_type": "1"}]
    service_of = {row["trip_id"]: row["service_id"] for row in tables["trips"]}
    for row in tables["trips"]:
        for name, services in (("", today), ("night ", yesterday)):
            if row["service_id"] in services:
                alone["trips"].append({**row, "trip_id": name + row["trip_id"], "service_id": "SAT"})
    for row in tables["stop_times"]:
        service, departure = service_of[row["trip_id"]], seconds_of(row["departure_time"])
        if service in today:
            alone["stop_times"].append(row)
        if service in yesterday and departure >= DAY_S:
            times = {
                column: clock(max(0, seconds_of(row[column]) - DAY_S)) for column in ("arrival_time", "departure_time")
            }
            alone["stop_times"].append({**row, **times, "trip_id": "night " + row["trip_id"]})
    called = defaultdict(int)
    for row in alone["stop_times"]:
        called[row["trip_id"]] += 1
    alone["trips"] = [row for row in alone["trips"] if called[row["trip_id"]] > 1]
    kept = {row["trip_id"] for row in alone["trips"]}
    assert sum(trip.startswith("night ") for trip in kept) > 20
    alone["stop_times"] = [row for row in alone["stop_times"] if row["trip_id"] in kept]
    day_only = {**alone, "trips": [r for r in alone["trips"] if not r["trip_id"].startswith("night ")]}
    day_only["stop_times"] = [r for r in alone["stop_times"] if not r["trip_id"].startswith("night ")]
    feeds = [kuopio], [write(alone, tmp_path / "alone.zip")], [write(day_only, tmp_path / "day_only.zip")]
    one, other, without = (answers(tmp_path, feed, places, "2017-03-11", "00:00-00:50", False) for feed in feeds)
    assert one == other
    assert one != without


def merged(feeds: dict[str, Tables]) -> Tables:
    """Merge feeds by hand, every id prefixed."""
    ids = (
        "stop_id",
        "parent_station",
        "route_id",
        "trip_id",
        "service_id",
        "agency_id",
        "shape_id",
        "fare_id",
        "zone_id",
    )
    whole: Tables = {}
    for prefix, tables in feeds.items():
        for name, rows in tables.items():
            whole.setdefault(name, []).extend(
                {column: f"{prefix}/{value}" if column in ids and value else value for column, value in row.items()}
                for row in rows
            )
    return whole


def test_two_feeds_equal_one_merged_by_hand(shared_data: Path, tmp_path: Path) -> None:
    feeds = [shared_data / "gtfs" / f"porto_alegre_{name}_2019.zip" for name in ("eptc", "trensurb")]
    by_hand = write(merged({path.stem: tables_of(path) for path in feeds}), tmp_path / "merged.zip")
    places = near_stops(feeds, 12, seed=61), near_stops(feeds, 4, seed=62)
    asked = {"date": "2019-05-15", "window": "14:00-14:15"}
    one, other = (answers(tmp_path, feed, places, **asked) for feed in (feeds, [by_hand]))
    assert one == other
    assert share_filled(one[0]) > 0.3
    assert answers(tmp_path, feeds[:1], places, **asked) != one  # the metro matters


def test_a_feed_taken_apart_equals_the_whole(kuopio: Path, places, tmp_path: Path) -> None:
    """Odd trips in one feed, even ones in the other, the same stops and ids in both: a change there is no walk."""
    tables = tables_of(kuopio)
    halves = []
    for half in (0, 1):
        trips = [row for number, row in enumerate(tables["trips"]) if number % 2 == half]
        names = {row["trip_id"] for row in trips}
        rows = [row for row in tables["stop_times"] if row["trip_id"] in names]
        halves.append(write({**tables, "trips": trips, "stop_times": rows}, tmp_path / f"half{half}.zip"))
    whole, apart = (answers(tmp_path, feeds, places, "2017-03-08", "09:00-09:20") for feeds in ([kuopio], halves))
    assert whole == apart
    assert answers(tmp_path, halves[:1], places, "2017-03-08", "09:00-09:20") != whole


def test_blank_times_of_porto_alegre_are_filled_in_order(shared_data: Path) -> None:
    """Of 130,019 calls 125,271 have no time: all get one, in order along the trip, the given ones stay as they are."""
    path = shared_data / "gtfs" / "porto_alegre_eptc_2019.zip"
    tables = read_tables(path)
    timetable = read_timetable([path])
    calls = timetable.stop_times
    trip = timetable.trips["trip_id"].to_numpy()[calls["trip"]]
    arrival, departure = calls["arrival_s"].to_numpy(), calls["departure_s"].to_numpy()
    assert not calls[["arrival_s", "departure_s"]].isna().any().any()
    within = trip[1:] == trip[:-1]
    assert (departure >= arrival).all()
    assert (arrival[1:] >= departure[:-1])[within].all()

    place_of = {row["stop_id"]: (float(row["stop_lon"]), float(row["stop_lat"])) for row in tables["stops"]}
    rows_of: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in tables["stop_times"]:
        rows_of[row["trip_id"]].append(row)
    starts = np.flatnonzero(np.r_[True, ~within])
    ends = np.r_[starts[1:], len(trip)]
    assert len(starts) == len(rows_of)
    blank = 0
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        rows = sorted(rows_of[trip[start]], key=lambda row: int(row["stop_sequence"]))
        expected = oracle.timed(rows, place_of)
        assert len(rows) == end - start
        for row, (a, d), found_a, found_d in zip(
            rows, expected, arrival[start:end].tolist(), departure[start:end].tolist(), strict=True
        ):
            if row["arrival_time"]:
                assert (found_a, found_d) == (a, d)
            else:
                blank += 1
                assert found_a == found_d
                assert abs(found_a - a) <= 1
    assert blank == 125_271
