"""Population cells: the smallest units with residents, 250 m or 1 km squares or points, by age band."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS

from assessment.errors import Fault, FaultLog, Severity
from assessment.inputs.coordinates import (
    FINLAND_CRS,
    in_degrees,
    in_metres,
    like_finnish_metres,
    metric_crs,
    positions,
    to_degrees,
    to_metres,
)
from assessment.inputs.population_columns import (
    AGE_BANDS,
    CORNER_NAMES,
    ID_NAMES,
    is_expected,
    masks_99,
    meanings,
    parts_of,
)
from assessment.inputs.provenance import Source, source_of
from assessment.inputs.table import Table, carry_over
from assessment.inputs.tables import read_table

Floats = npt.NDArray[np.float64]

DEFAULT_MASKS = (-1.0,)  # Statistics Finland's "protected"
_COMMON_CELL_SIZES_M = (100.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 5000.0)
_GRID_ID = re.compile(r"(\d+)(m|km)N\d+E\d+")  # Statistics Finland: 250mN674400E31725, 1kmN6744E317


@dataclass(frozen=True, eq=False)
class Population:
    """Population cells in the order of their file.

    `table` has index 0..n-1 and columns id (str, unique), lon, lat (degrees WGS84), x, y (metres of `crs`: EPSG:3067 in
    Finland; the cell's middle), then `count_columns` as float64: population, the age bands age_65_74, age_75_84,
    age_85_ where the file has them, and any further group columns. NaN = masked at the source, never zero.
    `cell_size_m` is the side of the squares, None for points and other shapes.
    """

    table: pd.DataFrame
    count_columns: tuple[str, ...]
    cell_size_m: float | None
    crs: CRS
    source: Source
    faults: tuple[Fault, ...] = ()

    def __len__(self) -> int:
        return len(self.table)

    @property
    def missing_age_bands(self) -> tuple[str, ...]:
        """Which of the three age bands the file does not have."""
        return tuple(band for band in AGE_BANDS if band not in self.count_columns)


def read_population(
    path: Path,
    described: Mapping[str, object] | None = None,
    masks: Sequence[float] = DEFAULT_MASKS,
    crs: CRS | None = None,
) -> Population:
    """Read population cells from CSV, GeoPackage, GeoJSON or GeoParquet.

    Blanks and every value in `masks` are masked; 99 also is in HSY's age columns. Five-year bands are added up to ours
    (masked where a part is). `crs` is the metric system to use, by default EPSG:3067 in Finland, else the local UTM.

    Raises Refused with every fault: `column_missing`, `column_twice`, `id_missing`, `id_twice`, `number_invalid`,
    `count_negative`, `cell_size_unknown`, `too_far_apart` and those of coordinates. Warns
    `count_not_whole`, `bands_exceed_total` and `age_bands_missing`.
    """
    table = read_table(path)
    log = FaultLog()
    carry_over(table.faults, log)
    ids = table.identifiers(ID_NAMES, log)
    counts = _with_bands(_counts(table, masks, log))
    by_corner = table.geometry is None and table.column(("lon", "longitude")) is None
    if by_corner and all(name in table.frame.columns for name in CORNER_NAMES):
        lon, lat, cell_size_m = _from_corners(table, ids, log)
    else:
        lon, lat = positions(table, log)
        cell_size_m = _size_in_ids(ids)
    log.raise_if_refused()
    _check_bands(counts, table, log)
    crs, x, y = _in_metres(lon, lat, crs, table, log)
    log.raise_if_refused()
    if table.geometry is not None:
        cell_size_m = _side_of_squares(table, crs) or cell_size_m
    frame = pd.DataFrame({"id": list(ids), "lon": lon, "lat": lat, "x": x, "y": y, **counts})
    return Population(frame, tuple(counts), cell_size_m, crs, source_of(path, described), log.faults)


def _in_metres(lon: Floats, lat: Floats, crs: CRS | None, table: Table, log: FaultLog) -> tuple[CRS, Floats, Floats]:
    """The metric system and the positions in it: the wanted one where it reaches every cell, else the cells' own."""
    for system in (crs, metric_crs(lon, lat)):
        if system is None:
            continue
        x, y = to_metres(lon, lat, system)
        reached = np.isfinite(x) & np.isfinite(y)
        if reached.all():
            return system, x, y
    for row in table.rows[~reached].tolist():
        log.add(Fault("too_far_apart", table.file, row=row))
    return system, x, y


def _counts(table: Table, masks: Sequence[float], log: FaultLog) -> dict[str, Floats]:
    """Every count column, the total first; a further column that does not hold counts is left out."""
    counts: dict[str, Floats] = {}
    for meaning, name in meanings(table, log).items():
        expected = is_expected(meaning)
        column_log = log if expected else FaultLog()
        values = table.numbers(name, column_log)
        masked = np.isin(values, [*masks, 99.0] if masks_99(table, name) else list(masks))
        values[masked] = np.nan
        negative = values < 0
        if not expected and (column_log.refused or negative.any() or np.isnan(values).all()):
            continue
        for i in np.flatnonzero(negative):
            value = f"{values[i]:g}"
            log.add(Fault("count_negative", table.file, row=int(table.rows[i]), field=table.written(name), value=value))
        _warn_of_fractions(values, name, table, log)
        counts[meaning] = values
    return counts


def _warn_of_fractions(values: Floats, name: str, table: Table, log: FaultLog) -> None:
    fractions = np.flatnonzero(~np.isnan(values) & (values != np.rint(values)))
    if fractions.size:
        first = fractions[0]
        log.add(
            Fault(
                "count_not_whole",
                table.file,
                severity=Severity.WARNING,
                row=int(table.rows[first]),
                field=table.written(name),
                value=f"{values[first]:g}",
                facts={"count": int(fractions.size)},
            )
        )


def _with_bands(counts: dict[str, Floats]) -> dict[str, Floats]:
    """The counts with our age bands added up from finer ones, which they replace; NaN where any part is masked."""
    for band in AGE_BANDS:
        parts = parts_of(band, frozenset(counts))
        if band not in counts and parts is not None:
            counts[band] = np.sum([counts.pop(part) for part in parts], axis=0)
    order = ["population", *AGE_BANDS, *counts]
    return {name: counts[name] for name in dict.fromkeys(order) if name in counts}


def _check_bands(counts: Mapping[str, Floats], table: Table, log: FaultLog) -> None:
    """Warn where the bands together exceed the total, and when a band is missing altogether."""
    bands = [counts[band] for band in AGE_BANDS if band in counts]
    if len(bands) < len(AGE_BANDS):
        missing = ", ".join(band for band in AGE_BANDS if band not in counts)
        facts = {"missing": missing}
        log.add(Fault("age_bands_missing", table.file, severity=Severity.WARNING, row=1, facts=facts))
    if not bands:
        return
    together = np.nansum(bands, axis=0)
    for i in np.flatnonzero(together > counts["population"] + 0.5):
        row, total = int(table.rows[i]), f"{counts['population'][i]:g}"
        sums = {"sum": f"{together[i]:g}", "total": total}
        severity = Severity.WARNING
        log.add(Fault("bands_exceed_total", table.file, severity, row=row, field="population", value=total, facts=sums))


def _from_corners(table: Table, ids: Sequence[str], log: FaultLog) -> tuple[Floats, Floats, float | None]:
    """Middles of squares given by their lower left corner in EPSG:3067, and the squares' side."""
    x, y = (table.numbers(name, log, blank_is_fault=True) for name in CORNER_NAMES)
    field = ", ".join(table.written(name) for name in CORNER_NAMES)
    given = ~(np.isnan(x) | np.isnan(y))
    for i in np.flatnonzero(given & ~like_finnish_metres(x, y)):
        value = f"{x[i]:.10g}, {y[i]:.10g}"
        log.add(Fault("corner_out_of_range", table.file, row=int(table.rows[i]), field=field, value=value))
    size = _size_in_ids(ids) or _size_of_steps(np.concatenate([x[given], y[given]]))
    if size is None:
        log.add(Fault("cell_size_unknown", table.file, field=field))
        return x, y, None
    lon, lat = to_degrees(x + size / 2, y + size / 2, FINLAND_CRS)
    return lon, lat, size


def _size_in_ids(ids: Sequence[str]) -> float | None:
    """The squares' side in metres where all ids are grid ids of one size, else None."""
    sizes = set()
    for cell_id in ids:
        match = _GRID_ID.fullmatch(cell_id)
        if match is None:
            return None
        sizes.add(float(match[1]) * (1000.0 if match[2] == "km" else 1.0))
    return sizes.pop() if len(sizes) == 1 else None


def _size_of_steps(corners: Floats) -> float | None:
    """The largest common size whose multiples all corners are; 125 m and less is a coincidence, not a grid."""
    fitting = [size for size in _COMMON_CELL_SIZES_M if size >= 250 and np.all(corners % size == 0)]
    return max((size for size in fitting if size <= 1000), default=None) if corners.size else None


def _side_of_squares(table: Table, crs: CRS) -> float | None:
    """The side of the cells in metres when they all are squares of one size (within 2 %), else None."""
    shapes, reached = in_metres(in_degrees(table, table.geometry, FaultLog()), crs)
    if not reached.all() or not np.all(shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON):
        return None
    sides = np.sqrt(shapely.area(shapes))
    side = float(np.median(sides))
    # A square's perimeter is four sides; a longer shape's is more.
    square = np.all(np.abs(shapely.length(shapes) / 4 / sides - 1) < 0.01)
    if not square or np.any(np.abs(sides / side - 1) > 0.02):
        return None
    near = [size for size in _COMMON_CELL_SIZES_M if abs(side / size - 1) < 0.02]
    return near[0] if near else round(side, 1)
