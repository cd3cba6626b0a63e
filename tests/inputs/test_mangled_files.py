"""Whatever a file holds, a reader gives its table or refuses: it never fails in another way."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assessment.errors import Refused
from assessment.inputs.areas import read_areas
from assessment.inputs.checking import KINDS, examine_file
from assessment.inputs.municipality_settings import read_settings
from assessment.inputs.places import read_places
from assessment.inputs.population import read_population
from assessment.inputs.service_points import read_service_points
from tests.inputs.refusals import must_read_well

GOOD_ROWS = (
    ("id", "name", "kind", "lon", "lat", "opening_hours", "population", "age_65_74", "he_75_79", "he_80_84", "age_85_"),
    ("a", "A", "library", "26.70", "60.86", "Mo-Fr 10:00-18:00", "10", "3", "2", "1", "-1"),
    ("b", "B", "swimming_hall", "26,80", "60,90", "", "5", "", "0", "0", ".."),
)
ODD_VALUES = (
    "",
    "-1",
    "99",
    "nan",
    "inf",
    "1e308",
    "60.86",
    "26.7",
    "484000",
    "6748000",
    "0",
    "a",
    '"',
    "\u00a0",
    "1 000",
    "Mo",
)
values = st.one_of(st.sampled_from(ODD_VALUES), st.text(max_size=8), st.floats().map(repr))
delimiters = st.sampled_from([",", ";", "\t"])
READERS: tuple[Callable[[Path], object], ...] = (read_places, read_population, read_service_points)


def must_answer(name: str, content: bytes, *readers: Callable[[Path], object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        for read in readers:
            try:
                assert read(path) is not None
            except Refused as refused:
                assert refused.faults
                must_read_well(refused.faults[:5])


@st.composite
def mangled_rows(draw: st.DrawFn) -> bytes:
    """A good file with some values, lines or bytes replaced, moved or lost."""
    rows = [list(row) for row in GOOD_ROWS]
    for _ in range(draw(st.integers(0, 6))):
        row = rows[draw(st.integers(0, len(rows) - 1))]
        if row:
            row[draw(st.integers(0, len(row) - 1))] = draw(values)
    for _ in range(draw(st.integers(0, 2))):
        rows.insert(draw(st.integers(0, len(rows))), draw(st.lists(values, max_size=12)))
    delimiter = draw(delimiters)
    text = draw(st.sampled_from(["\n", "\r\n", "\r"])).join(delimiter.join(row) for row in rows)
    content = bytearray(text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])), errors="surrogatepass"))
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, max(len(content) - 1, 0)))
        content[place : place + 1] = draw(st.binary(max_size=3))
    return bytes(content)


@given(mangled_rows())
@settings(max_examples=150, deadline=None)
def test_mangled_csv(content: bytes) -> None:
    must_answer("f.csv", content, *READERS)


@given(st.binary(max_size=200))
@example(b"\xff\xfe\x00\xd8")
@settings(max_examples=60, deadline=None)
def test_any_bytes(content: bytes) -> None:
    for name in ("f.csv", "f.geojson"):
        must_answer(name, content, *READERS, read_areas)
    must_answer("municipality.yaml", content, read_settings)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
numbers = st.floats(-200, 200) | st.sampled_from([484000.0, 6748000.0, 26.7, 60.8, 1e308, 0.0])
rings = st.lists(st.tuples(numbers, numbers), max_size=6)
geometries = st.one_of(
    json_values,
    st.builds(lambda p: {"type": "Point", "coordinates": p}, st.tuples(numbers, numbers) | st.just([])),
    st.builds(lambda r: {"type": "Polygon", "coordinates": r}, st.lists(rings.map(lambda r: r + r[:1]), max_size=2)),
    st.builds(lambda r: {"type": "LineString", "coordinates": r}, rings),
    st.builds(lambda g: {"type": "GeometryCollection", "geometries": g}, st.lists(json_values, max_size=2)),
)
properties = st.dictionaries(
    st.sampled_from(["id", "ID", "name", "kind", "population", "age_65_74", "opening_hours", "lon"]), json_values
)


# The last but one is a system of heights, in which no place can be.
SYSTEMS = ("EPSG:3067", "EPSG:4326", "EPSG:3857", "EPSG:5773", "urn:ogc:def:crs:OGC::CRS84")


@given(
    st.lists(st.tuples(geometries, properties | json_values), min_size=1, max_size=4),
    st.none() | json_values | st.sampled_from(SYSTEMS),
)
@settings(max_examples=50, deadline=None)
def test_mangled_geojson(rows: list[tuple[object, object]], crs: object) -> None:
    collection: dict[str, object] = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": geometry, "properties": values} for geometry, values in rows],
    }
    if crs is not None:
        collection["crs"] = {"type": "name", "properties": {"name": crs}}
    must_answer("f.geojson", json.dumps(collection).encode(), *READERS, read_areas)


@given(st.binary(max_size=300), st.sampled_from([b"SQLite format 3\0", b"PAR1", b"PK\x03\x04", b""]))
@settings(max_examples=40, deadline=None)
@pytest.mark.parametrize("name", ["f.gpkg", "f.parquet", "f.zip", "f.osm.pbf", "f.csv"])
def test_check_never_fails(name: str, content: bytes, start: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(start + content)
        for kind in (None, *KINDS):
            found = examine_file(path, kind)
            assert found.faults or found.counts
            must_read_well(found.faults[:5])
