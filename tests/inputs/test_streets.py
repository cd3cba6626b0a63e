"""Streets from OpenStreetMap extracts: hand-made ones, real ones, and files that are none."""

from pathlib import Path

import numpy as np
import osmium
import pytest
from osmium.osm.mutable import Node, Way

from assessment.errors import Refused
from assessment.inputs.street_tags import HIGHWAY_CLASSES
from assessment.inputs.streets import read_streets


def write_extract(
    path: Path, nodes: dict[int, tuple[float, float]], ways: list[tuple[list[int], dict[str, str]]]
) -> Path:
    with osmium.SimpleWriter(str(path)) as writer:
        for node_id, position in nodes.items():
            writer.add_node(Node(id=node_id, location=position))
        for way_id, (refs, tags) in enumerate(ways, start=1):
            writer.add_way(Way(id=way_id, nodes=refs, tags=tags))
    return path


def test_segments_stand_between_successive_nodes(tmp_path: Path) -> None:
    """A degree of latitude is 111,195.08 m on the sphere; 0.001 degrees is 111.2 m. Node 9 is not in the extract."""
    nodes = {1: (26.7, 60.0), 2: (26.7, 60.001), 3: (26.7, 60.003)}
    ways = [
        ([1, 2, 3], {"highway": "residential", "oneway": "yes"}),
        ([3, 9, 1], {"highway": "footway"}),
        ([1, 3], {"building": "yes"}),
        ([1, 3], {"highway": "proposed"}),
    ]
    streets = read_streets(write_extract(tmp_path / "s.osm.pbf", nodes, ways))
    assert streets.node_lat.tolist() == pytest.approx([60.0, 60.001, 60.003])
    assert list(zip(streets.segment_from.tolist(), streets.segment_to.tolist(), strict=True)) == [(0, 1), (1, 2)]
    assert streets.length_m == pytest.approx([111.195, 222.390], abs=0.01)
    assert streets.walkable.all()
    assert (streets.car_forward_ms > 0).all()
    assert (streets.car_backward_ms == 0).all()
    assert {HIGHWAY_CLASSES[row] for row in streets.highway} == {"residential"}
    with pytest.raises(ValueError, match="read-only"):
        streets.length_m[0] = 1


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "file_empty"), (b"id,lon,lat\n1,2,3\n", "streets_unreadable"), (None, "file_missing")]
)
def test_what_is_no_extract_is_refused(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "streets.osm.pbf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_streets(path)
    assert [fault.code for fault in refused.value.faults] == [code]


def test_an_extract_without_streets_is_refused(tmp_path: Path) -> None:
    path = write_extract(tmp_path / "s.osm.pbf", {1: (26.7, 60.0), 2: (26.7, 60.1)}, [([1, 2], {"building": "yes"})])
    with pytest.raises(Refused) as refused:
        read_streets(path)
    assert [fault.code for fault in refused.value.faults] == ["streets_none"]


def test_real_extracts_are_read(shared_data: Path) -> None:
    streets = read_streets(shared_data / "osm" / "kotka.osm.pbf")
    assert streets.segment_from.size > 1500
    assert np.isfinite(streets.length_m).all()
    assert 50 < streets.length_m.sum() / 1000 < 70
    assert len(streets.source.sha256) == 64
