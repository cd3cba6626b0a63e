"""Expands frequencies.txt: a trip that runs every so many seconds becomes a trip of its own for each departure."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assessment.errors import Fault, FaultLog, Severity
from assessment.inputs.gtfs_tables import Ints, Table
from assessment.inputs.gtfs_trips import rows_of
from assessment.inputs.gtfs_values import must, parsed, times, whole_of
from assessment.inputs.stop_times import Calls

FREQUENCY_COLUMNS = ("trip_id", "start_time", "end_time", "headway_secs")

MAX_EXPANDED_CALLS = 50_000_000
"""More calls than this from frequencies mean a mistaken headway, and would not fit in memory."""


def expanded(
    trips: pd.DataFrame, calls: Calls, all_trip_ids: pd.Index, table: Table, log: FaultLog
) -> tuple[pd.DataFrame, Calls]:
    """The trips and calls with each template trip replaced by its departures.

    A template departs at start, start + headway, … before end; its times are shifted so that its first departure falls
    there. The new trips are named `trip@HH:MM:SS` and follow the others. `trips` and `calls` hold the trips fit to be
    run; a row about another trip of `all_trip_ids` is passed over.
    """
    known = rows_of(table, "trip_id", all_trip_ids)
    must(table, "trip_id", log, "trip_unknown", known < 0, Severity.DROPPED)
    template = rows_of(table, "trip_id", pd.Index(trips["trip_id"]))
    start, end, headway, usable = _departures(table, log)
    usable &= template >= 0
    counts = np.where(usable, -(-(end.astype(np.int64) - start) // np.maximum(headway, 1)), 0)
    calls_of_trip = np.bincount(calls.trip, minlength=len(trips))
    if int((counts * calls_of_trip[template]).sum() if len(trips) else 0) > MAX_EXPANDED_CALLS:
        log.add(Fault("frequencies_too_many", table.file, Severity.ERROR, facts={"limit": MAX_EXPANDED_CALLS}))
        return trips, calls
    source_row = np.repeat(np.arange(table.n_rows), counts)
    step = np.arange(len(source_row)) - np.repeat(np.cumsum(counts) - counts, counts)
    departs = start[source_row] + step * headway[source_row]
    of = template[source_row]
    repeated = pd.DataFrame({"trip": of, "departs": departs}).duplicated().to_numpy()
    if repeated.any():
        overlapping = np.unique(source_row[repeated])
        table.log_rows(log, "frequency_overlaps", Severity.WARNING, overlapping, "start_time")
    of, departs = of[~repeated], departs[~repeated]
    return _replaced(trips, calls, template[template >= 0], of, departs)


def _departures(table: Table, log: FaultLog) -> tuple[Ints, Ints, Ints, np.ndarray]:
    """(start, end, headway in seconds, usable) of each row; what is not usable is logged and left out."""
    start, bad_start = times(table["start_time"])
    end, bad_end = times(table["end_time"])
    headway, bad_headway = parsed(table["headway_secs"], whole_of, -1, np.int32)
    must(table, "start_time", log, "time_bad", bad_start, Severity.DROPPED)
    must(table, "end_time", log, "time_bad", bad_end, Severity.DROPPED)
    must(table, "start_time", log, "gtfs_value_missing", table["start_time"].blank(), Severity.DROPPED)
    must(table, "end_time", log, "gtfs_value_missing", table["end_time"].blank(), Severity.DROPPED)
    must(table, "headway_secs", log, "gtfs_value_missing", table["headway_secs"].blank(), Severity.DROPPED)
    must(table, "headway_secs", log, "headway_bad", bad_headway | (headway == 0), Severity.DROPPED)
    backwards = (start >= 0) & (end >= 0) & (end <= start)
    must(table, "end_time", log, "frequency_backwards", backwards, Severity.DROPPED)
    return start, end, headway, (start >= 0) & (end > start) & (headway > 0)


def _replaced(
    trips: pd.DataFrame, calls: Calls, templates: Ints, of: Ints, departs: Ints
) -> tuple[pd.DataFrame, Calls]:
    """The trips without the templates, then one trip for each (of, departs)."""
    stays = np.ones(len(trips), dtype=bool)
    stays[templates] = False
    first = np.searchsorted(calls.trip, np.arange(len(trips) + 1))
    length = np.diff(first)[of]
    copy = np.repeat(np.arange(len(of)), length)
    at = np.arange(len(copy)) - np.repeat(np.cumsum(length) - length, length) + first[of][copy]
    shift = (departs[copy] - calls.departure_s[first[of]][copy]).astype(np.int32)
    new = calls.taken(at)
    old = calls.taken(stays[calls.trip])
    renumbered = (np.cumsum(stays) - 1).astype(np.int32)
    joined = Calls(
        trip=np.concatenate([renumbered[old.trip], (copy + stays.sum()).astype(np.int32)]),
        stop=np.concatenate([old.stop, new.stop]),
        # The vehicle may stand at its first stop before it departs, but not before the service day begins.
        arrival_s=np.concatenate([old.arrival_s, np.maximum(new.arrival_s + shift, 0)]),
        departure_s=np.concatenate([old.departure_s, new.departure_s + shift]),
        pickup_type=np.concatenate([old.pickup_type, new.pickup_type]),
        drop_off_type=np.concatenate([old.drop_off_type, new.drop_off_type]),
        row=np.concatenate([old.row, new.row]),
    )
    departures = trips.iloc[of].reset_index(drop=True)
    departures["trip_id"] = pd.Series(
        [f"{trip}@{clock(int(s))}" for trip, s in zip(departures["trip_id"], departs, strict=True)], dtype="str"
    )
    return pd.concat([trips[stays], departures], ignore_index=True), joined


def clock(seconds: int) -> str:
    """Seconds since midnight as HH:MM:SS; hours go on past 24."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
