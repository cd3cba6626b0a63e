"""Population cells: masked is never zero, bands are added up, squares are known by their shape or their ids."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from assessment.inputs.population import read_population
from tests.inputs.refusals import must_read_well, refusal
from tests.inputs.test_tables import written

OWN = "id,lon,lat,population,age_65_74,age_75_84,age_85_"


def counts(folder: Path, content: str, **options: object) -> dict[str, list[float]]:
    found = read_population(written(folder, "population.csv", content), **options)  # type: ignore[arg-type]
    return {name: found.table[name].tolist() for name in found.count_columns}


def test_our_own_columns_and_any_further_group(tmp_path: Path) -> None:
    path = written(
        tmp_path, "population.csv", f"{OWN},Carers,note\na,26.7,60.8,10,3,2,1,4,x\nb,26.8,60.8,5,1,1,0,2,y\n"
    )
    found = read_population(path, {"owner": "Tilastokeskus"})
    assert found.count_columns == ("population", "age_65_74", "age_75_84", "age_85_", "carers")
    assert list(found.table.columns) == ["id", "lon", "lat", "x", "y", *found.count_columns]
    assert found.table.loc[0].tolist()[5:] == [10, 3, 2, 1, 4]
    assert found.table["population"].dtype == np.float64
    assert (found.crs.to_epsg(), found.cell_size_m, found.source.owner) == (3067, None, "Tilastokeskus")
    assert found.faults == ()
    assert found.missing_age_bands == ()


def test_minus_one_and_blank_are_masked_and_zero_is_zero(tmp_path: Path) -> None:
    found = counts(tmp_path, f"{OWN}\na,26.7,60.8,9,-1,,0\nb,26.7,60.8,-1,-1,..,99\n")
    np.testing.assert_equal(
        found, {"population": [9, np.nan], "age_65_74": [np.nan] * 2, "age_75_84": [np.nan] * 2, "age_85_": [0, 99]}
    )


def test_a_masked_cell_never_lowers_a_sum(tmp_path: Path) -> None:
    """The two masked values add nothing and take nothing: 9, not 9 - 1 - 1 = 7."""
    found = read_population(written(tmp_path, "p.csv", f"{OWN}\na,26.7,60.8,9,-1,1,1\nb,26.7,60.8,-1,0,0,0\n"))
    assert found.table["population"].sum() == 9


def test_99_is_a_mask_only_where_it_is_documented(tmp_path: Path) -> None:
    names = "INDEX;lon;lat;ASUKKAITA;ASVALJYYS;IKA0_9;IKA70_79;IKA_YLI80"
    hsy = f"{names}\n1;24,9;60,2;99;31;99;99;99\n2;24,9;60,2;250;31;9;8;7\n"
    np.testing.assert_equal(
        counts(tmp_path, hsy),
        {"population": [99, 250], "age_0_9": [np.nan, 9], "age_70_79": [np.nan, 8], "age_80_": [np.nan, 7]},
    )
    own = f"{OWN}\na,26.7,60.8,99,99,0,0\n"
    assert counts(tmp_path, own)["age_65_74"] == [99]
    np.testing.assert_equal(counts(tmp_path, own, masks=(-1, 99))["age_65_74"], [np.nan])


def test_five_year_bands_are_added_up_and_masked_where_a_part_is(tmp_path: Path) -> None:
    paavo = (
        "postinumeroalue,lon,lat,he_vakiy,he_kika,he_0_2,he_65_69,he_70_74,he_75_79,he_80_84,he_85_,hr_mtu\n"
        "00100,24.9,60.2,100,44,5,10,11,6,7,3,21000\n45100,26.7,60.8,50,60,5,4,-1,3,2,1,-1\n"
    )
    found = read_population(written(tmp_path, "paavo.csv", paavo))
    assert found.count_columns == ("population", "age_65_74", "age_75_84", "age_85_", "age_0_2")
    np.testing.assert_equal(found.table["age_65_74"].tolist(), [21, np.nan])
    assert found.table["age_75_84"].tolist() == [13, 5]
    assert found.table["id"].tolist() == ["00100", "45100"]


def test_statistics_finlands_one_kilometre_grid_by_its_corners(tmp_path: Path) -> None:
    grid = (
        "grd_id,xkoord,ykoord,kunta,vaesto,miehet,naiset,ika_0_14,ika_15_64,ika_65_\n"
        "1kmN6747E484,484000,6747000,286,25,12,13,3,15,7\n1kmN6748E484,484000,6748000,286,5,-1,-1,-1,-1,-1\n"
    )
    found = read_population(written(tmp_path, "vaki.csv", grid))
    assert found.cell_size_m == 1000
    assert found.table[["x", "y"]].to_numpy() == pytest.approx(
        np.array([[484500, 6747500], [484500, 6748500]]), abs=0.01
    )
    assert found.table["age_65_"].tolist()[0] == 7
    assert np.isnan(found.table["age_65_"].tolist()[1])
    (fault,) = found.faults
    assert (fault.code, fault.facts["missing"]) == ("age_bands_missing", "age_65_74, age_75_84, age_85_")
    must_read_well(found.faults)


def test_the_size_of_squares_by_steps_of_their_corners(tmp_path: Path) -> None:
    head = "id,xkoord,ykoord,vaesto\n"
    by_250 = written(tmp_path, "a.csv", head + "a,484250,6747000,1\nb,484500,6747250,2\n")
    assert read_population(by_250).cell_size_m == 250
    odd = written(tmp_path, "b.csv", head + "a,484123,6747000,1\n")
    assert set(refusal(lambda: read_population(odd))) == {"cell_size_unknown"}
    elsewhere = written(tmp_path, "c.csv", head + "a,6747000,484000,1\n")
    assert refusal(lambda: read_population(elsewhere))["corner_out_of_range"].row == 2


@pytest.mark.parametrize(("cell_id", "size"), [("250mN674400E31725", 250), ("1kmN6744E317", 1000), ("cell 1", None)])
def test_grid_ids_tell_the_size_in_csv(tmp_path: Path, cell_id: str, size: float | None) -> None:
    path = written(tmp_path, "p.csv", f"id,lon,lat,population\n{cell_id},26.7,60.8,1\n")
    assert read_population(path).cell_size_m == size


@pytest.mark.parametrize("crs", [3067, 4326, 3879])
@pytest.mark.parametrize("side", [250, 1000])
def test_squares_are_known_in_any_system(tmp_path: Path, crs: int, side: int) -> None:
    cells = [shapely.box(480000 + i * side, 6740000, 480000 + (i + 1) * side, 6740000 + side) for i in range(3)]
    frame = gpd.GeoDataFrame({"id": ["a", "b", "c"], "vaesto": [1, 2, 3]}, geometry=cells, crs=3067)
    frame.to_crs(crs).to_file(tmp_path / "p.gpkg")
    found = read_population(tmp_path / "p.gpkg")
    assert found.cell_size_m == side
    middle = [[480000 + (i + 0.5) * side, 6740000 + side / 2] for i in range(3)]
    assert found.table[["x", "y"]].to_numpy() == pytest.approx(np.array(middle), abs=0.1)


def test_other_shapes_have_no_cell_size(tmp_path: Path) -> None:
    for name, shapes in (
        ("oblong", [shapely.box(480000, 6740000, 480250, 6740500)]),
        ("mixed", [shapely.box(480000, 6740000, 480250, 6740250), shapely.box(481000, 6740000, 482000, 6741000)]),
        ("points", [shapely.Point(480000, 6740000)]),
    ):
        frame = gpd.GeoDataFrame({"id": range(len(shapes)), "population": 1}, geometry=shapes, crs=3067)
        frame.to_file(tmp_path / f"{name}.gpkg")
        assert read_population(tmp_path / f"{name}.gpkg").cell_size_m is None, name


@pytest.mark.parametrize(
    ("content", "code", "row", "field"),
    [
        (f"{OWN}\na,26.7,60.8,-5,0,0,0\n", "count_negative", 2, "population"),
        (f"{OWN}\na,26.7,60.8,5,0,0,0\nb,26.7,60.8,5,0,many,0\n", "number_invalid", 3, "age_75_84"),
        ("id,lon,lat,age_65_74\na,26.7,60.8,1\n", "column_missing", 1, "population"),
        ("id,lon,lat,population,he_65_69,ika_65_69\na,26.7,60.8,1,0,0\n", "column_twice", 1, "ika_65_69"),
        (f"{OWN}\na,26.7,60.8,5,0,0,0\na,26.7,60.9,5,0,0,0\n", "id_twice", 3, "id"),
        (f"{OWN}\na,60.8,26.7,5,0,0,0\n", "coordinates_swapped", 2, "lon, lat"),
    ],
)
def test_faults_that_refuse(tmp_path: Path, content: str, code: str, row: int, field: str) -> None:
    faults = refusal(lambda: read_population(written(tmp_path, "p.csv", content)))
    assert set(faults) == {code}
    assert (faults[code].row, faults[code].field) == (row, field)


def test_faults_that_only_warn(tmp_path: Path) -> None:
    path = written(tmp_path, "p.csv", f"{OWN}\na,26.7,60.8,5,3,2,1\nb,26.7,60.9,5.5,0,0.5,-1\n")
    found = read_population(path)
    told = {(fault.code, fault.row, fault.field) for fault in found.faults}
    assert told == {
        ("bands_exceed_total", 2, "population"),
        ("count_not_whole", 3, "population"),
        ("count_not_whole", 3, "age_75_84"),
    }
    must_read_well(found.faults)


def test_a_further_column_that_holds_no_counts_is_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, "p.csv", "id,lon,lat,population,height,empty,kunta\na,26.7,60.8,5,-12.5,,286\n")
    assert read_population(path).count_columns == ("population",)


def test_real_helsinki_grid(shared_data: Path) -> None:
    found = read_population(shared_data / "geo" / "helsinki_population_grid_2020.gpkg")
    assert (len(found), found.cell_size_m, found.crs.to_epsg()) == (92, 250, 3067)
    assert found.table["population"].sum() == 71724


def test_real_hexagons_outside_finland(shared_data: Path) -> None:
    found = read_population(shared_data / "geo" / "porto_alegre_hexagons.csv")
    assert (len(found), found.cell_size_m, found.crs.to_epsg()) == (1227, None, 32722)
    assert found.table["population"].sum() == 812935
    assert np.isfinite(found.table[["x", "y"]].to_numpy()).all()
    assert found.count_columns == ("population", "schools", "jobs", "healthcare")
