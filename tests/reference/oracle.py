"""Slow, independent oracle of `travel-times`, written from the definitions of the command and from nothing else.

It imports nothing of the program. The method is chosen to be plain and unlike the program's own: a forward search
in rounds. Round k scans every vehicle from its first to its last stop and notes who could be on board after at most
k boardings; all departure minutes of all origins ride along as one numpy row, each on its own. No profiles, no
pruning, no "first vehicle to catch", no sorting of connections.

Units: seconds since midnight of the service day, metres, metres per second. `NEVER` stands for "not reached".
"""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import math
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

NEVER = 10**9  # seconds; far beyond any journey, small enough to add walks to
DAY_S = 24 * 3600
EARTH_RADIUS_M = 6_371_008.8
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Place = tuple[str, float, float]  # id, lon, lat


@dataclass(frozen=True)
class Limits:
    """The options of the command, under their own names and with their printed values."""

    walk_speed_ms: float = 1.2
    max_walk_min: float = 20
    max_transfer_walk_min: float = 10
    transfer_slack_s: int = 60
    max_boardings: int = 4
    max_time_min: float = 180
    detour: float = 1.3
    wheelchair: bool = False
    unknown_accessible: bool = True

    def options(self) -> list[str]:
        """Return the command line that says the same."""
        return [
            f"--walk-speed-ms={self.walk_speed_ms}",
            f"--max-walk-min={self.max_walk_min}",
            f"--max-transfer-walk-min={self.max_transfer_walk_min}",
            f"--transfer-slack-s={self.transfer_slack_s}",
            f"--max-boardings={self.max_boardings}",
            f"--max-time-min={self.max_time_min}",
            f"--detour={self.detour}",
            f"--unknown-accessible={'yes' if self.unknown_accessible else 'no'}",
            *(["--wheelchair"] if self.wheelchair else []),
        ]

    def but(self, **changed: object) -> Limits:
        """Return these limits with some of them changed."""
        return replace(self, **changed)  # type: ignore[arg-type]


# --- walking ---------------------------------------------------------------------------------------------------------


def great_circle_m(lon1, lat1, lon2, lat2):  # type: ignore[no-untyped-def]
    """Return the great-circle distance (haversine) in metres; numbers or arrays of degrees."""
    lon1, lat1, lon2, lat2 = (np.radians(np.asarray(v, dtype=float)) for v in (lon1, lat1, lon2, lat2))
    h = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(h))


Metres = Callable[[Sequence[Place], Sequence[Place]], np.ndarray]  # all pairs; inf = no way


def straight_metres(detour: float) -> Metres:
    """Walking without streets: the great circle times the detour."""

    def metres(from_places: Sequence[Place], to_places: Sequence[Place]) -> np.ndarray:
        to_lon, to_lat = (np.array([p[i] for p in to_places]) for i in (1, 2))
        rows = [great_circle_m(lon, lat, to_lon, to_lat) * detour for _, lon, lat in from_places]
        return np.array(rows).reshape(len(from_places), len(to_places))

    return metres


def walk_seconds(metres: np.ndarray, limits: Limits, max_min: float) -> np.ndarray:
    """Return whole seconds of each walk, NEVER where it is longer than `max_min`."""
    seconds = np.full(metres.shape, NEVER, dtype=np.int64)
    there = np.isfinite(metres)
    seconds[there] = np.ceil(metres[there] / limits.walk_speed_ms).astype(np.int64)
    return np.where(seconds <= max_min * 60, seconds, NEVER)


def walk_times(origins: Sequence[Place], destinations: Sequence[Place], limits: Limits, metres: Metres) -> np.ndarray:
    """Return seconds on foot, origins x destinations; NEVER beyond the walk limit or the time limit."""
    seconds = walk_seconds(metres(origins, destinations), limits, limits.max_walk_min)
    return np.where(seconds <= limits.max_time_min * 60, seconds, NEVER)


