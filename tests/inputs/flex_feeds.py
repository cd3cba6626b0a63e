"""A small GTFS-Flex feed for tests: Jaala, one zone, to the town, another; on Tuesdays and Thursdays of March 2026."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tests.inputs.timetable_feeds import TOWN, write_zip


def square(west: float, south: float, size: float = 0.2) -> dict[str, object]:
    """A square as a GeoJSON geometry."""
    east, north = round(west + size, 6), round(south + size, 6)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def locations(**zones: object) -> str:
    """A locations.geojson, one line a feature."""
    features = [
        {"type": "Feature", "id": name, "properties": {"stop_name": name.title()}, "geometry": shape}
        for name, shape in zones.items()
    ]
    lines = ",\n".join(json.dumps(feature) for feature in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


TIMES = (
    "trip_id,stop_id,location_id,location_group_id,stop_sequence,start_pickup_drop_off_window,"
    "end_pickup_drop_off_window,pickup_type,drop_off_type,pickup_booking_rule_id,drop_off_booking_rule_id\n"
)
FLEX: Mapping[str, str] = {
    "agency.txt": TOWN["agency.txt"],
    "stops.txt": TOWN["stops.txt"],
    "routes.txt": "route_id,route_short_name,route_long_name,route_type\nK,K,Kutsu,3\n",
    "calendar.txt": (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "tt,0,1,0,1,0,0,0,20260301,20260331\n"
    ),
    "calendar_dates.txt": "service_id,date,exception_type\ntt,20260305,2\ntt,20260306,1\n",
    "trips.txt": (
        "route_id,service_id,trip_id,wheelchair_accessible,safe_duration_factor,safe_duration_offset\n"
        "K,tt,out,1,1.5,300\nK,tt,back,1,1.5,300\n"
    ),
    "locations.geojson": locations(jaala=square(26.4, 61.0), town=square(26.6, 60.8)),
    "location_groups.txt": "location_group_id,location_group_name\nG,Pysäkit\n",
    "location_group_stops.txt": "location_group_id,stop_id\nG,A\nG,B\n",
    "booking_rules.txt": (
        "booking_rule_id,booking_type,prior_notice_duration_min,prior_notice_last_day,prior_notice_last_time,"
        "phone_number,info_url\n"
        "day,2,,1,15:00:00,020 615 1502,https://a.fi\nhour,1,60,,,,\nnow,0,,,,,\n"
    ),
    "stop_times.txt": (
        TIMES
        + "out,,jaala,,1,09:00:00,13:00:00,2,1,day,\nout,,town,,2,09:00:00,13:00:00,1,2,,day\n"
        + "back,,town,,1,09:00:00,13:00:00,2,1,day,\nback,,jaala,,2,09:00:00,13:00:00,1,2,,day\n"
    ),
}


def flex(changes: Mapping[str, str | bytes | None]) -> dict[str, str | bytes]:
    """The feed's tables with some replaced, added or (None) taken away."""
    return {name: text for name, text in {**FLEX, **changes}.items() if text is not None}


def times(*rows: str) -> dict[str, str | bytes | None]:
    """A stop_times.txt of the rows."""
    return {"stop_times.txt": TIMES + "\n".join(rows) + "\n"}


def edited(table: str, old: str, new: str) -> dict[str, str | bytes | None]:
    """One of the feed's tables with a passage replaced; the passage must be there."""
    assert old in FLEX[table]
    return {table: FLEX[table].replace(old, new, 1)}


def write_flex(folder: Path, changes: Mapping[str, str | bytes | None], name: str = "flex.zip") -> Path:
    """Write the feed with its changes as a zip."""
    return write_zip(folder / name, flex(changes))
