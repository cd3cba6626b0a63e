"""Reads one GTFS feed: its tables in turn, each checked against those before it."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.errors import Fault, FaultLog, Severity
from assessment.inputs import frequencies, gtfs_pathways, gtfs_stops, gtfs_transfers, gtfs_trips, service_calendar
from assessment.inputs.gtfs_files import FeedFiles
from assessment.inputs.gtfs_speed import log_impossible_speeds
from assessment.inputs.gtfs_tables import Table, read_table
from assessment.inputs.stop_times import (
    SHAPE_DIST_COLUMNS,
    STOP_TIME_COLUMNS,
    STOP_TIME_COLUMNS_REQUIRED,
    Calls,
    StopTimes,
    has_calls,
    read_stop_times,
)

MANY_DROPPED = 0.01
"""Above this share of trips left out the planner is told, with the figure."""


@dataclass(frozen=True)
class Feed:
    """One feed's tables, with the columns of Timetable and row numbers of its own."""

    files: FeedFiles
    stops: pd.DataFrame
    routes: pd.DataFrame
    trips: pd.DataFrame
    stop_times: pd.DataFrame
    calendar: pd.DataFrame
    calendar_dates: pd.DataFrame
    timezone: str
    transfers: pd.DataFrame
    pathways: pd.DataFrame


def read_feed(files: FeedFiles, log: FaultLog) -> Feed | None:
    """Read a feed; None when a table that it cannot do without is missing or unreadable (logged)."""
    agency = _table(files, "agency.txt", gtfs_trips.AGENCY_COLUMNS, (), log, needed=False)
    if agency is None and "agency.txt" in files.members:
        timezone = gtfs_trips.DEFAULT_TIMEZONE  # unreadable, and logged as that
    else:
        timezone = gtfs_trips.timezone_of(agency, files.label("agency.txt"), log)
    calendar_table, dates_table, calendars_read = _calendars(files, log)
    stops_table = _table(files, "stops.txt", gtfs_stops.STOP_COLUMNS, gtfs_stops.STOP_COLUMNS_REQUIRED, log)
    routes_table = _table(files, "routes.txt", gtfs_trips.ROUTE_COLUMNS, gtfs_trips.ROUTE_COLUMNS_REQUIRED, log)
    trips_table = _table(files, "trips.txt", gtfs_trips.TRIP_COLUMNS, gtfs_trips.TRIP_COLUMNS_REQUIRED, log)
    times_table = _table(files, "stop_times.txt", STOP_TIME_COLUMNS, STOP_TIME_COLUMNS_REQUIRED, log)
    if times_table is not None and not has_calls(times_table, log):
        times_table = None
    calendar = service_calendar.calendar_frame(calendar_table, log)
    calendar_dates = service_calendar.calendar_dates_frame(dates_table, log)
    stops = gtfs_stops.stops_frame(stops_table, timezone, log) if stops_table is not None else None
    routes = gtfs_trips.routes_frame(routes_table, log) if routes_table is not None else None
    if stops is None or routes is None or stops_table is None or trips_table is None or times_table is None:
        return None
    if not calendars_read:
        return None
    services = frozenset(calendar["service_id"]) | frozenset(calendar_dates["service_id"])
    trips = gtfs_trips.read_trips(trips_table, routes, services, log)
    stop_times = read_stop_times(
        times_table,
        trips,
        stops_table,
        *stops,
        lambda: _table(files, "stop_times.txt", SHAPE_DIST_COLUMNS, (), log, needed=False),
        log,
    )
    log_impossible_speeds(stop_times, times_table, trips, routes, log)
    _log_odd_stops(stop_times.calls, times_table, stops[0], log)
    _log_dropped(files, stop_times, trips.fit, log)
    frame, calls = _compact(trips.frame, stop_times)
    frequency_table = _table(
        files, "frequencies.txt", frequencies.FREQUENCY_COLUMNS, frequencies.FREQUENCY_COLUMNS, log, needed=False
    )
    if frequency_table is not None and frequency_table.n_rows:
        ids = pd.Index(trips.frame["trip_id"])
        frame, calls = frequencies.expanded(frame, calls, ids, frequency_table, log)
    if not len(frame):
        code = "trips_all_on_demand" if stop_times.on_demand.all() else "trips_none_left"
        log.add(Fault(code, files.path.name, facts={"trips": int(stop_times.on_demand.sum())}))
    return Feed(
        files,
        stops[0],
        routes,
        frame,
        _stop_times_frame(calls),
        calendar,
        calendar_dates,
        timezone,
        gtfs_transfers.transfers_frame(
            _optional(
                files, "transfers.txt", gtfs_transfers.TRANSFER_COLUMNS, gtfs_transfers.TRANSFER_COLUMNS_REQUIRED, log
            ),
            stops_table,
            *stops,
            log,
        ),
        gtfs_pathways.pathways_frame(
            _optional(
                files, "pathways.txt", gtfs_pathways.PATHWAY_COLUMNS, gtfs_pathways.PATHWAY_COLUMNS_REQUIRED, log
            ),
            stops_table,
            stops[1],
            log,
        ),
    )


