"""The oracle itself, against journeys counted one by one on tiny timetables, and its rules by hand."""

import datetime
import random

import numpy as np
import pytest

from tests.reference.oracle import (
    NEVER,
    Call,
    Limits,
    Place,
    Running,
    Vehicle,
    departure_minutes,
    great_circle_m,
    nearest_rank,
    read_running,
    straight_metres,
    transit_times,
    walk_seconds,
)
from tests.reference.small_feeds import SmallFeed


def every_journey(running: Running, origin: Place, destination: Place, leave_s: int, limits: Limits) -> int:
    """Return the travel time by trying every journey there is, one after the other."""
    metres = straight_metres(limits.detour)

    def walk(a: Place, b: Place, max_min: float) -> int:
        return int(walk_seconds(metres([a], [b]), limits, max_min)[0, 0])

    def may(accessible: str) -> bool:
        return not limits.wheelchair or accessible == "1" or (accessible == "" and limits.unknown_accessible)

    arrivals = [leave_s + walk(origin, destination, limits.max_walk_min)]

    def ride(here: Place, at_s: int, boardings: int, stop_now: int | None) -> None:
        if boardings == limits.max_boardings:
            return
        for vehicle in running.vehicles:
            if not may(vehicle.accessible):
                continue
            for i, board in enumerate(vehicle.calls):
                if not board.may_board or not may(running.stop_accessible[board.stop]):
                    continue
                there = running.stops[board.stop]
                if stop_now is None:
                    ready = at_s + walk(here, there, limits.max_walk_min)
                else:
                    way = 0 if stop_now == board.stop else walk(here, there, limits.max_transfer_walk_min)
                    ready = at_s + way + limits.transfer_slack_s
                if ready > board.departure_s:
                    continue
                for alight in vehicle.calls[i + 1 :]:
                    if alight.may_alight and may(running.stop_accessible[alight.stop]):
                        place = running.stops[alight.stop]
                        arrivals.append(alight.arrival_s + walk(place, destination, limits.max_walk_min))
                        ride(place, alight.arrival_s, boardings + 1, alight.stop)

    ride(origin, leave_s, 0, None)
    travel = min(arrivals) - leave_s
    return travel if travel <= limits.max_time_min * 60 else NEVER


def random_running(rng: random.Random) -> Running:
    stops = tuple((str(i), 26.7 + rng.uniform(0, 0.03), 60.8 + rng.uniform(0, 0.015)) for i in range(6))
    vehicles = []
    for number in range(7):
        moment, calls = 8 * 3600 + rng.randrange(0, 1500), []
        for stop in [rng.randrange(6) for _ in range(rng.randint(2, 4))]:
            dwell = rng.choice([0, 0, 30])
            calls.append(Call(stop, moment, moment + dwell, rng.random() < 0.85, rng.random() < 0.85))
            moment += dwell + rng.randrange(0, 400)
        vehicles.append(Vehicle(str(number), rng.choice(["1", "1", "", "2"]), tuple(calls)))
    return Running(stops, tuple(rng.choice(["1", "1", "", "2"]) for _ in stops), tuple(vehicles))


@pytest.mark.parametrize("seed", range(40))
def test_oracle_agrees_with_counting_every_journey(seed: int) -> None:
    rng = random.Random(seed)
    running = random_running(rng)
    places = [(str(i), 26.7 + rng.uniform(0, 0.03), 60.8 + rng.uniform(0, 0.015)) for i in range(4)]
    limits = Limits(
        walk_speed_ms=rng.choice([0.6, 1.0, 1.4]),
        max_walk_min=rng.choice([4, 8, 15]),
        max_transfer_walk_min=rng.choice([0, 3, 8]),
        transfer_slack_s=rng.choice([0, 60, 180]),
        max_boardings=rng.choice([1, 2, 3]),
        max_time_min=rng.choice([20, 60]),
        wheelchair=rng.random() < 0.4,
        unknown_accessible=rng.random() < 0.5,
    )
    minutes = departure_minutes("08:00-08:20")[:: rng.choice([3, 7])]
    found = transit_times(running, places[:2], places[2:], minutes, limits)
    counted = [[[every_journey(running, o, d, m, limits) for m in minutes] for d in places[2:]] for o in places[:2]]
    assert found.tolist() == counted


def test_random_towns_hold_what_they_are_to_try() -> None:
    """Guard against random towns in which nobody ever takes two buses."""
    two_needed = 0
    for seed in range(40):
        rng = random.Random(seed)
        running = random_running(rng)
        minutes = departure_minutes("08:00-08:10")
        one, two = (
            transit_times(running, running.stops, running.stops, minutes, Limits(max_walk_min=8, max_boardings=k))
            for k in (1, 2)
        )
        two_needed += int((two < one).any())
    assert two_needed >= 10


def test_great_circle_of_one_degree_of_latitude() -> None:
    # 2 pi R / 360 with R = 6 371 008.8 m
    assert great_circle_m(27.0, 60.0, 27.0, 61.0) == pytest.approx(111_195.08, abs=0.005)


def test_nearest_rank_takes_the_ceiling() -> None:
    seconds = np.array([50, 10, 40, NEVER, 20, 30])
    assert [int(nearest_rank(seconds, p)) for p in (1, 16, 17, 50, 51, 83, 84, 100)] == [
        10, 10, 20, 30, 40, 50, NEVER, NEVER,
    ]  # fmt: skip


def test_blank_times_are_interpolated_by_shape_or_by_straight_line(tmp_path) -> None:
    feed = SmallFeed()
    feed.service("ALL")
    for stop_id, lat in (("A", 60.0), ("B", 60.01), ("C", 60.03), ("D", 60.06)):
        feed.stop(stop_id, 27.0, lat)
    feed.trip("straight", "A 08:00, B, C, D 08:30")
    feed.trip("shaped", "A 08:00 shape=0, B shape=3, C shape=4, D 08:30 shape=6")
    feed.trip("shaped in part", "A 08:00 shape=0, B, C shape=4, D 08:30 shape=6")
    running = read_running([feed.write(tmp_path / "f.zip")], datetime.date(2026, 3, 4))
    minutes = {v.trip: [c.arrival_s // 60 - 480 for c in v.calls] for v in running.vehicles}
    assert minutes == {"straight": [0, 5, 15, 30], "shaped": [0, 15, 20, 30], "shaped in part": [0, 5, 15, 30]}
