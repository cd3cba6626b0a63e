"""The demo's timetable as the tables of a GTFS feed: lines over the streets, trips by service day, stops with names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import yaml

from assessment.demo import service_days
from assessment.demo.bus_paths import BusStreets, Path
from assessment.demo.bus_stops import Call, Stop, StopBook
from assessment.demo.facts import FACTS, Facts, to_degrees, to_metres
from assessment.demo.street_graph import StreetGraph

AGENCY_NAME = "Koutsi (mallinnettu)"
STOP_SECONDS = 16  # lost at each stop: braking, doors, leaving (modelled)
PEAKS_S = ((7 * 3600, 8 * 3600 + 1800), (15 * 3600, 17 * 3600))
PEAK_FACTOR = 1.07
ROUND_TO_S = 10
STATION_ID = "MK"

Table = list[list[str]]


@dataclass(frozen=True)
class Pattern:
    """One direction of a line: its calls, driving seconds to each, and its trips' departures by service day."""

    line: str
    name: str
    direction: int
    low_floor: float
    blanks: bool
    path: Path
    calls: tuple[Call, ...]
    drive_s: tuple[float, ...]
    departures: dict[str, tuple[int, ...]]


def feed_tables(facts: Facts, graph: StreetGraph) -> dict[str, Table]:
    """Every file of the feed as rows, the header first."""
    with (FACTS / "lines.yaml").open(encoding="utf-8") as handle:
        described = yaml.safe_load(handle)
    streets = BusStreets(graph)
    hubs = {
        key: (str(hub["name"]), _at(float(hub["lon"]), float(hub["lat"]))) for key, hub in described["hubs"].items()
    }
    book = StopBook(facts, streets, graph, hubs)
    patterns = [pattern for line in described["patterns"] for pattern in _patterns(line, facts, streets, book, hubs)]
    trips, stop_times = _trips(patterns)
    return {
        "agency.txt": [
            ["agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang"],
            ["koutsi", AGENCY_NAME, "https://example.invalid/", "Europe/Helsinki", "fi"],
        ],
        "feed_info.txt": [
            ["feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_start_date", "feed_end_date"],
            [
                "Mallinnettu esimerkkiaineisto",
                "https://example.invalid/",
                "fi",
                f"{service_days.FIRST_DATE:%Y%m%d}",
                f"{service_days.LAST_DATE:%Y%m%d}",
            ],
        ],
        "stops.txt": _stops(book.stops, hubs["matkakeskus"][1]),
        "routes.txt": _routes(patterns),
        "trips.txt": trips,
        "stop_times.txt": stop_times,
        "calendar.txt": [
            ["service_id", *service_days.WEEKDAYS, "start_date", "end_date"],
            *service_days.calendar(),
        ],
        "calendar_dates.txt": [["service_id", "date", "exception_type"], *service_days.calendar_dates()],
        "shapes.txt": _shapes(patterns, streets),
    }


def _at(lon: float, lat: float) -> tuple[float, float]:
    ((x, y),) = to_metres(np.array([[lon, lat]]))
    return (float(x), float(y))


def _patterns(
    line: dict[str, Any],
    facts: Facts,
    streets: BusStreets,
    book: StopBook,
    hubs: dict[str, tuple[str, tuple[float, float]]],
) -> Iterator[Pattern]:
    for direction, way in enumerate(("out", "back")):
        departures = {day: tuple(sorted(_departures(str(times.get(way, ""))))) for day, times in line["times"].items()}
        if not any(departures.values()):
            continue
        places = list(line["via"]) if direction == 0 else list(line["via"])[::-1]
        path = streets.path([hubs[p][1] if p in hubs else facts.settlement(p).xy for p in places])
        calls = tuple(book.calls(path, places))
        along = np.array([call.along_m for call in calls])
        driven = np.interp(along, path.along_m, path.along_s) + STOP_SECONDS * np.arange(len(calls))
        yield Pattern(
            line=str(line["line"]),
            name=str(line["name"]),
            direction=direction,
            low_floor=float(line["low_floor"]),
            blanks=bool(line.get("rural", False)),
            path=path,
            calls=calls,
            drive_s=tuple(float(s) for s in driven - driven[0]),
            departures=departures,
        )


