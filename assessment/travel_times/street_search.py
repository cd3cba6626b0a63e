"""Shortest ways over the streets: Dijkstra's search with a limit, from many places to many places."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np
import numpy.typing as npt

from assessment.compiled import kernel
from assessment.network.linking import JoinedPlaces
from assessment.network.street_network import Arcs, StreetNetwork

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]


@dataclass(frozen=True)
class PlacePairs:
    """Pairs of places within a limit, by row: those of row i are at start[i]:start[i + 1] (column, cost)."""

    start: npt.NDArray[np.int64]
    column: IntArray
    cost: FloatArray

    def transposed(self, n_columns: int) -> PlacePairs:
        """The same pairs by column."""
        rows = np.repeat(np.arange(self.start.size - 1, dtype=np.int32), np.diff(self.start))
        return pairs_by_row(n_columns, self.column, rows, self.cost)


def pairs_by_row(n_rows: int, row: IntArray, column: IntArray, cost: FloatArray) -> PlacePairs:
    """Order pairs by row, then column."""
    order = np.lexsort((column, row))
    start = np.zeros(n_rows + 1, np.int64)
    np.cumsum(np.bincount(row, minlength=n_rows), out=start[1:])
    return PlacePairs(start, column[order].astype(np.int32), cost[order])


def nearest_cost_at_nodes(arcs: Arcs, seeds: IntArray, limit: float = np.inf) -> FloatArray:
    """Least cost from any of the seed nodes to every node, inf where there is no way within the limit."""
    cost = np.full(arcs.start.size - 1, np.inf)
    _spread(arcs.start, arcs.head, arcs.cost, seeds.astype(np.int32), np.zeros(seeds.size), limit, cost)
    return cost


def costs_to_place(network: StreetNetwork, place: JoinedPlaces, row: int, origins: JoinedPlaces) -> FloatArray:
    """Least cost over the streets from every origin's joint to one place's joint; inf where there is no way.

    The straight ways between places and joints are not in it.
    """
    if place.segment[row] < 0:
        return np.full(len(origins), np.inf)
    cost = _costs_at_nodes(network.reversed_arcs, place, row, place.enter_a[row], place.enter_b[row])
    over_nodes = np.minimum(cost[origins.node_a] + origins.leave_a, cost[origins.node_b] + origins.leave_b)
    return _with_direct(network, place, row, origins, over_nodes, place.along[row] - origins.along)


def costs_from_place(network: StreetNetwork, place: JoinedPlaces, row: int, targets: JoinedPlaces) -> FloatArray:
    """Least cost over the streets from one place's joint to every target's joint; inf where there is no way."""
    if place.segment[row] < 0:
        return np.full(len(targets), np.inf)
    cost = _costs_at_nodes(network.arcs, place, row, place.leave_a[row], place.leave_b[row])
    over_nodes = np.minimum(cost[targets.node_a] + targets.enter_a, cost[targets.node_b] + targets.enter_b)
    return _with_direct(network, place, row, targets, over_nodes, targets.along - place.along[row])


def _costs_at_nodes(arcs: Arcs, place: JoinedPlaces, row: int, cost_a: float, cost_b: float) -> FloatArray:
    """Least cost at every node when the search begins at the two ends of the place's segment."""
    cost = np.full(arcs.start.size - 1, np.inf)
    seeds = np.array([place.node_a[row], place.node_b[row]], np.int32)
    _spread(arcs.start, arcs.head, arcs.cost, seeds, np.array([cost_a, cost_b]), np.inf, cost)
    return cost


def _with_direct(
    network: StreetNetwork,
    place: JoinedPlaces,
    row: int,
    others: JoinedPlaces,
    over_nodes: FloatArray,
    ahead: FloatArray,
) -> FloatArray:
    """On the same segment one need not pass an end: `ahead` is the share of it one goes, negative against it."""
    segment = place.segment[row]
    segment_cost = np.where(ahead >= 0, network.forward_cost[segment], network.backward_cost[segment])
    direct = np.where(ahead != 0, np.abs(np.where(ahead != 0, ahead, 1.0)) * segment_cost, 0.0)
    return np.where(others.segment == segment, np.minimum(over_nodes, direct), over_nodes)


