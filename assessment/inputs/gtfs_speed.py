"""Warns of vehicles that would have to go impossibly fast between two timed stops."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assessment.errors import MAX_FAULTS_PER_CODE, Fault, FaultLog, Severity
from assessment.inputs.gtfs_tables import Table
from assessment.inputs.gtfs_trips import Trips
from assessment.inputs.stop_times import StopTimes

ROAD_LIMIT_KMH, RAIL_LIMIT_KMH = 150, 500
"""The limits of the MobilityData validator's fast travel rules for buses and for rail."""

MINUTE_ROUNDING_S, SECOND_ROUNDING_S = 60, 1
"""Times on whole minutes may be half a minute off at either end, others half a second."""


def log_impossible_speeds(
    stop_times: StopTimes, table: Table, trips: Trips, routes: pd.DataFrame, log: FaultLog
) -> None:
    """Warn (`speed_impossible`) of each way between two stops faster than the limit of the line's kind.

    One warning for each pair of stops and line, at its first call; the distance is straight, so true speeds are higher.
    """
    calls = stop_times.calls
    if len(calls.trip) < 2 or not len(routes):
        return
    seconds = (calls.arrival_s[1:] - calls.departure_s[:-1]).astype(np.int64)
    on_minutes = (calls.arrival_s[1:] % 60 == 0) & (calls.departure_s[:-1] % 60 == 0)
    seconds += np.where(on_minutes, MINUTE_ROUNDING_S, SECOND_ROUNDING_S)
    metres = np.diff(stop_times.way_m)
    kind = routes["route_type"].to_numpy()
    limit_of_route = np.where((kind == 2) | ((kind >= 100) & (kind < 200)), RAIL_LIMIT_KMH, ROAD_LIMIT_KMH)
    limit_of_route = np.where((kind >= 1100) & (kind < 1200), 10_000, limit_of_route)  # aircraft
    route = trips.frame["route"].to_numpy()[calls.trip[1:]]
    limit = limit_of_route[route]
    same = calls.trip[1:] == calls.trip[:-1]
    fast = np.flatnonzero(same & (metres * 3.6 > limit * seconds))
    if not len(fast):
        return
    pairs = pd.DataFrame({"a": calls.stop[fast], "b": calls.stop[fast + 1], "route": route[fast]})
    fast = fast[~pairs.duplicated().to_numpy()]
    for at in fast[:MAX_FAULTS_PER_CODE]:
        row = int(calls.row[at + 1])
        facts: dict[str, str | int | float] = {
            "trip": table["trip_id"].text(row),
            "speed_kmh": int(metres[at] * 3.6 / seconds[at]),
            "distance_m": int(metres[at]),
            "limit_kmh": int(limit[at]),
        }
        value = table["arrival_time"].text(row)
        log.add(Fault("speed_impossible", table.file, Severity.WARNING, table.line(row), "arrival_time", value, facts))
    log.counts[(Severity.WARNING, "speed_impossible")] += max(0, len(fast) - MAX_FAULTS_PER_CODE)