# --- timetable -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Call:
    """A vehicle at a stop."""

    stop: int
    arrival_s: int
    departure_s: int
    may_board: bool
    may_alight: bool


@dataclass(frozen=True)
class Vehicle:
    """One run of one vehicle on the day asked for; accessible is "1", "2" or "" (unknown)."""

    trip: str
    accessible: str
    calls: tuple[Call, ...]

    def later_by(self, seconds: int) -> Vehicle:
        """Return the same run, shifted in time."""
        calls = tuple(
            replace(c, arrival_s=c.arrival_s + seconds, departure_s=c.departure_s + seconds) for c in self.calls
        )
        return replace(self, calls=calls)


@dataclass(frozen=True)
class Running:
    """Everything that runs on one service day: stops as places, their accessibility ("1", "2", "") and vehicles."""

    stops: tuple[Place, ...]
    stop_accessible: tuple[str, ...]
    vehicles: tuple[Vehicle, ...]


def seconds_of(text: str) -> int:
    """Read H:MM:SS, hours may pass 24."""
    hours, minutes, seconds = text.strip().split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def read_tables(path: Path) -> dict[str, list[dict[str, str]]]:
    """Read each .txt of a GTFS zip into rows of stripped strings."""
    tables = {}
    with zipfile.ZipFile(path) as feed:
        for name in feed.namelist():
            if name.endswith(".txt"):
                text = io.TextIOWrapper(feed.open(name), encoding="utf-8-sig", newline="")
                rows = csv.DictReader(text, skipinitialspace=True)
                tables[Path(name).stem] = [{k.strip(): (v or "").strip() for k, v in r.items() if k} for r in rows]
    return tables


def services_on(tables: dict[str, list[dict[str, str]]], date: datetime.date) -> set[str]:
    """Return the services that run on a date: the weekly calendar, then the exceptions."""
    day = date.strftime("%Y%m%d")
    running = {
        row["service_id"]
        for row in tables.get("calendar", [])
        if row[WEEKDAYS[date.weekday()]] == "1" and row["start_date"] <= day <= row["end_date"]
    }
    for row in tables.get("calendar_dates", []):
        if row["date"] == day:
            if row["exception_type"] == "1":
                running.add(row["service_id"])
            elif row["exception_type"] == "2":
                running.discard(row["service_id"])
    return running


def timed(rows: list[dict[str, str]], place_of: dict[str, tuple[float, float]]) -> list[tuple[int, int]]:
    """Return (arrival, departure) of every row of a trip, the blank ones interpolated to the nearest second.

    By shape_dist_traveled where each row of the gap and its two ends has one, else by straight-line distance along
    the stops.
    """
    known: list[tuple[int, int] | None] = []
    for row in rows:
        arrival, departure = row.get("arrival_time", ""), row.get("departure_time", "")
        if arrival or departure:
            known.append((seconds_of(arrival or departure), seconds_of(departure or arrival)))
        else:
            known.append(None)
    given = [i for i, pair in enumerate(known) if pair is not None]
    for before, after in itertools.pairwise(given):
        if after - before > 1:
            along = distances_along(rows[before : after + 1], place_of)
            start, end = known[before], known[after]
            assert start is not None and end is not None
            for i in range(before + 1, after):
                evenly = (i - before) / (after - before)  # where the stops are all at one spot
                share = along[i - before] / along[-1] if along[-1] > 0 else evenly
                moment = math.floor(start[1] + share * (end[0] - start[1]) + 0.5)
                known[i] = (moment, moment)
    assert all(pair is not None for pair in known), "the first and last stop of a trip need times"
    return [pair for pair in known if pair is not None]


