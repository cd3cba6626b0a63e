"""Reads stops.txt: where the stops are, their stations, and whether a wheelchair can board there.

A stop whose coordinates cannot be trusted is left out and logged, never moved: filtering is not repairing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.errors import Fault, FaultLog, Severity
from assessment.inputs.gtfs_tables import Bools, Ints, Table
from assessment.inputs.gtfs_values import choices, decimal_of, must, parsed

Floats = npt.NDArray[np.float64]

STOP_COLUMNS = (
    "stop_id",
    "stop_name",
    "stop_lat",
    "stop_lon",
    "location_type",
    "parent_station",
    "wheelchair_boarding",
)
STOP_COLUMNS_REQUIRED = ("stop_id", "stop_lat", "stop_lon")

NEAR_ORIGIN_DEG = 1.0
"""A stop this near to 0, 0 has no coordinates (the MobilityData validator's point_near_origin)."""

NEAR_MEDIAN_DEG = 5.0
"""Where the time zone tells no region, a stop farther than this from the median stop is tried swapped."""

# Rough extents, west, south, east, north, in degrees; only to tell a swap of latitude and longitude from a place.
_REGION_OF_TIMEZONE = {
    "Europe/Helsinki": (19.0, 59.0, 32.0, 70.5),
    "Europe/Mariehamn": (19.0, 59.0, 32.0, 70.5),
    "Europe/": (-32.0, 34.0, 70.0, 82.0),
}


def stops_frame(table: Table, timezone: str, log: FaultLog) -> tuple[pd.DataFrame, Ints]:
    """The usable stops, and for each row of the table its row among them or -1.

    Columns: stop_id, name, lon, lat (degrees WGS84), location_type int8, parent (int32 row or -1),
    wheelchair_boarding int8 (0 unknown, 1 yes, 2 no, a blank child's taken from its parent).
    """
    ids = table["stop_id"]
    must(table, "stop_id", log, "gtfs_value_missing", ids.blank())
    twice = pd.Series(ids.codes).duplicated().to_numpy() & ~ids.blank()
    must(table, "stop_id", log, "gtfs_id_twice", twice)
    location_type, odd = choices(table, "location_type", range(5))
    must(table, "location_type", log, "gtfs_choice_unknown", odd, Severity.WARNING)
    wheelchair, odd = choices(table, "wheelchair_boarding", range(3))
    must(table, "wheelchair_boarding", log, "gtfs_choice_unknown", odd, Severity.WARNING)
    parent = _parents(table, log)
    lat, lon, kept = _coordinates(table, location_type, parent, timezone, log)
    kept &= ~ids.blank() & ~twice
    for _ in range(2):  # boarding area -> platform -> station
        wheelchair = np.where((wheelchair == 0) & (parent >= 0), wheelchair[parent], wheelchair)
    new_row = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
    parent_kept = np.where(parent >= 0, new_row[parent], -1).astype(np.int32)
    frame = pd.DataFrame(
        {
            "stop_id": pd.array(ids.all_texts()[kept], dtype="str"),
            "name": pd.array(table["stop_name"].all_texts()[kept], dtype="str"),
            "lon": lon[kept],
            "lat": lat[kept],
            "location_type": location_type[kept],
            "parent": parent_kept[kept],
            "wheelchair_boarding": wheelchair[kept].astype(np.int8),
        }
    )
    return frame, new_row


def _parents(table: Table, log: FaultLog) -> Ints:
    """The row of each stop's parent, or -1; a parent that is not in the file is logged."""
    if not table.n_rows:
        return np.zeros(0, dtype=np.int32)
    named = table["parent_station"]
    ids = pd.Index(table["stop_id"].all_texts())
    first = ids[~ids.duplicated()]
    row_of_first = np.flatnonzero(~ids.duplicated())
    found = first.get_indexer(pd.Index(named.texts))
    row_of_text = np.where(found >= 0, row_of_first[found], -1).astype(np.int32)
    parent = np.where(named.blank(), -1, row_of_text[named.codes]).astype(np.int32)
    own = parent == np.arange(table.n_rows)
    must(table, "parent_station", log, "stop_parent_unknown", (~named.blank() & (parent < 0)) | own, Severity.WARNING)
    parent[own] = -1
    return parent


def _coordinates(
    table: Table, location_type: npt.NDArray[np.int8], parent: Ints, timezone: str, log: FaultLog
) -> tuple[Floats, Floats, Bools]:
    """(lat, lon, usable) of each row in degrees; what is not usable is logged."""
    lat, bad_lat = parsed(table["stop_lat"], decimal_of, np.nan, np.float64)
    lon, bad_lon = parsed(table["stop_lon"], decimal_of, np.nan, np.float64)
    # Inner nodes and boarding areas of a station may come without coordinates of their own.
    for _ in range(2):
        inner = (location_type >= 3) & (parent >= 0) & np.isnan(lat) & np.isnan(lon) & ~bad_lat & ~bad_lon
        lat = np.where(inner, lat[parent], lat)
        lon = np.where(inner, lon[parent], lon)
    must(table, "stop_lat", log, "stop_coordinate_bad", bad_lat, Severity.DROPPED)
    must(table, "stop_lon", log, "stop_coordinate_bad", bad_lon, Severity.DROPPED)
    blank = (np.isnan(lat) & ~bad_lat) | (np.isnan(lon) & ~bad_lon)
    must(table, "stop_lat", log, "stop_coordinate_missing", blank & (location_type < 3), Severity.DROPPED)
    usable = ~np.isnan(lat) & ~np.isnan(lon)
    swapped = usable & _looks_swapped(lat, lon, usable, timezone)
    if usable.any() and swapped.sum() * 2 > usable.sum():
        log.add(
            Fault("stops_swapped", table.file, Severity.ERROR, field="stop_lat", facts={"stops": int(swapped.sum())})
        )
        return lat, lon, usable & ~swapped
    must(table, "stop_lat", log, "stop_swapped", swapped, Severity.DROPPED)
    usable &= ~swapped
    outside = usable & ((np.abs(lat) > 90) | (np.abs(lon) > 180))
    must(table, "stop_lat", log, "stop_outside_earth", outside & (np.abs(lat) > 90), Severity.DROPPED)
    must(table, "stop_lon", log, "stop_outside_earth", outside & (np.abs(lat) <= 90), Severity.DROPPED)
    usable &= ~outside
    origin = usable & (np.abs(lat) <= NEAR_ORIGIN_DEG) & (np.abs(lon) <= NEAR_ORIGIN_DEG)
    must(table, "stop_lat", log, "stop_at_zero", origin, Severity.DROPPED)
    usable &= ~origin
    region = _region(timezone)
    if region is not None and usable.any() and np.mean(_within(lat, lon, region)[usable]) < 0.5:
        log.add(Fault("stops_far_from_timezone", table.file, Severity.WARNING, facts={"timezone": timezone}))
    return lat, lon, usable


def _looks_swapped(lat: Floats, lon: Floats, usable: Bools, timezone: str) -> Bools:
    """Stops that lie away from the feed's region but within it once latitude and longitude are swapped."""
    region = _region(timezone)
    if region is None:
        valid = usable & (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
        if valid.sum() * 2 <= usable.sum():  # most latitudes are none: swapped if that makes them valid
            return ~valid & (np.abs(lon) <= 90) & (np.abs(lat) <= 180)
        middle_lat, middle_lon = np.median(lat[valid]), np.median(lon[valid])
        region = (
            middle_lon - NEAR_MEDIAN_DEG,
            middle_lat - NEAR_MEDIAN_DEG,
            middle_lon + NEAR_MEDIAN_DEG,
            middle_lat + NEAR_MEDIAN_DEG,
        )
    return ~_within(lat, lon, region) & _within(lon, lat, region)


def _within(lat: Floats, lon: Floats, region: tuple[float, float, float, float]) -> Bools:
    west, south, east, north = region
    return np.asarray((lat >= south) & (lat <= north) & (lon >= west) & (lon <= east), dtype=np.bool_)


def _region(timezone: str) -> tuple[float, float, float, float] | None:
    for prefix, region in _REGION_OF_TIMEZONE.items():
        if timezone.startswith(prefix):
            return region
    return None