def walks_within(network: StreetNetwork, sources: JoinedPlaces, targets: JoinedPlaces, limit_m: float) -> PlacePairs:
    """All walks of at most limit_m metres between two sets of places, straight ways included, by source.

    Walking is the same both ways. Searches run on all cores, in chunks of sources.
    """
    n_sources = len(sources)
    attached = _places_at_nodes(network, targets)
    on_segment = _places_on_segments(network, targets)
    n_chunks = max(1, min(n_sources, 2 * (cpu_count() or 1)))
    bounds = np.linspace(0, n_sources, n_chunks + 1).astype(np.int64)

    def search(chunk: int) -> tuple[npt.NDArray[np.int64], IntArray, FloatArray]:
        return _walks_of_chunk(
            network.arcs.start,
            network.arcs.head,
            network.arcs.cost,
            network.forward_cost,
            bounds[chunk],
            bounds[chunk + 1],
            sources.segment,
            sources.along,
            sources.straight_m,
            sources.node_a,
            sources.node_b,
            sources.leave_a,
            sources.leave_b,
            *attached,
            *on_segment,
            targets.straight_m,
            targets.along,
            limit_m,
        )

    with ThreadPoolExecutor(cpu_count()) as pool:
        found = list(pool.map(search, range(n_chunks)))
    start = np.zeros(n_sources + 1, np.int64)
    np.cumsum(np.concatenate([counts for counts, _, _ in found]), out=start[1:])
    return PlacePairs(start, np.concatenate([c for _, c, _ in found]), np.concatenate([m for _, _, m in found]))


def _places_at_nodes(
    network: StreetNetwork, places: JoinedPlaces
) -> tuple[npt.NDArray[np.int64], IntArray, FloatArray]:
    """Places by the node one comes from: start, place row, cost from the node to the joint."""
    joined = np.flatnonzero(places.segment >= 0).astype(np.int32)
    nodes = np.r_[places.node_a[joined], places.node_b[joined]]
    cost = np.r_[places.enter_a[joined], places.enter_b[joined]]
    pairs = pairs_by_row(network.node_lon.size, nodes, np.r_[joined, joined], cost)
    return pairs.start, pairs.column, pairs.cost


def _places_on_segments(network: StreetNetwork, places: JoinedPlaces) -> tuple[npt.NDArray[np.int64], IntArray]:
    """Places by the segment they join: start, place row."""
    joined = np.flatnonzero(places.segment >= 0).astype(np.int32)
    pairs = pairs_by_row(network.segment_from.size, places.segment[joined], joined, np.zeros(joined.size))
    return pairs.start, pairs.column


@kernel
def _push(heap_cost: FloatArray, heap_node: IntArray, size: int, cost: float, node: int) -> int:
    """Add to a binary heap; returns its new size."""
    i = size
    while i > 0:
        parent = (i - 1) >> 1
        if heap_cost[parent] <= cost:
            break
        heap_cost[i] = heap_cost[parent]
        heap_node[i] = heap_node[parent]
        i = parent
    heap_cost[i] = cost
    heap_node[i] = node
    return size + 1


@kernel
def _pop(heap_cost: FloatArray, heap_node: IntArray, size: int) -> int:
    """Take the root away (read it before); returns the new size."""
    size -= 1
    cost = heap_cost[size]
    node = heap_node[size]
    i = 0
    while True:
        child = 2 * i + 1
        if child >= size:
            break
        if child + 1 < size and heap_cost[child + 1] < heap_cost[child]:
            child += 1
        if heap_cost[child] >= cost:
            break
        heap_cost[i] = heap_cost[child]
        heap_node[i] = heap_node[child]
        i = child
    heap_cost[i] = cost
    heap_node[i] = node
    return size


@kernel
def _spread(
    start: npt.NDArray[np.int64],
    head: IntArray,
    arc_cost: FloatArray,
    seeds: IntArray,
    seed_cost: FloatArray,
    limit: float,
    cost: FloatArray,
) -> None:
    """Dijkstra's search from several seeds into `cost` (inf at first), up to the limit."""
    capacity = head.size + seeds.size + 1
    heap_cost = np.empty(capacity, np.float64)
    heap_node = np.empty(capacity, np.int32)
    size = 0
    for k in range(seeds.size):
        if seed_cost[k] <= limit and seed_cost[k] < cost[seeds[k]]:
            cost[seeds[k]] = seed_cost[k]
            size = _push(heap_cost, heap_node, size, seed_cost[k], seeds[k])
    while size > 0:
        reached = heap_cost[0]
        node = heap_node[0]
        size = _pop(heap_cost, heap_node, size)
        if reached > cost[node]:
            continue
        for arc in range(start[node], start[node + 1]):
            onward = reached + arc_cost[arc]
            if onward < cost[head[arc]] and onward <= limit:
                cost[head[arc]] = onward
                size = _push(heap_cost, heap_node, size, onward, head[arc])


