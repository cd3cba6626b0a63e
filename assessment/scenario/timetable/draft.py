"""A timetable while its changes are made: trips may be altered, removed and added, the timetable given stays as it is.

Only what a change touches is copied. Row numbers of stops and routes hold: a removed stop or line keeps its row,
nothing calls there any more. Trips are numbered anew in the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.scenario.timetable.days import Dates, ServiceDays

if TYPE_CHECKING:
    from assessment.errors import Fault
    from assessment.inputs.timetable import Timetable

Ints = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.int8]

_Columns = dict[str, list[str] | list[float] | list[int]]

BUS = 3  # GTFS route_type


@dataclass(frozen=True)
class Calls:
    """One trip's calls in order; stop = row of stops, times in seconds of the service day."""

    stop: Ints
    arrival_s: Ints
    departure_s: Ints
    pickup_type: Bytes
    drop_off_type: Bytes

    def __len__(self) -> int:
        return len(self.stop)

    def taken(self, at: slice | npt.NDArray[np.bool_]) -> Calls:
        """Some of the calls."""
        return Calls(
            self.stop[at], self.arrival_s[at], self.departure_s[at], self.pickup_type[at], self.drop_off_type[at]
        )

    def shifted(self, seconds: int) -> Calls:
        """The same calls at other times."""
        move = np.int32(seconds)
        return replace(self, arrival_s=self.arrival_s + move, departure_s=self.departure_s + move)

    def columns(self) -> tuple[npt.NDArray[np.integer], ...]:
        """The arrays, in the order of the fields."""
        return (self.stop, self.arrival_s, self.departure_s, self.pickup_type, self.drop_off_type)


def new_calls(stops: Sequence[int], seconds: npt.ArrayLike) -> Calls:
    """Calls without a stay, where boarding and alighting are possible."""
    at = np.asarray(seconds, dtype=np.int32)
    free = np.zeros(len(stops), dtype=np.int8)
    return Calls(np.asarray(stops, dtype=np.int32), at, at, free, free)


def joined(parts: Iterable[Calls]) -> Calls:
    """Calls one after another."""
    return Calls(*(np.concatenate(columns) for columns in zip(*(part.columns() for part in parts), strict=True)))


@dataclass
class _Trip:
    """A trip's row of trips while it may still change."""

    trip_id: str
    route: int
    service_id: str
    headsign: str
    direction_id: int
    wheelchair_accessible: int
    shape_id: str


_TRIP_COLUMNS = tuple(_Trip.__annotations__)
_CALL_COLUMNS = ("stop", "arrival_s", "departure_s", "pickup_type", "drop_off_type")


