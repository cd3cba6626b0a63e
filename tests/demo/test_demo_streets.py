"""The demo's streets: large enough, in one piece, and near everything that is reached by them."""

import numpy as np
import pytest
from pyproj import Transformer
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from assessment.inputs.municipality import Municipality
from assessment.inputs.street_tags import HIGHWAY_CLASSES
from assessment.inputs.streets import Streets


@pytest.fixture(scope="module")
def streets(demo: Municipality) -> Streets:
    assert demo.streets is not None
    return demo.streets


def metres(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    return np.column_stack(Transformer.from_crs(4326, 3067, always_xy=True).transform(lon, lat))


def test_size_and_kinds(streets: Streets) -> None:
    assert len(streets.node_lon) >= 20_000
    assert 1_000 < streets.length_m.sum() / 1000 < 6_000
    kinds = {HIGHWAY_CLASSES[index] for index in np.unique(streets.highway)}
    assert kinds >= {
        *("trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "service", "track"),
        *("cycleway", "footway", "path", "steps"),
    }
    assert {1, 2} <= set(np.unique(streets.step_free)), "some ways are tagged for wheelchairs"


def test_every_walkable_node_reaches_every_other(streets: Streets) -> None:
    count = len(streets.node_lon)
    start, end = streets.segment_from[streets.walkable], streets.segment_to[streets.walkable]
    links = coo_array((np.ones(len(start)), (start, end)), shape=(count, count))
    part = connected_components(links, directed=False)[1]
    used = np.union1d(start, end)
    assert len(used) == count
    assert np.bincount(part[used]).max() == count


def test_a_car_gets_from_every_street_to_every_other(streets: Streets) -> None:
    count = len(streets.node_lon)
    there, back = streets.car_forward_ms > 0, streets.car_backward_ms > 0
    assert (there != back).any(), "there are one-way streets"
    start = np.concatenate([streets.segment_from[there], streets.segment_to[back]])
    end = np.concatenate([streets.segment_to[there], streets.segment_from[back]])
    links = coo_array((np.ones(len(start)), (start, end)), shape=(count, count))
    part = connected_components(links, directed=True, connection="strong")[1]
    used = np.union1d(start, end)
    assert np.bincount(part[used]).max() == len(used)


def test_stops_services_and_homes_are_near_a_street(demo: Municipality, streets: Streets) -> None:
    nodes = cKDTree(metres(streets.node_lon, streets.node_lat))
    assert demo.timetable is not None
    stops, services, cells = demo.timetable.stops, demo.service_points.table, demo.population.table
    for table, limit_m in ((stops, 60.0), (services, 60.0)):
        away = nodes.query(metres(table["lon"].to_numpy(), table["lat"].to_numpy()))[0]
        assert away.max() < limit_m
    away = nodes.query(metres(cells["lon"].to_numpy(), cells["lat"].to_numpy()))[0]
    assert np.percentile(away, 99) < 140.0
    assert (away > 300).sum() <= 10, "a few homes lie behind water"
