"""Random small timetables: the program against the oracle to the second, and what must hold of any of them."""

from __future__ import annotations

import datetime
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.inputs.timetable import read_timetable
from assessment.network.linking import Points
from assessment.network.transit_network import transit_network
from assessment.travel_times.matrix import transit_times
from assessment.travel_times.profile import TravellerProfile
from assessment.travel_times.transit_search import UNREACHED
from assessment.travel_times.walks import CrowFlies
from tests.reference import oracle
from tests.reference.oracle import NEVER, Limits, Place
from tests.reference.small_feeds import SmallFeed, clock

DAY = datetime.date(2026, 3, 4)
WINDOW = (300, 900)  # 00:05-00:15, so that yesterday's vehicles take part
PERCENTILES = (1, 5, 33, 50, 75, 95, 100)
WITHIN = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

# Steps of odd size: no walk takes a whole number of seconds by the metre, where rounding would decide.
spots = st.tuples(st.integers(0, 90), st.integers(0, 90)).map(
    lambda at: (26.7 + at[0] * 0.000731, 60.8 + at[1] * 0.00037)
)
nearby = st.tuples(st.integers(0, 6), st.integers(-4, 4), st.integers(-4, 4))  # a stop, and steps from it
marks = st.sampled_from(["1", "1", "1", "1", "", "2"])


@dataclass(frozen=True)
class Town:
    """A random timetable as tables, and places to travel between."""

    stops: list[tuple[tuple[float, float], str, bool]]  # position, wheelchair_boarding, under the station
    trips: list[dict]
    places: list[Place]
    station: str

    def write(self, path: Path) -> Path:
        feed = SmallFeed()
        feed.add("calendar_dates", service_id="TODAY", date="20260304", exception_type=1)
        feed.add("calendar_dates", service_id="YESTERDAY", date="20260303", exception_type=1)
        feed.add("calendar_dates", service_id="BOTH", date="20260303", exception_type=1)
        feed.add("calendar_dates", service_id="BOTH", date="20260304", exception_type=1)
        feed.stop("station", 26.71, 60.81, location_type=1, wheelchair_boarding=self.station)
        for number, (spot, mark, under) in enumerate(self.stops):
            parent = "station" if under else ""
            feed.stop(f"s{number}", *spot, wheelchair_boarding=mark, parent_station=parent, location_type=0)
        for number, trip in enumerate(self.trips):
            moment, calls = trip["start"], []
            for place, (stop, gap, dwell, pickup, drop_off, blank) in enumerate(trip["calls"]):
                moment += 20 * gap if place else 0
                times = (
                    "" if blank and 0 < place < len(trip["calls"]) - 1 else f"{clock(moment)}-{clock(moment + dwell)}"
                )
                calls.append(f"s{stop % len(self.stops)} {times} pickup={pickup} drop_off={drop_off}")
                moment += dwell
            feed.trip(f"t{number}", ", ".join(calls), trip["service"], wheelchair_accessible=trip["mark"])
            if trip["repeat"]:
                start, runs, headway = trip["repeat"]
                end = clock(start + runs * headway)
                feed.add(
                    "frequencies", trip_id=f"t{number}", start_time=clock(start), end_time=end, headway_secs=headway
                )
        # a run of every service, far from all walks, so that the date is never one without service
        feed.stop("far", 27.9, 61.5)
        feed.stop("farther", 27.9, 61.6)
        feed.trip("always", "far 12:00, farther 13:00", "TODAY")
        return feed.write(path)


calls = st.tuples(
    st.integers(0, 6),
    st.integers(0, 12),
    st.sampled_from([0, 0, 30, 90]),
    st.sampled_from(["", "", "", "0", "1", "2"]),
    st.sampled_from(["", "", "", "0", "1", "3"]),
    st.sampled_from([False, False, False, True]),
)
trips = st.fixed_dictionaries(
    {
        "start": st.tuples(st.sampled_from([0, 0, 0, 86400]), st.integers(0, 80)).map(lambda t: t[0] + 300 + 20 * t[1]),
        "calls": st.lists(calls, min_size=2, max_size=6),
        "service": st.sampled_from(["TODAY", "BOTH", "BOTH", "YESTERDAY"]),
        "mark": marks,
        "repeat": st.one_of(
            st.none(),
            st.none(),
            st.none(),
            st.tuples(st.integers(0, 30).map(lambda n: 40 * n), st.integers(1, 3), st.sampled_from([90, 300])),
        ),
    }
)


@st.composite
def towns(draw: st.DrawFn) -> Town:
    stops = draw(st.lists(st.tuples(spots, marks, st.booleans()), min_size=3, max_size=7))
    places = []
    for number, (stop, east, north) in enumerate(draw(st.lists(nearby, min_size=4, max_size=6))):
        lon, lat = stops[stop % len(stops)][0]
        places.append((f"p{number}", lon + east * 0.00061, lat + north * 0.00031))
    return Town(stops, draw(st.lists(trips, min_size=5, max_size=14)), places, draw(st.sampled_from(["", "1", "2"])))


travellers = st.builds(
    Limits,
    walk_speed_ms=st.sampled_from([0.6, 0.75, 1.0, 1.2, 1.4]),
    max_walk_min=st.sampled_from([3, 5, 7.5, 12, 30]),
    max_transfer_walk_min=st.sampled_from([0, 4, 10, 15]),
    transfer_slack_s=st.sampled_from([0, 20, 60, 200]),
    max_boardings=st.integers(1, 5),
    max_time_min=st.sampled_from([8, 20, 120]),
    detour=st.sampled_from([1.0, 1.3]),
    wheelchair=st.booleans(),
    unknown_accessible=st.booleans(),
)


