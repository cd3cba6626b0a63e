"""A matter's frozen figures as map data: areas and services of every alternative, styled for QGIS, and sources."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely

from assessment.language import Translate
from assessment.report.exports import FIXED_TIME, GDAL_SETTINGS
from assessment.report.figure_words import Reader
from assessment.report.geopackage_styles import area_style, service_style
from assessment.report.matter_report import AlternativeReport, MatterReport
from assessment.report.telling import Telling

DEGREES = 4326
# The metres of Finland's maps.
METRES = 3067
_TIME = FIXED_TIME.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def matter_geopackage(report: MatterReport, words: Translate) -> bytes:
    """Layers `<VE> areas` and `<VE> services`, `sources`, and `layer_styles` as QGIS reads them; EPSG:3067.

    NULL = not shown or nothing to tell. The same record gives the same bytes.
    """
    telling = Telling(report, Reader(words("workbook.language"), words))
    with GDAL_SETTINGS, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "matter.gpkg"
        before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _TIME})
        try:
            styles = []
            for one in report.changing:
                areas = _areas(telling, one)
                if areas is not None:
                    _write(areas, path, f"{one.label} areas")
                    styles.append((f"{one.label} areas", area_style("mean_change_min"), telling.named(one)))
                _write(_services(one), path, f"{one.label} services")
                styles.append((f"{one.label} services", service_style(), telling.named(one)))
            _write_sources(path, report)
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
        _write_styles(path, styles)
        return path.read_bytes()


def _areas(telling: Telling, alternative: AlternativeReport) -> gpd.GeoDataFrame | None:
    """The areas of an alternative with the figures of the group told first; None where no map was kept."""
    ground, main = alternative.map, telling.main
    if ground is None or main is None:
        return None
    figures = {one.area_id: one for one in telling.report.area_figures(alternative, main.group, main.kind, main.mode)}
    names = ("residents", "median_before_min", "median_after_min", "mean_change_min", "longer_by_10_min", "lost")
    columns: dict[str, list[object]] = {
        "area_id": [area.id for area in ground.areas],
        "name": [area.name for area in ground.areas],
    }
    for name in names:
        columns[name] = [getattr(figures[area.id], name) if area.id in figures else None for area in ground.areas]
    shapes = [shapely.from_geojson(json.dumps(area.geometry)) for area in ground.areas]
    layer = gpd.GeoDataFrame(columns, geometry=shapes, crs=DEGREES).to_crs(METRES)
    for name in names:
        layer[name] = layer[name].astype("float64")
    return layer


def _services(alternative: AlternativeReport) -> gpd.GeoDataFrame:
    """The services before and after: open, closed, new; a moved one stands at both places."""
    assert alternative.result is not None
    before = {one.id: one for one in alternative.result.services_before}
    after = {one.id: one for one in alternative.result.services_after}
    rows = []
    for one in (*before.values(), *(found for found in after.values() if found.id not in before)):
        now, then = before.get(one.id), after.get(one.id)
        if then is None:
            rows.append((one, "closed"))
        elif now is None:
            rows.append((one, "new"))
        elif (now.lon, now.lat) != (then.lon, then.lat):
            rows += [(now, "moved_from"), (then, "moved_to")]
        else:
            rows.append((one, "open"))
    columns = {
        "service_id": [one.id for one, _ in rows],
        "name": [one.name for one, _ in rows],
        "kind": [one.kind for one, _ in rows],
        "state": [state for _, state in rows],
    }
    points = shapely.points([one.lon for one, _ in rows], [one.lat for one, _ in rows])
    return gpd.GeoDataFrame(columns, geometry=points, crs=DEGREES).to_crs(METRES)


def _write(layer: gpd.GeoDataFrame, path: Path, name: str) -> None:
    multi = name.endswith("areas")
    pyogrio.write_dataframe(layer, path, layer=name, driver="GPKG", promote_to_multi=multi, append=path.exists())


def _write_sources(path: Path, report: MatterReport) -> None:
    rows = [(one.file, one.owner, one.licence, one.date, one.certainty, one.sha256) for one in report.sources]
    names = ("file", "owner", "licence", "date", "certainty", "sha256")
    table = gpd.pd.DataFrame(rows, columns=list(names))
    pyogrio.write_dataframe(table, path, layer="sources", driver="GPKG", append=path.exists())


def _write_styles(path: Path, styles: list[tuple[str, str, str]]) -> None:
    """The table that QGIS looks for a layer's style in."""
    with sqlite3.connect(path) as connection:
        connection.execute(
            "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), "
            "f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), "
            "styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
            "update_time DATETIME)"
        )
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (_TIME,),
        )
        for layer, style, description in styles:
            connection.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
                "styleName, styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) "
                "VALUES ('', '', ?, 'geom', 'default', ?, '', 1, ?, '', '', ?)",
                (layer, style, description, _TIME),
            )
    connection.close()
