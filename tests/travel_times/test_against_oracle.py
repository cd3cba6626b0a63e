"""The real command against the independent oracle, on real timetables, on every pair to 0.05 min."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.reference.asked import ask, differing, expected_seconds, seconds_of_table
from tests.reference.oracle import Limits, Place, read_tables, straight_metres, walk_times

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
