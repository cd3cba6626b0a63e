"""Places and their coordinates: every format gives the same place, and a mix-up is called by its name."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from assessment.inputs.coordinates import metric_crs, to_degrees, to_metres
from assessment.inputs.places import read_places
from tests.inputs.refusals import refusal
from tests.inputs.test_tables import features, written

CENTRE = (26.7053, 60.8663)  # Kouvola railway station


@pytest.mark.parametrize("crs", [4326, 4258, 3067, 3879, 3857])
@pytest.mark.parametrize("ending", ["gpkg", "parquet"])
def test_a_place_is_the_same_in_any_system_and_format(tmp_path: Path, crs: int, ending: str) -> None:
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(*CENTRE)], crs=4326).to_crs(crs)
    path = tmp_path / f"t.{ending}"
    frame.to_file(path) if ending == "gpkg" else frame.to_parquet(path)
    places = read_places(path)
    assert places.ids == ("a",)
    assert (places.lon[0], places.lat[0]) == pytest.approx(CENTRE, abs=1e-6)


def test_csv_and_geojson_and_its_older_crs_member(tmp_path: Path) -> None:
    east, north = to_metres(np.array([CENTRE[0]]), np.array([CENTRE[1]]), metric_crs(*np.array([CENTRE]).T))
    metres = {"type": "Point", "coordinates": [east[0], north[0]]}
    degrees = {"type": "Point", "coordinates": CENTRE}
    epsg_3067 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3067"}}
    crs_84 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    for name, content in (
        ("a.csv", f"id,lon,lat\na,{CENTRE[0]},{CENTRE[1]}\n"),
        ("b.csv", f"id;latitude;longitude\na;{CENTRE[1]};{CENTRE[0]}\n".replace(".", ",")),
        ("c.geojson", features(degrees)),
        ("d.geojson", features(degrees, crs=crs_84)),
        ("e.geojson", features(metres, crs=epsg_3067)),
    ):
        places = read_places(written(tmp_path, name, content))
        assert (places.lon[0], places.lat[0]) == pytest.approx(CENTRE, abs=1e-6), name
        assert places.source is not None
        assert places.source.file == name


def test_an_area_stands_for_its_middle_and_a_bent_one_for_a_place_inside(tmp_path: Path) -> None:
    square = shapely.box(480000, 6740000, 480250, 6740250)
    bent = shapely.Polygon([(0, 0), (9, 0), (9, 9), (0, 9), (0, 8), (8, 8), (8, 1), (0, 1)])
    bent = shapely.transform(bent, lambda xy: xy * 100 + [480000, 6740000])
    gpd.GeoDataFrame({"id": ["square", "bent"]}, geometry=[square, bent], crs=3067).to_file(tmp_path / "t.gpkg")
    places = read_places(tmp_path / "t.gpkg")
    x, y = to_metres(places.lon, places.lat, metric_crs(places.lon, places.lat))
    assert (x[0], y[0]) == pytest.approx((480125, 6740125), abs=0.01)
    assert not bent.contains(bent.centroid)
    assert bent.buffer(0.01).contains(shapely.Point(x[1], y[1]))


@pytest.mark.parametrize(
    ("rows", "code", "row"),
    [
        ("a,60.87,26.71\nb,60.9,26.6", "coordinates_swapped", None),
        ("a,26.71,60.87\nb,60.9,26.6\nc,26.6,60.9", "coordinates_swapped", 3),
        ("a,484000,6748000\nb,485000,6749000", "coordinates_in_metres", None),
        ("a,6748000,484000\nb,6749000,485000", "coordinates_in_metres", None),
        ("a,26.7,60.87\nb,26.8,60.8\nc,485000,6749000", "coordinates_in_metres", 4),
        ("a,26.7,60.87\nb,0,0\nc,26.8,60.8", "coordinates_zero", 3),
        ("a,26.7,60.87\nb,26.7,608.7\nc,26.8,60.8", "coordinate_out_of_range", 3),
        ("a,26.7,60.87\nb,26.7,\nc,26.8,60.8", "number_missing", 3),
        ("a,26.7,60.87\nb,26.7,61°\nc,26.8,60.8", "number_invalid", 3),
    ],
)
def test_mixed_up_coordinates_are_called_by_their_name(tmp_path: Path, rows: str, code: str, row: int | None) -> None:
    path = written(tmp_path, "t.csv", f"id,lon,lat\n{rows}\n")
    faults = refusal(lambda: read_places(path))
    assert set(faults) == {code}
    assert faults[code].row == row


def test_places_elsewhere_in_the_world_are_no_fault(tmp_path: Path) -> None:
    rows = "poa,-51.2,-30.0\ngreenwich,0,51.5\nkarachi,67.0,24.9\nequator,9.4,0"
    assert len(read_places(written(tmp_path, "t.csv", f"id,lon,lat\n{rows}\n"))) == 4


def test_a_system_that_its_numbers_deny_is_refused(tmp_path: Path) -> None:
    point = shapely.Point(*CENTRE)
    gpd.GeoDataFrame({"id": ["a"]}, geometry=[point], crs=3067).to_file(tmp_path / "degrees.gpkg")
    assert set(refusal(lambda: read_places(tmp_path / "degrees.gpkg"))) == {"crs_contradicts"}
    metres = {"type": "Point", "coordinates": [484000, 6748000]}
    path = written(tmp_path, "metres.geojson", features(metres, metres))
    assert refusal(lambda: read_places(path))["coordinates_in_metres"].field == "geometry"


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Point", "coordinates": []},
        {"type": "Point"},
        {"type": "Cube"},
        {"type": "Polygon", "coordinates": [[1]]},
        {"type": "Polygon", "coordinates": [[[26, 60], [27, 61], [26, 60]], [[0, 0], [1e308, 0], [0, 0]]]},
        7,
    ],
)
def test_a_broken_geometry_is_told_with_its_row(tmp_path: Path, geometry: object) -> None:
    path = written(tmp_path, "t.geojson", features({"type": "Point", "coordinates": CENTRE}, geometry))
    assert refusal(lambda: read_places(path))["geometry_missing"].row == 3


def test_every_fault_of_a_file_comes_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "t.csv", "id,lon,lat\na,26.7,60.8\na,26.7,60.8\n,x,60.8\nc,0,0\nd,26.7,\n")
    assert set(refusal(lambda: read_places(path))) == {
        "id_twice",
        "id_missing",
        "number_invalid",
        "coordinates_zero",
        "number_missing",
    }


def test_positions_cannot_be_changed_afterwards(tmp_path: Path) -> None:
    places = read_places(written(tmp_path, "t.csv", "id,lon,lat\na,26.7,60.8\n"))
    with pytest.raises(ValueError, match="read-only"):
        places.lon[0] = 1.0


def test_metric_systems() -> None:
    helsinki, porto_alegre = np.array([24.9]), np.array([60.2])
    assert metric_crs(helsinki, porto_alegre).to_epsg() == 3067
    assert metric_crs(np.array([-51.2]), np.array([-30.0])).to_epsg() == 32722
    assert metric_crs(np.array([180.0]), np.array([10.0])).to_epsg() == 32660
    lon, lat = to_degrees(
        *to_metres(np.array([26.7]), np.array([60.8]), metric_crs(helsinki, porto_alegre)),
        metric_crs(helsinki, porto_alegre),
    )
    assert (lon[0], lat[0]) == pytest.approx((26.7, 60.8), abs=1e-9)


def test_real_files_serve_as_places(shared_data: Path) -> None:
    hexagons = read_places(shared_data / "geo" / "porto_alegre_hexagons.csv")
    assert len(hexagons) == 1227
    assert hexagons.ids[0] == "89a901291abffff"
    postal = read_places(shared_data / "geo" / "kouvola_postal_areas.geojson")
    content = json.loads((shared_data / "geo" / "kouvola_postal_areas.geojson").read_text(encoding="utf-8"))
    # The file's own middles, rounded to five decimals, are of the same polygons.
    middles = np.array([[f["properties"]["lon"], f["properties"]["lat"]] for f in content["features"]])
    apart = np.abs(middles - np.column_stack([postal.lon, postal.lat]))
    assert np.median(apart) < 1e-3