def _departures(text: str) -> Iterator[int]:
    """Seconds of "05:10-08:30/30 22:40": every 30 minutes in the span, ends included, and single departures."""
    for part in text.split():
        span, _, every = part.partition("/")
        first, _, last = span.partition("-")
        start = _seconds(first)
        yield from range(start, _seconds(last or first) + 1, int(every or 1) * 60)


def _seconds(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _stop_id(stop: Stop) -> str:
    return f"{286000 + stop.number}"


def _stops(stops: list[Stop], station: tuple[float, float]) -> Table:
    header = ["stop_id", "stop_name", "stop_lat", "stop_lon", "zone_id", "location_type", "parent_station"]
    table = [[*header, "wheelchair_boarding"]]
    places = to_degrees(np.array([station, *(stop.xy for stop in stops)]))
    table.append([STATION_ID, "Matkakeskus", f"{places[0, 1]:.6f}", f"{places[0, 0]:.6f}", "A", "1", "", "1"])
    for stop, (lon, lat) in zip(stops, places[1:], strict=True):
        parent = STATION_ID if stop.hub else ""
        table.append([_stop_id(stop), stop.name, f"{lat:.6f}", f"{lon:.6f}", stop.zone, "0", parent, stop.wheelchair])
    return table


def _routes(patterns: list[Pattern]) -> Table:
    table = [["route_id", "agency_id", "route_short_name", "route_long_name", "route_type"]]
    seen: set[str] = set()
    for pattern in patterns:
        if pattern.line not in seen:
            seen.add(pattern.line)
            table.append([f"K{pattern.line}", "koutsi", pattern.line, pattern.name, "3"])
    return table


def _trips(patterns: list[Pattern]) -> tuple[Table, Table]:
    rng = np.random.default_rng(71)
    header = ["route_id", "service_id", "trip_id", "trip_headsign", "direction_id", "shape_id"]
    trips = [[*header, "wheelchair_accessible"]]
    times = [
        ["trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "shape_dist_traveled", "timepoint"]
    ]
    for number, pattern in enumerate(patterns):
        for day, departures in pattern.departures.items():
            for departure in departures:
                trip_id = f"{pattern.line}-{number:02d}-{service_days.SERVICE_IDS[day]}-{_clock(departure)[:5]}"
                lot = rng.random()
                accessible = "1" if lot < pattern.low_floor else ("2" if lot < (1 + pattern.low_floor) / 2 else "")
                head = pattern.calls[-1].stop.name
                service = service_days.SERVICE_IDS[day]
                trips.append(
                    [f"K{pattern.line}", service, trip_id, head, str(pattern.direction), f"s{number:02d}", accessible]
                )
                times.extend(_stop_times(pattern, trip_id, departure))
    return trips, times


def _stop_times(pattern: Pattern, trip_id: str, departure: int) -> Iterator[list[str]]:
    factor = PEAK_FACTOR if any(start <= departure < end for start, end in PEAKS_S) else 1.0
    last = len(pattern.calls) - 1
    for sequence, (call, drive_s) in enumerate(zip(pattern.calls, pattern.drive_s, strict=True)):
        timed = call.timed or sequence in (0, last) or not pattern.blanks
        clock = _clock(departure + round(drive_s * factor / ROUND_TO_S) * ROUND_TO_S) if timed else ""
        exact = "1" if call.timed or sequence in (0, last) else "0"
        yield [trip_id, clock, clock, _stop_id(call.stop), str(sequence + 1), f"{call.along_m / 1000:.3f}", exact]


def _shapes(patterns: list[Pattern], streets: BusStreets) -> Table:
    table = [["shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence", "shape_dist_traveled"]]
    for number, pattern in enumerate(patterns):
        places = to_degrees(streets.node_xy[pattern.path.nodes])
        for sequence, ((lon, lat), along_m) in enumerate(zip(places, pattern.path.along_m, strict=True), start=1):
            table.append([f"s{number:02d}", f"{lat:.6f}", f"{lon:.6f}", str(sequence), f"{along_m / 1000:.3f}"])
    return table