class Asked:
    """One town, read by the program once and asked many things."""

    def __init__(self, town: Town) -> None:
        self.town = town
        with tempfile.TemporaryDirectory() as folder:
            self.path = town.write(Path(folder) / "feed.zip")
            self.timetable = read_timetable([self.path])
            self.running = oracle.read_running([self.path], DAY)

    def seconds(self, limits: Limits, window=WINDOW, percentiles=PERCENTILES, origins=None, destinations=None):
        """Return what the program says, percentiles x destinations x origins."""
        places = self.town.places
        network = transit_network(
            self.timetable, DAY, wheelchair=limits.wheelchair, unknown_accessible=limits.unknown_accessible
        )
        return transit_times(
            points(origins or places),
            points(destinations or places),
            network,
            CrowFlies(limits.detour),
            profile(limits),
            window,
            percentiles,
        )

    def by_minute(self, limits: Limits) -> np.ndarray:
        """Return the program's seconds for each departure minute by itself, minutes x destinations x origins."""
        return np.stack([self.seconds(limits, (m, m + 60), (50,))[0] for m in range(*WINDOW, 60)]).astype(np.int64)


def points(places: list[Place]) -> Points:
    return Points(np.array([p[1] for p in places]), np.array([p[2] for p in places]))


def profile(limits: Limits) -> TravellerProfile:
    return TravellerProfile(
        "asked",
        walk_speed_ms=limits.walk_speed_ms,
        max_walk_min=limits.max_walk_min,
        max_transfer_walk_min=limits.max_transfer_walk_min,
        transfer_slack_s=limits.transfer_slack_s,
        max_boardings=limits.max_boardings,
        max_time_min=limits.max_time_min,
        wheelchair=limits.wheelchair,
        unknown_accessible=limits.unknown_accessible,
    )


@settings(WITHIN, max_examples=250)
@given(towns(), travellers)
def test_equals_the_oracle_to_the_second(town: Town, limits: Limits) -> None:
    asked = Asked(town)
    minutes = list(range(*WINDOW, 60))
    times = oracle.transit_times(asked.running, town.places, town.places, minutes, limits)
    expected = np.stack([oracle.nearest_rank(times, p) for p in PERCENTILES]).transpose(0, 2, 1)
    found = asked.seconds(limits)
    np.testing.assert_array_equal(np.where(found == UNREACHED, NEVER, found), expected)


@WITHIN
@given(towns(), travellers)
def test_leaving_later_never_arrives_earlier(town: Town, limits: Limits) -> None:
    """With no limit to the whole journey: a limit makes late leavers reach what early ones do not."""
    times = Asked(town).by_minute(limits.but(max_time_min=3000))
    minutes = np.arange(*WINDOW, 60)[:, None, None]
    arrival = np.where(times == UNREACHED, NEVER, times + minutes)
    assert (np.diff(arrival, axis=0) >= 0).all()


@WITHIN
@given(towns(), travellers, st.data())
def test_less_hindered_is_never_later(town: Town, limits: Limits, data: st.DataObject) -> None:
    """Faster at the same limits in time, more vehicles, less slack, longer walks, any vehicle, more time."""
    better = data.draw(
        st.sampled_from(
            [
                {"walk_speed_ms": limits.walk_speed_ms * 1.17},
                {"max_boardings": limits.max_boardings + 1},
                {"transfer_slack_s": 0},
                {"max_walk_min": limits.max_walk_min + 3},
                {"max_transfer_walk_min": limits.max_transfer_walk_min + 3},
                {"unknown_accessible": True},
                {"wheelchair": False},
                {"max_time_min": limits.max_time_min + 5},
                {"detour": 1.0},
            ]
        )
    )
    asked = Asked(town)
    assert (asked.seconds(limits.but(**better)) <= asked.seconds(limits)).all()


@WITHIN
@given(towns(), travellers)
def test_opening_a_destination_never_lengthens_the_nearest(town: Town, limits: Limits) -> None:
    asked = Asked(town)
    fewer = asked.seconds(limits, destinations=town.places[:-1])
    more = asked.seconds(limits)
    np.testing.assert_array_equal(more[:, :-1], fewer)  # a new one leaves the others as they were
    assert (more.min(axis=1) <= fewer.min(axis=1)).all()


@WITHIN
@given(towns(), travellers)
def test_percentiles_rise_and_are_times_of_single_minutes(town: Town, limits: Limits) -> None:
    asked = Asked(town)
    found = asked.seconds(limits)
    assert (np.diff(found.astype(np.int64), axis=0) >= 0).all()
    ordered = np.sort(asked.by_minute(limits), axis=0)
    for row, percentile in enumerate(PERCENTILES):
        rank = max(1, -(-percentile * len(ordered) // 100))
        np.testing.assert_array_equal(found[row], ordered[rank - 1])


@WITHIN
@given(towns(), travellers)
def test_never_slower_than_walking_and_never_beyond_the_limit(town: Town, limits: Limits) -> None:
    found = Asked(town).seconds(limits)
    on_foot = oracle.walk_times(town.places, town.places, limits, oracle.straight_metres(limits.detour)).T
    assert (np.where(found == UNREACHED, NEVER, found) <= on_foot).all()
    assert (found[found < UNREACHED] <= limits.max_time_min * 60).all()
