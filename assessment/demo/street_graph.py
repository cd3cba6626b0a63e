"""Joins lines into one street graph: crossings and meeting ends become shared nodes, loose parts are left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely import LineString

from assessment.demo.facts import Points
from assessment.demo.street_lines import Line

MERGE_DISTANCE_M = 2.0
STUB_LENGTH_M = 12.0
NOT_FOR_CARS = frozenset({"footway", "path", "steps", "cycleway", "pedestrian"})

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Way:
    """A way: its nodes in order (rows of the graph's nodes) and its OpenStreetMap tags."""

    nodes: Ints
    tags: dict[str, str]


@dataclass(frozen=True)
class StreetGraph:
    """Nodes in EPSG:3067 and the ways over them."""

    node_xy: Points
    ways: tuple[Way, ...]

    def segments(self) -> tuple[Ints, Ints, Ints]:
        """Each pair of neighbouring nodes as (from, to, way)."""
        start = np.concatenate([way.nodes[:-1] for way in self.ways])
        end = np.concatenate([way.nodes[1:] for way in self.ways])
        count = [len(way.nodes) - 1 for way in self.ways]
        return start, end, np.repeat(np.arange(len(self.ways)), count)


def join(lines: Sequence[Line]) -> StreetGraph:
    """One connected graph of the lines; ends that overshoot a crossing a little are trimmed."""
    owner, along, xy = _vertices(lines)
    label = _merged(xy)
    order = np.lexsort((along, owner))
    owner, label_in_order = owner[order], label[order]
    node_xy = np.zeros((label.max() + 1, 2))
    node_xy[label[::-1]] = xy[::-1]
    bounds = np.searchsorted(owner, np.arange(len(lines) + 1))
    ways = []
    for index, line in enumerate(lines):
        nodes = label_in_order[bounds[index] : bounds[index + 1]]
        nodes = nodes[np.concatenate([[True], nodes[1:] != nodes[:-1]])]
        if len(nodes) >= 2:
            ways.append(Way(nodes, line.tags))
    return drivable(connected(StreetGraph(node_xy, tuple(_trimmed(ways, node_xy)))))


def _vertices(lines: Sequence[Line]) -> tuple[Ints, npt.NDArray[np.float64], Points]:
    """Every vertex and every crossing of two lines: (line, metres along it, place)."""
    shapes = np.array([LineString(line.xy) for line in lines])
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    trunk = np.array([line.tags["highway"] == "trunk" for line in lines])
    apart = np.array([not line.joins_trunk for line in lines])
    wanted = (first < second) & ~(trunk[first] & apart[second]) & ~(trunk[second] & apart[first])
    first, second = first[wanted], second[wanted]
    parts, pair = shapely.get_parts(shapely.intersection(shapes[first], shapes[second]), return_index=True)
    points = shapely.get_type_id(parts) == 0
    crossing = np.column_stack([shapely.get_x(parts[points]), shapely.get_y(parts[points])])
    pair = pair[points]
    crossing_owner = np.concatenate([first[pair], second[pair]])
    on_both = np.concatenate([parts[points], parts[points]])
    crossing_along = shapely.line_locate_point(shapes[crossing_owner], on_both)
    vertex_owner = np.repeat(np.arange(len(lines)), [len(line.xy) for line in lines])
    vertex_along = np.concatenate(
        [np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line.xy, axis=0).T))]) for line in lines]
    )
    return (
        np.concatenate([crossing_owner, vertex_owner]),
        np.concatenate([crossing_along, vertex_along]),
        np.concatenate([crossing, crossing, *(line.xy for line in lines)]),
    )


def _merged(xy: Points) -> Ints:
    """One label for points within the merging distance of one another."""
    pairs = cKDTree(xy).query_pairs(MERGE_DISTANCE_M, output_type="ndarray")
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(xy), len(xy)))
    return connected_components(links, directed=False)[1].astype(np.int64)


def nearest(among: Points, wanted: Points, count: int = 1) -> tuple[npt.NDArray[np.float64], Ints]:
    """Distance to and row of the nearest point (or `count` nearest, one column each) for every wanted point."""
    distance, row = cKDTree(among).query(wanted, k=count)
    return np.asarray(distance, dtype=np.float64), np.asarray(row, dtype=np.int64)


def _trimmed(ways: list[Way], node_xy: Points) -> list[Way]:
    """Ways without the short loose ends that overshooting left."""
    uses = np.bincount(np.concatenate([way.nodes for way in ways]), minlength=len(node_xy))
    kept = []
    for way in ways:
        nodes = way.nodes
        for _ in range(2):
            if len(nodes) > 2 and uses[nodes[-1]] == 1 and _length(node_xy, nodes[-2:]) < STUB_LENGTH_M:
                nodes = nodes[:-1]
            nodes = nodes[::-1]
        loose = len(nodes) == 2 and uses[nodes].min() == 1 and _length(node_xy, nodes) < STUB_LENGTH_M
        if not loose:
            kept.append(Way(nodes, way.tags))
    return kept


def _length(node_xy: Points, nodes: Ints) -> float:
    return float(np.hypot(*np.diff(node_xy[nodes], axis=0).T).sum())


def drivable(graph: StreetGraph) -> StreetGraph:
    """The graph with every street for cars in reach of every other by car.

    A one-way street that would let cars in but never out, or the reverse, becomes two-way; streets that only footways
    join to the rest become footways.
    """
    start, end, way = graph.segments()
    count = len(graph.node_xy)
    by_car = np.array([w.tags["highway"] not in NOT_FOR_CARS for w in graph.ways])[way]
    both = by_car & np.array([w.tags.get("oneway") != "yes" for w in graph.ways])[way]
    tail, head = np.concatenate([start[by_car], end[both]]), np.concatenate([end[by_car], start[both]])
    links = coo_array((np.ones(len(tail)), (tail, head)), shape=(count, count))
    island = _outside_largest(connected_components(links, directed=False)[1], tail)
    stuck = _outside_largest(connected_components(links, directed=True, connection="strong")[1], tail)
    ways = []
    for w in graph.ways:
        tags = w.tags
        if tags["highway"] not in NOT_FOR_CARS and island[w.nodes[0]]:
            tags = {"highway": "footway", "surface": "asphalt"}
        elif stuck[w.nodes].any():
            tags = {key: value for key, value in tags.items() if key != "oneway"}
        ways.append(Way(w.nodes, tags))
    return StreetGraph(graph.node_xy, tuple(ways))


def _outside_largest(part: npt.NDArray[np.int32], used: Ints) -> npt.NDArray[np.bool_]:
    return np.asarray(part != np.argmax(np.bincount(part[used])), dtype=np.bool_)


def connected(graph: StreetGraph) -> StreetGraph:
    """The graph's largest connected part, with its nodes numbered anew."""
    start, end, _ = graph.segments()
    count = len(graph.node_xy)
    part = connected_components(coo_array((np.ones(len(start)), (start, end)), shape=(count, count)), directed=False)[1]
    used = np.zeros(count, dtype=bool)
    used[start] = used[end] = True
    largest = int(np.argmax(np.bincount(part[used])))
    keep = used & (part == largest)
    number = np.cumsum(keep) - 1
    ways = tuple(Way(number[way.nodes], way.tags) for way in graph.ways if keep[way.nodes[0]])
    return StreetGraph(graph.node_xy[keep], ways)
