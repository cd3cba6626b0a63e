"""Places: points with an id that travel starts from or ends at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assessment.errors import Fault, FaultLog
from assessment.inputs.coordinates import positions
from assessment.inputs.provenance import Source, source_of
from assessment.inputs.table import carry_over
from assessment.inputs.tables import read_table

# A file with another name for its id is taken as it is: population grids and postal areas serve as places too.
ID_NAMES = ("id", "grid_id", "grd_id", "id_nro", "stop_id", "postinumeroalue", "posti_alue")


@dataclass(frozen=True, eq=False)
class Places:
    """Origins or destinations in their file's order: ids and positions in degrees (WGS84), read-only float64[n]."""

    ids: tuple[str, ...]
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    source: Source | None = None
    faults: tuple[Fault, ...] = ()

    def __post_init__(self) -> None:
        for values in (self.lon, self.lat):
            values.flags.writeable = False

    def __len__(self) -> int:
        return len(self.ids)


def read_places(path: Path) -> Places:
    """Read places from CSV (`id,lon,lat`), GeoPackage, GeoJSON or GeoParquet; an area stands for its middle.

    Raises Refused with every fault of the file.
    """
    table = read_table(path)
    log = FaultLog()
    carry_over(table.faults, log)
    ids = table.identifiers(ID_NAMES, log)
    lon, lat = positions(table, log)
    log.raise_if_refused()
    return Places(ids, lon, lat, source_of(path), log.faults)
