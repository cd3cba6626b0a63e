"""The real command against the independent oracle, on real timetables, on every pair to 0.05 min."""

from __future__ import annotations

import csv
import datetime
import random
from pathlib import Path

import numpy as np
import pytest

from assessment.inputs.streets import read_streets
from tests.reference.asked import PERCENTILES, ask, differing, expected_seconds, seconds_of_table
from tests.reference.oracle import (
    NEVER,
    Limits,
    Place,
    departure_minutes,
    nearest_rank,
    read_running,
    read_tables,
    straight_metres,
    transit_times,
    walk_times,
)
from tests.reference.small_feeds import SmallFeed, clock
from tests.reference.streets import StreetGraph

KUOPIO = Limits()
TRAVELLERS = {
    "default": KUOPIO,
    "slow, short walks": KUOPIO.but(walk_speed_ms=0.6, max_walk_min=8.5, max_transfer_walk_min=5),
    "fast, long walks": KUOPIO.but(walk_speed_ms=1.5, max_walk_min=35, max_transfer_walk_min=15, detour=1.2),
    "one vehicle": KUOPIO.but(max_boardings=1),
    "two vehicles": KUOPIO.but(max_boardings=2, walk_speed_ms=0.9),
    "seven vehicles, no slack": KUOPIO.but(max_boardings=7, transfer_slack_s=0),
    "change at the same stop only": KUOPIO.but(max_transfer_walk_min=0, transfer_slack_s=150),
    "no longer than 40 min": KUOPIO.but(max_time_min=40, walk_speed_ms=1.05),
}
DAYS = {
    "Saturday midday": ("2017-03-11", "11:30-13:00"),
    "Sunday evening": ("2017-03-12", "19:00-20:30"),
    "after midnight, Friday's buses": ("2017-03-11", "00:00-01:00"),
    "towards midnight": ("2017-03-10", "22:45-24:00"),
}


def near_stops(timetables: list[Path], number: int, seed: int, spread_deg: float = 0.004) -> list[Place]:
    """Return places near stops drawn by how often they are served, always the same ones."""
    rng = random.Random(seed)
    served = []
    for path in timetables:
        tables = read_tables(path)
        at = {row["stop_id"]: (float(row["stop_lon"]), float(row["stop_lat"])) for row in tables["stops"]}
        served += [at[row["stop_id"]] for row in tables["stop_times"]]
    return [
        (f"p{i}", round(lon + rng.uniform(-2, 2) * spread_deg, 6), round(lat + rng.uniform(-1, 1) * spread_deg, 6))
        for i, (lon, lat) in enumerate(rng.sample(served, number))
    ]


def compare(folder: Path, timetables: list[Path], date: str, window: str, limits: Limits, **drawn: int) -> float:
    """Compare every pair; return the share of them that vehicles reach sooner than feet, at the best minutes."""
    seed = drawn.get("seed", 7)
    origins = near_stops(timetables, drawn.get("origins", 12), seed)
    destinations = near_stops(timetables, drawn.get("destinations", 6), seed + 1)
    asked = {"origins": origins, "destinations": destinations, "date": date, "window": window}
    table = ask(folder, timetables=timetables, mode="transit", options=limits.options(), **asked)
    found = seconds_of_table(table, origins, destinations)
    expected = expected_seconds(timetables, limits=limits, **asked)
    assert not differing(found, expected, origins, destinations)
    on_foot = walk_times(origins, destinations, limits, straight_metres(limits.detour))
    return float((expected[:, :, 0] < on_foot).mean())


@pytest.mark.parametrize("traveller", TRAVELLERS)
def test_kuopio_for_several_travellers(traveller: str, shared_data: Path, tmp_path: Path) -> None:
    feed = shared_data / "gtfs" / "kuopio_2017.zip"
    reached = compare(tmp_path, [feed], "2017-03-08", "07:00-09:00", TRAVELLERS[traveller])
    assert reached > 0.3


@pytest.mark.parametrize("day", DAYS)
def test_kuopio_on_several_days(day: str, shared_data: Path, tmp_path: Path) -> None:
    reached = compare(tmp_path, [shared_data / "gtfs" / "kuopio_2017.zip"], *DAYS[day], KUOPIO, seed=21)
    assert reached > 0.3


@pytest.mark.parametrize("date", ["2016-04-06", "2016-04-09"])
@pytest.mark.parametrize(
    "limits", [Limits(), Limits(wheelchair=True), Limits(wheelchair=True, unknown_accessible=False)]
)
def test_caltrain_with_and_without_wheelchair(limits: Limits, date: str, shared_data: Path, tmp_path: Path) -> None:
    """On the Saturday some trips say nothing of wheelchairs; several stations say no on every day."""
    feed = shared_data / "gtfs" / "caltrain_2016.zip"
    asked = {"origins": 20, "destinations": 12, "seed": 3}
    assert compare(tmp_path, [feed], date, "08:30-10:30", limits.but(max_walk_min=45), **asked) > 0.3


