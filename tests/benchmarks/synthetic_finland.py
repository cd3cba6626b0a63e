"""A synthetic Finland: up to 64 copies of the Kuopio timetable side by side, the nearest service at every minute.

64 copies are 2.4 million connections (of Wednesday 2017-03-08), 87,000 stops and 320,000 cells; each minute of
06:00-22:00, as `travel-times --nearest` answers it. Each size runs in a process of its own, so that its peak memory is
its own. Wanted of 64 copies: under 60 s after reading, under 6 GiB, and no more seconds a copy than one copy takes.

- 8 in all: eight services somewhere in the country.
- 1 a town, 8 a town: as many in each town, so that the table of answers grows with the square of the copies.

    python -m tests.benchmarks.synthetic_finland [copies ...]
"""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np

from assessment.inputs.timetable import read_timetable
from assessment.network.linking import Points
from assessment.network.transit_network import transit_network
from assessment.travel_times.matrix import transit_times
from assessment.travel_times.profile import TravellerProfile
from assessment.travel_times.transit_search import UNREACHED
from assessment.travel_times.walks import CrowFlies
from tests.benchmarks.growth import DAY, EASTWARD_DEG, WINDOW, side_by_side
from tests.benchmarks.measured import DATA, Stopwatch, heading, near_stops, peak_memory_gib, table

COPIES, CELLS = (1, 4, 16, 64), 5_000
SERVICES = {"8 in all": (8, False), "1 a town": (1, True), "8 a town": (8, True)}  # how many, in each town
WANTED_S, WANTED_GIB = 60.0, 6.0


def copied(points: Points, copies: int) -> Points:
    """Return the same places in every copy of the town."""
    east = np.repeat(np.arange(copies) * EASTWARD_DEG, len(points))
    return Points(np.tile(points.lon, copies) + east, np.tile(points.lat, copies))


def measure(copies: int, services: str) -> dict[str, float]:
    """Answer one size in this process and return its figures."""
    number, in_each = SERVICES[services]
    took, traveller, ways = Stopwatch(), TravellerProfile("adult"), CrowFlies(1.3)
    with took("read"):
        one = read_timetable([DATA / "gtfs" / "kuopio_2017.zip"])
    small = transit_network(one, DAY)
    cells, places = near_stops(one, CELLS, 1), near_stops(one, 8, 2)
    few = Points(cells.lon[:2], cells.lat[:2])
    transit_times(few, places, small, ways, traveller, WINDOW, (50,))  # compiled code is loaded
    with took("copy"):
        timetable = side_by_side(one, copies)
    origins = copied(cells, copies)
    chosen = Points(places.lon[:number], places.lat[:number])
    if in_each:
        destinations = copied(chosen, copies)
    else:  # spread over the towns
        destinations = Points(chosen.lon + np.arange(number) * copies // number * EASTWARD_DEG, chosen.lat)
    with took("network"):
        network = transit_network(timetable, DAY)
    before_gib = peak_memory_gib()
    with took("search"):
        seconds = transit_times(origins, destinations, network, ways, traveller, WINDOW, (50,))
    with took("nearest"):
        nearest = seconds[0].min(axis=0)
    return {
        "copies": copies,
        "connections": network.departure_s.size,
        "stops": len(timetable.stops),
        "cells": len(origins),
        "services": len(destinations),
        "network s": took.seconds["network"],
        "search s": took.seconds["search"] + took.seconds["nearest"],
        "after reading, s": took.total("network", "search", "nearest"),
        "before search, GiB": before_gib,
        "peak, GiB": peak_memory_gib(),
        "reached": float((nearest < UNREACHED).mean()),
    }


def measured_apart(copies: int, services: str) -> dict[str, float]:
    """Answer one size in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.synthetic_finland", "--one", str(copies), services]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(words: list[str]) -> None:
    """Measure and print."""
    if words[:1] == ["--one"]:
        print(json.dumps(measure(int(words[1]), words[2])))
        return
    heading((__doc__ or "").split("\n\n    ")[0])
    for services in SERVICES:
        sizes = [int(word) for word in words] or COPIES
        rows = [measured_apart(copies, services) for copies in sizes]
        print(services)
        table(
            [
                (*rows[0], "s a copy", "to the first"),
                *(
                    (
                        *row.values(),
                        row["after reading, s"] / row["copies"],
                        row["after reading, s"] / row["copies"] / (rows[0]["after reading, s"] / rows[0]["copies"]),
                    )
                    for row in rows
                ),
            ]
        )
        last = rows[-1]
        if last["copies"] == COPIES[-1]:
            for figure, wanted in (("after reading, s", WANTED_S), ("peak, GiB", WANTED_GIB)):
                kept = "kept" if last[figure] < wanted else "MISSED"
                print(f"{figure}: {last[figure]:.3g}, wanted under {wanted:g}: {kept}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
