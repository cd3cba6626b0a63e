"""The lines of a timetable as a planner sees them: their names, the order of their stops, and the day's departures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from assessment.inputs.great_circle import great_circle_m
from assessment.scenario.timetable.finding import OTHER_SIDE_M

if TYPE_CHECKING:
    import datetime as dt

    from assessment.inputs.timetable import Timetable

STATION = 1  # GTFS location_type: no vehicle calls at a station itself


@dataclass(frozen=True)
class LineDirection:
    """One direction of a line: its usual stops in order, and its trips on the day (seconds since midnight).

    `number`: 0 or 1, -1 where the feed does not tell directions.
    """

    number: int
    headsign: str
    stops: tuple[str, ...]
    trips: int
    first_s: int | None
    last_s: int | None


@dataclass(frozen=True)
class Line:
    """A line with its directions, the one with most trips on the day first."""

    id: str
    name: str
    title: str
    directions: tuple[LineDirection, ...]

    @property
    def trips(self) -> int:
        """Trips on the day, all directions."""
        return sum(direction.trips for direction in self.directions)

    @property
    def stops(self) -> tuple[str, ...]:
        """Every stop of the line once, in the order of its first direction, then those of the others."""
        return tuple(dict.fromkeys(stop for direction in self.directions for stop in direction.stops))

    @property
    def starts(self) -> tuple[int, int] | None:
        """The day's first and last departure."""
        firsts = [one.first_s for one in self.directions if one.first_s is not None]
        lasts = [one.last_s for one in self.directions if one.last_s is not None]
        return (min(firsts), max(lasts)) if firsts and lasts else None


@dataclass(frozen=True)
class Stop:
    """A stop: its id, its name, where it is, and what is known of its accessibility (0 nothing, 1 yes, 2 no)."""

    id: str
    name: str
    lon: float
    lat: float
    wheelchair: int = 0


@lru_cache(maxsize=16)
def line_titles(timetable: Timetable) -> dict[str, str]:
    """The lines that have trips, by route id: short name and long name, in the order of the feed."""
    routes = timetable.routes
    used = np.unique(timetable.trips["route"].to_numpy())
    return {
        str(routes["route_id"].iat[row]): " ".join(
            filter(None, (str(routes["short_name"].iat[row]), str(routes["long_name"].iat[row])))
        )
        for row in used.tolist()
    }


@lru_cache(maxsize=64)
def line_of(timetable: Timetable, line_id: str, date: dt.date) -> Line | None:
    """A line as it runs on a date; None when the timetable has no such line."""
    rows = np.flatnonzero((timetable.routes["route_id"] == line_id).to_numpy(dtype=bool))
    if not len(rows):
        return None
    row = int(rows[0])
    trips = np.flatnonzero(timetable.trips["route"].to_numpy() == row)
    times = timetable.stop_times
    starts = np.searchsorted(times["trip"].to_numpy(), trips, side="left")
    ends = np.searchsorted(times["trip"].to_numpy(), trips, side="right")
    called = times["stop"].to_numpy()
    departures = times["departure_s"].to_numpy()[np.minimum(starts, len(times) - 1)]
    runs = timetable.trips["service_id"].isin(timetable.active_services(date)).to_numpy(dtype=bool)[trips]
    numbers = timetable.trips["direction_id"].to_numpy()[trips]
    stop_ids = timetable.stops["stop_id"].to_numpy()
    directions = []
    for number in np.unique(numbers).tolist():
        mine = numbers == number
        today = mine & runs
        sequences: dict[bytes, int] = {}
        for start, end in zip(
            starts[today if today.any() else mine], ends[today if today.any() else mine], strict=True
        ):
            sequence = called[start:end].tobytes()
            sequences[sequence] = sequences.get(sequence, 0) + 1
        usual = max(sequences, key=lambda one: (sequences[one], len(one)))
        sign = timetable.trips["headsign"].iat[int(trips[mine][0])]
        directions.append(
            LineDirection(
                int(number),
                str(sign),
                tuple(str(stop_ids[place]) for place in np.frombuffer(usual, dtype=called.dtype)),
                int(today.sum()),
                int(departures[today].min()) if today.any() else None,
                int(departures[today].max()) if today.any() else None,
            )
        )
    routes = timetable.routes
    return Line(line_id, str(routes["short_name"].iat[row]), str(routes["long_name"].iat[row]), tuple(directions))


@lru_cache(maxsize=16)
def stops_of(timetable: Timetable) -> dict[str, Stop]:
    """Every stop where vehicles can call, by id."""
    table = timetable.stops
    return {
        str(identifier): Stop(str(identifier), str(name), float(lon), float(lat), int(wheelchair))
        for identifier, name, lon, lat, kind, wheelchair in zip(
            *(table[c].tolist() for c in ("stop_id", "name", "lon", "lat", "location_type", "wheelchair_boarding")),
            strict=True,
        )
        if kind != STATION
    }


@lru_cache(maxsize=16)
def stops_by_name(timetable: Timetable) -> dict[str, Stop]:
    """One stop for each pair across the street, by id: a new line calls at the place, whichever side comes first."""
    kept: dict[str, list[Stop]] = {}
    for stop in stops_of(timetable).values():
        same = kept.setdefault(stop.name, [])
        if not any(metres_between(stop.lon, stop.lat, one.lon, one.lat) <= OTHER_SIDE_M for one in same):
            same.append(stop)
    return {stop.id: stop for same in kept.values() for stop in same}


def nearest_stop(stops: dict[str, Stop], lon: float, lat: float, within_m: float) -> Stop | None:
    """The stop nearest to a place, within so many metres."""
    if not stops:
        return None
    known = list(stops.values())
    metres = great_circle_m(lon, lat, [stop.lon for stop in known], [stop.lat for stop in known])
    place = int(np.argmin(metres))
    return known[place] if float(metres[place]) <= within_m else None


def metres_between(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Metres between two places."""
    return float(great_circle_m(lon, lat, other_lon, other_lat))
