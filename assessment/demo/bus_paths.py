"""Where a bus drives: the quickest way over the demo's streets through the places of a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from assessment.demo.facts import Points
from assessment.demo.street_graph import NOT_FOR_CARS, Ints, StreetGraph

# Share of the speed limit a bus keeps between stops, and how gladly it takes a class of street (modelled).
BUS_SHARE_OF_LIMIT = 0.74
BUS_TOP_KMH = 80.0
DEFAULT_KMH = {"unclassified": 50.0, "residential": 40.0, "service": 20.0, "track": 20.0}
RELUCTANCE = {"residential": 2.2, "unclassified": 1.6, "service": 6.0, "track": 12.0}
STOPPING_CLASSES = frozenset({"primary", "secondary", "tertiary"})


@dataclass(frozen=True)
class Path:
    """A bus's way: nodes, metres and driving seconds from the start at each node, and which node each place got."""

    nodes: Ints
    along_m: npt.NDArray[np.float64]
    along_s: npt.NDArray[np.float64]
    via: tuple[int, ...]  # position in `nodes` of each place of the line


class BusStreets:
    """The streets as a bus sees them."""

    def __init__(self, graph: StreetGraph) -> None:
        self.node_xy = graph.node_xy
        start, end, way = graph.segments()
        length = np.hypot(*(graph.node_xy[end] - graph.node_xy[start]).T)
        highway = np.array([way.tags["highway"] for way in graph.ways])
        kmh = np.array([_bus_kmh(way.tags) for way in graph.ways])
        gladness = np.array([RELUCTANCE.get(name, 1.0) for name in highway])
        forward = ~np.isin(highway, list(NOT_FOR_CARS))[way]
        both = forward & ~np.array([w.tags.get("oneway") == "yes" for w in graph.ways])[way]
        tail = np.concatenate([start[forward], end[both]])
        head = np.concatenate([end[forward], start[both]])
        metres = np.concatenate([length[forward], length[both]])
        of_way = np.concatenate([way[forward], way[both]])
        seconds = metres / (kmh[of_way] / 3.6)
        # Several ways between the same two nodes: the quickest counts.
        order = np.lexsort((seconds * gladness[of_way], head, tail))
        tail, head, metres, seconds, of_way = (a[order] for a in (tail, head, metres, seconds, of_way))
        first = np.concatenate([[True], (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])])
        tail, head, metres, seconds, of_way = (a[first] for a in (tail, head, metres, seconds, of_way))
        count = len(graph.node_xy)
        self._cost = csr_array(coo_array((seconds * gladness[of_way] + 1e-6, (tail, head)), shape=(count, count)))
        self._metres = csr_array(coo_array((metres + 1e-9, (tail, head)), shape=(count, count)))
        self._seconds = csr_array(coo_array((seconds + 1e-9, (tail, head)), shape=(count, count)))
        part = connected_components(self._cost, directed=True, connection="strong")[1]
        largest = int(np.argmax(np.bincount(part)))
        good = np.zeros(count, dtype=bool)
        for w in graph.ways:
            if w.tags["highway"] in STOPPING_CLASSES:
                good[w.nodes] = True
        self._stopping = np.flatnonzero(good & (part == largest))
        self._nearest = cKDTree(graph.node_xy[self._stopping])
        self._trees: dict[int, npt.NDArray[np.int32]] = {}

    def node_at(self, xy: tuple[float, float]) -> int:
        """The main street's node nearest to a place."""
        return int(self._stopping[int(self._nearest.query(xy)[1])])

    def path(self, places: Sequence[tuple[float, float]]) -> Path:
        """The way through the places in their order."""
        stations = [self.node_at(place) for place in places]
        nodes = [stations[0]]
        via = [0]
        for start, end in pairwise(stations):
            nodes.extend(self._leg(start, end)[1:])
            via.append(len(nodes) - 1)
        way = np.array(nodes, dtype=np.int64)
        metres = np.asarray(self._metres[way[:-1], way[1:]]).ravel()
        seconds = np.asarray(self._seconds[way[:-1], way[1:]]).ravel()
        return Path(
            way, np.concatenate([[0.0], np.cumsum(metres)]), np.concatenate([[0.0], np.cumsum(seconds)]), tuple(via)
        )

    def _leg(self, start: int, end: int) -> list[int]:
        if start not in self._trees:
            self._trees[start] = dijkstra(self._cost, True, np.array([start]), True)[1][0]
        before = self._trees[start]
        leg = [end]
        while leg[-1] != start:
            leg.append(int(before[leg[-1]]))
        return leg[::-1]

    def point(self, path: Path, along_m: float, aside_m: float) -> Points:
        """The place `along_m` metres along a path and `aside_m` metres to its right."""
        index = int(np.clip(np.searchsorted(path.along_m, along_m, side="right") - 1, 0, len(path.nodes) - 2))
        a, b = self.node_xy[path.nodes[index]], self.node_xy[path.nodes[index + 1]]
        along = (b - a) / np.hypot(*(b - a))
        place: Points = a + along * (along_m - path.along_m[index]) + np.array([along[1], -along[0]]) * aside_m
        return place


def _bus_kmh(tags: dict[str, str]) -> float:
    limit = float(tags["maxspeed"]) if "maxspeed" in tags else DEFAULT_KMH.get(tags["highway"], 50.0)
    return min(limit, BUS_TOP_KMH) * BUS_SHARE_OF_LIMIT
