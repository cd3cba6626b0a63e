"""Tables with geometry: GeoJSON, GeoPackage and GeoParquet. The coordinate reference system is read, never guessed."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet
import pyogrio
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from assessment.errors import Fault, Refused
from assessment.inputs.csv_table import decoded
from assessment.inputs.table import Table, lower_case_columns, warning

WGS84 = CRS.from_user_input("OGC:CRS84")
_SQLITE_MAGIC = b"SQLite format 3\0"
_PARQUET_MAGIC = b"PAR1"


def read_geojson(path: Path) -> Table:
    """Read a GeoJSON FeatureCollection: WGS84 (RFC 7946) unless its older `crs` member names another system.

    A feature's own `id` stands in for a missing `id` property. A broken geometry is None.
    Raises Refused: `not_text`, `json_invalid`, `json_not_features`, `crs_missing`, `crs_unknown`, `column_twice`.
    """
    text, notices = decoded(path)
    content = _json(text, path.name)
    features = content.get("features") if isinstance(content, dict) else None
    if (
        not isinstance(content, dict)
        or not isinstance(features, list)
        or not all(isinstance(feature, dict) for feature in features)
    ):
        raise Refused([Fault("json_not_features", path.name)])
    crs = _crs_member(content, path.name)
    properties = [f.get("properties") if isinstance(f.get("properties"), dict) else {} for f in features]
    names = list(dict.fromkeys(name for row in properties for name in row))
    if "id" not in {name.lower() for name in names} and features and all("id" in f for f in features):
        names.insert(0, "id")
        properties = [{**row, "id": f["id"]} for row, f in zip(properties, features, strict=True)]
    frame = pd.DataFrame(
        {name: pd.Series([row.get(name) for row in properties], dtype=object) for name in names},
        index=range(len(features)),
    )
    shapes = [json.dumps(f.get("geometry")) for f in features]
    geometry = gpd.GeoSeries(shapely.from_geojson(shapes, on_invalid="ignore"), crs=crs)
    return _table(path.name, frame, geometry, notices)


def read_geopackage(path: Path) -> Table:
    """Read a GeoPackage's first layer with features; warns `layers_many` when there are more.

    Raises Refused: `format_mismatch`, `content_unreadable`, `crs_missing`, `crs_unknown`, `column_twice`.
    """
    # Only a real SQLite file reaches GDAL, which would otherwise follow other formats' links to other files.
    _must_start_with(path, _SQLITE_MAGIC, "GeoPackage")
    notices: tuple[Fault, ...] = ()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
            if not layers:
                raise Refused([Fault("no_rows", path.name)])
            if len(layers) > 1:
                notices = (warning("layers_many", path.name, chosen=layers[0], found=", ".join(layers)),)
            frame = pyogrio.read_dataframe(path, layer=layers[0])
    except Refused:
        raise
    except Exception as error:  # GDAL and its wrappers raise many kinds for one thing: it cannot be read
        _unreadable(path.name, error)
    return _table(path.name, frame.drop(columns=frame.geometry.name), frame.geometry, notices)


def read_geoparquet(path: Path) -> Table:
    """Read a GeoParquet file, or a Parquet table without geometry.

    Raises Refused: `format_mismatch`, `content_unreadable`, `crs_missing`, `crs_unknown`, `column_twice`.
    """
    _must_start_with(path, _PARQUET_MAGIC, "GeoParquet")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if b"geo" in (pyarrow.parquet.read_schema(path).metadata or {}):
                frame = gpd.read_parquet(path)
                return _table(path.name, frame.drop(columns=frame.geometry.name), frame.geometry, ())
            return _table(path.name, pd.read_parquet(path), None, ())
    except Refused:
        raise
    except Exception as error:  # pyarrow and geopandas raise many kinds for one thing: it cannot be read
        _unreadable(path.name, error)


def _table(file: str, frame: pd.DataFrame, geometry: gpd.GeoSeries | None, notices: tuple[Fault, ...]) -> Table:
    if geometry is not None:
        _must_be_usable(geometry.crs, file)
        geometry = geometry.reset_index(drop=True)
    headers = tuple(str(name) for name in frame.columns)
    rows = np.arange(2, len(frame) + 2, dtype=np.int64)
    return Table(file, lower_case_columns(pd.DataFrame(frame), file), headers, rows, geometry, notices)


def _must_be_usable(crs: CRS | None, file: str) -> None:
    """Refuse geometry without a coordinate reference system, or with one that leads nowhere."""
    # GDAL names srs_id 0 and -1 of a GeoPackage "Undefined geographic SRS" and "Undefined Cartesian SRS".
    if crs is None or crs.name.lower().startswith(("undefined", "unknown")):
        raise Refused([Fault("crs_missing", file, field="crs")])
    if not (crs.is_geographic or crs.is_projected):
        raise Refused([Fault("crs_unknown", file, field="crs", value=crs.name)])


def _json(text: str, file: str) -> object:
    def refuse(constant: str) -> NoReturn:
        raise ValueError(constant)

    try:
        return json.loads(text, parse_constant=refuse)
    except json.JSONDecodeError as error:
        reason = {"reason": error.msg}
        raise Refused([Fault("json_invalid", file, row=error.lineno, facts=reason)]) from error
    except (ValueError, RecursionError) as error:
        raise Refused([Fault("json_invalid", file, facts={"reason": str(error)[:80]})]) from error


def _crs_member(content: Mapping[str, object], file: str) -> CRS:
    """The system that a GeoJSON file is in: its `crs` member (GeoJSON 2008) or, without one, WGS84 (RFC 7946)."""
    if "crs" not in content:
        return WGS84
    member = content["crs"]
    if member is None:
        raise Refused([Fault("crs_missing", file, field="crs")])
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    try:
        return CRS.from_user_input(str(name))
    except CRSError as error:
        raise Refused([Fault("crs_unknown", file, field="crs", value=str(name))]) from error


def _must_start_with(path: Path, magic: bytes, expected: str) -> None:
    with path.open("rb") as stream:
        if stream.read(len(magic)) != magic:
            raise Refused([Fault("format_mismatch", path.name, value=path.suffix, facts={"expected": expected})])


def _unreadable(file: str, error: Exception) -> NoReturn:
    reason = {"reason": type(error).__name__}
    raise Refused([Fault("content_unreadable", file, facts=reason)]) from error
