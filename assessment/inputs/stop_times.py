"""Reads stop_times.txt: every call of every trip, in order and without blanks.

A trip with a fault in any of its calls is left out whole and logged with the row: filtering is not repairing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.errors import Fault, FaultLog, Severity
from assessment.inputs.gtfs_stops import Floats
from assessment.inputs.gtfs_tables import Bools, Ints, Rows, Table
from assessment.inputs.gtfs_trips import Trips, rows_of
from assessment.inputs.gtfs_values import choices, decimal_of, must, parsed, times, whole_of
from assessment.inputs.interpolation import fill_blank_times, way_along_stops_m

FLEX_COLUMNS = (
    "location_id",
    "location_group_id",
    "start_pickup_drop_off_window",
    "end_pickup_drop_off_window",
)
STOP_TIME_COLUMNS = (
    "trip_id",
    "arrival_time",
    "departure_time",
    "stop_id",
    "stop_sequence",
    "pickup_type",
    "drop_off_type",
    *FLEX_COLUMNS,
)
STOP_TIME_COLUMNS_REQUIRED = ("trip_id", "stop_sequence")

SHAPE_DIST_COLUMNS = ("trip_id", "shape_dist_traveled")
"""Read apart, and only where blank times need it: nearly every row holds a distance of its own."""

LATEST_USUAL_S = 48 * 3600
"""A time past the end of the next day is unusual enough to be told."""


@dataclass(frozen=True)
class Calls:
    """The calls of a feed's trips, sorted by trip and order; arrays of one length.

    `trip` is the row of trips.txt, `row` the row of stop_times.txt (both from 0). Times in seconds since midnight.
    """

    trip: Ints
    stop: Ints
    arrival_s: Ints
    departure_s: Ints
    pickup_type: npt.NDArray[np.int8]
    drop_off_type: npt.NDArray[np.int8]
    row: Ints

    def taken(self, which: Bools | npt.NDArray[np.intp]) -> Calls:
        """Only some of the calls."""
        return Calls(**{name: getattr(self, name)[which] for name in self.__dataclass_fields__})


@dataclass(frozen=True)
class StopTimes:
    """What stop_times.txt gave: the calls, which rows of trips.txt are run, and which ride on demand only."""

    calls: Calls
    fit: Bools
    on_demand: Bools
    way_m: Floats


def has_calls(table: Table, log: FaultLog) -> bool:
    """Whether the table has the columns that say where and when; not asked of one that holds on-demand trips."""
    if any(name in table for name in FLEX_COLUMNS):
        return True
    missing = [] if "stop_id" in table else ["stop_id"]
    if "arrival_time" not in table and "departure_time" not in table:
        missing.append("arrival_time")
    for name in missing:
        log.add(Fault("gtfs_column_missing", table.file, row=1, field=name))
    return not missing


def read_stop_times(
    table: Table,
    trips: Trips,
    stops_table: Table,
    stops: pd.DataFrame,
    stop_rows: Ints,
    read_shape_dist: Callable[[], Table | None],
    log: FaultLog,
) -> StopTimes:
    """The calls of all trips that are fit to be run.

    `stop_rows` gives for each row of stops.txt its row in `stops`, or -1 for a stop that was left out;
    `read_shape_dist` reads the SHAPE_DIST_COLUMNS of the same file.
    """
    fit = trips.fit.copy()
    trip = rows_of(table, "trip_id", pd.Index(trips.frame["trip_id"]))
    must(table, "trip_id", log, "trip_unknown", trip < 0, Severity.DROPPED)
    flex = np.logical_or.reduce([~table[name].blank() for name in FLEX_COLUMNS])
    looked_at = (trip >= 0) & fit[trip] if len(fit) else np.zeros(table.n_rows, dtype=bool)
    if flex.any():
        must(table, "trip_id", log, "call_on_demand", flex & looked_at, Severity.DROPPED)
    active = looked_at & ~flex

    def spoil(name: str, code: str, bad: Bools) -> None:
        """Log the bad rows and leave their trips out."""
        bad = bad & active
        must(table, name, log, code, bad, Severity.DROPPED)
        fit[trip[bad]] = False

    stop_row = rows_of(table, "stop_id", pd.Index(stops_table["stop_id"].all_texts()))
    no_stop = table["stop_id"].blank()
    spoil("stop_id", "gtfs_value_missing", no_stop)
    spoil("stop_id", "stop_unknown", ~no_stop & (stop_row < 0))
    stop = np.where(stop_row >= 0, stop_rows[stop_row], -1).astype(np.int32) if len(stop_rows) else stop_row
    left_out = active & (stop_row >= 0) & (stop < 0)
    must(table, "stop_id", log, "call_at_left_out_stop", left_out, Severity.DROPPED)
    sequence, bad_sequence = parsed(table["stop_sequence"], whole_of, -1, np.int64)
    spoil("stop_sequence", "gtfs_number_bad", bad_sequence)
    spoil("stop_sequence", "gtfs_value_missing", (sequence < 0) & ~bad_sequence)
    arrival_s, bad_arrival = times(table["arrival_time"])
    departure_s, bad_departure = times(table["departure_time"])
    spoil("arrival_time", "time_bad", bad_arrival)
    spoil("departure_time", "time_bad", bad_departure)
    pickup_type, odd = choices(table, "pickup_type", range(4))
    must(table, "pickup_type", log, "gtfs_choice_unknown", odd & active, Severity.WARNING)
    drop_off_type, odd = choices(table, "drop_off_type", range(4))
    must(table, "drop_off_type", log, "gtfs_choice_unknown", odd & active, Severity.WARNING)

    kept = active & ~left_out
    kept[kept] = fit[trip[kept]]
    rows = np.flatnonzero(kept)
    key = trip[rows].astype(np.int64) << 32 | sequence[rows]
    if len(key) > 1 and not np.all(key[1:] > key[:-1]):
        order = np.argsort(key, kind="stable")
        rows, key = rows[order], key[order]
    twice = np.zeros(len(rows), dtype=bool)
    twice[1:] = key[1:] == key[:-1]
    must_at(table, rows, twice, "stop_sequence", "stop_sequence_twice", log)
    fit[trip[rows[twice]]] = False

    rows = rows[fit[trip[rows]]] if len(rows) else rows
    calls = Calls(
        trip[rows],
        stop[rows],
        np.where(arrival_s < 0, departure_s, arrival_s)[rows],
        np.where(departure_s < 0, arrival_s, departure_s)[rows],
        pickup_type[rows],
        drop_off_type[rows],
        rows.astype(np.int32),
    )
    on_demand = np.zeros(len(fit), dtype=bool)
    on_demand[trip[flex & looked_at]] = True
    calls = _checked(calls, table, trips, fit, on_demand, log)
    way_m = way_along_stops_m(calls.trip, calls.stop, stops["lon"].to_numpy(), stops["lat"].to_numpy())
    distances = read_shape_dist() if (calls.arrival_s < 0).any() else None
    shape_dist, at = _shape_dist(distances, table, calls, log)
    fallen = fill_blank_times(calls.arrival_s, calls.departure_s, shape_dist, way_m)
    if distances is not None:
        must_at(distances, at, fallen, "shape_dist_traveled", "shape_dist_falls", log, Severity.WARNING)
    return StopTimes(calls, fit, on_demand & ~fit, way_m)


def _checked(calls: Calls, table: Table, trips: Trips, fit: Bools, on_demand: Bools, log: FaultLog) -> Calls:
    """The calls of the trips that have two stops or more, timed ends, and times that never fall; `fit` is updated."""
    counts = np.bincount(calls.trip, minlength=len(fit))
    short = fit & (counts < 2)
    must(trips.table, "trip_id", log, "trip_too_short", short & ~on_demand, Severity.DROPPED)
    fit[short] = False
    calls = calls.taken(fit[calls.trip])

    def spoil(bad: Bools, name: str, code: str) -> None:
        must_at(table, calls.row, bad, name, code, log)
        fit[calls.trip[bad]] = False

    ends = np.zeros(len(calls.trip), dtype=bool)
    changes = np.flatnonzero(np.diff(calls.trip))
    ends[changes] = ends[changes + 1] = True
    ends[:1] = ends[-1:] = True
    spoil(ends & (calls.arrival_s < 0), "arrival_time", "time_missing_at_end")
    calls = calls.taken(fit[calls.trip])
    spoil(calls.departure_s < calls.arrival_s, "departure_time", "departure_before_arrival")
    timed = np.flatnonzero(calls.arrival_s >= 0)
    earlier, later = timed[:-1], timed[1:]
    falls = np.zeros(len(calls.trip), dtype=bool)
    same_trip = calls.trip[earlier] == calls.trip[later]
    falls[later] = same_trip & (calls.arrival_s[later] < calls.departure_s[earlier])
    spoil(falls, "arrival_time", "time_falls")
    calls = calls.taken(fit[calls.trip])
    must_at(
        table, calls.row, calls.departure_s > LATEST_USUAL_S, "departure_time", "time_very_late", log, Severity.WARNING
    )
    return calls


def _shape_dist(distances: Table | None, table: Table, calls: Calls, log: FaultLog) -> tuple[Floats | None, Rows]:
    """shape_dist_traveled of the calls, NaN where blank or no number, and the calls' rows in `distances`."""
    if distances is None or not distances["shape_dist_traveled"].any_given():
        return None, np.zeros(len(calls.trip), dtype=np.intp)
    # By line, as each of the tables has passed over the rows that are blank in all of its own columns.
    lines, wanted = distances.line_numbers(), table.line_numbers()[calls.row]
    at = np.minimum(np.searchsorted(lines, wanted), len(lines) - 1)
    distance, bad = parsed(distances["shape_dist_traveled"], decimal_of, np.nan, np.float64)
    found = lines[at] == wanted
    must_at(distances, at, found & bad[at], "shape_dist_traveled", "gtfs_number_ignored", log, Severity.WARNING)
    return np.where(found, distance[at], np.nan), at


def must_at(
    table: Table,
    rows: npt.NDArray[np.integer],
    bad: Bools,
    name: str,
    code: str,
    log: FaultLog,
    severity: Severity = Severity.DROPPED,
) -> None:
    """Log the rows of the table at which the calls are bad."""
    if bad.any():
        table.log_rows(log, code, severity, np.sort(rows[bad]).astype(np.intp), name)