def _table(
    files: FeedFiles, name: str, wanted: Sequence[str], required: Sequence[str], log: FaultLog, needed: bool = True
) -> Table | None:
    """A table of the feed; None when it is not there or unusable, which is logged unless not there and not needed."""
    if name not in files.members:
        if needed:
            log.add(Fault("gtfs_file_missing", files.label(name)))
        return None
    data = files.read(name, log)
    table = None if data is None else read_table(data, files.label(name), wanted, required, log)
    if needed and table is not None and table.n_rows == 0:
        log.add(Fault("gtfs_file_empty", files.label(name)))
        return None
    return table


def _optional(
    files: FeedFiles, name: str, wanted: Sequence[str], required: Sequence[str], log: FaultLog
) -> Table | None:
    """A table that a feed may lack or leave without rows."""
    data = files.read(name, log)
    if data is None or not data.lstrip(codecs.BOM_UTF8).strip():
        return None
    return read_table(data, files.label(name), wanted, required, log)


def _calendars(files: FeedFiles, log: FaultLog) -> tuple[Table | None, Table | None, bool]:
    """calendar.txt and calendar_dates.txt, either may be missing or empty; and whether any service is there."""
    names = ("calendar.txt", "calendar_dates.txt")
    columns = (service_calendar.CALENDAR_COLUMNS, service_calendar.CALENDAR_DATES_COLUMNS)
    present = [name in files.members for name in names]
    if not any(present):
        log.add(Fault("calendar_missing", files.label(names[0])))
        return None, None, False
    tables = [
        _table(files, name, wanted, wanted, log, needed=False) for name, wanted in zip(names, columns, strict=True)
    ]
    unreadable = any(there and table is None for there, table in zip(present, tables, strict=True))
    empty = not unreadable and not any(table is not None and table.n_rows for table in tables)
    if empty:
        log.add(Fault("calendar_empty", files.path.name))
    return tables[0], tables[1], not unreadable and not empty


def _compact(trips: pd.DataFrame, stop_times: StopTimes) -> tuple[pd.DataFrame, Calls]:
    """The trips that are run, and their calls with trip numbers to match."""
    fit = stop_times.fit
    renumbered = (np.cumsum(fit) - 1).astype(np.int32)
    calls = stop_times.calls
    columns = {name: getattr(calls, name) for name in calls.__dataclass_fields__}
    return trips[fit].reset_index(drop=True), Calls(**columns | {"trip": renumbered[calls.trip]})


def _stop_times_frame(calls: Calls) -> pd.DataFrame:
    names = ("trip", "stop", "arrival_s", "departure_s", "pickup_type", "drop_off_type")
    return pd.DataFrame({name: getattr(calls, name) for name in names}, copy=False)


def _log_odd_stops(calls: Calls, table: Table, stops: pd.DataFrame, log: FaultLog) -> None:
    """Warn of calls at a station, entrance or inner node, where no vehicle can stop: once for each such place."""
    location_type = stops["location_type"].to_numpy()
    odd = np.flatnonzero(location_type[calls.stop] != 0)
    _, first = np.unique(calls.stop[odd], return_index=True)
    rows = np.sort(calls.row[odd[first]]).astype(np.intp)
    table.log_rows(log, "call_not_at_stop", Severity.WARNING, rows, "stop_id")


def _log_dropped(files: FeedFiles, stop_times: StopTimes, fit_before: np.ndarray, log: FaultLog) -> None:
    """Warn when more than MANY_DROPPED of the trips with fixed times were left out."""
    total = len(fit_before) - int(stop_times.on_demand.sum())
    dropped = total - int(stop_times.fit.sum())
    if total and dropped / total > MANY_DROPPED:
        facts = {"dropped": dropped, "trips": total, "percent": round(100 * dropped / total, 1)}
        log.add(Fault("many_trips_dropped", files.label("trips.txt"), Severity.WARNING, facts=facts))
