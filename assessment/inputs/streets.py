"""Streets from an OpenStreetMap extract: who may walk and drive along each segment, how far and how fast.

Read with pyosmium, the binding of the library that the OpenStreetMap tools themselves use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import osmium

from assessment.errors import Fault, Refused
from assessment.inputs.great_circle import great_circle_m
from assessment.inputs.provenance import Source, source_of
from assessment.inputs.street_tags import HIGHWAY_CLASSES, car_speeds_ms, is_walkable, step_free_state

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Streets:
    """Street segments between successive OpenStreetMap nodes, as read-only arrays.

    node_lon, node_lat: float64[N], WGS84 degrees. segment_from, segment_to: int32[M], node rows.
    length_m: float64[M], great circle. walkable: bool[M]. step_free: int8[M], 1 yes, 0 not known, 2 no.
    car_forward_ms, car_backward_ms: float32[M], metres a second, 0 where driving that way is not allowed.
    highway: int8[M], row of HIGHWAY_CLASSES.
    """

    node_lon: FloatArray
    node_lat: FloatArray
    segment_from: npt.NDArray[np.int32]
    segment_to: npt.NDArray[np.int32]
    length_m: FloatArray
    walkable: npt.NDArray[np.bool_]
    step_free: npt.NDArray[np.int8]
    car_forward_ms: npt.NDArray[np.float32]
    car_backward_ms: npt.NDArray[np.float32]
    highway: npt.NDArray[np.int8]
    source: Source

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False


def read_streets(path: Path, described: Mapping[str, str] | None = None) -> Streets:
    """Read an OpenStreetMap extract (.osm.pbf or .osm); raises Refused when it cannot be used as streets."""
    if not path.is_file():
        raise Refused([Fault("file_missing", path.name)])
    if path.stat().st_size == 0:
        raise Refused([Fault("file_empty", path.name)])
    collected = _Segments()
    try:
        ways = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
        ways.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY)).with_filter(osmium.filter.KeyFilter("highway"))
        for way in ways:
            collected.add(way)
    except (RuntimeError, osmium.InvalidLocationError) as error:
        raise Refused([Fault("streets_unreadable", path.name, facts={"reason": str(error)})]) from error
    if not collected.from_node:
        raise Refused([Fault("streets_none", path.name)])
    return collected.as_streets(source_of(path, described))


class _Segments:
    """Growing lists of nodes and segments while the ways of a file pass by."""

    def __init__(self) -> None:
        self.row_of_node: dict[int, int] = {}
        self.lon: list[float] = []
        self.lat: list[float] = []
        self.from_node: list[int] = []
        self.to_node: list[int] = []
        self.attributes: list[tuple[bool, int, float, float, int]] = []

    def add(self, way: osmium.osm.Way) -> None:
        """Take a way's segments if one may walk or drive along it; a node outside the extract breaks the way there."""
        tags = dict(way.tags)
        highway = tags.get("highway", "")
        if highway not in HIGHWAY_CLASSES:
            return
        walkable = is_walkable(tags)
        forward_ms, backward_ms = car_speeds_ms(tags)
        if not walkable and forward_ms == 0 and backward_ms == 0:
            return
        attributes = (walkable, step_free_state(tags), forward_ms, backward_ms, HIGHWAY_CLASSES.index(highway))
        previous = -1
        for node in way.nodes:
            if not node.location.valid():
                previous = -1
                continue
            row = self.row_of_node.get(node.ref)
            if row is None:
                row = self.row_of_node[node.ref] = len(self.lon)
                self.lon.append(node.location.lon)
                self.lat.append(node.location.lat)
            if previous not in (-1, row):
                self.from_node.append(previous)
                self.to_node.append(row)
                self.attributes.append(attributes)
            previous = row

    def as_streets(self, source: Source) -> Streets:
        """The collected segments as arrays."""
        lon, lat = np.array(self.lon), np.array(self.lat)
        start, end = np.array(self.from_node, np.int32), np.array(self.to_node, np.int32)
        walkable, step_free, forward_ms, backward_ms, highway = zip(*self.attributes, strict=True)
        return Streets(
            node_lon=lon,
            node_lat=lat,
            segment_from=start,
            segment_to=end,
            length_m=great_circle_m(lon[start], lat[start], lon[end], lat[end]),
            walkable=np.array(walkable, np.bool_),
            step_free=np.array(step_free, np.int8),
            car_forward_ms=np.array(forward_ms, np.float32),
            car_backward_ms=np.array(backward_ms, np.float32),
            highway=np.array(highway, np.int8),
            source=source,
        )
