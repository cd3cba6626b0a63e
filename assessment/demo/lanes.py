"""Rural lanes: from each lived-in cell without a street nearby to the network, over dry land, as a growing tree."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString

from assessment.demo.facts import Points
from assessment.demo.land import Land
from assessment.demo.street_graph import Ints, StreetGraph, Way, connected, nearest
from assessment.demo.street_lines import bend

NEAR_STREET_M = 130.0
REACH_STEPS_M = (400.0, 700.0, 1100.0, 1600.0, 2500.0, 4000.0)
CANDIDATES = 6
VERTEX_SPACING_M = 95.0


def with_lanes(graph: StreetGraph, homes: Points, land: Land) -> StreetGraph:
    """The graph with a lane to every home point farther than 130 m from a street.

    Nearer homes are joined first and farther ones then join whatever is nearest, a lane too: a tree like a real
    village's roads. Lanes never cross water; each takes the nearest of a few nodes that it reaches dry.
    """
    node_xy = [graph.node_xy]
    count = len(graph.node_xy)
    anchor = _anchors(graph)
    lanes: list[Ints] = []
    shapely.prepare(land.water)
    left = np.arange(len(homes))
    left = left[nearest(graph.node_xy, homes[left])[0] > NEAR_STREET_M]
    for reach in REACH_STEPS_M:
        nodes = np.concatenate(node_xy)
        joinable = np.flatnonzero(anchor)
        distance, found = nearest(nodes[joinable], homes[left], CANDIDATES)
        done = np.zeros(len(left), dtype=bool)
        for row in np.flatnonzero(distance[:, 0] < reach):
            home = homes[left[row]]
            for candidate in found[row]:
                node = int(joinable[candidate])
                bent = _lane(nodes[node], home)
                if not land.water.intersects(LineString(bent)):
                    break
            else:
                continue
            done[row] = True
            added = bent[1:]
            lanes.append(np.concatenate([[node], count + np.arange(len(added))]))
            node_xy.append(added)
            anchor = np.concatenate([anchor, np.ones(len(added), dtype=bool)])
            count += len(added)
        left = left[~done]
    branched = {int(lane[0]) for lane in lanes}
    rng = np.random.default_rng(51)
    ways = [Way(lane, _lane_tags(rng, branched.isdisjoint(lane[1:].tolist()))) for lane in lanes]
    return connected(StreetGraph(np.concatenate(node_xy), (*graph.ways, *ways)))


def _anchors(graph: StreetGraph) -> npt.NDArray[np.bool_]:
    """Nodes a lane may start from: any but those of footways and trunk roads' insides."""
    good = np.zeros(len(graph.node_xy), dtype=bool)
    for way in graph.ways:
        if way.tags["highway"] in {"primary", "secondary", "tertiary", "residential", "trunk"}:
            good[way.nodes] = True
    return good


def _lane(start: Points, end: Points) -> Points:
    """A gently bent way between two points that keeps both ends."""
    pieces = max(2, round(float(np.hypot(*(end - start))) / VERTEX_SPACING_M))
    share = np.linspace(0.0, 1.0, pieces + 1)[:, None]
    straight = start + (end - start) * share
    moved = bend(straight) - straight
    moved -= moved[:1] * (1 - share) + moved[-1:] * share
    return straight + 1.6 * moved


def _lane_tags(rng: np.random.Generator, last: bool) -> dict[str, str]:
    """A lane's kind; only one that nothing branches from may be a track, where no car route leads."""
    lot = rng.random()
    if lot < 0.62:
        return {"highway": "unclassified", "surface": "gravel"} if lot < 0.30 else {"highway": "residential"}
    if lot < 0.90 or not last:
        return {"highway": "service", "surface": "gravel"}
    return {"highway": "track", "surface": "gravel", "tracktype": "grade2"}
