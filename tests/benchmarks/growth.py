"""How the cost grows: 1, 4 and 16 copies of the Kuopio timetable, every minute of 06:00-22:00.

Upon each other: one town with as many times the trips, each copy a minute later; 2,500 origins, 8 services.
Side by side: as many towns, each with 2,500 origins; 8 services in all.
Wanted of both: linear, that is no more seconds for each copy as there are more of them.
Side by side with 8 services in each town: each origin to each service: the answer itself grows with the square.

    python -m tests.benchmarks.growth
"""

from __future__ import annotations

import datetime
from dataclasses import replace

import pandas as pd

from assessment.inputs.timetable import Timetable, read_timetable
from assessment.network.linking import Points
from assessment.network.transit_network import transit_network
from assessment.travel_times.matrix import transit_times
from assessment.travel_times.profile import TravellerProfile
from assessment.travel_times.transit_search import UNREACHED
from assessment.travel_times.walks import CrowFlies
from tests.benchmarks.measured import DATA, best_of, heading, near_stops, peak_memory_gib, table

DAY, WINDOW = datetime.date(2017, 3, 8), (6 * 3600, 22 * 3600)
COPIES, ORIGINS, SERVICES = (1, 4, 16), 2_500, 8
EASTWARD_DEG = 2.0  # far enough that nobody walks from one copy to the next


def side_by_side(one: Timetable, copies: int) -> Timetable:
    """Return as many towns, each with stops and trips of its own."""
    many = upon_each_other(one, copies, later_s=0)
    stops = [one.stops.assign(lon=one.stops["lon"] + i * EASTWARD_DEG) for i in range(copies)]
    moved = [one.stop_times["stop"] + i * len(one.stops) for i in range(copies)]
    stop_times = many.stop_times.assign(stop=pd.concat(moved, ignore_index=True).astype("int32"))
    return replace(many, stops=pd.concat(stops, ignore_index=True), stop_times=stop_times)


def upon_each_other(one: Timetable, copies: int, later_s: int = 60) -> Timetable:
    """Return one town with as many times the trips."""
    times = [
        one.stop_times.assign(
            trip=(one.stop_times["trip"] + i * len(one.trips)).astype("int32"),
            arrival_s=(one.stop_times["arrival_s"] + i * later_s).astype("int32"),
            departure_s=(one.stop_times["departure_s"] + i * later_s).astype("int32"),
        )
        for i in range(copies)
    ]
    trips = pd.concat([one.trips] * copies, ignore_index=True)
    return replace(one, trips=trips, stop_times=pd.concat(times, ignore_index=True))


def main() -> None:
    """Measure and print."""
    heading((__doc__ or "").split("\n\n    ")[0])
    traveller, ways = TravellerProfile("adult"), CrowFlies(1.3)
    one = read_timetable([DATA / "gtfs" / "kuopio_2017.zip"])
    for name, copied, more_services in (
        ("upon each other", upon_each_other, False),
        ("side by side", side_by_side, False),
        ("services grow too", side_by_side, True),
    ):
        rows: list[tuple[object, ...]] = [
            (
                name,
                "connections",
                "origins",
                "services",
                "search s",
                "s a copy",
                "to 1 copy",
                "ns a pair and minute",
                "reached",
            )
        ]
        first = 0.0
        for copies in COPIES:
            timetable = copied(one, copies)
            towns = copies if copied is side_by_side else 1
            network = transit_network(timetable, DAY)
            origins = near_stops(timetable, ORIGINS * towns, 1)
            services = near_stops(timetable, SERVICES * (towns if more_services else 1), 2)
            few = Points(origins.lon[:2], origins.lat[:2])
            transit_times(few, services, network, ways, traveller, WINDOW, (50,))  # compiled code is loaded
            seconds, search_s = best_of(
                lambda o=origins, s=services, n=network: transit_times(o, s, n, ways, traveller, WINDOW, (50,))
            )
            first = first or search_s
            each_ns = 1e9 * search_s / (len(origins) * len(services) * (WINDOW[1] - WINDOW[0]) / 60)
            reached = float((seconds[0].min(axis=0) < UNREACHED).mean())
            size = (copies, network.departure_s.size, len(origins), len(services))
            rows.append((*size, search_s, search_s / copies, search_s / copies / first, each_ns, reached))
        table(rows)
    print(f"peak memory {peak_memory_gib():.2f} GiB")


if __name__ == "__main__":
    main()
