"""Searches over streets against an oracle: scipy's Dijkstra on a graph where every place is a node of its own."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from assessment.inputs.great_circle import great_circle_m
from assessment.inputs.provenance import Source
from assessment.inputs.streets import Streets
from assessment.network.linking import JoinedPlaces, Points, join_places
from assessment.network.street_network import StreetMode, StreetNetwork, street_network
from assessment.travel_times.street_search import costs_from_place, costs_to_place, nearest_cost_at_nodes, walks_within


def random_streets(seed: int, n_nodes: int = 60, n_segments: int = 100) -> Streets:
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(26.70, 26.73, n_nodes), rng.uniform(60.85, 60.865, n_nodes)
    tail = rng.integers(0, n_nodes, n_segments).astype(np.int32)
    head = ((tail + rng.integers(1, n_nodes, n_segments)) % n_nodes).astype(np.int32)
    return Streets(
        node_lon=lon,
        node_lat=lat,
        segment_from=tail,
        segment_to=head,
        length_m=great_circle_m(lon[tail], lat[tail], lon[head], lat[head]),
        walkable=rng.random(n_segments) < 0.9,
        step_free=rng.choice(np.array([0, 1, 2], np.int8), n_segments),
        car_forward_ms=rng.choice(np.array([0, 8, 14], np.float32), n_segments),
        car_backward_ms=rng.choice(np.array([0, 8, 14], np.float32), n_segments),
        highway=np.zeros(n_segments, np.int8),
        source=Source("random", "0" * 64),
    )


def random_points(seed: int, n: int) -> Points:
    rng = np.random.default_rng(seed + 1000)
    return Points(rng.uniform(26.69, 26.74, n), rng.uniform(60.845, 60.87, n))


def oracle(network: StreetNetwork, joined: JoinedPlaces) -> np.ndarray:
    """Costs between all joints: segments are cut at their joints and every joint becomes a node; [from, to]."""
    n_nodes = network.node_lon.size
    arcs: dict[tuple[int, int], float] = {}

    def add(a: int, b: int, cost: float) -> None:
        if np.isfinite(cost):
            arcs[a, b] = min(cost, arcs.get((a, b), np.inf))

    for segment in range(network.segment_from.size):
        here = np.flatnonzero(joined.segment == segment)
        here = here[np.argsort(joined.along[here], kind="stable")]
        chain = [int(network.segment_from[segment]), *(n_nodes + here), int(network.segment_to[segment])]
        along = [0.0, *joined.along[here], 1.0]
        for (a, x), (b, y) in zip(zip(chain, along, strict=True), zip(chain[1:], along[1:], strict=True), strict=False):
            there, back = network.forward_cost[segment], network.backward_cost[segment]
            # At the same spot no direction is forbidden; scipy takes a cost of nothing for no arc at all.
            add(a, b, max((y - x) * there, 1e-12) if y > x else 1e-12)
            add(b, a, max((y - x) * back, 1e-12) if y > x else 1e-12)
    size = n_nodes + len(joined)
    rows, columns = np.array(list(arcs)).reshape(-1, 2).T
    graph = coo_array((np.array(list(arcs.values())), (rows, columns)), shape=(size, size)).tocsr()
    return dijkstra(graph, indices=np.arange(n_nodes, size))[:, n_nodes:]


@pytest.mark.parametrize("mode", ["walk", "walk_step_free", "car"])
@pytest.mark.parametrize("seed", range(6))
def test_costs_to_a_place_equal_the_oracle(mode: StreetMode, seed: int) -> None:
    network = street_network(random_streets(seed), mode)
    joined = join_places(network, random_points(seed, 40))
    expected = oracle(network, joined)
    assert np.isfinite(expected).mean() > 0.1
    for row in range(0, 40, 7):
        found = costs_to_place(network, joined, row, joined)
        assert np.allclose(found, expected[:, row], atol=1e-6)
        assert np.allclose(costs_from_place(network, joined, row, joined), expected[row], atol=1e-6)


@pytest.mark.parametrize("limit_m", [150.0, 600.0, 100_000.0])
@pytest.mark.parametrize("seed", range(4))
def test_walks_within_a_limit_equal_the_oracle(limit_m: float, seed: int) -> None:
    network = street_network(random_streets(seed), "walk")
    joined = join_places(network, random_points(seed, 50))
    expected = oracle(network, joined) + joined.straight_m[:, None] + joined.straight_m[None, :]
    pairs = walks_within(network, joined, joined, limit_m)
    found = np.full(expected.shape, np.inf)
    found[np.repeat(np.arange(50), np.diff(pairs.start)), pairs.column] = pairs.cost
    assert np.allclose(found, np.where(expected <= limit_m, expected, np.inf), atol=1e-6)
    back = pairs.transposed(50)
    assert back.start[-1] == pairs.start[-1]
    assert np.allclose(np.sort(back.cost), np.sort(pairs.cost))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), limit=st.sampled_from([200.0, 800.0, np.inf]))
def test_nearest_seed_equals_scipy(seed: int, limit: float) -> None:
    network = street_network(random_streets(seed), "walk")
    seeds = np.unique(network.segment_from[:4])
    if seeds.size == 0:
        return
    n = network.node_lon.size
    tails = np.repeat(np.arange(n), np.diff(network.arcs.start))
    graph = coo_array((network.arcs.cost, (tails, network.arcs.head)), shape=(n, n))
    # coo adds up parallel arcs; the least is what counts.
    least: dict[tuple[int, int], float] = {}
    for a, b, cost in zip(tails.tolist(), network.arcs.head.tolist(), network.arcs.cost.tolist(), strict=True):
        least[a, b] = min(cost, least.get((a, b), np.inf))
    rows, columns = np.array(list(least)).T
    graph = coo_array((np.array(list(least.values())), (rows, columns)), shape=(n, n)).tocsr()
    expected = dijkstra(graph, indices=seeds, min_only=True, limit=limit)
    assert np.allclose(nearest_cost_at_nodes(network.arcs, seeds, limit), expected, atol=1e-9)
