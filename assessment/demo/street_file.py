"""Writes the street graph and the waters as an OpenStreetMap extract (PBF): ids and order the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import osmium
import shapely
from osmium.osm.mutable import Node
from osmium.osm.mutable import Way as OsmWay
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from assessment.demo.facts import Facts, Points, to_degrees
from assessment.demo.land import Land
from assessment.demo.street_graph import NOT_FOR_CARS, StreetGraph, Way

KERBS = (("lowered", 0.50), ("flush", 0.62), ("raised", 0.80))
BUFFER_BYTES = 1 << 22


def write_streets(path: Path, facts: Facts, land: Land, graph: StreetGraph) -> None:
    """Write nodes, then ways, by rising id; crossings carry kerb tags, river crossings are ways tagged as bridges."""
    water = [(name, np.array(ring.coords)) for name, ring in _shores(facts, land)]
    xy = np.concatenate([graph.node_xy, *(shore for _, shore in water)])
    lon_lat = np.round(to_degrees(xy), 7)
    tags = _crossings(graph)
    ways = [part for way in graph.ways for part in _bridged(way, graph.node_xy, land.river)]
    first = len(graph.node_xy)
    for name, shore in water:
        ring = np.concatenate([first + np.arange(len(shore) - 1), [first]])
        ways.append(Way(ring, {"natural": "water", "name": name}))
        first += len(shore)
    writer = osmium.SimpleWriter(str(path), bufsz=BUFFER_BYTES)
    try:
        for index, (lon, lat) in enumerate(lon_lat.tolist()):
            writer.add_node(Node(id=index + 1, version=1, location=(lon, lat), tags=tags.get(index, {})))
        for index, way in enumerate(ways):
            refs = (way.nodes + 1).tolist()
            writer.add_way(OsmWay(id=index + 1, version=1, nodes=refs, tags=way.tags))
    finally:
        writer.close()


def _shores(facts: Facts, land: Land) -> Iterator[tuple[str, shapely.LinearRing]]:
    """Named rings of the waters; a water of several parts or none of the facts' names goes by the nearest name."""
    for part in shapely.get_parts(land.water.intersection(land.outline)):
        near = min(facts.water, key=lambda water: float(LineString(water.points).distance(part.centroid)))
        yield near.name, part.simplify(8.0).exterior


def _crossings(graph: StreetGraph) -> dict[int, dict[str, str]]:
    """Tags of nodes where a footway or cycleway meets a street with much traffic."""
    on_foot, busy = set[int](), set[int]()
    for way in graph.ways:
        if way.tags["highway"] in NOT_FOR_CARS:
            on_foot.update(way.nodes.tolist())
        elif way.tags["highway"] in {"tertiary", "secondary"}:
            busy.update(way.nodes.tolist())
    rng = np.random.default_rng(81)
    tags: dict[int, dict[str, str]] = {}
    for node in sorted(on_foot & busy):
        tags[node] = {"highway": "crossing", "crossing": "marked"}
        lot = rng.random()
        kerb = next((name for name, below in KERBS if lot < below), None)
        if kerb is not None:
            tags[node]["kerb"] = kerb
    return tags


def _bridged(way: Way, node_xy: Points, river: BaseGeometry) -> Iterator[Way]:
    """The way, with its stretches over the river as ways of their own tagged as bridges."""
    xy = node_xy[way.nodes]
    if not river.intersects(LineString(xy)):
        yield way
        return
    pairs = np.stack([xy[:-1], xy[1:]], axis=1)
    wet = np.array([river.intersects(LineString(pair)) for pair in pairs])
    start = 0
    for index in range(1, len(wet) + 1):
        if index == len(wet) or wet[index] != wet[start]:
            over = {"bridge": "yes", "layer": "1"} if wet[start] else {}
            yield Way(way.nodes[start : index + 1], way.tags | over)
            start = index
