"""One change of each kind that the village allows, written as in a file."""

from __future__ import annotations

import json

from assessment.inputs.service_taxi_yaml import written_service_taxi
from tests.impact.towns import LON, lat_at
from tests.scenario.village import taxi

EVERY_CHANGE = {
    "close": "{service_point: library}",
    "open": f"{{id: new, name: Uusi, kind: library, lon: {LON}, lat: {lat_at(100)!r}}}",
    "move": f"{{service_point: library, lon: {LON}, lat: {lat_at(100)!r}}}",
    "opening_hours": "{service_point: library, opening_hours: 24/7}",
    "remove_line": '{line: "1"}',
    "remove_trips": '{line: "1", from: "08:00", to: "24:00", days: [weekday, saturday]}',
    "retime_trips": '{line: "1", from: "08:00", to: "24:00", shift_min: -5, days: saturday, direction: 0}',
    "headway": '{line: "1", direction: both, from: "07:00", to: "10:00", every_min: 30}',
    "add_line": f'{{id: l, name: "20", stops: [A, {{id: N, name: Uusi, lon: {LON}, lat: {lat_at(50)!r}}}, D], '
    'speed_kmh: 35, first: "07:00", last: "19:00", every_min: 60, days: [wd, night]}',
    "extend_line": '{line: "1", after: D, stops: [E], minutes: [2.5]}',
    "shorten_line": '{line: "1", to_stop: C}',
    "reroute_line": '{line: "1", between: [A, D], via: [], speed_kmh: 40}',
    "move_stop": f"{{stop: B, lon: {LON}, lat: {lat_at(1100)!r}}}",
    "add_stop": f"{{id: N, name: Uusi, lon: {LON}, lat: {lat_at(500)!r}, "
    'lines: [{line: "1", after: A, extra_min: 1}]}',
    "remove_stop": "{stop: B}",
    "accessible_stops": "{stops: [B, S]}",
    "accessible_vehicles": '{line: "1"}',
    "add_service_taxi": json.dumps(written_service_taxi(taxi("taxi-new"))),
    "remove_service_taxi": "{taxi: taxi-old}",
    "add_bookmobile_stop": f"{{id: bm, name: Kauppa, lon: {LON}, lat: {lat_at(10)!r}, "
    'opening_hours: "Th 10:00-10:30"}',
    "remove_bookmobile_stop": "{service_point: bookmobile}",
}
