"""Walking, nearest of 10 from every street node of central Porto Alegre, against scipy's multi-source Dijkstra.

Wanted: within twice scipy's time on the same graph.

    python -m tests.benchmarks.walking_against_scipy
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from assessment.inputs.streets import read_streets
from assessment.network.street_network import street_network
from assessment.travel_times.street_search import nearest_cost_at_nodes
from tests.benchmarks.measured import DATA, Stopwatch, best_of, heading, table

WANTED = 2.0


def main() -> None:
    """Measure and print."""
    heading(__doc__ or "")
    took = Stopwatch()
    with took("reading the streets"):
        streets = read_streets(DATA / "osm" / "porto_alegre.osm.pbf")
    with took("building the graph"):
        network = street_network(streets, "walk")
    arcs = network.arcs
    used = np.unique(network.segment_from)
    seeds = np.random.default_rng(1).choice(used, 10, replace=False).astype(np.int32)
    with took("first search of the process"):
        nearest_cost_at_nodes(arcs, seeds)
    n = network.node_lon.size
    # scipy would add parallel arcs up: of several between two nodes it gets the shortest
    tail = np.repeat(np.arange(n), np.diff(arcs.start))
    shortest: dict[tuple[int, int], float] = {}
    for a, b, cost in zip(tail.tolist(), arcs.head.tolist(), arcs.cost.tolist(), strict=True):
        shortest[a, b] = min(cost, shortest.get((a, b), np.inf))
    rows, columns = np.array(list(shortest)).T
    graph = csr_matrix((np.array(list(shortest.values())), (rows, columns)), (n, n))
    ours, ours_s = best_of(lambda: nearest_cost_at_nodes(arcs, seeds), 7)
    theirs, theirs_s = best_of(lambda: dijkstra(graph, indices=seeds, min_only=True), 7)
    table([("step", "seconds"), *took.seconds.items()])
    table(
        [
            ("nearest of 10, all nodes", "seconds", "ratio", "wanted"),
            ("this program", ours_s, ours_s / theirs_s, f"at most {WANTED}"),
            ("scipy, multi-source", theirs_s, 1.0, ""),
        ]
    )
    same = np.allclose(ours[used], theirs[used], rtol=1e-9, atol=1e-6, equal_nan=True)
    print(f"{used.size} nodes in use, {arcs.head.size} arcs, the same metres at every node: {same}")


if __name__ == "__main__":
    main()
