"""A GeoPackage written whole: layers with the styles that QGIS opens them in, and tables without geometry."""

from __future__ import annotations

import sqlite3
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from assessment.report.fixed_time import FIXED_TIME
from assessment.report.well_formed import one_line

# The newest version that the GIS programs of the last five years read without a warning.
_VERSION = "1.2"
_TIME = FIXED_TIME.strftime("%Y-%m-%dT%H:%M:%S.000Z")
_GEOMETRY = "geom"
_LONGEST_NAME = 100
# What SQLite and GeoPackage keep to themselves.
_RESERVED = ("gpkg", "sqlite_", "rtree_")
# As QGIS makes it; it finds the style of a layer by table and column.
_STYLES_TABLE = (
    "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), "
    "f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), "
    "styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
    "update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"
)
_STYLE_ROW = (
    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, "
    "styleSLD, useAsDefault, description, owner, ui, update_time) VALUES ('', '', ?, ?, ?, ?, '', ?, ?, '', '', ?)"
)
# GDAL takes the time to write from a setting of the whole process. Nobody else sees the file while it is written: it
# need not be safe on disk at each step.
_SETTINGS = {"OGR_CURRENT_DATE": _TIME, "OGR_SQLITE_SYNCHRONOUS": "OFF"}
_GDAL_SETTINGS = threading.Lock()


@dataclass(frozen=True)
class Style:
    """A style of a layer as QML; the first of a layer is the one it opens in."""

    name: str
    qml: str


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer, or a table where `frame` has no geometry. `description`: what it tells, in one line."""

    name: str
    frame: gpd.GeoDataFrame | pd.DataFrame
    description: str = ""
    styles: tuple[Style, ...] = ()


def file_bytes(layers: Sequence[Layer]) -> bytes:
    """The GeoPackage of the layers, in their order; the same layers give the same bytes. None at all: no bytes."""
    if not layers:
        return b""
    layers = _with_table_names(layers)
    with _GDAL_SETTINGS, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.gpkg"
        before = {name: pyogrio.get_gdal_config_option(name) for name in _SETTINGS}
        pyogrio.set_gdal_config_options(_SETTINGS)
        try:
            for layer in layers:
                _write(layer, path)
        finally:
            pyogrio.set_gdal_config_options(before)
        connection = sqlite3.connect(path)
        try:
            with connection:
                _describe(connection, layers)
        finally:
            connection.close()
        return path.read_bytes()


def _with_table_names(layers: Sequence[Layer]) -> list[Layer]:
    """The layers under names that tables may have: a name is somebody's text, and one name is another in capitals."""
    taken = {"layer_styles"}
    named = []
    for layer in layers:
        base = one_line(layer.name)[:_LONGEST_NAME] or "-"
        if not base[0].isalnum() or base.casefold().startswith(_RESERVED):
            base = f"_{base}"
        name, number = base, 2
        while name.casefold() in taken:
            name, number = f"{base} {number}", number + 1
        taken.add(name.casefold())
        named.append(replace(layer, name=name))
    return named


def _write(layer: Layer, path: Path) -> None:
    polygons = isinstance(layer.frame, gpd.GeoDataFrame) and bool(layer.frame.geom_type.str.endswith("Polygon").all())
    pyogrio.write_dataframe(
        layer.frame,
        path,
        layer=layer.name,
        driver="GPKG",
        append=path.exists(),
        promote_to_multi=polygons,
        dataset_options=None if path.exists() else {"VERSION": _VERSION},
        layer_options={"DESCRIPTION": layer.description},
    )


def _describe(connection: sqlite3.Connection, layers: Sequence[Layer]) -> None:
    """Write the styles, in the table that QGIS looks for them in."""
    connection.execute(_STYLES_TABLE)
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
        (_TIME,),
    )
    for layer in layers:
        for number, style in enumerate(layer.styles):
            row = (layer.name, _GEOMETRY, style.name, style.qml, number == 0, layer.description, _TIME)
            connection.execute(_STYLE_ROW, row)
