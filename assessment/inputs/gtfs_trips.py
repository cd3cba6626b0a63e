"""Reads agency.txt, routes.txt and trips.txt: the time zone, the lines, and the trips with their services."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.errors import Fault, FaultLog, Severity
from assessment.inputs.gtfs_tables import Bools, Ints, Table
from assessment.inputs.gtfs_values import choices, must, parsed, whole_of

AGENCY_COLUMNS = ("agency_id", "agency_timezone")
ROUTE_COLUMNS = ("route_id", "route_short_name", "route_long_name", "route_type")
ROUTE_COLUMNS_REQUIRED = ("route_id", "route_type")
TRIP_COLUMNS = (
    "trip_id",
    "route_id",
    "service_id",
    "trip_headsign",
    "direction_id",
    "wheelchair_accessible",
    "shape_id",
)
TRIP_COLUMNS_REQUIRED = ("trip_id", "route_id", "service_id")

DEFAULT_TIMEZONE = "Europe/Helsinki"
"""Taken, with a warning, where a feed says none."""


@dataclass(frozen=True)
class Trips:
    """trips.txt: the table as read, its frame row for row, and which trips are fit to be run."""

    table: Table
    frame: pd.DataFrame
    fit: Bools


def timezone_of(table: Table | None, file: str, log: FaultLog) -> str:
    """The feed's time zone; a missing or unknown one is only warned of, as times count from the day's midnight."""
    names = sorted({str(text) for text in table["agency_timezone"].texts if text}) if table is not None else []
    if not names:
        log.add(Fault("timezone_missing", file, Severity.WARNING, facts={"timezone": DEFAULT_TIMEZONE}))
        return DEFAULT_TIMEZONE
    if len(names) > 1:
        log.add(Fault("timezone_differs", file, Severity.ERROR, field="agency_timezone", value=", ".join(names)))
    try:
        zoneinfo.ZoneInfo(names[0])
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):  # "Europe" is a folder, "../x" no key
        log.add(Fault("timezone_unknown", file, Severity.WARNING, field="agency_timezone", value=names[0]))
    return names[0]


def routes_frame(table: Table, log: FaultLog) -> pd.DataFrame:
    """Columns: route_id, short_name, long_name, route_type int32 (basic or extended GTFS route types)."""
    ids = table["route_id"]
    must(table, "route_id", log, "gtfs_value_missing", ids.blank())
    must(table, "route_id", log, "gtfs_id_twice", pd.Series(ids.codes).duplicated().to_numpy() & ~ids.blank())
    route_type, bad = parsed(table["route_type"], whole_of, -1, np.int32)
    must(table, "route_type", log, "gtfs_number_bad", bad)
    must(table, "route_type", log, "gtfs_value_missing", table["route_type"].blank())
    return pd.DataFrame(
        {
            "route_id": pd.array(ids.all_texts(), dtype="str"),
            "short_name": pd.array(table["route_short_name"].all_texts(), dtype="str"),
            "long_name": pd.array(table["route_long_name"].all_texts(), dtype="str"),
            "route_type": route_type,
        }
    )


def read_trips(table: Table, routes: pd.DataFrame, services: frozenset[str], log: FaultLog) -> Trips:
    """The trips; those of an unknown route or service are logged and not fit to be run.

    Columns of the frame: trip_id, route (int32 row of routes), service_id, headsign, direction_id int8 (-1 not
    given), wheelchair_accessible int8 (0 unknown, 1 yes, 2 no), shape_id.
    """
    ids = table["trip_id"]
    must(table, "trip_id", log, "gtfs_value_missing", ids.blank())
    twice = pd.Series(ids.codes).duplicated().to_numpy() & ~ids.blank()
    must(table, "trip_id", log, "gtfs_id_twice", twice)
    route = rows_of(table, "route_id", pd.Index(routes["route_id"]))
    must(table, "route_id", log, "route_unknown", route < 0, Severity.DROPPED)
    service = table["service_id"]
    known = np.array([text in services for text in service.texts], dtype=bool)
    no_service = ~known[service.codes] if len(known) else np.zeros(0, dtype=bool)
    must(table, "service_id", log, "service_unknown", no_service, Severity.DROPPED)
    direction, odd_direction = choices(table, "direction_id", range(2), blank=-1)
    must(table, "direction_id", log, "gtfs_choice_unknown", odd_direction, Severity.WARNING)
    wheelchair, odd_wheelchair = choices(table, "wheelchair_accessible", range(3))
    must(table, "wheelchair_accessible", log, "gtfs_choice_unknown", odd_wheelchair, Severity.WARNING)
    frame = pd.DataFrame(
        {
            "trip_id": pd.array(ids.all_texts(), dtype="str"),
            "route": route,
            "service_id": pd.array(service.all_texts(), dtype="str"),
            "headsign": pd.array(table["trip_headsign"].all_texts(), dtype="str"),
            "direction_id": direction,
            "wheelchair_accessible": wheelchair,
            "shape_id": pd.array(table["shape_id"].all_texts(), dtype="str"),
        }
    )
    return Trips(table, frame, ~((route < 0) | no_service | ids.blank() | twice))


def rows_of(table: Table, column: str, ids: pd.Index[str]) -> Ints:
    """For each row, where its text stands among the ids (the first, should an id stand twice), or -1."""
    named = table[column]
    distinct = ids[~ids.duplicated()]
    places = np.flatnonzero(~ids.duplicated())
    found = distinct.get_indexer(pd.Index(named.texts))
    row_of_text = np.where(found >= 0, places[found] if len(places) else -1, -1).astype(np.int32)
    return row_of_text[named.codes] if len(row_of_text) else np.zeros(table.n_rows, dtype=np.int32)
