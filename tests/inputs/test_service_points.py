"""Service points: their kinds and opening hours are checked at the door."""

from __future__ import annotations

from pathlib import Path

from assessment.inputs.service_points import COLUMNS, read_service_points
from tests.inputs.refusals import must_read_well, refusal
from tests.inputs.test_tables import features, written

HEAD = "id,name,kind,lon,lat,opening_hours"


def test_service_points_as_users_write_them(tmp_path: Path) -> None:
    rows = (
        'lib-a,Pääkirjasto,library,26.7,60.86,"Mo-Fr 10:00-18:00; Sa 10:00-15:00; PH off",1\n'
        "hall,Uimahalli,swimming_hall,26.6,60.9,,2\n"
    )
    points = read_service_points(written(tmp_path, "s.csv", f"{HEAD},extra\n{rows}"))
    assert tuple(points.table.columns) == COLUMNS
    assert points.table["opening_hours"].tolist() == ["Mo-Fr 10:00-18:00; Sa 10:00-15:00; PH off", ""]
    assert points.table["kind"].tolist() == ["library", "swimming_hall"]
    assert points.faults == ()


def test_every_fault_at_once_with_row_and_field(tmp_path: Path) -> None:
    rows = (
        "a,A,library,26.7,60.8,Ma-Pe 10-18\na,B,,26.7,60.8,\n,,library,26.7,x,24/7\n"
        "d,D,library,60.8,26.7,off\ne,E,k,26,60,\n"
    )
    faults = refusal(lambda: read_service_points(written(tmp_path, "s.csv", f"{HEAD}\n{rows}")))
    assert {code: (fault.row, fault.field) for code, fault in faults.items()} == {
        "opening_hours_invalid": (2, "opening_hours"),
        "id_twice": (3, "id"),
        "kind_missing": (3, "kind"),
        "id_missing": (4, "id"),
        "name_missing": (4, "name"),
        "number_invalid": (4, "lat"),
        "coordinates_swapped": (5, "lon, lat"),
    }
    assert faults["opening_hours_invalid"].facts["place"] == '1: "Ma-Pe 10-18"'


def test_missing_columns_are_named(tmp_path: Path) -> None:
    faults = refusal(lambda: read_service_points(written(tmp_path, "s.csv", "id,lon,lat\na,26.7,60.8\n")))
    assert faults["column_missing"].facts["found"] == "id, lon, lat"


def test_opening_hours_may_be_unknown_and_a_name_may_be_missing(tmp_path: Path) -> None:
    points = read_service_points(written(tmp_path, "s.csv", "id,name,kind,lon,lat\na,,library,26.7,60.8\n"))
    assert points.table[["name", "opening_hours"]].loc[0].tolist() == ["a", ""]
    assert {fault.code for fault in points.faults} == {"name_missing", "opening_hours_column_missing"}
    must_read_well(points.faults)


def test_service_points_with_geometry(tmp_path: Path) -> None:
    content = features({"type": "Point", "coordinates": [26.7, 60.8]}).replace(
        '"id": "f0"', '"id": "a", "name": "A", "kind": "library"'
    )
    points = read_service_points(written(tmp_path, "s.geojson", content))
    assert points.table[["id", "lon", "lat"]].loc[0].tolist() == ["a", 26.7, 60.8]


def test_stops_of_a_service_that_moves(tmp_path: Path) -> None:
    rows = "a,A,library,26.7,60.8,Th 14:00-14:45,1,15\nb,B,library,26.7,60.9,,,\nc,C,library,26.7,60.9,,no,20.5\n"
    table = read_service_points(written(tmp_path, "s.csv", f"{HEAD},mobile,stay_min\n{rows}")).table
    assert table["mobile"].tolist() == [True, False, False]
    assert table["mobile"].dtype == bool
    assert table["stay_min"].fillna(-1).tolist() == [15, -1, 20.5]
    plain = read_service_points(written(tmp_path, "p.csv", f"{HEAD}\na,A,library,26.7,60.8,24/7\n")).table
    assert plain["mobile"].tolist() == [False]
    assert plain["stay_min"].isna().all()


def test_a_service_that_moves_must_say_when_it_is_there(tmp_path: Path) -> None:
    rows = "a,A,library,26.7,60.8,,1,\nb,B,library,26.7,60.8,24/7,maybe,-5\nc,C,library,26.7,60.8,24/7,0,2000\n"
    rows += "d,D,library,26.7,60.8,24/7,0,long\n"
    faults = refusal(lambda: read_service_points(written(tmp_path, "s.csv", f"{HEAD},mobile,stay_min\n{rows}")))
    assert {code: (fault.row, fault.field, fault.value) for code, fault in faults.items()} == {
        "mobile_without_hours": (2, "opening_hours", None),
        "mobile_invalid": (3, "mobile", "maybe"),
        "stay_invalid": (3, "stay_min", "-5"),
        "number_invalid": (5, "stay_min", "long"),
    }