def distances_along(rows: list[dict[str, str]], place_of: dict[str, tuple[float, float]]) -> list[float]:
    """Return how far along each row is from the first, in any unit."""
    shaped = [row.get("shape_dist_traveled", "") for row in rows]
    if all(shaped):
        return [float(v) - float(shaped[0]) for v in shaped]
    lon, lat = np.array([place_of[row["stop_id"]] for row in rows]).T
    return [0.0, *np.cumsum(great_circle_m(lon[:-1], lat[:-1], lon[1:], lat[1:])).tolist()]


def read_running(paths: Sequence[Path], date: datetime.date) -> Running:
    """Read what runs on `date` from one or more feeds, with the day before's runs past 24:00."""
    stops: list[Place] = []
    accessible: list[str] = []
    vehicles: list[Vehicle] = []
    for number, path in enumerate(paths):
        tables = read_tables(path)
        first = len(stops)
        row_of = {row["stop_id"]: first + i for i, row in enumerate(tables["stops"])}
        boarding_of = {row["stop_id"]: row.get("wheelchair_boarding", "") for row in tables["stops"]}
        place_of: dict[str, tuple[float, float]] = {}
        for row in tables["stops"]:
            lon, lat = float(row["stop_lon"] or "nan"), float(row["stop_lat"] or "nan")
            place_of[row["stop_id"]] = (lon, lat)
            stops.append((f"{number}/{row['stop_id']}", lon, lat))
            accessible.append(row.get("wheelchair_boarding", "") or boarding_of.get(row.get("parent_station", ""), ""))
        rows_of: dict[str, list[dict[str, str]]] = {}
        for row in tables["stop_times"]:
            rows_of.setdefault(row["trip_id"], []).append(row)
        repeats_of: dict[str, list[dict[str, str]]] = {}
        for row in tables.get("frequencies", []):
            repeats_of.setdefault(row["trip_id"], []).append(row)
        today, yesterday = services_on(tables, date), services_on(tables, date - datetime.timedelta(days=1))
        for trip in tables["trips"]:
            if trip["service_id"] not in today | yesterday:
                continue
            rows = sorted(rows_of.get(trip["trip_id"], []), key=lambda r: int(r["stop_sequence"]))
            if len(rows) < 2:
                continue
            run = Vehicle(
                trip["trip_id"],
                trip.get("wheelchair_accessible", "").replace("0", ""),
                tuple(
                    Call(
                        row_of[row["stop_id"]],
                        arrival,
                        departure,
                        row.get("pickup_type", "") != "1",
                        row.get("drop_off_type", "") != "1",
                    )
                    for row, (arrival, departure) in zip(rows, timed(rows, place_of), strict=True)
                ),
            )
            runs = [run]
            if trip["trip_id"] in repeats_of:
                runs = [
                    run.later_by(start - run.calls[0].departure_s)
                    for row in repeats_of[trip["trip_id"]]
                    for start in range(
                        seconds_of(row["start_time"]), seconds_of(row["end_time"]), int(row["headway_secs"])
                    )
                ]
            for each in runs:
                if trip["service_id"] in today:
                    vehicles.append(each)
                if trip["service_id"] in yesterday and each.calls[-1].arrival_s >= DAY_S:
                    vehicles.append(each.later_by(-DAY_S))
    return Running(tuple(stops), tuple("" if a == "0" else a for a in accessible), tuple(vehicles))


# --- public transport ------------------------------------------------------------------------------------------------


