"""One reader for every table at the door: CSV, GeoPackage, GeoJSON and GeoParquet give the same Table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from assessment.errors import Fault, Refused
from assessment.inputs.csv_table import read_csv_table
from assessment.inputs.feature_table import read_geojson, read_geopackage, read_geoparquet
from assessment.inputs.provenance import must_be_readable
from assessment.inputs.table import Table

READERS: Mapping[str, Callable[[Path], Table]] = MappingProxyType(
    {
        ".csv": read_csv_table,
        ".gpkg": read_geopackage,
        ".geojson": read_geojson,
        ".json": read_geojson,
        ".parquet": read_geoparquet,
        ".geoparquet": read_geoparquet,
    }
)
FORMAT_NAMES = "CSV (.csv), GeoPackage (.gpkg), GeoJSON (.geojson), GeoParquet (.parquet)"


def read_table(path: Path) -> Table:
    """Read a table by its ending, which its content must bear out.

    Raises Refused: `file_missing`, `file_empty`, `format_unknown`, `no_rows` and each format's own faults.
    """
    must_be_readable(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise Refused([Fault("format_unknown", path.name, value=path.suffix, facts={"expected": FORMAT_NAMES})])
    table = reader(path)
    if len(table) == 0:
        raise Refused([*table.faults, Fault("no_rows", path.name)])
    return table