@kernel
def _walks_of_chunk(
    start: npt.NDArray[np.int64],
    head: IntArray,
    arc_cost: FloatArray,
    segment_m: FloatArray,
    first: int,
    last: int,
    source_segment: IntArray,
    source_along: FloatArray,
    source_straight_m: FloatArray,
    source_node_a: IntArray,
    source_node_b: IntArray,
    source_leave_a: FloatArray,
    source_leave_b: FloatArray,
    attached_start: npt.NDArray[np.int64],
    attached_place: IntArray,
    attached_cost: FloatArray,
    on_segment_start: npt.NDArray[np.int64],
    on_segment_place: IntArray,
    target_straight_m: FloatArray,
    target_along: FloatArray,
    limit_m: float,
) -> tuple[npt.NDArray[np.int64], IntArray, FloatArray]:
    """Walks from sources first..last: counts a source, then target rows (ascending) and metres."""
    n_nodes = start.size - 1
    cost = np.full(n_nodes, np.inf)
    touched = np.empty(n_nodes, np.int32)
    capacity = head.size + 3
    heap_cost = np.empty(capacity, np.float64)
    heap_node = np.empty(capacity, np.int32)
    metres_to = np.full(target_straight_m.size, np.inf)
    found = np.empty(target_straight_m.size, np.int32)
    counts = np.zeros(last - first, np.int64)
    out_place = np.empty(1024, np.int32)
    out_m = np.empty(1024, np.float64)
    n_out = 0
    for source in range(first, last):
        if source_segment[source] < 0:
            continue
        left_m = limit_m - source_straight_m[source]
        if left_m < 0:
            continue
        size = 0
        n_touched = 0
        n_found = 0
        for side in range(2):
            node = source_node_a[source] if side == 0 else source_node_b[source]
            seed = source_leave_a[source] if side == 0 else source_leave_b[source]
            if seed <= left_m and seed < cost[node]:
                if cost[node] == np.inf:
                    touched[n_touched] = node
                    n_touched += 1
                cost[node] = seed
                size = _push(heap_cost, heap_node, size, seed, node)
        while size > 0:
            reached = heap_cost[0]
            node = heap_node[0]
            size = _pop(heap_cost, heap_node, size)
            if reached > cost[node]:
                continue
            for k in range(attached_start[node], attached_start[node + 1]):
                place = attached_place[k]
                metres = reached + attached_cost[k] + target_straight_m[place]
                if metres <= left_m and metres < metres_to[place]:
                    if metres_to[place] == np.inf:
                        found[n_found] = place
                        n_found += 1
                    metres_to[place] = metres
            for arc in range(start[node], start[node + 1]):
                onward = reached + arc_cost[arc]
                neighbour = head[arc]
                if onward < cost[neighbour] and onward <= left_m:
                    if cost[neighbour] == np.inf:
                        touched[n_touched] = neighbour
                        n_touched += 1
                    cost[neighbour] = onward
                    size = _push(heap_cost, heap_node, size, onward, neighbour)
        segment = source_segment[source]
        for k in range(on_segment_start[segment], on_segment_start[segment + 1]):
            place = on_segment_place[k]
            metres = abs(target_along[place] - source_along[source]) * segment_m[segment] + target_straight_m[place]
            if metres <= left_m and metres < metres_to[place]:
                if metres_to[place] == np.inf:
                    found[n_found] = place
                    n_found += 1
                metres_to[place] = metres
        if n_out + n_found > out_place.size:
            room = max(2 * out_place.size, n_out + n_found)
            bigger_place = np.empty(room, np.int32)
            bigger_place[:n_out] = out_place[:n_out]
            out_place = bigger_place
            bigger_m = np.empty(room, np.float64)
            bigger_m[:n_out] = out_m[:n_out]
            out_m = bigger_m
        for place in np.sort(found[:n_found]):
            out_place[n_out] = place
            out_m[n_out] = source_straight_m[source] + metres_to[place]
            n_out += 1
            metres_to[place] = np.inf
        counts[source - first] = n_found
        for k in range(n_touched):
            cost[touched[k]] = np.inf
    return counts, out_place[:n_out].copy(), out_m[:n_out].copy()
