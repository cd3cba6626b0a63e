"""How long each kind of change to the timetable takes to apply: on the demo and on Kuopio's feed of 2017.

    python -m tests.benchmarks.scenario_changes data/demo ../shared/data/gtfs/kuopio_2017.zip

Prints milliseconds of processor time, the best of five. Bounds: 200 on the demo, 500 on Kuopio.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from assessment.inputs.municipality import Municipality, read_municipality
from assessment.inputs.timetable import Timetable, read_timetable
from assessment.scenario import apply_scenario, parse_scenario


def changes_for(timetable: Timetable) -> dict[str, str]:
    """One change of each kind to the line with most trips, or at the stop with most calls."""
    trips, calls, stops = timetable.trips, timetable.stop_times, timetable.stops
    route = int(trips["route"].value_counts().index[0])
    line = timetable.routes["route_id"].iloc[route]
    of_line = trips["route"].to_numpy() == route
    ahead = np.flatnonzero(of_line & (trips["direction_id"] == 0).to_numpy())
    along = calls["stop"].to_numpy()[calls["trip"].to_numpy() == ahead[len(ahead) // 2]]
    busiest = int(calls["stop"].value_counts().index[0])
    ids = [stops["stop_id"].iloc[row] for row in along]
    middle, last, lon, lat = ids[len(ids) // 2], ids[-1], stops["lon"].iloc[busiest], stops["lat"].iloc[busiest]
    place = f"lon: {lon + 0.0005}, lat: {lat}"
    new = f"{{id: bench-stop, name: Uusi, lon: {stops['lon'].iloc[along[-1]]}, lat: {stops['lat'].iloc[along[-1]]}}}"
    window = 'from: "06:00", to: "22:00"'
    return {
        "remove_line": f'{{line: "{line}"}}',
        "remove_trips": f'{{line: "{line}", {window}, days: saturday}}',
        "retime_trips": f'{{line: "{line}", {window}, shift_min: 10}}',
        "headway": f'{{line: "{line}", {window}, every_min: 15}}',
        "add_line": f'{{id: bench, name: Uusi linja, stops: ["{ids[0]}", "{middle}", "{last}"], speed_kmh: 30, '
        'first: "06:00", last: "22:00", every_min: 10}',
        "extend_line": f'{{line: "{line}", after: "{last}", stops: [{new}], minutes: [5]}}',
        "shorten_line": f'{{line: "{line}", to_stop: "{middle}"}}',
        "reroute_line": f'{{line: "{line}", between: ["{ids[0]}", "{middle}"], via: [], speed_kmh: 40}}',
        "move_stop": f'{{stop: "{stops["stop_id"].iloc[busiest]}", {place}}}',
        "add_stop": f"{{id: bench-stop, name: Uusi, {place}, "
        f'lines: [{{line: "{line}", after: "{middle}", extra_min: 1}}]}}',
        "remove_stop": f'{{stop: "{stops["stop_id"].iloc[busiest]}"}}',
        "accessible_stops": f'{{line: "{line}"}}',
        "accessible_vehicles": f'{{line: "{line}"}}',
    }


def measure(name: str, municipality: Municipality) -> None:
    """Print the time of each change."""
    if municipality.timetable is None:
        raise SystemExit(f"{name}: no timetable")
    for word, body in changes_for(municipality.timetable).items():
        scenario = parse_scenario(f"name: VE1\nchanges:\n- {word}: {body}\n")
        taken = []
        for _ in range(5):
            start = time.process_time()
            apply_scenario(scenario, municipality)
            taken.append(time.process_time() - start)
        print(f"{name:10} {word:20} {1000 * min(taken):6.0f} ms")


if __name__ == "__main__":
    demo = read_municipality(Path(sys.argv[1]))
    measure("demo", demo)
    kuopio = read_timetable([Path(sys.argv[2])])
    # The demo's outline would refuse places in Kuopio; without a town the stops' own extent stands for one.
    areas = demo.areas.table.to_crs(4326)
    shift = areas.translate(kuopio.stops["lon"].median() - 26.7, kuopio.stops["lat"].median() - 60.87)
    moved = replace(demo.areas, table=demo.areas.table.assign(geometry=shift.to_crs(demo.areas.crs)))
    measure("kuopio", replace(demo, timetable=kuopio, areas=moved, outline=None))