def transit_times(
    running: Running,
    origins: Sequence[Place],
    destinations: Sequence[Place],
    minutes: Sequence[int],
    limits: Limits,
    metres: Metres | None = None,
) -> np.ndarray:
    """Return seconds of travel, origins x destinations x departure minutes; NEVER = not reached.

    `minutes` are departure times in seconds since midnight, `metres` the ways on foot (default: straight with detour).
    """
    metres = metres or straight_metres(limits.detour)
    leave = np.tile(np.asarray(minutes, dtype=np.int64), len(origins))  # one column per (origin, minute)
    whose = np.repeat(np.arange(len(origins)), len(minutes))
    usable = [_yes(a, limits) for a in running.stop_accessible]
    served = sorted({c.stop for v in running.vehicles for c in v.calls})  # only they can be boarded or alighted at
    row_of = {stop: row for row, stop in enumerate(served)}
    places = [running.stops[stop] for stop in served]
    access = walk_seconds(metres(origins, places), limits, limits.max_walk_min)
    egress = walk_seconds(metres(places, destinations), limits, limits.max_walk_min)
    whole = walk_times(origins, destinations, limits, metres)
    transfers = _transfers(places, limits, metres)
    vehicles = _worth_scanning(running.vehicles, min(minutes), max(minutes) + limits.max_time_min * 60, limits)

    best = np.full((len(destinations), len(leave)), NEVER, dtype=np.int64)  # arrival by any journey so far
    for d in range(len(destinations)):
        best[d] = leave + whole[whose, d]
    ready = np.stack([leave + access[whose, row] for row in range(len(places))]) if places else np.empty((0, 0))
    for _ in range(limits.max_boardings):
        arrived = np.full((len(places), len(leave)), NEVER, dtype=np.int64)  # by vehicle, after this many boardings
        for vehicle in vehicles:
            on_board = np.zeros(len(leave), dtype=bool)
            for call in vehicle.calls:
                row = row_of[call.stop]
                if call.may_alight and usable[call.stop]:
                    arrived[row, on_board] = np.minimum(arrived[row, on_board], call.arrival_s)
                if call.may_board and usable[call.stop]:
                    on_board |= ready[row] <= call.departure_s
        for d in range(len(destinations)):
            for row in np.flatnonzero(egress[:, d] < NEVER):
                best[d] = np.minimum(best[d], arrived[row] + egress[row, d])
        following = np.full_like(ready, NEVER)
        for from_row, to_row, seconds in transfers:
            following[to_row] = np.minimum(following[to_row], arrived[from_row] + seconds + limits.transfer_slack_s)
        ready = following
    travel = best - leave
    travel[travel > limits.max_time_min * 60] = NEVER
    return travel.reshape(len(destinations), len(origins), len(minutes)).transpose(1, 0, 2)


def _yes(accessible: str, limits: Limits) -> bool:
    """Say whether a stop or vehicle may be used."""
    return not limits.wheelchair or accessible == "1" or (accessible == "" and limits.unknown_accessible)


def _transfers(places: Sequence[Place], limits: Limits, metres: Metres) -> list[tuple[int, int, int]]:
    """Return (from row, to row, seconds) of each walk between stops, zero at the same stop."""
    found = [(row, row, 0) for row in range(len(places))]
    for row, place in enumerate(places):
        seconds = walk_seconds(metres([place], places), limits, limits.max_transfer_walk_min)[0]
        found += [(row, int(to), int(seconds[to])) for to in np.flatnonzero(seconds < NEVER) if to != row]
    return found


def _worth_scanning(vehicles: Sequence[Vehicle], first_s: int, last_s: float, limits: Limits) -> list[Vehicle]:
    """Leave out vehicles that nobody may use and those wholly outside the time that is looked at."""
    return [
        v
        for v in vehicles
        if _yes(v.accessible, limits) and v.calls[-1].arrival_s >= first_s and v.calls[0].departure_s <= last_s
    ]


# --- what the command prints -----------------------------------------------------------------------------------------


def nearest_rank(seconds: np.ndarray, percentile: float) -> np.ndarray:
    """Return the ceil(p/100 x n)-th smallest along the last axis, not reached counted as infinite."""
    n = seconds.shape[-1]
    rank = max(1, math.ceil(percentile / 100 * n))
    return np.sort(seconds, axis=-1)[..., rank - 1]


def departure_minutes(window: str) -> list[int]:
    """Return each whole minute in [start, end) of a window such as 09:00-11:00, in seconds."""
    start, end = (seconds_of(t + ":00") for t in window.split("-"))
    return list(range(start, end, 60))