@dataclass
class Draft:
    """The timetable `base` in the making.

    stop_id … wheelchair_boarding and route_id, line_name, long_name, route_type: columns of stops and routes, new rows
    at their end. trips: rows, None = removed. `notes` are warnings of changes that alter nothing.
    """

    base: Timetable
    check_place: Callable[..., bool]
    notes: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        stops, routes = self.base.stops, self.base.routes
        self.stop_id: list[str] = stops["stop_id"].tolist()
        self.stop_name: list[str] = stops["name"].tolist()
        self.lon: list[float] = stops["lon"].tolist()
        self.lat: list[float] = stops["lat"].tolist()
        self.location_type: list[int] = stops["location_type"].tolist()
        self.parent: list[int] = stops["parent"].tolist()
        self.wheelchair_boarding: list[int] = stops["wheelchair_boarding"].tolist()
        self.route_id: list[str] = routes["route_id"].tolist()
        self.line_name: list[str] = routes["short_name"].tolist()
        self.long_name: list[str] = routes["long_name"].tolist()
        self.route_type: list[int] = routes["route_type"].tolist()
        columns = (self.base.trips[name].tolist() for name in _TRIP_COLUMNS)
        self.trips: list[_Trip | None] = [_Trip(*row) for row in zip(*columns, strict=True)]
        self.stop_row = {stop: row for row, stop in reversed(list(enumerate(self.stop_id)))}
        self._trip_ids = {trip.trip_id for trip in self.trips if trip is not None}
        times = self.base.stop_times
        self._first = np.searchsorted(times["trip"].to_numpy(), np.arange(len(self.trips) + 1))
        self._base = Calls(*(times[name].to_numpy() for name in _CALL_COLUMNS))
        self._calls: dict[int, Calls] = {}
        self._new_services: dict[str, Dates] = {}
        self.removed_lines: dict[int, int] = {}  # row of routes -> number of the change
        self.removed_stops: dict[int, int] = {}
        self.failed_lines: set[str] = set()  # ids and names of lines whose own change was refused
        self.failed_stops: set[str] = set()
        services = self.base.trips["service_id"].value_counts()
        counts = {str(service): int(count) for service, count in services.items()}
        self.days = ServiceDays(self.base.calendar, self.base.calendar_dates, counts)

    def calls(self, trip: int) -> Calls:
        """The calls of a trip as they are now."""
        if trip in self._calls:
            return self._calls[trip]
        return self._base.taken(slice(int(self._first[trip]), int(self._first[trip + 1])))

    def set_calls(self, trip: int, calls: Calls) -> None:
        """Give a trip other calls; one that has fewer than two is removed."""
        if len(calls) < 2:
            self.remove(trip)
        else:
            self._calls[trip] = calls

    def start_s(self, trip: int) -> int:
        """When a trip leaves its first stop."""
        known = self._calls.get(trip)
        return int(known.departure_s[0]) if known is not None else int(self._base.departure_s[self._first[trip]])

    def remove(self, trip: int) -> None:
        """Take a trip away."""
        self.trips[trip] = None
        self._calls.pop(trip, None)

    def row(self, trip: int) -> _Trip:
        """A trip that is not removed."""
        found = self.trips[trip]
        if found is None:
            raise KeyError(trip)
        return found

    def trips_of(self, routes: Iterable[int]) -> list[int]:
        """The trips of some rows of routes."""
        wanted = frozenset(routes)
        return [n for n, trip in enumerate(self.trips) if trip is not None and trip.route in wanted]

    def trips_calling_at(self, stop: int) -> list[int]:
        """The trips that call at a stop."""
        rows = np.flatnonzero(self._base.stop == stop)
        of_base = set((np.searchsorted(self._first, rows, side="right") - 1).tolist()) - self._calls.keys()
        altered = {trip for trip, calls in self._calls.items() if (calls.stop == stop).any()}
        return sorted(trip for trip in of_base | altered if self.trips[trip] is not None)

    def add_trip(self, row: _Trip, calls: Calls) -> int:
        """A new trip; its id is made unique."""
        self.trips.append(replace(row, trip_id=self._unused(row.trip_id, self._trip_ids)))
        self._calls[len(self.trips) - 1] = calls
        return len(self.trips) - 1

    def add_line(self, line_id: str, name: str, long_name: str) -> int:
        """A new bus line without trips; its row of routes."""
        self.route_id.append(line_id)
        self.line_name.append(name)
        self.long_name.append(long_name)
        self.route_type.append(BUS)
        return len(self.route_id) - 1

    def new_trip(self, trip_id: str, route: int, service: str, headsign: str, direction: int, wheelchair: int) -> _Trip:
        """A row of trips, to be given to add_trip."""
        return _Trip(trip_id, route, service, headsign, direction, wheelchair, "")

    def add_stop(self, stop_id: str, name: str, lon: float, lat: float, wheelchair: bool | None) -> int:
        """A new stop that nothing calls at yet; its row of stops."""
        self.stop_id.append(stop_id)
        self.stop_name.append(name)
        self.lon.append(lon)
        self.lat.append(lat)
        self.location_type.append(0)
        self.parent.append(-1)
        self.wheelchair_boarding.append(0 if wheelchair is None else 1 if wheelchair else 2)
        self.stop_row[stop_id] = len(self.stop_id) - 1
        return self.stop_row[stop_id]

    def service_on(self, dates: Dates, stem: str) -> str:
        """A service that runs on exactly these dates: the feed's own where there is one, else a new one."""
        known = self.days.same_dates(dates)
        if known is not None:
            return known
        service = self._unused(stem, set(self.days.runs))
        self.days.add(service, dates)
        self._new_services[service] = dates
        return service

    def only_on(self, trip: int, asked: Sequence[str]) -> int | None:
        """The trip as it runs on the asked days, apart from the other days; None when it does not run then.

        A trip that runs on other days too becomes two: the one given keeps the other days.
        """
        row = self.row(trip)
        every = self.days.runs[row.service_id]
        part = self.days.part(row.service_id, asked)
        if not part.any():
            return None
        if np.array_equal(part, every):
            return trip
        word = "+".join(asked)
        calls, old = self.calls(trip), row.service_id
        within = replace(row, trip_id=f"{row.trip_id}~{word}", service_id=self.service_on(part, f"{old}~{word}"))
        row.service_id = self.service_on(every & ~part, f"{old}~not~{word}")
        return self.add_trip(within, calls)

    def _unused(self, wanted: str, taken: set[str]) -> str:
        found, number = wanted, 1
        while found in taken:
            number += 1
            found = f"{wanted}~{number}"
        taken.add(found)
        return found

    def timetable(self) -> Timetable:
        """The timetable as it is now: tables of its own, sorted, times int32."""
        number, frame = self._trip_table()
        calendar, calendar_dates = self._calendars()
        return replace(
            self.base,
            stops=self._stop_table(),
            routes=self._route_table(),
            trips=frame,
            stop_times=self._stop_times(number),
            calendar=calendar,
            calendar_dates=calendar_dates,
        )

    def _trip_table(self) -> tuple[Ints, pd.DataFrame]:
        """The new number of each trip (-1 removed), and the table."""
        kept = np.array([trip is not None for trip in self.trips], dtype=bool)
        rows = [trip for trip in self.trips if trip is not None]
        columns = {name: [getattr(row, name) for row in rows] for name in _TRIP_COLUMNS}
        frame = pd.DataFrame(columns).astype({name: self.base.trips.dtypes[name] for name in _TRIP_COLUMNS})
        frame = _with_other_columns(frame, self.base.trips, np.flatnonzero(kept))
        return np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32), frame

    def _stop_times(self, number: Ints) -> pd.DataFrame:
        base_trip = self.base.stop_times["trip"].to_numpy()
        altered = np.zeros(len(number), dtype=bool)
        altered[list(self._calls)] = True
        stays = (number >= 0) & ~altered
        rows = stays[base_trip]
        parts = list(self._calls.items())
        trip = np.concatenate([number[base_trip[rows]], *(np.full(len(c), number[t], np.int32) for t, c in parts)])
        calls = joined([self._base.taken(rows), *(calls for _, calls in parts)])
        order = np.argsort(trip, kind="stable")
        columns = {"trip": trip[order].astype(np.int32)}
        columns |= {
            name: column[order].astype(self.base.stop_times.dtypes[name])
            for name, column in zip(_CALL_COLUMNS, calls.columns(), strict=True)
        }
        return pd.DataFrame(columns)

    def _stop_table(self) -> pd.DataFrame:
        columns: _Columns = {
            "stop_id": self.stop_id,
            "name": self.stop_name,
            "lon": self.lon,
            "lat": self.lat,
            "location_type": self.location_type,
            "parent": self.parent,
            "wheelchair_boarding": self.wheelchair_boarding,
        }
        return _like(columns, self.base.stops)

    def _route_table(self) -> pd.DataFrame:
        columns: _Columns = {
            "route_id": self.route_id,
            "short_name": self.line_name,
            "long_name": self.long_name,
            "route_type": self.route_type,
        }
        return _like(columns, self.base.routes)

    def _calendars(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """calendar and calendar_dates with the new services."""
        rows: list[dict[str, object]] = []
        exceptions: list[dict[str, object]] = []
        for service, dates in self._new_services.items():
            row, odd = self.days.rows(service, dates)
            rows.append(row)
            exceptions += odd
        return _with_rows(self.base.calendar, rows), _with_rows(self.base.calendar_dates, exceptions)


def _like(columns: _Columns, base: pd.DataFrame) -> pd.DataFrame:
    """A table with the columns' types of another; its rows come first."""
    frame = pd.DataFrame(columns).astype({name: base.dtypes[name] for name in columns})
    return _with_other_columns(frame, base, np.arange(len(frame)))


def _with_other_columns(frame: pd.DataFrame, base: pd.DataFrame, rows: npt.NDArray[np.intp]) -> pd.DataFrame:
    """The frame with further columns of the base, blank in new rows, in the base's order."""
    for name in base.columns:
        if name not in frame:
            values = base[name].reindex(rows)
            blank = "" if pd.api.types.is_string_dtype(base.dtypes[name]) else 0
            frame[name] = values.fillna(blank).astype(base.dtypes[name]).to_numpy()
    return frame[list(base.columns)]


def _with_rows(base: pd.DataFrame, rows: list[dict[str, object]]) -> pd.DataFrame:
    if not rows:
        return base
    more = pd.DataFrame(rows, columns=list(base.columns)).astype(base.dtypes.to_dict())
    return pd.concat([base, more], ignore_index=True) if len(base) else more
