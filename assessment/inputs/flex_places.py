"""The places of GTFS-Flex: zones of locations.geojson, stops, and groups of stops, under one set of ids."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from shapely.affinity import scale

from assessment.errors import Fault, FaultLog, Severity
from assessment.inputs.great_circle import EARTH_RADIUS_M
from assessment.inputs.gtfs_tables import Table
from assessment.inputs.zone_shapes import Zone, zone_of_geojson

NEAR_STOP_M = 150.0
"""Homes within this of a stop where a taxi picks up count as being there, as services do near a named destination."""

GROUP_STOP_COLUMNS = ("location_group_id", "stop_id")
GROUP_COLUMNS = ("location_group_id", "location_group_name", "location_id")
STOP_AREA_COLUMNS = ("area_id", "stop_id")


@dataclass(frozen=True)
class Stop:
    """A stop with its place in degrees."""

    id: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class FlexPlace:
    """A place where people are picked up or dropped off: a zone, or stops (one, or a group of them)."""

    id: str
    name: str
    zone: Zone | None
    stops: tuple[Stop, ...] = ()

    def home_zone(self) -> Zone:
        """Where those live who are picked up here: the zone, or within 150 m of the stops."""
        if self.zone is not None:
            return self.zone
        circles = shapely.union_all([_circle(stop) for stop in self.stops])
        assert isinstance(circles, shapely.Polygon | shapely.MultiPolygon)
        return circles


@dataclass(frozen=True)
class FlexPlaces:
    """All places of a feed by kind and id."""

    zones: dict[str, FlexPlace]
    groups: dict[str, FlexPlace]
    stops: dict[str, FlexPlace]

    def named(self, place_id: str) -> list[FlexPlace]:
        """Every place of an id: older feeds write zones and groups into stop_id."""
        return [kind[place_id] for kind in (self.stops, self.zones, self.groups) if place_id in kind]


def zones_of(data: bytes | None, file: str, log: FaultLog) -> dict[str, FlexPlace]:
    """The zones of locations.geojson by id, each fault with the line of its feature's id."""
    if data is None:
        return {}
    try:
        text = data.decode("utf-8-sig")
        content = json.loads(text, parse_constant=_refuse)
    except UnicodeDecodeError:
        log.add(Fault("gtfs_not_utf8", file, row=1, value=data[:40].decode("latin-1")))
        return {}
    except json.JSONDecodeError as error:
        log.add(Fault("json_invalid", file, row=error.lineno, facts={"reason": error.msg}))
        return {}
    except (ValueError, RecursionError) as error:
        log.add(Fault("json_invalid", file, facts={"reason": str(error)[:80]}))
        return {}
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        log.add(Fault("json_not_features", file))
        return {}
    zones: dict[str, FlexPlace] = {}
    for feature in features:
        found = feature.get("id")
        name = str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""
        row = _line_of_id(text, found)
        if not name:
            log.add(Fault("id_missing", file, row=row, field="id"))
            continue
        if name in zones:
            log.add(Fault("gtfs_id_twice", file, row=row, field="id", value=name))
            continue
        zone = zone_of_geojson(feature.get("geometry"), file, row, "geometry", log)
        properties = feature.get("properties")
        title = properties.get("stop_name") if isinstance(properties, dict) else None
        if zone is not None:
            zones[name] = FlexPlace(name, str(title or name), zone)
    return zones


def stop_places(stops: pd.DataFrame | None) -> dict[str, FlexPlace]:
    """Each stop as a place of its own."""
    if stops is None:
        return {}
    rows = stops[np.isfinite(stops["lon"]) & np.isfinite(stops["lat"])]
    columns = (rows[name].tolist() for name in ("stop_id", "name", "lon", "lat"))
    return {
        stop: FlexPlace(stop, name or stop, None, (Stop(stop, name or stop, lon, lat),))
        for stop, name, lon, lat in zip(*columns, strict=True)
    }


def groups_of(
    names: Table | None, members: Table | None, areas: Table | None, stops: dict[str, FlexPlace], log: FaultLog
) -> dict[str, FlexPlace]:
    """Groups of stops: location_group_stops.txt; in older drafts location_groups.txt itself or stop_areas.txt.

    A member that is no stop is left out with `flex_group_member_unknown`.
    """
    titles: dict[str, str] = {}
    found: dict[str, list[Stop]] = {}
    for table, group_column, member_column in (
        (members, "location_group_id", "stop_id"),
        (names, "location_group_id", "location_id"),
        (areas, "area_id", "stop_id"),
    ):
        if table is None:
            continue
        for row in range(table.n_rows):
            group, member = table[group_column].text(row), table[member_column].text(row)
            if table is names and group:
                titles[group] = table["location_group_name"].text(row)
            if not group or not member:
                continue
            if member not in stops:
                table.log_rows(
                    log, "flex_group_member_unknown", Severity.DROPPED, np.array([row], dtype=np.intp), member_column
                )
                continue
            found.setdefault(group, []).extend(stops[member].stops)
    return {
        group: FlexPlace(group, titles.get(group) or group, None, tuple(dict.fromkeys(stops_of_group)))
        for group, stops_of_group in found.items()
    }


def _circle(stop: Stop) -> shapely.Polygon:
    """The 150 m around a stop, in degrees; a degree of longitude shrinks with the cosine of the latitude."""
    radius_deg = math.degrees(NEAR_STOP_M / EARTH_RADIUS_M)
    across = max(math.cos(math.radians(stop.lat)), 0.01)
    circle = scale(shapely.Point(stop.lon, stop.lat).buffer(radius_deg), 1 / across, 1.0)
    assert isinstance(circle, shapely.Polygon)
    return circle


def _line_of_id(text: str, feature_id: object) -> int | None:
    """The line on which a feature's id stands first."""
    at = text.find(json.dumps(feature_id)) if isinstance(feature_id, str) else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else None


def _refuse(constant: str) -> None:
    raise ValueError(constant)
