"""Areas: valid polygons in metres with an id and a name."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from assessment.inputs.areas import read_areas
from tests.inputs.refusals import must_read_well, refusal
from tests.inputs.test_tables import features, written

SQUARE = shapely.box(480000, 6740000, 481000, 6741000)


def areas_file(folder: Path, shapes: list[shapely.Geometry | None], crs: int = 3067, **columns: list[str]) -> Path:
    columns = columns or {
        "id": [f"a{i}" for i in range(len(shapes))],
        "name": [f"Alue {i}" for i in range(len(shapes))],
    }
    path = folder / "areas.gpkg"
    gpd.GeoDataFrame(columns, geometry=shapes, crs=3067).to_crs(crs).to_file(path)
    return path


@pytest.mark.parametrize("crs", [3067, 4326])
def test_areas_come_in_metres(tmp_path: Path, crs: int) -> None:
    areas = read_areas(areas_file(tmp_path, [SQUARE], crs))
    assert areas.table.crs.to_epsg() == 3067
    assert areas.table.geometry[0].area == pytest.approx(1e6, rel=1e-6)
    assert areas.table[["id", "name"]].loc[0].tolist() == ["a0", "Alue 0"]
    assert areas.faults == ()


def test_an_outline_that_crosses_itself_is_mended_with_a_warning(tmp_path: Path) -> None:
    bow = shapely.Polygon([(480000, 6740000), (481000, 6741000), (481000, 6740000), (480000, 6741000)])
    areas = read_areas(areas_file(tmp_path, [SQUARE, bow]))
    assert areas.table.geometry.is_valid.all()
    assert areas.table.geometry[1].area == pytest.approx(5e5, rel=1e-6)
    assert [(fault.code, fault.row) for fault in areas.faults] == [("geometry_mended", 3)]
    must_read_well(areas.faults)


def test_a_missing_name_falls_back_to_the_id(tmp_path: Path) -> None:
    path = areas_file(tmp_path, [SQUARE, SQUARE], id=["a", "b"], name=["", "Bo"])
    areas = read_areas(path)
    assert areas.table["name"].tolist() == ["a", "Bo"]
    assert [(fault.code, fault.row) for fault in areas.faults] == [("name_missing", 2)]


def test_what_is_not_an_area_is_refused(tmp_path: Path) -> None:
    line = shapely.LineString([(480000, 6740000), (481000, 6741000)])
    flat = shapely.Polygon([(480000, 6740000), (481000, 6741000), (480000, 6740000)])
    path = areas_file(tmp_path, [SQUARE, line, flat, None, SQUARE], id=["a", "b", "c", "d", "a"])
    faults = refusal(lambda: read_areas(path))
    assert faults["id_twice"].row == 6
    assert faults["geometry_missing"].row == 5
    path = areas_file(tmp_path, [SQUARE, line, flat], id=["a", "b", "c"])
    assert refusal(lambda: read_areas(path))["geometry_not_area"].row == 3


def test_a_table_without_outlines_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "areas.csv", "id,name\na,Alue\n")
    assert set(refusal(lambda: read_areas(path))) == {"geometry_column_missing"}


def test_metres_called_degrees_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "areas.geojson", features(shapely.geometry.mapping(SQUARE)))
    assert set(refusal(lambda: read_areas(path))) >= {"coordinates_in_metres"}


def test_areas_across_the_world_fit_no_metric_system(tmp_path: Path) -> None:
    shapes = [shapely.box(26, 64, 27, 65)] * 60 + [shapely.box(120, 0, 121, 1)]
    content = features(*(shapely.geometry.mapping(shape) for shape in shapes)).replace('{"id":', '{"name": "A", "id":')
    path = written(tmp_path, "areas.geojson", content)
    assert refusal(lambda: read_areas(path))["too_far_apart"].row == 62


def test_real_postal_areas(shared_data: Path) -> None:
    areas = read_areas(shared_data / "geo" / "kouvola_postal_areas.geojson", {"licence": "CC BY 4.0"})
    assert len(areas) == 48
    assert areas.table["id"].tolist()[:2] == ["45100", "45120"]
    assert areas.crs.to_epsg() == 3067
    # The municipality covers 2,883 km²; postal areas reach a little beyond it.
    assert areas.table.area.sum() / 1e6 == pytest.approx(2883, rel=0.05)
    assert (areas.source.licence, areas.faults) == ("CC BY 4.0", ())
