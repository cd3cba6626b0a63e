"""A data folder as a whole: everything wrong at once, files of another city refused, a digest to rely on."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from assessment.errors import Refused, Severity
from assessment.inputs.municipality import Municipality, read_municipality
from tests.inputs.refusals import must_read_well, refusal

SETTINGS = """\
name: Kouvola
number: 286
default_date: 2026-03-04
sources:
  population.csv: {owner: Tilastokeskus, licence: CC BY 4.0, date: 2024}
"""
POPULATION = """\
id,lon,lat,population,age_65_74,age_75_84,age_85_
a,26.70,60.86,100,10,5,-1
b,26.72,60.87,50,4,3,2
"""
SERVICE_POINTS = """\
id,name,kind,lon,lat,opening_hours
library-main,Pääkirjasto,library,26.705,60.867,Mo-Fr 10:00-18:00
"""
STOP_TIMES = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"
SQUARE = shapely.box(26.6, 60.8, 26.8, 60.9)


def write_areas(path: Path, shape: shapely.Geometry = SQUARE) -> None:
    frame = gpd.GeoDataFrame({"id": ["45100"], "name": ["Keskusta"]}, geometry=[shape], crs=4326)
    frame.to_crs(3067).to_file(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "kouvola"
    path.mkdir()
    (path / "municipality.yaml").write_text(SETTINGS, encoding="utf-8")
    (path / "population.csv").write_text(POPULATION, encoding="utf-8")
    (path / "service_points.csv").write_text(SERVICE_POINTS, encoding="utf-8")
    write_areas(path / "areas.gpkg")
    return path


def far_files(folder: Path) -> dict[str, float]:
    """The files refused as lying elsewhere, with their distance in kilometres."""
    with pytest.raises(Refused) as refused:
        read_municipality(folder)
    return {f.file: float(f.facts["distance_km"]) for f in refused.value.faults if f.code == "far_from_areas"}


def test_a_folder_is_read(folder: Path) -> None:
    found = read_municipality(folder)
    assert (found.name, found.number, found.folder) == ("Kouvola", "286", folder)
    assert (len(found.population), len(found.areas), len(found.service_points)) == (2, 1, 1)
    assert (found.streets, found.timetable, found.faults) == (None, None, ())
    assert found.population.source.owner == "Tilastokeskus"
    assert found.outline is not None
    assert found.outline.equals(found.areas.table.geometry[0])


def test_an_outline_of_its_own_needs_neither_id_nor_name(folder: Path) -> None:
    wider = SQUARE.buffer(0.1)
    gpd.GeoDataFrame({"NATCODE": ["286"]}, geometry=[wider], crs=4326).to_file(folder / "outline.geojson")
    found = read_municipality(folder)
    assert found.outline is not None
    assert found.outline.area > 1.5 * found.areas.table.geometry[0].area


def test_an_outline_that_is_named_must_be_there(folder: Path) -> None:
    (folder / "municipality.yaml").write_text(SETTINGS + "outline: raja.geojson\n", encoding="utf-8")
    assert refusal(lambda: read_municipality(folder))["file_missing"].file == "raja.geojson"


def test_faults_of_all_files_come_together(folder: Path) -> None:
    (folder / "municipality.yaml").write_text("name: Kouvola\nnumber: 286\n", encoding="utf-8")
    (folder / "population.csv").write_text(POPULATION.replace("100", "many"), encoding="utf-8")
    (folder / "service_points.csv").write_text(SERVICE_POINTS.replace("Mo-Fr", "Ma-Pe"), encoding="utf-8")
    (folder / "areas.gpkg").write_bytes(b"not a database")
    (folder / "streets.osm.pbf").write_bytes(b"not streets")
    (folder / "timetable.zip").write_bytes(b"not a feed")
    faults = refusal(lambda: read_municipality(folder))
    assert {fault.file for fault in faults.values()} == {
        "municipality.yaml",
        "population.csv",
        "service_points.csv",
        "areas.gpkg",
        "streets.osm.pbf",
        "timetable.zip",
    }


def test_missing_files_are_named(folder: Path) -> None:
    for name in ("population.csv", "service_points.csv", "areas.gpkg", "municipality.yaml"):
        (folder / name).unlink()
    faults = refusal(lambda: read_municipality(folder))
    assert set(faults) == {"input_missing", "file_missing"}
    assert set(refusal(lambda: read_municipality(folder / "nowhere"))) == {"folder_missing"}


def test_two_files_of_one_kind_are_not_chosen_between(folder: Path) -> None:
    shutil.copy(folder / "areas.gpkg", folder / "areas.parquet")
    assert refusal(lambda: read_municipality(folder))["input_twice"].facts["found"] == "areas.gpkg, areas.parquet"


def test_population_without_age_bands_is_refused_with_the_remedy(folder: Path) -> None:
    (folder / "population.csv").write_text("id,lon,lat,population\na,26.7,60.86,9\n", encoding="utf-8")
    fault = refusal(lambda: read_municipality(folder))["age_bands_needed"]
    assert fault.facts["missing"] == "age_65_74, age_75_84, age_85_"


def test_every_file_tells_its_own_hundred(folder: Path) -> None:
    rows = "".join(f"c{i},x,60.86,9,1,1,1\n" for i in range(150))
    (folder / "population.csv").write_text(POPULATION + rows, encoding="utf-8")
    points = "".join(f"p{i},P,library,x,60.86,\n" for i in range(120))
    (folder / "service_points.csv").write_text(SERVICE_POINTS + points, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_municipality(folder)
    counted = Counter((fault.code, fault.file) for fault in refused.value.faults)
    assert counted[("number_invalid", "population.csv")] == 100
    assert counted[("number_invalid", "service_points.csv")] == 100
    assert {f.facts["n"] for f in refused.value.faults if f.code == "more_of_the_same"} == {150, 120}


def test_masks_named_in_the_settings(folder: Path) -> None:
    (folder / "municipality.yaml").write_text(SETTINGS + "masks: [-1, 10]\n", encoding="utf-8")
    assert np.isnan(read_municipality(folder).population.table["age_65_74"][0])


@pytest.mark.parametrize("moved", ["population.csv", "service_points.csv"])
def test_a_file_of_another_city_is_refused_with_the_distance(folder: Path, moved: str) -> None:
    """From 26.6 E, 60.8 N west to 21.7 E at that latitude is 4.9° x 111.19 km x cos 60.8° = 266 km."""
    text = (folder / moved).read_text(encoding="utf-8").replace("26.7", "21.7")
    (folder / moved).write_text(text, encoding="utf-8")
    fault = refusal(lambda: read_municipality(folder))["far_from_areas"]
    assert fault.file == moved
    assert fault.facts["distance_km"] == pytest.approx(266, abs=2)


def test_a_population_of_another_hemisphere_is_refused_with_the_distance(folder: Path) -> None:
    text = POPULATION.replace("60.8", "-30.0").replace("26.7", "-151.2")
    (folder / "population.csv").write_text(text, encoding="utf-8")
    assert far_files(folder)["population.csv"] > 10_000


def test_one_place_far_away_is_only_a_warning(folder: Path) -> None:
    (folder / "service_points.csv").write_text(SERVICE_POINTS + "far,Kauko,library,21.7,60.86,\n", encoding="utf-8")
    found = read_municipality(folder)
    assert [(fault.code, fault.facts["count"]) for fault in found.faults] == [("some_far_from_areas", 1)]
    must_read_well(found.faults)


def test_cells_outside_every_area(folder: Path) -> None:
    (folder / "population.csv").write_text(
        POPULATION + "c,26.9,60.86,30,1,1,1\nd,26.9,60.87,-1,1,1,1\n", encoding="utf-8"
    )
    (fault,) = read_municipality(folder).faults
    assert (fault.code, fault.facts["count"], fault.facts["residents"]) == ("cells_outside_areas", 2, 30)
    must_read_well((fault,))
    write_areas(folder / "areas.gpkg", shapely.box(27.0, 60.8, 27.1, 60.9))
    assert refusal(lambda: read_municipality(folder))["no_cells_in_areas"].facts["count"] == 4


def test_a_source_described_for_a_file_that_is_not_there(folder: Path) -> None:
    (folder / "municipality.yaml").write_text(SETTINGS + "  areas.geojson: {owner: X}\n", encoding="utf-8")
    (fault,) = read_municipality(folder).faults
    assert (fault.code, fault.severity, fault.value) == ("source_without_file", Severity.WARNING, "areas.geojson")
    must_read_well((fault,))


def test_streets_and_a_timetable_of_another_city(folder: Path, shared_data: Path) -> None:
    shutil.copy(shared_data / "osm" / "porto_alegre.osm.pbf", folder / "streets.osm.pbf")
    shutil.copy(shared_data / "gtfs" / "kuopio_2017.zip", folder / "timetable.zip")
    far = far_files(folder)
    assert set(far) == {"streets.osm.pbf", "timetable.zip"}
    assert far["streets.osm.pbf"] > 10_000
    assert 150 < far["timetable.zip"] < 250


def write_feed(path: Path, lon: float, lat: float) -> None:
    """The smallest feed: one trip between two stops."""
    with zipfile.ZipFile(path, "w") as feed:
        feed.writestr(
            "agency.txt", "agency_id,agency_name,agency_url,agency_timezone\n1,A,https://a.fi,Europe/Helsinki\n"
        )
        feed.writestr("stops.txt", f"stop_id,stop_name,stop_lat,stop_lon\na,A,{lat},{lon}\nb,B,{lat},{lon + 0.01}\n")
        feed.writestr("routes.txt", "route_id,agency_id,route_short_name,route_type\nr,1,1,3\n")
        feed.writestr("trips.txt", "route_id,service_id,trip_id\nr,s,t\n")
        feed.writestr("stop_times.txt", f"{STOP_TIMES}\nt,09:00:00,09:00:00,a,1\nt,09:05:00,09:05:00,b,2\n")
        feed.writestr("calendar_dates.txt", "service_id,date,exception_type\ns,20260304,1\n")


def test_one_feed_of_several_belongs_elsewhere(folder: Path) -> None:
    write_feed(folder / "timetable.zip", 26.7, 60.86)
    assert read_municipality(folder).timetable is not None
    write_feed(folder / "timetable_b.zip", 21.7, 60.86)
    assert set(far_files(folder)) == {"timetable_b.zip"}


def test_a_default_date_without_service_is_a_warning(folder: Path) -> None:
    write_feed(folder / "timetable.zip", 26.7, 60.86)
    (folder / "municipality.yaml").write_text(SETTINGS.replace("03-04", "03-05"), encoding="utf-8")
    (fault,) = read_municipality(folder).faults
    assert (fault.code, fault.severity, fault.value) == ("default_date_unserved", Severity.WARNING, "2026-03-05")
    assert (fault.facts["first"], fault.facts["last"]) == ("2026-03-04", "2026-03-04")
    must_read_well((fault,))


def test_the_digest_is_the_same_on_every_run(folder: Path, tmp_path: Path) -> None:
    first = read_municipality(folder).digest()
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(folder, elsewhere)
    script = (
        "from pathlib import Path; from assessment.inputs.municipality import read_municipality\n"
        f"print(read_municipality(Path({str(elsewhere)!r})).digest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "1", "LC_ALL": "C"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == first
    assert len(first) == 64


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.service_points.table.loc.__setitem__((0, "opening_hours"), "off"),
        lambda m: m.service_points.table.loc.__setitem__((0, "lon"), 26.7051),
        lambda m: m.population.table.loc.__setitem__((0, "age_85_"), 0.0),
        lambda m: m.population.table.loc.__setitem__((0, "lon"), 26.7001),
    ],
)
def test_the_digest_shows_every_change(folder: Path, change: Callable[[Municipality], None]) -> None:
    found = read_municipality(folder)
    before = found.digest()
    assert found.digest() == before
    change(found)
    assert found.digest() != before


def test_the_digest_of_a_municipality_with_other_service_points(folder: Path) -> None:
    found = read_municipality(folder)
    closed = dataclasses.replace(found.service_points, table=found.service_points.table.iloc[:0])
    assert dataclasses.replace(found, service_points=closed).digest() != found.digest()
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.name = "Iitti"  # type: ignore[misc]