@pytest.mark.parametrize("wheelchair", [False, True])
def test_porto_alegre_with_blank_times_and_two_feeds(wheelchair: bool, shared_data: Path, tmp_path: Path) -> None:
    feeds = [shared_data / "gtfs" / f"porto_alegre_{name}_2019.zip" for name in ("eptc", "trensurb")]
    limits = Limits(wheelchair=wheelchair, max_boardings=3, walk_speed_ms=1.0)
    reached = compare(tmp_path, feeds, "2019-05-15", "14:00-14:40", limits, origins=8, destinations=5)
    assert reached > 0.3


# --- along real streets ----------------------------------------------------------------------------------------------


def street_graph(path: Path, step_free: bool) -> StreetGraph:
    """Return the streets that may be walked: which they are, the reader of OpenStreetMap says, all else the oracle."""
    streets = read_streets(path)
    kept = streets.walkable & (streets.step_free != 2) if step_free else streets.walkable
    ends = streets.segment_from[kept], streets.segment_to[kept]
    return StreetGraph(streets.node_lon, streets.node_lat, *ends, streets.length_m[kept].astype(float))


def hexagons(shared_data: Path, number: int, seed: int) -> list[Place]:
    with (shared_data / "geo" / "porto_alegre_hexagons.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(r["id"], float(r["lon"]), float(r["lat"])) for r in random.Random(seed).sample(rows, number)]


@pytest.mark.parametrize("wheelchair", [False, True])
def test_walking_in_porto_alegre(wheelchair: bool, shared_data: Path, tmp_path: Path) -> None:
    streets = shared_data / "osm" / "porto_alegre.osm.pbf"
    places = hexagons(shared_data, 45, seed=5)
    origins, destinations = places[:30], places[30:]
    limits = Limits(walk_speed_ms=1.1, max_walk_min=120, wheelchair=wheelchair)
    table = ask(
        tmp_path,
        origins=origins,
        destinations=destinations,
        mode="walk",
        date="2019-05-15",
        window="08:00-08:01",
        options=limits.options(),
        streets=streets,
        percentiles=[50],
    )
    expected = walk_times(origins, destinations, limits, street_graph(streets, wheelchair).metres)[:, :, None]
    found = seconds_of_table(table, origins, destinations)
    assert not differing(found, expected, origins, destinations)
    assert 0.2 < (expected < NEVER).mean() < 0.98  # some are beyond the longest walk


def test_made_up_buses_along_the_streets_of_porto_alegre(shared_data: Path, tmp_path: Path) -> None:
    streets = shared_data / "osm" / "porto_alegre.osm.pbf"
    rng = random.Random(11)
    feed = SmallFeed()
    feed.service("ALL")
    for name, lon, lat in hexagons(shared_data, 40, seed=8):
        feed.stop(name, round(lon + rng.uniform(-0.003, 0.003), 6), round(lat + rng.uniform(-0.003, 0.003), 6))
    stops = [str(row["stop_id"]) for row in feed.tables["stops"]]
    for line in range(12):
        along = rng.sample(stops, 6)
        for start in range(7 * 3600 + rng.randrange(1200), 10 * 3600, rng.choice([600, 900, 1260])):
            calls = [f"{stop} {clock(start + i * 420 + rng.randrange(60))}" for i, stop in enumerate(along)]
            feed.trip(f"{line} at {start}", ", ".join(calls))
    timetable = feed.write(tmp_path / "feed.zip")
    places = hexagons(shared_data, 24, seed=9)
    origins, destinations = places[:16], places[16:]
    limits = Limits(walk_speed_ms=1.1, max_walk_min=30, max_transfer_walk_min=20)
    window, date = "07:30-08:30", "2026-03-04"
    table = ask(
        tmp_path,
        origins=origins,
        destinations=destinations,
        mode="transit",
        date=date,
        window=window,
        options=limits.options(),
        timetables=[timetable],
        streets=streets,
    )
    running = read_running([timetable], datetime.date.fromisoformat(date))
    metres = street_graph(streets, step_free=False).metres
    times = transit_times(running, origins, destinations, departure_minutes(window), limits, metres)
    expected = np.stack([nearest_rank(times, p) for p in PERCENTILES], axis=-1)
    assert not differing(seconds_of_table(table, origins, destinations), expected, origins, destinations)
    on_foot = walk_times(origins, destinations, limits, metres)
    one_vehicle = transit_times(
        running, origins, destinations, departure_minutes(window), limits.but(max_boardings=1), metres
    )
    assert (expected[:, :, 0] < on_foot).mean() > 0.3
    assert (times < one_vehicle).mean() > 0.1
