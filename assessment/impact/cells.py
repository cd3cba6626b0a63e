"""Travel times of single cells before and after, for maps: times of a typical member of the group, no counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.impact.accessibility import UNREACHED, Access
from assessment.impact.population_groups import Residents


@dataclass(frozen=True, eq=False)
class CellTimes:
    """Every cell's nearest services before and after, by (alternative, kind, mode).

    A cell's time is that of the profile most of the group's members in the municipality travel by (`typical`), whoever
    lives in the cell: it tells what the place is like and nothing about how many live there.
    """

    cells: pd.DataFrame  # id, lon, lat of the population table
    typical: Mapping[str, int]  # group -> row of Access.time_s
    before: Mapping[tuple[str, str], Access]  # by kind and mode
    after: Mapping[tuple[str, str, str], Access]  # by alternative, kind and mode

    def changes(self, alternative: str, kind: str, mode: str, group: str) -> pd.DataFrame:
        """One row a cell, in file order.

        Columns id, lon, lat; before_min, after_min (float64, inf = not reached); change_min (NaN where neither is
        reached, inf where reach is lost, -inf where it is gained); nearest_before, nearest_after (service point ids,
        "" = none).
        """
        row = self.typical[group]
        before, after = self.before[(kind, mode)], self.after[(alternative, kind, mode)]
        before_min, after_min = _minutes(before, row), _minutes(after, row)
        with np.errstate(invalid="ignore"):
            change_min = after_min - before_min
        columns = {
            "before_min": before_min,
            "after_min": after_min,
            "change_min": change_min,
            "nearest_before": _ids(before, row),
            "nearest_after": _ids(after, row),
        }
        return self.cells.assign(**columns)


def cell_times(
    cells: pd.DataFrame,
    residents: Residents,
    before: Mapping[tuple[str, str], Access],
    after: Mapping[tuple[str, str, str], Access],
) -> CellTimes:
    """The cell times of an impact; `cells` is the population table."""
    typical = dict(zip(residents.groups, residents.typical_profile.tolist(), strict=True))
    return CellTimes(cells[["id", "lon", "lat"]], typical, before, after)


def _minutes(access: Access, row: int) -> np.ndarray:
    times = access.time_s[row]
    return np.where(times < UNREACHED, times / 60, np.inf)


def _ids(access: Access, row: int) -> np.ndarray:
    return np.asarray(np.array([*access.service_ids, ""], dtype=object)[access.nearest[row]])
