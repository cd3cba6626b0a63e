"""What a file is, and what is wrong with it, without raising anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.errors import Severity
from assessment.inputs.checking import check_file, examine_file
from tests.inputs.refusals import must_read_well
from tests.inputs.test_tables import features, written


@pytest.mark.parametrize(
    ("name", "kind", "counts"),
    [
        ("geo/helsinki_population_grid_2020.gpkg", "population", {"cells": 92, "residents": 71724, "masked_cells": 0}),
        ("geo/porto_alegre_hexagons.csv", "population", {"cells": 1227, "residents": 812935, "masked_cells": 0}),
        ("geo/kouvola_postal_areas.geojson", "areas", {"areas": 48}),
        ("osm/kotka.osm.pbf", "streets", {"nodes": 1505, "segments": 1651}),
        ("gtfs/caltrain_2016.zip", "timetable", {"stops": 95, "routes": 4, "trips": 218}),
    ],
)
def test_real_files_are_known_for_what_they_are(
    shared_data: Path, name: str, kind: str, counts: dict[str, int]
) -> None:
    found = examine_file(shared_data / name)
    assert (found.kind, dict(found.counts)) == (kind, counts)
    assert found.extent is not None
    west, south, east, north = found.extent
    assert -180 <= west < east <= 180
    assert -90 <= south < north <= 90
    assert all(fault.severity is not Severity.ERROR for fault in found.faults)


def test_service_points_are_known_by_their_columns(tmp_path: Path) -> None:
    path = written(tmp_path, "s.csv", "id,name,kind,lon,lat,opening_hours\na,A,library,26.7,60.8,24/7\n")
    found = examine_file(path)
    assert (found.kind, dict(found.counts)) == ("service-points", {"service_points": 1, "kinds": 1})
    assert found.extent == (26.7, 60.8, 26.7, 60.8)


def test_paavo_polygons_with_names_are_areas(tmp_path: Path) -> None:
    square = {"type": "Polygon", "coordinates": [[[26, 60], [27, 60], [27, 61], [26, 60]]]}
    content = features(square).replace('"id": "f0"', '"postinumeroalue": "45100", "nimi": "A", "he_vakiy": 1')
    path = written(tmp_path, "paavo.geojson", content)
    assert examine_file(path).kind == "areas"
    assert examine_file(path, "population").kind == "population"
    assert {fault.code for fault in check_file(path, "population")} == {"age_bands_missing"}


def test_a_refused_file_has_its_faults_and_no_counts(tmp_path: Path) -> None:
    path = written(tmp_path, "p.csv", "id,lon,lat,population\na,26.7,60.8,-5\n")
    found = examine_file(path)
    assert (found.kind, dict(found.counts), found.extent) == ("population", {}, None)
    assert [(fault.code, fault.row) for fault in found.faults if fault.severity is Severity.ERROR] == [
        ("count_negative", 2)
    ]


@pytest.mark.parametrize(
    ("name", "content", "kind", "code"),
    [
        ("x.csv", "id,lon,lat\na,26.7,60.8\n", None, "file_kind_unknown"),
        ("x.csv", "id,lon,lat\na,26.7,60.8\n", "buildings", "file_kind_unknown"),
        ("x.csv", "", None, "file_empty"),
        ("x.doc", "text", None, "format_unknown"),
        ("x.csv", "id,lon,lat\na,26.7,60.8\n", "areas", "geometry_column_missing"),
        ("x.osm.pbf", "text", None, "streets_unreadable"),
        ("x.zip", "text", "streets", "streets_unreadable"),
    ],
)
def test_files_that_are_no_use(tmp_path: Path, name: str, content: str, kind: str | None, code: str) -> None:
    faults = check_file(written(tmp_path, name, content), kind)
    assert [fault.code for fault in faults] == [code]
    must_read_well(faults)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for name in ("x.csv", "x.zip", "x.osm.pbf"):
        assert [fault.code for fault in check_file(tmp_path / name)] == ["file_missing"]


def test_at_most_a_hundred_of_a_code(tmp_path: Path) -> None:
    rows = "".join(f"a{i},26.7,60.8,-5\n" for i in range(250))
    faults = check_file(written(tmp_path, "p.csv", f"id,lon,lat,population\n{rows}"))
    assert sum(fault.code == "count_negative" for fault in faults) == 100
