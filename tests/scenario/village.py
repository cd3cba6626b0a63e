"""A village with two lines, made by hand so that every time after a change is known on paper.

Line 1 calls at A, B, C and D, a kilometre's walk from each other, both ways at the same stops. It takes 5 minutes
from A to B, 4 to C, stands there for a minute, and 5 to D; back from D 5 to C, 5 to B, 5 to A. Line 2 has a stop for
each side of the street: P1, P2, P3 out and Q3, Q2, Q1 back, 5 minutes apart. E and F have no line. S is a station with
the platforms S1 and S2. The calendar: wd (Mon-Fri), sat, sun, and night on Fridays and Saturdays; 6 January 2026,
a Tuesday, runs as a Sunday.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import shapely

from assessment.inputs.municipality import Municipality
from assessment.inputs.service_taxi import BookingRule, ServiceTaxi
from assessment.inputs.timetable import Timetable, read_timetable
from assessment.scenario import apply_scenario, parse_scenario
from tests.impact.towns import LON, lat_at, line_town
from tests.reference.small_feeds import SmallFeed

WEDNESDAY = datetime.date(2026, 3, 4)
FRIDAY, SATURDAY, SUNDAY = (datetime.date(2026, 3, day) for day in (6, 7, 8))
EPIPHANY = datetime.date(2026, 1, 6)

OUT_MIN = (0, 5, 9, 15)
BACK_MIN = (0, 5, 10, 15)


def hhmm(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def line_1_out(start: int) -> str:
    a, b, c, d = (hhmm(start + m) for m in OUT_MIN)
    return f"A {a}, B {b}, C {c}-{hhmm(start + 10)}, D {d}"


def line_1_back(start: int) -> str:
    return ", ".join(f"{stop} {hhmm(start + m)}" for stop, m in zip("DCBA", BACK_MIN, strict=True))


@cache
def village() -> Municipality:
    feed = SmallFeed()
    feed.tables["routes"] = []
    feed.add("routes", route_id="R1", agency_id="A", route_short_name="1", route_long_name="A–D", route_type=3)
    feed.add("routes", route_id="R2", agency_id="A", route_short_name="2", route_long_name="P–Q", route_type=3)
    for number, stop in enumerate("ABCD"):
        feed.stop(stop, LON, lat_at(1000 * number), wheelchair_boarding=1 if stop == "A" else 0)
    feed.stop("E", LON + 0.01, lat_at(2000))
    feed.stop("F", LON + 0.01, lat_at(3000))
    for number in (1, 2, 3):
        feed.stop(f"P{number}", LON + 0.05, lat_at(1000 * number))
        feed.stop(f"Q{number}", LON + 0.0505, lat_at(1000 * number))
    feed.stop("S", LON - 0.01, lat_at(0), location_type=1)
    for platform in ("S1", "S2"):
        feed.stop(platform, LON - 0.01, lat_at(10), parent_station="S")
    feed.service("wd", "1111100")
    feed.service("sat", "0000010")
    feed.service("sun", "0000001")
    feed.service("night", "0000110")
    for service, kind in (("wd", 2), ("sun", 1)):
        feed.add("calendar_dates", service_id=service, date="20260106", exception_type=kind)
    starts = [("wd", (420, 480, 540, 600)), ("sat", (540,)), ("sun", (600,)), ("night", (1320,))]
    for service, minutes in starts:
        for start in minutes:
            _trip(feed, "R1", f"out-{service}-{hhmm(start)}", line_1_out(start), service, 0)
    for start in (450, 510):
        _trip(feed, "R1", f"back-wd-{hhmm(start)}", line_1_back(start), "wd", 1)
    _trip(feed, "R2", "p", "P1 09:15, P2 09:20, P3 09:25", "wd", 0)
    _trip(feed, "R2", "q", "Q3 09:40, Q2 09:45, Q1 09:50", "wd", 1)
    with TemporaryDirectory() as folder:
        timetable = read_timetable([feed.write(Path(folder) / "village.zip")])
    town = line_town({"c1": (500, 100, 10, 5, 2)}, {"library": ("library", 2000, "Mo-Fr 10:00-18:00")}, [5000])
    table = town.service_points.table.assign(mobile=False, stay_min=np.nan)
    stop = ["bookmobile", "Koulun pysäkki", "library", LON, lat_at(3000), "Th 09:00-09:30", True, 15.0]
    table = pd.concat([table, pd.DataFrame([stop], columns=table.columns)], ignore_index=True)
    town = replace(town, service_points=replace(town.service_points, table=table))
    return replace(town, timetable=timetable, service_taxis=(taxi("taxi-old"),))


def taxi(taxi_id: str) -> ServiceTaxi:
    zone = shapely.box(LON - 0.05, lat_at(0), LON + 0.05, lat_at(3000))
    rule = BookingRule("prior_days", prior_days=1)
    hours = {"start_s": 32_400, "end_s": 46_800}
    return ServiceTaxi(taxi_id, "Kylän taksi", zone, zone, weekdays=frozenset({1}), booking=rule, **hours)


def _trip(feed: SmallFeed, route: str, trip_id: str, calls: str, service: str, direction: int) -> None:
    feed.trip(trip_id, calls, service, direction_id=direction, trip_headsign=calls.split(",")[-1].split()[0])
    feed.tables["trips"][-1]["route_id"] = route


def changed(*changes: str, town: Municipality | None = None) -> Timetable:
    """The village's timetable after changes written in YAML."""
    timetable = apply_scenario(parse_scenario(scenario_text(*changes)), town or village()).timetable
    assert timetable is not None
    return timetable


def scenario_text(*changes: str) -> str:
    return "name: VE1\nchanges:\n" + "".join(f"- {change}\n" for change in changes)


def runs(timetable: Timetable, line: str, date: datetime.date, direction: int = 0) -> list[str]:
    """Each trip of a line on a date, told as "A 07:00, B 07:05, C 07:09-07:10, D 07:15", in order of departure."""
    trips = timetable.trips
    names = timetable.routes["short_name"].to_numpy()[trips["route"].to_numpy()]
    on = trips["service_id"].isin(timetable.active_services(date)).to_numpy()
    rows = [n for n in range(len(trips)) if on[n] and names[n] == line and trips["direction_id"].iloc[n] == direction]
    told = []
    for row in rows:
        calls = timetable.stop_times[timetable.stop_times["trip"] == row]
        stops = timetable.stops["stop_id"].to_numpy()[calls["stop"].to_numpy()]
        times = zip(stops, calls["arrival_s"], calls["departure_s"], strict=True)
        words = [f"{stop} {_clock(a)}" + (f"-{_clock(d)}" if d != a else "") for stop, a, d in times]
        told.append((int(calls["departure_s"].iloc[0]), ", ".join(words)))
    return [words for _, words in sorted(told)]


def starts(timetable: Timetable, line: str, date: datetime.date, direction: int = 0) -> list[str]:
    """When the trips of a line leave their first stop on a date."""
    return [words.split(",")[0].split()[1] for words in runs(timetable, line, date, direction)]


def _clock(seconds: int) -> str:
    tail = f":{seconds % 60:02d}" if seconds % 60 else ""
    return f"{hhmm(seconds // 60)}{tail}"
