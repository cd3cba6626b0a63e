"""The street graph of one way of travelling: a compressed sparse graph, forward and reversed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from assessment.inputs.streets import Streets

StreetMode = Literal["walk", "walk_step_free", "car"]

# A piece of the network that the rest cannot reach and that has fewer nodes than this is left out, or places beside it
# would count as cut off because of a mapping fault or the edge of the extract. Conveyal R5 leaves out islands by the
# same rule and number. A network without any larger piece (a hand-made town) is kept whole.
ISLAND_BELOW_NODES = 40

_NOT_STEP_FREE = 2


@dataclass(frozen=True)
class Arcs:
    """Arcs by tail node: those of node i are at start[i]:start[i + 1]. cost: metres on foot, seconds by car."""

    start: npt.NDArray[np.int64]
    head: npt.NDArray[np.int32]
    cost: npt.NDArray[np.float64]


@dataclass(frozen=True)
class StreetNetwork:
    """Segments that one may use in a mode, and the arcs they make; read-only and shared between users.

    segment_from, segment_to: node rows. forward_cost, backward_cost: float64 per segment, metres on foot, seconds
    by car, inf where that direction is not allowed. `arcs` leads away from a node, `reversed_arcs` towards it.
    """

    mode: StreetMode
    node_lon: npt.NDArray[np.float64]
    node_lat: npt.NDArray[np.float64]
    segment_from: npt.NDArray[np.int32]
    segment_to: npt.NDArray[np.int32]
    forward_cost: npt.NDArray[np.float64]
    backward_cost: npt.NDArray[np.float64]
    arcs: Arcs
    reversed_arcs: Arcs

    @property
    def lon_scale(self) -> float:
        """How much shorter a degree of longitude is than one of latitude, in the middle of the network."""
        return float(np.cos(np.radians(self.node_lat.mean()))) if self.node_lat.size else 1.0

    @cached_property
    def segment_index(self) -> shapely.STRtree:
        """The segments as lines in a plane where degrees of longitude are shortened, for finding the nearest."""
        plane = np.column_stack([self.node_lon * self.lon_scale, self.node_lat])
        lines = np.asarray(shapely.linestrings(plane[np.column_stack([self.segment_from, self.segment_to])]))
        return shapely.STRtree(lines)


def street_network(streets: Streets, mode: StreetMode) -> StreetNetwork:
    """Keep the segments of a mode, without small islands, and build its graph."""
    forward, backward = _costs(streets, mode)
    usable = np.isfinite(forward) | np.isfinite(backward)
    usable[usable] = _on_mainland(streets, forward[usable], backward[usable], usable)
    tail, head = streets.segment_from[usable], streets.segment_to[usable]
    forward, backward = forward[usable], backward[usable]
    n_nodes = streets.node_lon.size
    tails, heads, costs = np.r_[tail, head], np.r_[head, tail], np.r_[forward, backward]
    allowed = np.isfinite(costs)
    tails, heads, costs = tails[allowed], heads[allowed], costs[allowed]
    for array in (tail, head, forward, backward):
        array.flags.writeable = False
    return StreetNetwork(
        mode=mode,
        node_lon=streets.node_lon,
        node_lat=streets.node_lat,
        segment_from=tail,
        segment_to=head,
        forward_cost=forward,
        backward_cost=backward,
        arcs=_arcs(n_nodes, tails, heads, costs),
        reversed_arcs=_arcs(n_nodes, heads, tails, costs),
    )


def _costs(streets: Streets, mode: StreetMode) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Cost along and against each segment; walking is the same both ways."""
    if mode == "car":
        with np.errstate(divide="ignore"):
            return (
                np.where(streets.car_forward_ms > 0, streets.length_m / streets.car_forward_ms, np.inf),
                np.where(streets.car_backward_ms > 0, streets.length_m / streets.car_backward_ms, np.inf),
            )
    allowed = streets.walkable
    if mode == "walk_step_free":
        allowed = allowed & (streets.step_free != _NOT_STEP_FREE)
    metres = np.where(allowed, streets.length_m, np.inf)
    return metres, metres.copy()


def _on_mainland(
    streets: Streets,
    forward: npt.NDArray[np.float64],
    backward: npt.NDArray[np.float64],
    usable: npt.NDArray[np.bool_],
) -> npt.NDArray[np.bool_]:
    """Which usable segments lie in large pieces; by car a piece is where one gets both in and out."""
    tail, head = streets.segment_from[usable], streets.segment_to[usable]
    n_nodes = streets.node_lon.size
    there, back = np.isfinite(forward), np.isfinite(backward)
    tails, heads = np.r_[tail[there], head[back]], np.r_[head[there], tail[back]]
    graph = coo_array((np.ones(tails.size, np.int8), (tails, heads)), shape=(n_nodes, n_nodes)).tocsr()
    _, piece = connected_components(graph, directed=True, connection="strong")
    used = np.zeros(n_nodes, np.bool_)
    used[tail] = used[head] = True
    nodes_in_piece = np.bincount(piece[used], minlength=int(piece.max(initial=0)) + 1)
    if nodes_in_piece.max(initial=0) < ISLAND_BELOW_NODES:
        return np.ones(tail.size, np.bool_)
    large = nodes_in_piece >= ISLAND_BELOW_NODES
    return np.asarray(large[piece[tail]] & large[piece[head]], dtype=np.bool_)


def _arcs(
    n_nodes: int, tails: npt.NDArray[np.int32], heads: npt.NDArray[np.int32], costs: npt.NDArray[np.float64]
) -> Arcs:
    order = np.argsort(tails, kind="stable")
    start = np.zeros(n_nodes + 1, np.int64)
    np.cumsum(np.bincount(tails, minlength=n_nodes), out=start[1:])
    arcs = Arcs(start, heads[order].astype(np.int32), costs[order])
    for array in (arcs.start, arcs.head, arcs.cost):
        array.flags.writeable = False
    return arcs
