"""Kuopio: 10,000 origins, nearest of 8, every minute of 06:00-22:00. Wanted: under 4 s after loading, under 1.5 GiB.

python -m tests.benchmarks.kuopio_all_day
"""

from __future__ import annotations

import datetime

from assessment.inputs.timetable import read_timetable
from assessment.network.linking import Points
from assessment.network.transit_network import transit_network
from assessment.travel_times.matrix import transit_times
from assessment.travel_times.profile import TravellerProfile
from assessment.travel_times.transit_search import UNREACHED
from assessment.travel_times.walks import CrowFlies
from tests.benchmarks.measured import DATA, Stopwatch, heading, near_stops, peak_memory_gib, table

DAY, WINDOW = datetime.date(2017, 3, 8), (6 * 3600, 22 * 3600)
WANTED_S, WANTED_GIB = 4.0, 1.5


def main() -> None:
    """Measure and print."""
    heading(__doc__ or "")
    took, traveller, ways = Stopwatch(), TravellerProfile("adult"), CrowFlies(1.3)
    with took("reading the timetable"):
        timetable = read_timetable([DATA / "gtfs" / "kuopio_2017.zip"])
    origins, destinations = near_stops(timetable, 10_000, 1), near_stops(timetable, 8, 2)
    with took("connections of the day"):
        network = transit_network(timetable, DAY)
    with took("first search of the process (2 origins)"):
        few = Points(origins.lon[:2], origins.lat[:2])
        transit_times(few, destinations, network, ways, traveller, WINDOW, (50,))
    with took("linking and search"):
        seconds = transit_times(origins, destinations, network, ways, traveller, WINDOW, (50,))
    with took("nearest"):
        nearest = seconds[0].min(axis=0)
    after = took.total("connections of the day", "linking and search", "nearest")
    table([("step", "seconds"), *took.seconds.items()])
    table(
        [
            ("measure", "found", "wanted", "share of it"),
            ("after loading, s", after, WANTED_S, after / WANTED_S),
            ("peak memory, GiB", peak_memory_gib(), WANTED_GIB, peak_memory_gib() / WANTED_GIB),
        ]
    )
    reached = (nearest < UNREACHED).mean()
    print(f"{network.departure_s.size} connections, {len(origins)} origins x 960 minutes, reached {reached:.1%}")


if __name__ == "__main__":
    main()
