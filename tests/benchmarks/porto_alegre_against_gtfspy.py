"""Porto Alegre: 1,227 origins to each of 10 health services, every minute of 14:00-16:00 on 2019-05-15, and gtfspy.

gtfspy's profile search answers the nearest of the 10 only. It is run again here, right after ours, in the folder that
`../shared/peers/run FOLDER` has made. Reading and linking are reported apart for both. Wanted: 30 times faster.
Both walk 1 m/s, at most 1,500 m to a stop and 600 m between stops, without slack, and use any number of vehicles (8
here).

    python -m tests.benchmarks.porto_alegre_against_gtfspy FOLDER [--as-measured]

--as-measured takes gtfspy's figures of the earlier run instead of running it again.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import os
import subprocess
from pathlib import Path

import numpy as np

from assessment.inputs.streets import read_streets
from assessment.inputs.timetable import read_timetable
from assessment.network.linking import Points
from assessment.network.street_network import street_network
from assessment.network.transit_network import transit_network
from assessment.travel_times.matrix import in_parallel, walk_times
from assessment.travel_times.profile import TravellerProfile
from assessment.travel_times.transit_access import (
    egress_seconds,
    stop_metres,
    transfer_limit_m,
    transit_access,
    walk_limit_m,
)
from assessment.travel_times.transit_search import UNREACHED
from assessment.travel_times.walks import AlongStreets
from tests.benchmarks.measured import DATA, SHARED, Stopwatch, best_of, heading, peak_memory_gib, table

DAY, WINDOW, WANTED = datetime.date(2019, 5, 15), (14 * 3600, 16 * 3600), 30.0
TRAVELLER = TravellerProfile(
    "as gtfspy",
    walk_speed_ms=1.0,
    max_walk_min=25,
    max_transfer_walk_min=10,
    transfer_slack_s=0,
    max_boardings=8,
    max_time_min=300,
)
ON_FOOT = TravellerProfile(
    "on foot", walk_speed_ms=1.0, max_walk_min=300, max_time_min=300
)  # whole ways: no limit there


def hexagons() -> tuple[list[str], Points, Points]:
    """Return the ids and centres of all hexagons, and the first ten with health care."""
    with (DATA / "geo" / "porto_alegre_hexagons.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    services = [row for row in rows if float(row["healthcare"] or 0) > 0][:10]
    points = [
        Points(*(np.array([float(r[axis]) for r in some]) for axis in ("lon", "lat"))) for some in (rows, services)
    ]
    return [row["id"] for row in rows], *points


def gtfspy(folder: Path, again: bool) -> tuple[dict[str, float], dict[str, float | None]]:
    """Return gtfspy's seconds and its medians in minutes by hexagon."""
    if again:
        peers = SHARED / "peers"
        subprocess.run(
            [folder / "gtfspy/bin/python", peers / "run_gtfspy.py", "all", "5", "14"],
            cwd=folder,
            env={**os.environ, "PEER_DATA": str(DATA), "PYTHONPATH": str(peers)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
    answer = json.loads((folder / "work/out/pt_gtfspy_all_14.json").read_text())
    return {name: value for name, value in answer.items() if name.endswith("_s")}, answer["minutes"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--as-measured", action="store_true")
    asked = parser.parse_args()
    heading((__doc__ or "").split("\n\n    ")[0])
    took = Stopwatch()
    ids, origins, services = hexagons()
    with took("reading two timetables"):
        timetable = read_timetable([DATA / "gtfs" / f"porto_alegre_{name}_2019.zip" for name in ("eptc", "trensurb")])
    with took("reading streets"):
        streets = read_streets(DATA / "osm" / "porto_alegre.osm.pbf")
    with took("street graph and connections of the day"):
        ways = AlongStreets(street_network(streets, "walk"))
        network = transit_network(timetable, DAY)
    with took("linking"):  # the first use of the compiled kernels in it
        limits = walk_limit_m(TRAVELLER), transfer_limit_m(TRAVELLER)
        access = transit_access(network, TRAVELLER, stop_metres(network, ways, origins, *limits))
        egress_s = egress_seconds(network, ways, services, TRAVELLER)
        walk_s = walk_times(origins, services, ways, ON_FOOT)
    with took("first search of the process (1 service)"):
        access.times(egress_s[0], walk_s[0], WINDOW, (50,))
    seconds, ours_s = best_of(
        lambda: np.stack(
            in_parallel(lambda row: access.times(egress_s[row], walk_s[row], WINDOW, (50,))[0], range(len(services)))
        )
    )
    theirs, medians = gtfspy(asked.folder, again=not asked.as_measured)
    table([("step of this program", "seconds"), *took.seconds.items()])
    searched = theirs["init_s"] + theirs["run_s"] + theirs["analyse_s"]
    table(
        [
            ("search", "seconds", "gtfspy / ours", "wanted"),
            ("this program, each of 10, two cores", ours_s, 1.0, ""),
            (
                "gtfspy, nearest of 10: preparing, search, analysis",
                searched,
                searched / ours_s,
                f"at least {WANTED:.0f}",
            ),
            (
                "gtfspy, search and analysis only",
                searched - theirs["init_s"],
                (searched - theirs["init_s"]) / ours_s,
                "",
            ),
        ]
    )
    nearest = seconds.min(axis=0).astype(float)
    nearest[nearest == UNREACHED] = np.inf
    other = np.array([np.inf if medians.get(i) is None else 60 * float(medians[i] or 0) for i in ids])
    both = np.isfinite(nearest) & np.isfinite(other)
    apart = np.abs(nearest - other)[both] / 60
    print(
        f"{network.departure_s.size} connections; reached by both {both.sum()}, by us only "
        f"{(np.isfinite(nearest) & ~np.isfinite(other)).sum()}, by gtfspy only "
        f"{(~np.isfinite(nearest) & np.isfinite(other)).sum()}\n"
        f"medians apart (it joins places to the nearest street corner, we to the nearest point of a street): median "
        f"{np.median(apart):.2f} min, 90th percentile {np.percentile(apart, 90):.2f} min; within 2 min "
        f"{(apart <= 2).mean():.1%}\n"
        f"peak memory {peak_memory_gib():.2f} GiB"
    )


if __name__ == "__main__":
    main()
