"""Map data of the example matter: valid GeoPackage, the classes of the maps, styles that QGIS finds, no small count."""

from __future__ import annotations

import re
import sqlite3
import xml.etree.ElementTree as ET
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from assessment.language import LANGUAGES, translator
from assessment.report.area_columns import change_class
from assessment.report.geopackage import matter_geopackage
from assessment.report.geopackage_file import Layer, Style, file_bytes
from assessment.report.geopackage_styles import SHADES, area_style, service_style
from assessment.report.matter_report import MatterReport
from assessment.report.telling import telling_of
from tests.report.matter_taken import example_record, report

__all__ = ["example_record", "report"]
GROUP = "age_65_"


@pytest.fixture(scope="module")
def path(report: MatterReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("map") / "matter.gpkg"
    path.write_bytes(matter_geopackage(report, translator("fi")))
    return path


def test_every_alternative_has_areas_and_services_in_metres(path: Path) -> None:
    geometries = {name: geometry for name, geometry in pyogrio.list_layers(path) if geometry is not None}
    for label in ("VE1", "VE2", "VE3", "VE4", "VE5"):
        assert geometries[f"{label} areas"] == "MultiPolygon"
        assert geometries[f"{label} services"] == "Point"
        assert f"{label} swimming_hall transit" in geometries
    areas = pyogrio.read_dataframe(path, layer="VE3 areas")
    assert len(areas) == 48
    assert areas.crs.to_epsg() == 3067
    assert areas.geometry.is_valid.all()
    services = pyogrio.read_dataframe(path, layer="VE3 services")
    assert sorted(set(services["state"])) == ["closed", "new", "open"]
    assert services.geometry.within(areas.union_all().buffer(100)).all()


def test_the_file_is_a_geopackage_as_ogc_defines_it(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        ask = connection.execute
        assert ask("PRAGMA application_id").fetchone() == (int.from_bytes(b"GPKG"),)
        assert ask("PRAGMA user_version").fetchone() == (10200,)  # read by every GIS of the last years
        assert ask("PRAGMA integrity_check").fetchone() == ("ok",)
        assert ask("PRAGMA foreign_key_check").fetchall() == []
        tables = {name for (name,) in ask("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
        contents = ask("SELECT table_name, data_type, last_change, srs_id FROM gpkg_contents").fetchall()
        assert {name for name, *_ in contents} <= tables
        assert {kind for _, kind, *_ in contents} == {"features", "attributes"}
        assert {changed for _, _, changed, _ in contents} == {"2000-01-01T00:00:00.000Z"}
        assert {srs for _, kind, _, srs in contents if kind == "features"} == {3067}
        described = ask("SELECT description FROM gpkg_contents WHERE table_name = 'VE3 areas'").fetchone()
        assert "65 vuotta täyttäneet" in described[0]
    connection.close()


def test_the_first_style_of_each_layer_is_the_one_qgis_opens_it_in(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        columns = "f_table_name, f_geometry_column, styleName, styleQML, useAsDefault, f_table_schema"
        styles = connection.execute(f"SELECT {columns} FROM layer_styles ORDER BY id").fetchall()
        geometry = dict(connection.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall())
        fields = {name: [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')] for name in geometry}
    connection.close()
    defaults = [name for name, *_, default, _ in styles if default]
    assert sorted(defaults) == sorted(geometry)
    for name, column, _, qml, default, schema in styles:
        assert column == geometry[name]
        assert schema == ""
        root = ET.fromstring(qml)
        renderer = root.find("renderer-v2")
        assert renderer is not None
        assert renderer.get("attr") in fields[name]
        symbols = {symbol.get("name") for symbol in renderer.findall("symbols/symbol")}
        assert {category.get("symbol") for category in renderer.findall("categories/category")} == symbols
        if default:
            named = {alias.get("field"): alias.get("name") for alias in root.findall("aliases/alias")}
            assert set(named) == {one for one in fields[name] if one != "geom"}
            assert all(named.values())


def test_areas_have_the_classes_of_the_maps_on_paper(path: Path, report: MatterReport) -> None:
    telling = telling_of(report, "fi")
    assert telling.main is not None
    main = telling.main
    one = report.changing[2]
    wanted = {area.area_id: change_class(area) for area in report.area_figures(one, main.group, main.kind, main.mode)}
    for layer, column in (("VE3 areas", "class"), ("VE3 swimming_hall transit", f"{main.group}_class")):
        frame = pyogrio.read_dataframe(path, layer=layer)
        assert dict(zip(frame["area_id"], frame[column], strict=True)) == wanted
    assert {"hidden", "unreached_always"} < set(wanted.values())
    assert set(wanted.values()) <= {shade.key.rpartition(".")[2] for shade in SHADES}


def test_counts_are_those_frozen_and_none_is_small(path: Path, report: MatterReport) -> None:
    counts = 0
    for name, geometry in pyogrio.list_layers(path):
        if geometry is None:
            continue
        frame = pyogrio.read_dataframe(path, layer=name, read_geometry=False)
        for column in frame.columns:
            if re.search("residents|longer_by|lost$", column):
                values = frame[column].dropna().to_numpy(dtype=float)
                assert not ((np.abs(values) > 0) & (np.abs(values) < 10)).any(), column
                counts += len(values)
    assert counts > 1000
    frame = pyogrio.read_dataframe(path, layer="VE1 swimming_hall car")
    figure = report.figure(
        report.changing[0], GROUP, "swimming_hall", "car", "residents_within_30_min", str(frame["area_id"][0])
    )
    assert figure is not None
    assert frame[f"{GROUP}_residents_within_30_min_after"][0] == figure.value


def test_tables_tell_the_sources_and_what_is_not_shown(path: Path, report: MatterReport) -> None:
    sources = pyogrio.read_dataframe(path, layer="sources")
    assert sources["sha256"].tolist() == [one.sha256 for one in report.sources]
    assert set(sources["licence"]) == {"CC BY 4.0", "CC0 1.0"}
    about = pyogrio.read_dataframe(path, layer="about")
    text = " ".join(about["text"])
    for wanted in (report.matter.register_number, report.history_head, "Alle 10", "25.11.2026", "Esimerkki"):
        assert wanted in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_legends_speak_the_readers_language(language: str) -> None:
    words = translator(language)
    for style in (area_style(words, "class", '"name"', {}), service_style(words, {})):
        labels = [one.get("label", "") for one in ET.fromstring(style).findall(".//category")]
        assert len(labels) >= 5
        assert not [label for label in labels if not label or "." in label]


def test_the_same_record_gives_the_same_bytes(path: Path, report: MatterReport) -> None:
    assert matter_geopackage(report, translator("fi")) == path.read_bytes()


def test_hostile_names_stay_names(tmp_path: Path) -> None:
    hostile = "<b>\"x\" & 'y'</b>]]>"
    words = translator("fi")
    fields = {"fid": "fid", "name": hostile}
    frame = gpd.GeoDataFrame({"name": [hostile]}, geometry=[shapely.Point(470_000, 6_750_000)], crs=3067)
    names = (f"'{hostile}\"", "(uusi)", "VE1", "ve1", "sqlite_x", "rtree_y", "Layer_Styles", "a\x00\ud800b", "")
    styles = (Style(hostile, service_style(words, fields)),)
    path = tmp_path / "hostile.gpkg"
    path.write_bytes(file_bytes([Layer(name, frame, hostile, styles) for name in names]))
    layers = [name for name, geometry in pyogrio.list_layers(path) if geometry is not None]
    assert layers[1:] == ["_(uusi)", "VE1", "ve1 2", "_sqlite_x", "_rtree_y", "Layer_Styles 2", "ab", "_-"]
    for name in layers:
        assert pyogrio.read_dataframe(path, layer=name)["name"].tolist() == [hostile]
    with sqlite3.connect(path) as connection:
        styled = connection.execute("SELECT f_table_name, styleQML FROM layer_styles").fetchall()
    connection.close()
    assert [name for name, _ in styled] == layers
    named = ET.fromstring(styled[0][1]).find("aliases/alias[@field='name']")
    assert named is not None
    assert named.get("name") == hostile
