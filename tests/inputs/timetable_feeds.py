"""A small feed for the timetable's tests, and ways to write it and variants of it.

One line along the meridian 26.7 E: A (60.00 N), B (60.01), C (60.03), D (60.04), so that the ways A-B, B-C and C-D are
as 1 : 2 : 1. Trip `am` runs on weekdays of March 2026 at 08:00, `night` leaves at 23:55 and arrives at 24:03.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

TOWN = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\n1,Town,http://town.example,Europe/Helsinki\n",
    "stops.txt": (
        "stop_id,stop_name,stop_lat,stop_lon\n"
        "A,Alku,60.00,26.7\n"
        "B,Birkko,60.01,26.7\n"
        "C,Citta,60.03,26.7\n"
        "D,Delta,60.04,26.7\n"
    ),
    "routes.txt": "route_id,agency_id,route_short_name,route_long_name,route_type\nR,1,1,Alku-Delta,3\n",
    "calendar.txt": (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "week,1,1,1,1,1,0,0,20260302,20260331\n"
    ),
    "trips.txt": "route_id,service_id,trip_id,direction_id\nR,week,am,0\nR,week,night,1\n",
    "stop_times.txt": (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "am,08:00:00,08:00:00,A,1\n"
        "am,08:02:00,08:03:00,B,2\n"
        "am,08:06:00,08:06:00,C,3\n"
        "am,08:08:00,08:08:00,D,4\n"
        "night,23:55:00,23:55:00,D,10\n"
        "night,24:03:00,24:03:00,A,20\n"
    ),
}


def town(changes: Mapping[str, str | bytes | None]) -> dict[str, str | bytes]:
    """The town's tables with some replaced, added or (None) taken away."""
    tables = {**TOWN, **changes}
    return {name: text for name, text in tables.items() if text is not None}


def edited(table: str, old: str, new: str) -> dict[str, str]:
    """One of the town's tables with a passage replaced; the passage must be there."""
    assert old in TOWN[table]
    return {table: TOWN[table].replace(old, new, 1)}


def stop_times(
    *rows: str, columns: str = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"
) -> dict[str, str]:
    """A stop_times.txt of the rows."""
    return {"stop_times.txt": "\n".join((columns, *rows)) + "\n"}


def write_zip(path: Path, tables: Mapping[str, str | bytes]) -> Path:
    """Write the tables into a zip."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in tables.items():
            archive.writestr(name, text)
    return path
