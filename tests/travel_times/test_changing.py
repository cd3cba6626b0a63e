"""Changing vehicles by the feed's own rules, on a town small enough to work out on paper.

Home walks 0 m to stop A. Bus 1 leaves A at 08:00 and arrives at B at 08:10. From C, 100 m from B (1.3 times as far to
walk: 130 m at 1 m/s are 130 s), buses leave for D at 08:11, 08:13, 08:15 and 08:20 and take ten minutes; D is the
service. Slack 60 s: without rules one is ready at 08:10:00 + 130 s + 60 s = 08:13:10 and takes 08:15, there at 08:25.
"""

import datetime
import math
from pathlib import Path

import numpy as np
import pytest

from assessment.inputs.great_circle import EARTH_RADIUS_M
from assessment.inputs.timetable import Timetable, read_timetable
from assessment.network.linking import Points
from assessment.network.transit_network import transit_network
from assessment.travel_times.matrix import all_visits, transit_times
from assessment.travel_times.pareto import UNREACHED
from assessment.travel_times.profile import TravellerProfile
from assessment.travel_times.visits import VisitRules
from assessment.travel_times.walks import CrowFlies
from tests.reference.small_feeds import SmallFeed

DAY = datetime.date(2026, 3, 4)
LAT = 60.0
METRE = 180 / math.pi / EARTH_RADIUS_M
PROFILE = TravellerProfile("test", walk_speed_ms=1.0, max_walk_min=5, max_transfer_walk_min=5, transfer_slack_s=60)


def feed(folder: Path, *rules: dict[str, object]) -> Timetable:
    made = SmallFeed()
    for stop_id, north_m in (("A", 0), ("B", 5_000), ("C", 5_100), ("D", 10_000)):
        made.stop(stop_id, 26.0, LAT + north_m * METRE)
    made.service("ALL")
    made.trip("out", "A 08:00, B 08:10")
    for n, (there, back) in enumerate((("08:11", "08:21"), ("08:13", "08:23"), ("08:15", "08:25"), ("08:20", "08:30"))):
        made.trip(f"on{n}", f"C {there}, D {back}")
    made.trip("home1", "D 10:00, C 10:10")
    made.trip("home2", "B 10:12, A 10:20")
    made.trip("home3", "B 10:20, A 10:28")
    for rule in rules:
        made.add("transfers", **rule)
    path = folder / "feed.zip"
    made.write(path)
    return read_timetable([path])


def minutes(timetable: Timetable) -> float:
    home, service = (
        Points(np.array([26.0]), np.array([LAT])),
        Points(np.array([26.0]), np.array([LAT + 10_000 * METRE])),
    )
    network = transit_network(timetable, DAY)
    found = transit_times(home, service, network, CrowFlies(1.3), PROFILE, (8 * 3600, 8 * 3600 + 60), (50.0,))
    return float("inf") if found[0, 0, 0] == UNREACHED else found[0, 0, 0] / 60


@pytest.mark.parametrize(
    ("rules", "there_min"),
    [
        ((), 25),
        # A recommended place to change is a walk like any other.
        (({"from_stop_id": "B", "to_stop_id": "C", "transfer_type": 0},), 25),
        # Timed: the bus waits, ready at 08:10, takes 08:11.
        (({"from_stop_id": "B", "to_stop_id": "C", "transfer_type": 1},), 21),
        # Ten minutes at least: ready at 08:20, takes 08:20.
        (({"from_stop_id": "B", "to_stop_id": "C", "transfer_type": 2, "min_transfer_time": 600},), 30),
        # Less than walk and slack: these decide.
        (({"from_stop_id": "B", "to_stop_id": "C", "transfer_type": 2, "min_transfer_time": 100},), 25),
        # More than ten minutes: nothing is left to take.
        (({"from_stop_id": "B", "to_stop_id": "C", "transfer_type": 2, "min_transfer_time": 601},), math.inf),
        (({"from_stop_id": "B", "to_stop_id": "C", "transfer_type": 3},), math.inf),
        # The rule of the other direction says nothing here.
        (({"from_stop_id": "C", "to_stop_id": "B", "transfer_type": 3},), 25),
    ],
)
def test_rules_of_the_feed(tmp_path: Path, rules: tuple[dict[str, object], ...], there_min: float) -> None:
    assert minutes(feed(tmp_path, *rules)) == there_min


@pytest.mark.parametrize(
    ("rules", "home"),
    [
        # Off at C 10:10, ready at B 10:13:10: takes 10:20, home 10:28.
        ((), "10:28"),
        (({"from_stop_id": "C", "to_stop_id": "B", "transfer_type": 1},), "10:20"),
        (({"from_stop_id": "B", "to_stop_id": "C", "transfer_type": 1},), "10:28"),
        (({"from_stop_id": "C", "to_stop_id": "B", "transfer_type": 3},), ""),
    ],
)
def test_rules_hold_on_the_way_home_too(tmp_path: Path, rules: tuple[dict[str, object], ...], home: str) -> None:
    timetable = feed(tmp_path, *rules)
    points = Points(np.array([26.0]), np.array([LAT])), Points(np.array([26.0]), np.array([LAT + 10_000 * METRE]))
    (visit,) = all_visits(
        *points, transit_network(timetable, DAY), CrowFlies(1.3), PROFILE, VisitRules(((9 * 3600, 12 * 3600),), 3600)
    )
    expected = UNREACHED if not home else 3600 * int(home[:2]) + 60 * int(home[3:])
    assert visit.home_arrival_s.tolist() == [expected]
