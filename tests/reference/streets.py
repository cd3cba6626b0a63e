"""Walking along streets for the oracle: join at the nearest point of the nearest edge, then Dijkstra with a heap."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tests.reference.oracle import EARTH_RADIUS_M, Metres, Place, great_circle_m


@dataclass(frozen=True)
class StreetGraph:
    """Two-way streets: degrees of the nodes, and edges as pairs of node rows with their length in metres."""

    lon: np.ndarray
    lat: np.ndarray
    start: np.ndarray
    end: np.ndarray
    length_m: np.ndarray

    @cached_property
    def searched(self) -> dict[tuple[int, float], dict[int, float]]:
        """Metres to every node by where the search began, kept for the next question."""
        return {}

    @cached_property
    def neighbours(self) -> dict[int, list[tuple[int, float]]]:
        """The nodes next to each node, and the metres to them."""
        found: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for a, b, length in zip(self.start.tolist(), self.end.tolist(), self.length_m.tolist(), strict=True):
            found[a].append((b, length))
            found[b].append((a, length))
        return found

    def join(self, lon: float, lat: float) -> tuple[int, float, float]:
        """Return (edge, share of its length from its start, straight metres) of the nearest point of all edges."""
        scale = np.radians(1.0) * EARTH_RADIUS_M
        x, y = (self.lon - lon) * scale * np.cos(np.radians(lat)), (self.lat - lat) * scale
        ax, ay, bx, by = x[self.start], y[self.start], x[self.end], y[self.end]
        dx, dy = bx - ax, by - ay
        square = dx * dx + dy * dy
        share = np.clip(-(ax * dx + ay * dy) / np.where(square > 0, square, 1.0), 0.0, 1.0)
        away = np.hypot(ax + share * dx, ay + share * dy)
        edge = int(np.argmin(away))
        return edge, float(share[edge]), float(away[edge])

    def metres(self, from_places: Sequence[Place], to_places: Sequence[Place]) -> np.ndarray:
        """Return metres along the streets between all pairs, the straight ways at both ends included."""
        ends = [self.join(lon, lat) for _, lon, lat in to_places]
        table = np.full((len(from_places), len(to_places)), np.inf)
        for row, (_, lon, lat) in enumerate(from_places):
            edge, share, straight = self.join(lon, lat)
            if (edge, share) not in self.searched:
                self.searched[edge, share] = self._search(edge, share)
            reached = self.searched[edge, share]
            for column, (to_edge, to_share, to_straight) in enumerate(ends):
                length = self.length_m[to_edge]
                along = min(
                    reached.get(int(self.start[to_edge]), np.inf) + to_share * length,
                    reached.get(int(self.end[to_edge]), np.inf) + (1 - to_share) * length,
                )
                if to_edge == edge:
                    along = min(along, abs(to_share - share) * length)
                table[row, column] = straight + along + to_straight
        return table

    def _search(self, edge: int, share: float) -> dict[int, float]:
        length = float(self.length_m[edge])
        heap = [(share * length, int(self.start[edge])), ((1 - share) * length, int(self.end[edge]))]
        heapq.heapify(heap)
        reached: dict[int, float] = {}
        while heap:
            far, node = heapq.heappop(heap)
            if node in reached:
                continue
            reached[node] = far
            for other, step in self.neighbours[node]:
                if other not in reached:
                    heapq.heappush(heap, (far + step, other))
        return reached


def graph_of(lon: Sequence[float], lat: Sequence[float], edges: Sequence[tuple[int, int]]) -> StreetGraph:
    """Build a graph from degrees and pairs of nodes, each edge as long as its great circle."""
    lon_, lat_ = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    start, end = (np.asarray([e[i] for e in edges], dtype=int) for i in (0, 1))
    return StreetGraph(lon_, lat_, start, end, great_circle_m(lon_[start], lat_[start], lon_[end], lat_[end]))


def street_metres(graph: StreetGraph) -> Metres:
    """Walking along streets, as the oracle's way of measuring."""
    return graph.metres
