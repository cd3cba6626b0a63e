"""Tables in four formats: the same values, the place of each row kept, and every broken file refused with a reason."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from assessment.errors import FaultLog
from assessment.inputs.tables import read_table
from tests.inputs.refusals import refusal


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def features(*geometries: object, crs: object = "absent", **members: object) -> str:
    collection: dict[str, object] = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"id": f"f{i}"}, "geometry": geometry, **members}
            for i, geometry in enumerate(geometries)
        ],
    }
    if crs != "absent":
        collection["crs"] = crs
    return json.dumps(collection)


POINT = {"type": "Point", "coordinates": [26.7, 60.8]}


@pytest.mark.parametrize(
    "content",
    [
        "id,name,n\na,Ämttö,1.5\nb,Bo,\n",
        "id;name;n\na;Ämttö;1,5\nb;Bo;\n",
        "id\tname\tn\na\tÄmttö\t1.5\nb\tBo\t\n",
        "\ufeffid,name,n\r\na,Ämttö,1.5\r\nb,Bo,\r\n",
        'sep=;\nid;name;n\n"a";"Ämttö";"1,5"\nb;Bo;\n',
        "\n\nID , Name,N\na, Ämttö ,1.5\n,,\nb,Bo,,,\n",
        "id,name,n\ra,Ämttö,1.5\rb,Bo,\r",
        "id,name,n\na,Ämttö,1.5\nb,Bo,\n".encode("utf-16"),
    ],
)
def test_csv_is_read_however_it_is_written(tmp_path: Path, content: str | bytes) -> None:
    table = read_table(written(tmp_path, "t.csv", content))
    log = FaultLog()
    assert list(table.text("id")) == ["a", "b"]
    assert list(table.text("name")) == ["Ämttö", "Bo"]
    assert table.numbers("n", log).tolist()[0] == 1.5
    assert np.isnan(table.numbers("n", log)[1])
    assert log.faults == ()


def test_csv_in_an_older_encoding_is_read_with_a_warning(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "t.csv", "id,name\na,Ämttö €\n".encode("iso-8859-15")))
    assert table.text("name")[0] == "Ämttö €"
    assert [fault.code for fault in table.faults] == ["encoding_assumed"]


def test_rows_are_lines_of_the_file(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "t.csv", '\nid,name\n\na,"two\nlines"\nb,x\n\n\nc,y\n'))
    assert table.rows.tolist() == [4, 6, 9]


def test_rows_of_features_count_the_header(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "t.geojson", features(POINT, POINT)))
    assert table.rows.tolist() == [2, 3]


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,5", 1.5), ("9 082", 9082), ("1 234 567,8", 1234567.8), ("-1", -1), ("1e3", 1000), (".5", 0.5), ("12.", 12)],
)
def test_numbers_as_people_write_them(tmp_path: Path, text: str, number: float) -> None:
    table = read_table(written(tmp_path, "t.csv", f"id;n\na;{text}\n"))
    assert table.numbers("n", FaultLog())[0] == number


@pytest.mark.parametrize(
    "text", ["x", "nan", "inf", "-Infinity", "1_000", "0x10", "1 2", "12 34", "1,2,3", "1e999", "٣"]
)
def test_what_is_no_number_is_told_with_its_place(tmp_path: Path, text: str) -> None:
    table = read_table(written(tmp_path, "t.csv", f"id;Count\na;1\nb;{text}\n"))
    log = FaultLog()
    assert np.isnan(table.numbers("count", log)[1])
    (fault,) = log.faults
    assert (fault.code, fault.row, fault.field, fault.value) == ("number_invalid", 3, "Count", text)


@pytest.mark.parametrize("text", ["", "..", "...", "."])
def test_blanks_are_not_given_and_not_wrong(tmp_path: Path, text: str) -> None:
    table = read_table(written(tmp_path, "t.csv", f"id;n\na;{text}\n"))
    log = FaultLog()
    assert np.isnan(table.numbers("n", log)[0])
    assert log.faults == ()
    table.numbers("n", log, blank_is_fault=True)
    assert [fault.code for fault in log.faults] == ["number_missing"]


def test_numbers_of_typed_formats(tmp_path: Path) -> None:
    values = [1, 2.5, None, True, "3,5", 10**400, [1]]
    rows = [{"type": "Feature", "properties": {"n": value}, "geometry": POINT} for value in values]
    path = written(tmp_path, "t.geojson", json.dumps({"type": "FeatureCollection", "features": rows}))
    log = FaultLog()
    numbers = read_table(path).numbers("n", log)
    assert numbers[[0, 1, 4]].tolist() == [1, 2.5, 3.5]
    assert [fault.row for fault in log.faults] == [5, 7, 8]  # true, a number beyond all bounds, a list


def test_ids_of_typed_formats_are_text_without_decimals(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": [45100.0, 45120.0], "lon": [26.7, 26.8], "lat": [60.8, 60.9]})
    frame.to_parquet(tmp_path / "t.parquet")
    assert read_table(tmp_path / "t.parquet").identifiers(("id",), FaultLog()) == ("45100", "45120")


def test_names_that_mean_missing_elsewhere_stay_names(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "t.csv", "id,name\nNA,null\nNaN,None\n"))
    assert list(table.text("id")) == ["NA", "NaN"]
    assert list(table.text("name")) == ["null", "None"]


def test_ids_missing_and_twice(tmp_path: Path) -> None:
    log = FaultLog()
    read_table(written(tmp_path, "t.csv", "id,n\na,1\n,2\na,3\n")).identifiers(("id",), log)
    assert [(fault.code, fault.row) for fault in log.faults] == [("id_missing", 3), ("id_twice", 4)]
    assert log.faults[1].facts["first_row"] == 2


def test_a_missing_column_is_told_with_those_found(tmp_path: Path) -> None:
    log = FaultLog()
    assert read_table(written(tmp_path, "t.csv", "Tunnus,X\na,1\n")).require(("id",), log) is None
    assert log.faults[0].facts == {"expected": "id", "found": "Tunnus, X"}


@pytest.mark.parametrize(
    ("name", "content", "code", "row"),
    [
        ("t.csv", "", "file_empty", None),
        ("t.csv", " \n\n", "no_rows", None),
        ("t.csv", "id,lon,lat\n", "no_rows", None),
        ("t.csv", "id,n\na,1,2\n", "row_length", 2),
        ("t.csv", "id,n,m\na,1,2\nb\n", "row_length", 3),
        ("t.csv", 'id,n\na,1\n"b,2\n', "csv_unreadable", 3),
        ("t.csv", 'id,n\na,"1"2\n', "csv_unreadable", 2),
        ("t.csv", "id,ID\na,1\n", "column_twice", 1),
        ("t.csv", b"PK\x03\x04\0\0\0", "not_text", None),
        ("t.csv", b"\xff\xfe\0", "not_text", None),
        ("t.csv", "id,n\n" + "a," + "1" * 200_000 + "\n", "csv_unreadable", 2),
        ("t.xlsx", "PK", "format_unknown", None),
        ("t", "id,n\n", "format_unknown", None),
        ("t.geojson", '{"type":\n [', "json_invalid", 2),
        ("t.geojson", "[" * 100_000, "json_invalid", None),
        ("t.geojson", '{"features": [{"geometry": NaN}]}', "json_invalid", None),
        ("t.geojson", "[1, 2]", "json_not_features", None),
        ("t.geojson", '{"features": [1]}', "json_not_features", None),
        ("t.geojson", '{"features": []}', "no_rows", None),
        ("t.geojson", features(POINT, crs=None), "crs_missing", None),
        ("t.geojson", features(POINT, crs={"properties": {"name": "EPSG:99"}}), "crs_unknown", None),
        ("t.geojson", features(POINT, crs=[]), "crs_unknown", None),
        ("t.gpkg", "<OGRVRTDataSource/>", "format_mismatch", None),
        ("t.gpkg", b"SQLite format 3\0" + b"x" * 200, "content_unreadable", None),
        ("t.parquet", "id,n\n", "format_mismatch", None),
        ("t.parquet", b"PAR1" + b"x" * 200, "content_unreadable", None),
    ],
)
def test_broken_files_are_refused(tmp_path: Path, name: str, content: str | bytes, code: str, row: int | None) -> None:
    faults = refusal(lambda: read_table(written(tmp_path, name, content)))
    assert set(faults) == {code}
    assert faults[code].row == row
    assert faults[code].file == name


def test_all_broken_rows_are_told_together(tmp_path: Path) -> None:
    path = written(tmp_path, "t.csv", "id,n\na\nb,2\nc,1,2,3\n")
    assert refusal(lambda: read_table(path))["row_length"].row == 2


def test_a_feature_without_an_id_column_has_its_own_id(tmp_path: Path) -> None:
    content = features(POINT, id=7).replace('"properties": {"id": "f0"}', '"properties": null')
    assert read_table(written(tmp_path, "t.geojson", content)).identifiers(("id",), FaultLog()) == ("7",)


@pytest.mark.parametrize("ending", ["gpkg", "parquet"])
def test_geometry_without_a_coordinate_system_is_refused(tmp_path: Path, ending: str) -> None:
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(26.7, 60.8)])
    path = tmp_path / f"t.{ending}"
    if ending == "gpkg":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pyogrio warns of just what is tested here
            frame.to_file(path)
    else:
        frame.to_parquet(path)
    assert set(refusal(lambda: read_table(path))) == {"crs_missing"}


def test_the_first_of_several_layers_is_read_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "t.gpkg"
    for name in ("first", "second"):
        gpd.GeoDataFrame({"id": [name]}, geometry=[shapely.Point(26.7, 60.8)], crs=4326).to_file(path, layer=name)
    table = read_table(path)
    assert list(table.text("id")) == ["first"]
    assert [(fault.code, fault.facts["chosen"]) for fault in table.faults] == [("layers_many", "first")]
