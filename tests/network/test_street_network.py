"""Street graphs and how places join them, on a street plan small enough to see.

Nodes on the equator, 0.001 degrees (111.195 m) apart: 0 - 1 - 2 in a row, one way for cars from 0 to 2; 3 north of 1
over steps; 4 - 5 a piece of street far away that nothing leads to.
"""

from dataclasses import replace

import numpy as np
import pytest

from assessment.inputs.great_circle import great_circle_m
from assessment.inputs.provenance import Source
from assessment.inputs.streets import Streets
from assessment.network.linking import Points, join_places
from assessment.network.street_network import ISLAND_BELOW_NODES, street_network

STEP_M = 111.195


def streets(extra: int = 0) -> Streets:
    """The plan; `extra` lengthens the far piece by so many nodes."""
    lon = [0.0, 0.001, 0.002, 0.001, *(0.5 + 0.001 * i for i in range(2 + extra))]
    lat = [0.0, 0.0, 0.0, 0.001, *([0.0] * (2 + extra))]
    far = [(4 + i, 5 + i) for i in range(1 + extra)]
    tail, head = np.array([(0, 1), (1, 2), (1, 3), *far], np.int32).T
    node_lon, node_lat = np.array(lon), np.array(lat)
    n = len(tail)
    return Streets(
        node_lon=node_lon,
        node_lat=node_lat,
        segment_from=tail,
        segment_to=head,
        length_m=great_circle_m(node_lon[tail], node_lat[tail], node_lon[head], node_lat[head]),
        walkable=np.ones(n, np.bool_),
        step_free=np.array([0, 1, 2, *([0] * len(far))], np.int8),
        car_forward_ms=np.array([10, 10, 0, *([10] * len(far))], np.float32),
        car_backward_ms=np.zeros(n, np.float32),
        highway=np.zeros(n, np.int8),
        source=Source("plan", "0" * 64),
    )


def test_small_islands_are_left_out_and_large_ones_stay() -> None:
    # The far piece grows into the mainland, the four nodes of the plan are then an island; 1 less and all are small.
    assert street_network(streets(extra=ISLAND_BELOW_NODES - 3), "walk").segment_from.size == 3 + ISLAND_BELOW_NODES - 2
    assert street_network(streets(extra=ISLAND_BELOW_NODES - 2), "walk").segment_from.size == ISLAND_BELOW_NODES - 1


def test_walking_is_the_same_both_ways_and_step_free_walking_takes_no_steps() -> None:
    network = street_network(streets(), "walk")
    assert network.forward_cost[:3] == pytest.approx([STEP_M] * 3, abs=0.01)
    assert network.backward_cost.tolist() == network.forward_cost.tolist()
    assert (
        street_network(streets(), "walk_step_free").segment_from.size
        == street_network(streets(), "walk").segment_from.size - 1
    )


def test_a_car_drives_one_way_at_the_streets_speed() -> None:
    network = street_network(streets(), "car")
    assert network.forward_cost[:2] == pytest.approx([STEP_M / 10] * 2, abs=0.001)
    assert np.isinf(network.backward_cost).all()


def test_a_car_needs_a_way_in_and_out_where_there_is_a_mainland() -> None:
    # A row of two-way nodes and the one-way street 0 - 1 - 2 leading nowhere: only the row is left to drive on.
    plan = streets(extra=ISLAND_BELOW_NODES)
    both_ways = np.where(plan.segment_from >= 4, np.float32(10), np.float32(0))
    network = street_network(replace(plan, car_backward_ms=both_ways), "car")
    assert network.segment_from.min() >= 4


def test_a_place_joins_the_nearest_point_of_the_nearest_segment() -> None:
    """A quarter along 0 - 1 and 0.0002 degrees (22.239 m) south; before 0 and off its end; nearest to the steps."""
    network = street_network(streets(), "walk")
    joined = join_places(network, Points(np.array([0.00025, -0.001, 0.0012]), np.array([-0.0002, 0.0, 0.0009])))
    assert joined.segment.tolist() == [0, 0, 2]
    assert joined.along == pytest.approx([0.25, 0.0, 0.9], abs=1e-6)
    assert joined.straight_m == pytest.approx([22.239, 111.195, 22.239], abs=0.01)
    assert joined.leave_a == pytest.approx([0.25 * STEP_M, 0, 0.9 * STEP_M], abs=0.01)
    assert joined.enter_b == pytest.approx([0.75 * STEP_M, STEP_M, 0.1 * STEP_M], abs=0.01)


def test_a_place_joins_nothing_where_there_is_nothing() -> None:
    nothing = replace(streets(), walkable=np.zeros(4, np.bool_))
    joined = join_places(street_network(nothing, "walk"), Points(np.array([0.0]), np.array([0.0])))
    assert joined.segment.tolist() == [-1]
    assert np.isinf(joined.straight_m).all()
