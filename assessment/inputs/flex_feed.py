"""Opens a GTFS-Flex feed: the tables that its on-demand trips refer to."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.errors import Fault, FaultLog, Severity
from assessment.inputs import gtfs_stops, gtfs_trips, service_calendar
from assessment.inputs.flex_booking import BOOKING_COLUMNS, BOOKING_COLUMNS_REQUIRED, booking_rules
from assessment.inputs.flex_places import (
    GROUP_COLUMNS,
    GROUP_STOP_COLUMNS,
    STOP_AREA_COLUMNS,
    FlexPlaces,
    groups_of,
    stop_places,
    zones_of,
)
from assessment.inputs.gtfs_files import FeedFiles
from assessment.inputs.gtfs_tables import Table, read_table
from assessment.inputs.service_taxi import BookingRule
from assessment.inputs.stop_times import FLEX_COLUMNS

DRAFT_DURATIONS = (
    ("safe_duration_factor", "safe_duration_offset"),
    ("mean_duration_factor", "mean_duration_offset"),
)
"""Of stop_times.txt in the drafts; offsets in minutes there (MobilityData/gtfs-flex #47), in seconds in trips.txt
(google/transit #598)."""

STOP_TIME_COLUMNS = (
    "trip_id",
    "stop_id",
    "stop_sequence",
    "arrival_time",
    "departure_time",
    "pickup_type",
    "drop_off_type",
    "pickup_booking_rule_id",
    "drop_off_booking_rule_id",
    "dropoff_booking_rule_id",
    *FLEX_COLUMNS,
    *DRAFT_DURATIONS[0],
    *DRAFT_DURATIONS[1],
)
TRIP_COLUMNS = (*gtfs_trips.TRIP_COLUMNS, *DRAFT_DURATIONS[0])

MAX_DAYS = 3660
"""Ten years of dates are kept of a calendar that runs on for ever."""


@dataclass(frozen=True)
class FlexFeed:
    """What a feed's trips refer to."""

    files: FeedFiles
    times: Table
    trips: Table
    places: FlexPlaces
    rules: Mapping[str, BookingRule]
    dates: Mapping[str, frozenset[datetime.date]]
    route_names: Mapping[str, str]
    log: FaultLog

    def drop(self, code: str, row: int, column: str | None, **facts: str | int) -> None:
        """Log a row of stop_times.txt for which its trip is left out."""
        self._tell(code, Severity.DROPPED, row, column, facts)

    def warn(self, code: str, row: int, column: str | None, **facts: str | int) -> None:
        """Log a row of stop_times.txt that is worth knowing of."""
        self._tell(code, Severity.WARNING, row, column, facts)

    def _tell(
        self, code: str, severity: Severity, row: int, column: str | None, facts: Mapping[str, str | int]
    ) -> None:
        facts = {"trip": self.times["trip_id"].text(row), **facts}
        self.times.log_rows(self.log, code, severity, np.array([row], dtype=np.intp), column, facts)


def read_flex_feed(files: FeedFiles, log: FaultLog) -> FlexFeed | None:
    """All tables of the feed; None when one that is needed cannot be read (logged)."""
    trips = _table(files, "trips.txt", TRIP_COLUMNS, gtfs_trips.TRIP_COLUMNS_REQUIRED, log)
    times = _table(files, "stop_times.txt", STOP_TIME_COLUMNS, ("trip_id",), log)
    routes = _table(files, "routes.txt", gtfs_trips.ROUTE_COLUMNS, ("route_id",), log, needed=False)
    calendar = _table(
        files, "calendar.txt", service_calendar.CALENDAR_COLUMNS, service_calendar.CALENDAR_COLUMNS, log, needed=False
    )
    exceptions = _table(
        files,
        "calendar_dates.txt",
        service_calendar.CALENDAR_DATES_COLUMNS,
        service_calendar.CALENDAR_DATES_COLUMNS,
        log,
        needed=False,
    )
    if calendar is None and exceptions is None:
        log.add(Fault("calendar_missing", files.label("calendar.txt")))
    stops_table = _table(
        files, "stops.txt", gtfs_stops.STOP_COLUMNS, gtfs_stops.STOP_COLUMNS_REQUIRED, log, needed=False
    )
    agency = _table(files, "agency.txt", gtfs_trips.AGENCY_COLUMNS, (), log, needed=False)
    timezone = gtfs_trips.timezone_of(agency, files.label("agency.txt"), log)
    frame = gtfs_stops.stops_frame(stops_table, timezone, log)[0] if stops_table is not None else None
    stops = stop_places(frame)
    zones = zones_of(files.read("locations.geojson", log), files.label("locations.geojson"), log)
    groups = groups_of(
        _table(files, "location_groups.txt", GROUP_COLUMNS, ("location_group_id",), log, needed=False),
        _table(files, "location_group_stops.txt", GROUP_STOP_COLUMNS, GROUP_STOP_COLUMNS, log, needed=False),
        _table(files, "stop_areas.txt", STOP_AREA_COLUMNS, STOP_AREA_COLUMNS, log, needed=False),
        stops,
        log,
    )
    rules_table = _table(files, "booking_rules.txt", BOOKING_COLUMNS, BOOKING_COLUMNS_REQUIRED, log, needed=False)
    rules = booking_rules(rules_table, log)
    weekly = service_calendar.calendar_frame(calendar, log)
    dated = service_calendar.calendar_dates_frame(exceptions, log)
    if trips is None or times is None or log.refused:
        return None
    names = {}
    if routes is not None:
        for row in range(routes.n_rows):
            name = routes["route_long_name"].text(row) or routes["route_short_name"].text(row)
            names[routes["route_id"].text(row)] = name
    dates = _dates(weekly, dated, files, log)
    return FlexFeed(files, times, trips, FlexPlaces(zones, groups, stops), rules, dates, names, log)


def _table(
    files: FeedFiles, name: str, wanted: Sequence[str], required: Sequence[str], log: FaultLog, needed: bool = True
) -> Table | None:
    data = files.read(name, log)
    if data is None or not data.strip(b"\xef\xbb\xbf \t\r\n"):
        if needed:
            log.add(Fault("gtfs_file_missing", files.label(name)))
        return None
    return read_table(data, files.label(name), wanted, required, log)


def _dates(
    weekly: pd.DataFrame, dated: pd.DataFrame, files: FeedFiles, log: FaultLog
) -> dict[str, frozenset[datetime.date]]:
    """The dates of each service."""
    if log.refused:  # a date that is none cannot be counted from
        return {}
    bounds = [*weekly["start_date"], *weekly["end_date"], *dated["date"]]
    if not bounds:
        log.add(Fault("calendar_empty", files.path.name))
        return {}
    first, last = min(bounds), max(bounds)
    if (last - first).days >= MAX_DAYS:
        last = first + datetime.timedelta(days=MAX_DAYS - 1)
        log.add(
            Fault("flex_period_cut", files.label("calendar.txt"), Severity.WARNING, facts={"last": last.isoformat()})
        )
    found: dict[str, set[datetime.date]] = {str(name): set() for name in (*weekly["service_id"], *dated["service_id"])}
    for n in range((last - first).days + 1):
        date = first + datetime.timedelta(days=n)
        for service in service_calendar.services_on(weekly, dated, date):
            found[service].add(date)
    return {service: frozenset(dates) for service, dates in found.items()}
