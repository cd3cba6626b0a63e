"""What the columns of a population file mean: our own names, Statistics Finland's and HSY's (Helsinki region)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from assessment.errors import Fault, FaultLog
from assessment.inputs.table import Table

# Our own name first; then the 1 km grid's and Paavo's (Statistics Finland) and HSY's.
TOTAL_NAMES = ("population", "vaesto", "he_vakiy", "asukkaita")
ID_NAMES = ("id", "grid_id", "grd_id", "id_nro", "index", "oid", "postinumeroalue", "posti_alue")
CORNER_NAMES = ("xkoord", "ykoord")  # a square's lower left corner, EPSG:3067 (Statistics Finland)

AGE_BANDS = ("age_65_74", "age_75_84", "age_85_")
# The finer bands that make up each of ours where a file gives those instead (Paavo, Ruututietokanta).
_PARTS: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        "age_65_74": (("age_65_69", "age_70_74"),),
        "age_75_84": (("age_75_79", "age_80_84"),),
        "age_85_": (("age_85_89", "age_90_"), ("age_85_89", "age_90_94", "age_95_")),
    }
)
_AGE = re.compile(r"(?:he|ika|age)_?(\d{1,3})(?:_(\d{1,3})?|\+|_plus)")
_OVER = re.compile(r"ika_?yli_?(\d{1,3})")

# Numbers that are no counts of people: codes, years, coordinates, areas, means, and Paavo's other themes.
_CODES = {"fid", "oid", "objectid", "ogc_fid", "index", "code", "kunta", "municipality", "area_id", "year", "vuosi"}
_COORDINATES = {"lon", "lng", "longitude", "lat", "latitude", "x", "y", "xkoord", "ykoord", "euref_x", "euref_y"}
_SIZES_AND_MEANS = {"area", "area_m2", "km2", "pinta_ala", "he_kika", "asvaljyys"}
_NOT_COUNT_PREFIXES = ("hr_", "tr_", "ra_", "te_", "tp_", "pt_", "ko_")


def meanings(table: Table, log: FaultLog) -> dict[str, str]:
    """The table's possible count columns: their name here -> their name in the table, the total first.

    Adds `column_missing` without a total and `column_twice` where two columns mean the same.
    """
    total = table.require(TOTAL_NAMES, log)
    found = {"population": total} if total is not None else {}
    aside = {*_CODES, *_COORDINATES, *_SIZES_AND_MEANS, *TOTAL_NAMES, *ID_NAMES}
    for name in table.frame.columns:
        if name in aside or name.startswith(_NOT_COUNT_PREFIXES):
            continue
        meaning = _age_name(name) or name
        if meaning in found:
            log.add(Fault("column_twice", table.file, row=1, field=table.written(name)))
        found[meaning] = name
    return found


def is_expected(name: str) -> bool:
    """Whether a column's meaning is known, so that a value that is no number is a fault and not another column."""
    return name == "population" or _AGE.fullmatch(name) is not None


def parts_of(band: str, names: frozenset[str]) -> tuple[str, ...] | None:
    """The finer bands in a file that make up one of ours, or None."""
    return next((parts for parts in _PARTS[band] if names.issuperset(parts)), None)


def masks_99(table: Table, name: str) -> bool:
    """Whether 99 stands for "not given" in a column: HSY's age columns, never its total.

    HSY gives ages only from 100 residents on and writes 99 below; the total beside them is a count even when it is 99.
    """
    return "asukkaita" in table.frame.columns and name.startswith("ika")


def _age_name(name: str) -> str | None:
    """`age_65_69` for he_65_69, IKA_65_69, ika65_69; `age_85_` for he_85_, age_85+; None for other columns."""
    over = _OVER.fullmatch(name)
    if over is not None:
        return f"age_{int(over[1])}_"
    match = _AGE.fullmatch(name)
    if match is None:
        return None
    return f"age_{int(match[1])}_{int(match[2]) if match[2] else ''}"
